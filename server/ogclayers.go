package server

import (
	latest "container/list"
	"sync"
	"sync/atomic"

	"sitedraw/geo"
	"sitedraw/server/feature"
	"sitedraw/server/text"
)

// layer is a collection's list with what answers need of it: written in one view
// and language.
type layer struct {
	list     feature.List
	features *feature.Features
	places   func() *feature.Places
	extents  func() map[string]geo.Box // by category
}

// layerKey names a layer. Of is what its list follows from and nothing else: a
// digest, mostly.
type layerKey struct {
	kind, of string
	lang     text.Lang
	view     feature.View
}

// maxLayerSites is how many features all layers in memory may have together; the
// one that was asked for last stays whatever its size.
const maxLayerSites = 1_000_000

// layers keeps layers in memory that were asked for lately.
type layers struct {
	mu     sync.Mutex
	size   int
	recent *latest.List // of *layerEntry, the latest first
	known  map[layerKey]*latest.Element
	last   atomic.Pointer[layerEntry] // the first of recent
}

type layerEntry struct {
	key   layerKey
	layer *layer
}

func newLayers() *layers {
	return &layers{recent: latest.New(), known: map[layerKey]*latest.Element{}}
}

// get returns a layer, of the list that is made if nobody asked lately.
func (l *layers) get(key layerKey, list func() (feature.List, error)) (*layer, error) {
	if known := l.find(key); known != nil {
		return known, nil
	}
	made, err := list()
	if err != nil {
		return nil, err
	}
	return l.put(key, newLayer(made, key.view)), nil
}

func (l *layers) find(key layerKey) *layer {
	if last := l.last.Load(); last != nil && last.key == key { // mostly: nobody waits
		return last.layer
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	element, known := l.known[key]
	if !known {
		return nil
	}
	l.recent.MoveToFront(element)
	e := element.Value.(*layerEntry) //nolint:forcetypeassert // the list holds nothing else
	l.last.Store(e)
	return e.layer
}

// put keeps a layer, unless somebody else was first.
func (l *layers) put(key layerKey, made *layer) *layer {
	l.mu.Lock()
	defer l.mu.Unlock()
	if element, known := l.known[key]; known {
		return element.Value.(*layerEntry).layer //nolint:forcetypeassert // the list holds nothing else
	}
	e := &layerEntry{key, made}
	l.known[key] = l.recent.PushFront(e)
	l.last.Store(e)
	for l.size += made.list.Len(); l.size > maxLayerSites && l.recent.Len() > 1; {
		oldest := l.recent.Remove(l.recent.Back()).(*layerEntry) //nolint:forcetypeassert // the list holds nothing else
		l.size -= oldest.layer.list.Len()
		delete(l.known, oldest.key)
	}
	return made
}

func newLayer(list feature.List, view feature.View) *layer {
	return &layer{
		list: list, features: feature.New(list, view),
		places: sync.OnceValue(func() *feature.Places { return feature.NewPlaces(list, view.Datum) }),
		extents: sync.OnceValue(func() map[string]geo.Box {
			sites, _ := list.(*siteList)
			return sites.extents(view.Datum)
		}),
	}
}
