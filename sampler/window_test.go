package sampler

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

// bruteLeast is Least by its definition.
func bruteLeast(f *Frame, s TicketScope, n int, covers func(geo.Point) bool) []Ticketed {
	key := NewKey(s.Seed, s.Scope)
	least := []Ticketed{}
	for _, site := range f.Sites() {
		p, located := site.Position()
		if located && covers(p) && (s.Categories == nil || slices.Contains(s.Categories, site.Category)) {
			least = append(least, Ticketed{ID: site.ID, Ticket: key.Ticket(site.ID)})
		}
	}
	slices.SortFunc(least, func(a, b Ticketed) int { return a.Ticket.Compare(b.Ticket) })
	return least[:min(n, len(least))]
}

// scatteredFrame draws sites on few places of a small grid on both sides of 180°,
// some of them unlocated.
func scatteredFrame(t *rapid.T) *Frame {
	sites := make([]geo.Site, rapid.IntRange(0, 200).Draw(t, "sites"))
	for i := range sites {
		sites[i] = geo.Site{ID: fmt.Sprintf("s%03d", i), Category: rapid.SampledFrom([]string{"SC", "CS", "JY"}).Draw(t, "category")}
		if rapid.IntRange(0, 9).Draw(t, "located") > 0 {
			sites[i].Geometry = gridPoint(t)
		}
	}
	f, err := NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func gridPoint(t *rapid.T) geo.Point {
	lon, lat := rapid.IntRange(-9, 9).Draw(t, "lon"), rapid.IntRange(-9, 9).Draw(t, "lat")
	side := rapid.SampledFrom([]geo.E7{0, geo.MaxLon - 10, 10 - geo.MaxLon}).Draw(t, "side")
	return geo.Point{Lon: side + geo.E7(lon), Lat: geo.E7(lat)}
}

// drawWindows draws a box, a box over the antimeridian, or a box with a hole.
func drawWindows(t *rapid.T) ([]geo.Window, func(geo.Point) bool) {
	a, b := gridPoint(t), gridPoint(t)
	box := a.Bounds().Union(b.Bounds())
	switch rapid.IntRange(0, 2).Draw(t, "window") {
	case 0:
		return []geo.Window{geo.BoxWindow(box)}, box.Contains
	case 1:
		east, west := box, box
		east.Min.Lon, east.Max.Lon = box.Max.Lon, geo.MaxLon
		west.Max.Lon, west.Min.Lon = box.Min.Lon, -geo.MaxLon
		return []geo.Window{geo.BoxWindow(east), geo.BoxWindow(west)},
			func(p geo.Point) bool { return east.Contains(p) || west.Contains(p) }
	}
	hole := geo.Box{Min: geo.Point{Lon: -2, Lat: -2}, Max: geo.Point{Lon: 3, Lat: 2}}
	outer := geo.Box{Min: geo.Point{Lon: -7, Lat: -6}, Max: geo.Point{Lon: 8, Lat: 7}}
	polygon, err := geo.NewPolygon([][]geo.Point{around(outer), around(hole)})
	if err != nil {
		t.Fatal(err)
	}
	return []geo.Window{geo.NewWindow(geo.MultiPolygon{polygon})}, polygon.Covers
}

func around(b geo.Box) []geo.Point {
	return []geo.Point{b.Min, {Lon: b.Max.Lon, Lat: b.Min.Lat}, b.Max, {Lon: b.Min.Lon, Lat: b.Max.Lat}, b.Min}
}

func TestLeastEqualsSortingAllTickets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := scatteredFrame(t)
		s := TicketScope{Seed: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "seed"), Scope: "step"}
		s.Categories = rapid.SampledFrom([][]string{nil, {"SC"}, {"JY", "SC", "JY"}, {"XX"}}).Draw(t, "categories")
		tickets, err := f.NewTicketMap(context.Background(), geo.NewSiteIndex(f.Sites()), s)
		if err != nil {
			t.Fatal(err)
		}
		windows, covers := drawWindows(t)
		n := rapid.IntRange(0, 30).Draw(t, "n")
		got := append([]Ticketed{}, tickets.Least(n, windows...)...)
		if diff := cmp.Diff(bruteLeast(f, s, n, covers), got); diff != "" {
			t.Fatalf("Least(%d) (-want +got):\n%s", n, diff)
		}
	})
}

