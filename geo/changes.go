package geo

import (
	"reflect"
	"slices"
	"strings"
)

// Change is how a site differs between two states of a register.
type Change struct {
	Old, New    *Site
	Members     []string // names of the members that differ, in the frame's order; "place" for where it is
	Moved       bool     // its position differs
	Millimetres int64    // how far it moved; −1 if it was or is unlocated
}

// Changes are the differences between two states of a register, each sorted by
// id.
type Changes struct {
	Added   []*Site
	Removed []*Site
	Changed []Change
	Same    int // sites without any difference
}

// None reports whether the states are the same.
func (c *Changes) None() bool { return len(c.Added)+len(c.Removed)+len(c.Changed) == 0 }

// Compare returns what happened from one state of a register to another. Both
// are sorted by id, as frames are, and stay referred to.
func Compare(before, after []Site) Changes {
	var c Changes
	for len(before) > 0 || len(after) > 0 {
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(after) == 0:
			order = -1
		default:
			order = strings.Compare(before[0].ID, after[0].ID)
		}
		if order < 0 {
			c.Removed = append(c.Removed, &before[0])
		}
		if order > 0 {
			c.Added = append(c.Added, &after[0])
		}
		if order == 0 {
			c.compareSite(&before[0], &after[0])
		}
		if order <= 0 {
			before = before[1:]
		}
		if order >= 0 {
			after = after[1:]
		}
	}
	return c
}

func (c *Changes) compareSite(before, after *Site) {
	change := Change{Old: before, New: after}
	for _, m := range []struct {
		name string
		same bool
	}{
		{"area", before.Area == after.Area},
		{"category", before.Category == after.Category},
		{"place", samePlace(before, after)},
		{"name", before.Name == after.Name},
		{"part_of", before.PartOf == after.PartOf},
		{"size", before.Size == after.Size},
		{"tags", slices.Equal(before.Tags, after.Tags)},
		{"unit", before.Unit == after.Unit},
	} {
		if !m.same {
			change.Members = append(change.Members, m.name)
		}
	}
	if len(change.Members) == 0 {
		c.Same++
		return
	}
	change.measure()
	c.Changed = append(c.Changed, change)
}

// samePlace compares shapes and marks.
func samePlace(a, b *Site) bool {
	return a.Marked == b.Marked && a.Mark == b.Mark && reflect.DeepEqual(a.Geometry, b.Geometry)
}

// measure finds out how far the site moved.
func (c *Change) measure() {
	from, was := c.Old.Position()
	to, is := c.New.Position()
	switch {
	case was && is && from == to, !was && !is:
	case was && is:
		c.Moved = true
		c.Millimetres = DistanceMillimetres(from, to)
	default:
		c.Moved, c.Millimetres = true, -1
	}
}
