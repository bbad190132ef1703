package sampler

import (
	"bytes"
	"embed"
	"slices"
	"strings"

	"sitedraw/geo"
)

//go:embed plans/*.yaml
var planFiles embed.FS

// ShippedPlans returns the names of the plans that come with the program,
// sorted.
func ShippedPlans() []string {
	entries, _ := planFiles.ReadDir("plans")
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	slices.Sort(names)
	return names
}

// ShippedPlanSource returns a shipped plan as it was written, with its comments:
// which quotas are sourced and which assumed. ErrPlanUnknown names the nearest.
func ShippedPlanSource(name string) ([]byte, error) {
	if !slices.Contains(ShippedPlans(), name) {
		return nil, &geo.Error{Code: ErrPlanUnknown, Kind: geo.NotFound, Value: name, Want: geo.Nearest(name, ShippedPlans())}
	}
	return planFiles.ReadFile("plans/" + name + ".yaml")
}

// ShippedPlan returns a shipped plan.
func ShippedPlan(name string) (Plan, error) {
	source, err := ShippedPlanSource(name)
	if err != nil {
		return Plan{}, err
	}
	return ReadPlan(bytes.NewReader(source))
}
