// Package itinerary is the plan that inspection teams are handed: who visits which
// drawn sites on which day, in which order, when and along which roads, and why
// the others are left out.
//
// # Model
//
// An [Itinerary] says where it came from ([Origin]: record, frame, matrix, seed
// and iterations) and what each [Team] does on each [Day]: its visits in order,
// the [Leg] that leads to each and the one home, its breaks and its totals. A
// [Stop] is a site to visit; that of a line is the stretch to walk, which begins
// and ends at different positions and is named after its cross streets
// ([StretchName]). What no team can take is a [LeftOut] with a [Reason] for each
// team and the least change by which it would fit.
//
// Times are milliseconds after the midnight with which a day begins, in the zone
// of the itinerary; lengths are millimetres; positions are longitude and latitude
// on WGS 84 in units of 10⁻⁷ degree, as in frames.
//
// # Guarantees
//
//   - [New] and [Parse] check everything: no leg is missing, no time runs backwards,
//     totals are sums, no stop stands twice, an estimate is never hidden.
//   - An itinerary has one form only, canonical JSON (RFC 8785): what is read back
//     is the same bytes, and so has the same [Itinerary.Digest].
//   - Nothing here reads a clock, opens a file or depends on the order of a map.
//
// # Out of scope
//
// Solving (geo/route), travel times (geo/road), and how people see the plan
// (server/report). Whether times agree with opening hours or rules is for the
// solver's checker to say: an itinerary does not hold them all.
//
// # Use
//
//	plan, err := itinerary.New(draft)            // checked and in order
//	os.Stdout.Write(itinerary.Append(nil, plan)) // canonical JSON
//	plan, err = itinerary.Read(file)
//	name := itinerary.StretchName("信江路", street, stretch, streets)
//	total := plan.Teams[0].Totals()
package itinerary
