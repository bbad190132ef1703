package road

import (
	"cmp"
	"context"
	"io"
	"math"

	"sitedraw/geo"
	"sitedraw/geo/osm"
	"sitedraw/geo/stream"
)

// BuildOptions say how roads are read. The zero value reads for a car.
type BuildOptions struct {
	Name     string        // of the file, for errors
	Profile  Profile       // one without a name: Car
	Limits   stream.Limits // of the file
	Elements int           // nodes, ways, references and tags at most; 0: 2²⁵
}

// defaultElements is enough for the extract of a province.
const defaultElements = 1 << 25

// Build reads an extract of OpenStreetMap, XML or PBF, gzipped or not, and returns
// the roads that a profile can use. Turns cost nothing and none is forbidden;
// barriers and ferries are not there. The same extract gives the same graph,
// whatever the order of its elements.
//
// The error is a *geo.Error: ErrNoRoads, or that of a file that cannot be read,
// with ctx's as its cause if that is done.
func Build(ctx context.Context, r io.Reader, o BuildOptions) (*Graph, error) {
	g, err := build(ctx, r, o)
	if err != nil {
		return nil, stream.InFile(o.Name, stream.Fault(err))
	}
	return g, nil
}

func build(ctx context.Context, r io.Reader, o BuildOptions) (*Graph, error) {
	n, err := readNetwork(ctx, r, &o)
	if err != nil {
		return nil, err
	}
	g := n.strongest()
	if len(g.edges) == 0 {
		return nil, &geo.Error{Code: ErrNoRoads, Value: o.Profile.Name}
	}
	return g, ctx.Err()
}

func readNetwork(ctx context.Context, r io.Reader, o *BuildOptions) (*network, error) {
	if o.Profile.Name == "" {
		o.Profile = Car()
	}
	in := stream.Open(&stoppable{ctx: ctx, in: r}, o.Limits)
	head, _, err := in.Unpack()
	if err != nil {
		return nil, err
	}
	c := &collector{profile: &o.Profile, most: cmp.Or(o.Elements, defaultElements)}
	if err := osm.Read(in, head, c); err != nil {
		return nil, err
	}
	c.finish()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return newNetwork(c), nil
}

// stoppable ends a reader when its context is done.
type stoppable struct {
	ctx context.Context
	in  io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.in.Read(p)
}

// network is all roads of an extract, cut at junctions.
type network struct {
	c         *collector
	uses      []uint8 // by node: how often ways pass, an end or a cut twice; 2 is a junction
	numbers   []int32 // by node: its junction's number; −1: none
	junctions []geo.Point
	edges     []edge
	shapes    []geo.Line
	report    Report
}

func newNetwork(c *collector) *network {
	n := &network{c: c, uses: make([]uint8, c.nodes.Len()), numbers: make([]int32, c.nodes.Len())}
	n.report = Report{Ways: int64(len(c.ways)), Broken: c.broken}
	runs := n.runs()
	for i := range n.uses {
		n.numbers[i] = -1
		if n.uses[i] > 1 {
			n.numbers[i] = int32(len(n.junctions))
			n.junctions = append(n.junctions, c.nodes.Place(i))
		}
	}
	for _, r := range runs {
		n.cut(r)
	}
	return n
}

// run is a part of a way that the extract has without a gap.
type run struct {
	nodes   []int32
	passage passage
}

// runs finds the nodes of all ways and counts how often they are passed.
func (n *network) runs() []run {
	var runs []run
	nodes := make([]int32, 0, len(n.c.refs)) // of all runs
	for _, w := range n.c.ways {
		start, missing := len(nodes), int64(0)
		end := func() {
			if len(nodes)-start > 1 {
				r := run{nodes: nodes[start:len(nodes):len(nodes)], passage: w.passage}
				runs = append(runs, r)
				n.pass(r.nodes[0])
				n.pass(r.nodes[len(r.nodes)-1])
			}
			start = len(nodes)
		}
		for _, ref := range n.c.refs[w.from:w.to] {
			number, found := n.c.nodes.Number(ref)
			switch {
			case !found:
				missing++
				end()
			case len(nodes) == start || nodes[len(nodes)-1] != int32(number):
				nodes = append(nodes, int32(number))
				n.pass(int32(number))
			}
		}
		end()
		n.report.Cut += min(missing, 1)
	}
	return runs
}

// pass counts to two.
func (n *network) pass(node int32) { n.uses[node] = min(2, n.uses[node]+1) }

// cut makes edges of a run, from junction to junction.
func (n *network) cut(r run) {
	from := 0
	for to := 1; to < len(r.nodes); to++ {
		if n.numbers[r.nodes[to]] >= 0 {
			n.add(r.nodes[from:to+1], r.passage)
			from = to
		}
	}
}

// add makes an edge of nodes. One longer than any road is left out, as its sums
// would not fit.
func (n *network) add(nodes []int32, p passage) {
	shape := make(geo.Line, len(nodes))
	for i, node := range nodes {
		shape[i] = n.c.nodes.Place(int(node))
	}
	length := lengthOf(shape)
	if length > math.MaxInt32 {
		n.report.Broken++
		return
	}
	e := edge{
		from: n.numbers[nodes[0]], to: n.numbers[nodes[len(nodes)-1]], length: int32(length),
		forward: timeAt(length, p.forward), backward: timeAt(length, p.backward),
	}
	n.edges, n.shapes = append(n.edges, e), append(n.shapes, shape)
}

// timeAt is duration for edges: closed where the speed is 0, and as long as can be
// where it would not fit.
func timeAt(length, speed int64) int32 {
	if speed <= 0 {
		return closed
	}
	return int32(min(duration(length, speed), math.MaxInt32))
}

// lengthOf is the sum of the segments of a line, each in whole millimetres.
func lengthOf(line geo.Line) int64 {
	var sum int64
	last := geo.NewVantage(line[0])
	for _, p := range line[1:] {
		next := geo.NewVantage(p)
		sum += last.DistanceMillimetres(next)
		last = next
	}
	return sum
}
