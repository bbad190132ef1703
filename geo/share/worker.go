package share

import (
	"context"
	"slices"

	"sitedraw/geo"
)

// worker looks at cells, one after the other.
type worker struct {
	*search

	ctx     context.Context
	allowed float64
	entries []entry // by site, of the present task
	touched []int32
	out     part
	lens    lens // of the cell at hand
	judge   judge

	// Stacks of what may matter in the cells around the one at hand.
	sitesWithin []int32
	sidesWithin []side
	all, few    []neighbour // memory of near and undominated
}

func newWorker(ctx context.Context, s *search, allowed float64) *worker {
	w := &worker{search: s, ctx: ctx, allowed: allowed, entries: make([]entry, len(s.sites))}
	w.judge.search = s
	return w
}

// task looks at a cell and all that it is cut into.
func (w *worker) task(c geo.Box) part {
	w.out = part{}
	all := make([]int32, len(w.sites))
	for i := range all {
		all[i] = int32(i)
	}
	w.visit(c, all, w.sides)
	for _, site := range w.touched {
		w.out.sites = append(w.out.sites, site)
		w.out.entries = append(w.out.entries, w.entries[site])
		w.entries[site] = entry{}
	}
	w.touched = w.touched[:0]
	return w.out
}

const (
	// fewSides may come into a cell that is judged as a whole.
	fewSides = 6
	// fewRivals may be shown in such a cell, beside as many as the list has places.
	fewRivals = 10
)

// visit settles a cell or its halves. Sites and sides are those that may matter in
// a cell around it.
func (w *worker) visit(c geo.Box, sites []int32, sides []side) {
	w.out.cells++
	if w.ctx.Err() != nil {
		return
	}
	ofSites, ofSides := len(w.sitesWithin), len(w.sidesWithin)
	w.decide(c, sites, sides)
	w.sitesWithin, w.sidesWithin = w.sitesWithin[:ofSites], w.sidesWithin[:ofSides]
}

// decide settles a cell, or has its halves visited.
func (w *worker) decide(c geo.Box, sites []int32, sides []side) {
	w.lens = newLens(c)
	l := &w.lens // until halves are visited
	if sides = w.meeting(sides, c); len(sides) == 0 && len(w.sides) > 0 && !w.window.Covers(l.mid) {
		return
	}
	if sites = w.rivals(l, sites); len(sites) == 0 {
		return
	}
	cells, cut := halves(c)
	if worst := w.judged(l, c, sites, sides); worst <= w.allowed || !cut {
		if cut {
			w.out.greatest = max(w.out.greatest, worst)
		}
		w.keep()
		return
	}
	for _, half := range cells {
		w.visit(half, sites, sides)
	}
}

// judged has a cell judged, unless too much comes together in it, and returns the
// greatest error.
func (w *worker) judged(l *lens, c geo.Box, sites []int32, sides []side) float64 {
	if len(sides) <= fewSides && len(sites) <= w.list+fewRivals && l.flat() {
		return w.judge.cell(l, sites, sides)
	}
	all := surface(c)
	if all <= w.allowed || middle(c) == c.Min {
		w.judge.unsettled(l, sites, all)
	}
	return all
}

// keep adds what was judged of a cell.
func (w *worker) keep() {
	for i, r := range w.judge.rivals {
		e := &w.entries[r.site]
		if *e == (entry{}) && w.judge.entries[i] != (entry{}) {
			w.touched = append(w.touched, r.site)
		}
		e.value += w.judge.entries[i].value
		e.wrong += w.judge.entries[i].wrong
	}
	w.out.seen += w.judge.seen
	w.out.unsure += w.judge.unsure
}

// meeting puts the sides that come into a cell on their stack.
func (w *worker) meeting(sides []side, c geo.Box) []side {
	depth := len(w.sidesWithin)
	for _, s := range sides {
		if s.meets(c) {
			w.sidesWithin = append(w.sidesWithin, s)
		}
	}
	return w.sidesWithin[depth:]
}

// rivals puts the sites that may be shown somewhere in the cell on their stack.
func (w *worker) rivals(l *lens, sites []int32) []int32 {
	near := w.near(l, sites)
	if len(near) > w.list+fewRivals {
		near = w.undominated(l, near)
	}
	depth := len(w.sitesWithin)
	for _, n := range near {
		w.sitesWithin = append(w.sitesWithin, n.site)
	}
	kept := w.sitesWithin[depth:]
	slices.Sort(kept)
	return kept
}
