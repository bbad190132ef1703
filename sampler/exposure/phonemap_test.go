package exposure

import (
	"context"
	"math"
	"slices"
	"testing"

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/sampler"
)

// onSquare are sites of the category V at places of a square of 0.01° at the
// equator, in hundredths of it; the square is a polygon of the category A.
func onSquare(t *testing.T, places ...[2]int) *sampler.Frame {
	t.Helper()
	const side = 100_000
	at := func(x, y int) geo.Point { return geo.Point{Lon: geo.E7(x * side / 100), Lat: geo.E7(y * side / 100)} }
	sites := []geo.Site{{ID: "square", Category: "A", Geometry: geo.Polygon{{at(0, 0), at(100, 0), at(100, 100), at(0, 100), at(0, 0)}}}}
	for i, p := range places {
		sites = append(sites, geo.Site{ID: string(rune('a' + i)), Category: "V", Geometry: at(p[0], p[1])})
	}
	return frameOf(t, sites)
}

func wantShares(t *testing.T, f *sampler.Frame, m sampler.MapParameters, want ...float64) {
	t.Helper()
	step := sampler.Step{ID: "v", Category: []string{"V"}, N: 1, Method: sampler.Map, Map: &m}
	r, err := Of(context.Background(), f, planOf(t, step), Options{Shares: MapShares})
	if err != nil {
		t.Fatal(err)
	}
	if r.Replays != 0 {
		t.Errorf("%d replays where the map tells", r.Replays)
	}
	for i, share := range want {
		got := r.Once(number(t, f, string(rune('a'+i))))
		if math.Abs(got.Value-share) > 1e-5 || got.Error > 1e-4 || math.Abs(got.Value-share) > got.Error+1e-5 || got.Kind == Replayed {
			t.Errorf("%+v: site %d has %+v, want %v", m, i, got, share)
		}
	}
}

func TestMapSharesOnASquare(t *testing.T) {
	f := onSquare(t, [2]int{25, 25}, [2]int{75, 25}, [2]int{50, 75})
	wantShares(t, f, sampler.MapParameters{In: "A", Take: sampler.TakeNearest}, 9./32, 9./32, 7./16)
	wantShares(t, f, sampler.MapParameters{In: "A", List: 3}, 1./3, 1./3, 1./3)
}

// The box around all located sites is the line itself: sites of another category
// lie at its ends.
func TestMapSharesOnALine(t *testing.T) {
	at := func(x int) geo.Point { return geo.Point{Lon: geo.E7(x * 10_000)} }
	f := frameOf(t, []geo.Site{
		{ID: "0", Category: "W", Geometry: at(0)}, {ID: "1", Category: "W", Geometry: at(10)},
		{ID: "a", Category: "V", Geometry: at(2)}, {ID: "b", Category: "V", Geometry: at(5)}, {ID: "c", Category: "V", Geometry: at(9)},
	})
	wantShares(t, f, sampler.MapParameters{Take: sampler.TakeNearest}, .35, .35, .3)
	wantShares(t, f, sampler.MapParameters{List: 2}, 11./40, 1./2, 9./40)
}

// Sites that are handed over in any order, of which some have no position.
func TestMapSharesInAnyOrder(t *testing.T) {
	f := onSquare(t, [2]int{25, 25}, [2]int{75, 25}, [2]int{75, 25}, [2]int{50, 75})
	sites := []int32{number(t, f, "d"), number(t, f, "b"), number(t, f, "c"), number(t, f, "a")}
	m := sampler.MapParameters{In: "A", Radius: 5000, List: 10, Take: sampler.TakeNearest}
	got, err := MapShares(context.Background(), f, m, sites)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{7. / 16, 9. / 32, 0, 9. / 32} { // of b and c in one place the lesser id
		if math.Abs(got[i].Value-want) > 1e-5 {
			t.Errorf("share %d = %+v, want %v", i, got[i], want)
		}
	}
	unlocated := frameOf(t, []geo.Site{{ID: "a", Category: "V"}, {ID: "b", Category: "V", Geometry: geo.Point{Lon: 5}}})
	got, err = MapShares(context.Background(), unlocated, sampler.MapParameters{Radius: 5000, List: 10}, []int32{0, 1})
	if err != nil || got[0] != (Share{}) || math.Abs(got[1].Value-1) > 1e-5 {
		t.Errorf("shares %+v, %v, want 0 and 1", got, err)
	}
	_, err = MapShares(context.Background(), f, sampler.MapParameters{In: "nowhere"}, sites)
	wantCode(t, err, sampler.ErrNoPolygons)
}

// Shares are what one pick off the demo county's map gives, counted. A count is
// refused when it is more than 5 standard deviations off.
func TestMapSharesAgainstReplays(t *testing.T) {
	f, err := fixtures.County()
	if err != nil {
		t.Fatal(err)
	}
	draws := 1500
	if long() {
		draws = 30_000
	}
	for _, m := range []sampler.MapParameters{{Take: sampler.TakeNearest}, {Radius: 1000, Take: sampler.TakeNearest}, {Radius: 2000, List: 4}, {}} {
		plan := planOf(t, sampler.Step{ID: "v", Category: []string{"GGCS"}, N: 1, Method: sampler.Map, Map: &m})
		r, err := New(context.Background(), f, plan, MapShares)
		if err != nil {
			t.Fatal(err)
		}
		counts := make([]int, f.Len())
		tally := func(main []pick) {
			for _, p := range main {
				counts[p.site]++
			}
		}
		if err := r.newReplays(Options{Seed: "map", Workers: 1}, plan, tally).run(context.Background(), 0, draws); err != nil {
			t.Fatal(err)
		}
		for _, site := range r.Steps[0].Sites {
			share := r.Steps[0].Pi(site)
			off := math.Abs(float64(counts[site])/float64(draws) - share.Value)
			if off > 5*math.Sqrt((share.Value+share.Error)/float64(draws))+share.Error {
				t.Errorf("%+v: %s has %+v, picked %d times in %d", m, f.Sites()[site].ID, share, counts[site], draws)
			}
		}
	}
	if !slices.Contains(f.Categories(), "GGCS") {
		t.Error("the county has no public toilets")
	}
}
