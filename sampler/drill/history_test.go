package drill_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
)

// series makes one round after the other.
type series struct {
	t      rapid.TB
	plan   sampler.Plan
	reach  sampler.By
	seed   string
	memory drill.Memory
	rounds []drill.Round
}

// next makes a round from sites, in whatever order, checks that its record
// verifies and follows from those before, and returns its main picks.
func (s *series) next(sites []geo.Site) []string {
	s.t.Helper()
	f, err := sampler.NewFrame(slices.Clone(sites))
	if err != nil {
		s.t.Fatal(err)
	}
	c := s.memory.Cover(f, s.reach)
	r, err := sampler.DrawRound(context.Background(), f, s.plan, drill.Seed(s.seed, len(s.rounds)+1), c, sampler.Options{})
	if err != nil {
		s.t.Fatalf("DrawRound = %v", err)
	}
	if err := sampler.Verify(context.Background(), r, f, sampler.Options{Workers: 2}); err != nil {
		s.t.Fatalf("Verify = %v", err)
	}
	round := drill.Round{Frame: f, Record: r}
	if d := drill.Check(round, &s.memory); d != nil {
		s.t.Fatalf("Check = %v", d)
	}
	s.memory.Add(f, r)
	s.rounds = append(s.rounds, round)
	var mains []string
	for _, p := range r.Picks {
		if p.Role == sampler.Main {
			mains = append(mains, p.ID)
		}
	}
	return mains
}

func newSeries(t rapid.TB, reach sampler.By, steps ...sampler.Step) *series {
	t.Helper()
	p, err := sampler.NewPlan(sampler.Plan{Steps: steps})
	if err != nil {
		t.Fatal(err)
	}
	return &series{t: t, plan: p, reach: reach, seed: "性质"}
}

// markets makes n sites of one category, spread over townships, villages and units.
func markets(n, towns int) []geo.Site {
	list := make([]geo.Site, n)
	for i := range list {
		list[i] = geo.Site{
			ID: fmt.Sprintf("m%03d", i), Category: "SC", Unit: fmt.Sprintf("局%d", i%towns),
			Area: fmt.Sprintf("990001%03d%03d", 101+i%towns, 201+i/towns%3),
		}
	}
	return list
}

// TestEveryCycleOnce: of a register that stays, the first N picks are all sites,
// the next N again, wherever rounds end; and so are groups.
func TestEveryCycleOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reach := rapid.SampledFrom(append(sampler.Reaches(), "")).Draw(t, "reach")
		n := rapid.IntRange(1, 25).Draw(t, "sites")
		sites := markets(n, rapid.IntRange(1, 8).Draw(t, "towns"))
		key := func(id string) string { return id }
		if reach != "" {
			byID := map[string]string{}
			for i := range sites {
				byID[sites[i].ID] = reach.Key(&sites[i])
			}
			key = func(id string) string { return byID[id] }
		}
		s := newSeries(t, reach, sampler.Step{
			ID: "m", Category: []string{"SC"}, N: int64(rapid.IntRange(1, n).Draw(t, "n")), Reserve: 2,
		})
		groups := map[string]int{}
		for i := range sites {
			groups[key(sites[i].ID)] = 0
		}
		sizes := map[string]int{}
		for i := range sites {
			sizes[key(sites[i].ID)]++
		}
		for range rapid.IntRange(1, 12).Draw(t, "rounds") {
			for _, id := range s.next(sites) {
				groups[key(id)]++
			}
			// In one round a group may have no more picks than it has sites.
			if least(sizes) >= int(s.plan.Steps[0].N) || reach == "" {
				if times := slices.Sorted(maps.Values(groups)); times[len(times)-1]-times[0] > 1 {
					t.Fatalf("levels after %d rounds = %v, want them to differ by at most 1", len(s.rounds), groups)
				}
			}
		}
	})
}

func least(counts map[string]int) int { return slices.Min(slices.Collect(maps.Values(counts))) }

