package geo

import (
	"math"
	"testing"
)

func TestMercator(t *testing.T) {
	for _, c := range []struct{ lon, lat, x, y float64 }{
		{0, 0, 0.5, 0.5},
		{-180, 0, 0, 0.5},
		{180, 0, 1, 0.5},
		{0, MercatorLat, 0.5, 0},
		{0, -MercatorLat, 0.5, 1},
		{90, 90, 0.75, 0},
		{-90, -90, 0.25, 1},
		{117.2, 28.3, (117.2 + 180) / 360, 0.4179825707010478},
	} {
		x, y := Mercator(c.lon, c.lat)
		if x != c.x || math.Abs(y-c.y) > 1e-13 {
			t.Errorf("Mercator(%v, %v) = %v, %v, want %v, %v", c.lon, c.lat, x, y, c.x, c.y)
		}
	}
}

// The textbook's formula, with the standard library's functions, agrees.
func TestMercatorAgrees(t *testing.T) {
	before := -1.0
	for e7 := MaxLat - 49_500_000; e7 > -(MaxLat - 49_500_000); e7 -= 123_457 {
		lat := e7.Degrees()
		_, y := Mercator(0, lat)
		want := 0.5 - math.Log(math.Tan(math.Pi/4+lat*math.Pi/360))/(2*math.Pi)
		if math.Abs(y-want) > 1e-13 {
			t.Fatalf("Mercator of latitude %v = %v, want %v", lat, y, want)
		}
		if y <= before {
			t.Fatalf("Mercator of latitude %v = %v does not lie south of %v", lat, y, before)
		}
		before = y
	}
}

func BenchmarkMercator(b *testing.B) {
	for i := range b.N {
		Mercator(117.2, float64(i%80))
	}
}
