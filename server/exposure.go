package server

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
	"sitedraw/server/access"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// What may be asked of exposures at most.
const (
	maxReplays    = 100_000
	maxRounds     = 100_000
	maxReplaySeed = 1000 // bytes; the number of a draw comes behind it
)

// exposureOrder is what somebody wants to know of the chances of sites.
type exposureOrder struct {
	Plan      string     `json:"plan"`
	HalfWidth float64    `json:"half_width"` // 0: report.DefaultHalfWidth
	Replays   int64      `json:"replays"`    // 0: as many as that takes, at most maxReplays
	Seed      string     `json:"seed"`       // empty: report.DefaultReplaySeed
	Rounds    int64      `json:"rounds"`
	Until     string     `json:"until"` // instead of Rounds, with Every
	Every     string     `json:"every"`
	From      string     `json:"from"` // empty: today, where Every needs a first day
	Map       *mapWanted `json:"map"`
	Chiefs    bool       `json:"chiefs"`

	groups float64 // half-width of groups: as HalfWidth, if that is given
}

// mapWanted is the register that stands for what a phone's map shows.
type mapWanted struct {
	Register string `json:"register"`
	Version  int64  `json:"version"` // 0: the current one
}

func (o *exposureOrder) check() error {
	if err := required("plan", o.Plan); err != nil {
		return err
	}
	o.groups = cmp.Or(o.HalfWidth, report.DefaultGroupHalfWidth)
	o.HalfWidth, o.Seed = cmp.Or(o.HalfWidth, report.DefaultHalfWidth), cmp.Or(o.Seed, report.DefaultReplaySeed)
	if !(o.HalfWidth > 0 && o.HalfWidth < 1) {
		return &geo.Error{
			Code: exposure.ErrHalfWidth, At: geo.Place{Column: "half_width"}, Value: strconv.FormatFloat(o.HalfWidth, 'g', -1, 64), Want: "0 … 1",
		}
	}
	if o.Map != nil {
		if err := required("map.register", o.Map.Register); err != nil {
			return err
		}
	}
	return cmp.Or(checkReplaySeed(o.Seed), bounded("replays", o.Replays, maxReplays), bounded("rounds", o.Rounds, maxRounds), o.checkRounds())
}

// checkRounds wants rounds either counted or until a date.
func (o *exposureOrder) checkRounds() error {
	switch {
	case o.Until == "" && o.Every+o.From != "":
		return required("until", "")
	case o.Until != "" && o.Rounds != 0:
		return &geo.Error{Code: ErrParameter, At: geo.Place{Column: "rounds"}, Value: count(o.Rounds), Want: "0"}
	case o.Until != "" && o.Every == "":
		return required("every", "")
	default:
		return nil
	}
}

func checkReplaySeed(seed string) error {
	return geo.InColumn(geo.CheckTextLength(seed, maxReplaySeed), "seed")
}

// rounds is how many rounds figures are wanted for too; 0: for one only.
func (o *exposureOrder) rounds(today string) (int, error) {
	if o.Until == "" {
		return int(o.Rounds), nil
	}
	calendar, err := exposure.ParseCalendar(o.From, o.Every)
	if err != nil && o.From == "" { // a rule that needs a first day
		calendar, err = exposure.ParseCalendar(today, o.Every)
	}
	if err != nil {
		return 0, geo.InColumn(err, "every")
	}
	rounds, err := calendar.Rounds(o.Until)
	if err == nil && rounds > maxRounds {
		err = figuresTooLarge("rounds", int64(rounds), maxRounds)
	}
	return rounds, geo.InColumn(err, "until")
}

// options are those of the replays.
func (o *exposureOrder) options() exposure.Options {
	return exposure.Options{Seed: o.Seed, HalfWidth: o.HalfWidth, Replays: int(o.Replays), Shares: exposure.MapShares}
}

// exposing is an exposure that is asked for.
type exposing struct {
	*subject

	order  *exposureOrder
	shown  *opened // what a phone's map shows; nil: nobody asked
	people *chiefs // nil: nobody asked
}

// key names the exposure; that of the rounds follows from it.
func (e *exposing) key() (figureKey, error) {
	second := ""
	if e.shown != nil {
		second = e.shown.digest
	}
	o := e.order
	return e.subject.key(jobExpose, o.HalfWidth, o.groups, o.Replays, o.Seed, second, e.people.key())
}

// exposeVersion works out how likely a plan draws each site of a version.
func (s *Server) exposeVersion(r *request) error {
	var order exposureOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	rounds, err := order.rounds(s.now().In(s.Location).Format(dayLayout))
	if err != nil {
		return err
	}
	on, err := r.subject(order.Plan)
	if err != nil {
		return err
	}
	e := exposing{subject: on, order: &order}
	if order.Map != nil {
		if e.shown, err = r.shownOnMap(order.Map); err != nil {
			return err
		}
	}
	if order.Chiefs {
		if e.people, err = r.chiefs(on.state); err != nil {
			return err
		}
	}
	key, err := e.key()
	if err != nil {
		return err
	}
	return answerFigures(r, asked[report.Exposure]{
		kind: jobExpose, key: key, format: "json",
		makes: func(ctx context.Context, j *job) (*report.Exposure, int, error) { return s.expose(ctx, &e, j) },
		write: func(w io.Writer, _ string, made *report.Exposure, texts *text.Catalogue) error {
			return report.ExposureJSON(w, s.told(made, exposureView{texts: texts, rounds: rounds, until: order.Until}))
		},
	})
}

