package server

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/sampler/balance"
	"sitedraw/sampler/estimate"
	"sitedraw/sampler/exposure"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// marketIDs are the markets of the county, and a town.
func marketIDs(t *testing.T) (markets []string, town string) {
	t.Helper()
	for _, s := range drawFrame(t, t.Name()).Sites() {
		switch s.Category {
		case "SC":
			markets = append(markets, s.ID)
		case "XZZF":
			town = s.ID
		}
	}
	return markets, town
}

// inForms asks for the same figures in each form; a job that is not done in time says
// where it is, and the same request has them afterwards.
func (h *house) inForms(path string, body object, begins map[string]string) {
	h.t.Helper()
	for format, begin := range begins {
		for _, lang := range []string{"zh", "en"} {
			a := h.do("office", http.MethodPost, path+"?format="+format+"&lang="+lang, body)
			h.want(a, http.StatusOK, nil)
			if !strings.HasPrefix(string(a.body), begin) || !strings.HasPrefix(a.header.Get("Content-Type"), exportTypes[format]) {
				h.t.Errorf("%s as %s is %q and begins with %.60q", path, format, a.header.Get("Content-Type"), a.body)
			}
		}
	}
	h.wantProblem("format", h.do("office", http.MethodPost, path+"?format=pdf", body), http.StatusUnprocessableEntity, ErrParameter)
	h.wantProblem("query", h.do("office", http.MethodPost, path+"?x=1", body), http.StatusUnprocessableEntity, ErrQuery)
	h.wantProblem("no object", h.do("office", http.MethodPost, path, []int{1}), http.StatusUnprocessableEntity, ErrJSON)
}

func TestWhatIf(t *testing.T) {
	h := newFigureHouse(t)
	markets, town := marketIDs(t)
	known := []object{{"id": town, "score": 1}, {"id": markets[1], "met": 7, "observed": 8, "when": "2026-11-16", "by": "一队"}}
	for _, id := range markets[2:] {
		known = append(known, object{"id": id, "score": 0.5})
	}
	known = append(known, object{"id": markets[0], "score": 0})
	body := object{"plan": "plain", "draws": 200, "known": known}
	path := figuresPath("county", "what-if")
	first := h.do("unit:城管局", http.MethodPost, path, body)
	var w struct {
		Draws, Known, Of int
		Mean             float64
		Repairs          []struct {
			ID    string
			Score float64
		}
	}
	if h.want(first, http.StatusOK, &w); w.Draws != 200 || w.Known != len(known) || w.Mean <= 0 || w.Mean >= float64(w.Of) || len(w.Repairs) == 0 || w.Repairs[0].ID != markets[0] {
		t.Errorf("what if = %+v, want %s repaired first", w, markets[0])
	}
	if again := h.do("office", http.MethodPost, path, body); !bytes.Equal(again.body, first.body) {
		t.Errorf("again = %.300s, want %.300s", again.body, first.body)
	}
	if another := h.do("office", http.MethodPost, path, object{"plan": "plain", "draws": 200, "known": known, "seed": "七"}); bytes.Equal(another.body, first.body) {
		t.Error("another seed decides nothing")
	}
	h.inForms(path, body, map[string]string{"json": `{"headline"`, "csv": "\ufeff", "xlsx": "PK", "svg": "<svg"})
	score := func(more object) []object {
		row := object{"id": markets[0], "score": 0.5}
		maps.Copy(row, more)
		return []object{{"id": town, "score": 1}, row}
	}
	for name, c := range map[string]struct {
		order  object
		status int
		code   geo.Code
		inner  geo.Code // of the fault in row 2; empty: none
	}{
		"no plan":       {object{"plan": ""}, 422, sampler.ErrMemberMissing, ""},
		"another plan":  {object{"plan": "none"}, 404, store.ErrNotFound, ""},
		"nothing known": {object{"known": []object{}}, 422, sampler.ErrMemberMissing, ""},
		"many draws":    {object{"draws": maxFutureDraws + 1}, 422, ErrFiguresLarge, ""},
		"seed":          {object{"seed": strings.Repeat("x", maxReplaySeed+1)}, 422, geo.ErrTextLength, ""},
		"weights":       {object{"weights": object{"x": 1}}, 422, geo.ErrWeightFile, ""},
		"elsewhere":     {object{"known": score(object{"id": "x"})}, 422, intake.ErrRejected, estimate.ErrUnknownSite},
		"twice":         {object{"known": score(object{"id": town})}, 422, intake.ErrRejected, estimate.ErrTwice},
		"no id":         {object{"known": score(object{"id": ""})}, 422, intake.ErrRejected, sampler.ErrMemberMissing},
		"no result":     {object{"known": score(object{"score": nil})}, 422, intake.ErrRejected, sampler.ErrMemberMissing},
		"no observed":   {object{"known": score(object{"score": nil, "met": 1})}, 422, intake.ErrRejected, sampler.ErrMemberMissing},
		"no met":        {object{"known": score(object{"score": nil, "observed": 1})}, 422, intake.ErrRejected, sampler.ErrMemberMissing},
		"two results":   {object{"known": score(object{"met": 1, "observed": 1})}, 422, intake.ErrRejected, intake.ErrTwoResults},
		"too good":      {object{"known": score(object{"score": 1.01})}, 422, intake.ErrRejected, intake.ErrScore},
		"too bad":       {object{"known": score(object{"score": -0.1})}, 422, intake.ErrRejected, intake.ErrScore},
		"too many met":  {object{"known": score(object{"score": nil, "met": 9, "observed": 8})}, 422, intake.ErrRejected, intake.ErrChecks},
		"none observed": {object{"known": score(object{"score": nil, "met": 0, "observed": 0})}, 422, intake.ErrRejected, intake.ErrChecks},
		"another day":   {object{"known": score(object{"when": "16.11.2026"})}, 422, intake.ErrRejected, intake.ErrDay},
		"who":           {object{"known": score(object{"by": "\u0007"})}, 422, intake.ErrRejected, geo.ErrTextControl},
	} {
		order := object{"plan": "plain", "draws": 10, "known": score(nil)}
		maps.Copy(order, c.order)
		a := h.do("office", http.MethodPost, path, order)
		h.wantProblem(name, a, c.status, c.code)
		var p struct {
			Errors []struct {
				Code geo.Code
				At   struct{ Line int }
			}
		}
		if err := json.Unmarshal(a.body, &p); err != nil || c.inner != "" && (len(p.Errors) != 2 || p.Errors[1].Code != c.inner || p.Errors[1].At.Line != 2) {
			t.Errorf("%s = %s, want %s in row 2", name, a.body, c.inner)
		}
	}
}

