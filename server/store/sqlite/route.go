package sqlite

import (
	"time"

	"sitedraw/server/store"
)

const routeColumns = "SELECT draw, number, coalesce(replaces, 0), why, made_by, made_at, digest, size, summary, teams"

func scanRoutes(r row) (p store.Routes, err error) {
	err = r.Scan(&p.Draw, &p.Number, &p.Replaces, &p.Why, &p.Made.By, moment{&p.Made.At}, digest(&p.Digest), &p.Itinerary.Size,
		part{&p.Summary}, part{&p.Teams})
	p.Itinerary.Digest = p.Digest
	return p, err
}

// withBody is what scans its columns and then the body's.
type withBody struct {
	row
	body *[]byte
}

// Scan is row's.
func (w withBody) Scan(places ...any) error { return w.row.Scan(append(places, part{w.body})...) }

// Routes is store.RoutesReader's.
func (c *session) Routes(draw, n int64) (store.Routes, error) {
	return one(c, thing{"routes", number(n)}, func(r row) (store.Routes, error) {
		var body []byte
		p, err := scanRoutes(withBody{r, &body})
		p.Itinerary.Body = body
		return p, err
	}, routeColumns+", body FROM route WHERE draw = ? AND number = ? AND dropped IS NULL", draw, n)
}

// RoutesOf is store.RoutesReader's.
func (c *session) RoutesOf(draw int64) ([]store.Routes, error) {
	return all(c, scanRoutes, routeColumns+" FROM route WHERE draw = ? AND dropped IS NULL ORDER BY number DESC", draw)
}

// RoutedDraws is store.RoutesReader's.
func (c *session) RoutedDraws(register string) ([]int64, error) {
	return all(c, func(r row) (n int64, err error) {
		err = r.Scan(&n)
		return n, err
	}, `SELECT number FROM draw WHERE register = ?
		AND EXISTS (SELECT 1 FROM route WHERE route.draw = draw.number AND dropped IS NULL) ORDER BY number DESC`, register)
}

// AddRoutes is store.RoutesWriter's.
func (c *session) AddRoutes(p store.Routes) (int64, error) {
	known, err := c.number("SELECT 1 FROM draw WHERE number = ?", p.Draw)
	if err != nil {
		return 0, err
	}
	if known == 0 {
		return 0, thing{"draw", number(p.Draw)}.notFound()
	}
	var replaces any
	if p.Replaces != 0 {
		known, err := c.number("SELECT 1 FROM route WHERE draw = ? AND number = ? AND dropped IS NULL", p.Draw, p.Replaces)
		if err != nil {
			return 0, err
		}
		if known == 0 {
			return 0, thing{"routes", number(p.Replaces)}.state()
		}
		replaces = p.Replaces
	}
	last, err := c.number("SELECT max(number) FROM route WHERE draw = ?", p.Draw)
	if err != nil {
		return 0, err
	}
	return last + 1, c.put(thing{"routes", number(last + 1)}, `INSERT INTO route (draw, number, replaces, why, made_by, made_at,
		digest, size, summary, teams, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.Draw, last+1, replaces, p.Why, p.Made.By, p.Made.At.UnixMilli(), p.Digest[:], p.Itinerary.Size, whole(p.Summary), whole(p.Teams),
		whole(p.Itinerary.Body))
}

// DropRoutes is store.RoutesWriter's.
func (c *session) DropRoutes(draw, n int64, at time.Time) error {
	c.erased = true
	return c.change(thing{"routes", number(n)}, `UPDATE route SET dropped = ?, digest = NULL, size = NULL, summary = NULL, teams = NULL,
		body = NULL WHERE draw = ? AND number = ? AND dropped IS NULL`, at.UnixMilli(), draw, n)
}
