package estimate

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/sampler"
)

// situation is three of ten markets and one of five halls, of which the last three
// markets are not known.
func situation(t *testing.T) Situation {
	t.Helper()
	market, m := sites("m", "SC", 10)
	hall, h := sites("h", "ZWDT", 5)
	f := frame(t, append(hall, market...)...)
	p := plan(t, sampler.Step{ID: "sc", Category: []string{"SC"}, N: 3}, sampler.Step{ID: "zwdt", Category: []string{"ZWDT"}, N: 1})
	known := map[string]float64{}
	for i, id := range m[:7] {
		known[id] = float64(i) / 10
	}
	for _, id := range h {
		known[id] = 0.9
	}
	return Situation{Frame: f, Known: known, Seed: "w", Draw: func(ctx context.Context, i int) (*sampler.Record, error) {
		return sampler.Draw(ctx, f, p, strconv.Itoa(i), sampler.Options{})
	}}
}

// A repair of a market gains (1 − y)·½·π/3, one of a hall 0.1·½·π.
func TestSimulate(t *testing.T) {
	const draws = 2000
	s, err := Simulate(context.Background(), situation(t), draws)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Scores) != draws || !slices.IsSorted(s.Scores) || len(s.Repairs) != 10 {
		t.Fatalf("%d scores, sorted %v, %d repairs", len(s.Scores), slices.IsSorted(s.Scores), len(s.Repairs))
	}
	// Unknown markets are like known ones, of mean 0.3 and variance 0.04. The
	// standard error of the mean is below 0.0015.
	if want := (0.3 + 0.9) / 2; math.Abs(s.Mean-want) > 0.008 {
		t.Errorf("mean %v, want about %v", s.Mean, want)
	}
	if s.SD < 0.035 || s.SD > 0.065 || s.Quantile(0) != s.Scores[0] || s.Quantile(1) != s.Scores[draws-1] || math.Abs(s.Quantile(0.5)-s.Mean) > 0.01 {
		t.Errorf("standard deviation %v, median %v", s.SD, s.Quantile(0.5))
	}
	for _, r := range s.Repairs[:5] {
		if want := (1 - r.Score) * 0.5 * 0.3 / 3; r.Category != "SC" || math.Abs(r.Gain-want) > 0.2*want || math.Abs(r.Picks-0.3) > 0.05 {
			t.Errorf("%+v, want a gain of about %v", r, want)
		}
	}
	if s.Repairs[0].ID != "m0000" && s.Repairs[0].ID != "m0001" {
		t.Errorf("the best repair is %+v", s.Repairs[0])
	}
}

// What is repaired scores as much more as was said, in the same draws.
func TestRepairGainsWhatItSays(t *testing.T) {
	in := situation(t)
	for _, id := range []string{"m0007", "m0008", "m0009"} {
		in.Known[id] = 0.5
	}
	before, err := Simulate(context.Background(), in, 300)
	if err != nil {
		t.Fatal(err)
	}
	best := before.Repairs[0]
	in.Known[best.ID] = 1
	after, err := Simulate(context.Background(), in, 300)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "gain", after.Mean-before.Mean, best.Gain)
}

func TestSimulateIsTheSameOnOneCore(t *testing.T) {
	in := situation(t)
	many, err := Simulate(context.Background(), in, 100)
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one, err := Simulate(context.Background(), in, 100)
	if diff := cmp.Diff(many, one); err != nil || diff != "" {
		t.Errorf("on one core: %v %s", err, diff)
	}
}

func TestSimulateRefuses(t *testing.T) {
	ctx := context.Background()
	for _, n := range []int{0, -1, mostDraws + 1} {
		_, err := Simulate(ctx, situation(t), n)
		refused(t, strconv.Itoa(n), err, ErrDraws)
	}
	in := situation(t)
	in.Known["zz"] = 0.5
	_, err := Simulate(ctx, in, 1)
	refused(t, "an unknown site", err, ErrUnknownSite)
	in = situation(t)
	in.Known["m0000"] = 2
	_, err = Simulate(ctx, in, 1)
	refused(t, "a wrong score", err, ErrScore)
	in = situation(t)
	in.Known = nil
	_, err = Simulate(ctx, in, 1)
	refused(t, "nothing known", err, ErrNone)
	in = situation(t)
	draw := in.Draw
	in.Draw = func(ctx context.Context, i int) (*sampler.Record, error) {
		r, err := draw(ctx, i)
		r.Picks = nil
		return r, err
	}
	_, err = Simulate(ctx, in, 1)
	refused(t, "no picks", err, ErrNone)
	broken := errors.New("broken")
	in.Draw = func(context.Context, int) (*sampler.Record, error) { return nil, broken }
	if _, err = Simulate(ctx, in, 1000); !errors.Is(err, broken) {
		t.Errorf("a draw that fails: %v", err)
	}
	ended, end := context.WithCancel(ctx)
	end()
	if _, err = Simulate(ended, situation(t), 1000); !errors.Is(err, context.Canceled) {
		t.Errorf("after its end: %v", err)
	}
}
