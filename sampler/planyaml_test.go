package sampler_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/sampler"
)

func TestAppendPlanYAML(t *testing.T) {
	plan, err := sampler.ReadPlan(strings.NewReader(`{"title":"抽","steps":[` +
		`{"id":"road","category":["ZCGD"],"any_tags":["class:primary"],"n":3,"at_most":{"by":"area","n":1},"walk":500},` +
		`{"id":"yes","category":["GJZD","SC"],"n":2,"method":"map","map":{"anchor":"picks:road","radius":1000},"reserve":1},` +
		`{"id":"010","category":["SC"],"n":"all","not_in":["yes"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := `title: "抽"
steps:
  - {id: road, category: [ZCGD], any_tags: ["class:primary"], n: 3, at_most: {by: area, n: 1}, walk: 500}
  - {id: "yes", category: [GJZD, SC], method: map, map: {anchor: "picks:road", radius: 1000}, n: 2, reserve: 1}
  - {id: "010", category: [SC], not_in: ["yes"], n: all}
`
	if diff := cmp.Diff(want, string(sampler.AppendPlanYAML(nil, &plan))); diff != "" {
		t.Errorf("AppendPlanYAML(nil, plan) (-want +got):\n%s", diff)
	}
}

// TestPlanFormsWithBrackets writes more brackets and dashes than the reader of
// YAML lets a line open lists with.
func TestPlanFormsWithBrackets(t *testing.T) {
	for _, part := range []string{"[", "{", "- ", "]"} {
		plan, err := sampler.NewPlan(sampler.Plan{
			Title: strings.Repeat(part, 500), Steps: []sampler.Step{{ID: "a", Category: []string{"SC"}, N: 1}},
		})
		if err != nil {
			t.Fatal(err)
		}
		checkForms(t, "500 × "+part, plan)
	}
}
