package estimate

import "math"

// withInterval adds the 95 % interval of a score from its variance and degrees of
// freedom.
func (e Estimate) withInterval() Estimate {
	half := 0.0
	if e.Variance > 0 {
		half = quantile(e.DF) * math.Sqrt(e.Variance)
	}
	e.Low, e.High = max(0, e.Value-half), min(max(1, e.Value), e.Value+half)
	return e
}

// times returns the estimate in points.
func (e Estimate) times(points float64) Estimate {
	e.Value *= points
	e.Variance *= points * points
	e.Low *= points
	e.High *= points
	return e
}
