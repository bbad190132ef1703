package tile

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

// drawPoint draws places, of which many coincide or lie on the borders of tiles, at
// the poles and at 180°.
func drawPoint(t *rapid.T) geo.Point {
	return geo.Point{
		Lon: geo.E7(rapid.OneOf(
			rapid.SampledFrom([]int32{0, -1_800_000_000, 1_800_000_000, 1_171_875_000, 900_000_000, 1_799_999_999}),
			rapid.Int32Range(-1_800_000_000, 1_800_000_000), rapid.Int32Range(1_170_000_000, 1_170_050_000),
		).Draw(t, "lon")),
		Lat: geo.E7(rapid.OneOf(
			rapid.SampledFrom([]int32{0, -900_000_000, 900_000_000, 850_511_287, 850_511_288, -850_511_288, 283_000_000}),
			rapid.Int32Range(-900_000_000, 900_000_000), rapid.Int32Range(283_000_000, 283_050_000),
		).Draw(t, "lat")),
	}
}

// drawRegister draws sites of all shapes, some of them unlocated.
func drawRegister(t *rapid.T) []geo.Site {
	sites := make([]geo.Site, rapid.IntRange(0, 30).Draw(t, "sites"))
	for i := range sites {
		s := geo.Site{
			ID: fmt.Sprintf("s%02d", i), Category: rapid.SampledFrom([]string{"", "A", "B", "s01"}).Draw(t, "category"),
			Name: rapid.SampledFrom([]string{"", "A", "市场", "s01"}).Draw(t, "name"),
		}
		p := drawPoint(t)
		switch rapid.IntRange(0, 4).Draw(t, "shape") {
		case 0:
		case 1:
			s.Geometry = geo.Line{p, drawPoint(t), drawPoint(t)}
		case 2:
			if box := boxPolygon(p, drawPoint(t)); box != nil {
				s.Geometry, s.Mark, s.Marked = box, p, true
			}
		default:
			s.Geometry = p
		}
		sites[i] = s
	}
	return sites
}

// boxPolygon is the rectangle between two corners, turning either way; nil if it has
// no surface.
func boxPolygon(a, b geo.Point) geo.Geometry {
	polygon, err := geo.NewPolygon([][]geo.Point{{a, {Lon: b.Lon, Lat: a.Lat}, b, {Lon: a.Lon, Lat: b.Lat}, a}})
	if err != nil {
		return nil
	}
	return polygon
}

// tilesOf are the tiles of a zoom that hold positions or corners of a source, by a
// way of its own: from degrees.
func tilesOf(sites []geo.Site, datum geo.Datum, zoom uint32) map[Address]bool {
	tiles := map[Address]bool{}
	for i := range sites {
		if p, located := sites[i].Position(); located {
			x, y := geo.Mercator(datum.Degrees(p))
			last := float64(uint64(1)<<zoom - 1)
			tiles[Address{zoom, uint32(min(x*(last+1), last)), uint32(min(y*(last+1), last))}] = true
		}
	}
	return tiles
}

// Nothing vanishes: at every zoom the counts over all tiles are the located sites, of
// all categories and of each.
func TestCountsOfEveryZoomAreTheRegister(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sites := drawRegister(rt)
		datum := rapid.SampledFrom(geo.Datums()).Draw(rt, "datum")
		s := NewSource(Content{Sites: sites, Datum: datum})
		want := map[string]uint64{}
		for i := range sites {
			if _, located := sites[i].Position(); located {
				want[sites[i].Category]++
				want["all"]++
			}
		}
		if uint64(s.Len()) != want["all"] {
			rt.Fatalf("Len = %d, want %d", s.Len(), want["all"])
		}
		for zoom := range uint32(MaxZoom + 1) {
			got := map[string]uint64{}
			for at := range tilesOf(sites, datum, zoom) {
				d := decode(t, s.Tile(at))
				d.check(t)
				d.count(t, got)
			}
			if !maps.Equal(got, want) {
				rt.Fatalf("zoom %d: counts = %v, want %v", zoom, got, want)
			}
		}
	})
}

// count adds how many sites the layer of sites has, in all and of each category.
func (d decoded) count(t *testing.T, to map[string]uint64) {
	if d["sites"] == nil {
		return
	}
	for _, f := range d["sites"].features {
		category, _ := f.attributes["category"].(string)
		if f.attributes["clustered"] == nil {
			to["all"]++
			to[category]++
			continue
		}
		n := f.attributes["point_count"].(uint64)
		to["all"] += n
		most := f.attributes["n_"+category].(uint64)
		for key, value := range f.attributes {
			if of, counts := strings.CutPrefix(key, "n_"); counts {
				to[of] += value.(uint64)
				if n -= value.(uint64); value.(uint64) > most {
					t.Errorf("cluster %v: %s is not the commonest", f.attributes, category)
				}
			}
		}
		if n != 0 {
			t.Errorf("cluster %v counts %d more than its categories", f.attributes, n)
		}
	}
}

// points is how many sites the layer of sites counts.
func (d decoded) points(t *testing.T) uint64 {
	counts := map[string]uint64{}
	d.count(t, counts)
	return counts["all"]
}

