package sampler_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

func TestShippedPlans(t *testing.T) {
	quotas := map[string]int64{
		"county-31x131": 131, "district-26x87": 87, "markets-by-map": 9, "sanitary-county": 17, "township-village": 2,
	}
	for _, name := range sampler.ShippedPlans() {
		p, err := sampler.ShippedPlan(name)
		if err != nil {
			t.Errorf("ShippedPlan(%q) = %v", name, err)
			continue
		}
		sum := mainPicks(p)
		if p.Name != name || sum != quotas[name] {
			t.Errorf("plan %q: name %q, %d sites, want %d", name, p.Name, sum, quotas[name])
		}
		checkCategories(t, p)
	}
	if len(quotas) != len(sampler.ShippedPlans()) {
		t.Errorf("ShippedPlans() = %v, want %d plans", sampler.ShippedPlans(), len(quotas))
	}
}

// mainPicks is how many main picks a plan asks for; n of a step within another is
// for each pick of that one.
func mainPicks(p sampler.Plan) (sum int64) {
	picks := map[string]int64{"": 1}
	for _, s := range p.Steps {
		picks[s.ID] = s.N * picks[s.Within]
		sum += picks[s.ID]
	}
	return sum
}

func checkCategories(t *testing.T, p sampler.Plan) {
	t.Helper()
	for _, s := range p.Steps {
		for _, code := range s.Category {
			if _, err := geo.ShippedCategories().Lookup(code); err != nil {
				t.Errorf("plan %q, step %q: %v", p.Name, s.ID, err)
			}
		}
	}
}

// An item of the plans 31x131 and 26x87 is a category; in the latter what is drawn
// inside a township belongs to the township's item.
func TestItems(t *testing.T) {
	items := func(name string) map[string]bool {
		p, err := sampler.ShippedPlan(name)
		if err != nil {
			t.Fatal(err)
		}
		codes := map[string]bool{}
		for _, s := range p.Steps {
			if s.Within == "" || name == "county-31x131" {
				codes[s.Category[0]] = true
			}
		}
		return codes
	}
	county, district := items("county-31x131"), items("district-26x87")
	if len(county) != 31 || len(district) != 26 {
		t.Errorf("%d and %d items, want 31 and 26", len(county), len(district))
	}
	for code := range county {
		inTownship := slices.Contains([]string{"XZJD", "XZC", "XZCS", "GLYX"}, code)
		if want := code != "JTCZ" && !inTownship; district[code] != want {
			t.Errorf("district-26x87 has %s as an item: %v, want %v", code, district[code], want)
		}
	}
}

// The ranges of the sanitary county: main picks are the least, with the reserves
// the most.
func TestSanitaryRanges(t *testing.T) {
	p, err := sampler.ShippedPlan("sanitary-county")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]int64{"ZCGD": {8, 15}, "BJXX": {4, 8}, "SC": {2, 3}, "LJFL": {3, 5}}
	for _, s := range p.Steps {
		if got := [2]int64{s.N, s.N + s.Reserve}; got != want[s.Category[0]] {
			t.Errorf("%s: %v, want %v", s.ID, got, want[s.Category[0]])
		}
		delete(want, s.Category[0])
	}
	if len(want) > 0 {
		t.Errorf("no step for %v", want)
	}
}

// TestQuotasAreMarked wants every step of a shipped plan to say whether its quota
// is sourced or assumed.
func TestQuotasAreMarked(t *testing.T) {
	marked := regexp.MustCompile(`\} # (sourced|assumed)`)
	for _, name := range sampler.ShippedPlans() {
		source, err := sampler.ShippedPlanSource(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(source)) {
			if strings.Contains(line, "{id:") && !marked.MatchString(line) {
				t.Errorf("%s: quota neither sourced nor assumed: %s", name, line)
			}
		}
	}
}
