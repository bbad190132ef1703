package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

func TestOSMRoads(t *testing.T) {
	way := func(id, highway string, nodes ...int) string {
		return `<way id="` + id + `">` + refs(nodes...) + `<tag k="highway" v="` + highway + `"/></way>`
	}
	ways := way("9", "trunk_link", 10, 11) + way("7", "residential", 11, 11, 12) + way("8", "service", 10, 99, 11, 12, 98, 97, 13, 10) +
		way("3", "footway", 10, 11) + way("4", "construction", 10, 11) + way("5", "track", 12, 98) + way("6", "primary", 13) +
		`<way id="2">` + refs(10, 12) + `<tag k="waterway" v="river"/></way>` + way("1", "pedestrian", 13, 12) + way("9", "primary", 10, 13) // the second of an id
	corner := func(lon, lat geo.E7) geo.Point { return geo.Point{Lon: lon * 1e7, Lat: lat * 1e7} }
	a, b, c, d := corner(1, 1), corner(2, 1), corner(2, 2), corner(1, 2)
	want := []geo.Line{{d, c}, {b, c}, {b, c}, {d, a}, {a, b}}
	if d := cmp.Diff(want, readText(t, osmXML(square(10, 1, 1, 1)+ways)).Roads); d != "" {
		t.Error(d)
	}
}

// Every way with a class that counts, by cutting the text; both formats have some.
func TestRoadsOfExtracts(t *testing.T) {
	for _, extract := range []string{"guixi-360681.osm.gz", "beijing-wudaokou.osm.gz", "henan-puyang-rural.osm.gz"} {
		count := 0
		for _, e := range cutElements(t, shared(t, "osm/"+extract)) {
			_, after, found := strings.Cut(e, `k="highway" v="`)
			class, _, _ := strings.Cut(after, `"`)
			if found && strings.HasPrefix(e, "way ") && roadClasses[class] {
				count++
			}
		}
		if got := len(readShared(t, "osm/"+extract).Roads); got != count {
			t.Errorf("%s: %d roads, want %d", extract, got, count)
		}
	}
	if roads := readShared(t, "osm/andorra.osm.pbf").Roads; len(roads) < 1000 {
		t.Errorf("Andorra: %d roads, want thousands", len(roads))
	}
}
