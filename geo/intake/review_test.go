package intake

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/geo/placename"
)

// at is a point so many metres, about, east and north of a place in Guixi.
func at(east, north int) geo.Point {
	return geo.Point{Lon: 1_172_000_000 + geo.E7(east)*102, Lat: 282_000_000 + geo.E7(north)*90}
}

func TestReviewTwins(t *testing.T) {
	estate := geo.Polygon{geo.Ring{at(500, 0), at(520, 0), at(520, 20), at(500, 0)}}
	sites := []geo.Site{
		{ID: "a", Category: "SC", Name: "南门农贸市场", Geometry: at(0, 0)},
		{ID: "b", Category: "SC", Name: "南门(农贸)市场 ", Geometry: at(0, 20)},
		{ID: "c", Category: "SCCS", Name: "南门农贸市场", Geometry: at(0, 0)}, // another category
		{ID: "d", Category: "SC", Name: "南门农贸市场", Geometry: at(0, 60)},  // 40 m away
		{ID: "e", Category: "SC", Name: "北门商城", Geometry: at(0, 0)},     // another name
		{ID: "f", Category: "SC", Geometry: at(0, 0)},                   // none
		{ID: "g", Category: "SC", Geometry: at(5, 0)},
		{ID: "h", Category: "XQ", Name: "花园", Geometry: estate, Marked: true, Mark: at(510, 5)},
		{ID: "i", Category: "XQ", Name: "花园小区", PartOf: "h", Geometry: at(510, 5)},
		{ID: "j", Category: "XQ", Name: "花园小区", Geometry: at(510, 5)},
		{ID: "k", Category: "BJXX", Geometry: geo.Line{at(900, 0), at(900, 50), at(900, 100)}},
		{ID: "l", Category: "BJXX", Geometry: geo.Line{at(905, 100), at(905, 50), at(905, 0)}},   // the other way
		{ID: "m", Category: "BJXX", Geometry: geo.Line{at(905, 10), at(905, 50), at(1300, 100)}}, // leads elsewhere
		{ID: "n", Category: "SC", Name: "南门农贸市场"},
	}
	want := []Twin{
		{"a", "b", geo.DistanceMillimetres(at(0, 0), at(0, 20))},
		{"f", "g", geo.DistanceMillimetres(at(0, 0), at(5, 0))},
		{"h", "j", 0}, {"i", "j", 0},
		{"k", "l", geo.DistanceMillimetres(at(900, 50), at(905, 50))},
	}
	f := Review(sites, ReviewOptions{})
	if d := gocmp.Diff(want, f.Twins); d != "" {
		t.Error(d)
	}
	if d := gocmp.Diff([]CategoryCount{{"SC", 1}}, f.Unlocated); d != "" {
		t.Error(d)
	}
}

// bareTwins compares every two sites.
func bareTwins(sites []geo.Site) []Twin {
	var found []Twin
	for i := range sites {
		for j := range sites {
			p, _ := sites[i].Position()
			q, _ := sites[j].Position()
			mm := geo.DistanceMillimetres(p, q)
			if sites[i].ID < sites[j].ID && sites[i].Category == sites[j].Category && mm <= 30_000 &&
				placename.Fold(sites[i].Name).Similar(placename.Fold(sites[j].Name)) {
				found = append(found, Twin{sites[i].ID, sites[j].ID, mm})
			}
		}
	}
	slices.SortFunc(found, func(a, b Twin) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return found
}

func TestTwinsEqualBare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reach := rapid.IntRange(1, 100).Draw(t, "metres")
		site := rapid.Custom(func(t *rapid.T) geo.Site {
			return geo.Site{
				Category: rapid.SampledFrom([]string{"SC", "YY"}).Draw(t, "category"),
				Name:     rapid.SampledFrom([]string{"", "贵溪市场", "贵溪商场", "市场", "贵溪市第一市场", "二"}).Draw(t, "name"),
				Geometry: at(rapid.IntRange(0, reach).Draw(t, "x"), rapid.IntRange(0, 3).Draw(t, "y")),
			}
		})
		sites := rapid.SliceOfN(site, 0, 60).Draw(t, "sites")
		for i := range sites {
			sites[i].ID = fmt.Sprintf("%02d", len(sites)-i)
		}
		if d := gocmp.Diff(bareTwins(sites), twins(sites)); d != "" {
			t.Fatal(d)
		}
	})
}

// Neighbours are found across the borders of the grid's cells, in every direction.
func TestTwinsAcrossCells(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		sites := make([]geo.Site, 150)
		for i := range sites {
			sites[i] = geo.Site{ID: fmt.Sprintf("%03d", i), Category: "SC",
				Geometry: geo.Point{Lon: 1172000000 + geo.E7(chance.IntN(30000)), Lat: 283000000 + geo.E7(chance.IntN(30000))}}
		}
		if d := gocmp.Diff(bareTwins(sites), twins(sites)); d != "" {
			t.Fatal(d)
		}
	}
}

// Ten thousand sites that were all put into the middle of the town.
func TestReviewOfOnePlace(t *testing.T) {
	sites := make([]geo.Site, 10_000)
	for i := range sites {
		sites[i] = geo.Site{ID: fmt.Sprintf("%05d", i), Category: "SC", Name: fmt.Sprint("市场", i), Geometry: at(0, 0)}
	}
	sites[9_999].Name = "市场 0"
	if f := Review(sites, ReviewOptions{}); !slices.Contains(f.Twins, Twin{"00000", "09999", 0}) {
		t.Errorf("Review finds %d twins, want 00000 and 09999 among them", len(f.Twins))
	}
}

