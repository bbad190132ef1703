package dispatch

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/itinerary"
)

// MaxTeamsFile is the largest teams file in bytes; in YAML it is sampler.MaxYAML.
const MaxTeamsFile = 1 << 20

// ParseTeams reads a teams file in YAML or JSON and checks it. What the file says
// above its teams holds for each that does not say otherwise. The error is a
// *geo.Error whose column is the path to what is wrong, such as teams[2].hours, or
// with the line of what is no YAML or JSON.
func ParseTeams(data []byte) (*Teams, error) {
	if len(data) > MaxTeamsFile {
		return nil, &geo.Error{Code: ErrTeamsLarge, Want: strconv.Itoa(MaxTeamsFile)}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, &geo.Error{Code: ErrTeamsEmpty}
	}
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) || !json.Valid(data) {
		text, err := sampler.YAMLToJSON(data)
		if err != nil {
			return nil, yamlError(err)
		}
		data = text
	}
	root, err := parseValue(data)
	if err != nil {
		return nil, err
	}
	t := &Teams{Zone: DefaultZone}
	r := reader{teams: t}
	if err := r.file(root); err != nil {
		return nil, err
	}
	if err := t.Check(); err != nil {
		return nil, err
	}
	return t, nil
}

// yamlError says of a teams file what sampler says of a plan.
func yamlError(err error) error {
	e, is := errors.AsType[*geo.Error](err)
	if !is {
		return err
	}
	renamed := *e
	switch e.Code {
	case sampler.ErrPlanYAML:
		renamed.Code = ErrTeamsFile
	case sampler.ErrPlanLarge:
		renamed.Code = ErrTeamsLarge
	default: // of texts, whatever they say
	}
	return &renamed
}

// reader reads a teams file.
type reader struct {
	teams *Teams
	datum geo.Datum
}

var fileMembers = append([]string{"dates", "teams", "datum", "zone", "visits", "priorities"}, ruleMembers...)

// ruleMembers may stand above the teams, for all, or in one.
var ruleMembers = []string{"hours", "lunch", "start", "end", "most_stops"}

// file reads the members in the order in which they need each other.
func (r *reader) file(root value) error {
	var all Team
	var teams value
	var rules []func() error
	end := value{}
	err := root.members(fileMembers, func(name string, v value) (err error) {
		switch name {
		case "datum":
			return r.readDatum(v)
		case "dates":
			return r.dates(v)
		case "zone":
			return v.text(&r.teams.Zone)
		case "visits":
			return v.items(r.visit)
		case "priorities":
			return r.priorities(v)
		case "teams":
			teams = v
			return nil
		case "end":
			end = v
			return nil
		default:
			rules = append(rules, func() error { return r.rule(&all, name, v) })
			return nil
		}
	})
	for _, rule := range rules { // once the datum is known
		if err == nil {
			err = rule()
		}
	}
	if err != nil || teams.path == "" {
		return err
	}
	return teams.items(func(v value) error { return r.team(v, all, end) })
}

var teamMembers = append([]string{"name", "members", "forbid", "sites"}, ruleMembers...)

// team reads one team, which begins as what holds for all.
func (r *reader) team(v value, t Team, end value) error {
	err := v.members(teamMembers, func(name string, m value) error {
		switch name {
		case "name":
			return m.text(&t.Name)
		case "members":
			return m.items(func(item value) error { return r.member(item, &t) })
		case "forbid":
			return r.forbid(m, &t)
		case "sites":
			return m.texts(&t.Sites)
		case "end":
			end = m
			return nil
		default:
			return r.rule(&t, name, m)
		}
	})
	if err == nil {
		err = r.end(&t, end)
	}
	r.teams.Teams = append(r.teams.Teams, t)
	return err
}

// rule reads one of ruleMembers but end, which may be where the team starts.
func (r *reader) rule(t *Team, name string, v value) error {
	switch name {
	case "hours":
		return v.span(&t.Hours)
	case "lunch":
		return r.lunch(v, t)
	case "start":
		t.Start = itinerary.Place{}
		return r.place(v, &t.Start)
	default:
		return v.whole(&t.MostStops, 0, maxStops)
	}
}

// maxStops is more than anybody visits in a day.
const maxStops = 10_000

// end reads where days end: start, open, or a place; it is absent for start.
func (r *reader) end(t *Team, v value) error {
	switch v.raw {
	case nil, "start":
		start := t.Start
		t.End = &start
		return nil
	case "open":
		t.End = nil
		return nil
	}
	if _, is := v.raw.(string); is {
		return v.wrong(sampler.ErrChoice, v.raw.(string), "start, open, {at: [117.2117, 28.2849]}") //nolint:forcetypeassert // it is
	}
	t.End = &itinerary.Place{}
	return r.place(v, t.End)
}

func (r *reader) readDatum(v value) error {
	var name string
	if err := v.text(&name); err != nil {
		return err
	}
	var err error
	r.datum, err = geo.ParseDatum(name)
	return geo.InColumn(err, v.path)
}

// dates reads dates; a text is one.
func (r *reader) dates(v value) error {
	if _, is := v.raw.(string); is {
		v.raw = []any{v.raw}
	}
	return v.texts(&r.teams.Dates)
}

// place reads {name, at}; at is [longitude, latitude] in degrees of the datum.
func (r *reader) place(v value, p *itinerary.Place) error {
	err := v.members([]string{"at", "name"}, func(name string, m value) error {
		if name == "name" {
			return m.text(&p.Name)
		}
		at, err := r.position(m)
		p.At = itinerary.Position{Point: at}
		return err
	})
	if err == nil && !slices.Contains(v.raw.(*object).names, "at") { //nolint:forcetypeassert // members read it
		err = v.wrong(sampler.ErrMemberMissing, "at", "")
	}
	return err
}

