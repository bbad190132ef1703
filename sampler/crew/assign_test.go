package crew

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/sampler"
)

// brute settles a job by looking at every assignment of every attempt.
type brute struct {
	job   *Job
	hall  *hall
	teams []team
	costs [][]int // by site and team: repeats, −1 barred
}

// all calls see with every assignment that the rules allow.
func (b *brute) all(see func(at []int)) {
	at := make([]int, len(b.job.Sites))
	var place func(site int)
	place = func(site int) {
		if site == len(at) {
			see(at)
			return
		}
		for k := range b.teams {
			if b.costs[site][k] >= 0 {
				at[site] = k
				place(site + 1)
			}
		}
	}
	place(0)
}

// measure weighs the teams of an attempt against every site, in plain words.
func (b *brute) measure(attempt int) {
	b.teams = b.hall.teams(attempt)
	b.costs = make([][]int, len(b.job.Sites))
	for i := range b.job.Sites {
		s := &b.job.Sites[i]
		for _, team := range b.teams {
			cost := 0
			for _, m := range team.members {
				p := &b.job.Inspectors[m]
				if !may(p, s) || !b.inRing(p, s) {
					cost = -1
					break
				}
				if slices.Contains(b.job.Before, Visit{Inspector: p.ID, Place: s.Place()}) {
					cost++
				}
			}
			b.costs[i] = append(b.costs[i], cost)
		}
	}
}

// inRing says whether the ring gives a site to an inspector's township.
func (b *brute) inRing(p *Inspector, s *Site) bool {
	if b.hall.ring == nil || s.Area == "" {
		return true
	}
	ring := b.hall.ring.townships
	at := slices.Index(ring, s.Area[:9])
	return at < 0 || slices.Index(ring, string(p.Township[:9])) == (at+len(ring)-1)%len(ring)
}

func (b *brute) worth(at []int) worth {
	loads := make([]int, len(b.teams))
	var w worth
	for site, k := range at {
		loads[k]++
		w.repeats += b.costs[site][k]
	}
	for _, n := range loads {
		w.squares += n * n
	}
	w.difference = slices.Max(loads) - slices.Min(loads)
	return w
}

// best returns the assignment of teams-v1, or nil, and checks that least squares make
// the least difference.
func (b *brute) best(t *rapid.T) (attempt int, best []int) {
	var least worth
	for a := 1; a <= attempts; a++ {
		if b.measure(a); len(b.teams) == 0 {
			continue
		}
		found := false
		var here worth
		difference := len(b.job.Sites) + 1
		b.all(func(at []int) {
			w := b.worth(at)
			difference = min(difference, w.difference)
			if !found || w.squares < here.squares || w.squares == here.squares && w.repeats < here.repeats {
				found, here = true, w
			}
		})
		if !found {
			continue
		}
		if here.difference != difference {
			t.Fatalf("attempt %d: least squares differ by %d, want %d", a, here.difference, difference)
		}
		if attempt == 0 || here.compare(least) < 0 {
			attempt, least = a, here
		}
		if least.difference <= 1 && least.repeats == 0 {
			break
		}
	}
	if attempt == 0 {
		return 0, nil
	}
	b.measure(attempt)
	return attempt, b.first(attempt, least)
}

// first returns the first of the best assignments: by the order of sites, then of the
// teams in each site's own order.
func (b *brute) first(attempt int, least worth) []int {
	scope := "sites+" + strconv.Itoa(b.job.Lot) + "+" + strconv.Itoa(attempt)
	k := key(b.job.Seed, scope)
	order := make([]int, len(b.job.Sites))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int {
		return k.Ticket(b.job.Sites[x].ID).Compare(k.Ticket(b.job.Sites[y].ID))
	})
	wish := func(site, team int) string {
		return key(b.job.Seed, scope+"+"+b.job.Sites[site].ID).Ticket(strconv.Itoa(team + 1)).String()
	}
	var best []int
	b.all(func(at []int) {
		if b.worth(at) != least {
			return
		}
		for _, site := range order {
			if best != nil && at[site] == best[site] {
				continue
			}
			if best == nil || wish(site, at[site]) < wish(site, best[site]) {
				best = slices.Clone(at)
			}
			return
		}
	})
	return best
}

func TestAssignAgainstBruteForce(t *testing.T) {
	placed, refused := 0, 0
	for range longOr(50, 3) {
		againstBruteForce(t, &placed, &refused)
	}
	if placed < 50 || refused < 20 {
		t.Errorf("%d jobs placed and %d refused, too few to compare", placed, refused)
	}
}

func againstBruteForce(t *testing.T, placed, refused *int) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		j := smallJob(t, rapid.SampledFrom(Ways()).Draw(t, "way"))
		settled, err := j.settled()
		if err != nil {
			t.Fatal(err)
		}
		b := &brute{job: settled, hall: newTable(settled).under(&waiver{})}
		attempt, best := b.best(t)
		a, err := Assign(&j)
		if err != nil {
			*refused++
			if _, is := errors.AsType[*Clash](err); !is || attempt != 0 {
				t.Fatalf("Assign = %v, brute force takes attempt %d", err, attempt)
			}
			return
		}
		*placed++
		obeys(t, &j, a)
		if a.Attempt != attempt {
			t.Fatalf("attempt %d, want %d", a.Attempt, attempt)
		}
		for site, k := range best {
			if id := settled.Sites[site].ID; !slices.Contains(a.Teams[k].Sites, id) {
				t.Fatalf("%s is not inspected by team %d: %+v", id, k+1, a.Teams)
			}
		}
	})
}

func TestAssignIgnoresOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := smallJob(t, Lot)
		first, errFirst := Assign(&j)
		again := j
		again.Inspectors = rapid.Permutation(j.Inspectors).Draw(t, "inspectors")
		again.Sites = rapid.Permutation(j.Sites).Draw(t, "sites")
		again.Before = append(slices.Clone(j.Before), j.Before...)
		second, errSecond := Assign(&again)
		if (errFirst == nil) != (errSecond == nil) {
			t.Fatalf("Assign = %v, in another order %v", errFirst, errSecond)
		}
		if errFirst == nil && string(Append(nil, first)) != string(Append(nil, second)) {
			t.Fatalf("Assign = %s, in another order %s", Append(nil, first), Append(nil, second))
		}
	})
}

func TestAssignDependsOnSeedLotAndDate(t *testing.T) {
	j := countyJob(40, 60)
	first := mustAssign(t, &j)
	for name, change := range map[string]func(*Job){
		"seed": func(j *Job) { j.Seed += "x" },
		"lot":  func(j *Job) { j.Lot++ },
	} {
		other := j
		change(&other)
		if again := mustAssign(t, &other); slices.EqualFunc(first.Teams, again.Teams, sameTeam) {
			t.Errorf("another %s gives the same teams", name)
		}
	}
	other := j
	other.Record = sampler.Digest{1}
	if again := mustAssign(t, &other); !slices.EqualFunc(first.Teams, again.Teams, sameTeam) {
		t.Error("the record's digest moves teams: the seed alone may")
	}
}

func sameTeam(a, b Team) bool {
	return slices.Equal(a.Members, b.Members) && slices.Equal(a.Sites, b.Sites)
}

func mustAssign(t testing.TB, j *Job) *Assignment {
	t.Helper()
	a, err := Assign(j)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAssignRefuses(t *testing.T) {
	good := func() Job {
		return Job{
			Seed: "x", Lot: 1, Date: day,
			Inspectors: []Inspector{{ID: "a"}, {ID: "b"}}, Sites: []Site{{ID: "s"}},
		}
	}
	recusal := func(r Recusal) func(*Job) { return func(j *Job) { j.Inspectors[0].Recusals = []Recusal{r} } }
	for _, test := range []struct {
		name, want string
		change     func(*Job)
	}{
		{"no seed", "seed: text.length", func(j *Job) { j.Seed = "" }},
		{"lot 0", `lot: number.range: got "0"`, func(j *Job) { j.Lot = 0 }},
		{"no day", `date: crew.date: got "2026-02-30"`, func(j *Job) { j.Date = "2026-02-30" }},
		{"early day", `date: crew.date: got "0026-02-03"`, func(j *Job) { j.Date = "0026-02-03" }},
		{"nobody", `crew.inspectors: got "0"`, func(j *Job) { j.Inspectors = nil }},
		{"crowd", `inspectors: crew.inspectors: got "2001"`, func(j *Job) { j.Inspectors = make([]Inspector, MostInspectors+1) }},
		{"no sites", `sites: crew.sites: got "0"`, func(j *Job) { j.Sites = nil }},
		{"twice", `inspectors: crew.twice: got "a"`, func(j *Job) { j.Inspectors[1].ID = "a" }},
		{"site twice", `sites: crew.twice: got "s"`, func(j *Job) { j.Sites = append(j.Sites, Site{ID: "s"}) }},
		{"size", `rules.size: number.range: got "-1"`, func(j *Job) { j.Rules.Size = -1 }},
		{"most", `rules.most: number.range: got "-2"`, func(j *Job) { j.Rules.Most = -2 }},
		{"way", `rules.way: choice.unknown: got "dice"`, func(j *Job) { j.Rules.Way = "dice" }},
		{"no id", `inspectors[2].id: text.length`, func(j *Job) { j.Inspectors[1].ID = "" }},
		{"township", `inspectors[1].township: area.code: got "360681"`, func(j *Job) { j.Inspectors[0].Township = "360681" }},
		{"site's area", `sites[1].area: area.code: got "x"`, func(j *Job) { j.Sites[0].Area = "x" }},
		{"qualification", `inspectors[1].qualifications[1]: text.control`, func(j *Job) { j.Inspectors[0].Qualifications = []string{"\n"} }},
		{"recusal of nothing", `inspectors[1].recusals[1]: crew.recusal`, recusal(Recusal{Reason: "r"})},
		{"recusal of two", `inspectors[1].recusals[1]: crew.recusal`, recusal(Recusal{Site: "s", Unit: "u", Reason: "r"})},
		{"no reason", `inspectors[1].recusals[1]: crew.reason: got "u"`, recusal(Recusal{Unit: "u", Reason: " "})},
		{"recusal's area", `inspectors[1].recusals[1].area: area.code`, recusal(Recusal{Area: "1", Reason: "r"})},
		{"absence", `inspectors[1].absences[1].to: crew.dates: got "2026-11-01", want "2026-11-02"`, func(j *Job) {
			j.Inspectors[0].Absences = []Absence{{From: "2026-11-02", To: "2026-11-01"}}
		}},
		{"absence's day", `inspectors[1].absences[1].from: crew.date`, func(j *Job) { j.Inspectors[0].Absences = []Absence{{To: "2026-11-01"}} }},
	} {
		j := good()
		test.change(&j)
		if _, err := Assign(&j); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: Assign = %v, want %s", test.name, err, test.want)
		}
	}
	j := good()
	if a := mustAssign(t, &j); a.Rules != (Rules{Size: DefaultSize, Way: Lot}) {
		t.Errorf("rules %+v, want the defaults", a.Rules)
	}
}
