package sampler

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

// drawScene draws a box anywhere on Earth, some points in and about it, and a radius.
func drawScene(t *rapid.T) (geo.Box, []geo.Point, int64) {
	between := func(from, to int64, name string) geo.E7 { return geo.E7(rapid.Int64Range(from, to).Draw(t, name)) }
	wide := rapid.Int64Range(0, rapid.SampledFrom([]int64{10, 5_000_000, 3_600_000_000}).Draw(t, "widest")).Draw(t, "wide")
	high := rapid.Int64Range(0, min(wide, 1_800_000_000)).Draw(t, "high")
	south := between(-int64(geo.MaxLat), int64(geo.MaxLat)-high, "south")
	west := between(-int64(geo.MaxLon), int64(geo.MaxLon)-wide, "west")
	box := geo.Box{Min: geo.Point{Lon: west, Lat: south}, Max: geo.Point{Lon: west + geo.E7(wide), Lat: south + geo.E7(high)}}
	points := rapid.SliceOfN(rapid.Custom(func(_ *rapid.T) geo.Point {
		return geo.Point{
			Lon: between(max(-int64(geo.MaxLon), int64(west)-wide/4), min(int64(geo.MaxLon), int64(west)+wide*5/4), "lon"),
			Lat: between(max(-int64(geo.MaxLat), int64(south)-high/4), min(int64(geo.MaxLat), int64(south)+high*5/4), "lat"),
		}
	}), 1, 20).Draw(t, "points")
	radius := rapid.Int64Range(0, 1000+wide*unitMillimetres/4).Draw(t, "radius")
	return box, points, radius
}

// Nothing is shown from the dark, wherever the window and the sites are.
func TestNothingIsShownFromTheDark(t *testing.T) {
	parts := map[light]int{}
	rapid.Check(t, func(t *rapid.T) {
		box, points, radius := drawScene(t)
		window, index := geo.BoxWindow(box), geo.NewIndex(points)
		d := newDarkness(&window, index.Finder(), radius)
		finder := index.Finder()
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "anchors"), 1))
		for range 200 {
			east, north := uniform(random.Uint64()), uniform(random.Uint64())
			anchor, _ := window.Try(east, north)
			if near := finder.Nearest(anchor, 1, radius); !d.shows(east, north) && len(near) > 0 {
				t.Fatalf("from %v, in the dark, %d mm are seen as far as %d mm", anchor, radius, near[0].Millimetres)
			}
		}
		for _, part := range d.parts {
			parts[part]++
		}
	})
	if parts[dark] < parts[lit]/10 || parts[lit] < parts[dark]/10 {
		t.Errorf("%d parts are dark and %d lit, want many of both", parts[dark], parts[lit])
	}
}

// The ends of the numbers that anchors are made of have a part.
func TestDarknessHasAllParts(t *testing.T) {
	window := geo.BoxWindow(geo.Box{Max: geo.Point{Lon: 1_000_000, Lat: 1_000_000}})
	d := newDarkness(&window, geo.NewIndex([]geo.Point{{Lon: 1_000_000, Lat: 1_000_000}}).Finder(), 1000)
	if d.shows(uniform(0), uniform(0)) {
		t.Error("the far corner is lit")
	}
	if !d.shows(uniform(1<<64-1), uniform(1<<64-1)) {
		t.Error("the corner where the site is lies in the dark")
	}
}
