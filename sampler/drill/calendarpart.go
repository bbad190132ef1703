package drill

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/teambition/rrule-go"

	"sitedraw/sampler"
)

// partForms are the parts that a rule may have and how their values are written.
// BYSECOND is none of them: rounds begin at whole minutes.
var partForms = map[string]struct {
	value   *regexp.Regexp
	example string
}{
	"FREQ":       {regexp.MustCompile(`^(DAILY|WEEKLY|MONTHLY|YEARLY)$`), frequencies},
	"INTERVAL":   {regexp.MustCompile(`^[1-9]\d{0,4}$`), "INTERVAL=15"},
	"COUNT":      {regexp.MustCompile(`^[1-9]\d{0,8}$`), "COUNT=26"},
	"UNTIL":      {regexp.MustCompile(`^\d{8}(T\d{6}Z?)?$`), "UNTIL=20261231"},
	"WKST":       {regexp.MustCompile(`^` + weekday + `$`), "WKST=MO"},
	"BYDAY":      {list(`([+-]?[1-9]\d?)?` + weekday), "BYDAY=MO,FR"},
	"BYMONTH":    {list(`\d{1,2}`), "BYMONTH=3,9"},
	"BYWEEKNO":   {list(`[+-]?([1-9]|[1-4]\d|5[01])`), "BYWEEKNO=1 … 51, -1 … -51"}, // the library errs in others
	"BYYEARDAY":  {list(signed), "BYYEARDAY=1,-1"},
	"BYMONTHDAY": {list(signed), "BYMONTHDAY=1,-1"},
	"BYHOUR":     {list(`\d{1,2}`), "BYHOUR=9,15"},
	"BYMINUTE":   {list(`\d{1,2}`), "BYMINUTE=0,30"},
	"BYSETPOS":   {list(signed), "BYSETPOS=-1"},
}

const (
	weekday     = `(MO|TU|WE|TH|FR|SA|SU)`
	signed      = `[+-]?[1-9]\d{0,2}`
	frequencies = "FREQ=DAILY, FREQ=WEEKLY, FREQ=MONTHLY, FREQ=YEARLY"
)

func list(item string) *regexp.Regexp { return regexp.MustCompile(`^` + item + `(,` + item + `)*$`) }

// readPart reads one NAME=VALUE of a rule.
func readPart(part string) (name, value string, err error) {
	name, value, _ = strings.Cut(part, "=")
	form, known := partForms[name]
	if !known {
		return "", "", wrong(ErrRulePart, "", excerpt(name), strings.Join(slices.Sorted(maps.Keys(partForms)), ", "))
	}
	if !form.value.MatchString(value) {
		return "", "", wrong(ErrRule, "", excerpt(part), form.example)
	}
	return name, value, nil
}

// checkRule refuses parts that RFC 5545 forbids together. The library lets them
// pass, some of them with a panic later.
func checkRule(o *rrule.ROption, names []string) error {
	has := func(name string) bool { return slices.Contains(names, name) }
	frequency := "FREQ=" + o.Freq.String()
	switch {
	case has("COUNT") && has("UNTIL"):
		return together("COUNT", "UNTIL")
	case has("BYWEEKNO") && o.Freq != rrule.YEARLY:
		return together("BYWEEKNO", frequency)
	case has("BYYEARDAY") && o.Freq != rrule.YEARLY:
		return together("BYYEARDAY", frequency)
	case has("BYMONTHDAY") && o.Freq == rrule.WEEKLY:
		return together("BYMONTHDAY", frequency)
	case has("BYSETPOS") && !slices.ContainsFunc(names, chooses):
		return wrong(sampler.ErrCombination, "", "BYSETPOS", frequency)
	}
	return checkWeekdays(o)
}

// chooses reports whether BYSETPOS can count what a part names.
func chooses(name string) bool { return strings.HasPrefix(name, "BY") && name != "BYSETPOS" }

func together(value, other string) error { return wrong(sampler.ErrCombination, "", value, other) }

// checkWeekdays refuses the second Friday of a day or a week, and the sixth of a
// month: only months and years count their weekdays.
func checkWeekdays(o *rrule.ROption) error {
	most := mostNumber(o)
	for i := range o.Byweekday {
		n := o.Byweekday[i].N()
		if n <= most && n >= -most {
			continue
		}
		want := partForms["BYDAY"].example
		if most > 0 {
			want = "BYDAY=1FR … " + strconv.Itoa(most) + "FR"
		}
		return wrong(ErrRule, "", "BYDAY="+o.Byweekday[i].String(), want)
	}
	return nil
}

// mostNumber is how often a day of the week can come in what a rule numbers it in.
func mostNumber(o *rrule.ROption) int {
	switch {
	case len(o.Byweekno) > 0: // in weeks again
		return 0
	case o.Freq == rrule.MONTHLY || o.Freq == rrule.YEARLY && len(o.Bymonth) > 0:
		return 5
	case o.Freq == rrule.YEARLY:
		return 53
	default:
		return 0
	}
}
