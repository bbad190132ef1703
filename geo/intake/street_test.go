package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

// town is a net of nodes: node 10·x+y lies at x, y hundredths of a degree.
func town(ways ...string) string {
	var b strings.Builder
	for x := range 10 {
		for y := range 10 {
			fmt.Fprintf(&b, `<node id="%d" lon="%.2f" lat="%.2f"/>`, 10*x+y, float64(x)/100, float64(y)/100)
		}
	}
	return osmXML(b.String() + strings.Join(ways, ""))
}

func streetXML(id int, class, name string, nodes ...int) string {
	return fmt.Sprintf(`<way id="%d">%s<tag k="highway" v="%s"/><tag k="name" v="%s"/></way>`, id, refs(nodes...), class, name)
}

func netLine(nodes ...int) geo.Geometry {
	var line geo.Line
	for _, n := range nodes {
		line = append(line, geo.Point{Lon: geo.E7(n/10) * 100000, Lat: geo.E7(n%10) * 100000})
	}
	return line
}

func TestStreets(t *testing.T) {
	for _, tc := range []struct {
		name string
		ways []string
		want map[string]geo.Geometry
	}{
		{"ways that touch are one line, in the direction of the least",
			[]string{streetXML(7, "primary", "A", 10, 20), streetXML(3, "primary", "A", 30, 20), streetXML(5, "primary", "A", 30, 40)},
			map[string]geo.Geometry{"osm:way/3": netLine(40, 30, 20, 10)}},
		{"others are further pieces of the name",
			[]string{streetXML(7, "primary", "A", 10, 20), streetXML(3, "primary", "A", 30, 40), streetXML(9, "primary", "A", 50, 60)},
			map[string]geo.Geometry{"osm:way/3": netLine(30, 40), "osm:way/3#2": netLine(10, 20), "osm:way/3#3": netLine(50, 60)}},
		{"branches are cut",
			[]string{streetXML(1, "primary", "A", 10, 20), streetXML(2, "primary", "A", 20, 30), streetXML(3, "primary", "A", 20, 21)},
			map[string]geo.Geometry{"osm:way/1": netLine(10, 20), "osm:way/1#2": netLine(20, 30), "osm:way/1#3": netLine(20, 21)}},
		{"also those from the middle of a way",
			[]string{streetXML(1, "primary", "A", 10, 20, 30), streetXML(2, "primary", "A", 20, 21), streetXML(3, "primary", "A", 20, 19)},
			map[string]geo.Geometry{"osm:way/1": netLine(10, 20, 30), "osm:way/1#2": netLine(20, 21), "osm:way/1#3": netLine(20, 19)}},
		{"a ring of ways closes",
			[]string{streetXML(1, "primary", "A", 10, 20), streetXML(2, "primary", "A", 20, 21), streetXML(3, "primary", "A", 21, 10)},
			map[string]geo.Geometry{"osm:way/1": netLine(10, 20, 21, 10)}},
		{"a closed way stays by itself",
			[]string{streetXML(1, "primary", "A", 10, 20, 21, 10), streetXML(2, "primary", "A", 10, 0)},
			map[string]geo.Geometry{"osm:way/1": netLine(10, 20, 21, 10), "osm:way/1#2": netLine(10, 0)}},
		{"names apart, categories apart",
			[]string{streetXML(1, "primary", "A", 10, 20), streetXML(2, "primary", "B", 20, 30), streetXML(3, "residential", "A", 30, 40)},
			map[string]geo.Geometry{"osm:way/1": netLine(10, 20), "osm:way/2": netLine(20, 30), "osm:way/3": netLine(30, 40)}},
		{"a way that leaves the extract is cut",
			[]string{streetXML(1, "primary", "A", 10, 20, 999, 30, 40)},
			map[string]geo.Geometry{"osm:way/1": netLine(10, 20), "osm:way/1#2": netLine(30, 40)}},
		{"without names, ways of the same tags are joined",
			[]string{streetXML(1, "residential", "", 10, 20), streetXML(2, "residential", "", 20, 30), streetXML(3, "living_street", "", 30, 40)},
			map[string]geo.Geometry{"osm:way/1": netLine(10, 20, 30), "osm:way/3": netLine(30, 40)}},
	} {
		got := map[string]geo.Geometry{}
		for _, s := range readText(t, town(tc.ways...)).Sites {
			if s.Category != "JTLK" {
				got[s.ID] = s.Geometry
			}
		}
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
}

func TestStreetTags(t *testing.T) {
	r := readText(t, town(streetXML(1, "tertiary", "A", 10, 20), streetXML(2, "secondary", "A", 20, 40),
		streetXML(3, "service", "B", 11, 12), streetXML(4, "residential", "", 13, 14), streetXML(5, "tertiary", "", 15, 16),
		`<way id="6">`+refs(17, 18)+`<tag k="highway" v="primary"/><tag k="ref" v="S215"/></way>`))
	want := map[string][]string{
		"osm:way/1": {"class:secondary", "street:A"},
		"osm:way/3": {"class:service", "named:yes", "street:B"},
		"osm:way/4": {"class:residential", "named:no"},
		"osm:way/5": {"class:tertiary", "side:road"},
		"osm:way/6": {"class:primary", "ref:S215", "side:road"},
	}
	got := map[string][]string{}
	for _, s := range r.Sites {
		got[s.ID] = s.Tags
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if s := siteOf(t, r, "osm:way/6"); s.Name != "S215" || s.Category != "GLYX" {
		t.Errorf("numbered road is %+v", s)
	}
}

func TestJunctions(t *testing.T) {
	const nearby = `<node id="200" lon="0.0202" lat="0.03"/><node id="201" lon="0.0205" lat="0.03"/>` // 22 m and 56 m east of node 23
	r := readText(t, strings.Replace(town(
		streetXML(1, "primary", "A路", 13, 23, 200, 201, 33),
		streetXML(2, "secondary", "B路", 22, 23, 24),
		streetXML(3, "secondary", "B路", 22, 200),
		streetXML(4, "secondary", "B路", 22, 201),
		streetXML(5, "residential", "C巷", 33, 34),
		streetXML(6, "tertiary", "D路", 43, 33),
		`<way id="8">`+refs(43, 44)+`<tag k="highway" v="primary"/></way>`), "</osm>",
		nearby+`<node id="300" lon="0.0201" lat="0.03"><tag k="highway" v="traffic_signals"/></node></osm>`, 1))
	var got []geo.Site
	for _, s := range r.Sites {
		if s.Category == "JTLK" {
			got = append(got, s)
		}
	}
	at := netLine(23, 33).(geo.Line)
	want := []geo.Site{
		{ID: "osm:node/201", Name: "A路/B路", Category: "JTLK", Geometry: geo.Point{Lon: 205000, Lat: 300000}},
		{ID: "osm:node/23", Name: "A路/B路", Category: "JTLK", Tags: []string{"signals:yes"}, Geometry: at[0]},
		{ID: "osm:node/33", Name: "A路/D路", Category: "JTLK", Geometry: at[1]},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPlatformsGiveWay(t *testing.T) {
	r := readText(t, osmXML(`<node id="1" lon="0" lat="0"><tag k="highway" v="bus_stop"/></node>`+
		`<node id="2" lon="0.0004" lat="0"><tag k="public_transport" v="platform"/></node>`+ // 44 m
		`<node id="3" lon="0.0005" lat="0"><tag k="highway" v="platform"/></node>`)) // 56 m
	if got, want := ids(r.Sites), []string{"osm:node/1", "osm:node/3"}; !slices.Equal(got, want) {
		t.Errorf("sites %v, want %v", got, want)
	}
	if d := cmp.Diff([]Same{{"osm:node/3", "osm:node/2"}}, r.Doubles); d != "" {
		t.Error(d)
	}
}

// Two names along the same 4,000 nodes are 4,000 junctions within reach of each
// other, and one group.
func TestManyJunctions(t *testing.T) {
	const n = 4000
	line := make([]junction, n)
	for i := range line {
		line[i] = junction{node: int64(i), point: geo.Point{Lat: geo.E7(i)}, names: []string{"A", "B"}}
	}
	if groups := groupJunctions(line, 1000); len(groups) != 1 || len(groups[0]) != n {
		t.Errorf("%d groups, want one", len(groups))
	}
}