// TestComingAndGoing: while a site is there and not drawn, no other is drawn three
// times; and who has just come is drawn at most twice in a cycle of the others.
func TestComingAndGoing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := markets(14, 3)
		s := newSeries(t, "", sampler.Step{ID: "m", Category: []string{"SC"}, N: int64(rapid.IntRange(1, 4).Draw(t, "n"))})
		stays := rapid.IntRange(0, 5).Draw(t, "stay")
		waiting := map[string]map[string]int{} // who is there: how often others were drawn since his last pick
		for range rapid.IntRange(5, 25).Draw(t, "rounds") {
			here := slices.Clone(all[:stays])
			for _, site := range all[stays:] {
				if rapid.IntRange(0, 2).Draw(t, site.ID) > 0 {
					here = append(here, site)
				}
			}
			maps.DeleteFunc(waiting, func(id string, _ map[string]int) bool {
				return !slices.ContainsFunc(here, func(site geo.Site) bool { return site.ID == id })
			})
			drawn := s.next(here)
			for _, site := range here {
				others := waiting[site.ID]
				if slices.Contains(drawn, site.ID) || others == nil {
					others = map[string]int{}
					waiting[site.ID] = others
				}
				if slices.Contains(drawn, site.ID) {
					continue
				}
				for _, id := range drawn {
					if others[id]++; others[id] > 2 {
						t.Fatalf("%s was drawn %d times while %s was passed over", id, others[id], site.ID)
					}
				}
			}
		}
	})
}

// TestNewcomersDoNotBurst: after twenty rounds of four sites one comes, one comes
// back, and neither is drawn oftener than the others from then on.
func TestNewcomersDoNotBurst(t *testing.T) {
	sites := markets(6, 2)
	s := newSeries(t, sampler.ByArea, sampler.Step{ID: "m", Category: []string{"SC"}, N: 1})
	for range 3 {
		s.next(sites[:5])
	}
	for range 20 {
		s.next(sites[:4])
	}
	times := map[string]int{}
	for range 24 {
		for _, id := range s.next(sites) {
			times[id]++
		}
	}
	for i := range sites {
		if id := sites[i].ID; times[id] < 3 || times[id] > 5 {
			t.Errorf("%s is drawn %d times in 24 rounds of 6 sites, want 3 to 5", id, times[id])
		}
	}
}

// TestWhoIsNewStaysSo: a village that came while its township was not drawn is new
// until it is.
func TestWhoIsNewStaysSo(t *testing.T) {
	var sites []geo.Site
	for town := range 3 {
		area := fmt.Sprintf("990001%03d", 101+town)
		sites = append(sites, geo.Site{ID: "t" + area, Category: "XZZF", Area: area + "000"})
		for v := range 2 {
			sites = append(sites, geo.Site{ID: fmt.Sprintf("v%s%d", area, v), Category: "XZC", Area: fmt.Sprintf("%s%03d", area, 201+v)})
		}
	}
	s := newSeries(t, "", sampler.Step{ID: "township", Category: []string{"XZZF"}, N: 1},
		sampler.Step{ID: "village", Category: []string{"XZC"}, Within: "township", N: 1})
	for range 30 {
		s.next(sites)
	}
	late := geo.Site{ID: "v-late", Category: "XZC", Area: "990001103209"}
	joined := false
	for range 12 {
		mains := s.next(append(sites, late))
		c := s.rounds[len(s.rounds)-1].Record.Coordination
		isNew, open := slices.Contains(c.Sites.New, late.ID), slices.Contains(mains, "t990001103")
		if isNew == joined {
			t.Errorf("round %d: new %t, want %t", len(s.rounds), isNew, !joined)
		}
		if comes := len(c.Sites.Joined) == 1; comes != (open && !joined) {
			t.Errorf("round %d: joined %v, want it when its township is first drawn", len(s.rounds), c.Sites.Joined)
		}
		if !joined && open && c.Sites.Joined[0] != (sampler.Drawn{Name: late.ID, Times: 5}) {
			t.Errorf("joined %v, want it at the level of the two others, drawn ten times", c.Sites.Joined)
		}
		joined = joined || open
	}
	if !joined {
		t.Error("its township was not drawn in 12 rounds of 3")
	}
}

