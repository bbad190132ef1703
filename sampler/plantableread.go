package sampler

import (
	"errors"
	"slices"
	"strings"

	"sitedraw/geo"
)

// TableRow is one row of a table: its number in the file, from 1, and its cells.
type TableRow struct {
	Number int
	Cells  []string
}

// PlanFromTable reads the plan of a table as AppendTable writes it: lines with
// the plan's name and title, if any, the headings in any order, a row a step;
// empty rows and cells count as absent. heading tells the member that a heading
// means or, with false, the heading that is near. The error is one of errors.Join
// with a *geo.Error for each wrong cell: its row, its heading as the table has
// it, its value.
func PlanFromTable(rows []TableRow, heading func(string) (member string, ok bool)) (Plan, error) {
	t := &planTable{heading: heading, earlier: map[string]bool{}}
	rows = t.lines(rows)
	if len(rows) == 0 {
		t.errs = append(t.errs, &geo.Error{Code: ErrTableEmpty})
		return Plan{}, errors.Join(t.errs...)
	}
	if !t.head(rows[0]) {
		return Plan{}, errors.Join(t.errs...) // rows mean nothing without headings
	}
	for _, row := range rows[1:] {
		if !isBlank(row) {
			t.step(row)
		}
	}
	if t.errs == nil && len(t.plan.Steps) == 0 {
		t.errs = append(t.errs, &geo.Error{Code: ErrTableEmpty, At: geo.Place{Line: rows[0].Number}})
	}
	if t.errs != nil {
		return Plan{}, errors.Join(t.errs...)
	}
	plan, err := NewPlan(t.plan)
	return plan, errors.Join(err)
}

// planTable is a table at work.
type planTable struct {
	heading func(string) (string, bool)
	titles  []string      // headings as the table has them
	columns []*planColumn // nil: no heading
	plan    Plan
	earlier map[string]bool
	errs    []error
}

func isBlank(row TableRow) bool {
	return !slices.ContainsFunc(row.Cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// cell is the i-th cell of a row without space around it; empty beyond its end.
func (r TableRow) cell(i int) string {
	if i >= len(r.Cells) {
		return ""
	}
	return strings.TrimSpace(r.Cells[i])
}

// refuse notes an error in a cell; place names its row, column and step.
func (t *planTable) refuse(place geo.Place, err error) {
	if e, ok := errors.AsType[*geo.Error](err); ok {
		located := *e
		located.At = place
		err = &located
	}
	t.errs = append(t.errs, err)
}

// lines reads name and title, and returns the rows from the headings on.
func (t *planTable) lines(rows []TableRow) []TableRow {
	texts := map[string]*string{"name": &t.plan.Name, "title": &t.plan.Title}
	for i, row := range rows {
		if isBlank(row) {
			continue
		}
		member, known := t.heading(row.cell(0))
		text, isLine := texts[member]
		if !known || !isLine {
			return rows[i:]
		}
		at := geo.Place{Line: row.Number, Column: row.cell(0)}
		if text == nil {
			t.refuse(at, bad(ErrTableTwice, "", row.cell(0), ""))
			continue
		}
		*text = unquoted(row.cell(1))
		if err := geo.CheckText(*text); err != nil {
			t.refuse(at, err)
		}
		for j := 2; j < len(row.Cells); j++ {
			if cell := row.cell(j); cell != "" {
				t.refuse(geo.Place{Line: row.Number}, bad(ErrTableExtra, "", cell, ""))
			}
		}
		texts[member] = nil
	}
	return nil
}

// head reads the headings, and reports whether they are right. One that is missing
// is asked for only if all others are: it may be the one that is not.
func (t *planTable) head(row TableRow) bool {
	before := len(t.errs)
	known := planColumns()
	seen := map[string]bool{}
	for i := range row.Cells {
		title := row.cell(i)
		t.titles, t.columns = append(t.titles, title), append(t.columns, nil)
		if title == "" {
			continue
		}
		at := geo.Place{Line: row.Number, Column: title}
		member, ok := t.heading(title)
		k := slices.IndexFunc(known, func(c planColumn) bool { return c.member == member })
		switch {
		case !ok:
			t.refuse(at, bad(ErrTableHeading, "", title, member))
		case k < 0:
			t.refuse(at, bad(ErrTableHeading, "", title, ""))
		case seen[member]:
			t.refuse(at, bad(ErrTableTwice, "", title, ""))
		default:
			seen[member] = true
			t.columns[i] = &known[k]
		}
	}
	if len(t.errs) > before {
		return false
	}
	for _, member := range []string{"id", "category", "n"} {
		if !seen[member] {
			t.refuse(geo.Place{Line: row.Number}, bad(ErrTableColumn, "", "", member))
		}
	}
	return len(t.errs) == before
}

// step reads a step's row and checks it as NewPlan will, while its row is known.
func (t *planTable) step(row TableRow) {
	before := len(t.errs)
	var d draft
	for i := range row.Cells {
		cell, place := row.cell(i), geo.Place{Line: row.Number, Step: d.ID}
		switch {
		case cell == "":
		case i >= len(t.columns) || t.columns[i] == nil:
			t.refuse(place, bad(ErrTableExtra, "", cell, ""))
		default:
			if err := t.columns[i].read(&d, cell); err != nil {
				place.Column = t.titles[i]
				t.refuse(place, err)
			}
		}
	}
	s := d.step()
	if s.fill(); len(t.errs) == before {
		if e, ok := errors.AsType[*geo.Error](s.check(t.earlier)); ok {
			t.blame(row, &s, e)
		}
	}
	t.earlier[s.ID] = true // also of a wrong row, so that later ones are not refused for it
	t.plan.Steps = append(t.plan.Steps, s)
}

// blame refuses the cell that an error of a step's check is about.
func (t *planTable) blame(row TableRow, s *Step, e *geo.Error) {
	member := e.At.Column
	if e.Code == ErrMemberMissing {
		member = strings.TrimPrefix(member+"."+e.Value, ".")
		e = &geo.Error{Code: ErrTableCell}
	}
	t.refuse(geo.Place{Line: row.Number, Step: s.ID, Column: t.title(row, member, e.Value)}, e)
}

// title is the heading of a member: of an object, that of the member inside which
// the error names, or else of the first that is filled.
func (t *planTable) title(row TableRow, member, inside string) string {
	filled := ""
	for i, column := range t.columns {
		switch {
		case column == nil:
		case column.member == member || column.member == member+"."+inside:
			return t.titles[i]
		case filled == "" && strings.HasPrefix(column.member, member+".") && row.cell(i) != "":
			filled = t.titles[i]
		}
	}
	if filled != "" {
		return filled
	}
	return member
}
