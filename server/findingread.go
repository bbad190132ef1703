package server

import (
	"context"
	"io"
	"net/http"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/inspection"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// roundResults is a draw with all that was reported of it.
type roundResults struct {
	*reported

	frame   *sampler.Frame
	record  *sampler.Record
	roster  *inspection.Roster
	summary *inspection.Summary // of the findings that count: none of a replaced site
}

// newResults puts what was reported beside the draw.
func newResults(record *sampler.Record, frame *sampler.Frame, opened []openingView, all *reported) (*roundResults, error) {
	roster, err := rosterOf(record, opened)
	if err != nil {
		return nil, err
	}
	res := &roundResults{reported: all, frame: frame, record: record, roster: roster}
	res.summary = inspection.Summarise(res.standing(), all.settlements)
	return res, nil
}

// standing are the findings of sites that were not replaced since.
func (res *roundResults) standing() []inspection.Finding {
	counts := map[string]bool{}
	for _, site := range res.roster.Sites() {
		counts[site] = true
	}
	return slices.DeleteFunc(slices.Clone(res.findings), func(f inspection.Finding) bool { return !counts[f.Site] })
}

// rosterOf is who stands to be inspected of a draw.
func rosterOf(record *sampler.Record, opened []openingView) (*inspection.Roster, error) {
	list := make([]inspection.Opening, len(opened))
	for i, o := range opened {
		list[i] = inspection.Opening{
			Step: o.Step, Within: o.Within, Stratum: o.Stratum, Site: o.Replaces, Reserve: o.Site, Reason: inspection.Reason(o.Code),
		}
	}
	return inspection.NewRoster(record, list)
}

// results reads all that was reported of a draw.
func (s *Server) results(ctx context.Context, m *material) (*roundResults, error) {
	var all *reported
	err := s.Store.View(ctx, func(v store.Reader) (err error) {
		all, err = reportsOf(v, m.Number)
		return err
	})
	if err != nil {
		return nil, err
	}
	return newResults(m.record, m.sites.frame, m.opened, all)
}

// resultsOfDraw reads what was reported of a draw, whoever asks: for what follows from
// it, such as the next round.
func (s *Server) resultsOfDraw(ctx context.Context, d *store.Draw) (*roundResults, error) {
	m, err := s.material(ctx, &seen{Draw: *d})
	if err != nil {
		return nil, err
	}
	return s.results(ctx, m)
}

// findingView is a finding as it is shown.
type findingView struct {
	Number   int64    `json:"number"`
	Site     string   `json:"site"`
	Item     string   `json:"item,omitempty"`
	Met      *int     `json:"met,omitempty"`
	Observed *int     `json:"observed,omitempty"`
	Score    *float64 `json:"score,omitempty"`
	When     string   `json:"when,omitempty"`
	By       string   `json:"by,omitempty"`
	Photo    string   `json:"photo,omitempty"`
	Counts   bool     `json:"counts"`
	Made     string   `json:"made"` // when it arrived
}

// conflictView is findings of one thing that say different things.
type conflictView struct {
	Site     string  `json:"site"`
	Item     string  `json:"item,omitempty"`
	Findings []int64 `json:"findings"`
	Score    float64 `json:"score"`             // what counts: their mean until it is settled
	Settled  int64   `json:"settled,omitempty"` // the finding that the office chose
}

// siteResultView is what a site scores.
type siteResultView struct {
	Site       string   `json:"site"`
	Inspected  bool     `json:"inspected"`
	Score      *float64 `json:"score,omitempty"`
	ReplacedBy string   `json:"replaced_by,omitempty"`
}

// findingsView is what is seen of the results of a draw.
type findingsView struct {
	Draw      int64            `json:"draw"`
	Label     string           `json:"label,omitempty"`
	Findings  []findingView    `json:"findings"`
	Conflicts []conflictView   `json:"conflicts"`
	Sites     []siteResultView `json:"sites"`
}

// getFindings answers with the results of a draw.
func (s *Server) getFindings(r *request) error {
	if err := r.knownQueries("format"); err != nil {
		return err
	}
	format, err := r.format("json", "csv", "xlsx")
	if err != nil {
		return err
	}
	d, sight, err := r.seeFindings("findings." + format)
	if err != nil {
		return err
	}
	ctx := r.Request().Context()
	m, err := s.material(ctx, d)
	if err != nil {
		return err
	}
	res, err := s.results(ctx, m)
	if err != nil {
		return err
	}
	shown := res.view(&sight)
	shown.Draw, shown.Label = d.Number, r.label(d)
	if format == "json" {
		return r.json(http.StatusOK, shown)
	}
	table := report.Findings{Label: shown.Label, Frame: res.frame, Categories: s.Categories, Texts: r.texts}
	for i := range shown.Findings {
		table.Rows = append(table.Rows, shown.Findings[i].row(res, &sight))
	}
	write := report.FindingsCSV
	if format == "xlsx" {
		write = report.FindingsXLSX
	}
	return r.sendFile("draw-"+count(d.Number)+"-results", format, func(w io.Writer) error { return write(w, table) })
}

// view is what is seen of results.
func (res *roundResults) view(sight *findingSight) findingsView {
	v := findingsView{Findings: []findingView{}, Conflicts: []conflictView{}, Sites: []siteResultView{}}
	counting := res.counting()
	for i := range res.findings {
		f := &res.findings[i]
		if sight.finding(f, res.site(f.Site)) {
			v.Findings = append(v.Findings, viewFinding(f, counting[f.Number], res.times[i]))
		}
	}
	for i := range res.summary.Conflicts {
		c := &res.summary.Conflicts[i]
		if sight.site(res.site(c.Site)) {
			v.Conflicts = append(v.Conflicts, viewConflict(c))
		}
	}
	v.Sites = res.siteViews(sight)
	return v
}

// site is one of the frame.
func (res *roundResults) site(id string) *geo.Site {
	if site, found := res.frame.Site(id); found {
		return site
	}
	return &geo.Site{ID: id}
}

// counting are the numbers of the findings that count.
func (res *roundResults) counting() map[int64]bool {
	counts := map[int64]bool{}
	for i := range res.summary.Sites {
		for j := range res.summary.Sites[i].Items {
			for _, n := range res.summary.Sites[i].Items[j].Counting {
				counts[n] = true
			}
		}
	}
	return counts
}

func viewFinding(f *inspection.Finding, counts bool, made string) findingView {
	v := findingView{
		Number: f.Number, Site: f.Site, Item: f.Item, When: f.When, By: f.By, Photo: f.Photo, Counts: counts, Made: made,
	}
	if f.HasScore {
		v.Score = new(f.Score)
	} else {
		v.Met, v.Observed = new(f.Met), new(f.Observed)
	}
	return v
}

func viewConflict(c *inspection.Conflict) conflictView {
	v := conflictView{Site: c.Site, Item: c.Item, Score: c.Score, Settled: c.Settled}
	for i := range c.Findings {
		v.Findings = append(v.Findings, c.Findings[i].Number)
	}
	return v
}

// siteViews are the sites that are to be inspected and those that were replaced, in the
// order of the record, as far as they are seen. By whom a site was replaced is told to
// those who see both.
func (res *roundResults) siteViews(sight *findingSight) []siteResultView {
	scores := map[string]*inspection.Site{}
	for i := range res.summary.Sites {
		scores[res.summary.Sites[i].ID] = &res.summary.Sites[i]
	}
	stands := map[string]bool{}
	for _, site := range res.roster.Sites() {
		stands[site] = true
	}
	views, seen := []siteResultView{}, map[string]bool{}
	for i := range res.record.Picks {
		id := res.record.Picks[i].ID
		by := res.roster.ReplacedBy(id)
		if seen[id] || !stands[id] && by == "" || !sight.site(res.site(id)) {
			continue
		}
		seen[id] = true
		v := siteResultView{Site: id}
		if site := scores[id]; site != nil {
			v.Inspected, v.Score = true, new(site.Score)
		}
		if by != "" && sight.site(res.site(by)) {
			v.ReplacedBy = by
		}
		views = append(views, v)
	}
	return views
}
