package coverage

// batches is a coupon collector's task: each round draws Draw of Size candidates, simply
// and anew, of which Missing were never drawn. Draw is at least 1 and less than Size.
type batches struct{ size, draw, missing int }

const (
	// mostExpected bounds how many are expected to be missing where P(all) is summed:
	// beyond, it is less than e^−6 = 0.0025.
	mostExpected = 6
	// unit is the greatest error of one rounding, 2⁻⁵³.
	unit = 0x1p-53
	// leastTerm is where a sum of alternating, falling terms ends.
	leastTerm = 1e-18
)

// expected is how many are still missing after some rounds, on average.
func (b batches) expected(rounds int) float64 {
	return float64(b.missing) * power(float64(b.size-b.draw)/float64(b.size), rounds)
}

// all is the probability that none is missing after some rounds, and by how much it may
// be wrong at most; 0 where more than mostExpected are expected to be missing. The terms
// of the sum are at most Eʲ/j!, so that it loses three digits at worst.
func (b batches) all(rounds int) (p, err float64) {
	if b.expected(rounds) > mostExpected {
		return 0, 0
	}
	p = 1
	ways, missed, sign := 1.0, 1.0, -1.0 // C(m, j), the chance to miss j of them in one round
	for j := 1; j <= b.missing; j++ {
		ways *= float64(b.missing-j+1) / float64(j)
		missed *= float64(max(0, b.size-b.draw-j+1)) / float64(b.size-j+1)
		term := float64(ways * power(missed, rounds))
		p += float64(sign * term)
		// Each of 2j factors of missed was rounded, and all are raised to the power.
		err += float64((float64(term*float64(2*(j+1)*(rounds+2))) + max(p, -p)) * unit)
		if sign = -sign; term < leastTerm {
			break
		}
	}
	return min(1, max(0, p)), err + unit
}

// power raises x ≥ 0 to n ≥ 0 by multiplications alone, the same on every processor; its
// relative error is at most n roundings.
func power(x float64, n int) float64 {
	result := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result *= x
		}
		x *= x
	}
	return result
}

// least returns the least number of rounds from 1 to MostRounds that is enough, of which
// every larger one is enough too; −1 if none is.
func least(enough func(rounds int) bool) int {
	if !enough(MostRounds) {
		return -1
	}
	low, high := 0, MostRounds // low is not enough, high is
	for high-low > 1 {
		middle := low + (high-low)/2
		if enough(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
