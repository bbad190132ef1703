package crew

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

// TestMain runs the tests and fails if one of them leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// longOr returns the number of rounds of the long set or of the short one.
func longOr(long, short int) int {
	if os.Getenv("SITEDRAW_LONG") == "1" {
		return long
	}
	return short
}

// day is when all jobs here are inspected.
const day = "2026-11-27"

// township returns the 12-digit code of a made-up township, or of a village in it.
func township(n, village int) string { return fmt.Sprintf("990001%03d%03d", 100+n, village) }

// smallJob draws a job that brute force can settle: few people and sites, many rules.
func smallJob(t *rapid.T, way Way) Job {
	number := func(least, most int, of string) int { return rapid.IntRange(least, most).Draw(t, of) }
	towns := number(1, 6, "townships")
	j := Job{
		Seed: fmt.Sprintf("第%d轮", number(0, 1<<20, "seed")), Lot: number(1, 3, "lot"), Date: day,
		Rules: Rules{Size: number(1, 2+number(0, 3, "big")/3, "size"), Most: number(0, 4, "most"), Way: way},
	}
	if number(0, 4, "lead") == 0 {
		j.Rules.Lead = "组长"
	}
	for i := range number(1, 5, "sites") {
		s := Site{ID: fmt.Sprintf("s%d", i)}
		if number(0, 5, "area") > 0 {
			s.Area = township(number(0, towns-1, "township"), number(0, 2, "village"))
		}
		if number(0, 4, "unit") == 0 {
			s.Unit = fmt.Sprintf("u%d", number(0, 1, "which unit"))
		}
		j.Sites = append(j.Sites, s)
	}
	for i := range number(2, 8, "inspectors") {
		j.Inspectors = append(j.Inspectors, smallInspector(number, i, towns))
		if number(0, 1, "was there") == 0 {
			s := j.Sites[number(0, len(j.Sites)-1, "where")]
			j.Before = append(j.Before, Visit{Inspector: j.Inspectors[i].ID, Place: s.Place()})
		}
	}
	return j
}

func smallInspector(number func(least, most int, of string) int, i, towns int) Inspector {
	p := Inspector{ID: fmt.Sprintf("p%d", i)}
	if number(0, 3, "home") > 0 {
		p.Township = geo.AreaCode(township(number(0, towns-1, "whose"), 0))
	}
	if number(0, 3, "works") == 0 {
		p.Unit = fmt.Sprintf("u%d", number(0, 3, "where"))
	}
	if number(0, 2, "leads") > 0 {
		p.Qualifications = []string{"组长"}
	}
	switch number(0, 7, "recusal") {
	case 0:
		p.Recusals = []Recusal{{Site: fmt.Sprintf("s%d", number(0, 4, "site")), Reason: "亲属"}}
	case 1:
		p.Recusals = []Recusal{{Unit: "u0", Reason: "旧职"}, {Area: township(number(0, towns-1, "of"), number(0, 2, "in")), Reason: "亲属"}}
	case 2:
		p.Recusals = []Recusal{{Area: "990001000000", Reason: "借调"}}
	}
	switch number(0, 7, "absence") {
	case 0:
		p.Absences = []Absence{{From: "2026-11-20", To: "2026-11-26"}, {From: day, To: day, Reason: "培训"}}
	case 1:
		p.Absences = []Absence{{From: "2026-11-28", To: "2026-12-01"}}
	}
	return p
}

// may says in plain words whether somebody may inspect a site by lot.
func may(p *Inspector, s *Site) bool {
	if p.Township != "" && s.Area != "" && string(p.Township[:9]) == s.Area[:9] || p.Unit != "" && p.Unit == s.Unit {
		return false
	}
	for _, r := range p.Recusals {
		within := r.Area != "" && s.Area != "" && (r.Area == s.Area || r.Area[:9]+"000" == r.Area && r.Area[:9] == s.Area[:9] ||
			r.Area[6:] == "000000" && r.Area[:6] == s.Area[:6])
		if r.Site == s.ID || r.Unit != "" && r.Unit == s.Unit || within {
			return false
		}
	}
	return true
}

func away(p *Inspector) bool {
	return slices.ContainsFunc(p.Absences, func(a Absence) bool { return a.From <= day && day <= a.To })
}

// byID returns the job's inspectors and sites by id.
func byID(j *Job) (people map[string]*Inspector, places map[string]*Site) {
	people, places = map[string]*Inspector{}, map[string]*Site{}
	for i := range j.Inspectors {
		people[j.Inspectors[i].ID] = &j.Inspectors[i]
	}
	for i := range j.Sites {
		places[j.Sites[i].ID] = &j.Sites[i]
	}
	return people, places
}

// obeys checks an assignment against every rule, in plain words.
func obeys(t rapid.TB, j *Job, a *Assignment) {
	t.Helper()
	people, places := byID(j)
	seen := map[string]bool{}
	fewest, most, repeats := len(j.Sites), 0, 0
	for k, team := range a.Teams {
		if len(team.Members) != max(j.Rules.Size, 1) {
			t.Fatalf("team %d has %d members, want %d", k+1, len(team.Members), j.Rules.Size)
		}
		if lead := j.Rules.Lead; lead != "" && !slices.Contains(people[team.Members[0]].Qualifications, lead) {
			t.Fatalf("team %d is led by %s, who does not qualify", k+1, team.Members[0])
		}
		for _, member := range team.Members {
			if seen[member] || away(people[member]) {
				t.Fatalf("%s is in two teams, or away", member)
			}
			seen[member] = true
			for _, site := range team.Sites {
				if !may(people[member], places[site]) {
					t.Fatalf("%s must not inspect %s", member, site)
				}
				if slices.Contains(j.Before, Visit{Inspector: member, Place: places[site].Place()}) {
					repeats++
				}
			}
		}
		for _, site := range team.Sites {
			if seen["site "+site] {
				t.Fatalf("%s stands twice", site)
			}
			seen["site "+site] = true
		}
		fewest, most = min(fewest, len(team.Sites)), max(most, len(team.Sites))
	}
	for id := range places {
		if !seen["site "+id] {
			t.Fatalf("%s has no team", id)
		}
	}
	for id, p := range people {
		if seen[id] == slices.Contains(a.Idle, id) && !away(p) || away(p) && slices.Contains(a.Idle, id) {
			t.Fatalf("%s: in a team %v, idle %v, away %v", id, seen[id], slices.Contains(a.Idle, id), away(p))
		}
	}
	if a.Difference != most-fewest || a.Repeats != repeats {
		t.Fatalf("difference %d, repeats %d, want %d, %d", a.Difference, a.Repeats, most-fewest, repeats)
	}
}
