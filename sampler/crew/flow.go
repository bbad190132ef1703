package crew

import (
	"math"
	"slices"
)

// flow shares sites out among the teams of an attempt: every site has one team, the
// sum of the squares of the teams' numbers of sites is least, and among such
// assignments the number of repeats.
//
// It is a flow of least cost: from each site an arc to each team that may inspect it,
// at the cost of its repeats, and from each team arcs to a sink at the costs 1, 3, 5 …
// times weight, which add up to squares and outweigh all repeats. Sites are inserted
// one after the other along a shortest path, with prices that keep all costs at 0 or
// above: J. Edmonds and R. M. Karp (1972), doi 10.1145/321694.321699. Least squares make the
// largest number least and the smallest greatest at once: A. Frank and K. Murota,
// Decreasing minimization on M-convex sets (2020), arXiv 2007.09616. Cost: O(sites² · teams) at worst; most sites find their
// team at once.
type flow struct {
	teams  int
	weight int64
	cost   []int32   // by site and team; barredCost: it may not
	at     []int     // by site: its team
	of     [][]int   // by team: its sites
	price  []int64   // by team, and last of the sink
	done   []bool    // by team, of one search; these four are kept for their memory
	far    []int64   // by team: length of the shortest path yet found
	from   []step    // by team: the last step of it
	settle []bool    // by site: its team is settled
	queue  []int     // of one search backwards
	next   []forward // by team and sink: where the search came from
}

// step says that a site comes to a team from another, −1 for a new site.
type step struct{ site, team int }

const (
	barredCost = -1
	endless    = math.MaxInt64
	nowhere    = -1
)

// newFlow returns the flow of the teams, before any site is placed.
func (t *table) newFlow(teams []team) *flow {
	n, m := len(t.job.Sites), len(teams)
	f := &flow{
		teams: m, weight: int64(n*t.job.Rules.Size + 1), cost: make([]int32, n*m), at: make([]int, n), of: make([][]int, m),
		price: make([]int64, m+1), done: make([]bool, m), far: make([]int64, m), from: make([]step, m),
		settle: make([]bool, n), next: make([]forward, m+1),
	}
	for k := range teams {
		for i := range n {
			if teams[k].barred.has(i) {
				f.cost[i*m+k] = barredCost
			}
		}
		for _, p := range teams[k].members {
			for i := range n {
				if t.met[p] != nil && f.cost[i*m+k] != barredCost && t.met[p].has(i) {
					f.cost[i*m+k]++
				}
			}
		}
	}
	for i := range f.at {
		f.at[i] = nowhere
	}
	return f
}

// run places every site; each must have a team that may inspect it.
func (f *flow) run() {
	for site := range f.at {
		f.insert(site)
	}
}

// row returns a site's costs by team.
func (f *flow) row(site int) []int32 { return f.cost[site*f.teams : (site+1)*f.teams] }

// toSink is the reduced cost of one more site for a team.
func (f *flow) toSink(team int) int64 {
	return f.weight*int64(2*len(f.of[team])+1) + f.price[team] - f.price[f.teams]
}

// insert places one more site along a shortest path to the sink.
func (f *flow) insert(site int) {
	last, end := f.start(site)
	for {
		u := f.nearest()
		if u == nowhere || f.far[u] >= end {
			break
		}
		f.done[u] = true
		for _, moved := range f.of[u] {
			if v, length := f.relax(moved, u, end); v != nowhere {
				last, end = v, length
			}
		}
	}
	for k := range f.teams {
		f.price[k] += min(f.far[k], end)
	}
	f.price[f.teams] += end
	f.shift(last)
}

// start measures the ways of a new site that lead to the sink at once, and returns the
// last team of the shortest and its length.
func (f *flow) start(site int) (last int, end int64) {
	least := int64(endless)
	for k, c := range f.row(site) {
		if c != barredCost {
			least = min(least, int64(c)-f.price[k])
		}
	}
	last, end = nowhere, endless
	for k, c := range f.row(site) {
		f.done[k], f.far[k] = false, endless
		if c == barredCost {
			continue
		}
		f.far[k], f.from[k] = int64(c)-f.price[k]-least, step{site: site, team: nowhere}
		if length := f.far[k] + f.toSink(k); length < end {
			last, end = k, length
		}
	}
	return last, end
}

// nearest returns the team that is nearest of those not done.
func (f *flow) nearest() int {
	best := nowhere
	for k, length := range f.far {
		if !f.done[k] && length < endless && (best == nowhere || length < f.far[best]) {
			best = k
		}
	}
	return best
}

// relax looks where a site of team u could go instead, and returns the team from which
// the sink is now nearer than end, if there is one.
func (f *flow) relax(site, u int, end int64) (last int, length int64) {
	row := f.row(site)
	last, length = nowhere, end
	base := f.far[u] + f.price[u] - int64(row[u])
	for k, c := range row {
		if c == barredCost || f.done[k] {
			continue
		}
		if reach := base + int64(c) - f.price[k]; reach < f.far[k] {
			f.far[k], f.from[k] = reach, step{site: site, team: u}
			if whole := reach + f.toSink(k); whole < length {
				last, length = k, whole
			}
		}
	}
	return last, length
}

// shift moves the sites along the path that ends at a team.
func (f *flow) shift(last int) {
	for k := last; k != nowhere; {
		s := f.from[k]
		f.move(s.site, k)
		k = s.team
	}
}

// move gives a site to a team.
func (f *flow) move(site, team int) {
	if old := f.at[site]; old != nowhere {
		i := slices.Index(f.of[old], site)
		f.of[old] = slices.Delete(f.of[old], i, i+1)
	}
	f.at[site] = team
	f.of[team] = append(f.of[team], site)
}

// worth is what an assignment is judged by, in this order.
type worth struct{ difference, squares, repeats int }

func (f *flow) worth() worth {
	var w worth
	fewest, most := len(f.at), 0
	for k, list := range f.of {
		fewest, most = min(fewest, len(list)), max(most, len(list))
		w.squares += len(list) * len(list)
		for _, site := range list {
			w.repeats += int(f.row(site)[k])
		}
	}
	w.difference = most - fewest
	return w
}
