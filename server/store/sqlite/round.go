package sqlite

import (
	"slices"
	"time"

	"sitedraw/sampler"
	"sitedraw/server/store"
)

const roundColumns = `SELECT round.drill, round.number, due, seal_at, state, seal.digest, coalesce(round.draw, 0), round.failure,
	detail, round.late, round.made_by, round.made_at FROM round LEFT JOIN seal ON seal.number = round.seal `

func scanRound(r row) (d store.Round, err error) {
	var seal []byte
	err = r.Scan(&d.Drill, &d.Number, moment{&d.Due}, moment{&d.SealAt}, &d.State, &seal, &d.Draw, &d.Failure, part{&d.Detail},
		&d.Late, &d.Made.By, moment{&d.Made.At})
	if seal != nil {
		d.Seal = new(sampler.Digest(seal))
	}
	return d, err
}

func roundOf(drill, n int64) thing { return thing{"round", number(drill) + "/" + number(n)} }

// Rounds is store.DrillReader's.
func (c *session) Rounds(drill int64) ([]store.Round, error) {
	return all(c, scanRound, roundColumns+"WHERE drill = ? ORDER BY round.number", drill)
}

// Round is store.DrillReader's.
func (c *session) Round(drill, n int64) (store.Round, error) {
	return one(c, roundOf(drill, n), scanRound, roundColumns+"WHERE drill = ? AND round.number = ?", drill, n)
}

// RoundOfDraw is store.DrillReader's.
func (c *session) RoundOfDraw(draw int64) (store.Round, error) {
	return one(c, thing{"round", number(draw)}, scanRound, roundColumns+"WHERE round.draw = ?", draw)
}

// RoundOfSeal is store.DrillReader's.
func (c *session) RoundOfSeal(d sampler.Digest) (store.Round, error) {
	return one(c, thing{"round", d.String()}, scanRound,
		roundColumns+"WHERE round.seal = (SELECT number FROM seal WHERE digest = ?)", d[:])
}

// RoundsDue is store.DrillReader's.
func (c *session) RoundsDue(now time.Time) ([]store.Round, error) {
	return all(c, scanRound, roundColumns+"WHERE next <= ? ORDER BY next, due, drill, round.number", now.UnixMilli())
}

// states are those of rounds in the order in which they go through them; those
// after the last one are final.
var states = []string{store.RoundPlanned, store.RoundSealed, store.RoundFailed}

// rank is where a state stands among states, len(states) for a final one.
func rank(state string) int {
	if i := slices.Index(states, state); i >= 0 {
		return i
	}
	return len(states)
}

// SetRound is store.DrillWriter's.
func (c *session) SetRound(r store.Round) error {
	of := roundOf(r.Drill, r.Number)
	before, err := c.Round(r.Drill, r.Number)
	if err != nil {
		return err
	}
	if rank(r.State) <= rank(before.State) {
		return of.state()
	}
	if r.Seal == nil {
		r.Seal = before.Seal
	}
	seal, draw, err := c.roundIDs(&r)
	if err != nil {
		return err
	}
	return c.put(of, `UPDATE round SET state = ?, seal = ?, draw = ?, failure = ?, detail = ?, late = ?, made_by = ?,
		made_at = ? WHERE drill = ? AND number = ?`, r.State, seal, draw, r.Failure, whole(r.Detail), r.Late, r.Made.By,
		r.Made.At.UnixMilli(), r.Drill, r.Number)
}

// roundIDs are the rows that a round refers to; nil: none. The draw of a sealed
// round is its seal's.
func (c *session) roundIDs(r *store.Round) (seal, draw any, err error) {
	if r.Seal != nil {
		n, err := c.number("SELECT number FROM seal WHERE digest = ?", r.Seal[:])
		if err == nil && n == 0 {
			err = thing{"seal", r.Seal.String()}.state()
		}
		if err != nil {
			return nil, nil, err
		}
		seal = n
	}
	if r.Draw != 0 {
		n, err := c.number("SELECT number FROM draw WHERE number = ?1 AND (?2 IS NULL OR seal = ?2)", r.Draw, seal)
		if err == nil && n == 0 {
			err = thing{"draw", number(r.Draw)}.state()
		}
		if err != nil {
			return nil, nil, err
		}
		draw = n
	}
	return seal, draw, nil
}

// NoteRoundFailure is store.DrillWriter's.
func (c *session) NoteRoundFailure(drill, n int64, code string, detail []byte) error {
	return c.change(roundOf(drill, n), "UPDATE round SET failure = ?, detail = ? WHERE drill = ? AND number = ?",
		code, whole(detail), drill, n)
}
