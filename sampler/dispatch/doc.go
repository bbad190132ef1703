// Package dispatch turns a draw into the plan that inspection teams are handed: it
// makes the drawn sites into stops, the teams' file into rules, has package
// geo/route find the routes and writes them down as an itinerary.
//
// # Model
//
// [Teams] say who inspects on which dates, at what hours, from where to where, and
// what each team may not inspect: the home townships and own units of its members,
// and what it is forbidden beside. A forbidden township covers its villages. What was
// drawn for a team by lot no other visits. [New]
// takes the main picks of a record as stops. A site that was drawn twice is one
// stop; a category that is seen at several hours, such as junctions at the peak and
// off it, is one stop for each of its visits. A line of which a stretch was drawn is
// a stop that begins at one end and is left at the other. A visit takes the minutes
// of its category, or the walk along its stretch if that takes longer; a whole line,
// such as a bus line, is ridden, and takes its minutes. A category without data
// takes [DefaultMinutes] at any hour.
//
// [Dispatch.Plan] plans everything. [Dispatch.Replan] plans again what a late team
// has left of a day. [Dispatch.Swap] puts the next reserve of the record in the
// place of a closed site. Both touch only the days concerned: everybody else's
// stay as they were handed out.
//
// # Guarantees
//
//   - The same draw, teams, travel times, seed and iterations give the same bytes.
//   - No team visits what it may not inspect. Every plan is checked by package
//     geo/route/check before it leaves.
//   - Each stop is in a route, or left out with a reason for each team, or has no
//     position and is listed.
//   - The record is never changed: an itinerary names the reserves it uses.
//
// # Out of scope
//
// Travel times, which the caller has from geo/road; files, clocks and outputs.
// Which visits were really made: at a time, those count that were to have begun.
//
// # Use
//
//	teams, err := dispatch.ParseTeams(file)
//	d, err := dispatch.New(dispatch.Input{Frame: frame, Record: record, Teams: teams})
//	matrix, err := road.DefaultEstimate(road.Car()).Matrix(d.Places())
//	travel := dispatch.Travel{Matrix: matrix, Profile: "car"}
//	plan, err := d.Plan(ctx, travel, dispatch.Options{Objective: route.Fair})
package dispatch