// TestTownshipThenVillage: the shipped plan reaches every township in as many rounds
// as there are, cycle after cycle, and every village in as many as that takes.
func TestTownshipThenVillage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan, err := sampler.ShippedPlan("township-village")
		if err != nil {
			t.Fatal(err)
		}
		towns, villages := rapid.IntRange(1, 6).Draw(t, "towns"), rapid.IntRange(1, 3).Draw(t, "villages")
		var sites []geo.Site
		for town := range towns {
			area := fmt.Sprintf("990001%03d", 101+town)
			sites = append(sites, geo.Site{ID: "t" + area, Category: "XZZF", Area: area + "000", Tags: []string{"kind:town"}})
			for v := range villages {
				sites = append(sites, geo.Site{ID: fmt.Sprintf("v%s%d", area, v), Category: "XZC", Area: fmt.Sprintf("%s%03d", area, 201+v)})
			}
		}
		reach := rapid.SampledFrom([]sampler.By{"", sampler.ByArea}).Draw(t, "reach")
		s := &series{t: t, plan: plan, reach: reach, seed: rapid.StringMatching("[a-z]{1,4}").Draw(t, "seed")}
		for cycle := range 2 {
			seen := map[string]bool{}
			for range towns * villages {
				for _, id := range s.next(sites) {
					seen[id] = true
				}
				if n := len(s.rounds) - cycle*towns*villages; n == towns && len(seen) != 2*towns {
					t.Fatalf("in %d rounds %d sites, want every township and a village of each", n, len(seen))
				}
			}
			if len(seen) != len(sites) {
				t.Fatalf("in %d rounds %d sites, want all %d", towns*villages, len(seen), len(sites))
			}
		}
	})
}

// TestOrderOfInputIsIrrelevant shuffles the sites before every round.
func TestOrderOfInputIsIrrelevant(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 1))
	step := sampler.Step{ID: "m", Category: []string{"SC"}, By: sampler.ByUnit, N: 5, Allocate: sampler.Equal, Reserve: 1,
		AtMost: &sampler.AtMost{By: sampler.ByPlace, N: 1}}
	a, b := newSeries(t, sampler.ByArea, step), newSeries(t, sampler.ByArea, step)
	sites := markets(30, 7)
	for i := range 12 {
		here := sites[i/4 : 19+i]
		want := a.next(here)
		shuffled := slices.Clone(here)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := b.next(shuffled); !slices.Equal(got, want) {
			t.Fatalf("round %d of shuffled sites = %v, want %v", i+1, got, want)
		}
	}
}

// A clone remembers the same, and goes its own way from there.
func TestClone(t *testing.T) {
	step := sampler.Step{ID: "m", Category: []string{"SC"}, N: 3}
	s := newSeries(t, sampler.ByArea, step)
	sites := markets(12, 4)
	s.next(sites)
	c := s.memory.Clone()
	before := c.Cover(s.rounds[0].Frame, sampler.ByArea)
	if want := s.memory.Cover(s.rounds[0].Frame, sampler.ByArea); !cmp.Equal(before, want) {
		t.Errorf("a clone hands on %+v, want %+v", before, want)
	}
	s.next(sites)
	if after := c.Cover(s.rounds[0].Frame, sampler.ByArea); !cmp.Equal(after, before) {
		t.Errorf("what the other remembers changed a clone: %+v, before %+v", after, before)
	}
}

