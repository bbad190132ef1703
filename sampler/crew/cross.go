package crew

import (
	"slices"
	"strconv"
)

// ring is the order in which townships inspect one another: the teams of each go to
// the next one, those of the last to the first.
type ring struct {
	townships []string // nine digits
	barred    []sites  // by township: the sites of the ring that are not the next one's
	open      []int    // by township: how many sites its teams may be given
}

// newRing forms the ring of the townships that have a team of their own. Fewer than
// two inspect nobody: the ring is empty, and there are no teams.
func (h *hall) newRing() *ring {
	people := map[string][]int{}
	var townships []string
	for i, home := range h.home {
		if home != "" && h.here[i] {
			if people[home] == nil {
				townships = append(townships, home)
			}
			people[home] = append(people[home], i)
		}
	}
	townships = slices.DeleteFunc(townships, func(home string) bool { return h.room(people[home]) == 0 })
	slices.Sort(townships)
	var r ring
	k := key(h.job.Seed, "cross+"+strconv.Itoa(h.job.Lot))
	for _, i := range byTicket(k, len(townships), func(i int) string { return townships[i] }) {
		r.townships = append(r.townships, townships[i])
	}
	if most := h.job.Rules.Most; most > 0 && len(r.townships) > most {
		r.townships = r.townships[:most]
	}
	if len(r.townships) < 2 {
		return &ring{}
	}
	r.share(h)
	return &r
}

// share says which sites of the ring are whose.
func (r *ring) share(h *hall) {
	of := make([]string, len(h.job.Sites))
	for i := range of {
		if of[i] = townshipOf(h.job.Sites[i].Area); !slices.Contains(r.townships, of[i]) {
			of[i] = ""
		}
	}
	for k := range r.townships {
		next := r.townships[(k+1)%len(r.townships)]
		barred := make(sites, h.words)
		for i, township := range of {
			if township != "" && township != next {
				barred.add(i)
			}
		}
		r.barred = append(r.barred, barred)
		r.open = append(r.open, len(of)-barred.count())
	}
}

// teams forms each township's teams of its own inspectors, in the order of the ring.
func (r *ring) teams(h *hall, order []int) []team {
	people := make([][]int, len(r.townships))
	most := make([]int, len(r.townships))
	for k, township := range r.townships {
		people[k] = slices.DeleteFunc(slices.Clone(order), func(i int) bool { return h.home[i] != township })
		most[k] = min(h.room(people[k]), r.open[k])
	}
	if h.job.Rules.Most > 0 {
		most = inTurn(most, h.job.Rules.Most)
	}
	var all []team
	for k, n := range most {
		teams := h.deal(people[k], n)
		for i := range teams {
			teams[i].barred.unite(r.barred[k])
		}
		all = append(all, teams...)
	}
	return all
}

// inTurn gives out at most n, one to each that has room, again and again.
func inTurn(room []int, n int) []int {
	given := make([]int, len(room))
	for before := -1; n != before; {
		before = n
		for k := range room {
			if given[k] < room[k] && n > 0 {
				given[k]++
				n--
			}
		}
	}
	return given
}
