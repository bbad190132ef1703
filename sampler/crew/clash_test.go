package crew

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

// without returns a job by lot in which rules are not set aside but never written: an
// inspector loses his township, a recusal its line.
func without(j *Job, rules []Rule) Job {
	other := *j
	other.Inspectors = nil
	has := func(kind RuleKind) bool {
		return slices.ContainsFunc(rules, func(r Rule) bool { return r.Kind == kind })
	}
	for _, p := range j.Inspectors {
		if has(OwnTownship) {
			p.Township = ""
		}
		if has(OwnUnit) {
			p.Unit = ""
		}
		p.Recusals = slices.DeleteFunc(slices.Clone(p.Recusals), func(of Recusal) bool {
			return slices.ContainsFunc(rules, func(r Rule) bool { return r.Kind == Recused && r.Inspector == p.ID && r.Recusal == of })
		})
		if slices.ContainsFunc(rules, func(r Rule) bool { return r.Kind == Absent && r.Inspector == p.ID }) {
			p.Absences = nil
		}
		other.Inspectors = append(other.Inspectors, p)
	}
	if has(NeedsLead) {
		other.Rules.Lead = ""
	}
	if has(TeamSize) {
		other.Rules.Size = 1
	}
	return other
}

// everyRule lists all rules of a job by lot.
func everyRule(j *Job) []Rule {
	list := []Rule{{Kind: OwnTownship}, {Kind: OwnUnit}}
	for _, p := range j.Inspectors {
		for _, r := range p.Recusals {
			list = append(list, Rule{Kind: Recused, Inspector: p.ID, Recusal: r})
		}
	}
	for i := range j.Inspectors {
		if p := &j.Inspectors[i]; away(p) {
			list = append(list, Rule{Kind: Absent, Inspector: p.ID})
		}
	}
	return append(list, Rule{Kind: NeedsLead}, Rule{Kind: TeamSize})
}

// firstEnough returns the first of the smallest sets of rules without which a test
// passes.
func firstEnough(j *Job, rules []Rule, test func(*Job) bool) []Rule {
	for size := range len(rules) + 1 {
		var found []Rule
		var choose func(from int, set []Rule)
		choose = func(from int, set []Rule) {
			if found != nil {
				return
			}
			if len(set) == size {
				if other := without(j, set); test(&other) {
					found = slices.Clone(set)
				}
				return
			}
			for i := from; i < len(rules); i++ {
				choose(i+1, append(set, rules[i]))
			}
		}
		if choose(0, nil); found != nil {
			return found
		}
	}
	return nil
}

func sameRules(t *rapid.T, got, want []Rule) {
	t.Helper()
	same := func(a, b Rule) bool { return a.Kind == b.Kind && a.Inspector == b.Inspector && a.Recusal == b.Recusal }
	if !slices.EqualFunc(got, want, same) {
		t.Fatalf("set aside %v, want %v", got, want)
	}
}

func TestClashAgainstAllSubsets(t *testing.T) {
	sizes := map[int]int{}
	for range longOr(30, 4) {
		rapid.Check(t, func(t *rapid.T) {
			j := smallJob(t, Lot)
			_, err := Assign(&j)
			clash, is := errors.AsType[*Clash](err)
			if !is {
				return
			}
			sameRules(t, clash.Rules, firstEnough(&j, everyRule(&j), func(j *Job) bool { _, err := Assign(j); return err == nil }))
			if !clash.Smallest || clash.Code != ErrClash || len(clash.Sites) == 0 {
				t.Fatalf("clash %+v", clash)
			}
			sizes[len(clash.Rules)]++
		})
	}
	if sizes[1] < 20 || sizes[2] < 2 || sizes[0] > 0 {
		t.Errorf("sizes of sets set aside: %v, too few to compare", sizes)
	}
}

func TestExplainAgainstAllSubsets(t *testing.T) {
	found := 0
	for range longOr(30, 3) {
		rapid.Check(t, func(t *rapid.T) {
			j := smallJob(t, Lot)
			a, err := Assign(&j)
			if err != nil {
				return
			}
			clash, err := Explain(&j)
			if err != nil || (clash == nil) != (a.Difference <= 1) {
				t.Fatalf("Explain = %v, %v of a difference of %d", clash, err, a.Difference)
			}
			if clash == nil || !clash.Smallest {
				return
			}
			found++
			sameRules(t, clash.Rules, firstEnough(&j, everyRule(&j), func(j *Job) bool {
				settled, err := j.settled()
				return err == nil && newTable(settled).under(&waiver{}).even()
			}))
			if clash.Code != ErrUneven || len(clash.Sites) == 0 {
				t.Fatalf("clash %+v", clash)
			}
		})
	}
	if found < 5 {
		t.Errorf("%d uneven jobs, too few to compare", found)
	}
}

