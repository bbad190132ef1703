package inspection_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
	"sitedraw/sampler/inspection"
)

// roundOf has a record of two steps: markets with three reserves, and all parks, of which
// p1 is a market too.
func roundOf(t testing.TB) (*sampler.Frame, *sampler.Record) {
	t.Helper()
	var sites []geo.Site
	for i, id := range []string{"m1", "m2", "r1", "r2", "r3", "p1", "other"} {
		sites = append(sites, geo.Site{ID: id, Category: "SC", Geometry: geo.Point{Lon: geo.E7(i)}})
	}
	frame, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	r := &sampler.Record{}
	for _, p := range []struct {
		step, id string
		role     sampler.Role
		order    int
	}{{"a", "m1", sampler.Main, 1}, {"a", "m2", sampler.Main, 2}, {"a", "p1", sampler.Main, 3}, {"a", "r1", sampler.Reserve, 1},
		{"a", "r2", sampler.Reserve, 2}, {"a", "r3", sampler.Reserve, 3}, {"b", "p1", sampler.Main, 1}} {
		r.Picks = append(r.Picks, sampler.Pick{Step: p.step, ID: p.id, Role: p.role, Order: p.order})
	}
	return frame, r
}

func open(step, site, reserve string) inspection.Opening {
	return inspection.Opening{Step: step, Site: site, Reserve: reserve, Reason: inspection.Closed}
}

func TestRoster(t *testing.T) {
	_, record := roundOf(t)
	r, err := inspection.NewRoster(record, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		opening inspection.Opening
		fault   string // empty: it is made
		sites   string
	}{
		{open("a", "m1", "r2"), `a: inspection.turn: got "r2", want "r1"`, "m1 m2 p1"},
		{open("a", "other", "r1"), `a: inspection.pick: got "other"`, "m1 m2 p1"},
		{open("a", "r1", "r1"), `a: inspection.pick: got "r1"`, "m1 m2 p1"},
		{open("b", "m1", "r1"), `b: inspection.pick: got "m1"`, "m1 m2 p1"},
		{open("b", "p1", "r1"), `b: inspection.no-reserve: got "p1"`, "m1 m2 p1"},
		{inspection.Opening{Step: "a", Site: "m1", Reserve: "r1", Reason: "rain"}, `a: inspection.reason: got "rain", want "closed, demolished, no-access, other"`, "m1 m2 p1"},
		{open("a", "m1", "r1"), "", "m2 p1 r1"},
		{open("a", "m1", "r2"), `a: inspection.opened: got "m1", want "r1"`, "m2 p1 r1"},
		{open("a", "r1", "r2"), "", "m2 p1 r2"}, // the reserve is closed too
		{open("a", "p1", "r3"), "", "m2 r2 r3"}, // it stands in b as well, and counts nowhere
		{open("a", "m2", "r3"), `a: inspection.no-reserve: got "m2"`, "m2 r2 r3"},
	} {
		fault := ""
		if err := r.Open(test.opening); err != nil {
			fault = err.Error()
		}
		if fault != test.fault || strings.Join(r.Sites(), " ") != test.sites {
			t.Errorf("Open(%+v) = %s, want %s; stands %v, want %s", test.opening, fault, test.fault, r.Sites(), test.sites)
		}
	}
	for site, want := range map[string]string{"m1": "r1", "r1": "r2", "p1": "r3", "m2": "", "r3": ""} {
		stands := slices.Contains(r.Sites(), site)
		if got := r.ReplacedBy(site); got != want || r.Counts(site) != stands {
			t.Errorf("ReplacedBy(%s) = %q, Counts %v, want %q, %v", site, got, r.Counts(site), want, stands)
		}
	}
}

func met(site, item string, met, observed int) inspection.Finding {
	return inspection.Finding{Site: site, Item: item, Met: met, Observed: observed}
}

