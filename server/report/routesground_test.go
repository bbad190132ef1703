package report

import (
	"regexp"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// Roads around the routes lie below them: each bit is drawn once, what is outside the
// drawing never.
func TestRoadsAround(t *testing.T) {
	on := newPlane(geo.Box{Min: geo.Point{Lon: 1172000000, Lat: 282800000}, Max: geo.Point{Lon: 1172300000, Lat: 282900000}})
	whole := on.whole()
	road := geo.Line{{Lon: 1172000000, Lat: 282850000}, {Lon: 1172100000, Lat: 282850000}, {Lon: 1172100001, Lat: 282850000}, {Lon: 1172200000, Lat: 282850000}}
	back := geo.Line{road[3], road[1], road[0]}
	away := geo.Line{{Lon: whole.Max.Lon + 1000000, Lat: 282850000}, {Lon: whole.Max.Lon + 2000000, Lat: 282850000}}
	path := on.background([]geo.Line{road, back, away})
	if strings.Count(path, "M") != 1 || strings.Count(path, "L") != 2 {
		t.Errorf("drawn: %q, want one way of two sides", path)
	}
	if path := on.background([]geo.Line{away}); path != "" {
		t.Errorf("drawn beyond the border: %q", path)
	}

	r := driven(t, text.EN)
	if html := wayOut(t, "html", r); regexp.MustCompile(`class="map"[^>]*>\s*<path`).MatchString(html) {
		t.Error("roads are drawn that nobody knows")
	}
	r.Roads = func(box geo.Box) []geo.Line { return []geo.Line{{box.Min, box.Max}} }
	if html := wayOut(t, "html", r); !strings.Contains(html, `<path d="M0 620L1000 0"`) {
		t.Error("the roads around are not drawn from corner to corner")
	}
}
