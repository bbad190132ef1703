package sqlite

import (
	"sitedraw/sampler"
	"sitedraw/server/store"
)

const drawColumns = `SELECT draw.number, draw.kind, draw.title, draw.register, draw.version, frame.digest, plan.digest, plan_name,
	record.digest, seal.digest, salt, draw.release, draw.conclude, draw.incomplete, reserves, draw.leaf, draw.made_by, draw.made_at
	FROM draw JOIN frame ON frame.id = draw.frame JOIN blob AS plan ON plan.id = draw.plan
	JOIN blob AS record ON record.id = draw.record LEFT JOIN seal ON seal.number = draw.seal `

func scanDraw(r row) (d store.Draw, err error) {
	var seal []byte
	err = r.Scan(&d.Number, &d.Kind, &d.Title, &d.Register, &d.Version, digest(&d.Frame), digest(&d.Plan), &d.PlanName,
		digest(&d.Record), &seal, bytes32{&d.Salt}, moment{&d.Release}, moment{&d.Conclude}, texts{&d.Incomplete},
		&d.Reserves, &d.Leaf, &d.Made.By, moment{&d.Made.At})
	if seal != nil {
		d.Seal = new(sampler.Digest(seal))
	}
	return d, err
}

// withEvents adds to draws what happened to them.
func (c *session) withEvents(draws []store.Draw, err error) ([]store.Draw, error) {
	for i := range draws {
		if err == nil {
			draws[i].Events, err = c.events(draws[i].Number)
		}
	}
	if err != nil {
		return nil, err
	}
	return draws, nil
}

func (c *session) events(draw int64) ([]store.DrawEvent, error) {
	return all(c, func(r row) (e store.DrawEvent, err error) {
		err = r.Scan(&e.Draw, &e.Number, &e.Kind, part{&e.Detail}, &e.Leaf, &e.Made.By, moment{&e.Made.At})
		return e, err
	}, "SELECT draw, number, kind, detail, leaf, made_by, made_at FROM draw_event WHERE draw = ? ORDER BY number", draw)
}

// Draw is store.DrawReader's.
func (c *session) Draw(n int64) (store.Draw, error) {
	d, err := one(c, thing{"draw", number(n)}, scanDraw, drawColumns+"WHERE draw.number = ?", n)
	if err == nil {
		d.Events, err = c.events(n)
	}
	return d, err
}

// DrawOfRecord is store.DrawReader's. Where several draws came to the same record
// it is the first.
func (c *session) DrawOfRecord(record sampler.Digest) (store.Draw, error) {
	d, err := one(c, thing{"draw", record.String()}, scanDraw,
		drawColumns+"WHERE record.digest = ? ORDER BY draw.number LIMIT 1", record[:])
	if err == nil {
		d.Events, err = c.events(d.Number)
	}
	return d, err
}

// Draws is store.DrawReader's.
func (c *session) Draws(f store.DrawFilter, p store.NumberPage) ([]store.Draw, error) {
	query, args := drawsQuery(f, p)
	return c.withEvents(all(c, scanDraw, query, args...))
}

func drawsQuery(f store.DrawFilter, p store.NumberPage) (string, []any) {
	where, order, from := after("draw.number", p)
	args := []any{from}
	if f.Register != "" {
		where, args = where+" AND draw.register = ?", append(args, f.Register)
	}
	if f.Kind != "" {
		where, args = where+" AND draw.kind = ?", append(args, f.Kind)
	}
	if f.MadeBy != 0 {
		where, args = where+" AND draw.made_by = ?", append(args, f.MadeBy)
	}
	return drawColumns + "WHERE " + where + " ORDER BY " + order + " LIMIT ?", append(args, limit(p.Limit))
}

// FrameConcluded is store.DrawReader's.
func (c *session) FrameConcluded(frame sampler.Digest) (bool, error) {
	n, err := c.number(`SELECT 1 FROM frame JOIN draw ON draw.frame = frame.id
		JOIN draw_event ON draw_event.draw = draw.number AND draw_event.kind = 'concluded'
		WHERE frame.digest = ? LIMIT 1`, frame[:])
	return n == 1, err
}

// AddDraw is store.DrawWriter's.
func (c *session) AddDraw(d store.Draw) error {
	last, err := c.number("SELECT max(number) FROM draw")
	if err != nil {
		return err
	}
	if err := follows("draw", d.Number, last); err != nil {
		return err
	}
	ids, err := c.drawIDs(&d)
	if err != nil {
		return err
	}
	incomplete, err := list(d.Incomplete)
	if err != nil {
		return err
	}
	of := thing{"draw", number(d.Number)}
	err = c.put(of, `INSERT INTO draw (number, kind, title, register, version, frame, plan, plan_name, record, seal, salt,
		release, conclude, incomplete, reserves, leaf, made_by, made_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.Number, d.Kind, d.Title, d.Register, d.Version, ids.frame, ids.plan, d.PlanName, ids.record, ids.seal, d.Salt[:],
		stamp(d.Release), stamp(d.Conclude), incomplete, d.Reserves, d.Leaf, d.Made.By, d.Made.At.UnixMilli())
	if err != nil {
		return err
	}
	return c.addDue(of, &d)
}

// drawIDs are the rows that a draw refers to.
type drawIDs struct {
	frame, plan, record int64
	seal                any
}

func (c *session) drawIDs(d *store.Draw) (ids drawIDs, err error) {
	if err := c.hasVersion(d.Register, d.Version); err != nil {
		return ids, err
	}
	if ids.frame, err = c.frameID(d.Frame); err != nil {
		return ids, err
	}
	if ids.plan, err = c.bodyID("plan", d.Plan); err != nil {
		return ids, err
	}
	if ids.record, err = c.bodyID("record", d.Record); err != nil || d.Seal == nil {
		return ids, err
	}
	seal, err := c.number("SELECT number FROM seal WHERE digest = ?", d.Seal[:])
	if err == nil && seal == 0 {
		err = thing{"seal", d.Seal.String()}.state()
	}
	ids.seal = seal
	return ids, err
}

// AddDrawEvent is store.DrawWriter's. Only reserves happen more than once:
// ErrState.
func (c *session) AddDrawEvent(e store.DrawEvent) error {
	of := thing{"draw", number(e.Draw)}
	known, err := c.number("SELECT 1 FROM draw WHERE number = ?", e.Draw)
	if err != nil {
		return err
	}
	if known == 0 {
		return of.notFound()
	}
	if e.Kind != store.Reserve {
		had, err := c.number("SELECT 1 FROM draw_event WHERE draw = ? AND kind = ? AND kind <> 'reserve'", e.Draw, e.Kind)
		if err != nil {
			return err
		}
		if had == 1 {
			return of.state()
		}
	}
	err = c.put(of, `INSERT INTO draw_event (draw, number, kind, detail, leaf, made_by, made_at)
		SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM draw_event WHERE draw = ?1`,
		e.Draw, e.Kind, whole(e.Detail), e.Leaf, e.Made.By, e.Made.At.UnixMilli())
	if err != nil {
		return err
	}
	return c.dropDue(of, &e)
}
