package crew

import (
	"cmp"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Spec is the name of the rule that teams are made by.
const Spec = "teams-v1"

// Way says which sites a team may be given.
type Way string

// The ways.
const (
	Lot   Way = "lot"   // teams by lot from all inspectors, any site they may inspect
	Cross Way = "cross" // teams within townships, each inspects the next township of a ring
)

// Ways returns all ways.
func Ways() []Way { return []Way{Lot, Cross} }

// Rules are what the office settles about teams. The zero value means [DefaultSize]
// members, as many teams as there can be, by lot.
type Rules struct {
	Size int    // members of a team, 1 … 99; 0: DefaultSize
	Most int    // teams at most; 0: as many as there can be
	Lead string // qualification that one member of each team needs; empty: none
	Way  Way    // empty: Lot
}

// DefaultSize is how many inspectors a team has.
const DefaultSize = 2

const (
	maxSize  = 99
	maxTeams = 1 << 20
)

// NewRules returns the rules with their defaults filled in, or what is wrong.
func NewRules(r Rules) (Rules, error) {
	if r.Size == 0 {
		r.Size = DefaultSize
	}
	if r.Way == "" {
		r.Way = Lot
	}
	switch {
	case r.Size < 1 || r.Size > maxSize:
		return Rules{}, &geo.Error{Code: sampler.ErrNumberRange, At: geo.Place{Column: "size"}, Value: strconv.Itoa(r.Size), Want: "1 … " + strconv.Itoa(maxSize)}
	case r.Most < 0 || r.Most > maxTeams:
		return Rules{}, &geo.Error{Code: sampler.ErrNumberRange, At: geo.Place{Column: "most"}, Value: strconv.Itoa(r.Most), Want: "0 … " + strconv.Itoa(maxTeams)}
	case !slices.Contains(Ways(), r.Way):
		return Rules{}, &geo.Error{Code: sampler.ErrChoice, At: geo.Place{Column: "way"}, Value: string(r.Way), Want: "lot, cross"}
	}
	if err := optional("lead", r.Lead); err != nil {
		return Rules{}, err
	}
	return r, nil
}

// Site is what is to be inspected.
type Site struct {
	ID   string
	Area string // 12 digits of the township or village it lies in, or empty
	Unit string // responsible unit, or empty
}

// Place is where a site is, as far as an inspector should not come twice running: its
// village, or the site itself where no village is known.
func (s *Site) Place() string {
	if s.Area != "" && geo.AreaCode(s.Area).Level() == geo.VillageLevel {
		return s.Area
	}
	return s.ID
}

// Visit says that an inspector was at a place ([Site.Place]) in the round before.
type Visit struct{ Inspector, Place string }

// Job is everything that teams follow from. Inspectors and sites come in any order.
type Job struct {
	Seed       string         // of the round's record
	Record     sampler.Digest // of the round's record, which the assignment names
	Lot        int            // from 1: which drawing of teams of this round it is
	Date       string         // 2006-01-02, the day of the inspection
	Inspectors []Inspector
	Sites      []Site // main picks and opened reserves, each once
	Rules      Rules
	Before     []Visit // empty: no round before, or nobody was anywhere
}

// MostSites is how many sites a job can have.
const MostSites = 10_000

// settled returns the job with inspectors, sites and visits in order and the rules'
// defaults filled in, or what is wrong with it.
func (j *Job) settled() (*Job, error) {
	s := *j
	if err := inside("seed", geo.CheckTextLength(j.Seed, 1024)); err != nil {
		return nil, err
	}
	if j.Lot < 1 || j.Lot > maxTeams {
		return nil, &geo.Error{Code: sampler.ErrNumberRange, At: geo.Place{Column: "lot"}, Value: strconv.Itoa(j.Lot), Want: "1 … " + strconv.Itoa(maxTeams)}
	}
	if err := checkDate("date", j.Date); err != nil {
		return nil, err
	}
	var err error
	if s.Rules, err = NewRules(j.Rules); err != nil {
		return nil, inside("rules", err)
	}
	if len(j.Inspectors) == 0 {
		return nil, &geo.Error{Code: ErrInspectors, Value: "0", Want: strconv.Itoa(MostInspectors)}
	}
	if s.Inspectors, err = NewInspectors(j.Inspectors); err != nil {
		return nil, inside("inspectors", err)
	}
	if s.Sites, err = settledSites(j.Sites); err != nil {
		return nil, inside("sites", err)
	}
	s.Before = settledVisits(j.Before)
	return &s, nil
}

func settledSites(list []Site) ([]Site, error) {
	if len(list) == 0 || len(list) > MostSites {
		return nil, &geo.Error{Code: ErrSites, Value: strconv.Itoa(len(list)), Want: strconv.Itoa(MostSites)}
	}
	sorted := slices.Clone(list)
	for i := range sorted {
		if err := sorted[i].check(); err != nil {
			return nil, inside("["+strconv.Itoa(i+1)+"]", err)
		}
	}
	slices.SortFunc(sorted, func(a, b Site) int { return cmp.Compare(a.ID, b.ID) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i].ID == sorted[i-1].ID {
			return nil, &geo.Error{Code: ErrTwice, Value: sorted[i].ID}
		}
	}
	return sorted, nil
}

func (s *Site) check() error {
	if err := inside("id", geo.CheckIdentifier(s.ID)); err != nil {
		return err
	}
	if s.Area != "" {
		if _, err := geo.ParseAreaCode(s.Area); err != nil {
			return inside("area", err)
		}
	}
	return optional("unit", s.Unit)
}

func settledVisits(list []Visit) []Visit {
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(a, b Visit) int {
		return cmp.Or(cmp.Compare(a.Inspector, b.Inspector), cmp.Compare(a.Place, b.Place))
	})
	return slices.Compact(sorted)
}
