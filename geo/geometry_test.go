package geo

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBounds(t *testing.T) {
	near := mustPolygon(t, []E7{0, 0, 10, -5, 10, 10, -3, 10})
	far := mustPolygon(t, []E7{100, 0, 110, 0, 110, 20})
	for _, c := range []struct {
		name string
		g    Geometry
		want Box
	}{
		{"point", Point{1, 2}, Box{Point{1, 2}, Point{1, 2}}},
		{"line", Line{{5, 1}, {2, 7}, {3, -1}}, Box{Point{2, -1}, Point{5, 7}}},
		{"polygon", near, Box{Point{-3, -5}, Point{10, 10}}},
		{"multipolygon", MultiPolygon{near, far}, Box{Point{-3, -5}, Point{110, 20}}},
	} {
		if diff := cmp.Diff(c.want, c.g.Bounds()); diff != "" {
			t.Errorf("%s: Bounds() (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestNewLine(t *testing.T) {
	_, err := NewLine([]Point{{1, 1}, {1, 1}})
	wantCode(t, "NewLine of a repeated position", err, "")
	_, err = NewLine([]Point{{1, 1}})
	wantCode(t, "NewLine of one position", err, ErrLineShort)
}

func TestNewMultiPolygon(t *testing.T) {
	_, err := NewMultiPolygon(nil)
	wantCode(t, "NewMultiPolygon(nil)", err, ErrPolygonEmpty)
}

func TestPolygonsOfShapes(t *testing.T) {
	p := mustPolygon(t, []E7{0, 0, 10, 0, 10, 10})
	for _, c := range []struct {
		g    Geometry
		want int
	}{{nil, 0}, {Point{}, 0}, {Line{{}, {}}, 0}, {p, 1}, {MultiPolygon{p, p}, 2}} {
		if got := len(Polygons(c.g)); got != c.want {
			t.Errorf("Polygons(%T) has %d, want %d", c.g, got, c.want)
		}
	}
}
