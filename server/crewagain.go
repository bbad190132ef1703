package server

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/crew"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// What drawing teams again can be refused for.
const (
	ErrNoTeams     geo.Code = "round.no-teams"  // the drill Value has no teams
	ErrNoInspector geo.Code = "round.inspector" // nobody is called so: Names
)

// teamsOrder is why teams are drawn anew, and who is not there.
type teamsOrder struct {
	Reason string   `json:"reason"`
	Absent []string `json:"absent"` // ids of inspectors
}

func (o *teamsOrder) check() error {
	return geo.InColumn(geo.CheckTextLength(o.Reason, maxReason), "reason")
}

// drawTeamsAgain draws the teams of a round anew: another lot, from the inspectors as
// they are now, without those who are absent, for its main picks and the reserves that
// stand in for some. Earlier lots stay; the log has each of them.
func (s *Server) drawTeamsAgain(r *request) error {
	var order teamsOrder
	r.render = r.sendTeams
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	h := &holding{}
	err := s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		h.keptDrill, h.round, err = r.pathRound(v)
		return err
	})
	if err != nil {
		return err
	}
	if h.definition.Teams == nil {
		return &geo.Error{Code: ErrNoTeams, Kind: geo.Conflict, At: geo.Place{Column: "drill"}, Value: h.Name}
	}
	if h.round.Draw == 0 {
		return noTeams(h.round.Draw)
	}
	m, err := r.teamsMaterial(h)
	if err != nil {
		return err
	}
	job, err := s.nextJob(r.Request().Context(), h, m, &order)
	if err != nil {
		return err
	}
	l, err := s.newLot(r.Request().Context(), job)
	if err != nil {
		return geo.InColumn(err, "teams")
	}
	return r.create(func(w store.Writer) (answered, error) { return r.keepTeams(w, h, m, l) })
}

// teamsMaterial is the draw of a round.
func (r *request) teamsMaterial(h *holding) (*material, error) {
	d, err := r.seeNumbered(h.round.Draw, "teams")
	if err != nil {
		return nil, err
	}
	return r.server.material(r.Request().Context(), d)
}

// nextJob is what the next lot is drawn from.
func (s *Server) nextJob(ctx context.Context, h *holding, m *material, o *teamsOrder) (*crew.Job, error) {
	job, err := s.crewJob(ctx, h, m.sites.frame, takenUp(m.record, m.opened))
	if err != nil {
		return nil, err
	}
	job.Record = m.record.Digest()
	err = s.Store.View(ctx, func(v store.Reader) error {
		crews, err := v.Crews(m.Number)
		job.Lot = len(crews) + 1
		return err
	})
	if err != nil {
		return nil, err
	}
	var unknown []string
	for _, id := range slices.Compact(slices.Sorted(slices.Values(o.Absent))) {
		i := slices.IndexFunc(job.Inspectors, func(p crew.Inspector) bool { return p.ID == id })
		if i < 0 {
			unknown = append(unknown, id)
			continue
		}
		p := &job.Inspectors[i]
		p.Absences = append(slices.Clip(p.Absences), crew.Absence{From: job.Date, To: job.Date, Reason: o.Reason})
	}
	if unknown != nil {
		return nil, &geo.Error{Code: ErrNoInspector, At: geo.Place{Column: "absent"}, Value: unknown[0], Names: unknown}
	}
	return job, nil
}

// keepTeams writes a lot of teams, and tells of it. What hindered the teams before is
// over. The answer is kept by its Idempotency-Key without names, which sendTeams adds:
// whoever is erased must not stay in it.
func (r *request) keepTeams(w store.Writer, h *holding, m *material, l *lot) (answered, error) {
	now, err := w.Draw(m.Number)
	if err != nil {
		return answered{}, err
	}
	if err := l.write(w, &now, r.server.act(r)); err != nil {
		return answered{}, err
	}
	if err := w.NoteRoundFailure(h.Number, h.round.Number, "", nil); err != nil {
		return answered{}, err
	}
	t := &heldTeams{material: m, drill: h.keptDrill, round: h.round}
	if err := t.read(w, 0); err != nil {
		return answered{}, err
	}
	t.people = nil
	shown, err := r.viewTeams(t)
	if err != nil {
		return answered{}, err
	}
	path := roundPath(h.Name, h.round.Number) + "/teams"
	return answered{http.StatusCreated, path, shown}, r.audit(w, "round.teams", roundObject(h), lotDrawn{l.assignment.Lot})
}

// sendTeams answers with teams that were drawn again, by the names that are known now.
func (r *request) sendTeams(a store.Answer) error {
	var shown crewView
	if err := json.Unmarshal(a.Body, &shown); err != nil {
		return err
	}
	if r.who.Role == access.Office && r.who.Has(access.Read) {
		if err := r.server.nameMembers(r.Request().Context(), &shown); err != nil {
			return err
		}
	}
	return r.json(a.Status, &shown)
}

// nameMembers adds the names of the members of teams, as long as they are known.
func (s *Server) nameMembers(ctx context.Context, shown *crewView) error {
	t := &heldTeams{round: store.Round{Draw: shown.Draw}}
	err := s.Store.View(ctx, func(v store.Reader) error { return t.read(v, shown.Lot) })
	if err != nil {
		return err
	}
	shown.PeopleDropped = stamp(t.kept.Dropped)
	for i := range shown.Teams {
		for j := range shown.Teams[i].Members {
			if m := &shown.Teams[i].Members[j]; t.people[m.ID] != nil {
				m.Name = t.people[m.ID].Name
			}
		}
	}
	return nil
}

// lotDrawn says in the audit log which lot was drawn.
type lotDrawn struct {
	Lot int `json:"lot"`
}

// drawnSites are the positions of the sites of teams.
func drawnSites(f *sampler.Frame, a *crew.Assignment) (at []geo.Point) {
	for i := range a.Teams {
		for _, id := range a.Teams[i].Sites {
			if site, found := f.Site(id); found {
				if p, has := site.Position(); has {
					at = append(at, p)
				}
			}
		}
	}
	return at
}
