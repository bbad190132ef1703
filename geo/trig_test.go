package geo

import (
	"math"
	"math/big"
	"testing"
)

// ulps is how far got is from want, in units of got's last place.
func ulps(got float64, want *big.Float) float64 {
	unit := math.Nextafter(math.Abs(got), math.Inf(1)) - math.Abs(got)
	diff, _ := new(big.Float).Sub(bigFloat(got), want).Float64()
	return math.Abs(diff) / unit
}

func TestSineAndCosineAreWithinOneUnit(t *testing.T) {
	r := seeded(1)
	rounds := 500
	if longTests() {
		rounds = 20_000
	}
	for _, size := range []float64{1e-9, 1e-3, quarterPi, 2 * math.Pi, 700, 12_000, 1 << 20} {
		worst := 0.0
		for range rounds {
			x := (2*r.Float64() - 1) * size
			s, c := bigSinCos(bigFloat(x))
			worst = max(worst, ulps(sin(x), s), ulps(cos(x), c))
		}
		if worst >= 1 {
			t.Errorf("sin, cos on ±%g: error %.3f ulp, want < 1", size, worst)
		}
		t.Logf("sin, cos on ±%g: greatest error %.3f ulp", size, worst)
	}
}

// Multiples of π/2 as float64 lie next to a zero of sine or cosine, where a
// careless reduction loses all digits.
func TestSineNearItsZeros(t *testing.T) {
	for k := 1; k < 8_000; k += 13 {
		for _, x := range []float64{float64(k) * math.Pi / 2, math.Nextafter(float64(k)*math.Pi/2, 0)} {
			s, c := bigSinCos(bigFloat(x))
			if e := max(ulps(sin(x), s), ulps(cos(x), c)); e >= 1 {
				t.Errorf("sin, cos(%v): error %.3f ulp, want < 1", x, e)
			}
		}
	}
}

func TestSineExactValues(t *testing.T) {
	for _, c := range []struct{ x, sin, cos float64 }{
		{0, 0, 1}, {math.Pi / 2, 1, 0x1.1a62633145c07p-54}, {math.Pi, 0x1.1a62633145c07p-53, -1},
	} {
		if got := sin(c.x); got != c.sin {
			t.Errorf("sin(%v) = %v, want %v", c.x, got, c.sin)
		}
		if got := cos(c.x); got != c.cos {
			t.Errorf("cos(%v) = %v, want %v", c.x, got, c.cos)
		}
		if sin(-c.x) != -sin(c.x) || cos(-c.x) != cos(c.x) {
			t.Errorf("sin, cos(%v): want odd and even", c.x)
		}
	}
}

// The arcsine's error is measured backwards: with y = asin(x) as computed, the
// exact value is y − (sin y − x)/cos y + …, the next term being below 10⁻³⁰.
func TestArcsineIsWithinOneUnit(t *testing.T) {
	r := seeded(2)
	worst := 0.0
	for i := range 5_000 {
		x := 2*r.Float64() - 1
		switch i % 4 {
		case 1:
			x = 1 - math.Ldexp(r.Float64(), -r.IntN(40))
		case 2:
			x = math.Ldexp(x, -r.IntN(60))
		}
		y := asin(x)
		if math.Abs(x) == 1 {
			continue
		}
		s, c := bigSinCos(bigFloat(y))
		off := new(big.Float).Quo(new(big.Float).Sub(s, bigFloat(x)), c)
		worst = max(worst, ulps(y, new(big.Float).Sub(bigFloat(y), off)))
	}
	if worst >= 1 {
		t.Errorf("asin: error %.3f ulp, want < 1", worst)
	}
	t.Logf("asin: greatest error %.3f ulp", worst)
}

func TestArcsineExactValues(t *testing.T) {
	for _, c := range []struct{ x, want float64 }{
		{0, 0}, {1, math.Pi / 2}, {-1, -math.Pi / 2}, {0.5, math.Pi / 6}, {1e-300, 1e-300},
	} {
		if got := asin(c.x); math.Abs(got-c.want) > math.Abs(c.want)*0x1p-53 {
			t.Errorf("asin(%v) = %v, want %v", c.x, got, c.want)
		}
	}
	if got := math.Signbit(asin(math.Copysign(0, -1))); !got {
		t.Errorf("asin(-0) = +0, want -0")
	}
}

// Golden bits: a compiler or processor that fuses or reorders shows here.
func TestTrigonometryBits(t *testing.T) {
	r := seeded(3)
	var sum uint64
	for range 10_000 {
		x := (2*r.Float64() - 1) * 2 * math.Pi
		sum = sum*31 + math.Float64bits(sin(x))
		sum = sum*31 + math.Float64bits(cos(x))
		sum = sum*31 + math.Float64bits(asin(x/7))
	}
	if want := uint64(trigBits); sum != want {
		t.Errorf("digest of sin, cos, asin = %#x, want %#x", sum, want)
	}
}

const trigBits = 0xacfda4834b9367ff
