package intake

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

// A writer of PBF, as much as the tests need.

func pbVarint(number int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number)<<3), v)
}

func pbBytes(number int, data []byte) []byte {
	b := binary.AppendUvarint(nil, uint64(number)<<3|2)
	return append(binary.AppendUvarint(b, uint64(len(data))), data...)
}

func zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

// pbDeltas packs the differences of numbers.
func pbDeltas(number int, values ...int64) []byte {
	var data []byte
	last := int64(0)
	for _, v := range values {
		data = binary.AppendUvarint(data, zigzag(v-last))
		last = v
	}
	return pbBytes(number, data)
}

func pbPacked(number int, values ...uint64) []byte {
	var data []byte
	for _, v := range values {
		data = binary.AppendUvarint(data, v)
	}
	return pbBytes(number, data)
}

func pbfBlob(kind string, blob []byte) []byte {
	header := append(pbBytes(1, []byte(kind)), pbVarint(3, uint64(len(blob)))...)
	b := binary.BigEndian.AppendUint32(nil, uint32(len(header)))
	return append(append(b, header...), blob...)
}

func pbfBlock(kind string, data []byte) []byte {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(data)
	_ = w.Close()
	return pbfBlob(kind, append(pbVarint(2, uint64(len(data))), pbBytes(3, packed.Bytes())...))
}

func pbfFile(blocks ...[]byte) []byte {
	return append(pbfBlock("OSMHeader", pbBytes(4, []byte("DenseNodes"))), bytes.Join(blocks, nil)...)
}

func pbfData(groups ...[]byte) []byte {
	return append(pbfStrings("", "amenity", "bank", "highway", "primary", "name", "A", "outer", "type", "multipolygon", "leisure", "park"),
		bytes.Join(groups, nil)...)
}

func pbfStrings(texts ...string) []byte {
	var table []byte
	for _, text := range texts {
		table = append(table, pbBytes(1, []byte(text))...)
	}
	return pbBytes(1, table)
}

func pbGroup(number int, message ...[]byte) []byte {
	return pbBytes(2, pbBytes(number, bytes.Join(message, nil)))
}

func smallPBF() []byte {
	return pbfFile(pbfBlock("OSMData", pbfData(pbGroup(2, pbDeltas(1, 1), pbDeltas(8, 10_000_000), pbDeltas(9, 10_000_000), pbPacked(10, 1, 2, 0)))))
}

func TestPBF(t *testing.T) {
	file := pbfFile(
		pbfBlob("OSMData", pbBytes(1, append(pbfData( // not compressed
			pbGroup(2, pbDeltas(1, 1, 2, 3, 4), pbDeltas(8, -3, 100000, 200000, 0), pbDeltas(9, 7, 100000, 100000, 0),
				pbPacked(10, 1, 2, 5, 6, 0, 0, 0, 1, 2, 0), pbBytes(5, pbPacked(6, 1, 1, 1, 0))),
			pbGroup(1, pbVarint(1, zigzag(9)), pbPacked(2, 1), pbPacked(3, 2), pbVarint(8, zigzag(1)), pbVarint(9, zigzag(-1)))),
			pbVarint(17, 1050)...))),
		pbfBlock("ignored", []byte("x")),
		pbfBlock("OSMData", append(pbfData(
			pbGroup(3, pbVarint(1, 5), pbPacked(2, 3, 5), pbPacked(3, 4, 6), pbDeltas(8, 2, 3)),
			pbGroup(3, pbVarint(1, 6), pbPacked(2, 3), pbPacked(3, 4), pbDeltas(8, 2, 3), pbBytes(4, pbVarint(6, 0))),
			pbGroup(3, pbVarint(1, 7), pbDeltas(8, 2, 3, 1, 2)),
			pbGroup(4, pbVarint(1, 8), pbPacked(2, 8, 10), pbPacked(3, 9, 11), pbPacked(8, 7), pbDeltas(9, 7), pbPacked(10, 1))),
			append(pbVarint(19, 0), pbVarint(20, 0)...)...)))
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
	dense := pbGroup(2, pbDeltas(1, 1, 2), pbDeltas(8, 1, 2), pbDeltas(9, 1))
	bomb := pbfBlock("OSMData", make([]byte, 40<<20))
	for name, tc := range map[string]struct {
		file []byte
		code geo.Code
	}{
		"header only":        {pbfFile(), ErrEmpty},
		"columns differ":     {pbfFile(pbfBlock("OSMData", pbfData(dense))), ErrPBF},
		"garbage":            {pbfFile(pbfBlock("OSMData", []byte("\xff\xff\xff"))), ErrPBF},
		"group":              {pbfFile(pbfBlock("OSMData", pbfData(pbBytes(2, []byte{0x0b})))), ErrPBF},
		"members differ":     {pbfFile(pbfBlock("OSMData", pbfData(pbGroup(4, pbVarint(1, 8), pbDeltas(9, 7))))), ErrPBF},
		"member kind":        {pbfFile(pbfBlock("OSMData", pbfData(pbGroup(4, pbPacked(8, 0), pbDeltas(9, 7), pbPacked(10, 3))))), ErrPBF},
		"tags differ":        {pbfFile(pbfBlock("OSMData", pbfData(pbGroup(3, pbPacked(2, 1))))), ErrPBF},
		"feature":            {append(pbfBlock("OSMHeader", pbBytes(4, []byte("Magic"))), bomb...), ErrPBFFeature},
		"compression":        {pbfFile(pbfBlob("OSMData", append(pbVarint(2, 1), pbBytes(7, []byte("x"))...))), ErrPBFFeature},
		"damaged zlib":       {pbfFile(pbfBlob("OSMData", append(pbVarint(2, 1), pbBytes(3, []byte("xx"))...))), ErrPBF},
		"size too small":     {pbfFile(pbfBlob("OSMData", append(pbVarint(2, 1), pbBytes(3, zipped("abc"))...))), ErrPBF},
		"size too large":     {pbfFile(pbfBlob("OSMData", append(pbVarint(2, 9), pbBytes(3, zipped("abc"))...))), ErrPBF},
		"bomb":               {pbfFile(bomb), ErrTooLong},
		"large block header": {append(pbfFile(), 0, 1, 0, 1), ErrTooLong},
		"large block": {append(pbfFile(), append([]byte{0, 0, 0, 7}, append(pbBytes(1, nil), pbVarint(3, 33<<20)...)...)...),
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
	file := pbfFile(pbfBlock("OSMData", pbfData(
		pbGroup(2, pbDeltas(1, 1, 2, 3), pbDeltas(8, 1, 900_000_001, 1), pbDeltas(9, 1, 1, 1<<62), pbPacked(10, 1, 2, 77, 78, 0, 0, 0)))))
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
