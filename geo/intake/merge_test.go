package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

func TestMergeUnifies(t *testing.T) {
	osm := readText(t, osmXML(`<node id="1" lon="117.1234567" lat="28.3"><tag k="place" v="quarter"/><tag k="name" v="花园"/></node>`+
		`<node id="2" lon="117" lat="28"><tag k="place" v="village"/></node>`))
	list := readText(t, adminHeader+"360681001001,village,360681001000,花园社区,花园街道,community,,117.1,28.3,,,osm:node/1,\n"+
		"360681001002,village,360681001000,炼厂社区,花园街道,community,,,,,,osm:node/9,\n")
	part := readText(t, "id,category,part_of\np,XQ,osm:node/1\n")
	for _, order := range [][]*Result{{osm, list, part}, {part, list, osm}} {
		m, err := Merge(t.Context(), order...)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := ids(m.Sites), []string{"360681001001", "360681001002", "osm:node/2", "p"}; !slices.Equal(got, want) {
			t.Errorf("Merge gives %v, want %v", got, want)
		}
		want := geo.Site{ID: "360681001001", Name: "花园社区", Category: "SQ", Area: "360681001001", Unit: "花园街道",
			Tags: []string{"kind:community", "place:quarter"}, Geometry: geo.Point{Lon: 1171234567, Lat: 283000000}}
		if d := cmp.Diff(want, m.Sites[0]); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]Same{{"360681001001", "osm:node/1"}}, m.Same); d != "" {
			t.Error(d)
		}
		if m.Sites[3].PartOf != "360681001001" {
			t.Errorf("part of %q, want the site that stayed", m.Sites[3].PartOf)
		}
	}
}

// A list may name the node that was left out in favour of an area.
func TestMergeThroughDouble(t *testing.T) {
	osm := readText(t, osmXML(square(1, 117, 28, 0.001)+
		`<way id="5">`+squareRefs(1)+`<tag k="amenity" v="school"/><tag k="name" v="一中"/></way>`+
		`<node id="9" lon="117.0005" lat="28.0005"><tag k="amenity" v="school"/></node>`))
	if d := cmp.Diff([]Same{{"osm:way/5", "osm:node/9"}}, osm.Doubles); d != "" {
		t.Fatal(d)
	}
	list := &Result{Sites: []geo.Site{{ID: "x", Category: "ZXX"}}, Same: []Same{{"x", "osm:node/9"}}}
	m, err := Merge(t.Context(), osm, list)
	if err != nil || !slices.Equal(ids(m.Sites), []string{"x"}) || m.Sites[0].Geometry == nil {
		t.Errorf("Merge = %+v, %v", m, err)
	}
}

func TestMergeRefusesDuplicates(t *testing.T) {
	read := func(name, text string) *Result {
		r, err := Read(name, strings.NewReader(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	a, b := read("a.csv", "id,category\nx,SC\n"), read("b.csv", "id,category\nx,SC\n")
	_, err := Merge(t.Context(), a, b)
	e := asError(t, err)
	if e.Code != geo.ErrDuplicateID || e.Value != "x" || e.At.File != "b.csv" || !slices.Equal(e.Names, []string{"a.csv"}) {
		t.Errorf("Merge = %v", err)
	}
	osm := read("o.osm", osmXML(`<node id="1" lon="1" lat="1"><tag k="place" v="village"/></node>`))
	claim := func(name, code string) *Result {
		return read(name, adminHeader+code+",village,360681001000,甲,,village,,,,,,osm:node/1,\n")
	}
	_, err = Merge(t.Context(), osm, claim("c.csv", "360681001201"), claim("d.csv", "360681001202"))
	if e := asError(t, err); e.Code != ErrSameTwice || e.At.File != "d.csv" || e.Value != "osm:node/1" {
		t.Errorf("Merge = %v", err)
	}
}

// The counties that the README's examples use.
func TestMergeOfCounties(t *testing.T) {
	for _, tc := range []struct {
		osm, list  string
		sites      int
		same       int
		fringe     int
		filled     int
		categories map[string]int
	}{
		{"guixi-360681.osm.gz", "360681_guixi.csv", 448, 14, 39, 153, map[string]int{"XZZF": 35, "SQ": 51, "XZC": 216,
			"BJXX": 51, "GLYX": 55, "GY": 1, "JTCZ": 2, "JTLK": 12, "ZCGD": 19, "ZWDT": 2, "ZXX": 4}},
		{"henan-puyang-rural.osm.gz", "410928_puyangxian.csv", 1345, 50, 199, 291, map[string]int{"XZZF": 22, "SQ": 48, "XZC": 992,
			"BJXX": 68, "CKDW": 1, "GLYX": 208, "YY": 2, "ZXX": 4}},
	} {
		m, err := Merge(t.Context(), readShared(t, "osm/"+tc.osm), readShared(t, "admin/"+tc.list))
		if err != nil {
			t.Fatal(err)
		}
		got, fringe := map[string]int{}, 0
		for i := range m.Sites {
			got[m.Sites[i].Category]++
			if m.Sites[i].Has("ur:112") || m.Sites[i].Has("ur:122") {
				fringe++
			}
		}
		if d := cmp.Diff(tc.categories, got); d != "" || len(m.Sites) != tc.sites || len(m.Same) != tc.same || fringe != tc.fringe {
			t.Errorf("%s: %d sites, %d the same, %d of the fringe, %s", tc.osm, len(m.Sites), len(m.Same), fringe, d)
		}
		if none := filled(t, slices.Clone(m.Sites), AreaOptions{}); len(none) != 0 {
			t.Errorf("%s: %d areas filled without polygons", tc.osm, len(none))
		}
		if got := filled(t, m.Sites, AreaOptions{Nearest: true}); len(got) != tc.filled {
			t.Errorf("%s: %d areas filled, want %d", tc.osm, len(got), tc.filled)
		}
	}
}
