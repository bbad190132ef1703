package balance_test

import (
	"context"
	"fmt"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/balance"
)

// Two of a row of six: drawn in a balanced way, the picks stand for more equal
// numbers of sites.
func ExampleCompare() {
	var sites []geo.Site
	for i := range 6 {
		at := geo.Point{Lon: geo.E7(i) * 10_000}
		sites = append(sites, geo.Site{ID: fmt.Sprint("m", i), Category: "SC", Geometry: at})
	}
	frame, err := sampler.NewFrame(sites)
	if err != nil {
		fmt.Println(err)
		return
	}
	step := sampler.Step{ID: "market", Category: []string{"SC"}, N: 2}
	compared, err := balance.Compare(context.Background(), frame, step, balance.CompareOptions{Seed: "example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, trial := range compared.Trials[1:4] {
		fmt.Printf("%s: B %.2f\n", trial.Design, trial.Voronoi.Value)
	}
	// Output:
	// simple: B 0.13
	// strata: B 0.13
	// balanced: B 0.07
}
