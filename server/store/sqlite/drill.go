package sqlite

import (
	"encoding/json"

	"sitedraw/server/store"
)

const drillColumns = `SELECT drill.number, name, title, register, blob.digest, object, drill.digest, leaf, made_by, made_at,
	coalesce(ended_by, 0), ended_at FROM drill JOIN blob ON blob.id = drill.plan `

func scanDrill(r row) (d store.Drill, err error) {
	var ended store.Act
	err = r.Scan(&d.Number, &d.Name, &d.Title, &d.Register, digest(&d.Plan), part{&d.Object}, digest(&d.Digest), &d.Leaf,
		&d.Made.By, moment{&d.Made.At}, &ended.By, moment{&ended.At})
	if !ended.At.IsZero() {
		d.Ended = &ended
	}
	return d, err
}

// Drill is store.DrillReader's.
func (c *session) Drill(name string) (store.Drill, error) {
	return one(c, thing{"drill", name}, scanDrill, drillColumns+"WHERE name = ?", name)
}

// DrillByNumber is store.DrillReader's.
func (c *session) DrillByNumber(n int64) (store.Drill, error) {
	return one(c, thing{"drill", number(n)}, scanDrill, drillColumns+"WHERE drill.number = ?", n)
}

// Drills is store.DrillReader's.
func (c *session) Drills(p store.TextPage) ([]store.Drill, error) {
	return all(c, scanDrill, drillColumns+"WHERE name > ? ORDER BY name LIMIT ?", p.After, limit(p.Limit))
}

// AddDrill is store.DrillWriter's.
func (c *session) AddDrill(d store.Drill, rounds []store.Round) (int64, error) {
	known, err := c.number("SELECT 1 FROM register WHERE id = ?", d.Register)
	if err != nil {
		return 0, err
	}
	if known == 0 {
		return 0, thing{"register", d.Register}.state()
	}
	plan, err := c.bodyID("plan", d.Plan)
	if err != nil {
		return 0, err
	}
	last, err := c.number("SELECT max(number) FROM drill")
	if err != nil {
		return 0, err
	}
	err = c.put(thing{"drill", d.Name}, `INSERT INTO drill (number, name, title, register, plan, object, digest, leaf, made_by, made_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, last+1, d.Name, d.Title, d.Register, plan, whole(d.Object), d.Digest[:], d.Leaf,
		d.Made.By, d.Made.At.UnixMilli())
	if err != nil {
		return 0, err
	}
	return last + 1, c.addRounds(last+1, rounds)
}

// addRounds plans the rounds of a new drill, of which there may be thousands: by one
// statement.
func (c *session) addRounds(drill int64, rounds []store.Round) error {
	type planned struct {
		Number int64 `json:"number"`
		Due    int64 `json:"due"`
		SealAt any   `json:"seal_at"`
	}
	list := make([]planned, len(rounds))
	for i := range rounds {
		r := &rounds[i]
		if err := follows("round", r.Number, int64(i)); err != nil {
			return err
		}
		list[i] = planned{r.Number, r.Due.UnixMilli(), stamp(r.SealAt)}
		of := roundOf(drill, r.Number)
		switch {
		case i > 0 && list[i].Due == list[i-1].Due:
			return of.exists()
		case i > 0 && list[i].Due < list[i-1].Due, r.SealAt.After(r.Due):
			return of.state()
		}
	}
	asked, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return c.put(thing{"drill", number(drill)}, `INSERT INTO round (drill, number, due, seal_at, state)
		SELECT ?, value ->> 'number', value ->> 'due', value ->> 'seal_at', 'planned' FROM json_each(?)`, drill, string(asked))
}

// EndDrill is store.DrillWriter's.
func (c *session) EndDrill(n int64, by store.Act) error {
	changed, err := c.exec("UPDATE drill SET ended_by = ?, ended_at = ? WHERE number = ? AND ended_at IS NULL", by.By, by.At.UnixMilli(), n)
	if err != nil {
		return err
	}
	of := thing{"drill", number(n)}
	if changed == 0 {
		if _, err := c.DrillByNumber(n); err != nil {
			return err
		}
		return of.state()
	}
	return c.put(of, "UPDATE round SET state = 'skipped', made_by = ?, made_at = ? WHERE drill = ? AND state = 'planned'",
		by.By, by.At.UnixMilli(), n)
}
