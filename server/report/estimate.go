package report

import (
	"math"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler/estimate"
	"sitedraw/server/text"
)

// Estimate is what a county would score by the results of inspections, with what its
// readers need beside it.
type Estimate struct {
	Report        *estimate.Report
	Weights       *geo.Weights // those that were used
	Questionnaire *float64     // points; nil: not said
	Rounds        []EstimateRound
	Replays       int             // draws that probabilities were counted in; 0: the design gives all
	Categories    *geo.Categories // for their names; nil: geo.ShippedCategories
	Texts         *text.Catalogue
}

// EstimateRound is where the results of a round are from.
type EstimateRound struct {
	Record, Frame string // digests
	Results       int
	First, Last   string // days, 2026-11-16; empty: not said
}

// Headline is the one sentence that is waited for: points of the field part, ± half
// of the 95 % interval.
func (e *Estimate) Headline() string {
	p := e.Report.Points
	if p == nil {
		return e.Texts.Text("estimate.no-score", text.Args{"names": e.names(e.Report.Empty)})
	}
	return e.Texts.Text("estimate.headline", text.Args{
		"when": e.days(), "value": scorePoints(p.Value), "error": halfWidth(p, scorePoints), "of": strconv.Itoa(e.Report.Of),
	})
}

// Lines are what a reader has to know besides the table, the headline first.
func (e *Estimate) Lines() []string {
	list := []string{e.Headline()}
	if p := e.Report.Points; p != nil {
		list = append(list, e.meaning(p))
	}
	if line := e.total(); line != "" {
		list = append(list, line)
	}
	return list
}

// meaning says in plain words what the interval is, or why there is none.
func (e *Estimate) meaning(p *estimate.Estimate) string {
	switch {
	case !hasInterval(p):
		return e.Texts.Text("estimate.meaning-open", nil)
	case p.Variance == 0:
		return e.Texts.Text("estimate.meaning-census", nil)
	default:
		return e.Texts.Text("estimate.meaning", text.Args{"low": scorePoints(p.Low), "high": scorePoints(p.High)})
	}
}

// total is the field part with the questionnaire, if its points are known.
func (e *Estimate) total() string {
	sum, ok := e.Sum()
	if !ok {
		return ""
	}
	return e.Texts.Text("estimate.total", text.Args{
		"value": scorePoints(sum.Value), "error": halfWidth(&sum, scorePoints), "of": strconv.Itoa(e.most()), "want": scorePoints(*e.Questionnaire),
	})
}

// Sum is the field part with the questionnaire; false if either is not known.
func (e *Estimate) Sum() (estimate.Estimate, bool) {
	if e.Questionnaire == nil || e.Report.Points == nil {
		return estimate.Estimate{}, false
	}
	sum, err := estimate.Together(*e.Report.Points, *e.Questionnaire, e.Weights)
	return sum, err == nil
}

// most is what both parts are worth.
func (e *Estimate) most() int { return e.Report.Of + e.Weights.QuestionnairePoints }

// Notes are what limits the figures: what is borrowed, cannot be told, is empty or
// missing, and what was counted.
func (e *Estimate) Notes() []string {
	var list []string
	note := func(key geo.Code, args text.Args) { list = append(list, e.Texts.Text(key, args)) }
	if names := e.withBasis(estimate.Borrowed); names != "" {
		note("estimate.note-borrowed", text.Args{"names": names})
	}
	if names := e.withBasis(estimate.NotEstimable); names != "" {
		note("estimate.note-open", text.Args{"names": names})
	}
	if names := e.names(e.Report.Empty); names != "" {
		key := geo.Code("estimate.note-filled")
		if e.Report.Points == nil {
			key = "estimate.note-empty"
		}
		note(key, text.Args{"names": names})
	}
	if missing := e.Report.Missing; len(missing) > 0 {
		note("estimate.note-missing", text.Args{"count": strconv.Itoa(len(missing)), "names": e.some(missing)})
	}
	if e.Report.Rounds > 1 {
		note("estimate.note-rounds", text.Args{"count": strconv.Itoa(e.Report.Rounds)})
	}
	if e.Replays > 0 {
		note("estimate.note-replays", text.Args{"count": strconv.Itoa(e.Replays)})
	}
	note("estimate.note-next", nil)
	return list
}

// mostNamed is how many names a note has.
const mostNamed = 20

// some are the first names of a list.
func (e *Estimate) some(names []string) string {
	shown := make([]string, 0, mostNamed)
	for _, name := range names[:min(len(names), mostNamed)] {
		shown = append(shown, text.Visible(name))
	}
	list := strings.Join(shown, e.Texts.Text("names.and", nil))
	if len(names) > mostNamed {
		list += " …"
	}
	return list
}

// names are those of categories.
func (e *Estimate) names(codes []string) string {
	known := e.categoryNames()
	list := make([]string, len(codes))
	for i, code := range codes {
		list[i] = known.of(code)
	}
	return e.some(list)
}

// withBasis names the inspected categories whose variance has a basis.
func (e *Estimate) withBasis(b estimate.Basis) string {
	var codes []string
	for i := range e.Report.Categories {
		if c := &e.Report.Categories[i]; c.Results > 0 && c.Hajek.Basis == b {
			codes = append(codes, c.Code)
		}
	}
	return e.names(codes)
}

// days is when the results are from, empty if no row says it.
func (e *Estimate) days() string {
	first, last := "", ""
	for _, r := range e.Rounds {
		if r.First != "" && (first == "" || r.First < first) {
			first = r.First
		}
		last = max(last, r.Last)
	}
	if first == last {
		return first
	}
	return e.Texts.Text("estimate.days", text.Args{"from": first, "to": last})
}

// names of categories by code.
type categoryNames map[string]string

func (n categoryNames) of(code string) string {
	if name := n[code]; name != "" {
		return name
	}
	return text.Visible(code)
}

func (e *Estimate) categoryNames() categoryNames {
	d := Draw{Categories: e.Categories, Texts: e.Texts}
	return d.categoryNames()
}

// hasInterval holds for an estimate that says how far it may be off.
func hasInterval(e *estimate.Estimate) bool {
	return e.Basis != estimate.NotEstimable && e.Basis != estimate.Skewed
}

// halfWidth is half of the interval, or its longer side where the other is cut off at
// what is possible; empty without an interval.
func halfWidth(e *estimate.Estimate, form func(float64) string) string {
	if !hasInterval(e) {
		return ""
	}
	return form(math.Max(e.Value-e.Low, e.High-e.Value))
}

// scorePoints has one decimal, as scores are told.
func scorePoints(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// scorePercent is a share in per cent with one decimal.
func scorePercent(v float64) string { return strconv.FormatFloat(100*v, 'f', 1, 64) }
