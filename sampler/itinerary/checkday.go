package itinerary

import (
	"strconv"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// maxTime is the latest time of a day: a shift may end on the next.
const maxTime = 48 * 60 * 60 * 1000

// checker checks teams and stops of one itinerary.
type checker struct {
	itinerary *Itinerary
	seen      map[[2]string]bool // stops by id and visit
}

func (c *checker) team(t *Team) error {
	err := first(
		texts("*name", t.Name), each("members", t.Members, named), t.Hours.check("hours"), within(t.Start.check(), "start"),
		each("forbidden_townships", t.ForbiddenTownships, areaCode), each("forbidden_units", t.ForbiddenUnits, named),
	)
	if err != nil {
		return err
	}
	if t.End != nil {
		if err := t.End.check(); err != nil {
			return within(err, "end")
		}
	}
	above := ""
	return each("days", t.Days, func(d *Day) error {
		if d.Date <= above {
			return &geo.Error{Code: ErrDateOrder, At: geo.Place{Column: "date"}, Value: excerpt(d.Date, 0), Want: above}
		}
		above = d.Date
		return c.day(t, d)
	})
}

func named(s *string) error { return geo.CheckTextLength(*s, maxText) }

func (p *Place) check() error { return first(texts("name", p.Name), within(onEarth(&p.At), "at")) }

func onEarth(p *Position) error {
	_, err := geo.NewPoint(p.Lon, p.Lat)
	return err
}

func (s *Span) check(member string) error {
	return within(first(ranged("from_ms", s.From, maxTime), ranged("to_ms", s.To, maxTime), after("to_ms", s.To, s.From)), member)
}

// after wants a time not to be before another.
func after(member string, at, before int64) error {
	if at < before {
		return &geo.Error{
			Code: ErrTimeOrder, At: geo.Place{Column: member},
			Value: strconv.FormatInt(at, 10), Want: strconv.FormatInt(before, 10),
		}
	}
	return nil
}

func (c *checker) day(t *Team, d *Day) error {
	if err := checkDate(d.Date); err != nil {
		return err
	}
	if err := d.checkLegs(t); err != nil { // before the legs are followed
		return err
	}
	if err := first(each("visits", d.Visits, c.visit), each("legs", d.Legs, c.leg), d.checkTimes()); err != nil {
		return err
	}
	end := int64(0)
	err := each("breaks", d.Breaks, func(s *Span) error {
		err := first(s.check(""), after("from_ms", s.From, end))
		end = s.To
		return err
	})
	if err != nil {
		return err
	}
	if sum := d.Sum(); d.Totals != sum {
		return &geo.Error{Code: ErrTotals, At: geo.Place{Column: "totals"}, Value: d.Totals.text(), Want: sum.text()}
	}
	return nil
}

func checkDate(date string) error {
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return &geo.Error{Code: ErrDate, At: geo.Place{Column: "date"}, Value: excerpt(date, 0), Want: time.DateOnly}
	}
	return nil
}

// checkLegs wants a leg to each visit, and one to the team's end.
func (d *Day) checkLegs(t *Team) error {
	want := len(d.Visits)
	if t.End != nil {
		want++
	}
	if len(d.Visits) == 0 || len(d.Legs) != want {
		return &geo.Error{Code: ErrLegs, At: geo.Place{Column: "legs"}, Value: strconv.Itoa(len(d.Legs)), Want: strconv.Itoa(max(1, want))}
	}
	return nil
}

// checkTimes follows the day from leg to leg: nobody is anywhere before he can be.
func (d *Day) checkTimes() error {
	if err := first(ranged("set_out_ms", d.SetOut, maxTime), ranged("return_ms", d.Return, maxTime)); err != nil {
		return err
	}
	if err := each("restarts", d.Restarts, d.checkRestart()); err != nil {
		return err
	}
	now := d.SetOut
	i := 0
	err := each("visits", d.Visits, func(v *Visit) error {
		err := first(
			after("arrive_ms", v.Arrive, now+d.Legs[i].Milliseconds), after("begin_ms", v.Begin, v.Arrive+v.Wait),
			after("leave_ms", v.Leave, v.Begin),
		)
		now = v.Leave
		i++
		return err
	})
	if err != nil {
		return err
	}
	if len(d.Legs) > i {
		now += d.Legs[i].Milliseconds
	}
	return after("return_ms", d.Return, now)
}

