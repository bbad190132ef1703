package server

import (
	"bytes"
	"encoding/csv"
	"math"
	"net/http"
	"strings"
	"testing"

	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
	"sitedraw/server/report"
)

// scores are what the rounds of a drill scored.
func (h *house) scores(drill, query string) report.ScoresFile {
	h.t.Helper()
	var v report.ScoresFile
	h.want(h.do("office", http.MethodGet, "/drills/"+drill+"/scores"+query, nil), http.StatusOK, &v)
	return v
}

// inspectRound reports of all main picks of a round: of the i-th met(i) of 8.
func (h *house) inspectRound(drill string, n int64, met func(i int) int) int64 {
	h.t.Helper()
	draw := h.round("office", drill, n).Draw
	var rows []object
	seen := map[string]bool{}
	for _, p := range h.record(draw).Picks {
		if p.Role == sampler.Main && !seen[p.ID] {
			seen[p.ID] = true
			rows = append(rows, object{"site": p.ID, "met": met(len(rows)), "observed": 8, "by": "c01"})
		}
	}
	h.reportAll(draw, rows)
	return draw
}

func (h *house) reportAll(draw int64, rows []object) {
	h.t.Helper()
	h.want(h.do("office", http.MethodPost, drawPath(draw, "/findings"), object{"findings": rows}), http.StatusCreated, nil)
}

// A round scores what an estimate from the same results says; a month joins its rounds.
func TestScoresOfFaithfulRounds(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"teams": nil, "plan": "plain"}))
	var draws []int64
	for week := range 4 {
		h.dueAt(firstRound.AddDate(0, 0, 7*week))
		if week < 3 {
			draws = append(draws, h.inspectRound("friday", int64(week+1), func(i int) int { return 5 + (i+week)%4 }))
		}
	}
	v := h.scores("friday", "?last_year=28.87")
	if len(v.Rounds) != 4 || v.Of != 40 || v.LastYear == nil || *v.LastYear != 28.87 || v.Mode != sampler.Faithful {
		t.Fatalf("scores = %+v", v)
	}
	var rows []object
	seen := map[string]bool{}
	for _, p := range h.record(draws[0]).Picks {
		if p.Role == sampler.Main && !seen[p.ID] {
			seen[p.ID] = true
			rows = append(rows, object{"id": p.ID, "met": 5 + len(rows)%4, "observed": 8})
		}
	}
	var e struct {
		Field struct{ Value, Low, High float64 }
	}
	h.want(h.do("office", http.MethodPost, drawPath(draws[0], "/estimate"), object{"results": rows}), http.StatusOK, &e)
	first := v.Rounds[0].Field
	if first == nil || first.Value != e.Field.Value || first.Low == nil || *first.Low != e.Field.Low || *first.High != e.Field.High {
		t.Errorf("round 1 scores %+v, its estimate is %+v", first, e.Field)
	}
	if last := v.Rounds[3]; last.Field != nil || last.Results != 0 || last.Missing == 0 {
		t.Errorf("a round without results = %+v", last)
	}
	if len(v.Months) != 2 || v.Months[0].Month != "2026-11" || v.Months[1].Month != "2026-12" || len(v.Months[1].Rounds) != 2 {
		t.Fatalf("months = %+v", v.Months)
	}
	if *v.Months[0].Field != *first && v.Months[0].Field.Value != first.Value {
		t.Errorf("a month of one round = %+v, want %+v", v.Months[0].Field, first)
	}
	joined, mean := v.Months[1].Field, (v.Rounds[1].Field.Value+v.Rounds[2].Field.Value)/2
	if math.Abs(joined.Value-mean) > 1e-9 || joined.Basis != estimate.BetweenRounds {
		t.Errorf("a month of two rounds = %+v, want the mean %v", joined, mean)
	}
}

// What was drawn least, failed or weighs most says nothing of other sites: a mean
// without an interval, and the label beside it.
func TestScoresOfOtherRounds(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"teams": nil, "mode": "cover"}))
	h.dueAt(firstRound)
	h.inspectRound("friday", 1, func(i int) int { return 8 * (i % 2) })
	v := h.scores("friday", "")
	f := v.Rounds[0].Field
	n := float64(v.Rounds[0].Results)
	if want := 40 * math.Floor(n/2) / n; f == nil || math.Abs(f.Value-want) > 1e-9 || f.Low != nil || f.High != nil || f.Basis != report.PlainBasis {
		t.Errorf("round = %+v, want the plain mean %v", f, want)
	}
	if v.Label == "" || v.Months[0].Field.Low != nil || math.Abs(v.Months[0].Field.Value-f.Value) > 1e-9 {
		t.Errorf("scores = %+v", v)
	}
}

// A reserve in place of a site counts; two who contradict each other count by their mean.
func TestScoresOfReservesAndConflicts(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"teams": nil, "mode": "cover"}))
	h.dueAt(firstRound)
	draw := h.round("office", "friday", 1).Draw
	sites := h.mainsOf(draw, "markets")
	opened := h.replace(draw, sites[0], nil).Pick.Site.ID
	h.report("office", draw, object{"site": opened, "score": 1}, object{"site": sites[1], "score": 1, "by": "a"}, object{"site": sites[1], "score": 0, "by": "b"})
	r := h.scores("friday", "").Rounds[0]
	if r.Results != 2 || r.Conflicts != 1 || r.Field.Value != 30 {
		t.Errorf("round = %+v, field %+v, want 30 points of two sites", r, r.Field)
	}
}

func TestScoresAreForTheOffice(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"teams": nil, "plan": "plain"}))
	h.dueAt(firstRound)
	h.inspectRound("friday", 1, func(int) int { return 8 })
	for who, want := range map[string]int{"": 401, "viewer": 403, "unit:城管局": 403, "inspector": 403, "office!draw": 403, "office!read": 200} {
		for _, format := range []string{"json", "csv", "xlsx"} {
			if a := h.do(who, http.MethodGet, "/drills/friday/scores?format="+format, nil); a.status != want {
				t.Errorf("%q asks for scores as %s: %d, want %d", who, format, a.status, want)
			}
		}
	}
	a := h.do("office", http.MethodGet, "/drills/friday/scores?format=csv&last_year=28.87", nil)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(a.body, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 3 || !strings.Contains(strings.Join(rows[1], ","), "40.00") || !strings.Contains(strings.Join(rows[2], ","), "28.87") {
		t.Errorf("CSV = %q, %v", rows, err)
	}
	for _, given := range []string{"x", "-1", "41", "NaN"} {
		h.wantProblem(given, h.do("office", http.MethodGet, "/drills/friday/scores?last_year="+given, nil), http.StatusUnprocessableEntity, estimate.ErrPoints)
	}
}
