package report

import (
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// taskRow is a drawn site on its way into a unit's sheet.
type taskRow struct {
	*resultRow

	tasks   *tasks
	contact *geo.Contact
}

// taskColumn is one of the table of all units.
type taskColumn struct {
	heading geo.Code
	value   func(*taskRow) cell
}

func (c taskColumn) title(s *Sheets) string { return resultColumn{heading: c.heading}.title(&s.Result) }

// toFillIn is the value of a column that is left to the inspectors.
func toFillIn(*taskRow) cell { return cell{} }

// taskColumns are those of the table of all units.
func taskColumns() []taskColumn {
	return []taskColumn{
		{"column.nature", func(r *taskRow) cell { return textCell(r.nature()) }},
		{"fact.number", func(r *taskRow) cell { return textCell(r.result.Number) }},
		{"column.unit", func(r *taskRow) cell { return textCell(r.site.Unit) }},
		{"column.number", func(r *taskRow) cell { return numberCell(strconv.Itoa(r.number)) }},
		{"column.step", func(r *taskRow) cell { return textCell(r.pick.Step) }},
		{"column.category", func(r *taskRow) cell { return textCell(r.site.Category) }},
		{"column.category-name", func(r *taskRow) cell { return textCell(r.category) }},
		{"column.id", func(r *taskRow) cell { return textCell(r.site.ID) }},
		{"column.name", func(r *taskRow) cell { return textCell(r.site.Name) }},
		{"column.role", func(r *taskRow) cell { return textCell(r.ordered()) }},
		{"column.area", func(r *taskRow) cell { return textCell(r.site.Area) }},
		{"column.place", func(r *taskRow) cell { return textCell(r.place()) }},
		{"column.lon-in", func(r *taskRow) cell { return r.degreesIn(r.result.Datum, lonOf) }},
		{"column.lat-in", func(r *taskRow) cell { return r.degreesIn(r.result.Datum, latOf) }},
		{"column.from", func(r *taskRow) cell { return r.metres(func(s *sampler.Stretch) int64 { return s.From }) }},
		{"column.to", func(r *taskRow) cell { return r.metres(func(s *sampler.Stretch) int64 { return s.To }) }},
		{"column.stretch-shape", func(r *taskRow) cell { return textCell(r.shape()) }},
		{"field.address", func(r *taskRow) cell { return textCell(r.contact.Address) }},
		{"field.person", func(r *taskRow) cell { return textCell(r.contact.Person) }},
		{"field.phone", func(r *taskRow) cell { return textCell(r.contact.Phone) }},
		{"field.chief", func(r *taskRow) cell { return textCell(r.contact.Chief) }},
		{"column.checked", func(r *taskRow) cell { return textCell(r.tasks.asked(r.site.Category)) }},
		{"column.hours", func(r *taskRow) cell { return textCell(r.tasks.hours[r.site.Category]) }},
		{"column.deadline", func(r *taskRow) cell { return textCell(timeText(r.tasks.sheets.Deadline)) }},
		{"column.result", toFillIn},
		{"column.problems", toFillIn},
		{"column.remedied", toFillIn},
	}
}

// paperColumn is one of a sheet on paper; an optional one is left out where no
// site has anything in it.
type paperColumn struct {
	heading geo.Code
	width   float64
	value   func(*taskRow) cell
	need    need
}

// need says whether a column is there without anything in it.
type need uint8

const (
	needed need = iota
	ifAny
)

func allPaperColumns() []paperColumn {
	return []paperColumn{
		{"column.number", 6, func(r *taskRow) cell { return numberCell(strconv.Itoa(r.number)) }, needed},
		{"column.category-name", 15, func(r *taskRow) cell { return textCell(r.categoryName()) }, needed},
		{"column.site", 22, func(r *taskRow) cell { return textCell(filled(r.site.Name, r.site.ID)) }, needed},
		{"column.role", 10, func(r *taskRow) cell { return textCell(r.ordered()) }, needed},
		{"column.whereabouts", 21, func(r *taskRow) cell { return textCell(filled(r.place(), r.contact.Address)) }, needed},
		{"column.stretch", 23, func(r *taskRow) cell { return textCell(filled(r.span(), r.ends())) }, ifAny},
		{"field.person", 18, func(r *taskRow) cell { return textCell(filled(r.contact.Person, r.contact.Phone)) }, needed},
		{"field.chief", 9, func(r *taskRow) cell { return textCell(r.contact.Chief) }, ifAny},
		{"column.checked", 24, func(r *taskRow) cell { return textCell(r.tasks.items(r.site.Category)) }, needed},
		{"column.hours", 16, func(r *taskRow) cell { return textCell(r.tasks.hours[r.site.Category]) }, ifAny},
		{"column.result", 10, toFillIn, needed},
		{"column.problems", 20, toFillIn, needed},
		{"column.remedied", 11, toFillIn, needed},
	}
}

// paperColumns are the same for all units.
func (t *tasks) paperColumns() []paperColumn {
	return slices.DeleteFunc(allPaperColumns(), func(c paperColumn) bool {
		if c.need == needed {
			return false
		}
		for _, rows := range t.rows {
			if slices.ContainsFunc(rows, func(r *taskRow) bool { return c.value(r).value != "" }) {
				return false
			}
		}
		return true
	})
}

// filled puts the texts that are not empty on lines of their own.
func filled(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), "\n")
}
