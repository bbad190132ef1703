package server

import (
	"bufio"
	"cmp"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler/inspection"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// ErrFindingTwice means that what is reported at once says of the same twice: of site
// and item Value by the same person; Want is the row that said it first.
const ErrFindingTwice geo.Code = "finding.again"

// How much may be reported of a draw: at once, and in all.
const (
	maxReported     = 20_000
	maxDrawFindings = 200_000
)

// findingsOrder is what is reported of a draw.
type findingsOrder struct {
	Findings []findingRow `json:"findings"`
}

// reportedView answers what was reported, and what it contradicts.
type reportedView struct {
	Draw      int64          `json:"draw"`
	Findings  []findingView  `json:"findings"`
	Conflicts []conflictView `json:"conflicts"` // of the same sites, new or not
}

// addFindings keeps what was found at sites of a draw, all or nothing. It is never
// changed: who corrects himself reports again.
func (s *Server) addFindings(r *request) error {
	if err := r.mayReport(); err != nil {
		return err
	}
	findings, err := r.findings()
	if err != nil {
		return err
	}
	if before, err := r.answeredBefore(); before || err != nil {
		return err
	}
	d, sight, err := r.seeFindings("findings")
	if err != nil {
		return err
	}
	if err := r.sign(findings, sight.self); err != nil {
		return err
	}
	if err := sight.ownSites(findings); err != nil {
		return err
	}
	if err := twice(findings); err != nil {
		return err
	}
	m, err := s.material(r.Request().Context(), d)
	if err != nil {
		return err
	}
	sheets := inspection.NewSheets(geo.ShippedChecks())
	category := func(id string) string {
		if site, found := m.sites.frame.Site(id); found {
			return site.Category
		}
		return ""
	}
	if err := rejected(sheets.Resolve(findings, category)); err != nil {
		return err
	}
	return r.create(func(w store.Writer) (answered, error) { return r.writeFindings(w, m, sheets, findings) })
}

// sign fills in who found it and when, where nobody says: who reports it, today. What
// an inspector reports he found himself, whatever it says.
func (r *request) sign(findings []inspection.Finding, self string) error {
	if len(findings) > maxReported {
		return figuresTooLarge("findings", int64(len(findings)), maxReported)
	}
	for i := range findings {
		f := &findings[i]
		if r.who.Role != access.Office {
			f.By = self
		}
		f.By, f.When = cmp.Or(f.By, self), cmp.Or(f.When, r.server.today())
	}
	return nil
}

// twice tells what one person reports twice at once.
func twice(findings []inspection.Finding) error {
	type key struct{ site, item, by string }
	lines := map[key]int{}
	var faults []*geo.Error
	for i := range findings {
		f := &findings[i]
		k := key{f.Site, f.Item, f.By}
		if first, again := lines[k]; again {
			value := strings.TrimSuffix(f.Site+" "+f.Item, " ")
			faults = append(faults, &geo.Error{Code: ErrFindingTwice, At: geo.Place{Line: f.Line, Column: "site"}, Value: value, Want: count(first)})
			continue
		}
		lines[k] = f.Line
	}
	return rejected(faults)
}

// writeFindings checks findings against the draw as it is now, and keeps them.
func (r *request) writeFindings(w store.Writer, m *material, sheets *inspection.Sheets, findings []inspection.Finding) (answered, error) {
	d, err := w.Draw(m.Number)
	if err != nil {
		return answered{}, err
	}
	if d.Has(store.Withdrawn) {
		return answered{}, pastThat(&d)
	}
	opened, err := openings(&d) // one may have been opened meanwhile
	if err != nil {
		return answered{}, err
	}
	roster, err := rosterOf(m.record, opened)
	if err != nil {
		return answered{}, err
	}
	if err := rejected(roster.Check(m.sites.frame, sheets, findings)); err != nil {
		return answered{}, err
	}
	if err := r.keepFindings(w, d.Number, findings); err != nil {
		return answered{}, err
	}
	all, err := reportsOf(w, d.Number)
	if err != nil {
		return answered{}, err
	}
	res, err := newResults(m.record, m.sites.frame, opened, all)
	return answered{http.StatusCreated, drawFindings(d.Number), res.viewLast(d.Number, findings)}, err
}

func drawFindings(draw int64) string { return "/draws/" + count(draw) + "/findings" }

// keepFindings writes findings, and notes who reported how many.
func (r *request) keepFindings(w store.Writer, draw int64, findings []inspection.Finding) error {
	had, err := w.CountFindings(draw)
	if err != nil {
		return err
	}
	if all := had + int64(len(findings)); all > maxDrawFindings {
		return figuresTooLarge("findings", all, maxDrawFindings)
	}
	kept := make([]store.Finding, len(findings))
	for i := range findings {
		if kept[i], err = keptFinding(draw, findings[i], r.server.act(r)); err != nil {
			return err
		}
	}
	if err := w.AddFindings(kept); err != nil {
		return err
	}
	return r.audit(w, "finding.add", drawObject(draw), findingsAdded{had + 1, had + int64(len(findings))})
}

// findingsAdded says in the audit log which findings arrived.
type findingsAdded struct {
	First int64 `json:"first"`
	Last  int64 `json:"last"`
}

// viewLast is what arrived last, with what is contradicted at its sites.
func (res *roundResults) viewLast(draw int64, findings []inspection.Finding) reportedView {
	v := reportedView{Draw: draw, Findings: []findingView{}, Conflicts: []conflictView{}}
	if res == nil {
		return v
	}
	counting, sites := res.counting(), map[string]bool{}
	from := len(res.findings) - len(findings)
	for i := from; i < len(res.findings); i++ {
		f := &res.findings[i]
		sites[f.Site] = true
		v.Findings = append(v.Findings, viewFinding(f, counting[f.Number], res.times[i]))
	}
	for i := range res.summary.Conflicts {
		if c := &res.summary.Conflicts[i]; sites[c.Site] {
			v.Conflicts = append(v.Conflicts, viewConflict(c))
		}
	}
	return v
}

// findings reads what is reported: data, or a table in CSV or XLSX.
func (r *request) findings() ([]inspection.Finding, error) {
	if strings.HasPrefix(r.Request().Header.Get(echo.HeaderContentType), echo.MIMEApplicationJSON) {
		return r.findingsData()
	}
	if err := r.knownQueries(fileQueries...); err != nil {
		return nil, err
	}
	sent, err := r.spool(resultsBody)
	if err != nil {
		return nil, err
	}
	defer sent.remove()
	return readFindings(sent, r.query("sheet"))
}

func (r *request) findingsData() ([]inspection.Finding, error) {
	var order findingsOrder
	if err := r.knownQueries(); err != nil {
		return nil, err
	}
	if err := r.decode(&order); err != nil {
		return nil, err
	}
	if len(order.Findings) == 0 {
		return nil, required("findings", "")
	}
	list := make([]inspection.Finding, len(order.Findings))
	for i := range order.Findings {
		list[i] = order.Findings[i].finding(i + 1)
	}
	return list, nil
}

// readFindings reads a table of findings. Everything that is wrong is told.
func readFindings(u *upload, sheet string) ([]inspection.Finding, error) {
	file, err := os.Open(u.path)
	if err != nil {
		return nil, diskError(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	limits := intake.Limits{FileBytes: 16 * resultsBody, Rejects: maxFaults, Sites: maxReported}
	table, err := intake.ReadFindings(u.name, bufio.NewReader(file), intake.Options{Sheet: sheet, Limits: limits, Bytes: u.bytes})
	if errors.Is(err, intake.ErrRejected) {
		faults := []error{err}
		for _, fault := range table.Rejects {
			faults = append(faults, fault)
		}
		return nil, errors.Join(faults...)
	}
	if err != nil {
		return nil, err
	}
	list := make([]inspection.Finding, len(table.Rows))
	for i := range table.Rows {
		list[i] = findingOfRow(&table.Rows[i])
	}
	return slices.Clip(list), nil
}
