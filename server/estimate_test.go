package server

import (
	"bytes"
	"encoding/csv"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// estimated is what the tests look at of an estimate.
type estimated struct {
	Headline      string
	Field, Total  *struct{ Value float64 }
	Questionnaire *float64
	Missing       []string
	Rounds        []struct {
		Record, First, Last string
		Results             int
	}
}

// resultsAt are results of all main picks of a draw, as rows and as a table.
func (h *house) resultsAt(draw int64) (rows []object, table string) {
	h.t.Helper()
	table = "编号,达标项,检查项,检查日期\n"
	seen := map[string]bool{}
	for _, p := range h.record(draw).Picks {
		if p.Role == sampler.Main && !seen[p.ID] {
			seen[p.ID] = true
			rows = append(rows, object{"id": p.ID, "met": 6 + len(rows)%3, "observed": 8, "when": "2026-11-2" + count(int64(len(rows)%3))})
			table += p.ID + "," + count(int64(6+(len(rows)-1)%3)) + ",8,2026-11-2" + count(int64((len(rows)-1)%3)) + "\n"
		}
	}
	return rows, table
}

// Data, a table as the body and a table in a form are the same results.
func TestEstimateOfADraw(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(time.Hour)})
	rows, table := h.resultsAt(n)
	path := drawPath(n, "/estimate")
	first := h.do("office", http.MethodPost, path, object{"results": rows, "questionnaire": 17.5})
	var e estimated
	h.want(first, http.StatusOK, &e)
	if e.Field == nil || e.Field.Value <= 0 || e.Total == nil || e.Total.Value != e.Field.Value+17.5 || len(e.Missing) > 0 || len(e.Rounds) != 1 ||
		e.Rounds[0].Record != h.draw(n).Record.String() || e.Rounds[0].First != "2026-11-20" || e.Rounds[0].Last != "2026-11-22" || e.Rounds[0].Results != len(rows) {
		t.Errorf("estimate = %s", first.body)
	}
	raw := h.do("office", http.MethodPost, path+"?questionnaire=17.5&filename=r.csv", table)
	if h.want(raw, http.StatusOK, nil); !bytes.Equal(raw.body, first.body) {
		t.Errorf("of a table = %s\nof data %s", raw.body, first.body)
	}
	if sent := h.form("office", path+"?questionnaire=17.5", table); !bytes.Equal(sent.body, first.body) {
		t.Errorf("of a form = %s\nof data %s", sent.body, first.body)
	}
	for format, begins := range map[string]string{"csv": "\ufeff", "xlsx": "PK"} {
		a := h.do("office", http.MethodPost, path+"?format="+format, object{"results": rows})
		if h.want(a, http.StatusOK, nil); !strings.HasPrefix(string(a.body), begins) || a.header.Get("Content-Type") != exportTypes[format] {
			t.Errorf("%s is %q and begins with %.40q", format, a.header.Get("Content-Type"), a.body)
		}
		if format == "csv" {
			if _, err := csv.NewReader(bytes.NewReader(a.body)).ReadAll(); err != nil {
				t.Error(err)
			}
		}
	}
}

// form sends a table as the file of a form.
func (h *house) form(who, path, table string) answer {
	h.t.Helper()
	var form bytes.Buffer
	writer := multipart.NewWriter(&form)
	part, err := writer.CreateFormFile("file", "r.csv")
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := part.Write([]byte(table)); err != nil {
		h.t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		h.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.http.URL+base+path, &form)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("X-Test-Who", who)
	r.Header.Set("Content-Type", writer.FormDataContentType())
	return h.send(r)
}

