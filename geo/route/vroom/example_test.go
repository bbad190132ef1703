package vroom_test

import (
	"context"
	"fmt"
	"strings"

	"sitedraw/geo/route"
	"sitedraw/geo/route/vroom"
)

// One vehicle and two jobs, of which one is open in the first quarter of an hour only.
func Example() {
	problem, err := vroom.Read(strings.NewReader(`{
		"vehicles": [{"id": 1, "start_index": 0, "end_index": 0, "time_window": [0, 3600]}],
		"jobs": [
			{"id": 7, "location_index": 1, "service": 600},
			{"id": 8, "location_index": 2, "service": 600, "time_windows": [[0, 900]]}],
		"matrix": [[0, 300, 800], [300, 0, 400], [800, 400, 0]]}`), nil)
	if err != nil {
		panic(err)
	}
	found, err := route.Solve(context.Background(), &problem.Route, route.Options{Iterations: 1000})
	if err != nil {
		panic(err)
	}
	for _, step := range problem.Solution(found).Routes[0].Steps {
		if step.Type == "job" {
			fmt.Println("job", *step.ID, "at", step.Arrival)
		} else {
			fmt.Println(step.Type, "at", step.Arrival)
		}
	}
	// Output:
	// start at 0
	// job 8 at 800
	// job 7 at 1800
	// end at 2700
}

// What cannot be kept exactly is refused by its path.
func ExampleRead() {
	_, err := vroom.Read(strings.NewReader(`{"vehicles": [{"id": 1, "start_index": 0, "speed_factor": 1.5}], "jobs": [{"id": 7, "location_index": 0}], "matrix": [[0]]}`), nil)
	fmt.Println(err)
	// Output:
	// vehicles[0].speed_factor: vroom.unsupported: got "1.5", want "1"
}
