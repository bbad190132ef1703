package estimate

import "math"

// mostDF is the most degrees of freedom that are told apart: there Student's
// distribution is the normal one to six digits.
const mostDF = 1e6

// level is the probability with which intervals are to hold the true value.
const level = 0.95

// quantile returns the t above which Student's distribution with df > 0 degrees of
// freedom, whole or not, has (1 − level)/2, by bisection to the last bit.
func quantile(df float64) float64 {
	df = min(df, mostDF)
	low, high := 0.0, 1.0
	for outside(high, df) > 1-level {
		low, high = high, 2*high
	}
	for {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			return high
		}
		if outside(middle, df) > 1-level {
			low = middle
		} else {
			high = middle
		}
	}
}

// outside returns P(|T| > t): the regularised incomplete beta function I_x(df/2, ½)
// at x = df/(df + t²) (Abramowitz & Stegun 1964, 26.7.1).
func outside(t, df float64) float64 {
	return incompleteBeta(df/(df+float64(t*t)), df/2, 0.5)
}

// incompleteBeta returns I_x(a, b). The continued fraction converges fast below the
// mean of the distribution; above it the complement is worked out.
func incompleteBeta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - incompleteBeta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + float64(a*math.Log(x)) + float64(b*math.Log1p(-x)))
	return front / (a * betaFraction(x, a, b))
}

// betaFraction evaluates the continued fraction of the incomplete beta function
// (Abramowitz & Stegun 1964, 26.5.8), 1 + d₁/(1 + d₂/(1 + …)), from its far end. As
// many terms are taken as the slowest arguments need.
func betaFraction(x, a, b float64) float64 {
	terms := 60 + 2*int(math.Sqrt(a+b))
	value := 1.0
	for k := terms; k >= 1; k-- {
		m := float64(k / 2)
		var d float64
		if k%2 == 0 {
			d = m * (b - m) * x / ((a + float64(2*m) - 1) * (a + float64(2*m)))
		} else {
			d = -(a + m) * (a + b + m) * x / ((a + float64(2*m)) * (a + float64(2*m) + 1))
		}
		value = 1 + d/value
	}
	return value
}
