package coverage

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// missed is (C(N−j, n)/C(N, n))ʳ, exactly.
func missed(b batches, j, rounds int) *big.Rat {
	ways := new(big.Int).Binomial(int64(b.size-j), int64(b.draw))
	if b.size-j < b.draw {
		ways.SetInt64(0)
	}
	one := new(big.Rat).SetFrac(ways, new(big.Int).Binomial(int64(b.size), int64(b.draw)))
	p := big.NewRat(1, 1)
	for range rounds {
		p.Mul(p, one)
	}
	return p
}

// closedForm is P(all) by inclusion and exclusion in rational numbers.
func closedForm(b batches, rounds int) *big.Rat {
	sum := new(big.Rat)
	for j := range b.missing + 1 {
		term := missed(b, j, rounds)
		term.Mul(term, new(big.Rat).SetInt(new(big.Int).Binomial(int64(b.missing), int64(j))))
		if j%2 == 1 {
			term.Neg(term)
		}
		sum.Add(sum, term)
	}
	return sum
}

// chain is P(all) by the Markov chain on how many are missing, with hypergeometric
// steps: an oracle of another kind, whose terms are all positive.
func chain(b batches, rounds int) float64 {
	choose := func(n, k int) float64 {
		v, _ := new(big.Float).SetInt(new(big.Int).Binomial(int64(n), int64(k))).Float64()
		return v
	}
	state := make([]float64, b.missing+1)
	state[b.missing] = 1
	for range rounds {
		next := make([]float64, len(state))
		for k, p := range state {
			for hit := 0; hit <= min(k, b.draw); hit++ {
				if b.draw-hit <= b.size-k {
					next[k-hit] += p * choose(k, hit) * choose(b.size-k, b.draw-hit) / choose(b.size, b.draw)
				}
			}
		}
		state = next
	}
	return state[0]
}

// Of ten, one a round: 43 rounds are not enough for 90 %, 44 are.
func TestCollectorOfTen(t *testing.T) {
	b := batches{size: 10, draw: 1, missing: 10}
	for rounds, want := range map[int]float64{43: 0.895_283_759_493, 44: 0.905_454_352_389} {
		exact, _ := closedForm(b, rounds).Float64()
		got, err := b.all(rounds)
		if math.Abs(got-exact) > err || err > 1e-13 {
			t.Errorf("all(%d) = %v ± %g, want %v", rounds, got, err, exact)
		}
		if math.Abs(got-want) > 1e-11 || (got >= Likely) != (rounds >= 44) {
			t.Errorf("all(%d) = %.6f, want about %.6f", rounds, got, want)
		}
	}
}

// The sum is within the error that it tells of the exact value, wherever it is summed,
// and where it is taken as 0 the value is below e^−6.
func TestCollectorError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(2, 25).Draw(t, "size")
		b := batches{size: size, draw: rapid.IntRange(1, size-1).Draw(t, "draw"), missing: rapid.IntRange(1, size).Draw(t, "missing")}
		rounds := rapid.IntRange(1, 80).Draw(t, "rounds")
		exact := closedForm(b, rounds)
		got, err := b.all(rounds)
		off := new(big.Rat).Sub(exact, new(big.Rat).SetFloat64(got))
		if b.expected(rounds) > mostExpected {
			if v, _ := exact.Float64(); got != 0 || v > math.Exp(-mostExpected) {
				t.Fatalf("%+v.all(%d) = %v, want %v", b, rounds, got, v)
			}
			return
		}
		if off.Abs(off).Cmp(new(big.Rat).SetFloat64(err)) > 0 || err > 1e-9 {
			v, _ := off.Float64()
			t.Fatalf("%+v.all(%d) is off by %g, more than %g", b, rounds, v, err)
		}
		if oracle := chain(b, rounds); math.Abs(oracle-got) > 1e-9 {
			t.Fatalf("%+v.all(%d) = %v, want %v by the chain", b, rounds, got, oracle)
		}
	})
}

// Large populations keep their digits: 0.9 is bracketed as the limit law of Erdős and
// Rényi has it, P ≈ exp(−m e^(−rn/N)).
func TestCollectorLarge(t *testing.T) {
	for _, b := range []batches{{10_000, 1, 10_000}, {10_000, 131, 9_000}, {1_000_000, 400, 1_000_000}} {
		rounds := least(func(r int) bool { p, _ := b.all(r); return p >= Likely })
		p, err := b.all(rounds)
		q, _ := b.all(rounds - 1)
		if !(p >= Likely && q < Likely) || err > 1e-8 {
			t.Errorf("%+v: %d rounds, %v ± %g after %v", b, rounds, p, err, q)
		}
		expected := b.expected(rounds)
		if limit := math.Exp(-expected); math.Abs(p-limit) > 1e-3 {
			t.Errorf("%+v.all(%d) = %v, want about %v", b, rounds, p, limit)
		}
	}
}

func TestPower(t *testing.T) {
	for _, x := range []float64{0, 0.25, 0.999, 1} {
		for n := range 50 {
			want := math.Pow(x, float64(n))
			if got := power(x, n); math.Abs(got-want) > want*float64(n+1)*unit {
				t.Errorf("power(%v, %d) = %v, want %v", x, n, got, want)
			}
		}
	}
}

func TestLeast(t *testing.T) {
	for _, want := range []int{1, 2, 3, 44, 999_999, MostRounds} {
		if got := least(func(r int) bool { return r >= want }); got != want {
			t.Errorf("least(r ≥ %d) = %d", want, got)
		}
	}
	if got := least(func(int) bool { return false }); got != -1 {
		t.Errorf("least(never) = %d, want -1", got)
	}
}
