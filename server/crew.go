package server

import (
	"context"
	"errors"
	"math"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/crew"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// lot is a drawing of teams about to be written. A nil one is none.
type lot struct {
	job        *crew.Job
	assignment *crew.Assignment
	parts      []store.Assignment // of those inspectors who have an account; the draw is still to come
}

// firstTeams draws the teams of a round whose record was just computed. That they cannot
// be drawn hinders no round: it is noted. A record without a main pick is an error.
func (s *Server) firstTeams(ctx context.Context, h *holding, b *basis, record *sampler.Record) error {
	if h == nil {
		return nil
	}
	if err := nothingDrawn(record); err != nil || h.definition.Teams == nil {
		return err
	}
	job, err := s.crewJob(ctx, h, b.frame, record)
	if err != nil {
		return err
	}
	h.lot, h.noTeams = s.newLot(ctx, job)
	if h.noTeams != nil && !lasting(h.noTeams) {
		return h.noTeams
	}
	return nil
}

// crewJob is what the first lot of a round's teams is drawn from. Inspectors are those
// who are known now; the day is that of the round, however late it is held.
func (s *Server) crewJob(ctx context.Context, h *holding, f *sampler.Frame, record *sampler.Record) (*crew.Job, error) {
	t := h.definition.Teams
	job := &crew.Job{
		Seed: record.Seed, Record: record.Digest(), Lot: 1, Date: h.round.Due.In(s.Location).Format(dayLayout),
		Sites: crewSites(f, mainPicks(record)), Rules: crew.Rules{Size: t.Size, Most: t.Most, Lead: t.Lead, Way: t.Way},
	}
	var err error
	if job.Inspectors, err = s.inspectors(ctx); err != nil {
		return nil, err
	}
	job.Before, err = s.visitsBefore(ctx, h)
	return job, err
}

// mainPicks are the ids of a record's main picks, each once, in order.
func mainPicks(record *sampler.Record) (ids []string) {
	for i := range record.Picks {
		if record.Picks[i].Role == sampler.Main {
			ids = append(ids, record.Picks[i].ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// crewSites are sites of a frame as teams are given them; what it lacks is left out.
func crewSites(f *sampler.Frame, ids []string) []crew.Site {
	sites := make([]crew.Site, 0, len(ids))
	for _, id := range ids {
		if site, found := f.Site(id); found {
			sites = append(sites, crew.Site{ID: id, Area: site.Area, Unit: site.Unit})
		}
	}
	return sites
}

// visitsBefore are who was where in the drill's last round before that has teams.
func (s *Server) visitsBefore(ctx context.Context, h *holding) ([]crew.Visit, error) {
	return s.visitsUntil(ctx, h, math.MaxInt64)
}

// visitsUntil are the same as the log had it before a leaf.
func (s *Server) visitsUntil(ctx context.Context, h *holding, leaf int64) ([]crew.Visit, error) {
	var before *crew.Assignment
	var frame sampler.Digest
	err := s.Store.View(ctx, func(v store.Reader) error {
		for n := h.round.Number - 1; n >= 1; n-- {
			round, err := v.Round(h.Number, n)
			if err != nil {
				return err
			}
			if round.Draw == 0 {
				continue
			}
			last, err := crewUntil(v, round.Draw, leaf)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			d, err := v.Draw(round.Draw)
			if err != nil {
				return err
			}
			frame = d.Frame
			before, err = crew.Parse(last.Body)
			return err
		}
		return nil
	})
	if err != nil || before == nil {
		return nil, err
	}
	open, err := s.frames.open(ctx, frame)
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := range before.Teams {
		ids = append(ids, before.Teams[i].Sites...)
	}
	return before.Visits(crewSites(open.frame, ids)), nil
}

// lastCrew is the lot of a draw's teams that counts, ErrNotFound without one.
func lastCrew(v store.Reader, draw int64) (store.Crew, error) {
	return crewUntil(v, draw, math.MaxInt64)
}

// crewUntil is the lot that counted before a leaf.
func crewUntil(v store.Reader, draw, leaf int64) (store.Crew, error) {
	crews, err := v.Crews(draw)
	if err != nil {
		return store.Crew{}, err
	}
	crews = slices.DeleteFunc(crews, func(c store.Crew) bool { return c.Leaf >= leaf })
	if len(crews) == 0 {
		return store.Crew{}, noTeams(draw)
	}
	return crews[len(crews)-1], nil
}

// noTeams is the error for a draw that has none, or none that may be seen.
func noTeams(draw int64) error {
	return &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "teams"}, Value: count(draw)}
}

// newLot draws teams.
func (s *Server) newLot(ctx context.Context, job *crew.Job) (*lot, error) {
	people, err := crew.NewInspectors(job.Inspectors)
	if err != nil {
		return nil, err
	}
	job.Inspectors = people
	assignment, err := crew.Assign(job)
	if err != nil {
		return nil, err
	}
	l := &lot{job: job, assignment: assignment}
	l.parts, err = s.partsOf(ctx, assignment)
	return l, err
}

// write writes the teams of a draw with their leaf, and who sees what on the day. Who
// was in the lot before and is in no team now sees nothing of the draw on that day.
func (l *lot) write(w store.Writer, d *store.Draw, act store.Act) error {
	if l == nil {
		return nil
	}
	body := crew.Append(nil, l.assignment)
	kept := store.Crew{
		Draw: d.Number, Lot: l.assignment.Lot, Digest: l.assignment.Digest(), Body: body,
		Inspectors: crew.AppendInspectors(nil, l.job.Inspectors), Made: act,
	}
	leaf := transparency.Teams{Number: d.Number, Lot: int64(kept.Lot), Commitment: transparency.Commitment(d.Salt, kept.Digest)}
	var err error
	if kept.Leaf, err = appendLeaf(w, act.At, leaf); err != nil {
		return err
	}
	if err := w.AddCrew(kept); err != nil {
		return err
	}
	before, err := w.Assignments(d.Number)
	if err != nil {
		return err
	}
	for _, a := range before {
		if a.Day == l.assignment.Date {
			if err := w.Assign(store.Assignment{Draw: d.Number, User: a.User, Day: a.Day, Sites: []string{}}); err != nil {
				return err
			}
		}
	}
	for _, a := range l.parts {
		a.Draw = d.Number
		if err := w.Assign(a); err != nil {
			return err
		}
	}
	return nil
}