func TestRecheck(t *testing.T) {
	f, err := sampler.NewFrame(append(markets(4, 2), geo.Site{ID: "x", Category: "GY"}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{{ID: "m", Category: []string{"SC"}, N: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	c, gone := drill.Recheck(f, &p, []string{"x", "m003", "away", "m001", "m003"})
	if !slices.Equal(c.Recheck, []string{"m001", "m003"}) || !slices.Equal(gone, []string{"away", "x"}) || c.Mode != sampler.Again {
		t.Errorf("Recheck = %v, gone %v, want m001, m003 and away, x", c, gone)
	}
}

func TestWeigh(t *testing.T) {
	f, err := sampler.NewFrame(markets(4, 2))
	if err != nil {
		t.Fatal(err)
	}
	c := drill.Weigh(f, map[string]int64{"m002": 3, "m000": 1 << 40, "m001": 0, "m003": -1, "away": 5})
	if want := []sampler.Weight{{ID: "m000", Weight: sampler.MaxWeight}, {ID: "m002", Weight: 4}}; !slices.Equal(c.Weights, want) {
		t.Errorf("Weigh = %v, want %v", c.Weights, want)
	}
}

// TestOutsiderOnRandomDrills makes rounds of random plans on registers that change,
// and lets docs/rounds.py check them.
func TestOutsiderOnRandomDrills(t *testing.T) {
	for i := range longOr(60, 1) {
		random := rand.New(rand.NewPCG(20261123, uint64(i)))
		reach := append(sampler.Reaches(), "")[random.IntN(4)]
		s := newSeries(t, reach, randomSteps(random)...)
		all := randomSites(random)
		for range 2 + random.IntN(8) {
			s.next(slices.DeleteFunc(slices.Clone(all), func(geo.Site) bool { return random.IntN(6) == 0 }))
		}
		definition := fmt.Sprintf(`{"mode":"cover","seeds":"practice","seed":"性质","reach":%q,"plan":%q}`, reach, s.plan.Digest())
		if out, code := outsider(t, bundle(t, definition, s.rounds)); code != 0 {
			t.Fatalf("drill %d: rounds.py ends with %d: %s", i, code, out)
		}
	}
}

// randomSites makes sites with and without township and unit, on a lattice.
func randomSites(random *rand.Rand) []geo.Site {
	sites := markets(20+random.IntN(60), 2+random.IntN(6))
	for i := range sites {
		sites[i].Category = []string{"SC", "XQ", "GY"}[random.IntN(3)]
		sites[i].Geometry = geo.Point{Lon: geo.E7(1_190_000_000 + random.IntN(9)*20_000), Lat: geo.E7(260_000_000 + random.IntN(9)*20_000)}
		if random.IntN(6) == 0 {
			sites[i].Area = ""
		}
		if random.IntN(6) == 0 {
			sites[i].Unit = ""
		}
		if random.IntN(2) == 0 {
			sites[i].Tags = []string{[]string{"k:甲", "k:乙/"}[random.IntN(2)]}
		}
	}
	return sites
}

// randomSteps makes up to three steps whose methods need no sizes.
func randomSteps(random *rand.Rand) []sampler.Step {
	maybe := func(n int) bool { return random.IntN(n) == 0 }
	by := []sampler.By{"", sampler.ByArea, sampler.ByPlace, sampler.ByUnit, "tag:k:", sampler.ByCategory}
	steps := make([]sampler.Step, 1+random.IntN(3))
	for i := range steps {
		s := &steps[i]
		*s = sampler.Step{
			ID: fmt.Sprintf("s%d", i), Category: [][]string{{"SC"}, {"SC", "XQ"}, {"GY", "XQ"}}[random.IntN(3)],
			N: int64(1 + random.IntN(9)), Reserve: int64(random.IntN(3)), By: by[random.IntN(len(by))],
		}
		if s.By != "" {
			s.Allocate = []sampler.Allocation{sampler.Proportional, sampler.Equal, sampler.Each}[random.IntN(3)]
		}
		if maybe(2) {
			s.Apart = int64(random.IntN(900))
		}
		if maybe(2) {
			s.AtMost = &sampler.AtMost{By: by[1+random.IntN(4)], N: int64(1 + random.IntN(2))}
		}
		if i > 0 && maybe(3) {
			s.NotIn = []string{"s0"}
		}
	}
	return steps
}

// BenchmarkYearOfCover makes 52 rounds of a county of 10,000 sites.
func BenchmarkYearOfCover(b *testing.B) {
	sites := markets(10_000, 30)
	f, err := sampler.NewFrame(sites)
	if err != nil {
		b.Fatal(err)
	}
	p, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{
		{ID: "m", Category: []string{"SC"}, By: sampler.ByArea, N: 131, Reserve: 2},
	}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var m drill.Memory
		for i := range 52 {
			r, err := sampler.DrawRound(b.Context(), f, p, drill.Seed("b", i+1), m.Cover(f, sampler.ByPlace), sampler.Options{})
			if err != nil {
				b.Fatal(err)
			}
			m.Add(f, r)
		}
	}
}
