package exposure

import "sitedraw/sampler"

// exact fills in P(at least one) of every group of several sites that the design
// gives it for, and opens the others for replays. The families of steps are
// independent, so P(none) is the product over them.
func (u *rollUp) exact() {
	none := make([]float64, len(u.groups))
	for g := range none {
		none[g] = 1
	}
	for _, family := range u.families {
		spared, known := u.spared(family)
		for g, p := range spared {
			none[g] *= p
		}
		if known {
			continue
		}
		for _, i := range family {
			for p, site := range u.Steps[i].Sites {
				if g := u.of[site]; g >= 0 && u.Steps[i].At(p) != exactly(0) {
					u.open[g] = u.groups[g].Sites > 1
				}
			}
		}
	}
	for g := range u.groups {
		if u.groups[g].Sites > 1 && !u.open[g] {
			u.groups[g].Once = exactly(1 - none[g])
		}
	}
}

// spared returns P(no main pick) in linked steps for each group that they may hit,
// in no order that counts; false if the design does not give it.
func (u *rollUp) spared(family []int) (map[int32]float64, bool) {
	first := &u.designs[family[0]]
	if !hypergeometric(first) || first.Step.Stage() != "" {
		return nil, false
	}
	none := u.missed(first.Scopes[0].Strata)
	if len(family) == 1 {
		return none, true
	}
	for _, i := range family[1:] {
		d := &u.designs[i]
		if !hypergeometric(d) || d.Step.Stage() != first.Step.ID || len(first.Scopes[0].Strata) != 1 {
			return nil, false
		}
	}
	return u.stages(family, none)
}

// hypergeometric holds for steps whose strata are simple samples, or all, of sizes
// that do not depend on the seed.
func hypergeometric(d *sampler.StepDesign) bool {
	if d.Step.Method != sampler.Simple || d.Step.NotIn != nil || limited(d) {
		return false
	}
	for _, c := range d.Scopes {
		for _, st := range c.Strata {
			if st.More > 0 {
				return false
			}
		}
	}
	return true
}

// missed returns, for each group with members in the strata, the probability that
// none of them is picked.
func (u *rollUp) missed(strata []sampler.StratumDesign) map[int32]float64 {
	none := map[int32]float64{}
	for _, st := range strata {
		members := map[int32]int{}
		for _, site := range st.Members {
			if g := u.of[site]; g >= 0 {
				members[g]++
			}
		}
		for g, k := range members {
			if _, before := none[g]; !before {
				none[g] = 1
			}
			none[g] *= sparing(len(st.Members), k, st.N)
		}
	}
	return none
}

// sparing is the probability that a simple sample of n of N sites holds none of k:
// C(N−k, n)/C(N, n).
func sparing(all, k, n int) float64 {
	if n > k {
		n, k = k, n
	}
	p := 1.0
	for i := range n {
		p *= float64(max(0, all-k-i)) / float64(all-i)
	}
	return p
}

// stages adds to the first stage, a simple sample of n openers, what they open. A
// group is missed if each opened scope misses it; the mean of that product over
// all samples follows from one pass over the openers.
func (u *rollUp) stages(family []int, none map[int32]float64) (map[int32]float64, bool) {
	first := &u.designs[family[0]].Scopes[0].Strata[0]
	behind := map[int32]map[int32]float64{} // by group and opener: P(missed, once it is opened)
	for _, i := range family[1:] {
		for k := range u.designs[i].Scopes {
			c := &u.designs[i].Scopes[k]
			for g, p := range u.missed(c.Strata) {
				if behind[g] == nil {
					behind[g] = map[int32]float64{}
				}
				for _, opener := range c.Openers {
					if before, known := behind[g][opener]; known {
						behind[g][opener] = before * p
					} else {
						behind[g][opener] = p
					}
				}
			}
		}
	}
	for _, site := range first.Members {
		// An opener of a group is missed only where it is not opened.
		if g := u.of[site]; g >= 0 && (none[g] < 1 || behind[g] != nil) {
			if behind[g] == nil {
				behind[g] = map[int32]float64{}
			}
			behind[g][site] = 0
		}
	}
	for g, missed := range behind {
		var chances []float64
		for _, site := range first.Members {
			if p, touched := missed[site]; touched {
				chances = append(chances, p)
			}
		}
		none[g] = meanProduct(chances, len(first.Members), first.N)
	}
	return none, true
}

// meanProduct is the mean, over all samples of n of N, of the product of the
// chances of those sampled; the others have the chance 1.
func meanProduct(chances []float64, all, n int) float64 {
	mean := make([]float64, n+1) // by how many are sampled so far
	mean[0] = 1
	for i, p := range chances {
		for k := n; k >= 0; k-- {
			left := float64(all - i)
			stay := mean[k] * (left - float64(n-k)) / left
			if k > 0 {
				stay += mean[k-1] * p * float64(n-k+1) / left
			}
			mean[k] = max(0, stay)
		}
	}
	sum := 0.0
	for _, m := range mean {
		sum += m
	}
	return sum
}
