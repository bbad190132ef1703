package server

import (
	latest "container/list"
	"context"
	"sync"
	"sync/atomic"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// opened is a frame in memory with what searches need.
type opened struct {
	frame  *sampler.Frame
	digest string                    // of the frame
	ids    atomic.Pointer[idTable]   // where the sites are; nil until it is made
	index  func() *geo.Index         // of the sites' positions, made when first asked for
	areas  func() *geo.AreaNames     // of the sites that stand for areas
	names  func() map[string]string  // of these areas, by code
	kinds  func() map[string][]int32 // the sites' numbers by category
}

// maxOpenSites is how many sites all frames in memory may have together; the one
// that was asked for last stays whatever its size.
const maxOpenSites = 3_000_000

// frames keeps frames in memory that were asked for lately. A frame is read from
// the store once, however many ask for it at the same time.
type frames struct {
	store      store.Store
	categories *geo.Categories

	mu     sync.Mutex
	sites  int
	recent *latest.List // of *entry, the latest first
	known  map[sampler.Digest]*latest.Element
	last   atomic.Pointer[entry] // the first of recent, if nothing is wrong with it
}

type entry struct {
	digest sampler.Digest
	ready  chan struct{} // closed when frame or err is there
	opened *opened
	err    error
}

func newFrames(s store.Store, categories *geo.Categories) *frames {
	return &frames{store: s, categories: categories, recent: latest.New(), known: map[sampler.Digest]*latest.Element{}}
}

// open returns the frame of a digest.
func (f *frames) open(ctx context.Context, d sampler.Digest) (*opened, error) {
	e, mine := f.entry(d)
	if mine {
		f.read(e) //nolint:contextcheck // goes on for others when this one leaves
	}
	select {
	case <-e.ready: // most often, and a context makes its channel only when asked for it
		return e.opened, e.err
	default:
	}
	select {
	case <-e.ready:
		return e.opened, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// entry returns the entry of a digest, and whether the caller has to read it.
func (f *frames) entry(d sampler.Digest) (e *entry, mine bool) {
	if last := f.last.Load(); last != nil && last.digest == d { // mostly: nobody waits
		return last, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if element, known := f.known[d]; known {
		f.recent.MoveToFront(element)
		e = element.Value.(*entry) //nolint:forcetypeassert // the list holds nothing else
		f.last.Store(e)
		return e, false
	}
	e = &entry{digest: d, ready: make(chan struct{})}
	f.known[d] = f.recent.PushFront(e)
	f.last.Store(e)
	return e, true
}

// read reads the frame for all who wait; it goes on when the first of them leaves.
func (f *frames) read(e *entry) {
	go func() {
		frame, err := store.OpenFrame(context.Background(), f.store, e.digest)
		f.put(e, frame, err)
	}()
}

// put makes a frame known that was read or is about to be used.
func (f *frames) put(e *entry, frame *sampler.Frame, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if e.err = err; err == nil {
		e.opened = open(frame, f.categories)
		f.sites += frame.Len()
		f.forget()
	} else if element, known := f.known[e.digest]; known {
		f.recent.Remove(element)
		delete(f.known, e.digest)
		f.last.Store(nil)
	}
	close(e.ready)
}

// forget drops what was not asked for lately until the rest fits.
func (f *frames) forget() {
	for element := f.recent.Back(); element != f.recent.Front() && f.sites > maxOpenSites; {
		e := element.Value.(*entry) //nolint:forcetypeassert // the list holds nothing else
		previous := element.Prev()
		if e.opened != nil {
			f.sites -= e.opened.frame.Len()
			f.recent.Remove(element)
			delete(f.known, e.digest)
		}
		element = previous
	}
}

// keep takes a frame that has just been made, so that it need not be read again, and
// returns it with what searches need.
func (f *frames) keep(frame *sampler.Frame) *opened {
	e, mine := f.entry(frame.Digest())
	if mine {
		f.put(e, frame, nil)
	}
	<-e.ready
	if e.opened == nil { // somebody else could not read it
		return open(frame, f.categories)
	}
	return e.opened
}

func open(frame *sampler.Frame, categories *geo.Categories) *opened {
	o := &opened{
		frame: frame, digest: frame.Digest().String(),
		index: sync.OnceValue(func() *geo.Index { return geo.NewSiteIndex(frame.Sites()) }),
		areas: sync.OnceValue(func() *geo.AreaNames { return geo.NewAreaNames(geo.AreasOf(frame.Sites(), categories)) }),
		names: sync.OnceValue(func() map[string]string { return areaNames(frame.Sites(), categories) }),
		kinds: sync.OnceValue(func() map[string][]int32 { return numbersByCategory(frame.Sites()) }),
	}
	if frame.Len() >= leastForTable {
		go func() { o.ids.Store(newIDTable(frame.Sites())) }() // beside the first requests, which search
	}
	return o
}

// numbersByCategory lists sites by category, each list ascending.
func numbersByCategory(sites []geo.Site) map[string][]int32 {
	kinds := map[string][]int32{}
	for i := range sites {
		kinds[sites[i].Category] = append(kinds[sites[i].Category], int32(i))
	}
	return kinds
}
