package road

import (
	"testing"

	"sitedraw/geo"
)

// A box has the roads that reach into it, and no others.
func TestLines(t *testing.T) {
	g := buildTown(t, Car(), street...)
	box := func(a, b geo.Point) geo.Box { return a.Bounds().Union(b.Bounds()) }
	for _, c := range []struct {
		box  geo.Box
		want int
	}{
		{box(at(-1, -1), at(11, 6)), len(g.edges)},
		{box(at(-3, -3), at(-1, -1)), 0},
	} {
		if got := g.Lines(c.box); len(got) != c.want {
			t.Errorf("Lines(%v) has %d roads, want %d", c.box, len(got), c.want)
		}
	}
	part := box(at(9, 4), at(11, 6))
	for _, line := range g.Lines(part) {
		if !line.Bounds().Intersects(part) {
			t.Errorf("%v is not within %v", line, part)
		}
	}
}
