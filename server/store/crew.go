package store

import (
	"time"

	"sitedraw/sampler"
)

// Crew is one lot of teams for a draw. It is never changed; the people in it can be
// taken out.
type Crew struct {
	Draw       int64
	Lot        int            // from 1 in each draw, without gaps; the last one counts
	Digest     sampler.Digest // SHA-256 of Body
	Body       []byte         // canonical JSON of the assignment; names inspectors by their ids alone
	Inspectors []byte         // JSON: the inspectors as they were known then; nil once they were dropped
	Leaf       int64
	Made       Act
	Dropped    time.Time // when Inspectors was; zero: it was not
}

// CrewReader reads teams.
type CrewReader interface {
	Crew(draw int64, lot int) (Crew, error)
	Crews(draw int64) ([]Crew, error) // by lot
	// CrewsWithPeople lists the crews made until a time whose inspectors were not
	// dropped, the oldest first, without Body and Inspectors.
	CrewsWithPeople(until time.Time) ([]Crew, error)
}

// CrewWriter adds teams.
type CrewWriter interface {
	// AddCrew adds the draw's next lot: ErrExists if there is one of its number.
	AddCrew(Crew) error
	// DropCrewPeople erases Inspectors for good; ErrState if they were.
	DropCrewPeople(draw int64, lot int, at time.Time) error
}
