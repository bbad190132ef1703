package drill

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// rule is a rule of RFC 5545, §3.3.10. Occurrences come from the library; what ends
// them is decided here, since they are local times, which it takes for UTC's.
type rule struct {
	occurrences *rrule.RRule
	ahead       int       // how many years later than asked for they are
	count       int       // occurrences in all; 0: no such bound
	until       time.Time // the last local time, as if of UTC; zero: no such bound
	untilUTC    time.Time // the last instant; zero: no such bound
}

func (r *rule) endless() bool { return r.count == 0 && r.until.IsZero() && r.untilUTC.IsZero() }

// readRule reads the rule and finds those that have no end.
func (c *Calendar) readRule(p *parsed) error {
	if c.Rule == "" {
		return nil
	}
	if p.start.IsZero() {
		return missing("start")
	}
	var err error
	if p.rule, err = parseRule(plainRule(c.Rule), p.start); err != nil {
		return geo.InColumn(err, "rule")
	}
	if p.end.After(p.horizon()) || p.end.IsZero() && p.rule.endless() {
		return wrong(ErrEndless, "until", c.Until, strconv.Itoa(mostYears))
	}
	return nil
}

// horizon is where a rule must have ended.
func (p *parsed) horizon() time.Time { return p.start.Add(mostDays * day) }

// plainRule is a rule without the name of its property, in capitals.
func plainRule(text string) string {
	return strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), "RRULE:")
}

// maxRule is the longest rule in bytes; one that people can read is shorter.
const maxRule = 256

// parseRule reads a rule in capitals whose occurrences begin at a local time.
func parseRule(text string, start time.Time) (*rule, error) {
	if err := geo.CheckTextLength(text, maxRule); err != nil {
		return nil, err
	}
	r := &rule{}
	var rest, names []string
	for part := range strings.SplitSeq(text, ";") {
		name, value, err := readPart(part)
		if err != nil {
			return nil, err
		}
		if slices.Contains(names, name) {
			return nil, wrong(sampler.ErrMemberTwice, "", name, "")
		}
		names = append(names, name)
		if name != "UNTIL" {
			rest = append(rest, part)
		} else if err := r.readUntil(value); err != nil {
			return nil, err
		}
	}
	options, err := rrule.StrToROption(strings.Join(rest, ";"))
	if err != nil { // the library misses FREQ
		return nil, &geo.Error{Code: ErrRule, Value: text, Want: frequencies, Err: err}
	}
	if err := checkRule(options, names); err != nil {
		return nil, err
	}
	return r, r.begin(options, start)
}

// begin hands the rule to the library, without its bounds.
//
// For a rule that never occurs it looks through all years to the last it knows.
// Since months, days and weekdays are the same after 400 years, it is asked close to
// that: the answer is the same, and comes twenty times as fast.
func (r *rule) begin(o *rrule.ROption, start time.Time) (err error) {
	const cycle = 400
	r.ahead = (rrule.MAXYEAR - mostYears - start.Year()) / cycle * cycle
	r.count, o.Count, o.Dtstart = o.Count, 0, start.AddDate(r.ahead, 0, 0)
	if len(o.Byweekno) > 0 && len(o.Byweekday)+len(o.Bymonthday)+len(o.Byyearday) == 0 {
		o.Byweekday = []rrule.Weekday{weekdayOf(start)} // the library would take all seven days
	}
	o.Byweekday = numbered(o)
	o.Byhour, o.Byminute = different(o.Byhour), different(o.Byminute) // it would count an hour twice
	if r.occurrences, err = rrule.NewRRule(*o); err != nil {
		return &geo.Error{Code: ErrRule, Value: o.RRuleString(), Want: err.Error(), Err: err}
	}
	return nil
}

// numbered writes FR as 1FR, 2FR … if another day of the list has a number: the
// library would take only days that are in both kinds of lists.
func numbered(o *rrule.ROption) []rrule.Weekday {
	if !slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool { return d.N() != 0 }) {
		return o.Byweekday
	}
	var list []rrule.Weekday
	for _, d := range o.Byweekday {
		if d.N() != 0 {
			list = append(list, d)
			continue
		}
		for n := 1; n <= mostNumber(o); n++ {
			list = append(list, d.Nth(n))
		}
	}
	return list
}

func different(numbers []int) []int { return slices.Compact(slices.Sorted(slices.Values(numbers))) }

func weekdayOf(t time.Time) rrule.Weekday {
	return []rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}[t.Weekday()]
}

// readUntil reads a date, a local time or a time of UTC.
func (r *rule) readUntil(value string) error {
	for _, form := range []struct {
		layout string
		into   *time.Time
		add    time.Duration
	}{
		{rrule.DateFormat, &r.until, day - time.Second},
		{rrule.LocalDateTimeFormat, &r.until, 0},
		{rrule.DateTimeFormat, &r.untilUTC, 0},
	} {
		if t, err := time.Parse(form.layout, value); err == nil && t.Format(form.layout) == value {
			*form.into = t.Add(form.add)
			return nil
		}
	}
	return wrong(ErrRule, "", "UNTIL="+value, partForms["UNTIL"].example)
}

// repeat appends the rule's rounds.
func (p *parsed) repeat(times []time.Time) ([]time.Time, error) {
	next := p.rule.occurrences.Iterator()
	for n := 1; p.rule.count == 0 || n <= p.rule.count; n++ {
		later, found := next()
		if !found {
			break
		}
		local := later.AddDate(-p.rule.ahead, 0, 0)
		t := instant(local, p.zone)
		if p.over(local, t) {
			break
		}
		if local.After(p.horizon()) {
			return nil, wrong(ErrEndless, "rule", "", strconv.Itoa(mostYears))
		}
		if p.skip[local.Truncate(day)] {
			continue
		}
		if times = append(times, t); len(times) > MostRounds+len(p.dates) {
			return nil, wrong(ErrManyRounds, "rule", "", strconv.Itoa(MostRounds))
		}
	}
	return times, nil
}

// over reports whether the rule has ended before an occurrence.
func (p *parsed) over(local, t time.Time) bool {
	return !p.end.IsZero() && !local.Before(p.end) ||
		!p.rule.until.IsZero() && local.After(p.rule.until) ||
		!p.rule.untilUTC.IsZero() && t.After(p.rule.untilUTC)
}
