package crew

import (
	"fmt"
	"testing"

	"sitedraw/geo"
)

// countyJob is a county of 20 townships: inspectors of all of them and of 12 units,
// some recused, some away, and a round of the day before.
func countyJob(inspectors, drawn int) Job {
	j := Job{Seed: "周五行动日", Lot: 1, Date: day, Rules: Rules{Size: 2}}
	for i := range drawn {
		j.Sites = append(j.Sites, Site{
			ID: fmt.Sprintf("site-%03d", i), Area: township(i*7%20, i%9), Unit: fmt.Sprintf("unit-%d", i%12),
		})
	}
	for i := range inspectors {
		p := Inspector{ID: fmt.Sprintf("p%03d", i), Township: geo.AreaCode(township(i%20, 0)), Unit: fmt.Sprintf("unit-%d", i*5%12)}
		if i%3 == 0 {
			p.Qualifications = []string{"组长"}
		}
		if i%4 == 0 {
			p.Recusals = []Recusal{{Unit: fmt.Sprintf("unit-%d", i%11), Reason: "旧职"}, {Site: j.Sites[i%drawn].ID, Reason: "亲属"}}
		}
		if i%10 == 9 {
			p.Absences = []Absence{{From: "2026-11-25", To: "2026-11-30", Reason: "培训"}}
		}
		j.Inspectors = append(j.Inspectors, p)
	}
	before := j
	before.Date = "2026-11-20"
	if a, err := Assign(&before); err == nil {
		j.Before = a.Visits(j.Sites)
	}
	j.Seed = "下一个周五"
	return j
}

func TestCountyIsEven(t *testing.T) {
	for _, test := range []struct{ inspectors, sites int }{{12, 131}, {40, 60}, {200, 131}} {
		j := countyJob(test.inspectors, test.sites)
		if len(j.Before) == 0 {
			t.Fatal("no round before")
		}
		a := mustAssign(t, &j)
		obeys(t, &j, a)
		if a.Difference > 1 || test.inspectors > 12 && a.Repeats > 0 {
			t.Errorf("%d inspectors, %d sites: difference %d, repeats %d", test.inspectors, test.sites, a.Difference, a.Repeats)
		}
	}
}

// TestLotIsFair counts with whom an inspector is over many lots: with anybody equally
// often. The chi-square of 19 counts passes 54.0 once in 30,000 times if all is well
// (18 degrees of freedom); the seeds are fixed.
func TestLotIsFair(t *testing.T) {
	j := Job{Seed: "x", Date: day, Sites: make([]Site, 10)}
	for i := range j.Sites {
		j.Sites[i].ID = fmt.Sprint("s", i)
	}
	for i := range 20 {
		j.Inspectors = append(j.Inspectors, Inspector{ID: fmt.Sprint("p", i)})
	}
	with, at := map[string]int{}, map[string]int{}
	rounds := longOr(20_000, 500)
	for lot := range rounds {
		j.Lot = lot + 1
		a := mustAssign(t, &j)
		team := a.Teams[a.TeamOf("p0")]
		with[team.Members[0]]++
		with[team.Members[1]]++
		at[team.Sites[0]]++
	}
	delete(with, "p0")
	for name, counts := range map[string]map[string]int{"partners": with, "sites": at} {
		mean, chi := float64(rounds)/float64(len(counts)), 0.0
		for _, n := range counts {
			d := float64(n) - mean
			chi += d * d / mean
		}
		if len(counts) != map[string]int{"partners": 19, "sites": 10}[name] || chi > 54 {
			t.Errorf("%s: %v, chi-square %.1f", name, counts, chi)
		}
	}
}

func BenchmarkAssign(b *testing.B) {
	for _, test := range []struct{ inspectors, sites int }{{12, 131}, {200, 131}, {200, 1000}} {
		b.Run(fmt.Sprintf("%dx%d", test.inspectors, test.sites), func(b *testing.B) {
			j := countyJob(test.inspectors, test.sites)
			for b.Loop() {
				mustAssign(b, &j)
			}
		})
	}
	b.Run("cross", func(b *testing.B) {
		j := countyJob(200, 131)
		j.Rules.Way = Cross
		for b.Loop() {
			mustAssign(b, &j)
		}
	})
	b.Run("uneven", func(b *testing.B) { // all attempts are looked at
		j := countyJob(200, 131)
		j.Rules.Size = 1
		for i := range j.Inspectors[:195] {
			j.Inspectors[i].Recusals = append(j.Inspectors[i].Recusals, Recusal{Unit: "unit-3", Reason: "r"}, Recusal{Unit: "unit-5", Reason: "r"})
		}
		for b.Loop() {
			mustAssign(b, &j)
		}
	})
}
