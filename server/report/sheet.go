package report

import (
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// Sheets are what a draw asks of the responsible units, a sheet for each: 任务台账.
// They name people, so they are for the office and for the unit itself. Reserves
// that are not in Opened are in none, whatever Draw.Reserves says.
type Sheets struct {
	Result

	Contacts []geo.Contact // of some of the sites
	Checks   []geo.Check   // what is looked at; nil: geo.ShippedChecks
	Visits   []geo.Visit   // at what hours; nil: geo.ShippedVisits
	Deadline time.Time     // until when a unit has to be ready; zero: left to be filled in
	Units    []string      // whose sheets, "" for the sites of none; empty: of all that have a drawn site
	Opened   []Opened      // reserves that were opened
}

// SheetsXLSX writes a workbook with a worksheet for each unit behind one of
// contents, and what the checks ask for on the last. ErrCell names a text that no
// cell holds.
func SheetsXLSX(w io.Writer, s Sheets) error {
	t, err := s.tasks()
	if err != nil {
		return err
	}
	leaves := append([]leaf{t.contents()}, t.leaves()...)
	if standards := t.standards(t.drawn()); len(standards.rows) > 0 {
		name := s.Texts.Text("sheet.standards", nil)
		leaves = append(leaves, leaf{name: name, title: name, tables: []grid{standards}})
	}
	return writeLeaves(w, leaves)
}

// SheetsHTML writes a page to be printed: contents, then each unit on paper of its
// own, with what the checks of its sites ask for.
func SheetsHTML(w io.Writer, s Sheets) error {
	t, err := s.tasks()
	if err != nil {
		return err
	}
	leaves := append([]leaf{t.contents()}, t.leaves()...)
	for i, unit := range t.units {
		if standards := t.standards(categoriesOf(t.rows[unit])); len(standards.rows) > 0 {
			standards.caption = s.Texts.Text("sheet.standards", nil)
			leaves[i+1].tables = append(leaves[i+1].tables, standards)
		}
	}
	return writePage(w, leaves, s.Texts.Lang())
}

// SheetsCSV writes the tasks of all units as one table in the form of CSV.
func SheetsCSV(w io.Writer, s Sheets) error {
	t, err := s.tasks()
	if err != nil {
		return err
	}
	columns := taskColumns()
	var first []cell
	for _, c := range columns {
		first = append(first, textCell(c.title(&s)))
	}
	rows := [][]cell{first}
	for _, unit := range t.units {
		for _, task := range t.rows[unit] {
			row := make([]cell, 0, len(columns))
			for _, c := range columns {
				row = append(row, c.value(task))
			}
			rows = append(rows, row)
		}
	}
	return tableCSV(w, rows)
}

// tasks are the rows of all sheets.
type tasks struct {
	sheets *Sheets
	units  []string               // in order; the sites of none are last
	rows   map[string][]*taskRow  // by unit
	names  map[string]string      // of categories, by code
	checks map[string][]geo.Check // by category, in the order of groups
	hours  map[string]string      // by category
}

func (s *Sheets) tasks() (*tasks, error) {
	s.Reserves = OnlyOpened(s.Opened)
	t := &tasks{sheets: s, rows: map[string][]*taskRow{}, checks: s.checksByCategory(), hours: s.hoursByCategory()}
	for _, unit := range s.Units {
		t.rows[unit] = nil // a unit that is asked for has a sheet, be it empty
	}
	contacts := map[string]*geo.Contact{}
	for i := range s.Contacts {
		contacts[s.Contacts[i].ID] = &s.Contacts[i]
	}
	err := s.each(func(r *resultRow) {
		unit := r.site.Unit
		if len(s.Units) > 0 && !slices.Contains(s.Units, unit) {
			return
		}
		contact := contacts[r.site.ID]
		if contact == nil {
			contact = &geo.Contact{}
		}
		r.number = len(t.rows[unit]) + 1
		t.rows[unit] = append(t.rows[unit], &taskRow{resultRow: r, tasks: t, contact: contact})
	})
	t.names = s.categoryNames()
	t.units = slices.Sorted(maps.Keys(t.rows))
	if len(t.units) > 0 && t.units[0] == "" {
		t.units = append(t.units[1:], "")
	}
	return t, err
}

// unitName is what a sheet calls a unit.
func (s *Sheets) unitName(unit string) string {
	if unit == "" {
		return s.Texts.Text("sheet.no-unit", nil)
	}
	return unit
}

// contents lists the sheets.
func (t *tasks) contents() leaf {
	s := t.sheets
	g := grid{leads: true, none: s.Texts.Text("sheet.empty", nil)}
	for _, c := range []struct {
		heading geo.Code
		width   float64
	}{{"column.number", 6}, {"column.unit", 40}, {"column.sites", 10}, {"column.category-name", 74}} {
		g.columns = append(g.columns, gridColumn{s.Texts.Text(c.heading, nil), c.width})
	}
	for i, unit := range t.units {
		g.rows = append(g.rows, []cell{
			numberCell(strconv.Itoa(i + 1)), textCell(s.unitName(unit)),
			numberCell(strconv.Itoa(len(t.rows[unit]))), textCell(t.categoryNames(unit)),
		})
	}
	return leaf{
		name: s.Texts.Text("sheet.contents", nil), title: s.called("sheet.tasks"),
		notice: s.notice(), facts: append(s.heading(), t.deadline()), tables: []grid{g},
	}
}

// leaves are the sheets of the units.
func (t *tasks) leaves() []leaf {
	s := t.sheets
	columns := t.paperColumns()
	var leaves []leaf
	for _, unit := range t.units {
		g := grid{none: s.Texts.Text("sheet.empty", nil)}
		for _, c := range columns {
			g.columns = append(g.columns, gridColumn{s.Texts.Text(c.heading, nil), c.width})
		}
		for _, task := range t.rows[unit] {
			row := make([]cell, 0, len(columns))
			for _, c := range columns {
				row = append(row, c.value(task))
			}
			g.rows = append(g.rows, row)
		}
		name := s.unitName(unit)
		leaves = append(leaves, leaf{
			name:   name,
			title:  s.Texts.Text("sheet.of-unit", text.Args{"value": s.called("sheet.tasks"), "name": name}),
			notice: s.notice(), facts: append(s.heading(), t.deadline()), tables: []grid{g},
		})
	}
	return leaves
}

// deadline is there to be filled in if it is not given.
func (t *tasks) deadline() line {
	value := "____________"
	if at := t.sheets.Deadline; !at.IsZero() {
		value = timeText(at)
	}
	return line{t.sheets.Texts.Text("column.deadline", nil), value}
}
