package intake

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

// square is four nodes id … id+3 around a square with its south-western corner
// at lon, lat.
func square(id int, lon, lat, side float64) string {
	var b strings.Builder
	for i, corner := range [][2]float64{{0, 0}, {side, 0}, {side, side}, {0, side}} {
		fmt.Fprintf(&b, `<node id="%d" lon="%.7f" lat="%.7f"/>`, id+i, lon+corner[0], lat+corner[1])
	}
	return b.String()
}

func refs(nodes ...int) string {
	var b strings.Builder
	for _, n := range nodes {
		fmt.Fprintf(&b, `<nd ref="%d"/>`, n)
	}
	return b.String()
}

func squareRefs(id int) string { return refs(id, id+1, id+2, id+3, id) }

func TestOSMSites(t *testing.T) {
	r := readText(t, osmXML(
		`<node id="1" lon="117.12345675" lat="-28.00000005"><tag k="amenity" v="bank"/><tag k="name" v="中国工商银行贵溪支行"/></node>`+
			`<node id="2" lon="1" lat="1"><tag k="amenity" v="toilets"/><tag k="access" v="customers"/></node>`+
			`<node id="3" lon="1" lat="1"><tag k="shop" v="supermarket"/><tag k="name:zh" v="e&#x301;&#10;x"/></node>`+
			`<node id="4" lon="1" lat="1" visible="false"><tag k="amenity" v="bank"/></node>`+
			square(10, 117, 28, 0.001)+square(20, 117.0002, 28.0002, 0.0002)+
			`<way id="5">`+squareRefs(10)+`<tag k="leisure" v="park"/></way>`+
			`<way id="6">`+squareRefs(20)+`</way>`+
			`<way id="7">`+squareRefs(20)+`<tag k="amenity" v="school"/><tag k="name" v="第一小学"/></way>`+
			`<relation id="8"><member type="way" ref="5" role="outer"/><member type="way" ref="6" role="inner"/>`+
			`<tag k="type" v="multipolygon"/><tag k="leisure" v="park"/><tag k="name" v="公园"/></relation>`))
	park, err := geo.NewPolygon([][]geo.Point{
		ring(1170000000, 280000000, 1170010000, 280000000, 1170010000, 280010000, 1170000000, 280010000),
		ring(1170002000, 280002000, 1170004000, 280002000, 1170004000, 280004000, 1170002000, 280004000)})
	if err != nil {
		t.Fatal(err)
	}
	want := []geo.Site{
		{ID: "osm:node/1", Name: "中国工商银行贵溪支行", Category: "YHWD", Tags: []string{"brand:工商银行"},
			Geometry: geo.Point{Lon: 1171234568, Lat: -280000001}},
		{ID: "osm:node/3", Name: "éx", Category: "SCCS", Tags: []string{"type:supermarket"}, Geometry: geo.Point{Lon: 1e7, Lat: 1e7}},
		{ID: "osm:relation/8", Name: "公园", Category: "GY", Tags: []string{"type:park"}, Geometry: park,
			Marked: true, Mark: geo.Point{Lon: 1170005000, Lat: 280005000}},
		{ID: "osm:way/7", Name: "第一小学", Category: "ZXX", Tags: []string{"level:primary"}, Geometry: geo.Point{Lon: 1170003000, Lat: 280003000}},
	}
	if d := cmp.Diff(want, r.Sites); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Same{{"osm:relation/8", "osm:way/5"}}, r.Doubles); d != "" {
		t.Error(d)
	}
}

