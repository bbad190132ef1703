package coverage_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
	"sitedraw/sampler/drill"
	"sitedraw/sampler/exposure"
)

func market(n int64) sampler.Step { return sampler.Step{ID: "m", Category: []string{"SC"}, N: n} }

func town(n int64) sampler.Step { return sampler.Step{ID: "t", Category: []string{"XZ"}, N: n} }

func faithful(t *testing.T, m *coverage.Meter, p sampler.Plan, o coverage.Options) *coverage.Forecast {
	t.Helper()
	f, err := m.Faithful(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The kinds of forecasts and their numbers; the exact ones are the coupon collector's.
func TestFaithful(t *testing.T) {
	ten, county := countyOf(t, 1, 10), countyOf(t, 10, 4)
	within := sampler.Step{ID: "v", Category: []string{"SC"}, N: 1, Within: "t"}
	strata := func(n int64) sampler.Step {
		return sampler.Step{ID: "m", Category: []string{"SC"}, N: n, By: sampler.ByArea, Allocate: sampler.Each}
	}
	for name, test := range map[string]struct {
		frame  *sampler.Frame
		drawn  []string
		steps  []sampler.Step
		o      coverage.Options
		rounds int
		kind   coverage.Kind
	}{
		"ten, one a round":    {frame: ten, steps: []sampler.Step{market(1)}, rounds: 44, kind: coverage.Exact},
		"half is enough":      {frame: ten, steps: []sampler.Step{market(1)}, o: coverage.Options{Level: 0.5}, rounds: 27, kind: coverage.Exact},
		"one is missing":      {frame: ten, drawn: []string{"t00v00", "t00v01", "t00v02", "t00v03", "t00v04", "t00v05", "t00v06", "t00v07", "t00v08"}, steps: []sampler.Step{market(1)}, rounds: 22, kind: coverage.Exact}, // 0.9²² < 0.1
		"a census":            {frame: ten, steps: []sampler.Step{market(sampler.All)}, rounds: 1, kind: coverage.Exact},
		"as many as there":    {frame: ten, steps: []sampler.Step{market(10)}, rounds: 1, kind: coverage.Exact},
		"townships in stages": {frame: county, steps: []sampler.Step{town(1), within}, o: coverage.Options{By: sampler.ByArea}, rounds: 44, kind: coverage.Exact},
		"each township":       {frame: county, steps: []sampler.Step{strata(1)}, o: coverage.Options{By: sampler.ByArea}, rounds: 1, kind: coverage.Exact},
		"balanced":            {frame: ten, steps: []sampler.Step{{ID: "m", Category: []string{"SC"}, N: 1, Method: sampler.Balanced}}, rounds: 44, kind: coverage.Bound}, // 10·0.9⁴⁴ = 0.097
		"apart":               {frame: ten, steps: []sampler.Step{{ID: "m", Category: []string{"SC"}, N: 2, Apart: 1}}, rounds: -1, kind: coverage.Unknown},
		"villages in stages":  {frame: county, steps: []sampler.Step{town(1), within}, rounds: -1, kind: coverage.Unknown},
		"two steps":           {frame: ten, steps: []sampler.Step{market(1), {ID: "n", Category: []string{"SC"}, N: 1}}, rounds: 22, kind: coverage.Bound},  // 10·0.81²² = 0.097
		"townships of sites":  {frame: county, steps: []sampler.Step{market(2)}, o: coverage.Options{By: sampler.ByArea}, rounds: 22, kind: coverage.Bound}, // 10·(36·35/40·39)²² = 0.091
		"nothing is missing":  {frame: ten, drawn: idsOf(ten, "SC"), steps: []sampler.Step{market(1)}, rounds: 0, kind: coverage.Exact},
	} {
		m := coverage.New(test.frame, []coverage.Round{{Number: 1, Record: recordOf(test.drawn...)}})
		f := faithful(t, m, planOf(t, test.steps...), test.o)
		if f.Rounds != test.rounds || f.Kind != test.kind {
			t.Errorf("%s: %+v, want %d rounds, %s", name, f, test.rounds, test.kind)
		}
		level := test.o.Level
		if level == 0 {
			level = coverage.Likely
		}
		if f.Rounds >= 0 && !(f.Chance >= level && f.Chance <= 1) || f.Error > 1e-9 {
			t.Errorf("%s: chance %v ± %v, want at least %v", name, f.Chance, f.Error, level)
		}
	}
}

func idsOf(f *sampler.Frame, category string) (ids []string) {
	for i := range f.Sites() {
		if s := &f.Sites()[i]; s.Category == category {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// Strata and steps multiply: ten of two steps have the probability of ten, squared.
func TestFaithfulMultiplies(t *testing.T) {
	frame := countyOf(t, 10, 1)
	m := coverage.New(frame, nil)
	both := faithful(t, m, planOf(t, town(1), market(1)), coverage.Options{})
	one := faithful(t, m, planOf(t, town(1)), coverage.Options{By: "", Level: math.Sqrt(0.9)})
	if both.Rounds != one.Rounds || both.Kind != coverage.Exact || math.Abs(both.Chance-one.Chance*one.Chance) > 1e-12 {
		t.Errorf("two steps: %+v, one of √0.9: %+v", both, one)
	}
	if one.Missing != 10 || len(one.Impossible) != 10 || one.Impossible[0] != "t00v00" {
		t.Errorf("%+v, want the ten markets, which no step draws, impossible", one)
	}
}

// What is drawn in fact is what is forecast: the share of many drills that are through
// after the forecast rounds, and after one less, is about the probability.
func TestFaithfulAgainstDraws(t *testing.T) {
	frame := countyOf(t, 2, 5)
	plan := planOf(t, sampler.Step{ID: "m", Category: []string{"SC"}, N: 2, By: sampler.ByArea, Allocate: sampler.Each}, town(1))
	f := faithful(t, coverage.New(frame, nil), plan, coverage.Options{})
	const drills = 700
	through := 0
	for d := range drills {
		seen := map[string]bool{}
		for r := range f.Rounds {
			record, err := sampler.Draw(t.Context(), frame, plan, fmt.Sprint(d, "/", r), sampler.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range record.Picks {
				seen[p.ID] = true
			}
		}
		if len(seen) == frame.Len() {
			through++
		}
	}
	share := float64(through) / drills
	// Five standard errors; false alarm 6 in 10 million.
	if off := math.Abs(share - f.Chance); off > 5*math.Sqrt(f.Chance*(1-f.Chance)/drills) {
		t.Errorf("after %d rounds %.3f of drills are through, want %.3f", f.Rounds, share, f.Chance)
	}
}

// Chances from package exposure make bounds where the design alone does not.
func TestFaithfulByExposure(t *testing.T) {
	frame := countyOf(t, 10, 4)
	plan := planOf(t, town(1), sampler.Step{ID: "v", Category: []string{"SC"}, N: 1, Within: "t"})
	report, err := exposure.New(t.Context(), frame, plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := coverage.New(frame, nil)
	f := faithful(t, m, plan, coverage.Options{Chance: coverage.SiteChances(report)})
	want := 1 // 40 villages of 1/40, joined with the townships as they are exactly
	for 40*math.Pow(39./40, float64(want)) > 0.1-0.001 {
		want++
	}
	if f.Kind != coverage.Bound || f.Rounds < want-5 || f.Rounds > want+5 {
		t.Errorf("%+v, want a bound of about %d rounds", f, want)
	}
	units, err := report.RollUp(t.Context(), exposure.ByUnit, exposure.Options{Seed: "u", Replays: 1000})
	if err != nil {
		t.Fatal(err)
	}
	o := coverage.Options{By: sampler.ByUnit, Chance: coverage.GroupChances(units)}
	if f = faithful(t, m, plan, o); f.Rounds < 3 || f.Missing != 4 || f.Kind == coverage.Unknown {
		t.Errorf("units: %+v, want a bound for 4 of them", f)
	}
	o.Chance = func(string) exposure.Figure { return exposure.Figure{Value: 0.5, Error: 0.1, Kind: exposure.Replayed} }
	if f = faithful(t, m, plan, o); f.Kind != coverage.Estimated {
		t.Errorf("replayed chances: %+v, want them called estimated", f)
	}
	if f.Rounds != 7 { // 3·0.6⁷ = 0.084; the county's own unit is drawn from in every round
		t.Errorf("replayed chances: %d rounds, want 7 by the lower end, 0.4", f.Rounds)
	}
	o.Chance = func(string) exposure.Figure { return exposure.Figure{Kind: exposure.Exact} }
	if f = faithful(t, m, plan, o); len(f.Impossible) != 3 || f.Missing != 1 || f.Rounds != 1 {
		t.Errorf("no chance: %+v, want three impossible", f)
	}
}

func TestFaithfulRefuses(t *testing.T) {
	m := coverage.New(countyOf(t, 1, 3), nil)
	for _, level := range []float64{-1, 0.001, 1, 2, math.NaN()} {
		_, err := m.Faithful(t.Context(), planOf(t, market(1)), coverage.Options{Level: level})
		if e, is := errors.AsType[*geo.Error](err); !is || e.Code != coverage.ErrLevel {
			t.Errorf("Faithful(level %v) = %v, want %s", level, err, coverage.ErrLevel)
		}
	}
}

// series plays a cover: its rounds so far.
type series struct {
	frame  *sampler.Frame
	plan   sampler.Plan
	reach  sampler.By
	memory drill.Memory
	rounds []coverage.Round
}

func (s *series) next(ctx context.Context) (*sampler.Record, error) {
	seed := fmt.Sprint("cover ", len(s.rounds))
	r, err := sampler.DrawRound(ctx, s.frame, s.plan, seed, s.memory.Cover(s.frame, s.reach), sampler.Options{})
	if err == nil {
		s.memory.Add(s.frame, r)
		s.rounds = append(s.rounds, coverage.Round{Number: int64(len(s.rounds) + 1), Record: r, Frame: s.frame})
	}
	return r, err
}

// forecast counts by rule, and plays on; the count has to be enough.
func (s *series) forecast(t *testing.T, by sampler.By) (counted, played *coverage.Forecast) {
	t.Helper()
	m := coverage.New(s.frame, s.rounds)
	o := coverage.Options{By: by, Coordination: s.memory.Cover(s.frame, s.reach)}
	counted, err := m.Cover(t.Context(), s.plan, o)
	if err != nil {
		t.Fatal(err)
	}
	if played, err = m.Play(t.Context(), o, 500, s.next); err != nil {
		t.Fatal(err)
	}
	return counted, played
}

func TestCover(t *testing.T) {
	county := countyOf(t, 7, 3) // 21 markets
	for name, test := range map[string]struct {
		steps     []sampler.Step
		reach, by sampler.By
		counted   int
		kind      coverage.Kind
	}{
		"sites":                {steps: []sampler.Step{market(4), town(7)}, counted: 6, kind: coverage.Counted},
		"sites, map set aside": {steps: []sampler.Step{{ID: "m", Category: []string{"SC"}, N: 4, Method: sampler.Map}, town(7)}, counted: 6, kind: coverage.Counted},
		"strata":               {steps: []sampler.Step{{ID: "m", Category: []string{"SC"}, N: 2, By: sampler.ByArea, Allocate: sampler.Each}, town(1)}, counted: 7, kind: coverage.Counted},
		"townships":            {steps: []sampler.Step{market(3)}, reach: sampler.ByArea, by: sampler.ByArea, counted: 3, kind: coverage.Counted},
		"townships by stages":  {steps: []sampler.Step{town(2), {ID: "v", Category: []string{"SC"}, N: 1, Within: "t"}}, reach: sampler.ByArea, by: sampler.ByArea, counted: 4, kind: coverage.Counted},
		"units":                {steps: []sampler.Step{market(1)}, reach: sampler.ByUnit, by: sampler.ByUnit, counted: 3, kind: coverage.Counted},
		"other than reached":   {steps: []sampler.Step{market(1)}, reach: sampler.ByUnit, by: sampler.ByArea, counted: -1, kind: coverage.Unknown},
		"villages by stages":   {steps: []sampler.Step{town(1), {ID: "v", Category: []string{"SC"}, N: 1, Within: "t"}}, counted: 21, kind: coverage.Counted},
		"villages, reach area": {steps: []sampler.Step{town(1), {ID: "v", Category: []string{"SC"}, N: 1, Within: "t"}}, reach: sampler.ByArea, counted: 21, kind: coverage.Counted},
		"villages, two towns":  {steps: []sampler.Step{town(2), {ID: "v", Category: []string{"SC"}, N: 1, Within: "t"}}, counted: 12, kind: coverage.Counted},
	} {
		s := &series{frame: county, plan: planOf(t, test.steps...), reach: test.reach}
		if test.steps[0].Method == sampler.Map {
			s.plan.Steps[0].Map.In = ""
		}
		counted, played := s.forecast(t, test.by)
		if counted.Rounds != test.counted || counted.Kind != test.kind {
			t.Errorf("%s: %+v, want %d rounds, %s", name, counted, test.counted, test.kind)
		}
		if counted.Rounds >= 0 && (played.Rounds > counted.Rounds || !cmp.Equal(played.Impossible, counted.Impossible)) {
			t.Errorf("%s: %+v counted, but %+v played", name, counted, played)
		}
	}
}

// Sites that come later wait as long as those that have waited least, and no count is
// too small for that.
func TestCoverOfNewSites(t *testing.T) {
	small := frameOf(t, sitesOf(10)...)
	for before := range 9 {
		s := &series{frame: small, plan: planOf(t, market(3))}
		for range before {
			if _, err := s.next(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		s.frame = frameOf(t, sitesOf(17)...)
		counted, played := s.forecast(t, "")
		if counted.Kind != coverage.Counted || counted.Rounds < played.Rounds || counted.Rounds > played.Rounds+3 {
			t.Errorf("7 more after %d rounds: %d counted, %d played", before, counted.Rounds, played.Rounds)
		}
	}
}

func sitesOf(n int) []geo.Site {
	sites := make([]geo.Site, n)
	for i := range sites {
		sites[i] = geo.Site{ID: "m" + strconv.Itoa(100+i), Category: "SC"}
	}
	return sites
}

// Play ends with the last one, gives up after so many rounds, or as soon as so many picks
// cannot be enough.
func TestPlay(t *testing.T) {
	m := coverage.New(frameOf(t, sitesOf(3)...), []coverage.Round{{Number: 1, Record: recordOf("m100")}})
	asked := 0
	series := func(records ...*sampler.Record) coverage.Series {
		return func(context.Context) (*sampler.Record, error) {
			asked++
			r := records[0]
			records = append(records[1:], r)
			r.Plan = planOf(t, market(1))
			return r, nil
		}
	}
	three := []*sampler.Record{recordOf("m100", "-m101", "gone"), recordOf("m102"), recordOf("m101")}
	two := []*sampler.Record{recordOf("m101"), recordOf("m102")}
	never := []*sampler.Record{recordOf("m100")}
	for name, test := range map[string]struct {
		most   int
		level  float64
		series []coverage.Series
		want   coverage.Forecast
		asked  int
	}{
		"one":                {5, 0, []coverage.Series{series(three...)}, coverage.Forecast{Rounds: 3, Chance: 1}, 3},
		"too few rounds":     {2, 0, []coverage.Series{series(three...)}, coverage.Forecast{Rounds: -1}, 2},
		"too few picks":      {4, 0, []coverage.Series{series(never...)}, coverage.Forecast{Rounds: -1}, 3},
		"the longest of two": {5, 0, []coverage.Series{series(three...), series(two...)}, coverage.Forecast{Rounds: 3, Chance: 1}, 5},
		"half of two":        {5, .5, []coverage.Series{series(three...), series(two...)}, coverage.Forecast{Rounds: 2, Chance: .5}, 5},
		"half, one never":    {5, .5, []coverage.Series{series(never...), series(two...)}, coverage.Forecast{Rounds: 2, Chance: .5}, 6},
		"one never":          {5, 0, []coverage.Series{series(never...), series(two...)}, coverage.Forecast{Rounds: -1}, 4},
	} {
		asked = 0
		test.want.Kind, test.want.Missing = coverage.Played, 2
		got, err := m.Play(t.Context(), coverage.Options{Level: test.level}, test.most, test.series...)
		if err != nil || !cmp.Equal(got, &test.want) || asked != test.asked {
			t.Errorf("%s: Play = %+v, %v after %d rounds, want %+v after %d", name, got, err, asked, test.want, test.asked)
		}
	}
	failed := errors.New("no round")
	fails := func(context.Context) (*sampler.Record, error) { return nil, failed }
	if _, err := m.Play(t.Context(), coverage.Options{}, 5, fails); !errors.Is(err, failed) {
		t.Errorf("Play = %v, want %v", err, failed)
	}
}
