package geo

import (
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func TestParseWKT(t *testing.T) {
	square := mustPolygon(t, []E7{0, 0, 1e7, 0, 1e7, 1e7, 0, 1e7})
	pierced := mustPolygon(t, []E7{0, 0, 3e7, 0, 3e7, 3e7, 0, 3e7}, []E7{1e7, 1e7, 1e7, 2e7, 2e7, 2e7})
	for _, c := range []struct {
		text string
		want Geometry
	}{
		{"POINT(117.2403250 28.2958140)", Point{1172403250, 282958140}},
		{" point ( 1e1 -7e-1 ) ", Point{1e8, -7e6}},
		{"POINT Z (1 2 3)", Point{1e7, 2e7}},
		{"POINTZM(1 2 3 4)", Point{1e7, 2e7}},
		{"Point(0.00000005 -0.00000005)", Point{1, -1}},
		{"MULTIPOINT((1 2))", Point{1e7, 2e7}},
		{"MULTIPOINT(1 2)", Point{1e7, 2e7}},
		{"LineString(1 2,3 4 , 5 6)", Line{{1e7, 2e7}, {3e7, 4e7}, {5e7, 6e7}}},
		{"MULTILINESTRING M((1 2 9,3 4 9))", Line{{1e7, 2e7}, {3e7, 4e7}}},
		{"POLYGON((0 0,1 0,1 1,0 1,0 0))", square},
		{"MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)))", square},
		{"POLYGON((0 0,3 0,3 3,0 3,0 0),\n(1 1,1 2,2 2,1 1))", pierced},
		{"MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)),((0 0,3 0,3 3,0 3,0 0),(1 1,1 2,2 2,1 1)))", MultiPolygon{square, pierced}},
	} {
		if got, err := ParseWKT(c.text, WGS84); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("ParseWKT(%q) = %v, %v, want %v", c.text, got, err, c.want)
		}
	}
}

func TestParseWKTRefuses(t *testing.T) {
	for _, c := range []struct {
		text   string
		code   Code
		column string
	}{
		{"", ErrShapeUnknown, "@1"},
		{" CIRCLE(1 2)", ErrShapeUnknown, "@2"},
		{"GEOMETRYCOLLECTION(POINT(1 2))", ErrShapeUnknown, "@1"},
		{"POINT EMPTY", ErrShapeEmpty, "@1"},
		{"polygon z empty", ErrShapeEmpty, "@1"},
		{"POINT 1 2", ErrWKT, "@7"},
		{"POINT(1)", ErrWKT, "@8"},
		{"POINT()", ErrWKT, "@7"},
		{"POINT(1 2", ErrWKT, "@10"},
		{"POINT(1 2, 3 4)", ErrWKT, "@10"},
		{"POINT(1 2 3 4 5)", ErrWKT, "@15"},
		{"POINT(1 2) x", ErrWKT, "@12"},
		{"POINT(1, 2)", ErrWKT, "@8"},
		{"POINT(a b)", ErrDegrees, "@7"},
		{"POINT(0x1 2)", ErrDegrees, "@7"},
		{"POINT(181 2)", ErrLongitude, "@7"},
		{"POINT(28.29 117.24)", ErrLatitude, "@7"},
		{"LINESTRING(1 2, 39512345.5 3131234.25)", ErrMetres, "@17"},
		{"LINESTRING(1 2)", ErrLineShort, "@11"},
		{"LINESTRING(1 2,)", ErrWKT, "@16"},
		{"MULTIPOINT(1 2,3 4)", ErrShapeMany, "@11"},
		{"MULTILINESTRING((1 2,3 4),(1 2,3 4))", ErrShapeMany, "@16"},
		{"POLYGON((0 0,1 0,1 1,0 1))", ErrRingOpen, "@8"},
		{"POLYGON(0 0,1 0,1 1,0 0)", ErrWKT, "@9"},
		{"MULTIPOLYGON(((0 0,1 0,1 1,0 0)), ((0 0,1 1,1 0,0 1,0 0)))", ErrRingCrosses, "@35"},
		{"POLYGON((0 0,1 0,1 1,0 1,0 0)", ErrWKT, "@30"},
	} {
		_, err := ParseWKT(c.text, WGS84)
		e, is := errors.AsType[*Error](err)
		if !is || e.Code != c.code || e.At.Column != c.column {
			t.Errorf("ParseWKT(%q) = %v, want %s at %s", c.text, err, c.code, c.column)
		}
	}
}

func TestParseWKTInOtherDatums(t *testing.T) {
	want, err := GCJ02.ParsePoint("117.2211", "28.2902")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ParseWKT("POINT(117.2211 28.2902)", GCJ02); err != nil || got != want {
		t.Errorf("ParseWKT in GCJ-02 = %v, %v, want %v", got, err, want)
	}
}

// anyShape draws shapes of whatever position: polygons are boxes with a hole.
func anyShape() *rapid.Generator[Geometry] {
	return rapid.Custom(func(t *rapid.T) Geometry {
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return anyPoint().Draw(t, "point")
		case 1:
			return Line(rapid.SliceOfN(anyPoint(), 2, 9).Draw(t, "line"))
		case 2:
			return anyBox().Draw(t, "box")
		default:
			return MultiPolygon(rapid.SliceOfN(anyBox(), 2, 3).Draw(t, "boxes"))
		}
	})
}

func anyBox() *rapid.Generator[Polygon] {
	return rapid.Custom(func(t *rapid.T) Polygon {
		x := E7(rapid.Int32Range(-1_700_000_000, 1_700_000_000).Draw(t, "x"))
		y := E7(rapid.Int32Range(-800_000_000, 800_000_000).Draw(t, "y"))
		d := E7(rapid.Int32Range(1, 20_000_000).Draw(t, "d"))
		outer := Ring(closed(x, y, x+3*d, y, x+3*d, y+3*d, x, y+3*d))
		hole := Ring(closed(x+d, y+d, x+d, y+2*d, x+2*d, y+2*d))
		return Polygon{outer, hole}[:rapid.IntRange(1, 2).Draw(t, "rings")]
	})
}

// What is written as text comes back as it was.
func TestWKTRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := anyShape().Draw(t, "shape")
		text := string(AppendWKT(nil, shape))
		if got, err := ParseWKT(text, WGS84); err != nil || !reflect.DeepEqual(got, shape) {
			t.Fatalf("ParseWKT(%q) = %v, %v, want %v", text, got, err, shape)
		}
	})
}

func FuzzParseWKT(f *testing.F) {
	for _, text := range []string{
		"POINT(117.2 28.2)", "LINESTRING Z (1 2 3,3 4 5)", "POLYGON((0 0,1 0,1 1,0 1,0 0),(.2 .2,.2 .3,.3 .3,.2 .2))",
		"MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))", "MULTIPOINT((1 2),(3 4))", "POINT EMPTY",
	} {
		f.Add(text, uint8(0))
		f.Add(text, uint8(2))
	}
	f.Fuzz(func(t *testing.T, text string, datum uint8) {
		shape, err := ParseWKT(text, Datums()[int(datum)%len(Datums())])
		if err != nil {
			if _, is := errors.AsType[*Error](err); !is || shape != nil {
				t.Fatalf("ParseWKT(%q) = %v, %v", text, shape, err)
			}
			return
		}
		again, err := ParseWKT(string(AppendWKT(nil, shape)), WGS84)
		if err != nil || !reflect.DeepEqual(again, shape) {
			t.Errorf("ParseWKT(%q) = %v; written and read again %v, %v", text, shape, again, err)
		}
	})
}
