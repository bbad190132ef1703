package estimate

import (
	"math"
	"testing"
)

// Printed tables of Student's distribution, 97.5 %.
func TestQuantile(t *testing.T) {
	for df, want := range map[float64]float64{
		1: 12.7062047362, 2: 4.30265272975, 5: 2.57058183661, 10: 2.22813885196,
		30: 2.04227245630, 100: 1.98397151845, 1e9: 1.95996635682,
	} {
		if got := quantile(df); math.Abs(got-want) > 2e-9*want {
			t.Errorf("quantile(%v) = %.11f, want %.11f", df, got, want)
		}
	}
	if a, b, c := quantile(1), quantile(1.5), quantile(2); !(a > b && b > c) {
		t.Errorf("quantile of 1, 1.5 and 2 = %v, %v, %v, want falling", a, b, c)
	}
}

// I_x(a, 1) is xᵃ, and I_x(½, ½) is 2/π·asin √x.
func TestIncompleteBeta(t *testing.T) {
	for _, x := range []float64{0, 1e-9, 0.01, 0.3, 0.5, 0.7, 0.99, 1} {
		for _, a := range []float64{0.5, 1, 3.25, 40} {
			near(t, "I(a, 1)", incompleteBeta(x, a, 1), math.Pow(x, a))
		}
		near(t, "I(½, ½)", incompleteBeta(x, 0.5, 0.5), 2/math.Pi*math.Asin(math.Sqrt(x)))
	}
}