// From SitesZoom on each site is a feature with its id, whatever lies at its place.
func TestSitesAreThemselvesAtHighZooms(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sites := drawRegister(rt)
		s := NewSource(Content{Sites: sites})
		for zoom := uint32(SitesZoom); zoom <= MaxZoom; zoom++ {
			seen := map[string]int{}
			for at := range tilesOf(sites, geo.WGS84, zoom) {
				if l := decode(t, s.Tile(at))["sites"]; l != nil {
					for _, f := range l.features {
						id := f.attributes["id"].(string)
						if f.id == 0 || sites[f.id-1].ID != id || f.attributes["clustered"] != nil {
							rt.Errorf("feature %d is %v, want the site of this number", f.id, f.attributes)
						}
						seen[id]++
					}
				}
			}
			for i := range sites {
				want := 0
				if _, located := sites[i].Position(); located {
					want = 1
				}
				if seen[sites[i].ID] != want {
					rt.Errorf("zoom %d has %q %d times, want %d", zoom, sites[i].ID, seen[sites[i].ID], want)
				}
			}
		}
	})
}

// A tile has the same bytes a thousand times, from a source made anew too.
func TestTilesAreTheSame(t *testing.T) {
	s, at := county()
	for _, at := range []Address{{}, {10, at.X >> 4, at.Y >> 4}, at} {
		first := s.Tile(at)
		again, _ := county()
		for range 334 {
			if !bytes.Equal(s.Tile(at), first) || !bytes.Equal(again.Tile(at), first) {
				t.Fatalf("tile %v has other bytes", at)
			}
		}
	}
}

// county is a small register around one tile: points, some at one place, a line that
// leaves the tile, a surface with a hole, a township and a road.
func county() (*Source, Address) {
	at := Address{14, 13525, 6847}
	random := rand.New(rand.NewPCG(1, 2))
	var sites []geo.Site
	for i := range 200 {
		p := geo.Point{Lon: 1_171_805_000 + geo.E7(random.IntN(200_000)), Lat: 283_060_000 + geo.E7(random.IntN(150_000))}
		if i%10 == 0 && i > 0 {
			p = sites[i-1].Geometry.(geo.Point)
		}
		sites = append(sites, geo.Site{ID: fmt.Sprintf("p%03d", i), Name: fmt.Sprintf("点位%d", i), Category: fmt.Sprintf("C%d", i%7), Geometry: p})
	}
	outer := []geo.Point{{Lon: 1_171_850_000, Lat: 283_080_000}, {Lon: 1_171_950_000, Lat: 283_080_000}, {Lon: 1_171_950_000, Lat: 283_160_000}, {Lon: 1_171_850_000, Lat: 283_160_000}, {Lon: 1_171_850_000, Lat: 283_080_000}}
	hole := []geo.Point{{Lon: 1_171_880_000, Lat: 283_100_000}, {Lon: 1_171_900_000, Lat: 283_100_000}, {Lon: 1_171_900_000, Lat: 283_120_000}, {Lon: 1_171_880_000, Lat: 283_120_000}, {Lon: 1_171_880_000, Lat: 283_100_000}}
	surface, err := geo.NewPolygon([][]geo.Point{outer, hole})
	if err != nil {
		panic(err)
	}
	sites = append(sites,
		geo.Site{ID: "q1", Name: "公园", Category: "GY", Geometry: surface, Marked: true, Mark: geo.Point{Lon: 1_171_860_000, Lat: 283_090_000}},
		geo.Site{ID: "q2", Name: "大街", Category: "JD", Unit: "城管局", Area: "360681101201", Geometry: geo.Line{{Lon: 1_171_700_000, Lat: 283_100_000}, {Lon: 1_171_900_000, Lat: 283_110_000}, {Lon: 1_172_300_000, Lat: 283_100_000}}},
		geo.Site{ID: "q3", Name: "某处", Category: "SC"},
	)
	town := boxPolygon(geo.Point{Lon: 1_171_000_000, Lat: 282_000_000}, geo.Point{Lon: 1_172_000_000, Lat: 284_000_000})
	return NewSource(Content{
		Sites: sites, Areas: []Area{{ID: "town-1", Code: "360681101000", Name: "滨江镇", Level: "township", Zoom: TownshipsZoom, Geometry: town}},
		Roads: []geo.Line{{{Lon: 1_171_000_000, Lat: 283_100_000}, {Lon: 1_173_000_000, Lat: 283_120_000}}},
	}), at
}

