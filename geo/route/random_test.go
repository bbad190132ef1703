package route

import (
	"math"
	"testing"
)

func TestExponentials(t *testing.T) {
	for i, got := range newExponentials() {
		want := -math.Log((float64(i) + 0.5) / exponentials)
		if diff := float64(got)/65536 - want; math.Abs(diff) > 1e-4 {
			t.Errorf("exponential %d = %v, want %v", i, float64(got)/65536, want)
		}
	}
}

func TestCooled(t *testing.T) {
	const start = 1 << 40
	whole := cooling{start: start, to: halvings << 16}
	last := int64(start + 1)
	for part := range 1000 {
		got := whole.at(part, 1000)
		want := start * math.Exp2(-halvings*float64(part)/1000)
		if got >= last || float64(got)/want < 0.99 || float64(got)/want > 1.07 {
			t.Fatalf("temperature %d of 1000 = %d, want about %.0f and below %d", part, got, want, last)
		}
		last = got
	}
}