func TestReviewOutliers(t *testing.T) {
	var sites []geo.Site
	for i := range 10 {
		sites = append(sites, geo.Site{ID: fmt.Sprint("near", i), Category: "SC", Name: fmt.Sprint(i), Geometry: at(i*1000, 0)})
	}
	sites = append(sites,
		geo.Site{ID: "swapped", Category: "SC", Geometry: geo.Point{Lon: 282_000_000, Lat: 117_000_000}},
		geo.Site{ID: "40 km", Category: "SC", Geometry: at(40_000, 0)},
		geo.Site{ID: "60 km", Category: "SC", Geometry: at(-60_000, 0)})
	var got []string
	for _, far := range Review(sites, ReviewOptions{}).Outliers {
		got = append(got, far.ID)
	}
	if want := []string{"60 km", "swapped"}; !slices.Equal(got, want) {
		t.Errorf("Outliers = %v, want %v", got, want)
	}
	for i := range sites { // a prefecture: the median distance counts
		sites[i].Geometry = at(i*20_000, 0)
	}
	if far := Review(sites, ReviewOptions{}).Outliers; far != nil {
		t.Errorf("Outliers of evenly spread sites = %v, want none", far)
	}
	if f := Review(nil, ReviewOptions{}); f.Outliers != nil || f.Twins != nil || f.Readings != nil {
		t.Errorf("Review(nil) = %+v, want nothing", f)
	}
}

func TestReviewRoads(t *testing.T) {
	street := geo.Line{at(0, 0), at(1000, 0)}
	river := geo.Site{ID: "river", Category: "GLYX", Tags: []string{"side:river"}, Geometry: geo.Line{at(0, 5000), at(1000, 5000)}}
	points := []geo.Site{
		{ID: "on", Category: "YY", Geometry: at(500, 290)},
		{ID: "off", Category: "YY", Geometry: at(500, 320)},
		{ID: "farther", Category: "YY", Geometry: at(500, 900)},
		{ID: "beyond the map", Category: "YY", Geometry: at(500, 5000)},
	}
	for _, c := range []struct {
		name    string
		sites   []geo.Site
		roads   []geo.Line
		checked int
		off     []string
	}{
		{"no road", []geo.Site{river}, nil, 0, nil},
		{"given", []geo.Site{river}, []geo.Line{street}, 3, []string{"farther", "off"}},
		{"own", []geo.Site{river, {ID: "s", Category: "ZCGD", Geometry: street}}, nil, 0, nil},
	} {
		f := Review(slices.Concat(points, c.sites), ReviewOptions{Roads: c.roads})
		var off []string
		for _, far := range f.OffRoad {
			off = append(off, far.ID)
		}
		if f.Checked != c.checked || !slices.Equal(off, c.off) {
			t.Errorf("%s: Checked, OffRoad = %d, %v, want %d, %v", c.name, f.Checked, off, c.checked, c.off)
		}
		if len(off) > 0 && f.Farthest.ID != "farther" {
			t.Errorf("%s: Farthest = %v, want farther", c.name, f.Farthest)
		}
	}
}

// written returns a copy of sites whose points are written in a datum.
func written(t *testing.T, sites []geo.Site, datum geo.Datum) []geo.Site {
	t.Helper()
	moved := slices.Clone(sites)
	for i := range moved {
		p, is := moved[i].Geometry.(geo.Point)
		if !is {
			continue
		}
		q, err := geo.PointFromDegrees(datum.Degrees(p))
		if err != nil {
			t.Fatal(err)
		}
		moved[i].Geometry = q
	}
	return moved
}

// Real places, as they are and written in each datum, beside real roads.
func TestReviewFindsTheDatum(t *testing.T) {
	for _, extract := range []string{"guixi-360681.osm.gz", "beijing-wudaokou.osm.gz", "henan-puyang-rural.osm.gz"} {
		r := readShared(t, "osm/"+extract)
		for _, datum := range geo.Datums() {
			f := Review(written(t, r.Sites, datum), ReviewOptions{Roads: r.Roads})
			if f.Likely != datum {
				t.Errorf("%s written in %v: Likely = %v of %v", extract, datum, f.Likely, f.Readings)
			}
			if f.Outliers != nil || datum == geo.WGS84 && len(f.OffRoad) > 2 {
				t.Errorf("%s: Outliers, OffRoad = %v, %v", extract, f.Outliers, f.OffRoad)
			}
		}
	}
}

// On a wide grid of roads most points of the wrong datum lie off them.
func TestReviewOfManyOff(t *testing.T) {
	road := geo.Line{at(0, 0), at(20_000, 0)}
	var sites []geo.Site
	for i := range 20 {
		sites = append(sites, geo.Site{ID: fmt.Sprint(i), Category: "YY", Name: fmt.Sprint(i), Geometry: at(1000*i, 10)})
	}
	for _, datum := range geo.Datums() {
		f := Review(written(t, sites, datum), ReviewOptions{Roads: []geo.Line{road}})
		if f.Likely != datum || f.Readings[datum].OnRoad != 20 {
			t.Errorf("written in %v: Likely = %v of %v", datum, f.Likely, f.Readings)
		}
		alone := ReviewRoads(written(t, sites, datum), ReviewOptions{Roads: []geo.Line{road}})
		if alone.Likely != f.Likely || alone.Checked != 20 || len(alone.OffRoad) != len(f.OffRoad) || alone.Twins != nil || alone.Unlocated != nil {
			t.Errorf("ReviewRoads = %+v, want what Review says of roads", alone)
		}
	}
}
