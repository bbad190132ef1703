package geo

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

func TestParseCoordinates(t *testing.T) {
	square := mustPolygon(t, []E7{0, 0, 1e7, 0, 1e7, 1e7, 0, 1e7})
	for _, c := range []struct {
		kind, json string
		want       Geometry
	}{
		{"Point", "[117.2403250,28.2958140]", Point{1172403250, 282958140}},
		{"Point", " [ 1E+1 , -0.00000005 , 8848.86 ] ", Point{1e8, -1}},
		{"MultiPoint", "[[1,2]]", Point{1e7, 2e7}},
		{"LineString", "[[1,2],\n[3,4,5]]", Line{{1e7, 2e7}, {3e7, 4e7}}},
		{"MultiLineString", "[[[1,2],[3,4]]]", Line{{1e7, 2e7}, {3e7, 4e7}}},
		{"Polygon", "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]", square},
		{"MultiPolygon", "[[[[0,0],[1,0],[1,1],[0,1],[0,0]]]]", square},
		{"MultiPolygon", "[[[[0,0],[1,0],[1,1],[0,1],[0,0]]],[[[0,0],[1,0],[1,1],[0,1],[0,0]]]]", MultiPolygon{square, square}},
	} {
		if got, err := ParseCoordinates(c.kind, []byte(c.json), WGS84); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("ParseCoordinates(%s, %s) = %v, %v, want %v", c.kind, c.json, got, err, c.want)
		}
	}
}

func TestParseCoordinatesRefuses(t *testing.T) {
	for _, c := range []struct {
		kind, json string
		code       Code
		column     string
	}{
		{"GeometryCollection", "[]", ErrShapeUnknown, "type"},
		{"", "[1,2]", ErrShapeUnknown, "type"},
		{"Point", "", ErrCoordinates, "coordinates"},
		{"Point", "null", ErrCoordinates, "coordinates"},
		{"Point", "[]", ErrCoordinates, "coordinates"},
		{"Point", "[1]", ErrCoordinates, "coordinates"},
		{"Point", `["1",2]`, ErrCoordinates, "coordinates[0]"},
		{"Point", `[1,{"a":[2]}]`, ErrCoordinates, "coordinates[1]"},
		{"Point", "[1,91]", ErrLatitude, "coordinates"},
		{"LineString", "[[1,2],[3,91]]", ErrLatitude, "coordinates[1]"},
		{"LineString", "[[1,2],[-500000,3000000]]", ErrMetres, "coordinates[1]"},
		{"LineString", "[[1,2]]", ErrLineShort, "coordinates"},
		{"LineString", "[1,2]", ErrCoordinates, "coordinates[0]"},
		{"Polygon", "[]", ErrPolygonEmpty, "coordinates"},
		{"Polygon", "[[[0,0],[1,0],[1,null],[0,0]]]", ErrCoordinates, "coordinates[0][2][1]"},
		{"MultiPolygon", "[]", ErrShapeEmpty, "coordinates"},
		{"MultiPolygon", "[[[[0,0],[1,0],[1,1],[0,0]]],[[[0,0],[1,0],[1,1]]]]", ErrRingOpen, "coordinates[1]"},
		{"MultiPoint", "[[1,2],[3,4]]", ErrShapeMany, "coordinates"},
		{"MultiLineString", "[[[1,2],[3,4]],[[1,2],[3,4]]]", ErrShapeMany, "coordinates"},
	} {
		_, err := ParseCoordinates(c.kind, []byte(c.json), WGS84)
		e, is := errors.AsType[*Error](err)
		if !is || e.Code != c.code || e.At.Column != c.column {
			t.Errorf("ParseCoordinates(%s, %s) = %v, want %s at %s", c.kind, c.json, err, c.code, c.column)
		}
	}
}

// FuzzParseCoordinates reads well-formed JSON, as callers promise.
func FuzzParseCoordinates(f *testing.F) {
	f.Add("Point", "[1.5,2]")
	f.Add("MultiLineString", "[[[1,2],[3,4]],[[1,2],[3,4]]]")
	f.Add("Polygon", "[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[0.2,0.2],[0.2,0.3],[0.3,0.3],[0.2,0.2]]]")
	f.Add("MultiPolygon", `[[[[0,0,1],[1,0],[1,1],[0,0]]],{"a":[null,"]"]}]`)
	f.Fuzz(func(t *testing.T, kind, text string) {
		if !json.Valid([]byte(text)) {
			return
		}
		shape, err := ParseCoordinates(kind, []byte(text), WGS84)
		if _, is := errors.AsType[*Error](err); err != nil && (!is || shape != nil) {
			t.Errorf("ParseCoordinates(%q, %q) = %v, %v", kind, text, shape, err)
		}
	})
}
