package server

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler/crew"
	"sitedraw/sampler/dispatch"
	"sitedraw/server/access"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// Teams are drawn with their round, from its record, for its main picks; the log has
// the commitment.
func TestTeamsFollowFromTheRecord(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", nil))
	h.dueAt(firstRound.AddDate(0, 0, 7))
	for n := int64(1); n <= 2; n++ {
		shown := h.teams("office", "friday", n)
		if len(shown.Teams) != 6 || shown.Lot != 1 || *shown.Difference > 1 || shown.Idle != nil {
			t.Errorf("teams = %+v", shown)
		}
		a, err := crew.Parse(shown.Assignment)
		if err != nil {
			t.Fatal(err)
		}
		k, err := h.holding(context.Background(), 1, n)
		if err != nil {
			t.Fatal(err)
		}
		d := h.draw(n)
		frame, err := h.frames.open(context.Background(), d.Frame)
		if err != nil {
			t.Fatal(err)
		}
		job, err := h.crewJob(context.Background(), k, frame.frame, h.record(n))
		if err != nil {
			t.Fatal(err)
		}
		if err := crew.Check(job, a); err != nil {
			t.Errorf("round %d: %v", n, err)
		}
		if (len(job.Before) > 0) != (n == 2) {
			t.Errorf("round %d knows %d visits before", n, len(job.Before))
		}
		var sites []string
		for _, team := range a.Teams {
			sites = append(sites, team.Sites...)
		}
		slices.Sort(sites)
		if !slices.Equal(sites, mainPicks(h.record(n))) {
			t.Errorf("round %d: sites %v, want the main picks", n, sites)
		}
		want := transparency.Teams{Number: n, Lot: 1, Commitment: transparency.Commitment(d.Salt, a.Digest())}
		if got := h.leaves()[shown.Leaf].Entry; got != want {
			t.Errorf("leaf = %+v, want %+v", got, want)
		}
	}
}

// Before the release the office sees teams, and an inspector his own on the day; after
// it those signed in do, by ids.
func TestTeamsAreSeen(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"release_minutes": 3 * 24 * 60}))
	h.dueAt(firstRound)
	all := h.teams("office", "friday", 1)
	mine := slices.IndexFunc(all.Teams, func(team teamView) bool {
		return slices.ContainsFunc(team.Members, func(m memberView) bool { return m.ID == "inspector" })
	})
	path := roundPath("friday", 1) + "/teams"
	for _, who := range []string{"viewer", "unit:城管局", "inspector#5"} {
		h.wantProblem(who, h.do(who, http.MethodGet, path, nil), http.StatusForbidden, ErrNotYet)
	}
	h.wantProblem("the public", h.do("", http.MethodGet, path, nil), http.StatusUnauthorized, access.ErrSignIn)
	own := h.teams("inspector", "friday", 1)
	if len(own.Teams) != 1 || own.Teams[0].Team != mine+1 || len(own.Teams[0].Sites) != len(all.Teams[mine].Sites) {
		t.Errorf("the member sees %+v, want team %d", own.Teams, mine+1)
	}
	if own.Teams[0].Members[0].Name == "" || own.Digest != "" || own.Idle != nil || own.Assignment != nil || own.Attempt != 0 {
		t.Errorf("the member sees %+v", own)
	}
	h.want(h.do("office", http.MethodPut, "/draws/1/assignments", object{"user": 2, "day": h.today(), "sites": []string{all.Teams[(mine+1)%6].Sites[0].ID}}), http.StatusOK, nil)
	if got := h.teams("inspector", "friday", 1); len(got.Teams) != 1 || len(got.Teams[0].Sites) != 0 {
		t.Errorf("with another team's site the member sees of his own %+v", got.Teams)
	}
	h.wantProblem("as a table", h.do("inspector", http.MethodGet, path+"?format=csv", nil), http.StatusForbidden, ErrNotYet)
	h.pass(24 * time.Hour)
	h.wantProblem("the day after", h.do("inspector", http.MethodGet, path, nil), http.StatusForbidden, ErrNotYet)
	h.due(2 * 24 * time.Hour)
	seen := h.teams("viewer", "friday", 1)
	if len(seen.Teams) != 6 || seen.Teams[0].Members[0].Name != "" || seen.Assignment != nil || seen.Digest == "" {
		t.Errorf("a viewer sees %+v", seen)
	}
	for _, format := range []string{"csv", "xlsx"} {
		h.want(h.do("viewer", http.MethodGet, path+"?format="+format, nil), http.StatusOK, nil)
	}
	if a := h.do("viewer", http.MethodGet, path+"?format=csv", nil); strings.Contains(string(a.body), "测评员0") {
		t.Errorf("a viewer's table has names: %s", a.body)
	}
	if a := h.do("office", http.MethodGet, path+"?format=csv", nil); !strings.Contains(string(a.body), "测评员0") {
		t.Errorf("the office's table has no names: %s", a.body)
	}
	h.wantProblem("lot 2", h.do("office", http.MethodGet, path+"?lot=2", nil), http.StatusNotFound, store.ErrNotFound)
}

