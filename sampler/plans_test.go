package sampler_test

import (
	"regexp"
	"strings"
	"testing"

	"sitedraw/sampler"
)

func TestShippedPlans(t *testing.T) {
	quotas := map[string]int64{"county-31x131": 131, "township-village": 2}
	for _, name := range sampler.ShippedPlans() {
		p, err := sampler.ShippedPlan(name)
		if err != nil {
			t.Errorf("ShippedPlan(%q) = %v", name, err)
			continue
		}
		var sum int64
		for _, s := range p.Steps {
			sum += s.N
		}
		if p.Name != name || sum != quotas[name] {
			t.Errorf("plan %q: name %q, %d sites, want %d", name, p.Name, sum, quotas[name])
		}
	}
	if len(quotas) != len(sampler.ShippedPlans()) {
		t.Errorf("ShippedPlans() = %v, want %d plans", sampler.ShippedPlans(), len(quotas))
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
