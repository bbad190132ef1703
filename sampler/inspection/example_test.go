package inspection_test

import (
	"fmt"

	"sitedraw/sampler/inspection"
)

// Two people inspected the same market and found something else: until the office says
// which of them counts, it is the mean.
func ExampleSummarise() {
	findings := []inspection.Finding{
		{Number: 1, Site: "market", By: "张三", Met: 4, Observed: 8},
		{Number: 2, Site: "market", By: "李四", Met: 6, Observed: 8},
	}
	before := inspection.Summarise(findings, nil)
	fmt.Println(len(before.Conflicts), before.Results()[0].Score)
	after := inspection.Summarise(findings, []inspection.Settlement{{Site: "market", Finding: 2, Seen: 2}})
	fmt.Println(after.Conflicts[0].Settled, after.Results()[0].Met, "of", after.Results()[0].Observed)
	// Output:
	// 1 0.625
	// 2 6 of 8
}