// What extracts break is left out and listed; the rest is there.
func TestOSMBroken(t *testing.T) {
	const good = `<node id="1" lon="1" lat="1"><tag k="amenity" v="bank"/></node>`
	park := func(members string) string { return members + `<tag k="leisure" v="park"/>` }
	for _, tc := range []struct {
		name, elements, id string
		code               geo.Code
	}{
		{"longitude", `<node id="2" lon="181" lat="1"/>`, "osm:node/2", geo.ErrLongitude},
		{"latitude", `<node id="2" lon="1" lat="-91"/>`, "osm:node/2", geo.ErrLatitude},
		{"NaN", `<node id="2" lon="NaN" lat="1"/>`, "osm:node/2", geo.ErrDegrees},
		{"no position", `<node id="2"/>`, "osm:node/2", geo.ErrDegrees},
		{"no id", `<node lon="1" lat="1"/>`, "osm:node", ErrElementID},
		{"no ref", `<way id="2"><nd/></way>`, "osm:way/2", ErrElementID},
		{"member type", `<relation id="2"><member type="x" ref="1"/></relation>`, "osm:relation/2", ErrElementID},
		{"twice", `<node id="1" lon="1" lat="2"/>`, "osm:node/1", ErrElementTwice},
		{"twice, of other categories", `<node id="1" lon="1" lat="2"><tag k="amenity" v="hospital"/></node>`, "osm:node/1", ErrElementTwice},
		{"open area", square(10, 1, 1, 1) + `<way id="2">` + park(refs(10, 11, 12)) + `</way>`, "osm:way/2", ErrAreaOpen},
		{"cut area", square(10, 1, 1, 1) + `<way id="2">` + park(refs(10, 11, 99, 10)) + `</way>`, "osm:way/2", ErrElementCut},
		{"crossing ring", square(10, 1, 1, 1) + `<node id="14" lon="1" lat="3"/><way id="2">` + park(refs(10, 12, 11, 14, 10)) + `</way>`, "osm:way/2", geo.ErrRingCrosses},
		{"short ring", square(10, 1, 1, 1) + `<way id="2">` + park(refs(10, 11, 10)) + `</way>`, "osm:way/2", geo.ErrRingShort},
		{"no surface", `<node id="10" lon="1" lat="1"/><node id="11" lon="2" lat="2"/><node id="12" lon="3" lat="3"/><way id="2">` +
			park(refs(10, 11, 12, 10)) + `</way>`, "osm:way/2", geo.ErrPolygonSurface},
		{"cut relation", `<relation id="2"><member type="way" ref="9" role="outer"/><tag k="type" v="multipolygon"/>` + park("") + `</relation>`,
			"osm:relation/2", ErrElementCut},
		{"open relation", square(10, 1, 1, 1) + `<way id="3">` + refs(10, 11, 12) + `</way><relation id="2"><member type="way" ref="3" role="outer"/>` +
			`<tag k="type" v="multipolygon"/>` + park("") + `</relation>`, "osm:relation/2", ErrAreaOpen},
		{"empty relation", `<relation id="2"><tag k="type" v="multipolygon"/>` + park("") + `</relation>`, "osm:relation/2", geo.ErrPolygonEmpty},
		{"hole outside", square(10, 1, 1, 1) + square(20, 3, 3, 1) + `<way id="3">` + squareRefs(10) + `</way><way id="4">` + squareRefs(20) + `</way>` +
			`<relation id="2"><member type="way" ref="3" role="outer"/><member type="way" ref="4" role="inner"/><tag k="type" v="multipolygon"/>` +
			park("") + `</relation>`, "osm:relation/2", geo.ErrRingCrosses},
		{"cut street", square(10, 1, 1, 1) + `<way id="2">` + refs(10, 99) + `<tag k="highway" v="residential"/></way>`, "osm:way/2", ErrElementCut},
		{"street of one node", square(10, 1, 1, 1) + `<way id="2">` + refs(10, 10) + `<tag k="highway" v="residential"/></way>`, "osm:way/2", geo.ErrLineShort},
		{"street of none", `<way id="2"><tag k="highway" v="residential"/></way>`, "osm:way/2", geo.ErrLineShort},
		{"area of no nodes", `<way id="2">` + park("") + `</way>`, "osm:way/2", geo.ErrLineShort},
	} {
		r, err := Read("x.osm", strings.NewReader(osmXML(good+tc.elements)), Options{})
		if err != nil || !slices.Contains(ids(r.Sites), "osm:node/1") || r.LeftOut != 1 || len(r.Broken) != 1 {
			t.Errorf("%s: %+v, %v", tc.name, r, err)
			continue
		}
		if e := r.Broken[0]; e.Code != tc.code || e.At.Column != tc.id || e.At.File != "x.osm" {
			t.Errorf("%s: broken = %v, want %s of %s", tc.name, e, tc.code, tc.id)
		}
	}
}