func TestAuditOfAPlan(t *testing.T) {
	h := newFigureHouse(t)
	path, body := figuresPath("county", "audit"), object{"plan": "plain", "draws": 500}
	var a report.AuditFile
	h.want(h.do("office", http.MethodPost, path, body), http.StatusOK, &a)
	if !a.Passed || a.Draws != 500 || len(a.Steps) != 2 || len(a.Counts) == 0 || a.Seed != report.DefaultReplaySeed {
		t.Errorf("audit = %+v", a)
	}
	h.inForms(path, body, map[string]string{"json": `{"plan"`, "csv": "\ufeff", "xlsx": "PK"})
	h.wantProblem("no JSON", h.do("office", http.MethodPost, path, "x"), http.StatusUnsupportedMediaType, ErrMedia)
	for name, c := range map[string]struct {
		order  object
		status int
		code   geo.Code
	}{
		"no plan":    {object{}, 422, sampler.ErrMemberMissing},
		"many draws": {object{"plan": "plain", "draws": maxAuditDraws + 1}, 422, ErrFiguresLarge},
		"alarm":      {object{"plan": "plain", "alarm": 1}, 422, exposure.ErrAlarm},
		"seed":       {object{"plan": "plain", "seed": "\u0007"}, 422, geo.ErrTextControl},
	} {
		h.wantProblem(name, h.do("office", http.MethodPost, path, c.order), c.status, c.code)
	}
}

func TestCompareDesigns(t *testing.T) {
	h := newFigureHouse(t)
	path, body := figuresPath("county", "compare"), object{"category": "SC", "n": 5, "draws": 20}
	var c report.ComparisonFile
	h.want(h.do("viewer", http.MethodPost, path, body), http.StatusOK, &c)
	if len(c.Steps) != 1 || c.Steps[0].N != 5 || c.Steps[0].Draws != 20 || len(c.Steps[0].Designs) != len(balance.Designs())-1 || c.Plan != nil {
		t.Errorf("comparison = %+v", c)
	}
	h.want(h.do("viewer", http.MethodPost, path, object{"plan": "plain", "draws": 5}), http.StatusOK, &c)
	if len(c.Steps) != 1 || c.Steps[0].Step != "towns" || c.Plan == nil { // the other draws inside its picks
		t.Errorf("comparison = %+v", c)
	}
	h.want(h.do("viewer", http.MethodPost, path, object{"plan": "reserves", "step": "toilets", "draws": 2}), http.StatusOK, nil)
	h.inForms(path, body, map[string]string{"json": `{"frame"`, "csv": "\ufeff", "xlsx": "PK"})
	h.wantProblem("no JSON", h.do("office", http.MethodPost, path, "x"), http.StatusUnsupportedMediaType, ErrMedia)
	for name, c := range map[string]struct {
		order  object
		status int
		code   geo.Code
	}{
		"nothing":      {object{}, 422, sampler.ErrMemberMissing},
		"no category":  {object{"n": 5}, 422, sampler.ErrMemberMissing},
		"no number":    {object{"category": "SC"}, 422, sampler.ErrMemberMissing},
		"less":         {object{"category": "SC", "n": -1}, 422, ErrParameter},
		"many sites":   {object{"category": "SC", "n": 1 << 31}, 422, ErrFiguresLarge},
		"both":         {object{"plan": "plain", "category": "SC", "n": 5}, 422, ErrParameter},
		"many draws":   {object{"plan": "plain", "draws": maxComparedDraws + 1}, 422, ErrFiguresLarge},
		"another step": {object{"plan": "plain", "step": "x"}, 422, ErrParameter},
		"inside":       {object{"plan": "plain", "step": "markets"}, 422, balance.ErrStage},
	} {
		h.wantProblem(name, h.do("viewer", http.MethodPost, path, c.order), c.status, c.code)
	}
}

// What is too large to be looked at whole is told, and nothing is begun.
func TestFiguresOfVeryManySites(t *testing.T) {
	r := &request{}
	sites := make([]geo.Site, maxFigureSites+1)
	for i := range sites {
		sites[i] = geo.Site{ID: count(int64(i)), Category: "SC"}
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = r.subjectOf(&state{opened: &opened{frame: f}}, ""); !slices.Contains([]geo.Code{ErrFiguresLarge}, codeOf(err)) {
		t.Errorf("subjectOf = %v, want %s", err, ErrFiguresLarge)
	}
}

func codeOf(err error) geo.Code {
	_, e := statusOf(err)
	return e.Code
}