// Two rounds are joined; each is looked at as a draw of its own.
func TestEstimateOfRounds(t *testing.T) {
	h := newDrawHouse(t)
	first := h.made("unit:城管局", object{"register": "county", "plan": "plain", "seed": "七"})
	second := h.made("unit:城管局", object{"register": "county", "plan": "plain", "seed": "八"})
	others := h.made("office", object{"register": "county", "plan": "plain", "practice": true})
	of := func(n int64) []object { rows, _ := h.resultsAt(n); return rows }
	body := object{"results": of(first), "rounds": []object{{"draw": second, "results": of(second)}}}
	var e estimated
	h.want(h.do("unit:城管局", http.MethodPost, drawPath(first, "/estimate"), body), http.StatusOK, &e)
	if len(e.Rounds) != 2 || e.Rounds[1].Record != h.draw(second).Record.String() || e.Field == nil {
		t.Errorf("estimate = %+v", e)
	}
	body["rounds"] = []object{{"draw": others, "results": of(others)}}
	h.wantProblem("another's", h.do("unit:城管局", http.MethodPost, drawPath(first, "/estimate"), body), http.StatusForbidden, access.ErrRole)
	body["rounds"] = []object{{"draw": first, "results": of(first)}}
	h.wantProblem("twice", h.do("unit:城管局", http.MethodPost, drawPath(first, "/estimate"), body), http.StatusUnprocessableEntity, estimate.ErrRounds)
	body["rounds"] = []object{{"draw": 99, "results": of(first)}}
	h.wantProblem("none", h.do("unit:城管局", http.MethodPost, drawPath(first, "/estimate"), body), http.StatusNotFound, store.ErrNotFound)
	body["rounds"] = make([]object, maxEstimateRounds)
	for i := range maxEstimateRounds {
		body["rounds"].([]object)[i] = object{"draw": second, "results": of(second)}
	}
	h.wantProblem("many", h.do("unit:城管局", http.MethodPost, drawPath(first, "/estimate"), body), http.StatusUnprocessableEntity, ErrFiguresLarge)
}

// Whoever may not plan routes of a draw may not estimate from it, at any time, and
// learns nothing from what he sends.
func TestEstimateIsForWhoMayPlan(t *testing.T) {
	h := newDrawHouse(t)
	official := h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(time.Hour)})
	mine := h.made("unit:城管局", object{"register": "county", "plan": "plain", "seed": "七"})
	others := h.made("office", object{"register": "county", "plan": "plain", "practice": true})
	for _, after := range []time.Duration{0, time.Hour, concludeAfter} {
		h.due(after)
		for _, n := range []int64{official, mine, others} {
			rows, table := h.resultsAt(n)
			for who, want := range map[string]int{
				"": 401, "viewer": 403, "inspector": 403, "unit:城管局": 403, "office": 200, "office!read": 200, "office!draw": 403, "unit:城管局!practice": 403,
			} {
				if n == mine && who == "unit:城管局" {
					want = 200
				}
				for _, body := range []any{object{"results": rows}, table} {
					a := h.do(who, http.MethodPost, drawPath(n, "/estimate"), body)
					wrong := h.do(who, http.MethodPost, drawPath(n, "/estimate"), object{"results": []object{{"id": "x", "score": 1}}})
					if a.status != want || want != 200 && (wrong.status != want || h.withoutID(a) != h.withoutID(wrong)) {
						t.Errorf("draw %d, %q = %d %.200s, want %d; of another site %s", n, who, a.status, a.body, want, wrong.body)
					}
				}
			}
		}
	}
}

