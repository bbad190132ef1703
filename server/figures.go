package server

import (
	latest "container/list"
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"sync"

	"sitedraw/geo"
)

// ErrFiguresLarge means that more is asked of figures than this server works out:
// Column is what, Value how much, Want the most.
const ErrFiguresLarge geo.Code = "figures.too-large"

// How many figures are worked out at once, of how large registers, and how much is
// remembered of them, counted in sites.
const (
	maxFiguring     = 2
	maxFigureSites  = 100_000
	maxFigureWeight = 1_000_000
	figureOverhead  = 2000 // of each, however few its sites
)

// figureKey names figures: the digest of all that decides them.
type figureKey [sha256.Size]byte

// figureKeyOf is the key of what is asked; the parts are data, the kind among them.
func figureKeyOf(parts ...any) (k figureKey, err error) {
	told, err := json.Marshal(parts)
	return sha256.Sum256(told), err
}

// figures keeps what was worked out lately. It follows from what was asked alone, so
// whoever asks the same again is answered at once; what several ask for at the same
// time is worked out once. It lives in memory.
type figures struct {
	places chan struct{} // holds one for each that is worked out

	mu     sync.Mutex
	weight int
	made   int          // figures so far
	recent *latest.List // of *figure, that asked for last first
	known  map[figureKey]*latest.Element
	making map[figureKey]chan struct{} // closed at the end
}

type figure struct {
	key    figureKey
	value  any
	weight int
	number int // in the order in which they were made
}

func newFigures() *figures {
	return &figures{
		places: make(chan struct{}, maxFiguring), recent: latest.New(),
		known: map[figureKey]*latest.Element{}, making: map[figureKey]chan struct{}{},
	}
}

// find returns figures that are remembered.
func (f *figures) find(k figureKey) (any, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.look(k)
}

func (f *figures) look(k figureKey) (any, bool) {
	element, known := f.known[k]
	if !known {
		return nil, false
	}
	f.recent.MoveToFront(element)
	return element.Value.(*figure).value, true //nolint:forcetypeassert // the list holds nothing else
}

// lately returns all that is remembered, what was made last first.
func (f *figures) lately() []*figure {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []*figure
	for e := f.recent.Front(); e != nil; e = e.Next() {
		list = append(list, e.Value.(*figure)) //nolint:forcetypeassert // the list holds nothing else
	}
	slices.SortFunc(list, func(a, b *figure) int { return b.number - a.number })
	return list
}

// of returns figures that are remembered, or makes them when it is their turn. Makes
// says how many sites they weigh.
func (f *figures) of(ctx context.Context, k figureKey, makes func() (any, int, error)) (any, error) {
	for {
		value, known, others := f.claim(k)
		switch {
		case known:
			return value, nil
		case others == nil:
			return f.make(ctx, k, makes)
		}
		select {
		case <-others: // if it failed or was cancelled, the next one makes it
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// claim returns what is remembered, or a channel to wait for while somebody else makes
// it; with neither the caller is to.
func (f *figures) claim(k figureKey) (value any, known bool, others <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if value, known = f.look(k); known {
		return value, true, nil
	}
	if made, begun := f.making[k]; begun {
		return nil, false, made
	}
	f.making[k] = make(chan struct{})
	return nil, false, nil
}

// make makes what was claimed.
func (f *figures) make(ctx context.Context, k figureKey, makes func() (any, int, error)) (value any, err error) {
	weight := 0
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if value != nil && err == nil { // also after a panic
			f.made++
			f.keep(&figure{k, value, weight + figureOverhead, f.made})
		}
		close(f.making[k])
		delete(f.making, k)
	}()
	end, err := take(ctx, f.places)
	if err != nil {
		return nil, err
	}
	defer end()
	value, weight, err = makes()
	return value, err
}

// keep remembers figures, and forgets those that were asked for longest ago until the
// rest fits; the last stay whatever they weigh.
func (f *figures) keep(last *figure) {
	f.known[last.key] = f.recent.PushFront(last)
	f.weight += last.weight
	for f.weight > maxFigureWeight && f.recent.Len() > 1 {
		oldest := f.recent.Remove(f.recent.Back()).(*figure) //nolint:forcetypeassert // the list holds nothing else
		delete(f.known, oldest.key)
		f.weight -= oldest.weight
	}
}
