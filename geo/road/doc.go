// Package road tells how long it takes from one place to another: on the roads of
// an extract of OpenStreetMap, from a matrix that somebody else made, or, without
// either, by an estimate that says it is one.
//
// # Model
//
// A [Graph] holds the roads that one [Profile] can use, car, e-bike or foot:
// junctions, and between them edges with a shape, a length in millimetres and
// milliseconds each way. [Build] makes it from XML or PBF, [Open] keeps it in a cache
// beside the source. A place meets the roads at a [Snap], the nearest point of the
// nearest edge, from which people walk. [Graph.Matrix] gives the times and lengths
// between all of them, [Graph.Leg] the line of one way. An [Estimate] makes a [Matrix]
// of great-circle distances, [ReadMatrix] reads one from CSV or JSON.
//
// # Guarantees
//
// Integers decide everything once lengths are rounded to millimetres, so the same
// extract gives the same graph, matrix and legs on every machine, whatever the order
// of its elements and however many processors there are. The fastest way is
// returned, of equally fast ones the shortest. A leg takes what the matrix says and
// follows the roads. Of a network that falls apart the largest part of which every
// junction reaches every other is kept; [Report] counts the rest. A cache is taken
// only if version, source, profile and checksum are right, and never written half.
// No input makes a reader panic or ask for memory without bound.
//
// # Out of scope
//
// Turns, their restrictions and costs; barriers, ferries, traffic by hour; matrices
// from servers (geo/road/remote); the order in which places are visited (geo/route).
//
// # Use
//
//	roads, err := road.Open(ctx, "guixi.osm.gz", road.OpenOptions{})
//	snaps, err := roads.SnapAll(ctx, places)
//	matrix, err := roads.Matrix(ctx, snaps, nil)
//	leg, found := roads.Leg(snaps[0], snaps[1])
//	guess, err := road.DefaultEstimate(road.Car()).Matrix(places)
package road