func TestCheck(t *testing.T) {
	frame, record := roundOf(t)
	r, err := inspection.NewRoster(record, []inspection.Opening{open("a", "m1", "r1")})
	if err != nil {
		t.Fatal(err)
	}
	digest := strings.Repeat("0f", 32)
	with := func(change func(f *inspection.Finding)) inspection.Finding {
		f := met("m2", "", 3, 4)
		change(&f)
		return f
	}
	sheets := inspection.NewSheets(geo.ShippedChecks())
	for _, test := range []struct {
		finding inspection.Finding
		want    string
	}{
		{met("m2", "", 3, 4), ""},
		{met("r1", "", 0, 1), ""},
		{met("p1", "", 4, 4), ""},
		{inspection.Finding{Site: "m2", HasScore: true}, ""},
		{with(func(f *inspection.Finding) { f.When, f.By, f.Photo = "2026-11-16", "张三", digest }), ""},
		{with(func(f *inspection.Finding) { f.When = "2026-11-16T09:30:00+08:00" }), ""},
		{met("other", "", 1, 1), `7: site: inspection.not-drawn: got "other" (other)`},
		{met("m1", "", 1, 1), `7: site: inspection.replaced: got "m1", want "r1" (m1)`},
		{met("r2", "", 1, 1), `7: site: inspection.not-opened: got "r2" (r2)`},
		{met("m2", "", 0, 0), `7: score: inspection.no-result: got "m2" (m2)`},
		{met("m2", "", 5, 4), `7: met: inspection.checks: got "5", want "0 … 4" (m2)`},
		{met("m2", "", -1, 4), `7: met: inspection.checks: got "-1", want "0 … 4" (m2)`},
		{met("m2", "", 1, -4), `7: observed: inspection.checks: got "-4", want "1 … 100000" (m2)`},
		{with(func(f *inspection.Finding) { f.HasScore, f.Score = true, 0.5 }), `7: score: inspection.two-results: got "0.5" (m2)`},
		{with(func(f *inspection.Finding) { f.Score = 0.5 }), `7: score: inspection.two-results: got "0.5" (m2)`},
		{inspection.Finding{Site: "m2", HasScore: true, Score: 1.5}, `7: score: inspection.score: got "1.5", want "0 … 1" (m2)`},
		{inspection.Finding{Site: "m2", HasScore: true, Score: math.NaN()}, `7: score: inspection.score: got "NaN", want "0 … 1" (m2)`},
		{with(func(f *inspection.Finding) { f.Photo = digest[1:] }), `7: photo: inspection.photo: got "` + digest[1:] + `", want "64" (m2)`},
		{with(func(f *inspection.Finding) { f.Photo = strings.ToUpper(digest) }), `7: photo: inspection.photo: got "` + strings.ToUpper(digest) + `", want "64" (m2)`},
		{with(func(f *inspection.Finding) { f.When = "yesterday" }), `7: when: inspection.when: got "yesterday", want "2026-11-16" (m2)`},
		{with(func(f *inspection.Finding) { f.By = "a\n" }), `7: by: text.control: got "a\n" (m2)`},
		{met("m2", strings.Repeat("a", 256), 1, 1), `7: item: text.length: got "` + strings.Repeat("a", 80) + `…", want "255" (m2)`},
	} {
		test.finding.Line = 7
		got := ""
		for _, fault := range r.Check(frame, sheets, []inspection.Finding{test.finding}) {
			got += fault.Error()
		}
		if got != test.want {
			t.Errorf("Check(%+v) = %s, want %s", test.finding, got, test.want)
		}
	}
}

