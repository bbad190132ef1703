package crew

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strconv"

	"sitedraw/sampler"
)

// attempts is how many lots are tried.
const attempts = 64

// key opens the randomness of one scope: SHA-256("teams-v1" LF seed LF scope), so that
// it is never that of a draw under the same seed.
func key(seed, scope string) sampler.Key {
	return sha256.Sum256([]byte(Spec + "\n" + seed + "\n" + scope))
}

// scope is a name, the number of the lot and of the attempt: teams+1+3.
func (t *table) scope(name string, attempt int) string {
	return name + "+" + strconv.Itoa(t.job.Lot) + "+" + strconv.Itoa(attempt)
}

// order returns all inspectors by their tickets in an attempt.
func (t *table) order(attempt int) []int {
	if t.orders[attempt-1] == nil {
		t.orders[attempt-1] = byTicket(key(t.job.Seed, t.scope("teams", attempt)), len(t.job.Inspectors),
			func(i int) string { return t.job.Inspectors[i].ID })
	}
	return t.orders[attempt-1]
}

// byTicket returns 0 … n−1 in the order of the tickets of their names.
func byTicket(k sampler.Key, n int, name func(int) string) []int {
	tickets := make([]sampler.Ticket, n)
	order := make([]int, n)
	for i := range order {
		order[i], tickets[i] = i, k.Ticket(name(i))
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(tickets[a].Compare(tickets[b]), cmp.Compare(a, b)) })
	return order
}

// hall is a table under the rules that hold: all of them, or some set aside.
type hall struct {
	*table
	size   int
	lead   bool    // each team needs a lead
	here   []bool  // by inspector
	barred []sites // by inspector: what he may not inspect
	ring   *ring   // nil: by lot
}

// under returns the hall in which some rules are set aside.
func (t *table) under(w *waiver) *hall {
	rules := t.job.Rules
	h := &hall{table: t, size: rules.Size, lead: rules.Lead != "" && !w.kinds[NeedsLead]}
	if w.kinds[TeamSize] {
		h.size = 1
	}
	h.here, h.barred = make([]bool, len(t.home)), make([]sites, len(t.home))
	room := make(sites, t.words*len(t.home))
	for i := range h.here {
		h.here[i] = t.absent[i] < 0 || w.absences[i]
		h.barred[i] = room[i*t.words : (i+1)*t.words]
		if !w.kinds[OwnTownship] {
			h.barred[i].unite(t.township[i])
		}
		if !w.kinds[OwnUnit] {
			h.barred[i].unite(t.unit[i])
		}
		for k, of := range t.recusals[i] {
			if !w.recusals[[2]int{i, k}] {
				h.barred[i].unite(of)
			}
		}
	}
	if rules.Way == Cross && !w.kinds[CrossRing] {
		h.ring = h.newRing()
	}
	return h
}

// team is one team of an attempt, by index.
type team struct {
	members []int
	barred  sites // what one of its members may not inspect, or the ring gives to others
}

// teams returns the teams of an attempt, empty if there can be none.
func (h *hall) teams(attempt int) []team {
	order := slices.DeleteFunc(slices.Clone(h.order(attempt)), func(i int) bool { return !h.here[i] })
	if h.ring != nil {
		return h.ring.teams(h, order)
	}
	most := len(h.job.Sites)
	if h.job.Rules.Most > 0 {
		most = min(most, h.job.Rules.Most)
	}
	return h.deal(order, min(most, h.room(order)))
}

// room returns how many teams the inspectors can form.
func (h *hall) room(inspectors []int) int {
	n := len(inspectors) / h.size
	if h.lead {
		leads := 0
		for _, i := range inspectors {
			if h.qualified[i] {
				leads++
			}
		}
		n = min(n, leads)
	}
	return n
}

// deal forms n teams of the inspectors in their order: leads first, one for each, then
// everybody else, team by team.
func (h *hall) deal(order []int, n int) []team {
	teams := make([]team, n)
	rest := order
	if h.lead {
		rest = nil
		next := 0
		for _, i := range order {
			if h.qualified[i] && next < n {
				teams[next].members = append(teams[next].members, i)
				next++
			} else {
				rest = append(rest, i)
			}
		}
	}
	room := make(sites, h.words*n)
	for k := range teams {
		t := &teams[k]
		wanted := h.size - len(t.members)
		t.members = append(t.members, rest[:wanted]...)
		rest = rest[wanted:]
		t.barred = room[k*h.words : (k+1)*h.words]
		for _, i := range t.members {
			t.barred.unite(h.barred[i])
		}
	}
	return teams
}

// stuck returns the sites that no team may inspect: all of them without teams.
func (t *table) stuck(teams []team) sites {
	left := make(sites, t.words)
	for i := range t.job.Sites {
		left.add(i)
	}
	for k := range teams {
		left.cut(teams[k].barred)
	}
	return left
}
