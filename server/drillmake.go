package server

import (
	"cmp"
	"encoding/hex"
	"net/http"
	"net/url"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// What making a drill can be refused for.
const (
	ErrDrillPast geo.Code = "drill.past" // the first round, Value, was due before now, Want
)

const (
	maxDrillTitle = 300    // bytes: titles of draws name the round besides
	maxMinutes    = 530000 // of a drill's times: a little over a year
)

// drillOrder is a drill as the office defines it. The calendar stands by itself, or as
// words beside its start and end.
type drillOrder struct {
	Name     string         `json:"name"`
	Title    string         `json:"title"`
	Register string         `json:"register"`
	Plan     string         `json:"plan"` // name or digest
	Calendar *calendarOrder `json:"calendar"`
	Every    string         `json:"every"`
	Start    string         `json:"start"`
	Zone     string         `json:"zone"`
	Until    string         `json:"until"`
	Skip     []string       `json:"skip"`
	Mode     sampler.Mode   `json:"mode"`
	Reach    sampler.By     `json:"reach"`
	Seeds    drill.SeedRule `json:"seeds"`
	Seed     string         `json:"seed"` // of practice; empty: the server takes a random one
	Lead     int64          `json:"lead_minutes"`
	Release  int64          `json:"release_minutes"`
	Source   string         `json:"source"`
	Below    int            `json:"below"`
	Teams    *teamsRule     `json:"teams"`
}

// calendarOrder is drill.Calendar.
type calendarOrder struct {
	Start string   `json:"start"`
	Zone  string   `json:"zone"`
	Rule  string   `json:"rule"`
	Until string   `json:"until"`
	Dates []string `json:"dates"`
	Skip  []string `json:"skip"`
}

func (o *drillOrder) check() error {
	for _, m := range []struct{ name, value string }{{"name", o.Name}, {"register", o.Register}, {"plan", o.Plan}, {"seeds", string(o.Seeds)}} {
		if err := required(m.name, m.value); err != nil {
			return err
		}
	}
	for _, m := range []struct {
		name  string
		value int64
	}{{"lead_minutes", o.Lead}, {"release_minutes", o.Release}} {
		if m.value < 0 || m.value > maxMinutes {
			return &geo.Error{Code: sampler.ErrNumberRange, At: geo.Place{Column: m.name}, Value: count(m.value), Want: "0 … " + count(int64(maxMinutes))}
		}
	}
	if o.Title != "" {
		if err := geo.InColumn(geo.CheckTextLength(o.Title, maxDrillTitle), "title"); err != nil {
			return err
		}
	}
	if o.Calendar == nil {
		return required("every", o.Every)
	}
	if o.Every+o.Start+o.Zone+o.Until != "" || o.Skip != nil {
		return &geo.Error{Code: sampler.ErrCombination, At: geo.Place{Column: "every"}, Value: "every", Want: "calendar"}
	}
	return nil
}

// dates is the calendar that was asked for.
func (o *drillOrder) dates() (drill.Calendar, error) {
	if o.Calendar != nil {
		return drill.Calendar(*o.Calendar), nil
	}
	return drill.ParseCalendar(o.Every, drill.Calendar{Start: o.Start, Zone: o.Zone, Until: o.Until, Skip: o.Skip})
}

// define makes the definition.
func (s *Server) define(o *drillOrder, plan sampler.Digest) (drill.Drill, error) {
	dates, err := o.dates()
	if err != nil {
		return drill.Drill{}, err
	}
	d := drill.Drill{
		Name: o.Name, Title: o.Title, Register: o.Register, Plan: plan, Calendar: dates, Mode: o.Mode, Reach: o.Reach,
		Seeds: o.Seeds, Seed: o.Seed, Lead: minutes(o.Lead), Release: minutes(o.Release), Source: o.Source, Below: o.Below,
	}
	if d.Seeds == drill.Practice && d.Seed == "" {
		if d.Seed, err = s.randomSeed(); err != nil {
			return d, err
		}
	}
	if t := o.Teams; t != nil {
		d.Teams = &drill.Teams{Size: t.Size, Most: t.Most, Lead: t.Lead, Way: t.Way}
	}
	return drill.New(d)
}

// planOf finds a plan by its name, or one that is kept by its digest.
func (s *Server) planOf(v store.Reader, name string) (sampler.Plan, error) {
	if raw, err := hex.DecodeString(name); err == nil && len(raw) == len(sampler.Digest{}) {
		return parsePlan(v, sampler.Digest(raw))
	}
	return s.readPlan(v, name)
}

// drillRounds are the rounds of a drill, planned.
func drillRounds(d *drill.Drill) ([]store.Round, error) {
	times, err := d.Calendar.Times()
	if err != nil {
		return nil, err
	}
	rounds := make([]store.Round, len(times))
	for i, due := range times {
		rounds[i] = store.Round{Number: int64(i) + 1, Due: due, State: store.RoundPlanned}
		if d.Seeds == drill.Sealed {
			rounds[i].SealAt = due.Add(-d.Lead)
		}
	}
	return rounds, nil
}

// drillMade is a drill about to be written.
type drillMade struct {
	kept   store.Drill
	plan   store.Packed
	rounds []store.Round
}

// newDrill does what has to be done before a drill is written.
func (s *Server) newDrill(r *request, o *drillOrder) (*drillMade, error) {
	var plan sampler.Plan
	err := s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		if _, err = v.Register(o.Register); err != nil {
			return geo.InColumn(err, "register")
		}
		plan, err = s.planOf(v, o.Plan)
		return geo.InColumn(err, "plan")
	})
	if err != nil {
		return nil, err
	}
	d, err := s.define(o, plan.Digest())
	if err != nil {
		return nil, err
	}
	m := &drillMade{kept: store.Drill{
		Name: d.Name, Title: d.Title, Register: d.Register, Plan: d.Plan, Object: drill.Append(nil, &d), Digest: d.Digest(),
	}}
	if m.rounds, err = drillRounds(&d); err != nil {
		return nil, err
	}
	if now := s.now(); m.rounds[0].Due.Before(now.Add(-store.Punctual)) {
		return nil, &geo.Error{
			Code: ErrDrillPast, At: geo.Place{Column: "calendar.start"},
			Value: zoned(m.rounds[0].Due, d.Calendar.Zone), Want: zoned(now, d.Calendar.Zone),
		}
	}
	m.plan, err = store.Pack(sampler.AppendPlan(nil, &plan))
	return m, err
}

