package itinerary

import (
	"testing"

	"sitedraw/geo"
)

// A road along a parallel, with streets that cross it, end at it or stay away, in
// units of 10⁻⁵ degree: about a metre each.
func line(coordinates ...int) (l geo.Line) {
	for i := 0; i < len(coordinates); i += 2 {
		l = append(l, geo.Point{Lon: 1172000000 + geo.E7(100*coordinates[i]), Lat: 282900000 + geo.E7(100*coordinates[i+1])})
	}
	return l
}

func TestStretchName(t *testing.T) {
	road := line(0, 0, 1000, 0, 2000, 0)
	streets := []Street{
		{"A路", road},
		{"东路", line(1500, -300, 1500, 300)},               // crosses a side
		{"中路", line(1000, 0, 1000, 400)},                  // shares a vertex
		{"西路", line(300, 10, 300, 400)},                   // ends 11 m short of it
		{"远路", line(700, 30, 700, 400)},                   // ends 33 m away
		{"", line(850, -100, 850, 100)},                   // no name
		{"西路", line(320, 300, 900, 300)},                  // more of it elsewhere
		{"河堤", line(0, 50, 2000, 50)},                     // runs beside it
		{"弯路", line(600, 300, 600, 10, 650, 300)},         // turns 11 m before it
		{"天涯路", line(1_000_000, 1_000_000, 1_000_001, 0)}, // far off
	}
	for _, test := range []struct {
		name    string
		stretch geo.Line
		streets []Street
		want    string
	}{
		{"A路", line(320, 0, 1490, 0), streets, "A路(西路—东路)"},
		{"A路", line(1490, 0, 320, 0), streets, "A路(东路—西路)"},
		{"A路", line(900, 0, 1100, 0), streets, "A路(中路—东路)"}, // one street names one end
		{"A路", line(320, 0, 400, 0), streets[:4], "A路(西路—中路)"},
		{"A路", line(320, 0, 1490, 0), streets[:2], "A路(—东路)"},
		{"A路", line(1450, 0, 1950, 0), streets[:2], "A路(东路—)"},
		{"A路", line(320, 0, 1490, 0), streets[:1], "A路"},
		{"A路", line(320, 0, 1490, 0), nil, "A路"},
		{"A路（西路—东路）", line(320, 0, 1490, 0), streets, "A路（西路—东路）"},
		{"A路", nil, streets, "A路"},
	} {
		if got := StretchName(test.name, road, test.stretch, test.streets); got != test.want {
			t.Errorf("StretchName(%s, %v) = %s, want %s", test.name, test.stretch, got, test.want)
		}
	}
}

func TestCrossStreetsAreNear(t *testing.T) {
	road := line(0, 0, 3000, 0)
	streets := []Street{{"B路", line(2500, -100, 2500, 100)}}
	if got := StretchName("A路", road, line(0, 0, 500, 0), streets); got != "A路" {
		t.Errorf("a street 2 km on names a stretch: %s", got)
	}
}

func TestCrossing(t *testing.T) {
	p, cross := crossing(line(0, 0, 100, 100), line(0, 100, 100, 0))
	if want := line(50, 50)[0]; !cross || p != want {
		t.Errorf("crossing = %v, %v, want %v", p, cross, want)
	}
	for _, other := range []geo.Line{line(0, 1, 100, 101), line(60, 50, 100, 0), line(0, 0, 100, 0)} {
		if p, cross := crossing(line(0, 0, 100, 100), other); cross {
			t.Errorf("crossing with %v = %v", other, p)
		}
	}
}

func TestStreets(t *testing.T) {
	sites := []geo.Site{{ID: "1", Name: "A路", Geometry: line(0, 0, 1, 1)}, {ID: "2", Geometry: line(0, 0, 1, 1)}, {ID: "3", Name: "市场", Geometry: geo.Point{}}}
	if got := Streets(sites); len(got) != 1 || got[0].Name != "A路" {
		t.Errorf("Streets = %v", got)
	}
}
