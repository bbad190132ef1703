package intake

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"

	"sitedraw/geo"
)

// mergedRange is a range of cells that is shown as one.
type mergedRange struct {
	first, last int // rows
	left, right int // columns
	value       cell
}

// mergedRanges give every cell of a merged range the value of its top left one:
// the township that stands beside all its villages. Their sheet's rows come by in
// order.
type mergedRanges struct {
	ahead  []mergedRange // that begin below
	active []mergedRange // in which the row lies and which say something
	spent  int
	limit  int // of cells looked at: ranges might overlap without end
}

func (g *mergedRanges) add(reference []byte) error {
	from, to, more := bytes.Cut(reference, []byte(":"))
	if !more {
		return nil
	}
	first, err := parseCellPlace(from)
	if err != nil {
		return err
	}
	last, err := parseCellPlace(to)
	if err != nil {
		return err
	}
	if last.row < first.row || last.column < first.column {
		return &geo.Error{Code: ErrCellPlace, Value: string(to), Want: string(from)}
	}
	g.ahead = append(g.ahead, mergedRange{first: first.row, last: last.row, left: first.column, right: last.column})
	return g.spend(1)
}

// sort puts the ranges into the order in which rows reach them.
func (g *mergedRanges) sort() {
	slices.SortStableFunc(g.ahead, func(a, b mergedRange) int {
		return cmp.Or(a.first-b.first, a.left-b.left)
	})
}

// fill returns a row with its merged cells filled, and whether it has a text of
// its own: a row that only repeats others is none.
func (g *mergedRanges) fill(number int, cells []cell) (filled []cell, own bool, err error) {
	g.advance(number, cells)
	for _, r := range g.active {
		start := r.left
		if number == r.first {
			start++
		}
		covered := cells[min(start, len(cells)):min(r.right+1, len(cells))]
		clear(covered)
		if err := g.spend(1 + len(covered)); err != nil {
			return nil, false, err
		}
	}
	if !slices.ContainsFunc(cells, hasText) {
		return cells, false, nil
	}
	for _, r := range g.active {
		if !hasText(r.value) {
			continue
		}
		if err := g.spend(r.right - r.left); err != nil {
			return nil, false, err
		}
		for len(cells) <= r.right {
			cells = append(cells, cell{})
		}
		for column := r.left; column <= r.right; column++ {
			cells[column] = r.value
		}
	}
	return cells, true, nil
}

// advance takes up the ranges that begin at a row, with their values, and drops
// those that ended above it. Those that began in a row that was left out have
// none.
func (g *mergedRanges) advance(number int, cells []cell) {
	g.active = slices.DeleteFunc(g.active, func(r mergedRange) bool { return r.last < number })
	for len(g.ahead) > 0 && g.ahead[0].first <= number {
		r := g.ahead[0]
		g.ahead = g.ahead[1:]
		if r.first == number && r.left < len(cells) {
			r.value = cells[r.left]
		}
		if r.last >= number {
			g.active = append(g.active, r)
		}
	}
}

func (g *mergedRanges) spend(cells int) error {
	if g.spent += cells; g.spent > g.limit {
		return &geo.Error{Code: ErrTooMany, Want: strconv.Itoa(g.limit)}
	}
	return nil
}