// What the layers of one tile hold.
func TestTile(t *testing.T) {
	s, at := county()
	d := decode(t, s.Tile(at))
	d.check(t)
	if got := slices.Sorted(maps.Keys(d)); !slices.Equal(got, []string{"areas", "roads", "shapes", "sites"}) {
		t.Fatalf("layers = %v", got)
	}
	if n := d.points(t); n != 202 {
		t.Errorf("the tile counts %d sites, want 202: 200 points, a surface and a line", n)
	}
	park, street := d["shapes"].features[0], d["shapes"].features[1]
	if park.id != 201 || park.attributes["id"] != "q1" || park.kind != 3 || len(park.paths) != 2 {
		t.Errorf("park = %+v", park)
	}
	if area := doubledArea(park.paths[1]); area >= 0 {
		t.Errorf("the hole has twice the area %d, want a negative one", area)
	}
	if street.kind != 2 || street.attributes["unit"] != "城管局" || street.attributes["area"] != "360681101201" || street.paths[0][0].x != clipMin {
		t.Errorf("street = %+v, want it to begin at the buffer's edge", street)
	}
	if got := d["areas"].features[0]; got.attributes["id"] != "town-1" || got.attributes["area"] != "360681101000" || got.attributes["name"] != "滨江镇" || got.attributes["level"] != "township" {
		t.Errorf("area = %+v", got)
	}
	if got := d["roads"].features[0]; len(got.attributes) != 0 || got.id != 1 {
		t.Errorf("road = %+v", got)
	}
	above := at
	const streetZoom = 9 // down to which the street is a sixteenth of a tile long
	for above.Zoom > 0 { // what the tiles above have
		above = Address{above.Zoom - 1, above.X / 2, above.Y / 2}
		d := decode(t, s.Tile(above))
		if d.check(t); (d["areas"] != nil) != (above.Zoom >= TownshipsZoom) || (d["roads"] != nil) != (above.Zoom >= RoadsZoom) ||
			(d["shapes"] != nil) != (above.Zoom >= streetZoom) {
			t.Errorf("zoom %d has the layers %v", above.Zoom, slices.Sorted(maps.Keys(d)))
		}
		if l := d["shapes"]; l != nil && above.Zoom < ShapesZoom && (len(l.features) != 1 || l.features[0].id != street.id) {
			t.Errorf("zoom %d has the shapes %+v, want the street alone", above.Zoom, l.features)
		}
	}
	if body := s.Tile(Address{14, 0, 0}); len(body) != 0 {
		t.Errorf("a tile of nothing has %d bytes", len(body))
	}
}

// A cluster says how many it is and what most of them are, and lies among them.
func TestClusters(t *testing.T) {
	sites := []geo.Site{
		{ID: "a", Category: "B", Geometry: geo.Point{Lon: 1_171_900_000, Lat: 283_100_000}},
		{ID: "b", Category: "A", Geometry: geo.Point{Lon: 1_171_900_000, Lat: 283_100_000}},
		{ID: "c", Category: "C", Geometry: geo.Point{Lon: 1_171_900_000, Lat: 283_100_000}},
		{ID: "d", Category: "C", Geometry: geo.Point{Lon: 1_171_900_000, Lat: 283_100_000}},
		{ID: "e", Category: "A", Geometry: geo.Point{Lon: -900_000_000, Lat: 283_100_000}},
	}
	l := decode(t, NewSource(Content{Sites: sites}).Tile(Address{}))["sites"]
	if len(l.features) != 2 {
		t.Fatalf("features = %+v, want a site and a cluster", l.features)
	}
	alone, four := l.features[0], l.features[1]
	if alone.id != 5 || alone.attributes["id"] != "e" || alone.attributes["point_count"] != nil || alone.attributes["clustered"] != nil {
		t.Errorf("a site alone = %+v", alone)
	}
	want := spotOf(sites[0].Geometry.(geo.Point), geo.WGS84)
	if four.id <= 5 || four.attributes["category"] != "C" || four.attributes["point_count"] != uint64(4) || four.attributes["clustered"] != true ||
		four.paths[0][0] != (Address{}).unit(want) {
		t.Errorf("cluster = %+v at %v, want four, most of C", four, four.paths)
	}
	l = decode(t, NewSource(Content{Sites: sites[:2]}).Tile(Address{}))["sites"]
	if got := l.features[0].attributes["category"]; got != "A" {
		t.Errorf("of equally many the category is %v, want the first by code", got)
	}
}

func TestBounds(t *testing.T) {
	if _, has := NewSource(Content{Sites: []geo.Site{{ID: "a"}}}).Bounds(); has {
		t.Error("a register without positions has bounds")
	}
	s, _ := county()
	want := geo.Box{Min: geo.Point{Lon: 1_171_000_000, Lat: 282_000_000}, Max: geo.Point{Lon: 1_172_300_000, Lat: 284_000_000}}
	if got, has := s.Bounds(); !has || got != want {
		t.Errorf("Bounds = %v, %v, want %v", got, has, want)
	}
	in := NewSource(Content{Sites: []geo.Site{{ID: "a", Geometry: geo.Point{Lon: 1_171_900_000, Lat: 283_100_000}}}, Datum: geo.GCJ02})
	if got, _ := in.Bounds(); got.Min == (geo.Point{Lon: 1_171_900_000, Lat: 283_100_000}) || got.Min != got.Max {
		t.Errorf("in GCJ-02 Bounds = %v, want them shifted", got)
	}
	if s.Bytes() < 1000 {
		t.Errorf("Bytes = %d", s.Bytes())
	}
}
