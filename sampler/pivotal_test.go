package sampler

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// plainPivotal is draw-v1 §6.4 word for word, with a look at all pairs.
func plainPivotal(at []planePoint, p []float64, s *Stream) []int32 {
	var a []int
	for i := range at {
		a = append(a, i)
	}
	decide := func(i int) {
		if p[i] <= 1e-9 {
			p[i] = 0
		}
		if p[i] >= 1-1e-9 {
			p[i] = 1
		}
	}
	leave := func(i int) {
		if p[i] == 0 || p[i] == 1 {
			place := slices.Index(a, i)
			a[place] = a[len(a)-1]
			a = a[:len(a)-1]
		}
	}
	for len(a) >= 2 {
		i := a[s.Below(uint64(len(a)))]
		j := nearestOf(at, a, i)
		v, pi, pj := s.Unit(), p[i], p[j]
		if sum := pi + pj; sum < 1 {
			if v*sum < pj {
				p[i], p[j] = 0, sum
			} else {
				p[i], p[j] = sum, 0
			}
		} else if v*(2-pi-pj) < 1-pj {
			p[i], p[j] = 1, sum-1
		} else {
			p[i], p[j] = sum-1, 1
		}
		decide(i)
		decide(j)
		leave(i)
		leave(j)
	}
	var sample []int32
	for i := range at {
		if p[i] == 1 || len(a) == 1 && a[0] == i && s.Unit() < p[i] {
			sample = append(sample, int32(i))
		}
	}
	return sample
}

func nearestOf(at []planePoint, a []int, i int) int {
	best, least := -1, math.Inf(1)
	for _, j := range a {
		dx, dy := at[j].X-at[i].X, at[j].Y-at[i].Y
		d2 := float64(dx*dx) + float64(dy*dy)
		if j != i && (d2 < least || d2 == least && j < best) {
			best, least = j, d2
		}
	}
	return best
}

// planes are ways to place n members, the harder the more ties and the more
// unequal the densities.
var planes = []struct {
	name  string
	place func(r *rand.Rand, n int) planePoint
}{
	{"one place", func(*rand.Rand, int) planePoint { return planePoint{1e9, -5e8} }},
	{"two places", func(r *rand.Rand, _ int) planePoint { return planePoint{float64(r.IntN(2)) * .881234, 0} }},
	{"small grid", func(r *rand.Rand, _ int) planePoint { return planePoint{float64(r.IntN(5)), float64(r.IntN(5))} }},
	{"grid", func(r *rand.Rand, n int) planePoint {
		side := 1 + int(math.Sqrt(float64(n)))
		return planePoint{float64(r.IntN(side)) * .7, float64(r.IntN(side))}
	}},
	{"line along x", func(r *rand.Rand, n int) planePoint { return planePoint{float64(r.IntN(2 * n)), 7} }},
	{"line along y", func(r *rand.Rand, n int) planePoint { return planePoint{-3.5, float64(r.IntN(2 * n))} }},
	{"diagonal", func(r *rand.Rand, n int) planePoint { v := float64(r.IntN(2 * n)); return planePoint{v, v} }},
	{"uniform", func(r *rand.Rand, _ int) planePoint {
		return planePoint{(r.Float64() - .5) * 3.6e9, (r.Float64() - .5) * 1.8e9}
	}},
	{"clusters", func(r *rand.Rand, _ int) planePoint {
		k := r.IntN(4)
		spread := math.Pow(100, float64(k))
		return planePoint{1e8*float64(k) + spread*r.NormFloat64(), math.Round(spread * r.NormFloat64())}
	}},
	{"piles and dust", func(r *rand.Rand, _ int) planePoint {
		if r.IntN(3) > 0 {
			return planePoint{float64(r.IntN(3)) * 1.1, float64(r.IntN(3)) * 1e6}
		}
		return planePoint{r.Float64() * 4, r.Float64() * 3e6}
	}},
	{"circle", func(r *rand.Rand, _ int) planePoint {
		if r.IntN(10) == 0 {
			return planePoint{}
		}
		return [4]planePoint{{3, 4}, {-4, 3}, {5, 0}, {0, -5}}[r.IntN(4)]
	}},
}

// chances are ways to choose a member's probability.
var chances = []func(r *rand.Rand, n int) float64{
	func(_ *rand.Rand, n int) float64 { return float64(1+n/7) / float64(n+1) },
	func(*rand.Rand, int) float64 { return .5 },
	func(*rand.Rand, int) float64 { return .99 },
	func(r *rand.Rand, _ int) float64 { return .001 + .998*r.Float64() },
	func(r *rand.Rand, _ int) float64 { return math.Pow(10, -12*r.Float64()) * .999 },
}

// TestLocalPivotalIsExact compares with the plain version: the same members
// from the same words, whatever the places and probabilities.
func TestLocalPivotalIsExact(t *testing.T) {
	for k, plane := range planes {
		t.Run(plane.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(k), 64))
			rounds, large := 100, 2
			if long() {
				rounds, large = 300, 10
			}
			for round := range rounds {
				n := []int{0, 1, 2, 3, r.IntN(20), r.IntN(60), r.IntN(300)}[round%7]
				if round >= rounds-large {
					n = 2000
				}
				at, p := make([]planePoint, n), make([]float64, n)
				for i := range at {
					at[i], p[i] = plane.place(r, n), chances[round%len(chances)](r, n)
				}
				want := plainPivotal(at, slices.Clone(p), testStream(round))
				got, err := localPivotal(t.Context(), at, p, testStream(round))
				if err != nil || !slices.Equal(got, want) {
					t.Fatalf("round %d: localPivotal(%d members) = %v, %v, want %v", round, n, got, err, want)
				}
			}
		})
	}
}

