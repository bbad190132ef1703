package bundle

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"sitedraw/sampler"
)

// roundStory is a round of practice that took something over from those before.
func roundStory(t *testing.T, c *sampler.Coordination) Bundle {
	t.Helper()
	s := plainStory(t)
	record, err := sampler.DrawRound(context.Background(), s.frame, somePlan(t), "seed", c, sampler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.record = record
	b := s.bundle()
	b.Log = nil
	return b
}

func someRounds() map[string]*sampler.Coordination {
	return map[string]*sampler.Coordination{
		"cover":    {Mode: sampler.Cover, Sites: sampler.Levels{Drawn: []sampler.Drawn{{Name: "市场-b", Times: 1}, {Name: "市场-c", Times: 1}, {Name: "😀", Times: 1}}}},
		"again":    {Mode: sampler.Again, Recheck: []string{"市场-b"}},
		"weighted": {Mode: sampler.Weighted, Weights: []sampler.Weight{{ID: "市场-a", Weight: 1000}, {ID: "市场-d", Weight: 1000}}},
	}
}

// The bundle of a round that took something over has the rule and the program for it;
// what it took over is said to be believed, and what it led to is checked.
func TestBundleOfARound(t *testing.T) {
	for mode, c := range someRounds() {
		b := roundStory(t, c)
		data := packed(t, b)
		var names []string
		for _, f := range unpack(t, data) {
			names = append(names, f.name)
		}
		if !slices.Contains(names, "rounds.py") || !slices.Contains(names, "spec/rounds-v1.md") {
			t.Errorf("%s: files = %v, want rounds.py and its rule", mode, names)
		}
		report, err := check(data, Options{})
		if err != nil || report.Wrong != nil || codesOf(report.Notes) != mode+" no-seal no-log" {
			t.Errorf("Check of %s = %+v, %v", mode, report, err)
		}
		outsiders(t, data, "")
	}
	for _, f := range unpack(t, packed(t, plainStory(t).bundle())) {
		if strings.Contains(f.name, "rounds") {
			t.Errorf("a draw by itself brings %s", f.name)
		}
	}
}

// A round that says it took over something else than it was drawn with is wrong.
func TestBundleOfARoundForged(t *testing.T) {
	others := map[string]*sampler.Coordination{
		"cover": {Mode: sampler.Cover}, "again": {Mode: sampler.Again, Recheck: []string{"市场-a"}}, "weighted": {Mode: sampler.Weighted},
	}
	for mode, c := range someRounds() {
		b := roundStory(t, c)
		forged := *b.Record
		forged.Coordination = others[mode]
		b.Record = &forged
		report, err := check(packed(t, b), Options{})
		if _, differs := errors.AsType[*sampler.Difference](report.Wrong); err != nil || !differs {
			t.Errorf("Check of %s with another history = %+v, %v, want a difference", mode, report, err)
		}
	}
}
