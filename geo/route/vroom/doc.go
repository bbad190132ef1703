// Package vroom reads problems and writes solutions in the JSON of VROOM, so that
// package route can take the place of that program.
//
// # Model
//
// The form is that of VROOM's API 1.14 (github.com/VROOM-Project/vroom,
// docs/API.md): jobs and vehicles, times in whole seconds, a matrix by profile or
// coordinates. [Read] makes of it a [route.Problem], whose solution
// [Problem.Solution] writes as VROOM does. Skills become groups of stops: a vehicle
// may not visit those that need a skill it lacks. A vehicle without a start begins
// at a place of its own that is no way from everywhere. As VROOM does, the search
// seeks the greatest sum of priorities, then the most jobs, then the least travel.
//
// # Guarantees
//
// Every plan keeps every rule of the problem. What package route cannot keep
// exactly is refused with its path and value: shipments, given steps, several
// profiles, speed factors, costs but the default, most travel time or distance,
// several breaks or windows of one, deliveries beside pickups in one dimension of
// capacity, a setup at a place where somebody else stops or starts. Members that
// VROOM does not know are passed over, as it does. The same solution gives the same
// bytes. No input makes the reader panic or ask for memory without bound.
//
// # Out of scope
//
// VROOM's plan mode. A break may be taken before a leg or after it, but not, as in
// VROOM, while driving. All times lie within 24 days: those of a vehicle without a
// time window too, and who travels longer than that does not arrive.
//
// # Use
//
//	problem, err := vroom.Read(file, nil)
//	solution, err := route.Solve(ctx, &problem.Route, route.Options{Iterations: 130_000})
//	err = problem.Solution(solution).Write(os.Stdout)
package vroom