// TestHalve checks the parts' order and sizes, with few and many values.
func TestHalve(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for n := 1; n < 3000; n += 1 + n/5 {
		for values := 1; values <= 2*n; values *= 2 {
			a := make([]member, n)
			for i := range a {
				a[i].at[1] = float64(r.IntN(values))
			}
			before, cut := halve(a, 1)
			if before < n/2-n/16 || before > n/2+n/16 {
				t.Errorf("halve(%d members of %d values) = %d", n, values, before)
			}
			for i, m := range a {
				if i < before && m.at[1] > cut || i >= before && m.at[1] < cut {
					t.Fatalf("halve(%d members of %d values) = %d, %v: %v at %d", n, values, before, cut, m.at[1], i)
				}
			}
		}
	}
}

// TestEmptyLeaves splits fewer members than there are leaves.
func TestEmptyLeaves(t *testing.T) {
	a := undecided{members: make([]member, 5), nodes: make([]node, 128), cells: make([]box, 32), leaves: 64}
	a.split(1, 0, len(a.members), emptyBox, box{})
	held := 0
	for _, n := range a.nodes[a.leaves:] {
		held += int(n.end - n.start)
	}
	if held != len(a.members) {
		t.Errorf("split: leaves hold %d members, want %d", held, len(a.members))
	}
}

// TestManyOnOnePlace would take minutes if equal places were compared in pairs.
func TestManyOnOnePlace(t *testing.T) {
	const n = 100_000
	at, p := make([]planePoint, n), make([]float64, n)
	for i := range at {
		at[i] = planePoint{float64(i % 2), 0} // two piles
	}
	fill(p, .01)
	sample, err := localPivotal(t.Context(), at, p, testStream(1))
	if err != nil || len(sample) != n/100 {
		t.Errorf("localPivotal = %d members, %v, want %d", len(sample), err, n/100)
	}
}

func TestLocalPivotalStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := make([]float64, 10_000)
	fill(p, .01)
	sample, err := localPivotal(ctx, uniformPlane(len(p)), p, testStream(1))
	if sample != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("localPivotal = %v, %v, want %v", sample, err, context.Canceled)
	}
}

// TestLocalPivotalPairs checks the design exactly: members at 0, 1, 3, 7 on a
// line, π = ½, whose samples have the probabilities below. 0 and 1 are each
// other's nearest, 3's is 1 and 7's is 3.
//
// Each of six counts is refused when it is more than alarm standard deviations
// off, a false alarm of 3·10⁻⁶ in all for seeds not yet seen. The draws are
// those of the rarest pair, 1/16; in the long set 2.4 million, so that a
// probability wrong by 2 % is 8 standard deviations off.
func TestLocalPivotalPairs(t *testing.T) {
	exact := map[string]float64{"13": 1. / 4, "24": 1. / 4, "14": 3. / 16, "23": 3. / 16, "12": 1. / 16, "34": 1. / 16}
	draws := drawsFor(1. / 16)
	pairs := func(at []planePoint) map[string]int {
		counts, stream, p := map[string]int{}, testStream(0), make([]float64, 4)
		for range draws {
			fill(p, .5)
			sample, err := localPivotal(t.Context(), at, p, stream)
			if err != nil || len(sample) != 2 {
				t.Fatalf("localPivotal = %v, %v, want two members", sample, err)
			}
			counts[string([]rune{'1' + sample[0], '1' + sample[1]})]++
		}
		return counts
	}
	counts := pairs([]planePoint{{X: 0}, {X: 1}, {X: 3}, {X: 7}})
	if z, pair := offBy(counts, draws, exact); z > alarm {
		t.Errorf("pair %s of %v in %d draws is %.1f standard deviations off", pair, counts, draws, z)
	}
	// The farthest instead of the nearest: the same line turned inside out.
	counts = pairs([]planePoint{{X: 0}, {X: 7}, {X: 3}, {X: 1}})
	if z, _ := offBy(counts, draws, exact); z <= alarm {
		t.Errorf("wrong neighbours give %v in %d draws, %.1f standard deviations off: not seen", counts, draws, z)
	}
}

// TestLocalPivotalKeepsProbabilities checks that members are taken with their
// own probabilities, which sum to 3, and three at a time; on a grid with ties
// and on one place. Errors as above: 16 counts, 9·10⁻⁶.
func TestLocalPivotalKeepsProbabilities(t *testing.T) {
	start := []float64{.1, .2, .3, .4, .5, .6, .7, .2}
	exact := list(start...)
	draws := drawsFor(.1)
	for _, side := range []int{1, 3} {
		at := make([]planePoint, len(start))
		for i := range at {
			at[i] = planePoint{float64(i % side), float64(i / side % side)}
		}
		counts, stream, p := map[string]int{}, testStream(side), make([]float64, len(start))
		for range draws {
			copy(p, start)
			sample, err := localPivotal(t.Context(), at, p, stream)
			if err != nil || len(sample) != 3 {
				t.Fatalf("localPivotal = %v, %v, want three members", sample, err)
			}
			for _, i := range sample {
				counts[string('a'+i)]++
			}
		}
		if z, member := offBy(counts, draws, exact); z > alarm {
			t.Errorf("member %s of %v in %d draws is %.1f standard deviations off", member, counts, draws, z)
		}
	}
}
