package exposure

import (
	"math"

	"sitedraw/sampler"
)

// mostIntegrated is up to how many candidates at_most is integrated; beyond, draws
// are replayed.
const mostIntegrated = 1000

// integrable reports whether a step takes the least tickets of one scope under
// at_most alone, which is never relaxed.
func (e *evaluation) integrable(d *sampler.StepDesign) bool {
	s := d.Step
	if s.AtMost == nil || s.Apart > 0 || s.Method != sampler.Simple || s.NotIn != nil || s.Stage() != "" || s.By != "" {
		return false
	}
	st := &d.Scopes[0].Strata[0]
	if len(st.Members) > mostIntegrated {
		return false
	}
	room := 0
	for i, group := range e.Frame.Groups(s.AtMost.By, st.Members) {
		room += caps(i, len(group), s.AtMost.N)
	}
	return room >= st.N
}

// caps is how many of a group may be picked; those without the key are group 0.
func caps(group, size int, most int64) int {
	if group == 0 {
		return size
	}
	return int(min(int64(size), most))
}

// crowd is the groups of a size and the room in each.
type crowd struct{ size, room, groups int }

// integrate works out π under at_most. Tickets are uniform on (0, 1), so a site
// whose ticket is v is picked if fewer than room of its group and, of all groups,
// fewer than n have been before: binomial numbers of v, each cut off at its room.
// π is the integral of that probability over v, a polynomial of degree below N,
// which Gauss and Legendre's rule of N/2 nodes integrates without error (Davis &
// Rabinowitz 1984, Methods of Numerical Integration, 2.7). Sites whose groups are of
// one size and room have the same π. Where all room is taken, it is that by the size.
func (e *evaluation) integrate(d *sampler.StepDesign, s *Step) {
	st := &d.Scopes[0].Strata[0]
	groups := e.Frame.Groups(d.Step.AtMost.By, st.Members)
	var crowds []crowd
	of := make([]int, len(groups))
	for i, group := range groups {
		c := crowd{size: len(group), room: caps(i, len(group), d.Step.AtMost.N)}
		of[i] = -1
		for k := range crowds {
			if crowds[k].size == c.size && crowds[k].room == c.room {
				of[i] = k
			}
		}
		if of[i] < 0 {
			of[i] = len(crowds)
			crowds = append(crowds, c)
		}
		crowds[of[i]].groups++
	}
	pi := chancesUnder(crowds, len(st.Members), st.N)
	for i, group := range groups {
		for _, site := range group {
			s.figures.value[e.place[site]] = min(1, pi[of[i]])
		}
	}
}

// chancesUnder returns the π of a site of each crowd where n of all sites are picked.
func chancesUnder(crowds []crowd, all, n int) []float64 {
	room := 0
	for _, c := range crowds {
		room += c.room * c.groups
	}
	pi := make([]float64, len(crowds))
	if room == n {
		for i, c := range crowds {
			pi[i] = float64(c.room) / float64(max(1, c.size))
		}
		return pi
	}
	nodes, weights := legendre(all/2 + 1)
	for k, v := range nodes {
		for i := range crowds {
			pi[i] += weights[k] * picked(crowds, i, v, n)
		}
	}
	return pi
}

// picked is the probability that a site of a crowd is picked if its ticket is v.
func picked(crowds []crowd, own int, v float64, n int) float64 {
	if crowds[own].size == 0 || n == 0 {
		return 0
	}
	before := make([]float64, n) // by how many are picked before
	copy(before, binomial(crowds[own].size-1, v, crowds[own].room-1))
	for i, c := range crowds {
		groups := c.groups
		if i == own {
			groups--
		}
		chances := binomial(c.size, v, c.room)
		if c.room < c.size {
			rest := 1.0
			for _, p := range chances[:c.room] {
				rest -= p
			}
			chances[c.room] = max(0, rest)
		}
		for range groups {
			convolve(before, chances)
		}
	}
	sum := 0.0
	for _, p := range before {
		sum += p
	}
	return sum
}

// binomial returns the probabilities of 0 … most of so many, each with the
// probability v, 0 < v < 1.
func binomial(all int, v float64, most int) []float64 {
	chances := make([]float64, most+1)
	chances[0] = math.Pow(1-v, float64(all))
	for k := range most {
		chances[k+1] = chances[k] * float64(all-k) / float64(k+1) * v / (1 - v)
	}
	return chances
}

// convolve makes the distribution of a sum, as far as a has places for it.
func convolve(a, b []float64) {
	for sum := len(a) - 1; sum >= 0; sum-- {
		p := 0.0
		for k := range min(sum+1, len(b)) {
			p += float64(a[sum-k] * b[k])
		}
		a[sum] = p
	}
}

// legendre returns the nodes and weights of Gauss and Legendre's rule on (0, 1):
// roots of the Legendre polynomial by Newton's method.
func legendre(n int) (nodes, weights []float64) {
	for k := range n {
		x := math.Cos(math.Pi * (float64(k) + 0.75) / (float64(n) + 0.5))
		slope := 0.0
		for range 10 {
			here, before := x, 1.0
			for i := 2; i <= n; i++ {
				next := (float64(float64(2*i-1)*x*here) - float64(float64(i-1)*before)) / float64(i)
				here, before = next, here
			}
			slope = float64(n) * (float64(x*here) - before) / (float64(x*x) - 1)
			x -= here / slope
		}
		nodes = append(nodes, (1+x)/2)
		weights = append(weights, 1/((1-float64(x*x))*slope*slope))
	}
	return nodes, weights
}