// TestClashOfCrossAgainstAllSubsets takes the hall's own word for what a ring without
// some rules places.
func TestClashOfCrossAgainstAllSubsets(t *testing.T) {
	kinds := map[RuleKind]int{}
	rapid.Check(t, func(t *rapid.T) {
		j := smallJob(t, Cross)
		_, err := Assign(&j)
		clash, is := errors.AsType[*Clash](err)
		if !is {
			return
		}
		settled, err := j.settled()
		if err != nil {
			t.Fatal(err)
		}
		table := newTable(settled)
		all := table.candidates()
		for mask := range 1 << len(all) {
			var set []candidate
			for i, c := range all {
				if mask>>i&1 == 1 {
					set = append(set, c)
				}
			}
			if len(set) < len(clash.Rules) && table.under(waiverOf(set)).places() {
				t.Fatalf("%v is enough, smaller than %v", set, clash.Rules)
			}
		}
		for _, r := range clash.Rules {
			kinds[r.Kind]++
		}
	})
	if kinds[CrossRing] == 0 {
		t.Errorf("kinds set aside: %v, never the ring", kinds)
	}
}

func TestClashNamesRulesAndSites(t *testing.T) {
	j := Job{
		Seed: "x", Lot: 1, Date: day, Rules: Rules{Lead: "组长"},
		Sites: []Site{{ID: "菜市场", Unit: "市场监管局"}, {ID: "广场"}},
		Inspectors: []Inspector{
			{ID: "王", Qualifications: []string{"组长"}, Recusals: []Recusal{{Site: "菜市场", Reason: "亲属"}}},
			{ID: "李"},
			{ID: "张", Qualifications: []string{"组长"}, Absences: []Absence{{From: day, To: day, Reason: "请假"}}},
			{ID: "赵", Unit: "市场监管局"},
		},
	}
	_, err := Assign(&j)
	want := "crew.clash: set aside recusal 王 – 菜市场 for 1 sites"
	if err == nil || err.Error() != want || !errors.Is(err, ErrClash) {
		t.Errorf("Assign = %v, want %s", err, want)
	}
	if e, is := errors.AsType[*geo.Error](err); !is || e.Kind != geo.Conflict || e.Value != "1" || !slices.Equal(e.Names, []string{"crew.rule.recusal 王 – 菜市场"}) {
		t.Errorf("as an error of the program: %v", e)
	}
	j.Inspectors[0].Recusals = nil
	mustAssign(t, &j)
	j.Inspectors = j.Inspectors[2:]
	j.Inspectors[1].Absences = []Absence{{From: day, To: "2026-11-28"}}
	_, err = Assign(&j)
	if clash, is := errors.AsType[*Clash](err); !is || len(clash.Rules) != 2 || len(clash.Sites) != 2 ||
		clash.Rules[0].Kind != Absent || clash.Rules[1].Kind != TeamSize || clash.Rules[0].Subject() != "张 2026-11-27 … 2026-11-27" {
		t.Errorf("nobody there: %v", err)
	}
	for _, kind := range RuleKinds() {
		if !strings.HasPrefix(string(kind.Code()), "crew.rule.") {
			t.Errorf("%s.Code() = %s", kind, kind.Code())
		}
	}
}

// TestClashOfManyRules has too many rules to try all sets: what is named is enough and
// no rule of it is needless.
func TestClashOfManyRules(t *testing.T) {
	j := Job{Seed: "x", Lot: 1, Date: day, Rules: Rules{Size: 1}}
	for s := range 3 {
		j.Sites = append(j.Sites, Site{ID: fmt.Sprint("s", s)})
	}
	for i := range 150 {
		p := Inspector{ID: fmt.Sprint("p", i)}
		for s := range 3 {
			p.Recusals = append(p.Recusals, Recusal{Site: fmt.Sprint("s", s), Reason: "r"})
		}
		j.Inspectors = append(j.Inspectors, p)
	}
	_, err := Assign(&j)
	clash, is := errors.AsType[*Clash](err)
	if !is || clash.Smallest || len(clash.Rules) != 3 || len(clash.Sites) != 3 {
		t.Fatalf("Assign = %v", err)
	}
	enough := without(&j, clash.Rules)
	mustAssign(t, &enough)
	for i := range clash.Rules {
		fewer := without(&j, slices.Delete(slices.Clone(clash.Rules), i, i+1))
		if _, err := Assign(&fewer); err == nil {
			t.Errorf("%v is needless", clash.Rules[i])
		}
	}
}
