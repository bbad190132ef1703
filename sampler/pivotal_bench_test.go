package sampler

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// BenchmarkBalanced draws spatially balanced samples on one core, from points
// to sample. The targets are 50 ms, 1.2 s and 2.5 s; BalancedSampling 2.1.1
// (C++) needs 0.10 s and 3.2 s for the uniform ones.
func BenchmarkBalanced(b *testing.B) {
	for _, c := range []struct {
		name string
		at   []planePoint
		n    int
	}{
		{"100k-1k-uniform", uniformPlane(100_000), 1000},
		{"1M-10k-uniform", uniformPlane(1_000_000), 10_000},
		{"1M-10k-clustered", clusteredPlane(1_000_000), 10_000},
		{"100k-1k-one-place", make([]planePoint, 100_000), 1000},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := make([]float64, len(c.at))
			for b.Loop() {
				fill(p, float64(c.n)/float64(len(p)))
				sample, err := localPivotal(b.Context(), c.at, p, testStream(1))
				if err != nil || len(sample) != c.n {
					b.Fatalf("localPivotal = %d members, %v, want %d", len(sample), err, c.n)
				}
			}
		})
	}
}

// uniformPlane returns n places of a square county of two degrees.
func uniformPlane(n int) []planePoint {
	r := rand.New(rand.NewPCG(1, 1))
	at := make([]planePoint, n)
	for i := range at {
		at[i] = planePoint{float64(1.17e9+r.Int64N(2e7)) * 0.881234, float64(2.8e8 + r.Int64N(2e7))}
	}
	return at
}

// clusteredPlane returns n places in 300 Gaussian clusters, whose density
// spans six orders of magnitude.
func clusteredPlane(n int) []planePoint {
	r := rand.New(rand.NewPCG(2, 2))
	centre, spread := uniformPlane(300), make([]float64, 300)
	for i := range spread {
		spread[i] = 3e5 * math.Pow(10, -3*r.Float64())
	}
	at := make([]planePoint, n)
	for i := range at {
		k := int(300 * r.Float64() * r.Float64())
		at[i] = planePoint{
			math.Round(centre[k].X+spread[k]*r.NormFloat64()) * 0.881234,
			math.Round(centre[k].Y + spread[k]*r.NormFloat64()),
		}
	}
	return at
}

func fill(p []float64, v float64) {
	for i := range p {
		p[i] = v
	}
}

func testStream(seed int) *Stream { return NewStream(NewKey("pivotal", strconv.Itoa(seed))) }
