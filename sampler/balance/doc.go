// Package balance tells how well a draw's picks are spread over the sites they
// were drawn from.
//
// # Model
//
// A [Sample] is located sites, the inclusion probability π of each, and which were
// picked. Each measure sees the spread in its own way: the share of the sites that
// each pick stands for ([Voronoi], [Evenness]), whether it stands in their midst
// ([Local]), whether picks have picks for neighbours ([Moran]), how near the
// nearest two are ([Apart]), and how many townships have one ([Towns]). [Of] gives
// them all. [Compare] draws one step again and again, simple, by township, balanced
// and off a phone map, and measures each draw.
//
// # Guarantees
//
// Distances are great-circle distances in whole millimetres. Where sites are
// equally far from several picks these share them, so that sites in one place and
// the order of sites change nothing. A measure that does not exist for a sample,
// such as a distance between picks of a single one, says so and is no number. No
// measure needs a triangulation, so that two picks, or picks in a row, are no
// special case.
//
// # Out of scope
//
// Which sites a step chose from and with what probabilities: that is the plan's,
// and package exposure's, to say. Unlocated sites have no place here. What is good
// enough: compare with other draws of the same frame.
//
// # Use
//
//	sample := balance.Sample{Sites: points, Picks: picked} // π is n/N
//	report := balance.Of(sample)
//	if report.Voronoi.Known {
//		fmt.Printf("B = %.3f\n", report.Voronoi.Value)
//	}
package balance
