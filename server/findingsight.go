package server

import (
	"sitedraw/geo"
	"sitedraw/sampler/inspection"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// findingSight is what somebody may see of the results of a draw. They name sites, so
// that nobody sees more of the draw by them than visible.go shows him:
//
//	                    | before release           | released
//	office              | all                      | all
//	inspector           | his own sites of the day | those, and what he reported himself
//	unit                | nothing                  | its own sites
//	everybody else      | nothing                  | nothing
type findingSight struct {
	all  bool
	mine map[string]bool // sites of an inspector, today
	by   string          // an inspector's own reports, of a draw that he sees whole
	unit string          // of a draw that is seen whole
	self string          // by what the one who asks reports
}

// findingSightOf decides it: the one place where it is decided. Mine are an inspector's
// parts of draws today, self is by what he reports.
func findingSightOf(who access.Who, self string, d *seen, mine []store.Assignment) findingSight {
	s := findingSight{mine: map[string]bool{}, self: self}
	switch {
	case !d.sight.picks || !who.Has(access.Read):
	case who.Role == access.Office:
		s.all = d.sight.all || d.sight.whole()
	case who.Role == access.Unit && d.sight.whole():
		s.unit = who.Unit
	case who.Role == access.Inspector:
		for _, a := range mine {
			if a.User != who.UserID || a.Draw != d.Number {
				continue
			}
			for _, site := range a.Sites {
				s.mine[site] = true
			}
		}
		if d.sight.whole() {
			s.by = self
		}
	}
	return s
}

// site reports whether all that was found at a site is seen.
func (s *findingSight) site(site *geo.Site) bool {
	return s.all || s.mine[site.ID] || s.unit != "" && site.Unit == s.unit
}

// finding reports whether a finding is seen, of the site that it is of.
func (s *findingSight) finding(f *inspection.Finding, site *geo.Site) bool {
	return s.site(site) || s.by != "" && f.By == s.by
}

// seeFindings is what the one who asks may see of the results of the path's draw. Who
// sees something of a draw before it is public is noted first.
func (r *request) seeFindings(part string) (*seen, findingSight, error) {
	d, err := r.seeDraw(part)
	if err != nil {
		return nil, findingSight{}, err
	}
	if !d.sight.picks {
		return nil, findingSight{}, d.notYet()
	}
	var mine []store.Assignment
	var self string
	err = r.server.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		if self, err = calledAs(v, r.who.Login); err != nil {
			return err
		}
		mine, err = r.myParts(v)
		return err
	})
	return d, findingSightOf(r.who, self, d, mine), err
}

// mayReport returns nil if the one who asks may report results at all: the office with
// what draws, an inspector in person.
func (r *request) mayReport() error {
	switch {
	case r.who.Role == access.Office:
		return r.who.May(access.Need{Roles: access.RoleSetOf(access.Office), Scope: access.Draw})
	case !r.who.Session:
		return &geo.Error{Code: ErrNoSession}
	default:
		return nil
	}
}

// ErrNotMine means that somebody reports of the site Value, which is none of those that
// are his today: whether it was drawn is not said.
const ErrNotMine geo.Code = "finding.not-mine"

// ownSites returns an error that tells every finding of a site which is not the
// reporter's, drawn or not.
func (s *findingSight) ownSites(findings []inspection.Finding) error {
	if s.all {
		return nil
	}
	var faults []*geo.Error
	for i := range findings {
		if f := &findings[i]; !s.mine[f.Site] {
			faults = append(faults, &geo.Error{Code: ErrNotMine, At: geo.Place{Line: f.Line, Column: "site"}, Value: f.Site})
		}
	}
	return rejected(faults)
}
