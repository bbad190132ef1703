package server

import (
	"context"
	"errors"
	"slices"
	"time"

	"sitedraw/sampler/crew"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// partsOf are what the members of teams see on their day: those whose account is called
// like the inspector.
func (s *Server) partsOf(ctx context.Context, a *crew.Assignment) (parts []store.Assignment, err error) {
	err = s.Store.View(ctx, func(v store.Reader) error {
		for i := range a.Teams {
			for _, id := range a.Teams[i].Members {
				user, err := accountOf(v, id)
				if errors.Is(err, store.ErrNotFound) {
					continue
				}
				if err != nil {
					return err
				}
				parts = append(parts, store.Assignment{User: user.ID, Day: a.Date, Sites: a.Teams[i].Sites})
			}
		}
		return nil
	})
	return parts, err
}

// dayAndZones is how long after its time the day of a round may last somewhere.
const dayAndZones = 48 * time.Hour

// assignEarlier gives an account of an inspector what it would have been given, had it
// been there when the teams of today and later were drawn.
func (s *Server) assignEarlier(w store.Writer, user *store.User) error {
	if user.Role != access.Inspector.String() {
		return nil
	}
	self, err := calledAs(w, user.Login)
	if err != nil {
		return err
	}
	return eachDrill(w, func(d *store.Drill) error {
		rounds, err := w.Rounds(d.Number)
		for i := 0; i < len(rounds) && err == nil; i++ {
			if rounds[i].Draw != 0 && rounds[i].Due.After(s.now().Add(-dayAndZones)) {
				err = s.assignMember(w, rounds[i].Draw, user.ID, self)
			}
		}
		return err
	})
}

// assignMember gives the account of a member of a draw's teams his part, if their day is
// not over.
func (s *Server) assignMember(w store.Writer, draw, account int64, member string) error {
	last, err := lastCrew(w, draw)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	a, err := crew.Parse(last.Body)
	if err != nil || a.Date < s.today() {
		return err
	}
	for i := range a.Teams {
		t := &a.Teams[i]
		if !slices.Contains(t.Members, member) {
			continue
		}
		d, err := w.Draw(draw)
		if err != nil {
			return err
		}
		opened, err := openings(&d)
		if err != nil {
			return err
		}
		return w.Assign(store.Assignment{Draw: draw, User: account, Day: a.Date, Sites: withReserves(t.Sites, opened)})
	}
	return nil
}

// assignReserve gives a reserve to whoever was to inspect the site that it stands in for.
func assignReserve(w store.Writer, draw int64, o *openingView) error {
	parts, err := w.Assignments(draw)
	if err != nil {
		return err
	}
	for _, a := range parts {
		if !slices.Contains(a.Sites, o.Replaces) {
			continue
		}
		a.Sites = withReserves(a.Sites, []openingView{*o})
		if err := w.Assign(a); err != nil {
			return err
		}
	}
	return nil
}

// withReserves are sites with the reserves that were opened for some of them, sorted.
func withReserves(sites []string, opened []openingView) []string {
	all := slices.Clone(sites)
	for i := range opened {
		if slices.Contains(all, opened[i].Replaces) {
			all = append(all, opened[i].Site)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