// Multipolygons in pieces: ways in any direction and order, several outlines.
func TestMultipolygons(t *testing.T) {
	members := []string{`<member type="way" ref="1" role="outer"/>`, `<member type="way" ref="2" role="outer"/>`,
		`<member type="way" ref="3" role=""/>`, `<member type="node" ref="10" role="label"/>`}
	for range 6 {
		rand.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		r := readText(t, osmXML(square(10, 1, 1, 1)+square(20, 5, 5, 1)+
			`<way id="1">`+refs(10, 11, 12)+`</way><way id="2">`+refs(10, 13, 12)+`</way><way id="3">`+squareRefs(20)+`</way>`+
			`<relation id="4">`+strings.Join(members, "")+`<tag k="type" v="multipolygon"/><tag k="landuse" v="construction"/></relation>`))
		want := geo.MultiPolygon{
			{geo.Ring(ring(1e7, 1e7, 2e7, 1e7, 2e7, 2e7, 1e7, 2e7))},
			{geo.Ring(ring(5e7, 5e7, 6e7, 5e7, 6e7, 6e7, 5e7, 6e7))},
		}
		if d := cmp.Diff(geo.Geometry(want), siteOf(t, r, "osm:relation/4").Geometry); d != "" {
			t.Fatal(d)
		}
	}
}

// Bus lines: both directions and several relations of a number are one site.
func TestRoutes(t *testing.T) {
	route := func(id int, ref string, ways ...int) string {
		var b strings.Builder
		for _, w := range ways {
			fmt.Fprintf(&b, `<member type="way" ref="%d" role=""/>`, w)
		}
		return fmt.Sprintf(`<relation id="%d">%s<tag k="type" v="route"/><tag k="route" v="bus"/><tag k="ref" v="%s"/></relation>`, id, b.String(), ref)
	}
	r := readText(t, osmXML(square(10, 1, 1, 0.01)+`<way id="1">`+refs(11, 10)+`</way><way id="2">`+refs(11, 12)+`</way><way id="3">`+refs(13, 10)+`</way>`+
		route(5, "8", 99)+route(6, "8", 1, 2, 99, 3)+route(7, "8", 3)+route(9, "9", 99)))
	if got, want := ids(r.Sites), []string{"osm:relation/5", "osm:relation/9"}; !slices.Equal(got, want) {
		t.Fatalf("sites %v, want %v", got, want)
	}
	want := geo.Line{{Lon: 1e7, Lat: 1e7}, {Lon: 10100000, Lat: 1e7}, {Lon: 10100000, Lat: 10100000}}
	if d := cmp.Diff(geo.Geometry(want), r.Sites[0].Geometry); d != "" || r.Sites[0].Name != "8" {
		t.Error(r.Sites[0].Name, d)
	}
	if r.Sites[1].Geometry != nil {
		t.Error("a line without ways is located")
	}
}

// The order of elements in the file decides nothing.
func TestOSMOrder(t *testing.T) {
	path := shared(t, "osm/guixi-360681.osm.gz")
	elements := strings.Split(strings.TrimSuffix(unpackText(t, path), "\n</osm>\n"), "\n <")
	want := readShared(t, "osm/guixi-360681.osm.gz")
	var blocks []string
	for _, e := range elements[2:] {
		if strings.HasPrefix(e, "/") {
			blocks[len(blocks)-1] += "\n <" + e
		} else {
			blocks = append(blocks, "<"+e)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(blocks), func(i, j int) { blocks[i], blocks[j] = blocks[j], blocks[i] })
	got := readText(t, osmXML(strings.Join(blocks, "\n")))
	if d := cmp.Diff(want.Sites, got.Sites); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want.Matches, got.Matches); d != "" {
		t.Error(d)
	}
}
