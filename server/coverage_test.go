package server

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
	"sitedraw/server/store"
)

// coverage is that of a drill as somebody sees it.
func (h *house) coverage(who, drill, query string) coverageView {
	h.t.Helper()
	var v coverageView
	h.want(h.do(who, http.MethodGet, "/drills/"+drill+"/coverage"+query, nil), http.StatusOK, &v)
	return v
}

// forecastBy is the forecast of a kind.
func (v coverageView) forecastBy(by string) coverageForecastView {
	for _, f := range v.Forecasts {
		if f.By == by {
			return f
		}
	}
	return coverageForecastView{}
}

func TestCoverageOfACover(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"mode": "cover", "plan": "reserves", "teams": nil}))
	before := h.coverage("office", "friday", "")
	if before.Rounds != 0 || before.Reached != 0 || before.NeverDrawn != 51 || before.Mode != sampler.Cover || before.Label == "" {
		t.Errorf("before the first round: %+v", before)
	}
	h.dueAt(firstRound)
	h.dueAt(firstRound.AddDate(0, 0, 7))
	v := h.coverage("office", "friday", "")
	drawn := map[string]bool{}
	for _, r := range h.rounds("friday") {
		if r.Draw == 0 {
			continue
		}
		for _, p := range h.record(r.Draw).Picks {
			if p.Role == sampler.Main {
				drawn[p.ID] = true
			}
		}
	}
	if v.Rounds != 2 || v.Reached != len(drawn) || v.Sites != 51 || v.NeverDrawn != 51-len(drawn) || len(v.Never) != v.NeverDrawn {
		t.Errorf("after two rounds %d of %d reached, %d never: want %d", v.Reached, v.Sites, v.NeverDrawn, len(drawn))
	}
	for _, s := range v.Never {
		if drawn[s.ID] {
			t.Errorf("%s was drawn", s.ID)
		}
	}
	if len(v.Townships) != 3 || len(v.Townships[0].Code) != 12 || len(v.Units) != 2 || len(v.Categories) != 3 {
		t.Errorf("groups = %+v %+v %+v", v.Townships, v.Units, v.Categories)
	}
	towns := 0
	for _, g := range v.Townships {
		towns += g.Reached
	}
	if towns != v.Reached {
		t.Errorf("townships have %d of the %d sites that were reached", towns, v.Reached)
	}
	for _, by := range []string{"township", "unit", "category", "site"} {
		if f := v.forecastBy(by); f.Sentence == "" || f.Total == 0 {
			t.Errorf("forecast of %s = %+v", by, f)
		}
	}
}

// Where the turns of a cover tell nothing of sites, since they are those of units, rounds
// are played on from what was held.
func TestCoverageIsPlayed(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"mode": "cover", "reach": "unit", "plan": "reserves", "teams": nil}))
	fresh := h.coverage("office", "friday", "").forecastBy("site")
	if fresh.Kind != coverage.Played || fresh.Rounds == nil || *fresh.Rounds < 5 || fresh.Chance < 0.9 || fresh.Sentence == "" {
		t.Fatalf("before the first round: %+v", fresh)
	}
	h.dueAt(firstRound.AddDate(0, 0, 7))
	later := h.coverage("office", "friday", "").forecastBy("site")
	if later.Kind != coverage.Played || later.Rounds == nil || *later.Rounds >= *fresh.Rounds || later.Missing >= fresh.Missing {
		t.Errorf("after two rounds: %+v, before %+v", later, fresh)
	}
}

// Pages of what was never drawn are all of it, each once.
func TestCoverageIsPaged(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"teams": nil}))
	h.dueAt(firstRound)
	all := h.coverage("office", "friday", "")
	var got []string
	for after, pages := "", 0; pages < 100; pages++ {
		v := h.coverage("office", "friday", "?limit=7&after="+after)
		for _, s := range v.Never {
			got = append(got, s.ID)
		}
		if v.Next == "" {
			break
		}
		if len(v.Never) != 7 || !strings.Contains(v.Next, "limit=7") {
			t.Fatalf("page = %d sites, next %s", len(v.Never), v.Next)
		}
		after = v.Never[6].ID
	}
	var want []string
	for _, s := range all.Never {
		want = append(want, s.ID)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") || len(want) == 0 {
		t.Errorf("pages have %v, want %v", got, want)
	}
}