// shownOnMap is the register that stands for a map, as it was published.
func (r *request) shownOnMap(m *mapWanted) (*opened, error) {
	which := currentVersion
	if m.Version != 0 {
		which = count(m.Version)
	}
	version, err := r.version(m.Register, which)
	if wrong, is := errors.AsType[*geo.Error](err); is {
		of := *wrong // named after the path
		of.At.Column = strings.TrimSuffix("map."+of.At.Column, ".")
		return nil, &of
	}
	if err != nil {
		return nil, err
	}
	o, err := r.server.frames.open(r.Request().Context(), version.Frame)
	if err == nil && o.frame.Len() > maxFigureSites {
		err = figuresTooLarge("map", int64(o.frame.Len()), maxFigureSites)
	}
	return o, err
}

// expose works an exposure out, but for what depends on the reader's language and on
// rounds.
func (s *Server) expose(ctx context.Context, e *exposing, j *job) (*report.Exposure, int, error) {
	o := e.order.options()
	made := &report.Exposure{Seed: o.Seed, HalfWidth: o.HalfWidth}
	official, err := s.officials.of(ctx, e.version.Attachments)
	if err != nil {
		return nil, 0, err
	}
	for _, code := range sampler.MissingTownships(e.frame, e.plan, official.codes, s.Categories) {
		made.Incomplete = append(made.Incomplete, string(code))
	}
	o.Progress = j.exposing(o.HalfWidth, 0)
	if made.Report, err = exposure.Of(ctx, e.frame, e.plan, o); err != nil {
		return nil, 0, err
	}
	made.Stages, made.Never = made.Report.Stages(), made.Report.Never()
	o.HalfWidth, o.Progress = e.order.groups, j.exposing(e.order.groups, 1)
	if err := e.rollUps(ctx, o, made); err != nil || e.shown == nil {
		return made, e.frame.Len(), err
	}
	o.HalfWidth, o.Progress = e.order.HalfWidth, j.exposing(e.order.HalfWidth, 2)
	made.Off, err = exposure.OffRegister(ctx, exposure.Second{Register: e.frame, Map: e.shown.frame, Plan: e.plan, Options: o})
	return made, e.frame.Len() + e.shown.frame.Len(), geo.InColumn(err, "map")
}

// rollUps adds the figures of groups.
func (e *exposing) rollUps(ctx context.Context, o exposure.Options, made *report.Exposure) error {
	kinds := []report.Rollup{
		{By: report.ByUnit, Of: exposure.ByUnit}, {By: report.ByTownship, Of: exposure.ByTownship}, {By: report.ByCategory, Of: exposure.ByCategory},
	}
	if e.people != nil {
		kinds = append(kinds, report.Rollup{By: report.ByChief, Of: exposure.ByChief(e.people.contacts)})
	}
	for i := range kinds {
		var err error
		if kinds[i].Groups, err = made.Report.RollUp(ctx, kinds[i].Of, o); err != nil {
			return err
		}
	}
	made.Rollups = kinds
	return nil
}

// exposing tells how far replays are in a part of the work, of three. They may end
// earlier than told: a figure of a half needs most draws.
func (j *job) exposing(halfWidth float64, part int) func(done, most int) {
	const z, third = 1.96, 330
	needed := math.Ceil(float64(z*z) / float64(4*float64(halfWidth*halfWidth)))
	tell := j.replaying(part*third, (part+1)*third)
	return func(done, most int) { tell(done, int(min(float64(most), needed))) }
}

// exposureView is how an exposure is told.
type exposureView struct {
	texts  *text.Catalogue
	rounds int
	until  string
	by     report.Grouping // only these groups; empty: all
}

// told is an exposure as somebody is told it.
func (s *Server) told(made *report.Exposure, v exposureView) report.Exposure {
	e := *made
	e.Rounds, e.Until, e.Texts, e.Categories = v.rounds, v.until, v.texts, s.Categories
	if v.by != "" {
		e.Rollups = slices.DeleteFunc(slices.Clone(made.Rollups), func(r report.Rollup) bool { return r.By != v.by })
	}
	return e
}

// chiefs are the people by whom sites are rolled up: all for the office, of its own
// sites for a unit.
type chiefs struct {
	tables   []string // digests of what notes them
	seenBy   []string // role, and for a unit its name: what is remembered for one is not another's
	contacts []geo.Contact
}

func (c *chiefs) key() any {
	if c == nil {
		return nil
	}
	return []any{c.tables, c.seenBy}
}

// chiefs are those that the one who asks may see, as contact.go has it; that he does
// is noted first.
func (r *request) chiefs(st *state) (*chiefs, error) {
	c := &chiefs{tables: []string{}, seenBy: []string{r.who.Role.String()}}
	switch r.who.Role {
	case access.Office:
	case access.Unit:
		c.seenBy = append(c.seenBy, r.who.Unit)
	default:
		return nil, &geo.Error{
			Code: access.ErrRole, At: geo.Place{Column: "chiefs"}, Value: r.who.Role.String(), Names: []string{access.Unit.String(), access.Office.String()},
		}
	}
	people, err := r.server.people(r.Request().Context(), st.version.Attachments)
	if err != nil {
		return nil, err
	}
	for _, a := range st.version.Attachments {
		if a.Kind == kindContacts {
			c.tables = append(c.tables, a.Digest.String())
		}
	}
	for i := range people {
		site, known := st.frame.Site(people[i].ID)
		if known && (r.who.Role == access.Office || r.who.Unit != "" && site.Unit == r.who.Unit) {
			c.contacts = append(c.contacts, people[i])
		}
	}
	return c, r.auditRead("contacts.read", "register/"+st.version.Register)
}
