package share

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"sitedraw/geo"
)

// search is a view made ready.
type search struct {
	list    int
	sites   []geo.Unit // those that can be shown
	numbers []int32    // of the sites in the view
	reach   float64    // chord of the radius
	radius  float64    // its square
	sides   []side
	window  geo.Window
	root    geo.Box
}

func newSearch(v *View, list int) *search {
	s := &search{list: list}
	s.reach = geo.Chord(float64(min(v.Radius, 1<<32)) + 0.0005) // distances are rounded to millimetres
	s.radius = float64(s.reach * s.reach)
	s.see(v.Sites)
	if len(v.Areas) > 0 {
		s.window, s.root, s.sides = geo.NewWindow(v.Areas), v.Areas.Bounds(), sidesOf(v.Areas)
	} else {
		s.window, s.root = geo.BoxWindow(v.Box), v.Box
	}
	s.root = widened(s.root)
	return s
}

// see keeps the sites that can be shown: of those in one place the first so many.
func (s *search) see(points []geo.Point) {
	here := map[geo.Point]int{}
	for i, p := range points {
		if here[p]++; here[p] <= s.list {
			s.sites, s.numbers = append(s.sites, p.Unit()), append(s.numbers, int32(i))
		}
	}
}

// tasks is into how many cells the area is cut for the cores to share.
const tasks = 64

// pass halves cells until no cell's error is above allowed.
func (s *search) pass(ctx context.Context, allowed float64) (*tally, error) {
	cells := []geo.Box{s.root}
	for before := 0; before < len(cells) && len(cells) < tasks; {
		before = len(cells)
		var halved []geo.Box
		for _, c := range cells {
			if both, cut := halves(c); cut {
				halved = append(halved, both[:]...)
			} else {
				halved = append(halved, c)
			}
		}
		cells = halved
	}
	return s.share(ctx, cells, allowed)
}

// share gives the cells to the cores, first come, first served.
func (s *search) share(ctx context.Context, cells []geo.Box, allowed float64) (*tally, error) {
	parts := make([]part, len(cells))
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(cells)) {
		group.Go(func() {
			w := newWorker(ctx, s, allowed)
			for i := next.Add(1) - 1; i < int64(len(cells)); i = next.Add(1) - 1 {
				parts[i] = w.task(cells[i])
			}
		})
	}
	group.Wait()
	all := &tally{entries: make([]entry, len(s.sites))}
	for i := range parts {
		all.add(&parts[i])
	}
	return all, ctx.Err()
}
