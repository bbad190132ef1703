package intake

import (
	"slices"
	"strings"

	"sitedraw/geo"
)

// Text writes a recusal as a table has it: 单位:城管局(亲属任职).
func (r *Recusal) Text(w Wording) string {
	kind, what := recusalSite, r.Site
	switch {
	case r.Unit != "":
		kind, what = recusalUnit, r.Unit
	case r.Area != "":
		kind, what = recusalArea, string(r.Area)
	}
	return recusalKinds[kind][w] + ":" + what + "(" + r.Reason + ")"
}

// Text writes an absence as a table has it: 2026-05-01~2026-05-05(培训). Of one day it
// is that day.
func (a *Absence) Text() string {
	text := a.From
	if a.To != a.From {
		text += "~" + a.To
	}
	if a.Reason != "" {
		text += "(" + a.Reason + ")"
	}
	return text
}

// Cells writes an inspector as the cells of a row, in the order of InspectorFields.
// One who would be read back otherwise is refused with the reader's error or with
// ErrChanged, whose column is the field's heading: a bracket in a name may pass for a
// reason, and a recusal must not be lost.
func (i *Inspector) Cells(w Wording) ([]string, error) {
	var recusals, absences []string
	for k := range i.Recusals {
		recusals = append(recusals, i.Recusals[k].Text(w))
	}
	for k := range i.Absences {
		absences = append(absences, i.Absences[k].Text())
	}
	texts := []string{
		i.ID, i.Name, i.Unit, string(i.Township), strings.Join(i.Qualifications, "、"), strings.Join(recusals, "\n"), strings.Join(absences, "\n"),
	}
	if f, err := i.kept(texts); err != nil {
		return nil, geo.InColumn(err, f.Heading(w))
	}
	return texts, nil
}

// kept returns an error, and of which field it is, unless the reader makes the same
// inspector of the cells of a row. An id that is a heading, or a word for a total, may
// make the row another than one of data.
func (i *Inspector) kept(texts []string) (InspectorField, error) {
	var cells [inspectorFieldCount]cell
	for f := range cells {
		cells[f].text = texts[f]
	}
	got, wrong, err := (&inspectorReader{}).read(&cells)
	if err != nil {
		return wrong, err
	}
	changed := []bool{
		InspectorID:   got.ID != i.ID || isTotal(cells[:]) || inspectorWords()[foldHeading(i.ID)] != "",
		InspectorName: got.Name != i.Name, InspectorUnit: got.Unit != i.Unit, InspectorTownship: got.Township != i.Township,
		InspectorQualifications: !slices.Equal(got.Qualifications, i.Qualifications),
		InspectorRecusals:       !slices.Equal(got.Recusals, i.Recusals),
		InspectorAbsences:       !slices.Equal(got.Absences, i.Absences),
	}
	if f := slices.Index(changed, true); f >= 0 {
		return InspectorField(f), &geo.Error{Code: ErrChanged, Value: texts[f]}
	}
	return 0, nil
}
