package coverage_test

import (
	"context"
	"fmt"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
)

// Ten townships, of which each round draws one. After two rounds eight or nine are left;
// how long the last one takes is known before anybody draws.
func ExampleMeter_Faithful() {
	var sites []geo.Site
	for i := range 10 {
		sites = append(sites, geo.Site{ID: fmt.Sprint("town ", i), Category: "XZ", Area: fmt.Sprintf("99000110%d000", i)})
	}
	frame, err := sampler.NewFrame(sites)
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := sampler.NewPlan(sampler.Plan{Name: "township", Steps: []sampler.Step{{ID: "town", Category: []string{"XZ"}, N: 1}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	meter := coverage.New(frame, nil)
	for _, level := range []float64{0.5, 0.9, 0.99} {
		more, err := meter.Faithful(context.Background(), plan, coverage.Options{By: sampler.ByArea, Level: level})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d rounds reach all %d with %.3f (%s)\n", more.Rounds, more.Missing, more.Chance, more.Kind)
	}
	turns, err := meter.Cover(context.Background(), plan, coverage.Options{By: sampler.ByArea})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("in turn:", turns.Rounds)
	// Output:
	// 27 rounds reach all 10 with 0.520 (exact)
	// 44 rounds reach all 10 with 0.905 (exact)
	// 66 rounds reach all 10 with 0.990 (exact)
	// in turn: 10
}
