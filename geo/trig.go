package geo

import "math"

// Sine, cosine and arcsine of our own, because the standard library's are
// compiled with fused multiply-adds on some processors and so differ there in
// the last bit. These round every operation by itself: the conversions
// float64(x*y) forbid fusing (Go specification, "Floating-point operators").
// The error is below 1 unit in the last place on the ranges they are used for:
// sine and cosine on |x| ≤ 2²⁰ (latitudes and longitudes need 2π, BD-09 ten
// thousand), arcsine on |x| ≤ 1.

// π/2 = head + tail = head + middle + end. Head and middle have 31 significant
// bits, so multiples of them up to 2²² are exact.
const (
	halfPiHead   = 0x1.921fb544p+0
	halfPiTail   = 0x1.0b4611a626331p-34 // leaves out 4·10⁻²⁷
	halfPiMiddle = 0x1.0b4611a4p-34
	halfPiEnd    = 0x1.13198a2e03707p-65 // leaves out 10⁻³⁶
	halfPiRest   = 0x1.1a62633145c07p-54 // π/2 − float64(π/2)
	quarterPi    = math.Pi / 4
	twoByPi      = 2 / math.Pi
)

// reduce returns the quadrant k and the remainder head + tail of x − k·π/2, for
// |x| ≤ 2²⁰.
func reduce(x float64) (k int, head, tail float64) {
	if math.Abs(x) <= quarterPi {
		return 0, x, 0
	}
	n := math.Floor(float64(x*twoByPi) + 0.5)
	r := x - float64(n*halfPiHead)
	w := float64(n * halfPiTail)
	if math.Abs(r) < 0x1p-12 { // near a zero of sine or cosine its leading digits are lost
		r -= float64(n * halfPiMiddle)
		w = float64(n * halfPiEnd)
	}
	head = r - w
	return int(n), head, (r - head) - w
}

func sin(x float64) float64 {
	k, head, tail := reduce(x)
	switch k & 3 {
	case 0:
		return sinKernel(head, tail)
	case 1:
		return cosKernel(head, tail)
	case 2:
		return -sinKernel(head, tail)
	default:
		return -cosKernel(head, tail)
	}
}

func cos(x float64) float64 {
	k, head, tail := reduce(x)
	switch k & 3 {
	case 0:
		return cosKernel(head, tail)
	case 1:
		return -sinKernel(head, tail)
	case 2:
		return -cosKernel(head, tail)
	default:
		return sinKernel(head, tail)
	}
}

// horner evaluates c[0] + c[1]·z + … without fusing.
func horner(z float64, c *[8]float64) float64 {
	s := c[7]
	for i := 6; i >= 0; i-- {
		s = float64(s*z) + c[i]
	}
	return s
}

// Taylor's series up to x¹⁷ and x¹⁸; what is left out is below 10⁻¹⁹ on ±π/4.
var (
	sinTerms = [8]float64{
		-1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800,
		1.0 / 6227020800, -1.0 / 1307674368000, 1.0 / 355687428096000,
	}
	cosTerms = [8]float64{
		1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600,
		-1.0 / 87178291200, 1.0 / 20922789888000, -1.0 / 6402373705728000,
	}
)

// sinKernel is sin(x + tail) for |x| ≤ π/4 and a tail far below x.
func sinKernel(x, tail float64) float64 {
	z := x * x
	series := float64(float64(x*z) * horner(z, &sinTerms))
	return x + (series + float64(tail*(1-float64(z*0.5))))
}

// cosKernel is cos(x + tail); the rounding error of 1 − x²/2 is added back.
func cosKernel(x, tail float64) float64 {
	z := x * x
	half := float64(z * 0.5)
	w := 1 - half
	series := float64(float64(z*z) * horner(z, &cosTerms))
	return w + (((1 - w) - half) + (series - float64(x*tail)))
}

// asinTerms is the Chebyshev interpolation of (asin(√z)/√z − 1)/z at 13 nodes
// of 0 ≤ z ≤ ¼; its error is below 4·10⁻¹⁸.
var asinTerms = [13]float64{
	0.16666666666666669, 0.07499999999998433, 0.04464285714635543, 0.030381944138531247,
	0.02237217294214989, 0.017352392720869973, 0.013971212973552933, 0.011479177415184906,
	0.01032281435018578, 0.005457506718640358, 0.01740087944269402, -0.014851887071247204,
	0.028757851367421566,
}

// asin is the arcsine for |x| ≤ 1.
func asin(x float64) float64 {
	a := math.Abs(x)
	if a <= 0.5 {
		return math.Copysign(a+float64(a*asinSeries(float64(a*a))), x)
	}
	// asin a = π/2 − 2·asin √z, z = (1−a)/2; the root's own rounding error is
	// made good with root·root against z, that of π/2 − 2·root by taking it off
	// again.
	z := float64((1 - a) * 0.5)
	root := math.Sqrt(z)
	lost := math.FMA(-root, root, z) / (root + root)
	if root == 0 {
		lost = 0
	}
	small := float64(2 * (lost + float64(root*asinSeries(z))))
	y := float64(math.Pi/2) - float64(2*root)
	rest := (float64(math.Pi/2) - y) - float64(2*root)
	return math.Copysign(y-((small-halfPiRest)-rest), x)
}

// asinSeries is asin(√z)/√z − 1.
func asinSeries(z float64) float64 {
	s := asinTerms[12]
	for i := 11; i >= 0; i-- {
		s = float64(s*z) + asinTerms[i]
	}
	return float64(s * z)
}
