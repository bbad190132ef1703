package itinerary

import (
	"cmp"
	"slices"
)

// LeftOut is a stop in no route.
type LeftOut struct {
	Reasons    []Reason    `json:"reasons,omitempty"`    // one for each team, in their order
	Relaxation *Relaxation `json:"relaxation,omitempty"` // the cheapest that is known; nil: none
	Stop       Stop        `json:"stop"`
}

// Reason says why a team does not take a stop: all that keeps it from going there,
// each of which alone would.
type Reason struct {
	Team string `json:"team"`
	Why  []Why  `json:"why,omitempty"` // at least one
}

// Why is what keeps a team from a stop.
type Why string

// The reasons. FullDay and KeptRoute stand alone.
const (
	OwnTownship Why = "own_township" // it may not inspect the township
	OwnUnit     Why = "own_unit"     // it may not inspect the unit
	OthersLot   Why = "others_lot"   // it is another team's, by lot
	NoWay       Why = "no_way"       // no road leads there, or none back
	NoWindow    Why = "window"       // no window can be reached even if it were the only stop
	ShortShift  Why = "shift"        // the shift is too short even if it were the only stop
	OverLoaded  Why = "capacity"     // it alone is more than the team's capacity
	FullDay     Why = "full"         // it would fit alone, but not beside what is planned
	KeptRoute   Why = "kept"         // it would fit alone, but the route stays as it was handed out
)

// Whys returns all reasons.
func Whys() []Why {
	return []Why{OwnTownship, OwnUnit, OthersLot, NoWay, NoWindow, ShortShift, OverLoaded, FullDay, KeptRoute}
}

// Relaxation is a change to the rules by which a stop would be served.
type Relaxation struct {
	By     int64  `json:"by,omitempty"` // how much, of a change that is measured
	Change Change `json:"change"`
	Date   string `json:"date,omitempty"` // of the day; empty: any
	Team   string `json:"team"`           // by which it would be served
}

// Change is what is relaxed.
type Change string

// The changes, and what their measure counts.
const (
	LaterEnd      Change = "later_end"      // of the team's hours, milliseconds
	EarlierStart  Change = "earlier_start"  // of the team's hours, milliseconds
	LaterClosing  Change = "later_closing"  // of the stop's window, milliseconds
	EarlierOpen   Change = "earlier_open"   // of the stop's window, milliseconds
	MoreStops     Change = "more_stops"     // on the route, stops
	MoreCapacity  Change = "more_capacity"  // of the team, load
	ExtraRoute    Change = "extra_route"    // like the team's, for the stop alone
	AllowTownship Change = "allow_township" // to be inspected by the team
	AllowUnit     Change = "allow_unit"     // to be inspected by the team
)

// Changes returns all changes.
func Changes() []Change {
	return append(timeChanges(), MoreStops, MoreCapacity, ExtraRoute, AllowTownship, AllowUnit)
}

func timeChanges() []Change { return []Change{LaterEnd, EarlierStart, LaterClosing, EarlierOpen} }

// Timed reports whether the change is measured in milliseconds.
func (c Change) Timed() bool { return slices.Contains(timeChanges(), c) }

// Measured reports whether the change has a measure, Relaxation.By.
func (c Change) Measured() bool { return c.Timed() || c == MoreStops || c == MoreCapacity }

// compare orders stops by id, then by visit.
func (s *Stop) compare(o *Stop) int {
	return cmp.Or(cmp.Compare(s.ID, o.ID), cmp.Compare(s.Visit, o.Visit))
}
