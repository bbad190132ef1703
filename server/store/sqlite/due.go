package sqlite

import (
	"time"

	"sitedraw/server/store"
)

// addDue notes when a new draw is to be released and concluded. Practice never is.
func (c *session) addDue(of thing, d *store.Draw) error {
	if d.Kind == store.Practice {
		return nil
	}
	for _, due := range []struct {
		kind string
		at   time.Time
	}{{store.Released, d.Release}, {store.Concluded, d.Conclude}} {
		if due.at.IsZero() {
			continue
		}
		err := c.put(of, "INSERT INTO draw_due (kind, at, draw) VALUES (?, ?, ?)", due.kind, due.at.UnixMilli(), d.Number)
		if err != nil {
			return err
		}
	}
	return nil
}

// dropDue notes that what was due has happened.
func (c *session) dropDue(of thing, e *store.DrawEvent) error {
	column := map[string]string{store.Released: "release", store.Concluded: "conclude"}[e.Kind]
	if column == "" {
		return nil
	}
	return c.put(of, "DELETE FROM draw_due WHERE kind = ?1 AND draw = ?2 AND at = (SELECT "+column+
		" FROM draw WHERE number = ?2)", e.Kind, e.Draw)
}

const dueDraws = drawColumns + ` JOIN draw_due ON draw_due.draw = draw.number
	WHERE draw_due.kind = ? AND at <= ? ORDER BY at, draw_due.draw`

// DrawsToRelease is store.DrawReader's.
func (c *session) DrawsToRelease(now time.Time) ([]store.Draw, error) {
	return c.withEvents(all(c, scanDraw, dueDraws, store.Released, now.UnixMilli()))
}

// DrawsToConclude is store.DrawReader's.
func (c *session) DrawsToConclude(now time.Time) ([]store.Draw, error) {
	return c.withEvents(all(c, scanDraw, dueDraws, store.Concluded, now.UnixMilli()))
}

// nextDue looks at the first of each queue.
const nextDue = `SELECT min(at) FROM (
	SELECT min(closes) AS at FROM seal WHERE closed_at IS NULL
	UNION ALL SELECT min(opens) FROM seal WHERE draw = 0 AND closed_at IS NOT NULL
	UNION ALL SELECT min(at) FROM draw_due WHERE kind = 'released'
	UNION ALL SELECT min(at) FROM draw_due WHERE kind = 'concluded'
	UNION ALL SELECT min(next) FROM round WHERE next IS NOT NULL)`

// NextDue is store.DrawReader's.
func (c *session) NextDue() (time.Time, error) {
	return one(c, thing{noun: "draw"}, func(r row) (at time.Time, err error) {
		err = r.Scan(moment{&at})
		return at, err
	}, nextDue)
}
