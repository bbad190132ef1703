package main

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// chinese is the zone of the demo county.
func chinese(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(defaultZone)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestLastFriday(t *testing.T) {
	zone := chinese(t)
	for _, test := range []struct{ at, want string }{
		{"2026-11-20T17:59", "2026-11-13"}, // its sites are not shown yet
		{"2026-11-20T18:00", "2026-11-20"},
		{"2026-11-21T00:00", "2026-11-20"},
		{"2026-11-26T23:00", "2026-11-20"},
		{"2026-11-27T08:00", "2026-11-20"},
		{"2027-01-02T12:00", "2027-01-01"},
		{"2027-01-01T12:00", "2026-12-25"},
	} {
		at, err := time.ParseInLocation(dueForm, test.at, zone)
		if err != nil {
			t.Fatal(err)
		}
		got := lastFriday(at)
		if want := test.want + "T09:00"; got.Format(dueForm) != want || got.Weekday() != time.Friday {
			t.Errorf("lastFriday(%s) = %v, want %s", test.at, got, want)
		}
	}
}

// Scores rise in the half a year, follow from what they are of, and are scores.
func TestMadeUpMarks(t *testing.T) {
	county, err := fixtures.County()
	if err != nil {
		t.Fatal(err)
	}
	sheets := demoSheets()
	mean := func(week int) float64 {
		sum, items := 0.0, 0
		for _, site := range county.Sites() {
			v := visit{demoSite: demoSite{site.ID, site.Category}, items: sheets[site.Category], week: week, day: "2026-11-20", by: "cy-01"}
			for _, f := range v.findings() {
				items++
				switch {
				case f.Score != nil && *f.Score >= 0 && *f.Score <= 1:
					sum += *f.Score
				case f.Met != nil && *f.Met >= 0 && *f.Met <= *f.Observed:
					sum += float64(*f.Met) / float64(*f.Observed)
				default:
					t.Fatalf("findings(%s) = %+v", site.ID, f)
				}
			}
		}
		return sum / float64(items)
	}
	before := mean(0)
	if before < 0.6 || before > 0.75 {
		t.Errorf("the mean of the first week = %v", before)
	}
	for _, week := range []int{8, 16, 25} {
		now := mean(week)
		if now < before+0.03 || now > 0.95 {
			t.Errorf("mean(%d) = %v after %v, want more", week, now, before)
		}
		before = now
	}
	v := visit{demoSite: demoSite{"a", "SC"}, week: 3, day: "2026-11-20"}
	if a, b := v.whole(0), v.whole(dispute); *a.Score-*b.Score < 0.149 || *v.whole(0).Score != *a.Score {
		t.Errorf("whole = %v, a stricter one %v", *a.Score, *b.Score)
	}
}

// demoHouse is the demo in a folder of its own, furnished at a time.
func demoHouse(t *testing.T, now time.Time) *house {
	t.Helper()
	w, _, _ := quiet("")
	w.now = func() time.Time { return now }
	a := &app{world: w, texts: text.For(text.EN)}
	clock := &demoClock{now: a.now}
	h := &house{app: a, now: clock.read, logger: slog.New(slog.DiscardHandler), serving: serving{
		folder: dataFolder(t.TempDir()), logName: "sitedraw-demo", location: chinese(t),
		web: middleware.Config{Hosts: ownHosts, Origin: ownPages, HideAddresses: true},
	}}
	if err := h.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	if err := h.furnish(t.Context(), clock); err != nil {
		t.Fatal(err)
	}
	return h
}

// said reads an object of the demo's API.
func said[T any](t *testing.T, h *house, path string) (into T) {
	t.Helper()
	s := season{house: h}
	if err := s.read(t.Context(), path, &into); err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return into
}

// heldRound is what the demo's API says of a round.
type heldRound struct {
	demoRound

	State   string `json:"state"`
	Late    bool   `json:"late"`
	Draw    int64  `json:"draw"`
	Teams   int    `json:"teams"`
	Results int    `json:"results"`
	Failure string `json:"failure"`
	Reason  string `json:"reason"`
	Label   string `json:"label"`
}

// The demo has half a year behind it, on whatever day it is started.
func TestDemoHalfAYear(t *testing.T) {
	if !long() {
		t.Skip("SITEDRAW_LONG is not set")
	}
	zone := chinese(t)
	for _, now := range []string{"2026-11-22T16:00", "2026-11-28T18:30", "2027-02-12T09:00", "2028-03-04T01:30"} {
		t.Run(strings.ReplaceAll(now, ":", "."), func(t *testing.T) {
			at, err := time.ParseInLocation(dueForm, now, zone)
			if err != nil {
				t.Fatal(err)
			}
			h := demoHouse(t, at)
			wantRounds(t, h)
			wantDraws(t, h)
			wantResults(t, h)
			wantOrder(t, h, at)
			if err := h.Due(context.Background()); err != nil {
				t.Errorf("Due, once the clock goes: %v", err)
			}
		})
	}
}

// wantRounds wants each round held in time, but for one of them and those to come.
func wantRounds(t *testing.T, h *house) {
	t.Helper()
	for drill, want := range map[string]string{ // made, skipped, planned: m, s, p
		demoFaithful: "mmmmmmsmmmmmmp", demoCover: strings.Repeat("m", 13), demoCross: "mmm", demoSealed: "mmp",
	} {
		got := ""
		for _, r := range said[struct{ Items []heldRound }](t, h, "/drills/"+drill+"/rounds").Items {
			got += r.State[:1]
			if held := r.State == store.RoundMade; r.Late || r.Failure != "" || held != (r.Teams == 1) || held != (r.Results > 0) {
				t.Errorf("round %d of %s = %+v", r.Round, drill, r)
			}
			if r.is(demoFaithful, stormRound) != (r.Reason != "") || drill == demoSealed != (r.Label == "") {
				t.Errorf("round %d of %s says %q, %q", r.Round, drill, r.Reason, r.Label)
			}
		}
		if got != want {
			t.Errorf("rounds of %s = %s, want %s", drill, got, want)
		}
	}
}

// wantDraws wants the draws that documents name to be what they were, and none that
// the program cannot compute again.
func wantDraws(t *testing.T, h *house) {
	t.Helper()
	type draw struct {
		Number      int64
		Kind, State string
		Plan        struct{ Name string }
		Drill       string
		Openings    []struct{ Code string }
	}
	all := said[struct{ Items []draw }](t, h, "/draws?limit=100").Items
	if len(all) != 32 {
		t.Errorf("%d draws, want 32", len(all))
	}
	opened := 0
	for _, d := range all {
		d = said[draw](t, h, "/draws/"+count64(d.Number))
		for _, o := range d.Openings {
			opened++
			if o.Code != "closed" || d.Drill != demoSealed {
				t.Errorf("a reserve is open in draw %d of %q: %s", d.Number, d.Drill, o.Code)
			}
		}
		if d.State != "concluded" {
			t.Errorf("draw %d is %s", d.Number, d.State)
		}
	}
	if opened != 1 {
		t.Errorf("%d reserves are open, want 1", opened)
	}
	one, two := all[len(all)-1], all[len(all)-2]
	if one.Number != 1 || one.Kind != store.Official || one.Plan.Name != demoPlan || one.Drill != "" {
		t.Errorf("the first draw = %+v", one)
	}
	if two.Number != 2 || two.Kind != store.Practice || two.Plan.Name != "township-village" || two.Drill != "" {
		t.Errorf("the second draw = %+v", two)
	}
	for _, path := range []string{"/drills/" + demoSealed + "/rounds/2", "/drills/" + demoCover + "/rounds/13"} {
		number := said[heldRound](t, h, path).Draw
		answer, err := h.ask(t.Context(), "POST", "/draws/"+count64(number)+"/verify", []byte(nil))
		if err != nil || !strings.Contains(string(answer), `"agrees":true`) {
			t.Errorf("draw %d of %s: %s, %v", number, path, answer, err)
		}
	}
}

// wantResults wants all sites of a round to have a result, two of them two, and the
// inspectors to have inspected.
func wantResults(t *testing.T, h *house) {
	t.Helper()
	type results struct {
		Findings  []struct{ By, Item, Photo string }
		Conflicts []struct{ Site string }
		Sites     []struct{ Inspected bool }
	}
	by, items, photos, conflicts := map[string]bool{}, 0, 0, 0
	for _, drill := range []string{demoFaithful, demoCover, demoCross, demoSealed} {
		for _, r := range said[struct{ Items []heldRound }](t, h, "/drills/"+drill+"/rounds").Items {
			if r.Draw == 0 {
				continue
			}
			all := said[results](t, h, "/draws/"+count64(r.Draw)+"/findings")
			conflicts += len(all.Conflicts)
			for _, f := range all.Findings {
				by[f.By] = true
				if f.Item != "" {
					items++
				}
				if f.Photo != "" {
					photos++
				}
			}
			for i, s := range all.Sites {
				if !s.Inspected && !(r.is(demoSealed, closedRound)) {
					t.Errorf("site %d of round %d of %s has no result", i, r.Round, drill)
				}
			}
		}
	}
	if conflicts != disputes || items < 100 || photos < 10 {
		t.Errorf("%d conflicts, %d items, %d photos", conflicts, items, photos)
	}
	if len(by) != len(fixtures.Inspectors("", "")) {
		t.Errorf("results are by %v, want by all inspectors", slices.Sorted(maps.Keys(by)))
	}
}

// wantOrder wants the times of the log to go forward, and to end before now.
func wantOrder(t *testing.T, h *house, now time.Time) {
	t.Helper()
	var last time.Time
	err := h.store.View(t.Context(), func(r store.Reader) error {
		size, err := r.LogSize()
		if err != nil {
			return err
		}
		leaves, err := r.Leaves(0, int(size))
		if err != nil {
			return err
		}
		for i := range leaves {
			leaf, err := transparency.ParseLeaf(leaves[i].Data)
			if err != nil {
				return err
			}
			if leaf.At.Before(last) || leaf.At.After(now) {
				t.Errorf("leaf %d is of %v, after one of %v", i, leaf.At, last)
			}
			last = leaf.At
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// count64 is a number in a path.
func count64(n int64) string { return strconv.FormatInt(n, 10) }

// The inspectors of the fixtures live in the demo's county and are all different.
func TestDemoInspectors(t *testing.T) {
	county, err := fixtures.County()
	if err != nil {
		t.Fatal(err)
	}
	towns, units, ids := map[geo.AreaCode]int{}, map[string]bool{}, map[string]bool{}
	known := map[string]bool{}
	for _, site := range county.Sites() {
		known[site.Area], known[site.Unit] = true, true
	}
	recusals, absences, leads := 0, 0, 0
	for _, p := range fixtures.Inspectors("2026-07-13", "2026-07-19") {
		if !known[string(p.Township)] || !known[p.Unit] || ids[p.ID] || ids[p.Name] {
			t.Errorf("%+v: want a township and a unit of the county, and an id of his own", p)
		}
		towns[p.Township]++
		units[p.Unit], ids[p.ID], ids[p.Name] = true, true, true
		recusals += len(p.Recusals)
		absences += len(p.Absences)
		leads += len(p.Qualifications)
	}
	if len(ids) != 24 || len(towns) != 6 || len(units) < 6 || recusals != 1 || absences != 1 || leads != 6 {
		t.Errorf("%d ids and names, townships %v, units %v, %d recusals, %d absences, %d heads", len(ids), towns, units, recusals, absences, leads)
	}
}
