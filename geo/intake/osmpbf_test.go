package intake

import (
	"bytes"
	"compress/zlib"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/geo/osm/osmtest"
)

func pbfData(groups ...[]byte) []byte {
	return append(osmtest.Strings("", "amenity", "bank", "highway", "primary", "name", "A", "outer", "type", "multipolygon", "leisure", "park"),
		bytes.Join(groups, nil)...)
}

func smallPBF() []byte {
	return osmtest.File(osmtest.Block("OSMData", pbfData(osmtest.Group(2, osmtest.Deltas(1, 1), osmtest.Deltas(8, 10_000_000), osmtest.Deltas(9, 10_000_000), osmtest.Packed(10, 1, 2, 0)))))
}

func TestPBF(t *testing.T) {
	file := osmtest.File(
		osmtest.Blob("OSMData", osmtest.Bytes(1, append(pbfData( // not compressed
			osmtest.Group(2, osmtest.Deltas(1, 1, 2, 3, 4), osmtest.Deltas(8, -3, 100000, 200000, 0), osmtest.Deltas(9, 7, 100000, 100000, 0),
				osmtest.Packed(10, 1, 2, 5, 6, 0, 0, 0, 1, 2, 0), osmtest.Bytes(5, osmtest.Packed(6, 1, 1, 1, 0))),
			osmtest.Group(1, osmtest.Varint(1, osmtest.Zigzag(9)), osmtest.Packed(2, 1), osmtest.Packed(3, 2), osmtest.Varint(8, osmtest.Zigzag(1)), osmtest.Varint(9, osmtest.Zigzag(-1)))),
			osmtest.Varint(17, 1050)...))),
		osmtest.Block("ignored", []byte("x")),
		osmtest.Block("OSMData", append(pbfData(
			osmtest.Group(3, osmtest.Varint(1, 5), osmtest.Packed(2, 3, 5), osmtest.Packed(3, 4, 6), osmtest.Deltas(8, 2, 3)),
			osmtest.Group(3, osmtest.Varint(1, 6), osmtest.Packed(2, 3), osmtest.Packed(3, 4), osmtest.Deltas(8, 2, 3), osmtest.Bytes(4, osmtest.Varint(6, 0))),
			osmtest.Group(3, osmtest.Varint(1, 7), osmtest.Deltas(8, 2, 3, 1, 2)),
			osmtest.Group(4, osmtest.Varint(1, 8), osmtest.Packed(2, 8, 10), osmtest.Packed(3, 9, 11), osmtest.Packed(8, 7), osmtest.Deltas(9, 7), osmtest.Packed(10, 1))),
			append(osmtest.Varint(19, 0), osmtest.Varint(20, 0)...)...)))
	r, err := Read("", bytes.NewReader(file), Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := func(lon, lat geo.E7) geo.Point { return geo.Point{Lon: lon, Lat: lat} }
	// 7·1050 ns = 73.5 → 74 E7; −3·1050 = −31.5 → −32: half away from zero.
	want := []geo.Site{
		{ID: "osm:node/1", Name: "A", Category: "YHWD", Tags: []string{"brand:A"}, Geometry: p(74, -32)},
		{ID: "osm:node/9", Category: "YHWD", Geometry: p(-11, 11)},
		{ID: "osm:relation/8", Category: "GY", Tags: []string{"type:park"},
			Geometry: geo.Polygon{geo.Ring{p(1050000, 1050000), p(1050000, 2100000), p(74, -32), p(1050000, 1050000)}},
			Marked:   true, Mark: p(700025, 1049989)},
		{ID: "osm:way/5", Name: "A", Category: "ZCGD", Tags: []string{"class:primary", "street:A"},
			Geometry: geo.Line{p(1050000, 1050000), p(1050000, 2100000)}},
	}
	if d := cmp.Diff(want, r.Sites); d != "" {
		t.Error(d)
	}
}

func TestPBFRefused(t *testing.T) {
	dense := osmtest.Group(2, osmtest.Deltas(1, 1, 2), osmtest.Deltas(8, 1, 2), osmtest.Deltas(9, 1))
	bomb := osmtest.Block("OSMData", make([]byte, 40<<20))
	for name, tc := range map[string]struct {
		file []byte
		code geo.Code
	}{
		"header only":        {osmtest.File(), ErrEmpty},
		"columns differ":     {osmtest.File(osmtest.Block("OSMData", pbfData(dense))), ErrPBF},
		"garbage":            {osmtest.File(osmtest.Block("OSMData", []byte("\xff\xff\xff"))), ErrPBF},
		"group":              {osmtest.File(osmtest.Block("OSMData", pbfData(osmtest.Bytes(2, []byte{0x0b})))), ErrPBF},
		"members differ":     {osmtest.File(osmtest.Block("OSMData", pbfData(osmtest.Group(4, osmtest.Varint(1, 8), osmtest.Deltas(9, 7))))), ErrPBF},
		"member kind":        {osmtest.File(osmtest.Block("OSMData", pbfData(osmtest.Group(4, osmtest.Packed(8, 0), osmtest.Deltas(9, 7), osmtest.Packed(10, 3))))), ErrPBF},
		"tags differ":        {osmtest.File(osmtest.Block("OSMData", pbfData(osmtest.Group(3, osmtest.Packed(2, 1))))), ErrPBF},
		"feature":            {append(osmtest.Block("OSMHeader", osmtest.Bytes(4, []byte("Magic"))), bomb...), ErrPBFFeature},
		"compression":        {osmtest.File(osmtest.Blob("OSMData", append(osmtest.Varint(2, 1), osmtest.Bytes(7, []byte("x"))...))), ErrPBFFeature},
		"damaged zlib":       {osmtest.File(osmtest.Blob("OSMData", append(osmtest.Varint(2, 1), osmtest.Bytes(3, []byte("xx"))...))), ErrPBF},
		"size too small":     {osmtest.File(osmtest.Blob("OSMData", append(osmtest.Varint(2, 1), osmtest.Bytes(3, zipped("abc"))...))), ErrPBF},
		"size too large":     {osmtest.File(osmtest.Blob("OSMData", append(osmtest.Varint(2, 9), osmtest.Bytes(3, zipped("abc"))...))), ErrPBF},
		"bomb":               {osmtest.File(bomb), ErrTooLong},
		"large block header": {append(osmtest.File(), 0, 1, 0, 1), ErrTooLong},
		"large block": {append(osmtest.File(), append([]byte{0, 0, 0, 7}, append(osmtest.Bytes(1, nil), osmtest.Varint(3, 33<<20)...)...)...),
			ErrTooLong},
	} {
		_, err := Read("", bytes.NewReader(tc.file), Options{})
		if e := asError(t, err); e.Code != tc.code {
			t.Errorf("%s: Read = %v, want %s", name, err, tc.code)
		}
	}
}

func zipped(text string) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.Bytes()
}

// A text number beyond the table is an empty text, a place beyond the Earth a
// broken node.
func TestPBFBroken(t *testing.T) {
	file := osmtest.File(osmtest.Block("OSMData", pbfData(
		osmtest.Group(2, osmtest.Deltas(1, 1, 2, 3), osmtest.Deltas(8, 1, 900_000_001, 1), osmtest.Deltas(9, 1, 1, 1<<62), osmtest.Packed(10, 1, 2, 77, 78, 0, 0, 0)))))
	r, err := Read("", bytes.NewReader(file), Options{})
	if err != nil || len(r.Sites) != 1 || r.LeftOut != 2 {
		t.Fatalf("Read = %+v, %v", r, err)
	}
	if r.Broken[0].Code != geo.ErrLatitude || r.Broken[1].Code != geo.ErrLongitude {
		t.Errorf("broken: %v", r.Broken)
	}
}

// An XML and a PBF of the same elements give the same sites.
func TestPBFAgreesWithXML(t *testing.T) {
	pbf := readText(t, string(smallPBF()))
	xml := readText(t, osmXML(smallOSM))
	if d := cmp.Diff(xml.Sites, pbf.Sites); d != "" {
		t.Error(d)
	}
}