// Items are those of the sheet of the category, by id or by either name.
func TestSheets(t *testing.T) {
	sheets := inspection.NewSheets(geo.ShippedChecks())
	for _, check := range geo.ShippedChecks() {
		for _, written := range []string{check.ID, check.Item.ZH, check.Item.EN} {
			if id, err := sheets.Item(check.Category, written); err != nil || id != check.ID {
				t.Errorf("Item(%s, %q) = %q, %v, want %q", check.Category, written, id, err, check.ID)
			}
		}
	}
	findings := []inspection.Finding{{Site: "a", Item: "排队", Line: 2}, {Site: "b", Item: "anything"}, {Site: "a", Item: "parking", Line: 4}, {Site: "a"}}
	faults := sheets.Resolve(findings, func(site string) string { return map[string]string{"a": "ZWDT"}[site] })
	if findings[0].Item != "queue" || findings[1].Item != "anything" || findings[3].Item != "" {
		t.Errorf("resolved to %+v", findings)
	}
	if len(faults) != 1 || faults[0].Code != inspection.ErrItem || faults[0].At.Line != 4 || !slices.Contains(faults[0].Names, "排队 (queue)") || len(faults[0].Names) > 10 {
		t.Errorf("faults %v, want line 4 and the sheet's items", faults)
	}
	var many []geo.Check
	for i := range 15 {
		many = append(many, geo.Check{Category: "A", ID: fmt.Sprint("i", i), Item: geo.Words{ZH: "项", EN: "item"}})
	}
	_, err := inspection.NewSheets(many).Item("A", "x")
	var e *geo.Error
	if !errors.As(err, &e) || len(e.Names) != 10 {
		t.Errorf("of 15 items the error names %v, want ten", err)
	}
	if id, err := (&inspection.Sheets{}).Item("ZWDT", "parking"); err != nil || id != "parking" {
		t.Errorf("without sheets Item = %q, %v", id, err)
	}
}

// A finding that has the words of an item is told its id; another item is refused.
func TestCheckItem(t *testing.T) {
	frame, record := roundOf(t)
	r, err := inspection.NewRoster(record, nil)
	if err != nil {
		t.Fatal(err)
	}
	var sheet []geo.Check
	for _, c := range geo.ShippedChecks() {
		if c.Category == "SC" {
			sheet = append(sheet, c)
		}
	}
	sheets := inspection.NewSheets(sheet)
	findings := []inspection.Finding{met("m1", sheet[0].ID, 1, 1), met("m1", sheet[0].Item.ZH, 1, 1), met("m2", "nothing", 1, 1)}
	faults := r.Check(frame, sheets, findings)
	if len(faults) != 2 || faults[0].Names[0] != sheet[0].ID || len(faults[1].Names) != len(sheet) {
		t.Errorf("Check = %v, want the id of the words and the items of the sheet", faults)
	}
	if faults := r.Check(frame, nil, findings); faults != nil {
		t.Errorf("without sheets: %v", faults)
	}
}

func finding(number int64, by, site, item string, n, of int) inspection.Finding {
	return inspection.Finding{Number: number, By: by, Site: site, Item: item, Met: n, Observed: of}
}

func scored(number int64, by, site, item string, score float64) inspection.Finding {
	return inspection.Finding{Number: number, By: by, Site: site, Item: item, Score: score, HasScore: true}
}

