// Package route plans who visits which stops, in which order and when.
//
// # Model
//
// A [Problem] is numbers only: a matrix of travel times, stops with time windows,
// services, priorities, loads and groups, teams with shifts, breaks, capacities (in
// one dimension or several) and groups they may not inspect. A route is what a team
// drives in one shift. A stop may be a stretch, which ends elsewhere than it begins.
// [Solve] serves the most stops, those of higher priority first, or those of the
// greatest sum of weights; then it seeks the least travel, or, for [Fair], the
// earliest latest return and then the least travel.
//
// The search is ruin and recreate: SISR (Christiaens & Vanden Berghe 2020,
// doi:10.1287/trsc.2019.0914) with an exchange of whole tours between teams and an
// Or-opt finish. For the least travel four such searches begin, the better of each two
// goes on, and then the better of these: one alone may settle early on a bad share of
// regions among the teams. Whether a stop fits in, breaks and several windows included,
// is decided in constant time from the earliest and latest times along a tour
// (Savelsbergh 1992, doi:10.1287/ijoc.4.2.146). What a stop would cost in a tour is
// remembered until that tour changes.
//
// # Guarantees
//
//   - The same problem, seed and iterations give the same routes on every machine:
//     integers decide, and nothing depends on a clock, on maps or on goroutines. Only
//     [Options].Elapsed gives that up, and [Solution].ByClock says so.
//   - Every route keeps every rule; package check, written apart, says so.
//   - Each stop is visited once or is in [Solution.Left], with the reasons why no
//     team can take it alone and the cheapest single change that would fit it in.
//   - A search that is cancelled returns the best it has found.
//
// # Out of scope
//
// Where travel times come from (geo/road), names and coordinates, times of day as
// texts, outputs. No bound says how far a plan is from the best there is;
// docs/benchmarks.md measures it.
//
// # Use
//
//	problem := &route.Problem{Travel: travel, Stops: stops, Teams: teams}
//	plan, err := route.Solve(ctx, problem, route.Options{Seed: "2026-11-22", Iterations: 130_000})
//	for _, r := range plan.Routes {
//		fmt.Println(r.Team, r.Depart, r.Visits, r.Return)
//	}
package route
