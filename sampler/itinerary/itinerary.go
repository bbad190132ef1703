package itinerary

import (
	"cmp"
	"slices"

	"sitedraw/geo"
)

// Spec is the name of the form that itineraries are written in.
const Spec = "itinerary-v1"

// Itinerary is what all teams do, and what nobody does. Fields stand in the order
// of their JSON names, as canonical JSON wants them. The zero value is none.
type Itinerary struct {
	Checks    []Check   `json:"checks,omitempty"`   // what to look at, by category
	LeftOut   []LeftOut `json:"left_out,omitempty"` // by id and visit
	Origin    Origin    `json:"origin"`
	Spec      string    `json:"spec"`            // Spec
	Swaps     []Swap    `json:"swaps,omitempty"` // as they were made
	Teams     []Team    `json:"teams,omitempty"`
	Unlocated []Stop    `json:"unlocated,omitempty"` // sites without position, by id and visit: in no route
	Zone      string    `json:"zone"`                // offset from UTC, as "+08:00"
}

// Origin is what an itinerary was made from. Digests are SHA-256 in lower-case
// hex.
type Origin struct {
	Estimated  bool      `json:"estimated"`            // some travel times are no roads' but estimates
	Frame      string    `json:"frame"`                // digest of the frame
	Incomplete []string  `json:"incomplete,omitempty"` // townships that the frame lacks
	Iterations int64     `json:"iterations"`           // of the solver
	Matrix     string    `json:"matrix"`               // digest of the travel times
	Nature     Nature    `json:"nature"`
	Objective  Objective `json:"objective"`
	Profile    string    `json:"profile"`            // car, ebike, foot, or what a foreign matrix is called
	Record     string    `json:"record"`             // digest of the draw's record
	Replaces   string    `json:"replaces,omitempty"` // digest of the itinerary of which days were planned again
	Seconds    int64     `json:"seconds,omitempty"`  // the solver was stopped by a clock: it cannot be repeated
	Seed       string    `json:"seed"`               // of the solver
	Stopped    bool      `json:"stopped,omitempty"`  // somebody ended the search early: it cannot be repeated
}

// Swap is a reserve of the record that takes the place of a site that was closed.
type Swap struct {
	Closed  string `json:"closed"`           // id of the site
	Reason  string `json:"reason,omitempty"` // why it was closed
	Reserve string `json:"reserve"`          // id of the site
}

// Nature says what the draw behind an itinerary is worth.
type Nature string

// The natures of draws.
const (
	Drawn    Nature = "draw"
	Practice Nature = "practice" // 演练: it decides nothing
	OwnSeed  Nature = "own_seed" // nobody but its maker had a say in the seed
)

// Natures returns all natures.
func Natures() []Nature { return []Nature{Drawn, Practice, OwnSeed} }

// Objective is what the solver made least, after serving most.
type Objective string

// The objectives.
const (
	LeastTravel Objective = "travel"
	Fair        Objective = "fair" // the latest return, then travel
)

// Objectives returns all objectives.
func Objectives() []Objective { return []Objective{LeastTravel, Fair} }

// Check is one thing to look at on a site of a category, from the office's sheet.
type Check struct {
	Category string `json:"category"` // code
	ID       string `json:"id"`       // unique in its category
	Item     Words  `json:"item"`
	Rule     string `json:"rule"`     // as geo.ParseRule reads it
	Standard Words  `json:"standard"` // when it is met
}

// Words is a text in both languages.
type Words struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// ChecksOf returns the checks of the categories that stops have, in the order of
// categories; within one, they keep the order of the sheet.
func ChecksOf(sheet []geo.Check, stops []Stop) []Check {
	wanted := map[string]bool{}
	for i := range stops {
		wanted[stops[i].Category] = true
	}
	var checks []Check
	for i := range sheet {
		c := &sheet[i]
		if wanted[c.Category] {
			checks = append(checks, Check{
				Category: c.Category, ID: c.ID, Rule: c.Rule.String(),
				Item: Words{EN: c.Item.EN, ZH: c.Item.ZH}, Standard: Words{EN: c.Standard.EN, ZH: c.Standard.ZH},
			})
		}
	}
	slices.SortStableFunc(checks, func(a, b Check) int { return cmp.Compare(a.Category, b.Category) })
	return checks
}

// New returns the itinerary with Spec filled in, what is left out and what is
// unlocated in order, or the first thing that is wrong with it: a *geo.Error whose
// column is the path to it.
func New(it Itinerary) (*Itinerary, error) {
	it.Spec = Spec
	it.LeftOut, it.Unlocated = slices.Clone(it.LeftOut), slices.Clone(it.Unlocated)
	slices.SortStableFunc(it.LeftOut, func(a, b LeftOut) int { return a.Stop.compare(&b.Stop) })
	slices.SortStableFunc(it.Unlocated, func(a, b Stop) int { return a.compare(&b) })
	if err := it.check(); err != nil {
		return nil, err
	}
	return &it, nil
}
