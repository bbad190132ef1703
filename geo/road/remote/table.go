package remote

import (
	"encoding/json"
	"math"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/road"
)

// table is what a block's ways take, row by row; millimetres are nil if they are not
// known. Where there is no way both are road.Unreachable.
type table struct {
	rows, columns             int
	milliseconds, millimetres []int32
}

func newTable(rows, columns int) *table {
	return &table{rows: rows, columns: columns, milliseconds: make([]int32, rows*columns), millimetres: make([]int32, rows*columns)}
}

// put copies a part to where it belongs. Lengths that one part lacks are lacking.
func (t *table) put(part *table, row, column int) {
	if part.millimetres == nil {
		t.millimetres = nil
	}
	for i := range part.rows {
		here, there := (row+i)*t.columns+column, i*part.columns
		copy(t.milliseconds[here:], part.milliseconds[there:there+part.columns])
		if t.millimetres != nil {
			copy(t.millimetres[here:], part.millimetres[there:there+part.columns])
		}
	}
}

// clearDiagonal makes the way from a place to itself nothing, which nobody asks a
// server.
func (t *table) clearDiagonal() {
	for i := range t.rows {
		t.milliseconds[i*t.columns+i] = 0
		if t.millimetres != nil {
			t.millimetres[i*t.columns+i] = 0
		}
	}
}

// grid is the entries of a table as an answer has them: JSON each, empty where it has
// none.
type grid [][]json.RawMessage

// newGrid is one without entries.
func newGrid(q *query) grid {
	g := make(grid, len(q.from))
	for i := range g {
		g[i] = make([]json.RawMessage, len(q.to))
	}
	return g
}

// known reports whether there is any entry.
func (g grid) known() bool {
	for _, row := range g {
		for _, entry := range row {
			if len(entry) > 0 {
				return true
			}
		}
	}
	return false
}

// entries reads a grid, each number times unit. The error is ErrSize or ErrEntry.
func (g grid) entries(q *query, unit float64) ([]int32, error) {
	list := make([]int32, 0, len(q.from)*len(q.to))
	for _, row := range g {
		if len(row) != len(q.to) || len(g) != len(q.from) {
			return nil, sizeError(len(g), len(row), q)
		}
		for _, entry := range row {
			v, err := parseEntry(string(entry), unit)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
	}
	if len(g) != len(q.from) {
		return nil, sizeError(len(g), 0, q)
	}
	return list, nil
}

func sizeError(rows, columns int, q *query) error {
	return &geo.Error{
		Code: ErrSize, Value: strconv.Itoa(rows) + " × " + strconv.Itoa(columns),
		Want: strconv.Itoa(len(q.from)) + " × " + strconv.Itoa(len(q.to)),
	}
}

// parseEntry reads a number of JSON times unit, rounded half up, or the null of a pair
// without a way.
func parseEntry(text string, unit float64) (int32, error) {
	if text == "null" {
		return road.Unreachable, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if rounded := geo.Round(float64(v * unit)); err == nil && v >= 0 && rounded <= math.MaxInt32 {
		return int32(rounded), nil
	}
	return 0, entryError(text, unit)
}

func entryError(text string, unit float64) error {
	most := strconv.FormatFloat(math.Floor(math.MaxInt32/unit), 'f', -1, 64)
	return &geo.Error{Code: ErrEntry, Value: excerpt([]byte(text)), Want: most}
}

// Units of lengths in answers, in millimetres; times are in seconds.
const (
	second    = 1000
	metre     = 1000
	kilometre = 1_000_000
)

// table reads times and, if there are any, lengths of a unit. Where there is a way it
// needs both.
func (g grid) table(distances grid, q *query, unit float64) (*table, error) {
	if g == nil {
		return nil, &geo.Error{Code: ErrAnswer, Want: "durations"}
	}
	times, err := g.entries(q, second)
	if err != nil {
		return nil, err
	}
	if !distances.known() {
		return &table{rows: len(q.from), columns: len(q.to), milliseconds: times}, nil
	}
	lengths, err := distances.entries(q, unit)
	if err != nil {
		return nil, err
	}
	return assemble(q, times, lengths)
}

// assemble joins times and lengths.
func assemble(q *query, times, lengths []int32) (*table, error) {
	for i := range lengths {
		switch {
		case times[i] == road.Unreachable:
			lengths[i] = road.Unreachable
		case lengths[i] == road.Unreachable:
			return nil, entryError("null", second)
		}
	}
	return &table{rows: len(q.from), columns: len(q.to), milliseconds: times, millimetres: lengths}, nil
}
