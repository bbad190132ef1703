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

func TestIsometricLatitude(t *testing.T) {
	for _, c := range []struct{ lat, want float64 }{
		{0, 0},
		{45, math.Log(1 + math.Sqrt2)},
		{-30, -math.Log(3) / 2},
		{89.5, 5.434514979936263},
		{-90, math.Inf(-1)},
	} {
		if got := IsometricLatitude(c.lat); got != c.want && !(math.Abs(got-c.want) < 1e-14) {
			t.Errorf("IsometricLatitude(%v) = %v, want %v", c.lat, got, c.want)
		}
	}
}

func TestMercatorBits(t *testing.T) {
	r := seeded(4)
	var sum uint64
	for range 10_000 {
		x, y := Mercator((2*r.Float64()-1)*180, (2*r.Float64()-1)*86)
		sum = sum*31 + math.Float64bits(x)
		sum = sum*31 + math.Float64bits(y)
	}
	if want := uint64(mercatorBits); sum != want {
		t.Errorf("digest of Mercator's projection = %#x, want %#x", sum, want)
	}
}

const mercatorBits = 0x3ab1bfd45da45483

func BenchmarkMercator(b *testing.B) {
	for i := range b.N {
		Mercator(117.2, float64(i%80))
	}
}
