package exposure

import "math"

// leastExpected is the expected count from which on the chi-square distribution is
// a fair approximation (Cochran 1954, doi 10.2307/3001616).
const leastExpected = 5

// chiSquares tests the steps of whose counts the covariances are known: simple
// samples of a fixed size. The counts of a stratum of N sites have the same
// variance and add up, so (N−1)/N of the sum of their squared z has N − 1 degrees
// of freedom. Their half of the false-alarm rate is divided among them.
func (a *Audit) chiSquares(r *Report, picked [][]uint32) {
	for i, counts := range picked {
		d := &r.designs[i]
		if d.Step.Stage() != "" || !hypergeometric(d) {
			continue
		}
		test := ChiSquare{Step: d.Step.ID}
		for _, st := range d.Scopes[0].Strata {
			size := float64(len(st.Members))
			pi := float64(st.N) / size
			expected := float64(a.Draws) * pi
			if st.N == 0 || st.N >= len(st.Members) || expected < leastExpected || float64(a.Draws)-expected < leastExpected {
				continue
			}
			for _, site := range st.Members {
				place, _ := r.Steps[i].place(site)
				off := float64(counts[place]) - expected
				test.Value += off * off / (expected * (1 - pi)) * ((size - 1) / size)
			}
			test.Degrees += len(st.Members) - 1
		}
		if test.Degrees > 0 {
			test.P = chiSquareTail(test.Value, test.Degrees)
			a.ChiSquares = append(a.ChiSquares, test)
		}
	}
	for i := range a.ChiSquares {
		a.ChiSquares[i].Failed = a.ChiSquares[i].P < a.Alarm/2/float64(len(a.ChiSquares))
	}
}

// chiSquareTail is P(χ² ≥ x) with whole degrees of freedom: the finite sums for
// even and for odd ones (Abramowitz & Stegun 1964, 26.4.4 and 26.4.5).
func chiSquareTail(x float64, degrees int) float64 {
	if x <= 0 {
		return 1
	}
	half, sum, from := x/2, 0.0, 0.0
	if degrees%2 == 1 {
		sum, from = math.Erfc(math.Sqrt(half)), 0.5
	}
	for k := from; k < float64(degrees)/2; k++ {
		gamma, _ := math.Lgamma(k + 1)
		sum += math.Exp(float64(k*math.Log(half)) - half - gamma)
	}
	return min(1, sum)
}
