package server

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/sampler/inspection"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// reported are the results of a draw as somebody sees them.
func (h *house) reported(who string, draw int64) findingsView {
	h.t.Helper()
	var v findingsView
	h.want(h.do(who, http.MethodGet, drawPath(draw, "/findings"), nil), http.StatusOK, &v)
	return v
}

// report reports findings.
func (h *house) report(who string, draw int64, findings ...object) reportedView {
	h.t.Helper()
	var v reportedView
	a := h.do(who, http.MethodPost, drawPath(draw, "/findings"), object{"findings": findings})
	h.want(a, http.StatusCreated, &v)
	return v
}

// mainsOf are the sites of the main picks of a step.
func (h *house) mainsOf(draw int64, step string) (ids []string) {
	for _, p := range h.record(draw).Picks {
		if p.Role == sampler.Main && p.Step == step {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// replace opens the next reserve in place of a market.
func (h *house) replace(draw int64, site string, more object) reserveView {
	h.t.Helper()
	for _, p := range h.record(draw).Picks {
		if p.ID == site && p.Step == "markets" {
			order := object{"step": p.Step, "within": p.Within, "stratum": p.Stratum, "replaces": p.ID, "code": "closed"}
			maps.Copy(order, more)
			var v reserveView
			h.want(h.do("office", http.MethodPost, drawPath(draw, "/reserves"), order), http.StatusCreated, &v)
			return v
		}
	}
	h.t.Fatalf("draw %d has no market %s", draw, site)
	return reserveView{}
}

func TestFindingsComeAndAreCorrected(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	sites := h.mainsOf(n, "markets")
	first := h.report("office", n,
		object{"site": sites[0], "met": 6, "observed": 8, "by": "c01"}, object{"site": sites[1], "score": 0.5, "photo": strings.Repeat("0a", 32)})
	if f := first.Findings; len(f) != 2 || f[0].Number != 1 || *f[0].Met != 6 || f[0].When != "2026-11-22" || f[1].By != "office" || !f[1].Counts || *f[1].Score != 0.5 {
		t.Errorf("reported = %+v", first)
	}
	h.report("office", n, object{"site": sites[0], "met": 7, "observed": 8, "by": "c01", "when": "2026-11-21"})
	v := h.reported("office", n)
	if len(v.Findings) != 3 || v.Findings[0].Counts || !v.Findings[2].Counts || len(v.Conflicts) > 0 {
		t.Errorf("findings = %+v", v)
	}
	inspected := 0
	for _, s := range v.Sites {
		if s.Inspected {
			inspected++
		}
		if s.Site == sites[0] && *s.Score != 7.0/8 {
			t.Errorf("%s scores %v, want 7/8", s.Site, *s.Score)
		}
	}
	if mains := len(v.Sites); inspected != 2 || mains != len(slices.Compact(slices.Sorted(slices.Values(slices.Concat(h.mainsOf(n, "towns"), sites, h.mainsOf(n, "toilets")))))) {
		t.Errorf("%d of %d sites are inspected, want 2 of all main picks", inspected, mains)
	}
}

// What two people found of one thing stays, and the office settles it.
func TestFindingsThatContradict(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	site := h.mainsOf(n, "markets")[0]
	h.report("office", n, object{"site": site, "score": 1, "by": "c01"})
	v := h.report("office", n, object{"site": site, "score": 0, "by": "c02"})
	if len(v.Conflicts) != 1 || v.Conflicts[0].Score != 0.5 || fmt.Sprint(v.Conflicts[0].Findings) != "[1 2]" {
		t.Errorf("conflict = %+v", v.Conflicts)
	}
	settle := func(number int64) answer {
		return h.do("office", http.MethodPost, drawPath(n, "/findings/settle"), object{"site": site, "number": number})
	}
	h.wantProblem("another", settle(3), http.StatusConflict, inspection.ErrSettlement)
	var c conflictView
	if h.want(settle(2), http.StatusCreated, &c); c.Settled != 2 || c.Score != 0 {
		t.Errorf("settled = %+v", c)
	}
	after := h.reported("office", n)
	if len(after.Findings) != 2 || after.Findings[0].Counts || !after.Findings[1].Counts || after.Conflicts[0].Settled != 2 {
		t.Errorf("after settling = %+v", after)
	}
	h.report("office", n, object{"site": site, "score": 0.5, "by": "c01"})
	if v := h.reported("office", n); v.Conflicts[0].Settled != 0 || v.Conflicts[0].Score != 0.25 || v.Findings[2].Number != 4 {
		t.Errorf("after another report = %+v", v)
	}
	for who, want := range map[string]int{"inspector": 403, "unit:城管局": 403, "": 401, "office!read": 403} {
		if a := h.do(who, http.MethodPost, drawPath(n, "/findings/settle"), object{"site": site, "number": 1}); a.status != want {
			t.Errorf("%q settles: %d, want %d", who, a.status, want)
		}
	}
}

// Results of what was not drawn, of reserves that nobody opened and of replaced sites
// are refused by name and row, and nothing is kept of the others.
func TestFindingsRefused(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	sites := h.mainsOf(n, "markets")
	reserve := ""
	for _, p := range h.record(n).Picks {
		if p.Role == sampler.Reserve && p.Step == "markets" && p.Within == h.record(n).Picks[2].Within {
			reserve = p.ID
		}
	}
	opened := h.replace(n, sites[0], nil)
	good := object{"site": sites[1], "score": 1}
	item := geo.ShippedChecks()[0].ID
	for name, c := range map[string]struct {
		row  object
		code geo.Code
	}{
		"not drawn":   {object{"site": "x", "score": 1}, inspection.ErrNotDrawn},
		"reserve":     {object{"site": reserve, "score": 1}, inspection.ErrNotOpened},
		"replaced":    {object{"site": sites[0], "score": 1}, inspection.ErrReplaced},
		"item":        {object{"site": sites[1], "item": item + "x", "score": 1}, inspection.ErrItem},
		"no result":   {object{"site": sites[1], "by": "x"}, inspection.ErrNoResult},
		"two results": {object{"site": sites[1], "score": 1, "met": 1, "observed": 1, "by": "x"}, inspection.ErrTwoResults},
		"checks":      {object{"site": sites[1], "met": 9, "observed": 8, "by": "x"}, inspection.ErrChecks},
		"score":       {object{"site": sites[1], "score": 2, "by": "x"}, inspection.ErrScore},
		"photo":       {object{"site": sites[1], "score": 1, "photo": "0A", "by": "x"}, inspection.ErrPhoto},
		"when":        {object{"site": sites[1], "score": 1, "when": "昨天", "by": "x"}, inspection.ErrWhen},
		"twice":       {good, ErrFindingTwice},
	} {
		a := h.do("office", http.MethodPost, drawPath(n, "/findings"), object{"findings": []object{good, c.row}})
		h.wantProblem(name, a, http.StatusUnprocessableEntity, intake.ErrRejected)
		if !strings.Contains(string(a.body), `"`+string(c.code)+`"`) || !strings.Contains(string(a.body), `"line":2`) {
			t.Errorf("%s: %s, want %s in row 2", name, a.body, c.code)
		}
	}
	for name, c := range map[string]struct {
		body any
		code geo.Code
	}{
		"nothing":  {object{}, sampler.ErrMemberMissing},
		"a member": {object{"findings": []object{good}, "x": 1}, ErrMember},
		"no table": {"", intake.ErrEmpty},
		"no rows":  {"编号,得分\n", intake.ErrNoRows},
	} {
		h.wantProblem(name, h.do("office", http.MethodPost, drawPath(n, "/findings"), c.body), http.StatusUnprocessableEntity, c.code)
	}
	if v := h.reported("office", n); len(v.Findings) > 0 {
		t.Errorf("kept: %+v", v.Findings)
	}
	h.report("office", n, object{"site": opened.Pick.Site.ID, "score": 1})
	h.want(h.do("office", http.MethodPost, drawPath(n, "/withdraw"), object{"reason": "x"}), http.StatusOK, nil)
	h.wantProblem("withdrawn", h.do("office", http.MethodPost, drawPath(n, "/findings"), object{"findings": []object{good}}), http.StatusConflict, store.ErrState)
}

// A site that has results can be replaced with a note alone, and then counts no more.
func TestFindingsOfASiteThatIsReplaced(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	site := h.mainsOf(n, "markets")[0]
	h.report("office", n, object{"site": site, "score": 0})
	for _, p := range h.record(n).Picks {
		if p.ID == site {
			order := object{"step": p.Step, "within": p.Within, "stratum": p.Stratum, "replaces": site, "code": "closed"}
			h.wantProblem("without a note", h.do("office", http.MethodPost, drawPath(n, "/reserves"), order), http.StatusConflict, ErrInspected)
		}
	}
	opened := h.replace(n, site, object{"note": "检查后发现已停业"}).Pick.Site.ID
	v := h.reported("office", n)
	if len(v.Findings) != 1 || v.Findings[0].Counts {
		t.Errorf("findings = %+v", v.Findings)
	}
	for _, s := range v.Sites {
		if s.Site == site && (s.ReplacedBy != opened || s.Inspected) {
			t.Errorf("site = %+v, want replaced by %s", s, opened)
		}
	}
	table := string(h.do("office", http.MethodGet, drawPath(n, "/findings?format=csv&lang=en"), nil).body)
	if !strings.Contains(table, site) {
		t.Errorf("table = %s", table)
	}
}

// Before its release nobody but the office and, on their day, the inspectors of its
// sites learn anything of a draw by its results; what an inspector sends of another
// site is answered the same, drawn or not.
func TestFindingsShowNothingTooEarly(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(48 * time.Hour)})
	sites := h.mainsOf(n, "markets")
	h.want(h.do("office", http.MethodPut, drawPath(n, "/assignments"), object{"user": 2, "day": h.today(), "sites": sites[:1]}), http.StatusOK, nil)
	h.report("office", n, object{"site": sites[0], "score": 1, "by": "c01"}, object{"site": sites[1], "score": 1, "by": "inspector"})
	mine := h.report("inspector", n, object{"site": sites[0], "score": 0.5, "by": "somebody else"})
	if mine.Findings[0].By != "inspector" || len(mine.Conflicts) != 1 {
		t.Errorf("reported by an inspector = %+v", mine)
	}
	if v := h.reported("inspector", n); len(v.Findings) != 2 || len(v.Sites) != 1 || v.Sites[0].Site != sites[0] || len(v.Conflicts) != 1 {
		t.Errorf("an inspector sees %+v", v)
	}
	undrawn := ""
	for _, s := range drawFrame(t, t.Name()).Sites() {
		if !slices.ContainsFunc(h.record(n).Picks, func(p sampler.Pick) bool { return p.ID == s.ID }) {
			undrawn = s.ID
		}
	}
	var answers []string
	for _, site := range []string{sites[1], undrawn} {
		a := h.do("inspector", http.MethodPost, drawPath(n, "/findings"), object{"findings": []object{{"site": site, "score": 1}}})
		h.wantProblem(site, a, http.StatusUnprocessableEntity, intake.ErrRejected)
		answers = append(answers, strings.ReplaceAll(h.withoutID(a), site, "site"))
	}
	if answers[0] != answers[1] || !strings.Contains(answers[0], string(ErrNotMine)) {
		t.Errorf("of a site that was drawn %s\nof another %s", answers[0], answers[1])
	}
	h.wantProblem("by a token", h.do("inspector!read", http.MethodPost, drawPath(n, "/findings"), object{"findings": []object{{"site": sites[0], "score": 1}}}), http.StatusForbidden, ErrNoSession)
	h.wantProblem("by one that reads", h.do("office!read", http.MethodPost, drawPath(n, "/findings"), object{"findings": []object{{"site": sites[0], "score": 1}}}), http.StatusForbidden, access.ErrScope)
	for who, want := range map[string]int{"": 401, "viewer": 403, "unit:城管局": 403, "inspector#5": 403, "office!draw": 403} {
		if a := h.do(who, http.MethodGet, drawPath(n, "/findings"), nil); a.status != want || strings.Contains(string(a.body), sites[0]) {
			t.Errorf("%q: %d %s, want %d", who, a.status, a.body, want)
		}
	}
	h.due(48 * time.Hour)
	unit := func(id string) string { site, _ := drawFrame(t, t.Name()).Site(id); return site.Unit }
	v := h.reported("unit:"+unit(sites[0]), n)
	for _, s := range v.Sites {
		if unit(s.Site) != unit(sites[0]) {
			t.Errorf("a unit sees %s of %s", s.Site, unit(s.Site))
		}
	}
	if len(v.Findings) < 2 {
		t.Errorf("after the release the unit sees %+v", v.Findings)
	}
	if v := h.reported("inspector", n); len(v.Findings) != 2 || v.Findings[0].By != "inspector" || v.Findings[1].By != "inspector" {
		t.Errorf("on another day an inspector sees %+v, want his own alone", v.Findings)
	}
	if v := h.reported("inspector#5", n); len(v.Sites)+len(v.Conflicts) > 0 {
		t.Errorf("another inspector sees %+v", v)
	}
}

// A table that is exported is read again: each finding as it was.
func TestFindingsAsTables(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	sites := h.mainsOf(n, "markets")
	sheet := geo.ShippedChecks()
	at := slices.IndexFunc(sheet, func(c geo.Check) bool { return c.Category == "SC" })
	table := "点位编号,检查内容,达标项,检查项,得分,检查日期,检查人,照片摘要\n" +
		sites[0] + "," + sheet[at].Item.ZH + ",3,4,,2026-11-20,c01,\n" + sites[1] + ",,,,0.25,,c02," + strings.Repeat("AB", 32) + "\n"
	var v reportedView
	h.want(h.do("office", http.MethodPost, drawPath(n, "/findings?filename=r.csv"), table), http.StatusCreated, &v)
	if f := v.Findings; f[0].Item != sheet[at].ID || *f[0].Observed != 4 || f[1].Photo != strings.Repeat("ab", 32) || *f[1].Score != 0.25 {
		t.Errorf("of a table = %+v", v)
	}
	for format, begins := range map[string]string{"csv": "\ufeff", "xlsx": "PK"} {
		a := h.do("office", http.MethodGet, drawPath(n, "/findings?format="+format), nil)
		if h.want(a, http.StatusOK, nil); !bytes.HasPrefix(a.body, []byte(begins)) {
			t.Errorf("%s begins with %.20q", format, a.body)
		}
		if a.header.Get("Content-Type") != exportTypes[format] {
			t.Errorf("%s is %q", format, a.header.Get("Content-Type"))
		}
	}
}

// Every report and every settlement is in the audit log.
func TestFindingsAreAudited(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "plain"})
	site := h.mainsOf(n, "markets")[0]
	h.report("office", n, object{"site": site, "score": 1, "by": "c01"}, object{"site": site, "score": 0, "by": "c02"})
	h.want(h.do("office", http.MethodPost, drawPath(n, "/findings/settle"), object{"site": site, "number": 1}), http.StatusCreated, nil)
	if actions := h.actions(drawObject(n)); !strings.HasPrefix(actions, "settle add") {
		t.Errorf("audit log = %q, want settle add", actions)
	}
}
