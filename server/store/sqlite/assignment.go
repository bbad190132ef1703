package sqlite

import (
	"slices"

	"sitedraw/server/store"
)

const assignmentColumns = "SELECT draw, user, day, sites FROM assignment "

func scanAssignment(r row) (a store.Assignment, err error) {
	err = r.Scan(&a.Draw, &a.User, &a.Day, texts{&a.Sites})
	return a, err
}

// Assignments is store.DrawReader's.
func (c *session) Assignments(draw int64) ([]store.Assignment, error) {
	return all(c, scanAssignment, assignmentColumns+"WHERE draw = ? ORDER BY user, day", draw)
}

// AssignmentsOf is store.DrawReader's.
func (c *session) AssignmentsOf(user int64, day string) ([]store.Assignment, error) {
	return all(c, scanAssignment, assignmentColumns+"WHERE user = ? AND day = ? ORDER BY draw", user, day)
}

// Assign is store.DrawWriter's.
func (c *session) Assign(a store.Assignment) error {
	known, err := c.number("SELECT 1 FROM draw WHERE number = ?", a.Draw)
	if err != nil {
		return err
	}
	if known == 0 {
		return thing{"draw", number(a.Draw)}.notFound()
	}
	if _, err := c.User(a.User); err != nil {
		return err
	}
	sites, err := list(slices.Sorted(slices.Values(a.Sites)))
	if err != nil {
		return err
	}
	return c.put(thing{"assignment", a.Day}, `INSERT INTO assignment (draw, user, day, sites) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET sites = excluded.sites`, a.Draw, a.User, a.Day, sites)
}
