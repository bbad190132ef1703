package road

import (
	"context"
	"strconv"

	"sitedraw/geo"
)

// Snap is where a place meets the roads: the point of the nearest edge, not of the
// nearest junction. From the place to there people walk, straight, at 5 km/h.
type Snap struct {
	Place       geo.Point // what was asked for
	Road        geo.Point // the foot on the road, rounded to E7
	Millimetres int64     // between the two

	edge    int32
	segment int32 // of the edge's shape
	offset  int32 // millimetres along the edge from its first position
}

// FarMillimetres is how far a place may be from the roads without a flag.
const FarMillimetres = 300_000

// Far reports whether the place is so far from every road that the roads, or the
// place, may be wrong: beyond FarMillimetres, the limit itself not.
func (s *Snap) Far() bool { return s.Millimetres > FarMillimetres }

// access is what the walk to the road takes.
func (s *Snap) access() (milliseconds, millimetres int64) {
	return duration(s.Millimetres, WalkingSpeed), s.Millimetres
}

// Snap finds where a place meets the roads. Of equally near edges it is the one of
// the least way.
func (g *Graph) Snap(p geo.Point) Snap {
	number, _, _ := g.roads.Nearest(p, geo.AnyDistance)
	shape, e := g.shapes[number], &g.edges[number]
	foot := shape.Foot(p)
	s := Snap{Place: p, Road: foot.At, Millimetres: foot.Millimetres, edge: number, segment: int32(foot.Segment)}
	along := lengthOf(shape[:foot.Segment+1]) + geo.DistanceMillimetres(shape[foot.Segment], foot.At)
	if last := len(shape) - 1; foot.Segment == last-1 && foot.At == shape[last] {
		along = int64(e.length)
	}
	s.offset = int32(min(along, int64(e.length)))
	return s
}

// SnapAll snaps places in their order. If every one of them is Far, the roads are
// those of another region: ErrRegion, with the distance of the nearest. The other
// error is ctx's.
func (g *Graph) SnapAll(ctx context.Context, places []geo.Point) ([]Snap, error) {
	snaps := make([]Snap, len(places))
	near := int64(geo.AnyDistance)
	for i, p := range places {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		snaps[i] = g.Snap(p)
		near = min(near, snaps[i].Millimetres)
	}
	if len(places) > 0 && near > FarMillimetres {
		return nil, &geo.Error{Code: ErrRegion, Value: strconv.FormatInt(near/1000, 10), Want: strconv.Itoa(FarMillimetres / 1000)}
	}
	return snaps, nil
}

// end is a junction by which an edge is left or entered, and what it costs between
// there and the place on the edge.
type end struct {
	junction int32
	cost     cost
	backward bool // the edge is taken from its last position to its first
}

// exits are the ends by which a place on an edge can be left. One at a junction is
// that junction, whatever its edge allows.
func (g *Graph) exits(s *Snap) []end {
	e := &g.edges[s.edge]
	if at, is := e.at(s.offset); is {
		return at
	}
	var ends []end
	if e.forward != closed {
		ends = append(ends, end{junction: e.to, cost: e.between(s.offset, e.length)})
	}
	if e.backward != closed {
		ends = append(ends, end{junction: e.from, cost: e.between(s.offset, 0), backward: true})
	}
	return ends
}

// entries are the ends by which it can be reached.
func (g *Graph) entries(s *Snap) []end {
	e := &g.edges[s.edge]
	if at, is := e.at(s.offset); is {
		return at
	}
	var ends []end
	if e.forward != closed {
		ends = append(ends, end{junction: e.from, cost: e.between(0, s.offset)})
	}
	if e.backward != closed {
		ends = append(ends, end{junction: e.to, cost: e.between(e.length, s.offset), backward: true})
	}
	return ends
}

// at is the junction at an offset, if there is one.
func (e *edge) at(offset int32) ([]end, bool) {
	switch offset {
	case 0:
		return []end{{junction: e.from}}, true
	case e.length:
		return []end{{junction: e.to}}, true
	}
	return nil, false
}

// between is the cost of going along the edge from one offset to another, unreached
// if it is closed that way. What two parts take adds up to what both take.
func (e *edge) between(from, to int32) cost {
	whole, length := e.forward, to-from
	if to < from {
		whole, length = e.backward, from-to
	}
	if whole == closed && from != to {
		return unreached
	}
	start, stop := partly(whole, from, e.length), partly(whole, to, e.length)
	return newCost(max(start-stop, stop-start), length)
}