func TestSummarise(t *testing.T) {
	settle := func(number, seen int64) []inspection.Settlement {
		return []inspection.Settlement{{Site: "a", Finding: number, Seen: seen}}
	}
	for name, test := range map[string]struct {
		findings    []inspection.Finding
		settlements []inspection.Settlement
		result      estimate.Result
		conflicts   int
		counting    []int64
	}{
		"checks":                {findings: []inspection.Finding{finding(1, "x", "a", "", 3, 4)}, result: estimate.Result{ID: "a", Met: 3, Observed: 4}, counting: []int64{1}},
		"items":                 {findings: []inspection.Finding{finding(1, "x", "a", "i", 3, 4), finding(2, "y", "a", "j", 1, 6)}, result: estimate.Result{ID: "a", Met: 4, Observed: 10}, counting: []int64{1, 2}},
		"items before the site": {findings: []inspection.Finding{finding(1, "x", "a", "", 0, 9), finding(2, "x", "a", "j", 1, 2)}, result: estimate.Result{ID: "a", Met: 1, Observed: 2}, counting: []int64{1, 2}},
		"checks and a score":    {findings: []inspection.Finding{finding(1, "x", "a", "i", 3, 3), scored(2, "y", "a", "j", 0)}, result: estimate.Result{ID: "a", Score: 0.75}, counting: []int64{1, 2}},
		"the same person later": {findings: []inspection.Finding{finding(1, "x", "a", "", 1, 4), finding(2, "x", "a", "", 4, 4)}, result: estimate.Result{ID: "a", Met: 4, Observed: 4}, counting: []int64{2}},
		"two agree":             {findings: []inspection.Finding{finding(1, "x", "a", "", 1, 4), finding(2, "y", "a", "", 1, 4)}, result: estimate.Result{ID: "a", Met: 1, Observed: 4}, counting: []int64{1, 2}},
		"two differ":            {findings: []inspection.Finding{finding(1, "x", "a", "", 1, 4), finding(2, "y", "a", "", 3, 4)}, result: estimate.Result{ID: "a", Score: 0.5}, conflicts: 1, counting: []int64{1, 2}},
		"who is not named":      {findings: []inspection.Finding{finding(1, "", "a", "", 1, 4), finding(2, "", "a", "", 3, 4)}, result: estimate.Result{ID: "a", Score: 0.5}, conflicts: 1, counting: []int64{1, 2}},
		"one takes it back":     {findings: []inspection.Finding{finding(1, "x", "a", "", 1, 4), finding(2, "y", "a", "", 3, 4), finding(3, "x", "a", "", 3, 4)}, result: estimate.Result{ID: "a", Met: 3, Observed: 4}, counting: []int64{2, 3}},
		"settled":               {findings: []inspection.Finding{finding(1, "x", "a", "", 1, 4), finding(2, "y", "a", "", 3, 4)}, settlements: settle(1, 2), result: estimate.Result{ID: "a", Met: 1, Observed: 4}, conflicts: 1, counting: []int64{1}},
		"settled again":         {findings: []inspection.Finding{finding(1, "x", "a", "", 1, 4), finding(2, "y", "a", "", 3, 4)}, settlements: append(settle(1, 2), settle(2, 2)...), result: estimate.Result{ID: "a", Met: 3, Observed: 4}, conflicts: 1, counting: []int64{2}},
		"settled before":        {findings: []inspection.Finding{finding(1, "x", "a", "", 1, 4), finding(2, "y", "a", "", 3, 4), finding(3, "z", "a", "", 2, 4)}, settlements: settle(1, 2), result: estimate.Result{ID: "a", Score: 0.5}, conflicts: 1, counting: []int64{1, 2, 3}},
		"settled for none":      {findings: []inspection.Finding{finding(1, "x", "a", "", 1, 4), finding(2, "y", "a", "", 3, 4)}, settlements: settle(9, 9), result: estimate.Result{ID: "a", Score: 0.5}, conflicts: 1, counting: []int64{1, 2}},
	} {
		s := inspection.Summarise(test.findings, test.settlements)
		if diff := cmp.Diff([]estimate.Result{test.result}, s.Results()); diff != "" || len(s.Conflicts) != test.conflicts {
			t.Errorf("%s: %d conflicts, want %d; (-want +got):\n%s", name, len(s.Conflicts), test.conflicts, diff)
		}
		var counting []int64
		kept := 0
		for _, item := range s.Sites[0].Items {
			counting = append(counting, item.Counting...)
			kept += len(item.Findings)
		}
		if !cmp.Equal(counting, test.counting) || kept != len(test.findings) {
			t.Errorf("%s: %v count, want %v; %d findings kept of %d", name, counting, test.counting, kept, len(test.findings))
		}
	}
}

