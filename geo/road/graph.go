package road

import "sitedraw/geo"

// Graph are the roads that one profile can use: junctions, and edges between them,
// which have a shape. Of a network that falls apart it holds the largest part of
// which every junction can be reached from every other. A Graph never changes and
// may be asked by many goroutines.
type Graph struct {
	junctions []geo.Point
	edges     []edge
	shapes    []geo.Line // by edge, at least two positions each
	report    Report

	first []int32 // where the arcs from each junction begin, and where the last end
	arcs  []arc
	taken []int32        // by arc: its edge, twice, and 1 if it is taken backward
	roads *geo.LineIndex // of shapes
}

// edge is a stretch of road between two junctions.
type edge struct {
	from, to          int32 // junctions at the first and last position
	length            int32 // millimetres
	forward, backward int32 // milliseconds for the whole of it; closed: not this way
}

const closed int32 = -1

// arc is an edge in one direction, as it leaves a junction.
type arc struct{ head, milliseconds, millimetres int32 }

// Report says what became of a source.
type Report struct {
	Ways       int64 // that the profile may use
	Cut        int64 // of them, how many have nodes that the extract has not got
	Broken     int64 // elements that could not be read
	Junctions  int64 // kept
	Edges      int64 // kept
	Metres     int64 // of kept edges, each counted once
	Parts      int64 // left out, as not every junction is reached from and reaches the kept part
	Lost       int64 // junctions in these parts
	LostMetres int64 // of edges that are not within the kept part
}

// Report returns what became of the source.
func (g *Graph) Report() Report { return g.report }

// newGraph arranges edges for searching. Their junctions are numbers of points.
func newGraph(junctions []geo.Point, edges []edge, shapes []geo.Line) *Graph {
	g := &Graph{junctions: junctions, edges: edges, shapes: shapes}
	g.first, g.arcs, g.taken = arcsOf(len(junctions), edges)
	g.roads = geo.NewLineIndex(shapes)
	return g
}

// arcsOf sorts the directions of edges by the junction they leave, in the order of
// edges (counting sort).
func arcsOf(junctions int, edges []edge) (first []int32, arcs []arc, taken []int32) {
	first = make([]int32, junctions+2)
	eachArc(edges, func(tail, _ int32, _ arc) { first[tail+2]++ })
	for i := 2; i < len(first); i++ {
		first[i] += first[i-1]
	}
	arcs, taken = make([]arc, first[junctions+1]), make([]int32, first[junctions+1])
	eachArc(edges, func(tail, road int32, a arc) {
		at := first[tail+1]
		arcs[at], taken[at] = a, road
		first[tail+1]++
	})
	return first[:junctions+1], arcs, taken
}

func eachArc(edges []edge, visit func(tail, road int32, a arc)) {
	for i := range edges {
		e := &edges[i]
		if e.forward != closed {
			visit(e.from, int32(2*i), arc{head: e.to, milliseconds: e.forward, millimetres: e.length})
		}
		if e.backward != closed {
			visit(e.to, int32(2*i+1), arc{head: e.from, milliseconds: e.backward, millimetres: e.length})
		}
	}
}
