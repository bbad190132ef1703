package report

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Result is a draw as an office makes it known: 点位抽签结果表. To everybody but the
// office goes one with Reserves of OnlyOpened.
type Result struct {
	Draw

	Number    string            // of the draw in the office's books; empty: it has none
	Seal      *sampler.Seal     // nil: it was not sealed
	Drawn     time.Time         // zero: not said
	Released  time.Time         // zero: not said
	Withdrawn string            // the reason, if it was withdrawn
	Datum     geo.Datum         // of the coordinates that are written
	Areas     map[string]string // names of areas by code; nil: of the sites that stand for them
}

// ResultXLSX writes the table of drawn sites as a workbook to be printed. ErrCell
// names a text that no cell holds.
func ResultXLSX(w io.Writer, r Result) error {
	l, err := r.leaf()
	if err != nil {
		return err
	}
	return writeLeaves(w, []leaf{l})
}

// ResultHTML writes the table of drawn sites as a page to be printed.
func ResultHTML(w io.Writer, r Result) error {
	l, err := r.leaf()
	if err != nil {
		return err
	}
	return writePage(w, []leaf{l}, r.Texts.Lang())
}

// ResultCSV writes the table of drawn sites in the form of CSV. Each row says of
// which draw it is; what was not drawn stands at the end, in rows without a site
// whose last column says it.
func ResultCSV(w io.Writer, r Result) error {
	fixed := r.ofDraw()
	list := slices.Concat(fixed, resultColumns())
	first := make([]cell, 0, len(list)+1)
	for _, c := range list {
		first = append(first, textCell(c.title(&r)))
	}
	rows := [][]cell{append(first, textCell(r.Texts.Text("column.remark", nil)))}
	err := r.each(func(row *resultRow) {
		rows = append(rows, append(cellsOf(list, row), cell{}))
	})
	if err != nil {
		return err
	}
	for _, remark := range r.remarks() {
		row := make([]cell, len(list), len(list)+1)
		for i, c := range fixed {
			row[i] = c.value(nil)
		}
		rows = append(rows, append(row, textCell(remark)))
	}
	return tableCSV(w, rows)
}

// resultRow is a pick on its way into a table.
type resultRow struct {
	row

	result *Result
	number int // from 1 in the table
	areas  map[string]string
}

// resultColumn is one of a table; paper has those with a width.
type resultColumn struct {
	heading geo.Code
	width   float64
	value   func(*resultRow) cell
}

// title is the heading; that of a coordinate names the coordinate system.
func (c resultColumn) title(r *Result) string {
	return r.Texts.Text(c.heading, map[string]string{"value": datumLabel(r.Datum)})
}

// datumLabel is how a coordinate system is written.
func datumLabel(d geo.Datum) string {
	switch d {
	case geo.GCJ02:
		return "GCJ-02"
	case geo.BD09:
		return "BD-09"
	default:
		return "WGS 84"
	}
}

func resultColumns() []resultColumn {
	return []resultColumn{
		{"column.number", 6, func(r *resultRow) cell { return numberCell(strconv.Itoa(r.number)) }},
		{"column.step", 15, func(r *resultRow) cell { return textCell(r.pick.Step) }},
		{"column.category-name", 16, func(r *resultRow) cell { return textCell(r.categoryName()) }},
		{"column.name", 24, func(r *resultRow) cell { return textCell(r.site.Name) }},
		{"column.id", 21, func(r *resultRow) cell { return textCell(r.site.ID) }},
		{"column.unit", 18, func(r *resultRow) cell { return textCell(r.site.Unit) }},
		{"column.place", 18, func(r *resultRow) cell { return textCell(r.place()) }},
		{"column.role", 10, func(r *resultRow) cell { return textCell(r.ordered()) }},
		{"column.lon-in", 14, func(r *resultRow) cell { return r.degreesIn(r.result.Datum, lonOf) }},
		{"column.lat-in", 14, func(r *resultRow) cell { return r.degreesIn(r.result.Datum, latOf) }},
		{"column.stretch", 20, func(r *resultRow) cell { return textCell(r.span()) }},
	}
}

// ofDraw are the columns by which a row of a file says of which draw it is.
func (r *Result) ofDraw() []resultColumn {
	always := func(value string) func(*resultRow) cell {
		return func(*resultRow) cell { return textCell(value) }
	}
	return []resultColumn{
		{"column.nature", 0, always(r.nature())},
		{"fact.number", 0, always(r.Number)},
		{"fact.record-digest", 0, always(r.Record.Digest().String())},
	}
}

func cellsOf(columns []resultColumn, row *resultRow) []cell {
	cells := make([]cell, len(columns), len(columns)+1)
	for i, c := range columns {
		cells[i] = c.value(row)
	}
	return cells
}

// each calls take for every pick that is shown.
func (r *Result) each(take func(*resultRow)) error {
	r.Categories = r.categories() // the shipped ones are read once
	areas := r.areaNames()
	number := 0
	return r.rows(func(one row) error {
		number++
		take(&resultRow{row: one, result: r, number: number, areas: areas})
		return nil
	})
}

// areaNames are the names of areas by code.
func (r *Result) areaNames() map[string]string {
	if r.Areas != nil {
		return r.Areas
	}
	names := map[string]string{}
	for _, area := range geo.AreasOf(r.Frame.Sites(), r.categories()) {
		if names[string(area.Code)] == "" {
			names[string(area.Code)] = area.Name
		}
	}
	return names
}

// place is the names of township and village, the code where they have none.
func (r *resultRow) place() string {
	code, err := geo.ParseAreaCode(r.site.Area)
	if err != nil {
		return r.site.Area
	}
	village, town := r.areas[string(code)], ""
	if code.Level() == geo.VillageLevel {
		town = r.areas[code.Township()+"000"]
	}
	switch {
	case village == "":
		return strings.TrimSpace(town + " " + string(code))
	case town == "":
		return village
	default:
		return town + " " + village
	}
}

func (r *resultRow) categoryName() string {
	if r.category == "" {
		return r.site.Category
	}
	return r.category
}

// ordered is the role with the number in its order.
func (r *resultRow) ordered() string { return r.role() + " " + strconv.Itoa(r.pick.Order) }

// degreesIn is a coordinate of the site's position in a datum.
func (r *resultRow) degreesIn(d geo.Datum, of func(geo.Point) geo.E7) cell {
	in := Register{Datum: d}
	return r.degrees(func(p geo.Point) geo.E7 { return of(in.inDatum(p)) })
}

// span is the stretch to walk, in metres along the line.
func (r *resultRow) span() string {
	if r.pick.Stretch == nil {
		return ""
	}
	return metres(r.pick.Stretch.From) + "–" + metres(r.pick.Stretch.To)
}
