package store

import (
	"time"

	"sitedraw/sampler"
)

// The kinds of draws.
const (
	Official  = "official"  // made by the office, of a random seed or a seal
	Practice  = "practice"  // decides nothing, and is for those signed in alone
	Rehearsal = "rehearsal" // a round of a drill for practice: decides nothing; released in its time, to those signed in alone
)

// Draw is a draw that was made. It is never changed; Events says what happened to
// it since.
type Draw struct {
	Number     int64 // from 1, without gaps
	Kind       string
	Title      string
	Register   string
	Version    int64
	Frame      sampler.Digest
	Plan       sampler.Digest
	PlanName   string
	Record     sampler.Digest  // its body is a blob
	Seal       *sampler.Digest // nil: none
	Salt       [32]byte        // of the commitment in the log
	Release    time.Time       // when its main picks are shown
	Conclude   time.Time       // when seed, record and reserves are; zero: when the office says so
	Incomplete []string        // townships that the frame lacks
	Reserves   int             // how many reserves the record has
	Leaf       int64
	Made       Act
	Events     []DrawEvent // in order
}

// What can happen to a draw.
const (
	Released  = "released"  // its main picks are public
	Concluded = "concluded" // seed, record and all reserves are public
	Withdrawn = "withdrawn" // it does not count; it stays visible with the reason
	Reserve   = "reserve"   // the next reserve was opened in place of a pick
)

// DrawEvent is something that happened to a draw.
type DrawEvent struct {
	Draw   int64
	Number int64 // from 1 in each draw
	Kind   string
	Detail []byte // JSON object: reason, step, site …
	Leaf   int64
	Made   Act
}

// Has reports whether something of the kind has happened to the draw.
func (d *Draw) Has(kind string) bool {
	for i := range d.Events {
		if d.Events[i].Kind == kind {
			return true
		}
	}
	return false
}

// Assignment is the part of a draw that an inspector sees on a day.
type Assignment struct {
	Draw  int64
	User  int64
	Day   string   // "2026-11-22", of the county's own time
	Sites []string // ids, sorted
}

// DrawFilter narrows a list of draws; its zero value takes all.
type DrawFilter struct {
	Register string
	Kind     string
	MadeBy   int64
}

// DrawReader reads draws.
type DrawReader interface {
	Draw(number int64) (Draw, error)
	Draws(DrawFilter, NumberPage) ([]Draw, error)
	DrawOfRecord(sampler.Digest) (Draw, error)
	// FrameConcluded reports whether a draw that has been concluded used the frame.
	FrameConcluded(frame sampler.Digest) (bool, error)
	// DrawsToRelease and DrawsToConclude list the draws whose time has come; those of
	// practice never are, those of rehearsals are like official ones.
	DrawsToRelease(now time.Time) ([]Draw, error)
	DrawsToConclude(now time.Time) ([]Draw, error)
	// NextDue returns when the next seal, draw or round is due; zero: none is.
	NextDue() (time.Time, error)
	Assignments(draw int64) ([]Assignment, error) // by user, then day
	AssignmentsOf(user int64, day string) ([]Assignment, error)
}

// DrawWriter adds draws and what happens to them.
type DrawWriter interface {
	AddDraw(Draw) error // its number is the next
	// AddDrawEvent gives the number. ErrState for what happens once and has.
	AddDrawEvent(DrawEvent) error
	Assign(Assignment) error // replaces that of the user's day
}
