package sqlite

import (
	"time"

	"sitedraw/server/store"
)

const crewColumns = "SELECT draw, lot, digest, leaf, made_by, made_at, dropped"

func scanCrew(r row) (w store.Crew, err error) {
	err = r.Scan(&w.Draw, &w.Lot, digest(&w.Digest), &w.Leaf, &w.Made.By, moment{&w.Made.At}, moment{&w.Dropped})
	return w, err
}

func scanWholeCrew(r row) (store.Crew, error) {
	var body, inspectors []byte
	w, err := scanCrew(withBody{withBody{r, &inspectors}, &body})
	w.Body, w.Inspectors = body, inspectors
	return w, err
}

func crewOf(draw int64, lot int) thing { return thing{"crew", number(draw) + "/" + number(int64(lot))} }

// Crew is store.CrewReader's.
func (c *session) Crew(draw int64, lot int) (store.Crew, error) {
	return one(c, crewOf(draw, lot), scanWholeCrew, crewColumns+", body, inspectors FROM crew WHERE draw = ? AND lot = ?", draw, lot)
}

// Crews is store.CrewReader's.
func (c *session) Crews(draw int64) ([]store.Crew, error) {
	return all(c, scanWholeCrew, crewColumns+", body, inspectors FROM crew WHERE draw = ? ORDER BY lot", draw)
}

// CrewsWithPeople is store.CrewReader's.
func (c *session) CrewsWithPeople(until time.Time) ([]store.Crew, error) {
	return all(c, scanCrew, crewColumns+" FROM crew WHERE dropped IS NULL AND made_at <= ? ORDER BY made_at, draw, lot", until.UnixMilli())
}

// AddCrew is store.CrewWriter's.
func (c *session) AddCrew(w store.Crew) error {
	known, err := c.number("SELECT 1 FROM draw WHERE number = ?", w.Draw)
	if err != nil {
		return err
	}
	if known == 0 {
		return thing{"draw", number(w.Draw)}.notFound()
	}
	last, err := c.number("SELECT max(lot) FROM crew WHERE draw = ?", w.Draw)
	if err != nil {
		return err
	}
	if err := follows("crew", int64(w.Lot), last); err != nil {
		return err
	}
	return c.put(crewOf(w.Draw, w.Lot), `INSERT INTO crew (draw, lot, digest, leaf, made_by, made_at, body, inspectors)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, w.Draw, w.Lot, w.Digest[:], w.Leaf, w.Made.By, w.Made.At.UnixMilli(), whole(w.Body),
		whole(w.Inspectors))
}

// DropCrewPeople is store.CrewWriter's.
func (c *session) DropCrewPeople(draw int64, lot int, at time.Time) error {
	changed, err := c.exec("UPDATE crew SET dropped = ?, inspectors = NULL WHERE draw = ? AND lot = ? AND dropped IS NULL",
		at.UnixMilli(), draw, lot)
	if err != nil {
		return err
	}
	if changed > 0 {
		c.erased = true
		return nil
	}
	if _, err := c.Crew(draw, lot); err != nil {
		return err
	}
	return crewOf(draw, lot).state()
}