// Somebody falls ill: teams are drawn anew, for the reserves that stand in too.
func TestTeamsAreDrawnAgain(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", nil))
	h.dueAt(firstRound)
	first := h.teams("office", "friday", 1)
	var picked string
	for _, p := range h.record(1).Picks {
		if p.Step == "markets" && p.Role == "main" {
			picked = p.ID
		}
	}
	var opened reserveView
	h.want(h.do("office", http.MethodPost, "/draws/1/reserves", object{"step": "markets", "replaces": picked, "code": "closed"}), http.StatusCreated, &opened)
	path := roundPath("friday", 1) + "/teams"
	var again crewView
	h.want(h.do("office", http.MethodPost, path, object{"reason": "生病", "absent": []string{"inspector"}}), http.StatusCreated, &again)
	has := func(v crewView, id string) bool {
		return slices.ContainsFunc(v.Teams, func(team teamView) bool {
			return slices.ContainsFunc(team.Members, func(m memberView) bool { return m.ID == id }) ||
				slices.ContainsFunc(team.Sites, func(p placeView) bool { return p.ID == id })
		})
	}
	if again.Lot != 2 || again.Lots != 2 || has(again, "inspector") || has(again, picked) || !has(again, opened.Opening.Site) || !has(first, picked) {
		t.Errorf("again: %+v", again)
	}
	var parts list[assignmentView]
	h.want(h.do("office", http.MethodGet, "/draws/1/assignments", nil), http.StatusOK, &parts)
	if len(parts.Items) != 1 || len(parts.Items[0].Sites) != 0 {
		t.Errorf("who was replaced sees %+v", parts.Items)
	}
	if before := h.do("office", http.MethodGet, path+"?lot=1", nil); before.status != http.StatusOK {
		t.Errorf("lot 1 = %d %s", before.status, before.body)
	}
	h.wantProblem("nobody", h.do("office", http.MethodPost, path, object{"reason": "x", "absent": []string{"nobody"}}), http.StatusUnprocessableEntity, ErrNoInspector)
	h.wantProblem("not made", h.do("office", http.MethodPost, roundPath("friday", 2)+"/teams", object{"reason": "x"}), http.StatusNotFound, store.ErrNotFound)
	var everybody []string
	for _, team := range first.Teams {
		for _, m := range team.Members {
			everybody = append(everybody, m.ID)
		}
	}
	a := h.do("office", http.MethodPost, path, object{"reason": "全体培训", "absent": everybody})
	h.wantProblem("all absent", a, http.StatusConflict, crew.ErrClash)
	if !strings.Contains(string(a.body), "absence") {
		t.Errorf("the clash does not name its rules: %s", a.body)
	}
	if got := h.teams("office", "friday", 1).Lots; got != 2 {
		t.Errorf("there are %d lots, want 2", got)
	}
}

