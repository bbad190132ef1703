package server

import (
	"context"
	"errors"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/feature"
	"sitedraw/server/text"
)

// What was asked for last is found without a look at the others; it is still what
// was asked for, and the last to be dropped.
func TestLayersKeepTheLast(t *testing.T) {
	l := newLayers()
	key := func(of string) layerKey { return layerKey{roadsCollection, of, text.ZH, feature.View{}} }
	get := func(of string, roads int) *layer {
		t.Helper()
		got, err := l.get(key(of), func() (feature.List, error) { return make(roadList, roads), nil })
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	a, b := get("a", 1), get("b", 2)
	if get("a", 0) != a || get("b", 0) != b || get("b", 0) != b || get("a", 0) != a {
		t.Error("a layer is made again, or another's")
	}
	get("huge", maxLayerSites)
	if l.recent.Len() != 1 || get("huge", 0).list.Len() != maxLayerSites {
		t.Error("the last layer is not kept, or not alone")
	}
	if get("a", 3) == a {
		t.Error("a layer that was dropped is still found")
	}
}

// A frame that could not be read is read again.
func TestFramesForgetWhatFailed(t *testing.T) {
	f := newFrames(nil, geo.ShippedCategories())
	d := sampler.Digest{1}
	e, mine := f.entry(d)
	if !mine {
		t.Fatal("nobody reads the frame")
	}
	f.put(e, nil, errors.New("unreadable"))
	if again, mine := f.entry(d); !mine || again == e {
		t.Error("a frame that could not be read is not read again")
	}
}

// Frames of different digests are not taken for each other.
func TestFramesByDigest(t *testing.T) {
	f := newFrames(nil, geo.ShippedCategories())
	var frames []*opened
	for _, n := range []int{1, 2} {
		frame, err := sampler.NewFrame(manySites(n))
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, f.keep(frame))
	}
	for _, want := range []int{0, 1, 1, 0, 0, 1} {
		got, err := f.open(context.Background(), frames[want].frame.Digest())
		if err != nil || got != frames[want] || got.frame.Len() != want+1 {
			t.Errorf("frame %d = %v, %v", want, got, err)
		}
	}
}
