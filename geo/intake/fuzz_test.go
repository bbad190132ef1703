package intake

import (
	"bytes"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/geo/osm/osmtest"
)

var fuzzCategories = geo.ShippedCategories()

// fuzzRead reads what a fuzzer made: sites that come out are valid, sorted and
// unlike, marks lie in their polygons, and errors are of our kind.
func fuzzRead(t *testing.T, data []byte, o Options) {
	o.Categories = fuzzCategories
	o.Limits = Limits{TokenBytes: 1 << 16, Elements: 1 << 16, Rejects: 10}
	r, err := Read("fuzz", bytes.NewReader(data), o)
	if err != nil {
		asError(t, err)
		return
	}
	for i := range r.Sites {
		s := &r.Sites[i]
		if err := s.Check(); err != nil {
			t.Errorf("site %q: %v", s.ID, err)
		}
		if i > 0 && r.Sites[i-1].ID >= s.ID {
			t.Errorf("site %q after %q", s.ID, r.Sites[i-1].ID)
		}
		if shape := geo.Polygons(s.Geometry); shape != nil && !geo.MultiPolygon(shape).Covers(s.Mark) {
			t.Errorf("mark of %q outside", s.ID)
		}
	}
	if len(r.Rejects) > 10 || len(r.Broken) > 10 || len(r.Rejects) > r.Bad || len(r.Broken) > r.LeftOut {
		t.Errorf("%d of %d rejects, %d of %d broken", len(r.Rejects), r.Bad, len(r.Broken), r.LeftOut)
	}
	if _, err := Merge(t.Context(), r); err != nil {
		asError(t, err)
	}
	if _, err := FillAreas(t.Context(), r.Sites, AreaOptions{Categories: fuzzCategories, Nearest: true}); err != nil {
		t.Error(err)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("id,name,category,area,unit,tags,size,lon,lat,part_of\na,甲,SC,360681001000,u,x;y,7,117.1,28.2,b\n")
	f.Add("\ufeffcategory,id\r\nSC,\"a\"\"b\"\r\n\r\nSQ,e\u0301\r\n")
	f.Add("id,category\na,\"SC\nb,SC\n")
	f.Add("id,category,lon,lat\na,SC,1e2,-7e-1\nb,SC,NaN,0x1p3\n")
	f.Fuzz(func(t *testing.T, text string) { fuzzRead(t, []byte(text), Options{SkipBad: true}) })
}

func FuzzAdmin(f *testing.F) {
	f.Add(adminHeader + "360681000000,county,,贵溪市,,,,117.240325,28.295814,,,vonng2016,code\n" +
		"360681001000,town,360681000000,花园街道,花园街道,subdistrict,,,,,,,name\n" +
		"360681001001,village,360681001000,花园社区,花园街道,community,112,117.2,28.3,1,2,osm:node/1,code+name\n")
	f.Add("code,level,parent,name,kind\n360681001200,village,360681001000,城南,\n")
	f.Fuzz(func(t *testing.T, text string) {
		if !strings.HasPrefix(text, "code,level,parent") {
			text = adminHeader + text
		}
		fuzzRead(t, []byte(text), Options{SkipBad: true})
	})
}

func FuzzOSMXML(f *testing.F) {
	f.Add(smallOSM)
	f.Add(square(10, 1, 1, 0.001) + `<way id="5">` + squareRefs(10) + `<tag k="leisure" v="park"/></way>` +
		`<relation id="8"><member type="way" ref="5" role="outer"/><tag k="type" v="multipolygon"/><tag k="landuse" v="construction"/></relation>`)
	f.Add(`<node id="1" lon="1" lat="1"><tag k="highway" v="traffic_signals"/></node><node id="2" lon="1.1" lat="1"/>` +
		`<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="name" v="A"/></way>` +
		`<way id="2"><nd ref="2"/><nd ref="1"/><tag k="highway" v="tertiary"/><tag k="name" v="B"/></way>` +
		`<relation id="3"><member type="way" ref="2" role=""/><member type="way" ref="1" role=""/><tag k="type" v="route"/><tag k="route" v="bus"/></relation>`)
	f.Add(`<!DOCTYPE osm [<!ENTITY a "ha">]>`)
	f.Fuzz(func(t *testing.T, elements string) { fuzzRead(t, []byte(osmXML(elements)), Options{}) })
}

// FuzzOSMPBF changes the content of a data block, so that the fuzzer need not
// find its way through zlib and the block's length.
func FuzzOSMPBF(f *testing.F) {
	f.Add(pbfData(osmtest.Group(2, osmtest.Deltas(1, 1, 2), osmtest.Deltas(8, 1, 2), osmtest.Deltas(9, 1, 2), osmtest.Packed(10, 1, 2, 0, 0), osmtest.Bytes(5, osmtest.Packed(6, 1, 0)))))
	f.Add(pbfData(
		osmtest.Group(2, osmtest.Deltas(1, 1, 2, 3), osmtest.Deltas(8, 1, 2, 2), osmtest.Deltas(9, 1, 2, 1)),
		osmtest.Group(3, osmtest.Varint(1, 5), osmtest.Packed(2, 3, 5), osmtest.Packed(3, 4, 6), osmtest.Deltas(8, 1, 2)),
		osmtest.Group(3, osmtest.Varint(1, 7), osmtest.Deltas(8, 2, 3, 1, 2)),
		osmtest.Group(4, osmtest.Varint(1, 8), osmtest.Packed(2, 8, 10), osmtest.Packed(3, 9, 11), osmtest.Packed(8, 7), osmtest.Deltas(9, 7), osmtest.Packed(10, 1))))
	f.Add(append(pbfData(osmtest.Group(1, osmtest.Varint(1, 2), osmtest.Packed(2, 1), osmtest.Packed(3, 2), osmtest.Varint(8, 2), osmtest.Varint(9, 3))), osmtest.Varint(17, 1000)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzRead(t, osmtest.File(osmtest.Blob("OSMData", osmtest.Bytes(1, data))), Options{})
	})
}

// FuzzRead changes whole files of any format.
func FuzzRead(f *testing.F) {
	f.Add([]byte(osmXML(smallOSM)))
	f.Add([]byte(gzipped(osmXML(smallOSM))))
	f.Add(smallPBF())
	f.Add([]byte("id,category\na,SC\n"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzRead(t, data, Options{}) })
}