func TestEstimateRefused(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	rows, table := h.resultsAt(n)
	reserve := ""
	for _, p := range h.record(n).Picks {
		if p.Role == sampler.Reserve && reserve == "" {
			reserve = p.ID
		}
	}
	heading := strings.Split(table, "\n")[0] + "\n"
	for name, c := range map[string]struct {
		body  any
		query string
		code  geo.Code
	}{
		"nothing":        {object{}, "", sampler.ErrMemberMissing},
		"not drawn":      {object{"results": []object{{"id": "x", "score": 1}}}, "", intake.ErrRejected},
		"a reserve":      {object{"results": append(rows, object{"id": reserve, "score": 1})}, "", intake.ErrRejected},
		"twice":          {object{"results": append(rows, rows[0])}, "", intake.ErrRejected},
		"questionnaire":  {object{"results": rows, "questionnaire": 21}, "", estimate.ErrPoints},
		"empty":          {object{"results": rows, "empty": "x"}, "", ErrParameter},
		"weights":        {object{"results": rows, "weights": 1}, "", geo.ErrWeightFile},
		"a member":       {object{"results": rows, "x": 1}, "", ErrMember},
		"beside data":    {object{"results": rows}, "?questionnaire=17", ErrQuery},
		"round without":  {object{"results": rows, "rounds": []object{{"draw": n}}}, "", sampler.ErrMemberMissing},
		"wrong row":      {heading + rows[0]["id"].(string) + ",9,8,\n", "", intake.ErrRejected},
		"no result":      {heading + rows[0]["id"].(string) + ",,,\n", "", intake.ErrNoResults},
		"no table":       {"{}", "", intake.ErrFormat},
		"no file":        {"", "", intake.ErrEmpty},
		"points":         {table, "?questionnaire=x", ErrParameter},
		"many points":    {table, "?questionnaire=21", estimate.ErrPoints},
		"empty of table": {table, "?empty=x", ErrParameter},
		"format":         {table, "?format=pdf", ErrParameter},
		"name":           {table, "?filename=%07", geo.ErrTextControl},
		"query":          {table, "?x=1", ErrQuery},
	} {
		h.wantProblem(name, h.do("office", http.MethodPost, drawPath(n, "/estimate"+c.query), c.body), http.StatusUnprocessableEntity, c.code)
	}
	h.wantProblem("none", h.do("office", http.MethodPost, drawPath(99, "/estimate"), object{"results": rows}), http.StatusNotFound, store.ErrNotFound)
	long := h.do("office", http.MethodPost, drawPath(n, "/estimate"), strings.Repeat("x", resultsBody+1))
	h.wantProblem("long", long, http.StatusRequestEntityTooLarge, ErrLong)
	if left := h.uploads(); len(left) > 0 {
		t.Errorf("files are left: %q", left)
	}
}

// An estimate that takes long is a job; afterwards the same request is answered at
// once, since how likely the picks were is remembered.
func TestEstimateIsAJobIfItTakesLong(t *testing.T) {
	h := newDrawHouse(t)
	t.Cleanup(h.Close)
	n := h.made("office", object{"register": "county", "plan": "plain"})
	rows, _ := h.resultsAt(n)
	var ends []func()
	for range maxFiguring {
		end, err := take(t.Context(), h.figures.places)
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, end)
	}
	before := h.jobs.patience
	h.jobs.patience = time.Nanosecond
	body := object{"results": rows}
	cancelled, j := h.begun("first", drawPath(n, "/estimate"), body), h.begun("second", drawPath(n, "/estimate?format=csv"), body)
	h.want(h.do("office", http.MethodDelete, jobPath(cancelled.ID), nil), http.StatusOK, nil)
	if cancelled = h.ended(cancelled.ID); cancelled.State != jobCancelled || cancelled.Kind != jobEstimate {
		t.Errorf("job = %+v", cancelled)
	}
	ends[0]()
	if j = h.ended(j.ID); j.State != jobDone || !strings.Contains(string(j.Result), "headline") {
		t.Errorf("job = %+v", j)
	}
	if _, err := take(t.Context(), h.figures.places); err != nil { // nothing is drawn any more
		t.Fatal(err)
	}
	h.jobs.patience = before
	a := h.do("office", http.MethodPost, drawPath(n, "/estimate?format=csv"), body)
	if h.want(a, http.StatusOK, nil); !bytes.HasPrefix(a.body, []byte("\ufeff")) {
		t.Errorf("afterwards = %s", a.body)
	}
}
