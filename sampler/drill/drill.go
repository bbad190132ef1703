package drill

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/crew"
)

// Drill (模拟测评) says what is drawn, when and how, again and again. New makes one;
// the zero value is none. It is fixed when it is made: what a round is follows from
// it, from the register and from the rounds before.
type Drill struct {
	Name     string         // short name, unique on a server, 1–255 bytes
	Title    string         // for people; may be empty
	Register string         // name of the register whose version of the day is drawn from
	Plan     sampler.Digest // of the plan's canonical form
	Calendar Calendar
	Mode     sampler.Mode  // how the rounds depend on each other; Faithful if none is given
	Reach    sampler.By    // Cover: what is to be reached: ByArea, ByPlace, ByUnit; "": each site
	Seeds    SeedRule      // must be given
	Seed     string        // Practice: the text from which the seeds follow, 1–1024 bytes
	Lead     time.Duration // Sealed: how long before its time a round is sealed, whole minutes; 0: DefaultLead
	Release  time.Duration // how long after its time a round's main picks are shown, whole minutes
	Source   string        // Again, Weighted: the drill whose latest results are looked at; "": this one
	Below    int           // Again: per cent below which a site has failed; 0: DefaultBelow
	Teams    *Teams        // nil: no teams are drawn
}

// Teams says which teams are drawn for each round.
type Teams struct {
	Size int      // members of a team; 0: DefaultSize
	Most int      // at most so many teams; 0: as many as there are people and sites for
	Lead string   // qualification that one member of each team needs; "": none
	Way  crew.Way // Lot if none is given
}

// What holds where a drill says nothing.
const (
	DefaultLead  = 24 * time.Hour
	DefaultBelow = 100 // anything that is not met
	DefaultSize  = 2
)

// The bounds of a drill, which belong to what is allowed.
const (
	LeastLead   = time.Hour
	MostLead    = 31 * 24 * time.Hour
	MostRelease = 366 * 24 * time.Hour
	MostSize    = 100
	MostTeams   = 10_000
	MaxSeed     = 1024 // bytes, as draw-v1 has it
)

// New fills in the defaults and checks the drill; dates are put in order. The error
// is a *geo.Error whose column is the path to what is wrong, such as
// calendar.until.
func New(d Drill) (Drill, error) {
	d.fill()
	for _, check := range []func() error{
		d.checkTexts, d.checkMode, d.checkSeeds, d.checkRelease, d.checkTeams, d.checkCalendar,
	} {
		if err := check(); err != nil {
			return Drill{}, err
		}
	}
	return d, nil
}

func (d *Drill) fill() {
	if d.Mode == "" {
		d.Mode = sampler.Faithful
	}
	if d.Seeds == Sealed && d.Lead == 0 {
		d.Lead = DefaultLead
	}
	if d.Mode == sampler.Again && d.Below == 0 {
		d.Below = DefaultBelow
	}
	if d.Source == d.Name {
		d.Source = ""
	}
	d.Calendar = d.Calendar.ordered()
	if d.Teams == nil {
		return
	}
	teams := *d.Teams
	if teams.Size == 0 {
		teams.Size = DefaultSize
	}
	if teams.Way == "" {
		teams.Way = crew.Lot
	}
	d.Teams = &teams
}

func (d *Drill) checkTexts() error {
	for _, text := range []struct{ member, value string }{{"name", d.Name}, {"register", d.Register}} {
		if text.value == "" {
			return missing(text.member)
		}
		if err := geo.CheckIdentifier(text.value); err != nil {
			return geo.InColumn(err, text.member)
		}
	}
	if d.Plan == (sampler.Digest{}) {
		return missing("plan")
	}
	if d.Title == "" {
		return nil
	}
	return geo.InColumn(geo.CheckIdentifier(d.Title), "title")
}

// goesWith refuses a member that was given although it means nothing with the rest,
// which want shows.
func goesWith(member string, given bool, want string) error {
	if given {
		return wrong(sampler.ErrCombination, member, member, want)
	}
	return nil
}

func (d *Drill) checkMode() error {
	if err := choice("mode", d.Mode, sampler.Modes()); err != nil {
		return err
	}
	looksBack := d.Mode == sampler.Again || d.Mode == sampler.Weighted
	mode := "mode: " + string(d.Mode)
	for _, err := range []error{
		goesWith("reach", d.Reach != "" && d.Mode != sampler.Cover, mode),
		goesWith("source", d.Source != "" && !looksBack, mode),
		goesWith("below", d.Below != 0 && d.Mode != sampler.Again, mode),
	} {
		if err != nil {
			return err
		}
	}
	if d.Mode == sampler.Again {
		if err := between("below", d.Below, 1, 100); err != nil {
			return err
		}
	}
	if d.Source != "" {
		return geo.InColumn(geo.CheckIdentifier(d.Source), "source")
	}
	if d.Reach == "" {
		return nil
	}
	return choice("reach", d.Reach, sampler.Reaches())
}

func (d *Drill) checkSeeds() error {
	if d.Seeds == "" {
		return missing("seeds")
	}
	if err := choice("seeds", d.Seeds, SeedRules()); err != nil {
		return err
	}
	if d.Seeds == Sealed {
		if err := goesWith("seed", d.Seed != "", "seeds: sealed"); err != nil {
			return err
		}
		return minutes("lead_minutes", d.Lead, LeastLead, MostLead)
	}
	if d.Seed == "" {
		return missing("seed")
	}
	if err := goesWith("lead_minutes", d.Lead != 0, "seeds: practice"); err != nil {
		return err
	}
	return geo.InColumn(geo.CheckTextLength(d.Seed, MaxSeed), "seed")
}

func (d *Drill) checkRelease() error { return minutes("release_minutes", d.Release, 0, MostRelease) }

func (d *Drill) checkTeams() error {
	if d.Teams == nil {
		return nil
	}
	if err := between("teams.size", d.Teams.Size, 1, MostSize); err != nil {
		return err
	}
	if err := between("teams.most", d.Teams.Most, 0, MostTeams); err != nil {
		return err
	}
	if d.Teams.Lead != "" {
		if err := geo.CheckIdentifier(d.Teams.Lead); err != nil {
			return geo.InColumn(err, "teams.lead")
		}
	}
	return choice("teams.way", d.Teams.Way, crew.Ways())
}

func (d *Drill) checkCalendar() error {
	_, err := d.Calendar.Times()
	if e, is := errors.AsType[*geo.Error](err); is {
		located := *e
		located.At.Column = strings.TrimSuffix("calendar."+e.At.Column, ".")
		return &located
	}
	return err
}

func choice[T ~string](member string, value T, known []T) error {
	if slices.Contains(known, value) {
		return nil
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	return wrong(sampler.ErrChoice, member, excerpt(string(value)), strings.Join(names, ", "))
}

func between(member string, value, least, most int) error {
	if value >= least && value <= most {
		return nil
	}
	return wrong(sampler.ErrNumberRange, member, strconv.Itoa(value), strconv.Itoa(least)+" … "+strconv.Itoa(most))
}

// minutes checks a length of time that is written in minutes.
func minutes(member string, d, least, most time.Duration) error {
	if d%time.Minute != 0 {
		return wrong(sampler.ErrWholeNumber, member, strconv.FormatFloat(d.Minutes(), 'g', -1, 64), "")
	}
	return between(member, int(d/time.Minute), int(least/time.Minute), int(most/time.Minute))
}
