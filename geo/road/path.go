package road

import (
	"slices"

	"sitedraw/geo"
)

// Leg is the way from one place to another. Line follows the roads, with the walks
// at both ends, and is never shorter than two positions.
type Leg struct {
	Line         geo.Line
	Milliseconds int64
	Millimetres  int64
}

// Leg returns the way of which the matrix says how long it takes, and false if
// there is none. Of ways that take equally long and are equally long, it is always
// the same.
func (g *Graph) Leg(from, to Snap) (Leg, bool) {
	if from.Place == to.Place {
		return Leg{Line: geo.Line{from.Place, to.Place}}, true
	}
	s := g.newSearch()
	s.by = make([]int32, len(g.junctions))
	exits, entries := g.exits(&from), g.entries(&to)
	s.run(exits, entries)
	best, entry := s.to(entries)
	direct := g.along(&from, &to)
	if best == unreached && direct == unreached {
		return Leg{}, false
	}
	line := pathLine{from.Place}
	line.add(from.Road)
	if direct <= best {
		best = direct
		line.stretch(g.shapes[from.edge], &from, &to)
	} else {
		s.trace(&line, &from, exits, entry.junction)
		line.arrive(g.shapes[to.edge], &to, entry)
	}
	line.add(to.Road)
	line.add(to.Place) // unlike from.Place: there are two positions
	fromTime, fromLength := from.access()
	toTime, toLength := to.access()
	return Leg{
		Line:         geo.Line(line),
		Milliseconds: best.milliseconds() + fromTime + toTime,
		Millimetres:  best.millimetres() + fromLength + toLength,
	}, true
}

// trace adds the way from a place to a junction.
func (s *search) trace(line *pathLine, from *Snap, exits []end, junction int32) {
	var roads []int32
	for s.by[junction] >= 0 {
		road := s.graph.taken[s.by[junction]]
		roads = append(roads, road)
		e := &s.graph.edges[road/2]
		junction = e.from
		if road%2 == 1 {
			junction = e.to
		}
	}
	line.leave(s.graph.shapes[from.edge], from, leastExit(exits, junction))
	for _, road := range slices.Backward(roads) {
		line.whole(s.graph.shapes[road/2], road)
	}
}

// leastExit is the exit by which a junction was reached first.
func leastExit(exits []end, junction int32) end {
	best := end{cost: unreached}
	for _, e := range exits {
		if e.junction == junction && e.cost < best.cost {
			best = e
		}
	}
	return best
}

// pathLine is a line in the making, without immediate repetitions.
type pathLine geo.Line

func (l *pathLine) add(p geo.Point) {
	if len(*l) == 0 || (*l)[len(*l)-1] != p {
		*l = append(*l, p)
	}
}

func (l *pathLine) forward(points geo.Line) {
	for _, p := range points {
		l.add(p)
	}
}

func (l *pathLine) backward(points geo.Line) {
	for _, p := range slices.Backward(points) {
		l.add(p)
	}
}

// whole adds an edge from one end to the other: road is as an arc has it.
func (l *pathLine) whole(shape geo.Line, road int32) {
	if road%2 == 1 {
		l.backward(shape)
		return
	}
	l.forward(shape)
}

// leave adds what lies between a place and the end by which it is left. One at a
// junction has nothing there.
func (l *pathLine) leave(shape geo.Line, from *Snap, e end) {
	switch {
	case e.cost == 0:
	case e.backward:
		l.backward(shape[:from.segment+1])
	default:
		l.forward(shape[from.segment+1:])
	}
}

// arrive adds what lies between the end by which a place is reached and the place.
func (l *pathLine) arrive(shape geo.Line, to *Snap, e end) {
	switch {
	case e.cost == 0:
	case e.backward:
		l.backward(shape[to.segment+1:])
	default:
		l.forward(shape[:to.segment+1])
	}
}

// stretch adds what lies between two places on one edge.
func (l *pathLine) stretch(shape geo.Line, from, to *Snap) {
	if from.offset <= to.offset {
		l.forward(shape[from.segment+1 : max(from.segment, to.segment)+1])
		return
	}
	l.backward(shape[to.segment+1 : max(from.segment, to.segment)+1])
}
