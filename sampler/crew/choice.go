package crew

import (
	"cmp"
	"slices"
	"strconv"

	"sitedraw/sampler"
)

// forward says how one goes on from a node towards the target of a search: by moving a
// site to a team, or, with no site, over the sink.
type forward struct{ node, site int }

// settleAll brings the flow to the one among the best that teams-v1 §6 names: site by
// site, in the order of their tickets, each at the first team of its own order from
// which the rest can still be completed as well.
//
// With the prices of a best flow, the best flows are those that use arcs of reduced
// cost 0 alone. A site can go to a team if such arcs lead from there back to the team
// it leaves, without a site that is settled.
func (f *flow) settleAll(t *table, attempt int) {
	scope := t.scope("sites", attempt)
	order := byTicket(key(t.job.Seed, scope), len(t.job.Sites), func(i int) string { return t.job.Sites[i].ID })
	for _, site := range order {
		f.settleSite(site, f.wishes(site, key(t.job.Seed, scope+"+"+t.job.Sites[site].ID)))
	}
}

// wishes returns the teams that a site can go to at no cost, in the site's order.
func (f *flow) wishes(site int, k sampler.Key) []int {
	type wish struct {
		team   int
		ticket sampler.Ticket
	}
	var list []wish
	for team := range f.teams {
		if f.free(site, team) {
			list = append(list, wish{team, k.Ticket(strconv.Itoa(team + 1))})
		}
	}
	slices.SortFunc(list, func(a, b wish) int { return cmp.Or(a.ticket.Compare(b.ticket), cmp.Compare(a.team, b.team)) })
	teams := make([]int, len(list))
	for i, w := range list {
		teams[i] = w.team
	}
	return teams
}

// free reports whether moving a site to a team has the reduced cost 0; its own has.
func (f *flow) free(site, team int) bool {
	row, own := f.row(site), f.at[site]
	return row[team] != barredCost && int64(row[team])-int64(row[own])+f.price[own]-f.price[team] == 0
}

// settleSite moves a site to the first team of its wishes that can be had.
func (f *flow) settleSite(site int, wishes []int) {
	f.settle[site] = true
	own := f.at[site]
	if wishes[0] == own {
		return
	}
	f.search(own, wishes[0])
	for _, team := range wishes {
		if team == own {
			return
		}
		if f.next[team].node != nowhere {
			f.move(site, team)
			f.follow(team, own)
			return
		}
	}
}

// search finds all nodes from which arcs of cost 0 lead to the team target, until it
// has found the one that is looked for.
func (f *flow) search(target, wanted int) {
	for k := range f.next {
		f.next[k] = forward{node: nowhere, site: nowhere}
	}
	f.next[target].node = target
	f.queue = append(f.queue[:0], target)
	for i := 0; i < len(f.queue) && f.next[wanted].node == nowhere; i++ {
		v := f.queue[i]
		for u := range f.teams {
			if f.next[u].node == nowhere {
				if site, leads := f.arc(u, v); leads {
					f.reach(u, forward{node: v, site: site})
				}
			}
		}
		if sink := f.teams; v != sink && f.next[sink].node == nowhere && f.fromSink(v) {
			f.reach(sink, forward{node: v, site: nowhere})
		}
	}
}

func (f *flow) reach(node int, by forward) {
	f.next[node] = by
	f.queue = append(f.queue, node)
}

// arc returns the first site that can go from a team to another at no cost; to the
// sink leads a team that can have one site more at no cost.
func (f *flow) arc(u, v int) (site int, leads bool) {
	if v == f.teams {
		return nowhere, f.toSink(u) == 0
	}
	for _, site := range f.of[u] {
		if !f.settle[site] && f.free(site, v) {
			return site, true
		}
	}
	return nowhere, false
}

// fromSink reports whether a team can have one site less at no cost.
func (f *flow) fromSink(team int) bool {
	n := len(f.of[team])
	return n > 0 && f.price[f.teams]-f.price[team]-f.weight*int64(2*n-1) == 0
}

// follow moves the sites along the way that search found from a node to its target.
func (f *flow) follow(node, target int) {
	for node != target {
		by := f.next[node]
		if by.site != nowhere {
			f.move(by.site, by.node)
		}
		node = by.node
	}
}
