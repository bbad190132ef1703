package drill

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/crew"
)

// MaxFile is the largest drill in bytes; in YAML it is sampler.MaxYAML.
const MaxFile = 1 << 18

var (
	drillMembers = []string{
		"below", "calendar", "lead_minutes", "mode", "name", "plan", "reach", "register", "release_minutes", "seed",
		"seeds", "source", "teams", "title",
	}
	calendarMembers = []string{"dates", "rule", "skip", "start", "until", "zone"}
	teamsMembers    = []string{"lead", "most", "size", "way"}
)

// Append appends a drill, as New returned it, in canonical form (RFC 8785), members
// that equal their default left out.
func Append(b []byte, d *Drill) []byte {
	var o object
	o.unless("below", d.Below, DefaultBelow)
	o.raw("calendar", appendCalendar(nil, &d.Calendar))
	o.unless("lead_minutes", inMinutes(d.Lead), inMinutes(DefaultLead))
	if d.Mode != sampler.Faithful {
		o.text("mode", string(d.Mode))
	}
	o.text("name", d.Name)
	o.text("plan", d.Plan.String())
	o.text("reach", string(d.Reach))
	o.text("register", d.Register)
	o.unless("release_minutes", inMinutes(d.Release), 0)
	o.text("seed", d.Seed)
	o.text("seeds", string(d.Seeds))
	o.text("source", d.Source)
	if d.Teams != nil {
		o.raw("teams", appendTeams(nil, d.Teams))
	}
	o.text("title", d.Title)
	return o.appendTo(b)
}

func inMinutes(d time.Duration) int { return int(d / time.Minute) }

func appendCalendar(b []byte, c *Calendar) []byte {
	var o object
	o.texts("dates", c.Dates)
	o.text("rule", c.Rule)
	o.texts("skip", c.Skip)
	o.text("start", c.Start)
	o.text("until", c.Until)
	if c.Zone != DefaultZone {
		o.text("zone", c.Zone)
	}
	return o.appendTo(b)
}

func appendTeams(b []byte, t *Teams) []byte {
	var o object
	o.text("lead", t.Lead)
	o.unless("most", t.Most, 0)
	o.unless("size", t.Size, DefaultSize)
	if t.Way != crew.Lot {
		o.text("way", string(t.Way))
	}
	return o.appendTo(b)
}

// Digest returns the SHA-256 of the drill's canonical bytes.
func (d *Drill) Digest() sampler.Digest { return sha256.Sum256(Append(nil, d)) }

// Parse reads a drill in JSON, in whatever order and with whatever spaces, and
// checks it as New does. Unknown members are refused with the nearest known name;
// null counts as absent.
func Parse(text string) (Drill, error) {
	if len(text) > MaxFile {
		return Drill{}, &geo.Error{Code: ErrLarge, Want: strconv.Itoa(MaxFile)}
	}
	root, err := parseValue(text)
	if err != nil {
		return Drill{}, err
	}
	d, err := readDrill(root)
	if err != nil {
		return Drill{}, err
	}
	return New(d)
}

// ParseYAML reads a drill as people write it, in YAML, or in JSON if it begins
// with "{".
func ParseYAML(source []byte) (Drill, error) {
	text := strings.TrimPrefix(string(source), "\ufeff")
	if strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") {
		return Parse(text)
	}
	converted, err := sampler.YAMLToJSON([]byte(text))
	if err != nil {
		return Drill{}, yamlError(err)
	}
	return Parse(string(converted))
}

// yamlError says of a drill what sampler says of a plan.
func yamlError(err error) error {
	e, is := errors.AsType[*geo.Error](err)
	if !is {
		return err
	}
	renamed := *e
	switch e.Code {
	case sampler.ErrPlanYAML:
		renamed.Code = ErrFile
	case sampler.ErrPlanLarge:
		renamed.Code = ErrLarge
	default: // of texts, whatever they say
	}
	return &renamed
}

func readDrill(root value) (d Drill, err error) {
	texts := map[string]*string{
		"name": &d.Name, "title": &d.Title, "register": &d.Register, "seed": &d.Seed, "source": &d.Source,
		"mode": (*string)(&d.Mode), "reach": (*string)(&d.Reach), "seeds": (*string)(&d.Seeds),
	}
	return d, root.members(drillMembers, func(name string, v value) error {
		switch name {
		case "plan":
			return v.digest(&d.Plan)
		case "calendar":
			return readCalendar(v, &d.Calendar)
		case "teams":
			d.Teams = &Teams{}
			return readTeams(v, d.Teams)
		case "lead_minutes":
			return v.minutes(&d.Lead, inMinutes(LeastLead), inMinutes(MostLead))
		case "release_minutes":
			return v.minutes(&d.Release, 0, inMinutes(MostRelease))
		case "below":
			return v.whole(&d.Below, 1, 100)
		default:
			return v.text(texts[name])
		}
	})
}

func readCalendar(v value, c *Calendar) error {
	texts := map[string]*string{"rule": &c.Rule, "start": &c.Start, "until": &c.Until, "zone": &c.Zone}
	return v.members(calendarMembers, func(name string, m value) error {
		switch name {
		case "dates":
			return m.texts(&c.Dates)
		case "skip":
			return m.texts(&c.Skip)
		default:
			return m.text(texts[name])
		}
	})
}

func readTeams(v value, t *Teams) error {
	return v.members(teamsMembers, func(name string, m value) error {
		switch name {
		case "size":
			return m.whole(&t.Size, 1, MostSize)
		case "most":
			return m.whole(&t.Most, 0, MostTeams)
		case "lead":
			return m.text(&t.Lead)
		default:
			return m.text((*string)(&t.Way))
		}
	})
}

// digest reads 64 lower-case hex digits.
func (v value) digest(into *sampler.Digest) error {
	var text string
	if err := v.text(&text); err != nil {
		return err
	}
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(into) || text != strings.ToLower(text) {
		return v.wrong(sampler.ErrHex, text, strconv.Itoa(2*len(into)))
	}
	copy(into[:], b)
	return nil
}

// minutes reads a length of time in whole minutes.
func (v value) minutes(into *time.Duration, least, most int) error {
	var n int
	err := v.whole(&n, least, most)
	*into = time.Duration(n) * time.Minute
	return err
}
