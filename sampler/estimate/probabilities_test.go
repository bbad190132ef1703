package estimate

import (
	"slices"
	"testing"

	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
)

// Probabilities of a record are the design's where it gives them.
func TestExpose(t *testing.T) {
	list, ids := sites("a", "SC", 8)
	f := frame(t, list...)
	p := plan(t, sampler.Step{ID: "s", Category: []string{"SC"}, N: 2}, sampler.Step{ID: "none", Category: []string{"GY"}, N: 1})
	e, err := Expose(t.Context(), f, round(t, f, p, "x"), exposure.Options{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "Pi", e.Pi("s", ids[3]), 0.25)
	near(t, "Pi of an unknown site", e.Pi("s", "zz"), 0)
	near(t, "Pi of an unknown step", e.Pi("t", ids[3]), 0)
	if got := e.Sites([]string{"s", "none", "t"}); got != 8 || e.Replays() != 0 {
		t.Errorf("%d sites and %d replays, want 8 and 0", got, e.Replays())
	}
}

// A pick that no replay makes has been drawn once: its probability is 1/(m + 1) at
// least, and that of others what was counted.
func TestExposeCountsTheDraw(t *testing.T) {
	list, ids := sites("a", "SC", 40)
	f := frame(t, list...)
	p := plan(t, sampler.Step{ID: "s", Category: []string{"SC"}, N: 3, Method: sampler.Map, Map: &sampler.MapParameters{Radius: 50_000}})
	record := round(t, f, p, "x")
	const draws = 4
	e, err := Expose(t.Context(), f, record, exposure.Options{Seed: "few", Replays: draws, HalfWidth: 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, id := range ids {
		drawn := slices.ContainsFunc(record.Picks, func(p sampler.Pick) bool { return p.ID == id && p.Role == sampler.Main })
		pi := e.Pi("s", id)
		if drawn && pi < 1.0/(draws+1) {
			t.Errorf("Pi of the pick %s = %v, want 1/5 or more", id, pi)
		}
		sum += pi
	}
	near(t, "Σπ", sum, 3)
	if e.Replays() != draws {
		t.Errorf("%d replays, want %d", e.Replays(), draws)
	}
}

func TestExposeRefusesAnotherFrame(t *testing.T) {
	list, _ := sites("a", "SC", 8)
	p := plan(t, sampler.Step{ID: "s", Category: []string{"SC"}, N: 2})
	record := round(t, frame(t, list...), p, "x")
	_, err := Expose(t.Context(), frame(t, list[:7]...), record, exposure.Options{})
	refused(t, "another frame", err, ErrFrame)
}

// Everything that is wrong with results is named at once.
func TestCheck(t *testing.T) {
	in := simpleInput(t, 10, 0.5, 0.6, 0.7)
	if faults := Check(in.Record, in.Results); len(faults) != 0 {
		t.Errorf("Check of right results = %v", faults)
	}
	in.Results[0].Score = 2
	in.Results = append(in.Results, Result{ID: "zz", Score: 1, Line: 9}, Result{ID: "a0002", Score: 1})
	var got []string
	for _, fault := range Check(in.Record, in.Results) {
		got = append(got, string(fault.Code)+" "+fault.Names[0])
	}
	want := []string{"estimate.score a0000", "estimate.not-drawn zz", "estimate.twice a0002"}
	if !slices.Equal(got, want) {
		t.Errorf("Check = %q, want %q", got, want)
	}
	if faults := Check(in.Record, nil); len(faults) != 1 || faults[0].Code != ErrNone {
		t.Errorf("Check of no results = %v, want %s", faults, ErrNone)
	}
}

// Nobody knows how likely the picks of a round that depends on others were.
func TestExposeRefusesCoordinatedRounds(t *testing.T) {
	in := simpleInput(t, 10, 0.5)
	for _, mode := range sampler.Modes()[1:] {
		in.Record.Coordination = &sampler.Coordination{Mode: mode}
		_, err := Expose(t.Context(), in.Frame, in.Record, exposure.Options{})
		if e := refused(t, string(mode), err, ErrCoordinated); e.Value != string(mode) {
			t.Errorf("Expose of a round of mode %s = %v, want its mode as the value", mode, err)
		}
	}
}
