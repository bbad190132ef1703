package geo

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/golang/geo/s2"
	"pgregory.net/rapid"
)

// anyPoint draws points of the whole Earth, with borders and neighbours often.
func anyPoint() *rapid.Generator[Point] {
	lon := rapid.OneOf(rapid.Int32Range(-int32(MaxLon), int32(MaxLon)), rapid.Int32Range(-5, 5),
		rapid.Int32Range(int32(MaxLon)-5, int32(MaxLon)), rapid.Int32Range(-int32(MaxLon), -int32(MaxLon)+5))
	lat := rapid.OneOf(rapid.Int32Range(-int32(MaxLat), int32(MaxLat)), rapid.Int32Range(-5, 5),
		rapid.Int32Range(int32(MaxLat)-5, int32(MaxLat)), rapid.Int32Range(-int32(MaxLat), -int32(MaxLat)+5))
	return rapid.Custom(func(t *rapid.T) Point {
		return Point{Lon: E7(lon.Draw(t, "lon")), Lat: E7(lat.Draw(t, "lat"))}
	})
}

func s2Point(p Point) s2.LatLng { return s2.LatLngFromDegrees(p.Lat.Degrees(), p.Lon.Degrees()) }

func TestDistanceKnownValues(t *testing.T) {
	quarter := math.Pi / 2 * EarthRadius
	for _, c := range []struct {
		a, b Point
		want float64
	}{
		{Point{}, Point{}, 0},
		{Point{}, Point{Lon: 900_000_000}, quarter},
		{Point{}, Point{Lat: MaxLat}, quarter},
		{Point{Lat: -MaxLat}, Point{Lat: MaxLat}, 2 * quarter},
		{Point{}, Point{Lon: MaxLon}, 2 * quarter},
		{Point{Lon: MaxLon}, Point{Lon: -MaxLon}, 0},
		{Point{Lon: 1_799_999_999}, Point{Lon: -1_799_999_999}, 2e-7 * math.Pi / 180 * EarthRadius},
		{Point{Lon: 123, Lat: MaxLat}, Point{Lon: -1_700_000_000, Lat: MaxLat}, 0},
		{Point{Lat: 600_000_000}, Point{Lon: 400_000_000, Lat: 600_000_000}, 2_189_776.265947},
	} {
		if got := Distance(c.a, c.b); math.Abs(got-c.want) > 1e-6*max(1, c.want) {
			t.Errorf("Distance(%v, %v) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestDistanceAgainstS2(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPoint().Draw(t, "a"), anyPoint().Draw(t, "b")
		want := s2Point(a).Distance(s2Point(b)).Radians() * EarthRadius
		got := Distance(a, b)
		// Next to the antipode an ulp of h is decimetres, here as there.
		if tolerance := 1e-6 + 1e-12*want; math.Abs(got-want) > tolerance && want < 20_000_000 {
			t.Fatalf("Distance(%v, %v) = %v, want %v", a, b, got, want)
		}
		if back := Distance(b, a); back != got {
			t.Fatalf("Distance(%v, %v) = %v, the other way %v", a, b, got, back)
		}
		if mm := DistanceMillimetres(a, b); mm != NewVantage(a).DistanceMillimetres(NewVantage(b)) || mm != Millimetres(got) {
			t.Fatalf("DistanceMillimetres(%v, %v) = %d, want as a vantage has it", a, b, mm)
		}
	})
}

// A metre is a metre: against 300 bits, points up to 10 km apart are within 10 nm.
func TestDistanceAgainstBigFloat(t *testing.T) {
	r := seeded(11)
	for range 300 {
		a := Point{Lon: E7(r.Int32N(1_300_000_000)), Lat: E7(r.Int32N(800_000_000))}
		b := Point{Lon: a.Lon + E7(r.Int32N(1_000_000)), Lat: a.Lat + E7(r.Int32N(1_000_000))}
		if got, want := Distance(a, b), bigDistance(a, b); math.Abs(got-want) > 1e-8 {
			t.Errorf("Distance(%v, %v) = %v, want %v", a, b, got, want)
		}
	}
}

// bigDistance is the haversine formula with 300 bits; the arcsine of √h is taken
// by its series in float64, h being below 10⁻⁶.
func bigDistance(a, b Point) float64 {
	bigPi, _, _ := big.ParseFloat("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798", 10, bigPrec, big.ToNearestEven)
	angle := func(e7 int64) *big.Float {
		v := new(big.Float).Mul(bigInt(e7), bigPi)
		return v.Quo(v, bigInt(1_800_000_000))
	}
	half := func(x *big.Float) *big.Float {
		s, _ := bigSinCos(new(big.Float).Quo(x, bigInt(2)))
		return s.Mul(s, s)
	}
	_, c1 := bigSinCos(angle(int64(a.Lat)))
	_, c2 := bigSinCos(angle(int64(b.Lat)))
	h := half(angle(int64(b.Lon) - int64(a.Lon)))
	h.Mul(h, c1.Mul(c1, c2))
	h.Add(h, half(angle(int64(b.Lat)-int64(a.Lat))))
	x, _ := h.Sqrt(h).Float64()
	return 2 * EarthRadius * (x + x*x*x/6)
}

func TestRound(t *testing.T) {
	for _, c := range []struct{ in, want float64 }{
		{0, 0}, {0.5, 1}, {-0.5, -1}, {1.4999, 1}, {-2.5, -3}, {2.5, 3}, {1e15 + 0.5, 1e15 + 1},
	} {
		if got := Round(c.in); got != c.want {
			t.Errorf("Round(%v) = %v, want %v", c.in, got, c.want)
		}
	}
	if got := Millimetres(1.0005); got != 1001 {
		t.Errorf("Millimetres(1.0005) = %d, want 1001", got)
	}
}

func TestCosine(t *testing.T) {
	for _, c := range []struct{ degrees, want float64 }{{0, 1}, {60, 0.5}, {90, 0}, {-35.5, 0.814116}, {28.295814, 0.880512}} {
		if got := Cosine(c.degrees); got != c.want {
			t.Errorf("Cosine(%v) = %v, want %v", c.degrees, got, c.want)
		}
	}
}

func TestLength(t *testing.T) {
	l := Line{{0, 0}, {0, 0}, {10_000_000, 0}, {0, 0}}
	if got, want := l.Length(), 2*math.Pi/180*EarthRadius; math.Abs(got-want) > 1e-6 {
		t.Errorf("Length() = %v, want %v", got, want)
	}
}

// A box of longitudes and latitudes has the surface R²·Δλ·(sin φ₂ − sin φ₁).
func TestSurfaceOfBoxes(t *testing.T) {
	for _, c := range [][4]E7{
		{0, 0, 10_000_000, 10_000_000}, {1_150_000_000, 350_000_000, 1_150_000_100, 350_000_100},
		{-1_800_000_000, -900_000_000, 1_800_000_000, 900_000_000}, {-1_800_000_000, 0, 1_800_000_000, 900_000_000},
	} {
		p := mustPolygon(t, []E7{c[0], c[1], c[2], c[1], c[2], c[3], c[0], c[3]})
		want := EarthRadius * EarthRadius * (c[2] - c[0]).radians() * (math.Sin(c[3].radians()) - math.Sin(c[1].radians()))
		if c[2]-c[0] < 0 { // the whole turn does not fit an E7
			want = EarthRadius * EarthRadius * 2 * math.Pi * (math.Sin(c[3].radians()) - math.Sin(c[1].radians()))
		}
		if got := p.Surface(); math.Abs(got/want-1) > 1e-8 {
			t.Errorf("Surface of %v = %v, want %v", c, got, want)
		}
	}
}

// Polygons of some kilometres, whose sides hardly differ from great circles.
func TestSurfaceAgainstS2(t *testing.T) {
	r := seeded(12)
	for range 200 {
		centre := Point{Lon: E7(r.Int32N(1_800_000_000)), Lat: E7(r.Int32N(600_000_000))}
		var flat []E7
		for k := range 7 {
			angle, radius := (float64(k)+r.Float64()/2)*2*math.Pi/7, 1e5*(0.5+r.Float64())
			flat = append(flat, centre.Lon+E7(radius*math.Cos(angle)), centre.Lat+E7(radius*math.Sin(angle)))
		}
		p := mustPolygon(t, flat)
		vertices := make([]s2.Point, 7)
		for i := range vertices {
			vertices[i] = s2.PointFromLatLng(s2Point(p[0][i]))
		}
		loop := s2.LoopFromPoints(vertices)
		loop.Normalize()
		want := loop.Area() * EarthRadius * EarthRadius
		if got := p.Surface(); math.Abs(got/want-1) > 1e-4 {
			t.Errorf("Surface of %v = %v, want %v", p, got, want)
		}
	}
}

func TestSurfaceTakesHolesOff(t *testing.T) {
	outer := []E7{0, 0, 1000, 0, 1000, 1000, 0, 1000}
	hole := []E7{100, 100, 100, 200, 200, 200, 200, 100}
	whole, holed := mustPolygon(t, outer), mustPolygon(t, outer, hole)
	cut := mustPolygon(t, hole)
	if got, want := holed.Surface(), whole.Surface()-cut.Surface(); math.Abs(got-want) > 1e-9 {
		t.Errorf("Surface with a hole = %v, want %v", got, want)
	}
	if got, want := (MultiPolygon{whole, cut}).Surface(), whole.Surface()+cut.Surface(); got != want {
		t.Errorf("Surface of two = %v, want %v", got, want)
	}
}

func ExampleDistance() {
	guixi, _ := ParsePoint("117.240325", "28.295814")
	minhou, _ := ParsePoint("119.126768", "26.153072")
	fmt.Printf("%.0f m, %d mm\n", Distance(guixi, minhou), DistanceMillimetres(guixi, minhou))
	// Output: 302577 m, 302577146 mm
}