// Rounds of a plan of stages are forecast by chances that are counted.
func TestCoverageOfFaithfulRounds(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"teams": nil, "plan": "plain"}))
	h.dueAt(firstRound)
	v := h.coverage("viewer", "friday", "")
	towns, sites := v.forecastBy("township"), v.forecastBy("site")
	if towns.Rounds == nil || towns.Level != coverage.Likely || towns.Missing > 0 && towns.Chance < coverage.Likely {
		t.Errorf("townships = %+v", towns)
	}
	if sites.Rounds == nil || *sites.Rounds < 3 || sites.Kind == coverage.Unknown || len(sites.Impossible) != 24 {
		t.Errorf("sites = %+v, want a number of rounds, and the 24 toilets out of reach", sites)
	}
	again := h.coverage("viewer", "friday", "")
	if len(again.Forecasts) != len(v.Forecasts) || again.forecastBy("site").Sentence != sites.Sentence {
		t.Errorf("again = %+v", again.Forecasts)
	}
}

// Who is not the office learns nothing of rounds that are not released, and nobody
// anything of those that were withdrawn.
func TestCoverageShowsNothingTooEarly(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"teams": nil, "release_minutes": 60}))
	before := h.do("viewer", http.MethodGet, "/drills/friday/coverage", nil)
	h.dueAt(firstRound)
	for _, who := range []string{"viewer", "unit:城管局", "inspector", "unit:城管局!read"} {
		if a := h.do(who, http.MethodGet, "/drills/friday/coverage", nil); !bytes.Equal(a.body, before.body) {
			t.Errorf("%s sees before the release %s", who, a.body)
		}
		for _, format := range []string{"csv", "xlsx"} {
			a := h.do(who, http.MethodGet, "/drills/friday/coverage?format="+format, nil)
			if h.want(a, http.StatusOK, nil); format == "csv" && strings.Count(string(a.body), ",1,") != strings.Count(string(a.body), ",1,0,0,0,") {
				t.Errorf("%s sees in CSV that something was drawn", who)
			}
		}
	}
	if v := h.coverage("office", "friday", ""); v.Rounds != 1 {
		t.Errorf("the office sees %d rounds", v.Rounds)
	}
	if actions := h.actions(drillObject("friday")); !strings.HasPrefix(actions, "read") {
		t.Errorf("that the office read early is not in the audit log: %q", actions)
	}
	h.due(time.Hour)
	if v := h.coverage("viewer", "friday", ""); v.Rounds != 1 || v.Reached == 0 {
		t.Errorf("after the release %+v", v)
	}
	h.want(h.do("office", http.MethodPost, drawPath(h.rounds("friday")[0].Draw, "/withdraw"), object{"reason": "x"}), http.StatusOK, nil)
	if v := h.coverage("office", "friday", ""); v.Rounds != 0 || v.Reached != 0 {
		t.Errorf("after withdrawing %+v", v)
	}
	if a := h.do("", http.MethodGet, "/drills/friday/coverage", nil); a.status != http.StatusUnauthorized {
		t.Errorf("the public sees %d %s", a.status, a.body)
	}
}

func TestCoverageAsTables(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"teams": nil}))
	h.dueAt(firstRound)
	a := h.do("office", http.MethodGet, "/drills/friday/coverage?format=csv", nil)
	h.want(a, http.StatusOK, nil)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(a.body, []byte("\ufeff")))).ReadAll()
	if want := 1 + 3 + 2 + 3 + 51; err != nil || len(rows) != want {
		t.Errorf("CSV has %d rows, %v, want %d", len(rows), err, want)
	}
	a = h.do("office", http.MethodGet, "/drills/friday/coverage?format=xlsx", nil)
	if h.want(a, http.StatusOK, nil); !bytes.HasPrefix(a.body, []byte("PK")) {
		t.Errorf("XLSX begins with %.10q", a.body)
	}
	h.wantProblem("none", h.do("office", http.MethodGet, "/drills/x/coverage", nil), http.StatusNotFound, store.ErrNotFound)
	h.wantProblem("format", h.do("office", http.MethodGet, "/drills/friday/coverage?format=pdf", nil), http.StatusUnprocessableEntity, ErrParameter)
	h.wantProblem("query", h.do("office", http.MethodGet, "/drills/friday/coverage?x=1", nil), http.StatusUnprocessableEntity, ErrQuery)
}