// checkRestart returns a check of restarts in their order: each is at another leg,
// which begins then or later, and not before the visit above it is over.
func (d *Day) checkRestart() func(*Restart) error {
	least := int64(0)
	return func(r *Restart) error {
		if r.After < least || r.After >= int64(len(d.Legs)) {
			return &geo.Error{
				Code: sampler.ErrNumberRange, At: geo.Place{Column: "after"},
				Value: strconv.FormatInt(r.After, 10), Want: strconv.FormatInt(least, 10) + " … " + strconv.Itoa(len(d.Legs)-1),
			}
		}
		least = r.After + 1
		leave, arrive := d.SetOut, d.Return
		if r.After > 0 {
			leave = d.Visits[r.After-1].Leave
		}
		if int(r.After) < len(d.Visits) {
			arrive = d.Visits[r.After].Arrive
		}
		return first(
			within(onEarth(&r.From), "from"), ranged("at_ms", r.At, maxTime), after("at_ms", r.At, leave),
			after("at_ms", arrive-d.Legs[r.After].Milliseconds, r.At),
		)
	}
}

func (c *checker) visit(v *Visit) error {
	return first(
		ranged("arrive_ms", v.Arrive, maxTime), ranged("begin_ms", v.Begin, maxTime),
		ranged("leave_ms", v.Leave, maxTime), ranged("wait_ms", v.Wait, maxTime),
		within(c.located(&v.Stop), "stop"),
	)
}

func (c *checker) leg(l *Leg) error {
	if l.Estimated && !c.itinerary.Origin.Estimated {
		return &geo.Error{Code: ErrEstimate, At: geo.Place{Column: "estimated"}}
	}
	if len(l.Path) == 1 {
		return &geo.Error{Code: ErrPath, At: geo.Place{Column: "path"}, Value: "1", Want: "2"}
	}
	return first(
		ranged("ms", l.Milliseconds, maxTime), ranged("mm", l.Millimetres, maxSafe),
		ranged("from_snap_mm", l.FromSnap, maxSafe), ranged("to_snap_mm", l.ToSnap, maxSafe), each("path", l.Path, onEarth),
	)
}

// located checks a stop that has a position.
func (c *checker) located(s *Stop) error {
	if len(s.Path) == 0 {
		return &geo.Error{Code: ErrPath, At: geo.Place{Column: "path"}, Value: "0", Want: "1"}
	}
	return c.stop(s)
}

func (c *checker) stop(s *Stop) error {
	key := [2]string{s.ID, s.Visit}
	if c.seen[key] {
		return &geo.Error{Code: ErrTwice, At: geo.Place{Column: "id"}, Value: excerpt(s.ID, 0)}
	}
	c.seen[key] = true
	if s.Area != "" {
		if err := areaCode(&s.Area); err != nil {
			return within(err, "area")
		}
	}
	return first(
		texts("*id", s.ID, "name", s.Name, "category", s.Category, "chief", s.Chief, "stretch", s.Stretch, "unit", s.Unit, "visit", s.Visit),
		each("path", s.Path, onEarth),
	)
}

func (c *checker) unlocated(s *Stop) error {
	if len(s.Path) > 0 {
		return &geo.Error{Code: ErrPath, At: geo.Place{Column: "path"}, Value: strconv.Itoa(len(s.Path)), Want: "0"}
	}
	return c.stop(s)
}

func (c *checker) leftOut(l *LeftOut) error {
	if err := within(c.located(&l.Stop), "stop"); err != nil {
		return err
	}
	teams := c.itinerary.Teams
	for i := range max(len(teams), len(l.Reasons)) {
		if i >= len(teams) || i >= len(l.Reasons) || l.Reasons[i].Team != teams[i].Name {
			return &geo.Error{Code: ErrReasons, At: geo.Place{Column: "reasons"}, Value: strconv.Itoa(len(l.Reasons)), Want: strconv.Itoa(len(teams))}
		}
	}
	err := each("reasons", l.Reasons, (*Reason).check)
	if err != nil || l.Relaxation == nil {
		return err
	}
	return within(c.relaxation(l.Relaxation), "relaxation")
}

func (r *Reason) check() error {
	if len(r.Why) == 0 {
		return chosen("why", "", Whys())
	}
	return each("why", r.Why, func(w *Why) error { return chosen("", *w, Whys()) })
}

func (c *checker) relaxation(r *Relaxation) error {
	names := make([]string, len(c.itinerary.Teams))
	for i := range c.itinerary.Teams {
		names[i] = c.itinerary.Teams[i].Name
	}
	greatest := int64(0)
	if r.Change.Measured() {
		greatest = maxSafe
	}
	if r.Date != "" {
		if err := checkDate(r.Date); err != nil {
			return err
		}
	}
	return first(chosen("change", r.Change, Changes()), chosen("team", r.Team, names), ranged("by", r.By, greatest))
}

// text is the sums in the order of their names.
func (t Totals) text() string {
	b := []byte{}
	for _, v := range []int64{t.Service, t.Distance, t.Travel, t.Visits, t.Wait} {
		b = strconv.AppendInt(append(b, ' '), v, 10)
	}
	return string(b[1:])
}
