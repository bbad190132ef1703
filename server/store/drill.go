package store

import (
	"time"

	"sitedraw/sampler"
)

// Drill is a series of dated rounds over one register. It is never changed; it may
// be stopped before its last round.
type Drill struct {
	Number   int64  // from 1, without gaps
	Name     string // as it stands in addresses, unique and for good
	Title    string // for people
	Register string
	Plan     sampler.Digest // its body is a blob
	Object   []byte         // canonical JSON of the definition
	Digest   sampler.Digest // SHA-256 of Object
	Leaf     int64
	Made     Act
	Ended    *Act // when it was stopped early; nil: it was not
}

// The states of a round, in the order in which it can go through them; the last two
// are final.
const (
	RoundPlanned = "planned" // its time has not come, or it could not be held yet
	RoundSealed  = "sealed"  // its draw is fixed by a seal
	RoundFailed  = "failed"  // its time came, and it could not be held
	RoundMade    = "made"    // its draw was made
	RoundSkipped = "skipped" // it is not held
)

// Round is one dated draw of a drill.
type Round struct {
	Drill   int64
	Number  int64           // from 1 in each drill, in order of Due
	Due     time.Time       // when it is held; no two of a drill at once
	SealAt  time.Time       // when it is to be sealed; zero: it is not
	State   string          // RoundPlanned …
	Seal    *sampler.Digest // nil: none yet
	Draw    int64           // number of its draw; 0: none yet
	Failure string          // why it, or the lot of its teams, failed the last time: a code
	Detail  []byte          // JSON object: what it failed at
	Late    bool            // it was made later than Punctual
	Made    Act             // of its state; zero: it is planned
}

// DrillReader reads drills and their rounds.
type DrillReader interface {
	Drill(name string) (Drill, error)
	DrillByNumber(number int64) (Drill, error)
	Drills(TextPage) ([]Drill, error) // by name
	// Rounds lists all rounds of a drill in order; none of one that is not there.
	Rounds(drill int64) ([]Round, error)
	Round(drill, number int64) (Round, error)
	RoundOfDraw(draw int64) (Round, error)
	RoundOfSeal(sampler.Digest) (Round, error)
	// RoundsDue lists what the clock has to do with rounds, in order of when: those
	// planned whose SealAt or, if they have none, whose Due has come, and those sealed
	// whose Due has come.
	RoundsDue(now time.Time) ([]Round, error)
}

// DrillWriter adds drills and moves their rounds on.
type DrillWriter interface {
	// AddDrill gives the number. Its rounds are all of them, numbered from 1 with
	// rising Due; they are planned, whatever else they say. ErrExists for a name that
	// is taken or a Due that comes twice, ErrState for another order.
	AddDrill(Drill, []Round) (number int64, err error)
	// EndDrill skips the rounds that are planned; those that are sealed are still
	// held. ErrState if it was ended.
	EndDrill(number int64, by Act) error
	// SetRound moves a round to a later state, with seal, draw, failure, lateness and
	// act; Due and SealAt stay as they are, and so does a seal once there is one.
	// ErrState for a state that is not later, for a seal or draw that is not there, for
	// another seal than it has, for a draw of another seal, for a sealed round without
	// a seal, a made one without a draw and any other one with a draw; ErrExists for a
	// seal or draw of another round.
	SetRound(Round) error
	// NoteRoundFailure notes in whatever state a round is why it could not be moved
	// on, or why its teams could not be drawn; an empty code takes the note away.
	NoteRoundFailure(drill, number int64, code string, detail []byte) error
}
