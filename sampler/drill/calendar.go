package drill

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Calendar says when the rounds of a drill are held: when Rule says so, and on Dates,
// but not on Skip. All is local time of Zone. A local time that the clocks skip is the
// first that exists after it; one that comes twice is the first of the two.
type Calendar struct {
	Start string   // 2006-01-02T15:04: from when on Rule counts, and the time of day of rounds
	Zone  string   // of the IANA's list; "": DefaultZone
	Rule  string   // of RFC 5545, such as FREQ=WEEKLY;BYDAY=FR; "": Dates alone
	Until string   // 2006-01-02: the last day; needed unless Rule has COUNT or UNTIL, or there is no rule
	Dates []string // 2006-01-02 (at Start's time of day) or 2006-01-02T15:04: rounds besides those of Rule
	Skip  []string // 2006-01-02: holidays on which no round of Rule is held; COUNT counts them all the same
}

// DefaultZone is China's.
const DefaultZone = "Asia/Shanghai"

// MostRounds is the most rounds of a calendar: ten years of days.
const MostRounds = 3660

const (
	// MinuteLayout is how dates with a time of day are written, without their zone.
	MinuteLayout = "2006-01-02T15:04"

	day       = 24 * time.Hour
	mostYears = 100             // from a calendar's start to its end
	mostDays  = mostYears * 365 // these years, less their leap days
	firstYear = 2000
	lastYear  = 2999
)

// Times returns the times of all rounds in UTC, ascending, each once. The errors are
// ErrEndless, ErrManyRounds, ErrNoRounds and those that say which member is wrong.
func (c *Calendar) Times() ([]time.Time, error) {
	p, err := c.parse()
	if err != nil {
		return nil, err
	}
	times := make([]time.Time, 0, len(p.dates))
	for _, local := range p.dates {
		times = append(times, instant(local, p.zone))
	}
	if p.rule != nil {
		if times, err = p.repeat(times); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	times = slices.CompactFunc(times, time.Time.Equal)
	switch {
	case len(times) == 0:
		return nil, &geo.Error{Code: ErrNoRounds}
	case len(times) > MostRounds:
		return nil, &geo.Error{Code: ErrManyRounds, Want: strconv.Itoa(MostRounds)}
	}
	return times, nil
}

// parsed is a calendar that was read. Local times are kept as if they were of UTC,
// where every day has 24 hours.
type parsed struct {
	zone  *time.Location
	start time.Time // zero: none
	end   time.Time // the first moment after the last day; zero: none
	dates []time.Time
	skip  map[time.Time]bool // midnights
	rule  *rule              // nil: none
}

func (c *Calendar) parse() (p *parsed, err error) {
	p = &parsed{skip: map[time.Time]bool{}}
	for _, read := range []func(*parsed) error{c.readZone, c.readStart, c.readUntil, c.readSkip, c.readDates, c.readRule} {
		if err := read(p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func wrong(code geo.Code, column, value, want string) error {
	return &geo.Error{Code: code, At: geo.Place{Column: column}, Value: value, Want: want}
}

func missing(member string) error { return wrong(sampler.ErrMemberMissing, "", member, "") }

func (c *Calendar) readZone(p *parsed) (err error) {
	p.zone, err = loadZone(c.Zone)
	return err
}

func (c *Calendar) readStart(p *parsed) (err error) {
	if c.Start == "" {
		return nil
	}
	p.start, err = parseTime("start", c.Start, MinuteLayout)
	return err
}

func (c *Calendar) readUntil(p *parsed) error {
	if c.Until == "" {
		return nil
	}
	last, err := parseTime("until", c.Until, time.DateOnly)
	if err != nil {
		return err
	}
	p.end = last.Add(day)
	if !p.start.IsZero() && !p.end.After(p.start) {
		return wrong(ErrDateOrder, "until", c.Until, c.Start)
	}
	return nil
}

func (c *Calendar) readSkip(p *parsed) error {
	return readList("skip", c.Skip, func(column, text string) error {
		date, err := parseTime(column, text, time.DateOnly)
		p.skip[date] = true
		return err
	})
}

func (c *Calendar) readDates(p *parsed) error {
	return readList("dates", c.Dates, func(column, text string) error {
		local, err := c.date(p, column, text)
		if err != nil {
			return err
		}
		switch {
		case local.Before(p.start):
			return wrong(ErrOutside, column, text, c.Start)
		case !p.end.IsZero() && !local.Before(p.end):
			return wrong(ErrOutside, column, text, c.Until)
		case p.skip[local.Truncate(day)]:
			return wrong(ErrSkipped, column, text, "")
		}
		p.dates = append(p.dates, local)
		return nil
	})
}

// date reads one of Dates.
func (c *Calendar) date(p *parsed, column, text string) (time.Time, error) {
	if strings.Contains(text, "T") {
		return parseTime(column, text, MinuteLayout)
	}
	date, err := parseTime(column, text, time.DateOnly)
	if err == nil && p.start.IsZero() {
		err = missing("start") // nobody knows at what time
	}
	return date.Add(p.start.Sub(p.start.Truncate(day))), err
}

// readList reads a list of different dates; places count from 1, as people do.
func readList(member string, texts []string, read func(column, text string) error) error {
	if len(texts) > MostRounds {
		return wrong(ErrManyDates, member, strconv.Itoa(len(texts)), strconv.Itoa(MostRounds))
	}
	seen := make(map[string]bool, len(texts))
	for i, text := range texts {
		column := member + "[" + strconv.Itoa(i+1) + "]"
		if seen[text] {
			return wrong(sampler.ErrListTwice, column, text, "")
		}
		seen[text] = true
		if err := read(column, text); err != nil {
			return err
		}
	}
	return nil
}

// parseTime reads a date or a time as if it were of UTC. Writing it again finds what
// the standard library lets pass, such as hours of one digit.
func parseTime(column, text, layout string) (time.Time, error) {
	t, err := time.Parse(layout, text)
	if err != nil || t.Format(layout) != text || t.Year() < firstYear || t.Year() > lastYear {
		return time.Time{}, wrong(ErrDate, column, excerpt(text), layout)
	}
	return t, nil
}

// ordered returns the calendar as it is written down: with its zone, its rule in
// capitals and its dates in order.
func (c *Calendar) ordered() Calendar {
	o := *c
	if o.Zone == "" {
		o.Zone = DefaultZone
	}
	o.Rule = plainRule(c.Rule)
	o.Dates, o.Skip = slices.Sorted(slices.Values(c.Dates)), slices.Sorted(slices.Values(c.Skip))
	return o
}
