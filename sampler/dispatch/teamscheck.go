package dispatch

import (
	"strconv"
	"time"

	"sitedraw/geo"
	"sitedraw/geo/route"
	"sitedraw/sampler"
	"sitedraw/sampler/itinerary"
)

// Check returns the first thing that is wrong with the teams by themselves: a
// *geo.Error whose column is the path to it.
func (t *Teams) Check() error {
	if _, err := time.Parse("-07:00", t.Zone); err != nil || len(t.Zone) != len(DefaultZone) {
		return wrongAt("zone", itinerary.ErrZone, t.Zone, DefaultZone)
	}
	if err := t.checkDates(); err != nil {
		return err
	}
	switch {
	case len(t.Teams) == 0:
		return wrongAt("teams", route.ErrNoTeams, "", "")
	case len(t.Teams) > MostTeams:
		return wrongAt("teams", sampler.ErrNumberRange, strconv.Itoa(len(t.Teams)), "1 … "+strconv.Itoa(MostTeams))
	}
	seen, given := map[string]bool{}, map[string]bool{}
	for i := range t.Teams {
		team, path := &t.Teams[i], numbered("teams", i)
		if err := team.check(path); err != nil {
			return err
		}
		if seen[team.Name] {
			return wrongAt(path+".name", sampler.ErrListTwice, team.Name, "")
		}
		seen[team.Name] = true
		if err := team.checkSites(path+".sites", given); err != nil {
			return err
		}
	}
	return t.checkVisits()
}

// checkSites wants each site in the list of one team, once; given are those of the
// teams before.
func (t *Team) checkSites(path string, given map[string]bool) error {
	for i, id := range t.Sites {
		if given[id] {
			return wrongAt(numbered(path, i), sampler.ErrListTwice, id, "")
		}
		given[id] = true
	}
	return nil
}

func wrongAt(path string, code geo.Code, got, want string) error {
	return value{path: path}.wrong(code, got, want)
}

func numbered(list string, i int) string { return list + "[" + strconv.Itoa(i+1) + "]" }

func (t *Teams) checkDates() error {
	if len(t.Dates) == 0 {
		return wrongAt("", sampler.ErrMemberMissing, "dates", "")
	}
	if len(t.Dates) > MostDates {
		return wrongAt("dates", ErrManyDates, strconv.Itoa(len(t.Dates)), strconv.Itoa(MostDates))
	}
	for i, date := range t.Dates {
		path := numbered("dates", i)
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return wrongAt(path, itinerary.ErrDate, date, time.DateOnly)
		}
		if i > 0 && date <= t.Dates[i-1] {
			return wrongAt(path, itinerary.ErrDateOrder, date, t.Dates[i-1])
		}
	}
	return nil
}

func (t *Team) check(path string) error {
	if t.Name == "" {
		return wrongAt(path, sampler.ErrMemberMissing, "name", "")
	}
	if t.Hours == (geo.Span{}) {
		return wrongAt(path+".hours", route.ErrNoHours, "", "")
	}
	if t.Hours.From >= t.Hours.To {
		return wrongAt(path+".hours", ErrHours, spanText(t.Hours), "08:30-17:30")
	}
	if t.Start == (itinerary.Place{}) {
		return wrongAt(path, sampler.ErrMemberMissing, "start", "")
	}
	if err := t.checkLunch(path + ".lunch"); err != nil {
		return err
	}
	for i, code := range t.Townships {
		if err := checkTownship(numbered(path+".forbid.townships", i), code); err != nil {
			return err
		}
	}
	return t.checkMembers(path + ".members")
}

func (t *Team) checkLunch(path string) error {
	l := t.Lunch
	if l == nil {
		return nil
	}
	span := geo.Span{From: l.From, To: l.To}
	if l.From >= l.To {
		return wrongAt(path, ErrHours, spanText(span), "11:30-13:00")
	}
	if l.From < t.Hours.From || l.To > t.Hours.To {
		return wrongAt(path, ErrLunch, spanText(span), spanText(t.Hours))
	}
	if most := int(l.To - l.From); l.Minutes < 1 || l.Minutes > most {
		return wrongAt(path+".minutes", sampler.ErrNumberRange, strconv.Itoa(l.Minutes), "1 … "+strconv.Itoa(most))
	}
	return nil
}

func spanText(s geo.Span) string { return s.From.String() + "-" + s.To.String() }

func (t *Team) checkMembers(path string) error {
	if len(t.Members) == 0 {
		return wrongAt(path, ErrMembers, "", "")
	}
	for i := range t.Members {
		m := &t.Members[i]
		if m.Name == "" {
			return wrongAt(numbered(path, i), sampler.ErrMemberMissing, "name", "")
		}
		if m.Township == "" {
			continue
		}
		if err := checkTownship(numbered(path, i)+".township", m.Township); err != nil {
			return err
		}
	}
	return nil
}

// checkTownship wants the code of a township: of a village it would be unclear what
// is forbidden.
func checkTownship(path, code string) error {
	area, err := geo.ParseAreaCode(code)
	if err != nil {
		return geo.InColumn(err, path)
	}
	switch area.Level() {
	case geo.TownshipLevel:
		return nil
	case geo.VillageLevel:
		return wrongAt(path, ErrNoTownship, code, area.Township()+"000")
	default:
		return wrongAt(path, ErrNoTownship, code, "")
	}
}

// checkVisits wants what geo's data want: minutes, hours in order, and ids that
// tell a category's visits apart.
func (t *Teams) checkVisits() error {
	ids := map[string]map[string]bool{}
	for i := range t.Visits {
		v, path := &t.Visits[i], numbered("visits", i)
		switch {
		case v.Category == "":
			return wrongAt(path, sampler.ErrMemberMissing, "category", "")
		case v.ServiceMinutes < 1 || v.ServiceMinutes > maxMinutes:
			return wrongAt(path+".minutes", sampler.ErrNumberRange, strconv.Itoa(v.ServiceMinutes), "1 … "+strconv.Itoa(maxMinutes))
		case len(v.Hours) == 0:
			return wrongAt(path+".hours", ErrHours, "", "06:00-09:00")
		}
		for j, h := range v.Hours {
			if h.From >= h.To {
				return wrongAt(numbered(path+".hours", j), ErrHours, spanText(h), "06:00-09:00")
			}
			if j > 0 && h.From < v.Hours[j-1].To {
				return wrongAt(numbered(path+".hours", j), ErrHoursOrder, spanText(h), "")
			}
		}
		known := ids[v.Category]
		if known[v.ID] || known[""] || v.ID == "" && len(known) > 0 {
			return wrongAt(path+".id", sampler.ErrListTwice, v.Category+" "+v.ID, "")
		}
		if known == nil {
			ids[v.Category] = map[string]bool{}
		}
		ids[v.Category][v.ID] = true
	}
	return nil
}