// zoned is a time as the calendar means it: nobody reckons in UTC what he wrote in his
// own zone.
func zoned(t time.Time, zone string) string {
	if at, err := time.LoadLocation(cmp.Or(zone, drill.DefaultZone)); err == nil {
		t = t.In(at)
	}
	return t.Format(time.RFC3339)
}

// makeDrill fixes a series of rounds: its definition stands in the log from now on, so
// that nobody bends dates, plan or seeds later.
func (s *Server) makeDrill(r *request) error {
	var order drillOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	made, err := s.newDrill(r, &order)
	if err != nil {
		return err
	}
	return r.create(func(w store.Writer) (answered, error) {
		if err := made.write(w, s.act(r)); err != nil {
			return answered{}, err
		}
		k, err := s.drillNamed(w, made.kept.Name)
		if err != nil {
			return answered{}, err
		}
		shown, err := r.answerDrill(w, k)
		if err != nil {
			return answered{}, err
		}
		return answered{http.StatusCreated, "/drills/" + url.PathEscape(k.Name), shown}, r.audit(w, "drill.make", drillObject(k.Name), nil)
	})
}

// write writes the drill with its leaf and its rounds.
func (m *drillMade) write(w store.Writer, act store.Act) (err error) {
	if err = w.PutBlob(m.plan); err != nil {
		return err
	}
	m.kept.Made = act
	leaf := transparency.Drill{Name: m.kept.Name, Digest: transparency.Digest(m.kept.Digest), Rounds: int64(len(m.rounds))}
	if m.kept.Leaf, err = appendLeaf(w, act.At, leaf); err != nil {
		return err
	}
	_, err = w.AddDrill(m.kept, m.rounds)
	return err
}

// releaseOf is when the main picks of a round are shown.
func (k *keptDrill) releaseOf(r *store.Round) time.Time { return r.Due.Add(k.definition.Release) }