// A round whose teams clash, or have nobody, is made without them and says so.
func TestRoundWithoutTeams(t *testing.T) {
	h := newDrawHouse(t)
	h.drill(weekly("friday", nil))
	h.dueAt(firstRound)
	if r := h.round("viewer", "friday", 1); r.State != store.RoundMade || r.Teams != 0 || r.TeamsFailure != crew.ErrInspectors || r.Failure != "" || r.Explanation == "" {
		t.Errorf("without inspectors: %+v", r)
	}
	h.inspect("P01", 2)
	h.drill(weekly("second", object{"start": "2026-12-04T09:00", "teams": object{"lead": "组长"}}))
	h.dueAt(firstRound.AddDate(0, 0, 7))
	r := h.round("office", "second", 1)
	if r.State != store.RoundMade || r.TeamsFailure != crew.ErrClash || !strings.Contains(string(r.Detail), `"lead"`) {
		t.Errorf("with a clash: %+v, %s", r, r.Detail)
	}
	if v := h.round("viewer", "second", 1); v.TeamsFailure != crew.ErrClash || v.Detail != nil || slices.ContainsFunc(mainPicks(h.record(r.Draw)), func(id string) bool { return strings.Contains(v.Explanation, id) }) {
		t.Errorf("a viewer sees %+v", v)
	}
	h.wantProblem("teams", h.do("office", http.MethodGet, roundPath("second", 1)+"/teams", nil), http.StatusNotFound, store.ErrNotFound)
	h.drill(weekly("bare", object{"start": "2026-12-04T09:00", "teams": nil}))
	h.wantProblem("no teams", h.do("office", http.MethodPost, roundPath("bare", 1)+"/teams", object{"reason": "x"}), http.StatusConflict, ErrNoTeams)
	h.inspect("P01", 12)
	h.want(h.do("office", http.MethodPost, roundPath("friday", 1)+"/teams", object{"reason": "名单已导入"}), http.StatusCreated, nil)
	if r := h.round("office", "friday", 1); r.Teams != 1 || r.TeamsFailure != "" {
		t.Errorf("with inspectors: %+v", r)
	}
}

// wantLotsOnRoutes wants each site of the first routes to be visited by the team whose lot
// it is.
func (h *house) wantLotsOnRoutes(teams *dispatch.Teams) {
	h.t.Helper()
	var plan struct {
		Teams []struct {
			Name string
			Days []struct {
				Visits []struct{ Stop struct{ ID string } }
			}
		}
	}
	h.want(h.do("office", http.MethodGet, "/draws/1/routes/1", nil), http.StatusOK, &plan)
	visited := 0
	for i, team := range plan.Teams {
		for _, day := range team.Days {
			for _, v := range day.Visits {
				visited++
				if !slices.Contains(teams.Teams[i].Sites, v.Stop.ID) {
					h.t.Errorf("%s visits %s; its lot is %v", team.Name, v.Stop.ID, teams.Teams[i].Sites)
				}
			}
		}
	}
	if visited == 0 {
		h.t.Error("nothing is visited")
	}
}

// The teams file is one that routes are planned from.
func TestTeamsFile(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", nil))
	h.dueAt(firstRound)
	path := roundPath("friday", 1) + "/teams/file"
	a := h.do("office", http.MethodGet, path+"?start=117.3,28.4&hours=08:00-18:00", nil)
	h.want(a, http.StatusOK, nil)
	teams, err := dispatch.ParseTeams(a.body)
	if err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	start, _ := geo.WGS84.ParsePoint("117.3", "28.4")
	if len(teams.Teams) != 6 || teams.Dates[0] != "2026-11-27" || teams.Zone != "+08:00" || teams.Teams[0].Start.At.Point != start || teams.Teams[0].Members[0].Township == "" {
		t.Errorf("teams file = %s", a.body)
	}
	var file object
	h.want(h.do("office", http.MethodGet, path, nil), http.StatusOK, &file)
	h.want(h.do("office", http.MethodPost, "/draws/1/routes", object{"teams": file, "iterations": 100}), http.StatusCreated, nil)
	h.wantLotsOnRoutes(teams)
	for _, wrong := range []string{"?start=x", "?start=1", "?hours=9", "?lot=0"} {
		if a := h.do("office", http.MethodGet, path+wrong, nil); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s = %d %s", wrong, a.status, a.body)
		}
	}
	h.wantProblem("a viewer", h.do("viewer", http.MethodGet, path, nil), http.StatusForbidden, access.ErrRole)
}
