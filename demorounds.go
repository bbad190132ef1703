package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"sitedraw/server/store"
)

// When the rounds of the demo are held: all at nine in the morning, from 25 weeks before
// its last Friday.
const (
	seasonWeeks   = 25
	seasonHour    = 9
	seasonReport  = 8 * time.Hour      // after a round's time its teams are back
	seasonRelease = 9 * time.Hour      // after it the sites of the long rounds are shown
	seasonEnd     = 7 * 24 * time.Hour // after its release a draw is concluded
	seasonCloses  = 10 * time.Minute   // before a sealed round no more texts are taken
)

// What befell single rounds of the demo.
const (
	stormRound  = 7 // of demoFaithful: it was not held
	awayRound   = 4 // of demoFaithful: somebody is on leave
	closedRound = 1 // of demoSealed: a site was closed
)

// season is the half a year before the demo, in which rounds were held.
type season struct {
	*house

	clock  *demoClock
	friday time.Time // of its last round
	end    time.Time // what falls due after it is left to the clock
}

// newSeason lays out the half a year up to yesterday.
func newSeason(h *house, clock *demoClock) *season {
	end := clock.now().In(h.serving.location).Truncate(time.Hour).Add(-24 * time.Hour)
	return &season{house: h, clock: clock, friday: lastFriday(end), end: end}
}

// lastFriday is the time of the round of the last Friday whose sites had been shown at
// some time, whose zone says which days there are.
func lastFriday(at time.Time) time.Time {
	y, m, d := at.Date()
	since := (int(at.Weekday()) - int(time.Friday) + 7) % 7
	friday := time.Date(y, m, d-since, seasonHour, 0, 0, 0, at.Location())
	if at.Before(friday.Add(seasonRelease)) {
		return friday.AddDate(0, 0, -7)
	}
	return friday
}

// before is the same time some days before the last Friday.
func (s *season) before(days int) time.Time { return s.friday.AddDate(0, 0, -days) }

// began is when the county came into the house: the Tuesday before the first round.
func (s *season) began() time.Time { return s.before(7*seasonWeeks + 3).UTC() }

// hold lets the half a year pass: the inspectors come, the drills are decided, and all
// rounds up to the last Friday are held, each at its time.
func (s *season) hold(ctx context.Context) error {
	if err := s.inspectors(ctx); err != nil {
		return err
	}
	var plan []moment
	drills := s.drills()
	for i := range drills {
		if err := s.decide(ctx, &drills[i]); err != nil {
			return err
		}
		moments, err := s.moments(ctx, drills[i].name)
		if err != nil {
			return err
		}
		plan = append(plan, moments...)
	}
	return s.pass(ctx, plan)
}

// moment is when something happens in the house.
type moment struct {
	at time.Time
	do func(context.Context) error // nil: only what falls due
}

// pass lets the moments come in their order, up to the end.
func (s *season) pass(ctx context.Context, plan []moment) error {
	slices.SortStableFunc(plan, func(a, b moment) int { return a.at.Compare(b.at) })
	for _, m := range plan {
		if m.at.After(s.end) {
			return nil
		}
		s.clock.at = m.at.UTC()
		if err := s.Due(ctx); err != nil {
			return err
		}
		if m.do == nil {
			continue
		}
		if err := m.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// demoRound is a round of the demo, as the server plans it.
type demoRound struct {
	Drill   string    `json:"drill"`
	Round   int64     `json:"round"`
	Due     time.Time `json:"due"`
	Release time.Time `json:"release"`
	SealAt  time.Time `json:"seal_at"` // zero: it is not sealed
}

// path is where the round is in the API.
func (r *demoRound) path() string {
	return "/drills/" + url.PathEscape(r.Drill) + "/rounds/" + strconv.FormatInt(r.Round, 10)
}

// is reports whether it is a certain round.
func (r *demoRound) is(drill string, number int64) bool { return r.Drill == drill && r.Round == number }

// moments are when something happens to the rounds of a drill.
func (s *season) moments(ctx context.Context, drill string) ([]moment, error) {
	var rounds struct {
		Items []demoRound `json:"items"`
	}
	if err := s.read(ctx, "/drills/"+url.PathEscape(drill)+"/rounds", &rounds); err != nil {
		return nil, err
	}
	var plan []moment
	for i := range rounds.Items {
		r := &rounds.Items[i]
		if r.Due.After(s.friday) {
			break // the clock holds it
		}
		if r.is(demoFaithful, stormRound) {
			plan = append(plan, moment{r.Due.Add(-time.Hour), func(ctx context.Context) error { return s.skip(ctx, r) }})
			continue
		}
		if !r.SealAt.IsZero() { // the server would do it then, for a beacon
			plan = append(plan, moment{r.SealAt.Add(-time.Minute), func(ctx context.Context) error { return s.seal(ctx, r) }})
			plan = append(plan, moment{at: r.Due.Add(-seasonCloses)})
		}
		plan = append(plan, moment{at: r.Due}, moment{at: r.Release}, moment{at: r.Release.Add(seasonEnd)},
			moment{r.Due.Add(seasonReport), func(ctx context.Context) error { return s.report(ctx, r) }})
	}
	return plan, nil
}

// read asks for an object.
func (s *season) read(ctx context.Context, path string, into any) error {
	answer, err := s.ask(ctx, http.MethodGet, path, []byte(nil))
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, into)
}

// skip says that a round is not held.
func (s *season) skip(ctx context.Context, r *demoRound) error {
	_, err := s.ask(ctx, http.MethodPost, r.path()+"/skip", map[string]string{"reason": s.app.t("demo.storm")})
	return err
}

// seal seals a round that texts from outside open, since no beacon can be asked here:
// by the request for any draw. The round is then that seal's.
func (s *season) seal(ctx context.Context, r *demoRound) error {
	title := s.app.t("demo.drill-rehearsal") + " · " + strconv.FormatInt(r.Round, 10)
	err := s.sealDraw(ctx, map[string]any{
		"register": demoRegister, "plan": sealedPlan, "title": title,
		"closes": r.Due.Add(-seasonCloses).Format(time.RFC3339), "opens": r.Due.Format(time.RFC3339),
	})
	if err != nil {
		return err
	}
	return s.store.Update(ctx, func(w store.Writer) error {
		drill, err := w.Drill(r.Drill)
		if err != nil {
			return err
		}
		round, err := w.Round(drill.Number, r.Round)
		if err != nil {
			return err
		}
		last, err := w.Seals(store.NumberPage{Limit: 1, Newest: true})
		if err != nil {
			return err
		}
		round.State, round.Seal, round.Made = store.RoundSealed, &last[0].Digest, last[0].Made
		return w.SetRound(round)
	})
}