// Where the first eight bytes of tickets agree, the rest decides.
func TestLeastResolvesEqualRanks(t *testing.T) {
	sites := make([]geo.Site, 50)
	for i := range sites {
		sites[i] = geo.Site{ID: fmt.Sprintf("s%02d", i), Category: "SC", Geometry: geo.Point{Lon: geo.E7(i)}}
	}
	f, err := NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	s := TicketScope{Seed: "seed", Scope: "step"}
	ranks := make([]uint64, len(sites))
	for i := range ranks {
		ranks[i] = uint64(NewKey(s.Seed, s.Scope).Ticket(sites[i].ID)[0] / 64)
	}
	m := &TicketMap{frame: f, key: NewKey(s.Seed, s.Scope), ranked: geo.NewSiteIndex(f.Sites()).Ranked(ranks)}
	world := geo.Box{Min: geo.Point{Lon: -geo.MaxLon, Lat: -geo.MaxLat}, Max: geo.Point{Lon: geo.MaxLon, Lat: geo.MaxLat}}
	for n := range len(sites) + 1 {
		if diff := cmp.Diff(bruteLeast(f, s, n, world.Contains), append([]Ticketed{}, m.Least(n, geo.BoxWindow(world))...)); diff != "" {
			t.Errorf("Least(%d) (-want +got):\n%s", n, diff)
		}
	}
}

// A simple step that is drawn in a polygon picks the least tickets in its window.
func TestLeastIsTheSimpleDraw(t *testing.T) {
	sites := madeUpSites(2000, rand.New(rand.NewPCG(3, 4)))
	square := geo.Box{Min: geo.Point{Lon: 1_170_500_000, Lat: 280_500_000}, Max: geo.Point{Lon: 1_172_000_000, Lat: 283_000_000}}
	polygon, err := geo.NewPolygon([][]geo.Point{around(square)})
	if err != nil {
		t.Fatal(err)
	}
	category := sites[0].Category
	f, err := NewFrame(append(sites, geo.Site{ID: "window", Category: "XZC", Geometry: polygon}))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := NewPlan(Plan{Steps: []Step{{ID: "m", Category: []string{category}, In: []string{"window"}, N: 5, Reserve: 3}}})
	if err != nil {
		t.Fatal(err)
	}
	record, err := Draw(context.Background(), f, plan, "seed", Options{})
	if err != nil {
		t.Fatal(err)
	}
	tickets, err := f.NewTicketMap(context.Background(), geo.NewSiteIndex(f.Sites()), TicketScope{Seed: "seed", Scope: "m", Categories: []string{category}})
	if err != nil {
		t.Fatal(err)
	}
	var want []Ticketed
	for _, p := range record.Picks {
		want = append(want, Ticketed{ID: p.ID, Ticket: p.Ticket})
	}
	if diff := cmp.Diff(want, tickets.Least(8, geo.NewWindow(geo.MultiPolygon{polygon}))); diff != "" || len(want) != 8 {
		t.Errorf("Least(8) (-want +got):\n%s", diff)
	}
}

func TestNewTicketMapRefuses(t *testing.T) {
	f := madeUpFrame(t, 10)
	index := geo.NewSiteIndex(f.Sites())
	if _, err := f.NewTicketMap(context.Background(), index, TicketScope{Scope: "m"}); err == nil {
		t.Error("NewTicketMap without a seed: got no error, want one")
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.NewTicketMap(gone, index, TicketScope{Seed: "seed"}); err == nil {
		t.Error("NewTicketMap of a cancelled context: got no error, want one")
	}
}

// BenchmarkTicketMap asks for the ten least tickets of a million sites in boxes of
// about 1,000 and 100,000 of them. Wanted: 0.15 ms or less.
func BenchmarkTicketMap(b *testing.B) {
	f := madeUpFrame(b, 1_000_000)
	index := geo.NewSiteIndex(f.Sites())
	scope := TicketScope{Seed: "seed", Scope: "step"}
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			if _, err := f.NewTicketMap(context.Background(), index, scope); err != nil {
				b.Fatal(err)
			}
		}
	})
	tickets, err := f.NewTicketMap(context.Background(), index, scope)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		half geo.E7
	}{{"1000", 63_000}, {"100000", 630_000}} {
		b.Run(c.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				p, _ := f.sites[i%1000].Position()
				box := geo.Box{
					Min: geo.Point{Lon: p.Lon - c.half, Lat: p.Lat - c.half},
					Max: geo.Point{Lon: p.Lon + c.half, Lat: p.Lat + c.half},
				}
				tickets.Least(10, geo.BoxWindow(box))
			}
		})
	}
}
