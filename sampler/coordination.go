package sampler

import (
	"slices"
	"strings"

	"sitedraw/geo"
)

// RoundsSpec is the name of the rule of rounds that depend on each other:
// docs/spec/rounds-v1.md.
const RoundsSpec = "rounds-v1"

// Mode says how the rounds of a series depend on each other.
type Mode string

// The modes of rounds-v1.
const (
	Faithful Mode = "faithful" // each round is a draw of its own, as a real evaluation is: draw-v1, nothing else
	Cover    Mode = "cover"    // negative coordination: what was drawn least comes first
	Again    Mode = "again"    // 回头看: the sites that failed in an earlier round
	Weighted Mode = "weighted" // by losses or open problems: a rehearsal, never shown without that label
)

// Modes lists every mode.
func Modes() []Mode { return []Mode{Faithful, Cover, Again, Weighted} }

// Reaches lists what a cover may reach besides sites: townships, villages, units.
func Reaches() []By { return []By{ByArea, ByPlace, ByUnit} }

// What can be wrong with a coordination, and where one can differ.
const (
	// ErrCoordinationMember is a member that does not go with the mode Want.
	ErrCoordinationMember geo.Code = "coordination.member"
	// ErrCoordinationOrder is a name that does not come after the one before it.
	ErrCoordinationOrder geo.Code = "coordination.order"
	// ErrCoordinationName is a name that the frame does not have; Names lists all.
	ErrCoordinationName geo.Code = "coordination.name"
	// ErrCoordinationStep is a site to be looked at again that fits no step.
	ErrCoordinationStep geo.Code = "coordination.step"
	// DiffCoordination is a coordination that is another than it should be.
	DiffCoordination geo.Code = "verify.coordination"
)

// MaxWeight is the greatest weight of a site, that of the measure of size.
const MaxWeight = 1<<31 - 1

// Coordination is what the picks of a round depend on besides frame, plan and
// seed (rounds-v1 §3). It stands in the record, so that a record can be computed
// again by itself; whether it follows from the rounds before is package drill's
// to say. The zero value is none.
type Coordination struct {
	Mode    Mode     // Cover, Again or Weighted
	Reach   By       // Cover: "" sites, ByArea townships, ByPlace villages, ByUnit units
	Sites   Levels   // Cover
	Groups  Levels   // Cover with Reach
	Recheck []string // Again: ids of sites, sorted
	Weights []Weight // Weighted: sorted by id; sites not named weigh 1
}

// Levels say how far sites or groups have come in a cover. Every list is sorted
// by name and has each once.
type Levels struct {
	Drawn []Drawn  // levels above 0, as the round found them
	New   []string // came, or came back, since the round before; of the first round none
	// Joined is what DrawRound adds: the levels at which those of New came in, of
	// all that stood for the draw.
	Joined []Drawn
}

// Drawn is a level: how often a site or group was a main pick in the rounds
// before, counted from the level at which it came in.
type Drawn struct {
	Name  string
	Times int64
}

// Weight is how much a site counts in a weighted rehearsal: 1 … MaxWeight.
type Weight struct {
	ID     string
	Weight int64
}

// Key returns the value of a key for a site, as draw-v1 §5 has it: the empty text
// if the site has none, or the key is empty.
func (b By) Key(s *geo.Site) string {
	switch {
	case b == ByCategory:
		return s.Category
	case b == ByArea && s.Area != "":
		return geo.AreaCode(s.Area).Township()
	case b == ByPlace:
		return s.Area
	case b == ByUnit:
		return s.Unit
	case !strings.HasPrefix(string(b), string(TagPrefix)):
		return ""
	}
	begins := func(tag string) bool { return strings.HasPrefix(tag, b.tagPrefix()) }
	if i := slices.IndexFunc(s.Tags, begins); i >= 0 {
		return s.Tags[i]
	}
	return ""
}

// Admits reports whether a site has the category and the tags that the step asks
// for; where it lies is not looked at.
func (s *Step) Admits(site *geo.Site) bool {
	carries := func(tag string) bool { return slices.Contains(site.Tags, tag) }
	lacks := func(tag string) bool { return !carries(tag) }
	return slices.Contains(s.Category, site.Category) && !slices.ContainsFunc(s.Tags, lacks) &&
		(len(s.AnyTags) == 0 || slices.ContainsFunc(s.AnyTags, carries))
}
