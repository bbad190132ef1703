package geo

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"os"
	"testing"
)

// data is where real data lie, absent in most checkouts.
const data = "../../shared/data/"

// openData returns a file of the data folder, or skips the test by its name.
func openData(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open(data + name)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s: %s is absent", t.Name(), data+name)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// longTests reports whether tests may take their time.
func longTests() bool { return os.Getenv("SITEDRAW_LONG") == "1" }

// seeded returns a source of random numbers that is the same in every run.
func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)) }

// wantCode fails unless err is an *Error of the code; "" wants none.
func wantCode(t *testing.T, call string, err error, want Code) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Errorf("%s: got error %v, want none", call, err)
		}
		return
	}
	var e *Error
	if !errors.As(err, &e) || e.Code != want {
		t.Errorf("%s: got error %v, want %s", call, err, want)
	}
}

// mustPolygon is the polygon of rings given as lon, lat, lon, lat …, which it
// closes.
func mustPolygon(t testing.TB, rings ...[]E7) Polygon {
	t.Helper()
	points := make([][]Point, len(rings))
	for i, flat := range rings {
		points[i] = closed(flat...)
	}
	p, err := NewPolygon(points)
	if err != nil {
		t.Fatalf("NewPolygon(%v): %v", rings, err)
	}
	return p
}

// closed is a closed ring of positions given as lon, lat, lon, lat …
func closed(flat ...E7) []Point {
	points := make([]Point, 0, len(flat)/2+1)
	for i := 0; i+1 < len(flat); i += 2 {
		points = append(points, Point{Lon: flat[i], Lat: flat[i+1]})
	}
	return append(points, points[0])
}

// bigPrec is the precision in bits of what the tests hold real functions against.
const bigPrec = 300

// bigSinCos are sine and cosine of x by Taylor's series at bigPrec bits; |x| up
// to a few thousand is brought near 0 by halving.
func bigSinCos(x *big.Float) (sin, cos *big.Float) {
	const halvings = 24
	y := new(big.Float).SetPrec(bigPrec+3*halvings).SetMantExp(x, -halvings)
	sin, cos = new(big.Float).Copy(y), bigInt(1)
	power := new(big.Float).Copy(y)
	for n := int64(2); n < 40; n++ {
		power = new(big.Float).Quo(new(big.Float).Mul(power, y), bigInt(n))
		if n%4 >= 2 && n%2 == 0 || n%4 == 3 {
			power.Neg(power)
		}
		if n%2 == 0 {
			cos = new(big.Float).Add(cos, power)
		} else {
			sin = new(big.Float).Add(sin, power)
		}
		if n%4 >= 2 && n%2 == 0 || n%4 == 3 {
			power.Neg(power)
		}
	}
	for range halvings {
		s := new(big.Float).Mul(sin, cos)
		c := new(big.Float).Mul(sin, sin)
		sin = s.Add(s, s)
		cos = new(big.Float).Sub(bigInt(1), c.Add(c, c))
	}
	return sin, cos
}

func bigInt(n int64) *big.Float { return new(big.Float).SetPrec(bigPrec + 80).SetInt64(n) }

func bigFloat(x float64) *big.Float { return new(big.Float).SetPrec(bigPrec + 80).SetFloat64(x) }
