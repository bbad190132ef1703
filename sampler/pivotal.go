package sampler

import (
	"context"
	"slices"
)

// planePoint is a member's place in the plane of draw-v1 §6.4, in units of
// 10⁻⁷ degree of latitude: X = lon_e7·c, Y = lat_e7, both finite.
type planePoint struct{ X, Y float64 }

// nearlyDecided is how near to 0 or 1 a probability counts as decided
// (draw-v1 §6.4); it absorbs the rounding of up to a million additions.
const nearlyDecided = 1e-9

// stepsBetweenPolls is how many pivotal steps (about half a microsecond each)
// pass between two looks at the context.
const stepsBetweenPolls = 4096

// localPivotal draws a sample in which neighbours seldom stand together: the
// local pivotal method 2 of Grafström, Lundström & Schelin (2012), Spatially
// balanced sampling through the pivotal method, Biometrics 68,
// doi 10.1111/j.1541-0420.2011.01699.x, exactly as draw-v1 §6.4 fixes it.
//
// at holds the members in order of id, p their inclusion probabilities π, each
// in (0, 1). In every step a random undecided member i and its nearest
// undecided neighbour j fight with v uniform: the sum p_i + p_j stays, and
// either the loser becomes 0 (sum < 1) or the winner 1.
//
// Preserved: E(p) in every step, hence the inclusion probabilities exactly;
// the sample size, Σπ up to rounding to one of its two neighbouring integers.
// Not preserved: joint probabilities; those of near neighbours are smaller
// than in simple sampling, many are 0, so variances need their own estimator.
//
// The result is the indices of the sample, ascending, the same as that of a
// search through all pairs. Cost: O(N log N) time on the average, at most N
// steps, about 50 bytes a member besides the arguments. It takes two words of s
// a step and, reading ahead, up to eight more. The only error is ctx's.
func localPivotal(ctx context.Context, at []planePoint, p []float64, s *Stream) ([]int32, error) {
	a, w := newUndecided(at, p), lookAhead(s)
	for steps := 1; a.len() > 1; steps++ {
		if steps%stepsBetweenPolls == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		w.fetch(a)
		i := a.list[w.below(uint64(a.len()))]
		a.meet(i, a.nearest(i), w.unit())
		a.compact()
	}
	if a.len() == 1 {
		a.last(w.unit())
	}
	slices.Sort(a.sample)
	return a.sample, nil
}

// meet lets i and j fight with v; who is decided leaves, i first.
func (a *undecided) meet(i, j slot, v float64) {
	one, other := &a.members[i], &a.members[j]
	one.p, other.p = fight(one.p, other.p, v)
	jDecided := other.p == 0 || other.p == 1
	if one.p == 0 || one.p == 1 {
		if a.remove(i) == j {
			j = i
		}
	}
	if jDecided {
		a.remove(j)
	}
}

// last takes the single member that is left if v < p.
func (a *undecided) last(v float64) {
	if k := a.list[0]; v < a.members[k].p {
		a.sample = append(a.sample, a.index[k])
	}
}

// fight returns the probabilities of i and j after their step with v. Each is
// right on the average: E(p_i') = p_i, E(p_j') = p_j.
func fight(pi, pj, v float64) (newI, newJ float64) {
	sum := pi + pj
	switch {
	case sum < 1 && float64(v*sum) < pj:
		return 0, settled(sum)
	case sum < 1:
		return settled(sum), 0
	case float64(v*(2-pi-pj)) < 1-pj:
		return 1, settled(sum - 1)
	default:
		return settled(sum - 1), 1
	}
}

// settled rounds a probability that is nearly decided; nearlyDecided itself
// counts as near.
func settled(p float64) float64 {
	switch {
	case p <= nearlyDecided:
		return 0
	case 1-p <= nearlyDecided:
		return 1
	}
	return p
}
