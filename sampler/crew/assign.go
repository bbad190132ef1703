package crew

import (
	"cmp"
	"slices"
)

// Assign makes the teams of a job and gives each site to one of them: teams-v1. The
// error is a *Clash if no attempt places every site, otherwise a *geo.Error that says
// what is wrong with the job: those of [NewInspectors] and [NewRules], ErrSites, and
// geo's and sampler's for texts, codes and numbers.
func Assign(j *Job) (*Assignment, error) {
	settled, err := j.settled()
	if err != nil {
		return nil, err
	}
	t := newTable(settled)
	h := t.under(&waiver{})
	attempt, teams, f := h.best()
	if attempt == 0 {
		return nil, t.clash()
	}
	f.settleAll(t, attempt)
	return h.assignment(attempt, teams, f), nil
}

// best returns the first attempt whose work is even and without repeats, or else the
// best one: least difference, least sum of squares, least repeats, earliest. It is 0 if
// none places every site.
func (h *hall) best() (attempt int, teams []team, f *flow) {
	var least worth
	for a := 1; a <= attempts; a++ {
		list := h.teams(a)
		if h.stuck(list).count() > 0 {
			continue
		}
		try := h.newFlow(list)
		try.run()
		w := try.worth()
		if attempt == 0 || w.compare(least) < 0 {
			attempt, teams, f, least = a, list, try, w
		}
		if least.difference <= 1 && least.repeats == 0 {
			break
		}
	}
	return attempt, teams, f
}

func (w worth) compare(o worth) int {
	return cmp.Or(cmp.Compare(w.difference, o.difference), cmp.Compare(w.squares, o.squares), cmp.Compare(w.repeats, o.repeats))
}

// assignment writes down what was found, by names.
func (h *hall) assignment(attempt int, teams []team, f *flow) *Assignment {
	w := f.worth()
	a := &Assignment{
		Record: h.job.Record, Lot: h.job.Lot, Date: h.job.Date, Rules: h.job.Rules,
		Inspectors: InspectorsDigest(h.job.Inspectors), Before: VisitsDigest(h.job.Before),
		Attempt: attempt, Difference: w.difference, Repeats: w.repeats,
	}
	if h.ring != nil {
		a.Ring = h.ring.townships
	}
	idle := slices.Clone(h.here)
	for k := range teams {
		var named Team
		for _, i := range teams[k].members {
			idle[i] = false
			named.Members = append(named.Members, h.job.Inspectors[i].ID)
		}
		for _, i := range f.of[k] {
			named.Sites = append(named.Sites, h.job.Sites[i].ID)
		}
		slices.Sort(named.Sites)
		a.Teams = append(a.Teams, named)
	}
	for i, left := range idle {
		if left {
			a.Idle = append(a.Idle, h.job.Inspectors[i].ID)
		}
	}
	return a
}