func TestSettle(t *testing.T) {
	s := inspection.Summarise([]inspection.Finding{finding(1, "x", "a", "i", 1, 4), finding(2, "y", "a", "i", 3, 4), finding(3, "x", "b", "", 1, 1)}, nil)
	for _, test := range []struct {
		choice inspection.Settlement
		want   string
	}{
		{inspection.Settlement{Site: "a", Item: "i", Finding: 2, Seen: 3}, "<nil>"},
		{inspection.Settlement{Site: "a", Item: "i", Finding: 2, Seen: 1}, `inspection.settlement: got "2" (1, 2)`},
		{inspection.Settlement{Site: "a", Item: "i", Finding: 3, Seen: 3}, `inspection.settlement: got "3" (1, 2)`},
		{inspection.Settlement{Site: "a", Finding: 1, Seen: 3}, `inspection.settlement: got "1"`},
		{inspection.Settlement{Site: "b", Finding: 3, Seen: 3}, `inspection.settlement: got "3"`},
	} {
		if got := fmt.Sprint(s.Settle(test.choice)); got != test.want {
			t.Errorf("Settle(%+v) = %s, want %s", test.choice, got, test.want)
		}
	}
}

func TestFailed(t *testing.T) {
	s := inspection.Summarise([]inspection.Finding{
		finding(1, "x", "all", "", 8, 8),
		finding(2, "x", "most", "i", 8, 8), finding(3, "x", "most", "j", 6, 8), finding(4, "x", "most", "", 0, 9),
		finding(5, "x", "half", "", 5, 10),
		scored(6, "x", "score", "", 0.07),
		scored(7, "x", "full", "", 1),
		finding(8, "x", "doubt", "", 8, 8), finding(9, "y", "doubt", "", 0, 8),
		finding(10, "x", "sure", "", 7, 7), finding(11, "y", "sure", "", 8, 8), finding(12, "z", "sure", "", 9, 9),
	}, nil)
	for below, want := range map[int][]string{
		100: {"doubt", "half", "most", "score"}, 60: {"doubt", "half", "score"}, 51: {"doubt", "half", "score"}, 50: {"score"}, 8: {"score"}, 7: nil, 0: nil,
	} {
		if got := s.Failed(below); !cmp.Equal(got, want) {
			t.Errorf("Failed(%d) = %q, want %q", below, got, want)
		}
	}
	if diff := cmp.Diff(map[string]int64{"most": 2, "half": 5, "score": 1, "doubt": 4}, s.Losses()); diff != "" {
		t.Errorf("Losses (-want +got):\n%s", diff)
	}
}

// The order in which findings stand is irrelevant, every finding is kept once, scores
// are scores, and package estimate takes what comes of findings that are right.
func TestSummariseProperties(t *testing.T) {
	frame, record := roundOf(t)
	roster, err := inspection.NewRoster(record, []inspection.Opening{open("a", "m1", "r1")})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "findings")
		findings := make([]inspection.Finding, n)
		for i := range findings {
			f := &findings[i]
			f.Number, f.By = int64(i+1), rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "by")
			f.Site, f.Item = rapid.SampledFrom(roster.Sites()).Draw(t, "site"), rapid.SampledFrom([]string{"", "i", "j"}).Draw(t, "item")
			if f.HasScore = rapid.Bool().Draw(t, "scored"); f.HasScore {
				f.Score = rapid.Float64Range(0, 1).Draw(t, "score")
			} else {
				f.Observed = rapid.IntRange(1, 9).Draw(t, "observed")
				f.Met = rapid.IntRange(0, f.Observed).Draw(t, "met")
			}
		}
		if faults := roster.Check(frame, nil, findings); faults != nil {
			t.Fatal(faults)
		}
		s := inspection.Summarise(findings, nil)
		if diff := cmp.Diff(s.Results(), inspection.Summarise(rapid.Permutation(findings).Draw(t, "order"), nil).Results()); diff != "" {
			t.Fatalf("another order (-want +got):\n%s", diff)
		}
		kept := 0
		for _, site := range s.Sites {
			for _, item := range site.Items {
				kept += len(item.Findings)
			}
			if !(site.Score >= 0 && site.Score <= 1) || len(site.Unmet) == 0 && site.Score != 1 {
				t.Fatalf("%+v", site)
			}
		}
		if kept != n {
			t.Fatalf("%d findings kept of %d", kept, n)
		}
		if faults := estimate.Check(record, s.Results()); faults != nil {
			t.Fatal(faults)
		}
	})
}