func (r *reader) position(v value) (geo.Point, error) {
	list, _ := v.raw.([]any)
	if len(list) != 2 {
		return geo.Point{}, v.kind("[117.2117, 28.2849]")
	}
	lon, isLon := list[0].(json.Number)
	lat, isLat := list[1].(json.Number)
	if !isLon || !isLat {
		return geo.Point{}, v.kind("[117.2117, 28.2849]")
	}
	at, err := r.datum.ParsePoint(string(lon), string(lat))
	if err != nil || at == (geo.Point{}) { // 0, 0 is what programs write that know no position
		return at, &geo.Error{Code: ErrPosition, At: geo.Place{Column: v.path}, Value: excerpt(string(lon) + ", " + string(lat)), Want: "117.2117, 28.2849", Err: err}
	}
	return at, nil
}

func (r *reader) lunch(v value, t *Team) error {
	if v.raw == nil || v.raw == false { // a team without the lunch of all
		t.Lunch = nil
		return nil
	}
	t.Lunch = &Lunch{}
	missing := []string{"from", "to", "minutes"}
	err := v.members(slices.Clone(missing), func(name string, m value) error {
		missing = slices.DeleteFunc(missing, func(s string) bool { return s == name })
		switch name {
		case "from":
			return m.time(&t.Lunch.From)
		case "to":
			return m.time(&t.Lunch.To)
		default:
			return m.whole(&t.Lunch.Minutes, 1, maxLunch)
		}
	})
	if err == nil && len(missing) > 0 {
		err = v.wrong(sampler.ErrMemberMissing, missing[0], "")
	}
	return err
}

// maxLunch is the longest rest in minutes.
const maxLunch = 240

func (r *reader) member(v value, t *Team) error {
	var m Member
	if name, is := v.raw.(string); is { // a name alone
		v.raw = &object{names: []string{"name"}, values: []any{name}}
	}
	err := v.members([]string{"name", "township", "unit"}, func(name string, of value) error {
		switch name {
		case "name":
			return of.text(&m.Name)
		case "township":
			return of.code(&m.Township)
		default:
			return of.text(&m.Unit)
		}
	})
	t.Members = append(t.Members, m)
	return err
}

func (r *reader) forbid(v value, t *Team) error {
	return v.members([]string{"townships", "units"}, func(name string, m value) error {
		if name == "units" {
			return m.texts(&t.Units)
		}
		return m.items(func(item value) error {
			var code string
			err := item.code(&code)
			t.Townships = append(t.Townships, code)
			return err
		})
	})
}

// visit reads how long and when sites of a category are seen.
func (r *reader) visit(v value) error {
	var visit geo.Visit
	err := v.members([]string{"category", "id", "minutes", "hours"}, func(name string, m value) error {
		switch name {
		case "category":
			return m.text(&visit.Category)
		case "id":
			return m.text(&visit.ID)
		case "minutes":
			return m.whole(&visit.ServiceMinutes, 1, maxMinutes)
		default:
			return m.items(func(item value) error {
				var s geo.Span
				err := item.span(&s)
				visit.Hours = append(visit.Hours, s)
				return err
			})
		}
	})
	if err == nil && visit.ServiceMinutes == 0 {
		err = v.wrong(sampler.ErrMemberMissing, "minutes", "")
	}
	r.teams.Visits = append(r.teams.Visits, visit)
	return err
}

// maxMinutes is the longest visit, as in geo's data.
const maxMinutes = 480

func (r *reader) priorities(v value) error {
	r.teams.Priorities = map[string]int{}
	return v.members(nil, func(name string, m value) error {
		var n int
		err := m.whole(&n, -maxPriority, maxPriority)
		r.teams.Priorities[name] = n
		return err
	})
}

const maxPriority = 1000

// code reads a 12-digit code, also one without quotes, which YAML takes for a
// number.
func (v value) code(into *string) error {
	if n, is := v.raw.(json.Number); is {
		v.raw = string(n)
	}
	return v.text(into)
}

func (v value) time(into *geo.TimeOfDay) error {
	var s string
	if err := v.text(&s); err != nil {
		return err
	}
	var err error
	*into, err = geo.ParseTimeOfDay(strings.ReplaceAll(s, "：", ":"))
	return geo.InColumn(err, v.path)
}

// typed are signs as people type them in hours, beside those that mean the same.
var typed = strings.NewReplacer("–", "-", "—", "-", "~", "-", "～", "-", "：", ":", " ", "")

// span reads hours such as 08:30-17:30, with any dash; {from, to} is the same.
func (v value) span(into *geo.Span) error {
	if _, is := v.raw.(*object); is {
		return v.members([]string{"from", "to"}, func(name string, m value) error {
			if name == "from" {
				return m.time(&into.From)
			}
			return m.time(&into.To)
		})
	}
	var s string
	if err := v.text(&s); err != nil {
		return err
	}
	from, to, _ := strings.Cut(typed.Replace(s), "-")
	var errs [2]error
	into.From, errs[0] = geo.ParseTimeOfDay(from)
	into.To, errs[1] = geo.ParseTimeOfDay(to)
	if errs[0] != nil || errs[1] != nil || into.From >= into.To {
		return v.wrong(ErrHours, s, "08:30-17:30")
	}
	return nil
}
