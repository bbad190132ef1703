package report

import (
	"io"
	"strconv"

	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// exposureEdges bound the classes of a histogram of exposure. The first holds what
// is never drawn, the last what always is; between them classes double.
var exposureEdges = []float64{0, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1}

// ExposureSVG draws how many sites are how likely.
func ExposureSVG(w io.Writer, e Exposure) error { return e.histogram().SVG(w) }

// histogram counts sites by how likely at least one pick is. A class holds its low
// edge, not its high one. Those that cannot be drawn are often most, so they are told
// in words too and do not set the scale.
func (e *Exposure) histogram() Histogram {
	h := Histogram{
		Title: e.t("expose.chart", text.Args{"plan": planTitle(&e.Report.Plan)}), Across: e.t("expose.chart-across", nil),
		Up: e.t("column.sites", nil), Lang: string(e.Texts.Lang()), Counts: make([]int, len(exposureEdges)+1), Aside: 1,
	}
	h.Classes = append(h.Classes, e.t("expose.chart-never", nil))
	for i := 1; i < len(exposureEdges); i++ {
		h.Classes = append(h.Classes, e.t("expose.chart-class", text.Args{"from": percentLess(exposureEdges[i-1]), "to": percentLess(exposureEdges[i])}))
	}
	h.Classes = append(h.Classes, "100 %")
	never := e.never()
	for i := range e.Report.Frame.Len() {
		once := e.Report.Once(int32(i))
		if once.Kind == exposure.Unknown {
			continue
		}
		_, stays := never[e.site(int32(i)).ID]
		h.Counts[exposureClass(once, stays)]++
	}
	h.Notes = e.chartNotes(&h)
	return h
}

// chartNotes say what the bars are of, and what they do not show.
func (e *Exposure) chartNotes(h *Histogram) []string {
	notes := e.headLines()[:1]
	if notice := e.notice(); notice != "" {
		notes = append(notes, notice)
	}
	if n := e.sum().counts[exposure.Unknown]; n > 0 {
		notes = append(notes, e.t("expose.left-out", text.Args{"count": strconv.Itoa(n)}))
	}
	switch out := (text.Args{"count": strconv.Itoa(h.Counts[0])}); {
	case h.Counts[0] == 0:
	case h.broken(0):
		notes = append(notes, e.t("expose.chart-cut", out))
	default:
		notes = append(notes, e.t("expose.chart-apart", out))
	}
	return notes
}

func percentLess(p float64) string { return strconv.FormatFloat(100*p, 'g', -1, 64) }

// exposureClass is the class of a figure.
func exposureClass(once exposure.Figure, never bool) int {
	switch {
	case never || impossible(once):
		return 0
	case once.Value >= 1-nearCertain:
		return len(exposureEdges)
	}
	class := 1
	for once.Value >= exposureEdges[class] {
		class++
	}
	return class
}

// nearCertain is how far rounding may keep a certain site from 1.
const nearCertain = 1e-12
