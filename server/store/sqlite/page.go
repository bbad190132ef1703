package sqlite

import (
	"cmp"
	"math"
	"strconv"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// limit is how long a page is.
func limit(asked int) int { return cmp.Or(asked, store.DefaultPage) }

// after is the condition and the order of a page of numbers of a column. Both ask
// the same index, from either end.
func after(column string, p store.NumberPage) (condition, order string, from int64) {
	if !p.Newest {
		return column + " > ?", column, p.After
	}
	if p.After == 0 {
		p.After = math.MaxInt64
	}
	return column + " < ?", column + " DESC", p.After
}

// number is how a number stands in an error.
func number(n int64) string { return strconv.FormatInt(n, 10) }

// follows refuses a number that is not the next.
func follows(noun string, given, last int64) error {
	of := thing{noun, number(given)}
	switch {
	case given == last+1:
		return nil
	case given > 0 && given <= last:
		return of.exists()
	}
	wrong := of.error(store.ErrState, geo.Conflict)
	wrong.Want = number(last + 1)
	return wrong
}
