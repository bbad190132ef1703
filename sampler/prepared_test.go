package sampler_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/sampler"
)

// mains are the main picks of a record, by step.
func mains(t *testing.T, f *sampler.Frame, p sampler.Plan, r *sampler.Record) [][]int32 {
	t.Helper()
	list := make([][]int32, len(p.Steps))
	for _, pick := range r.Picks {
		if pick.Role != sampler.Main {
			continue
		}
		step := slices.IndexFunc(p.Steps, func(s sampler.Step) bool { return s.ID == pick.Step })
		site, found := f.Number(pick.ID)
		if !found {
			t.Fatalf("%q was picked and is no site", pick.ID)
		}
		list[step] = append(list[step], site)
	}
	return list
}

// A prepared plan picks what Draw picks, seed after seed.
func TestPrepared(t *testing.T) {
	f, err := fixtures.County()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sampler.ShippedPlans() {
		plan, err := sampler.ShippedPlan(name)
		if err != nil {
			t.Fatal(err)
		}
		wantSameDraws(t, f, plan, 12)
	}
	own, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{
		{ID: "reserves", Category: []string{"SC"}, N: 3, Reserve: 4},
		{ID: "left", Category: []string{"SC"}, N: 3, NotIn: []string{"reserves"}, By: sampler.ByArea},
		{ID: "seen", Category: []string{"SC", "GGCS"}, N: 4, NotIn: []string{"left", "reserves"}, Method: sampler.Map},
		{ID: "apart", Category: []string{"GGCS"}, N: 6, Apart: 800, Reserve: 2, AtMost: &sampler.AtMost{By: sampler.ByArea, N: 2}},
		{ID: "near", Category: []string{"GGCS"}, N: 2, Method: sampler.Map, Map: &sampler.MapParameters{Anchor: "picks:apart", Take: sampler.TakeNearest}},
		{ID: "towns", Category: []string{"XZZF"}, N: 3, Method: sampler.Balanced, Reserve: 2},
		{ID: "villages", Category: []string{"XZC"}, Within: "towns", N: 2, Method: sampler.Systematic, Reserve: 1},
	}})
	if err != nil {
		t.Fatal(err)
	}
	wantSameDraws(t, f, own, 12)
}

func wantSameDraws(t *testing.T, f *sampler.Frame, p sampler.Plan, seeds int) {
	t.Helper()
	prepared := sampler.Prepare(f, p)
	for i := range seeds {
		seed := fmt.Sprint("prepared ", i)
		record, err := sampler.Draw(context.Background(), f, p, seed, sampler.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := prepared.Main(context.Background(), seed)
		if err != nil {
			t.Fatal(err)
		}
		if want := mains(t, f, p, record); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s under %q picks %v, want %v", p.Name, seed, got, want)
		}
	}
}

// A part of a plan picks what the whole plan does, also with what the whole one
// learned.
func TestPreparedNarrow(t *testing.T) {
	f, err := fixtures.County()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := sampler.ShippedPlan("county-31x131")
	if err != nil {
		t.Fatal(err)
	}
	var part sampler.Plan
	var places []int // of its steps in the whole plan
	for i, s := range plan.Steps {
		if slices.Contains([]string{"zcgd-main", "gjzd-road", "gjzd-map", "sc", "xzzf", "xzc"}, s.ID) {
			part.Steps, places = append(part.Steps, s), append(places, i)
		}
	}
	whole, narrowed := sampler.Prepare(f, plan), sampler.Prepare(f, plan)
	for i := range 12 {
		seed := fmt.Sprint("narrowed ", i)
		want, err := whole.Main(context.Background(), seed)
		if err != nil {
			t.Fatal(err)
		}
		got, err := narrowed.Main(context.Background(), seed)
		if err != nil {
			t.Fatal(err)
		}
		if i >= 6 { // half of the draws are of the whole plan
			picked := make([][]int32, len(places))
			for k, place := range places {
				picked[k] = want[place]
			}
			want = picked
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("under %q it picks %v, want %v", seed, got, want)
		}
		if i == 5 {
			narrowed.Narrow(part)
		}
	}
}

// Where nothing is left to see in one draw, the next sees again.
func TestPreparedSeesAgain(t *testing.T) {
	f, err := sampler.NewFrame([]geo.Site{
		{ID: "a", Category: "SC", Geometry: geo.Point{Lon: 1_170_000_000, Lat: 280_000_000}},
		{ID: "b", Category: "SC", Geometry: geo.Point{Lon: 1_172_000_000, Lat: 282_000_000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{{ID: "m", Category: []string{"SC"}, N: 2, Method: sampler.Map}}})
	if err != nil {
		t.Fatal(err)
	}
	wantSameDraws(t, f, plan, 60)
}

// A prepared draw off the map takes next to no memory, however many anchors it
// needs: replays are made by the ten thousand.
func TestPreparedMemory(t *testing.T) {
	f, err := fixtures.County()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{{ID: "m", Category: []string{"SC"}, N: 9, Method: sampler.Map}}})
	if err != nil {
		t.Fatal(err)
	}
	prepared := sampler.Prepare(f, plan)
	draw := func() {
		if _, err := prepared.Main(context.Background(), "memory"); err != nil {
			t.Fatal(err)
		}
	}
	if got := testing.AllocsPerRun(50, draw); got > 8 {
		t.Errorf("a draw off the map takes %v allocations, want 8 or fewer", got)
	}
}

// What Draw refuses is refused every time, and nothing of it is kept.
func TestPreparedRefuses(t *testing.T) {
	f, err := sampler.NewFrame([]geo.Site{{ID: "a", Category: "SC"}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{{ID: "m", Category: []string{"SC"}, N: 1, Method: sampler.Map}}})
	if err != nil {
		t.Fatal(err)
	}
	prepared := sampler.Prepare(f, p)
	for range 2 {
		_, err := prepared.Main(context.Background(), "s")
		wrong, is := errors.AsType[*geo.Error](err)
		if !is || wrong.Code != sampler.ErrUnlocated || wrong.At.Step != "m" {
			t.Errorf("error %v, want %s in step m", err, sampler.ErrUnlocated)
		}
	}
	if _, err := prepared.Main(context.Background(), ""); err == nil {
		t.Error("an empty seed is taken")
	}
}
