package road

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

// madeGraph is a graph of any shape, with zero costs and one-way edges among it.
func madeGraph(t *rapid.T) *Graph {
	n := rapid.IntRange(1, 8).Draw(t, "junctions")
	junctions := make([]geo.Point, n)
	for i := range junctions {
		junctions[i] = at(rapid.Float64Range(0, 5).Draw(t, "lon"), rapid.Float64Range(0, 5).Draw(t, "lat"))
	}
	var edges []edge
	var shapes []geo.Line
	for range rapid.IntRange(1, 14).Draw(t, "edges") {
		e := edge{from: int32(rapid.IntRange(0, n-1).Draw(t, "from")), to: int32(rapid.IntRange(0, n-1).Draw(t, "to"))}
		shape := geo.Line{junctions[e.from]}
		for range rapid.IntRange(0, 2).Draw(t, "inner") {
			shape = append(shape, at(rapid.Float64Range(0, 5).Draw(t, "x"), rapid.Float64Range(0, 5).Draw(t, "y")))
		}
		shape = append(shape, junctions[e.to])
		e.length = int32(lengthOf(shape))
		e.forward = rapid.Int32Range(-1, 5).Draw(t, "forward") * 10_000
		e.backward = rapid.Int32Range(-1, 5).Draw(t, "backward") * 10_000
		e.forward, e.backward = max(e.forward, closed), max(e.backward, closed)
		if e.forward == closed {
			e.backward = max(e.backward, 0)
		}
		edges, shapes = append(edges, e), append(shapes, shape)
	}
	return newGraph(junctions, edges, shapes)
}

// bruteCosts are the costs between all junctions (Floyd 1962, doi
// 10.1145/367766.368168).
func bruteCosts(g *Graph) [][]cost {
	n := len(g.junctions)
	costs := make([][]cost, n)
	for i := range costs {
		costs[i] = slices.Repeat([]cost{unreached}, n)
		costs[i][i] = 0
	}
	for _, e := range g.edges {
		if e.forward != closed {
			costs[e.from][e.to] = min(costs[e.from][e.to], newCost(e.forward, e.length))
		}
		if e.backward != closed {
			costs[e.to][e.from] = min(costs[e.to][e.from], newCost(e.backward, e.length))
		}
	}
	for k := range n {
		for i := range n {
			for j := range n {
				if costs[i][k] != unreached && costs[k][j] != unreached {
					costs[i][j] = min(costs[i][j], costs[i][k]+costs[k][j])
				}
			}
		}
	}
	return costs
}

// The matrix is what all ways tried out give, and each leg is what the matrix says:
// in time, in length, and along the line within 1 %.
func TestMatrixIsShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := madeGraph(t)
		costs := bruteCosts(g)
		snaps := make([]Snap, rapid.IntRange(1, 6).Draw(t, "places"))
		for i := range snaps {
			snaps[i] = g.Snap(at(rapid.Float64Range(0, 5).Draw(t, "lon"), rapid.Float64Range(0, 5).Draw(t, "lat")))
		}
		m, err := g.Matrix(context.Background(), snaps, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range snaps {
			for j := range snaps {
				if snaps[i].Place != snaps[j].Place {
					checkEntry(t, g, costs, m, snaps, i, j)
				}
			}
		}
	})
}

func checkEntry(t *rapid.T, g *Graph, costs [][]cost, m *Matrix, snaps []Snap, i, j int) {
	best := g.along(&snaps[i], &snaps[j])
	for _, out := range g.exits(&snaps[i]) {
		for _, in := range g.entries(&snaps[j]) {
			if c := costs[out.junction][in.junction]; c != unreached {
				best = min(best, out.cost+c+in.cost)
			}
		}
	}
	milliseconds, millimetres := m.At(i, j)
	leg, found := g.Leg(snaps[i], snaps[j])
	if best == unreached {
		if milliseconds != Unreachable || millimetres != Unreachable || found {
			t.Fatalf("%d to %d: %d ms, leg %v, want none", i, j, milliseconds, leg)
		}
		return
	}
	walkTime, walk := snaps[i].access()
	otherTime, other := snaps[j].access()
	if int64(milliseconds) != best.milliseconds()+walkTime+otherTime || int64(millimetres) != best.millimetres()+walk+other {
		t.Fatalf("%d to %d: %d ms, %d mm, want %d, %d and walks", i, j, milliseconds, millimetres, best.milliseconds(), best.millimetres())
	}
	if !found || leg.Milliseconds != int64(milliseconds) || leg.Millimetres != int64(millimetres) {
		t.Fatalf("%d to %d: leg %+v, matrix %d ms, %d mm", i, j, leg, milliseconds, millimetres)
	}
	checkLine(t, leg, snaps[i].Place, snaps[j].Place)
}

// checkLine holds a leg's line against its length: within 1 %, and 20 mm at each of
// four roundings to E7.
func checkLine(t interface{ Fatalf(string, ...any) }, leg Leg, from, to geo.Point) {
	length := geo.Millimetres(leg.Line.Length())
	if off := length - leg.Millimetres; off > leg.Millimetres/100+80 || off < -leg.Millimetres/100-80 {
		t.Fatalf("line of %d mm for %d mm", length, leg.Millimetres)
	}
	if leg.Line[0] != from || leg.Line[len(leg.Line)-1] != to {
		t.Fatalf("line %v from %v to %v", leg.Line, from, to)
	}
}

// On real streets legs follow the ways: a straight line would be too short for the
// matrix, and every position but the ends lies on a road.
func TestLegsFollowRoads(t *testing.T) {
	g := buildShared(t, "osm/guixi-360681.osm.gz", Car())
	r := rand.New(rand.NewPCG(5, 6))
	places := make([]geo.Point, 12)
	for i := range places {
		j := g.junctions[r.IntN(len(g.junctions))]
		places[i] = geo.Point{Lon: j.Lon + geo.E7(r.IntN(8000)), Lat: j.Lat + geo.E7(r.IntN(8000))}
	}
	snaps, err := g.SnapAll(t.Context(), places)
	if err != nil {
		t.Fatal(err)
	}
	m, err := g.Matrix(t.Context(), snaps, nil)
	if err != nil {
		t.Fatal(err)
	}
	straight := 0
	for i := range places {
		for j := range places {
			if i == j {
				continue
			}
			leg, found := g.Leg(snaps[i], snaps[j])
			milliseconds, millimetres := m.At(i, j)
			if !found || leg.Milliseconds != int64(milliseconds) || leg.Millimetres != int64(millimetres) {
				t.Fatalf("leg %d to %d: %d ms, %d mm; matrix %d, %d", i, j, leg.Milliseconds, leg.Millimetres, milliseconds, millimetres)
			}
			checkLine(t, leg, places[i], places[j])
			for _, p := range leg.Line[1 : len(leg.Line)-1] {
				if s := g.Snap(p); s.Millimetres > 20 {
					t.Fatalf("leg %d to %d: %v lies %d mm off the roads", i, j, p, s.Millimetres)
				}
			}
			if crow := geo.DistanceMillimetres(places[i], places[j]); crow > leg.Millimetres*99/100 {
				straight++
			}
		}
	}
	if pairs := len(places) * (len(places) - 1); straight > pairs/10 {
		t.Errorf("%d of %d legs are as short as straight lines", straight, pairs)
	}
}

// A search that is called off ends, tells how far it was, and leaves nothing behind.
func TestMatrixCancelled(t *testing.T) {
	defer goleak.VerifyNone(t)
	g, err := Build(t.Context(), bytes.NewReader(madeExtract(30, 0)), BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	snaps := madeSnaps(g, 200, 30)
	ctx, cancel := context.WithCancel(t.Context())
	last := 0
	m, err := g.Matrix(ctx, snaps, func(done, total int) {
		if done != last+1 || total != len(snaps) {
			t.Errorf("progress(%d, %d) after %d", done, total, last)
		}
		if last = done; done == 3 {
			cancel()
		}
	})
	if m != nil || !errors.Is(err, context.Canceled) || last == len(snaps) {
		t.Errorf("Matrix = %v, %v after %d rows", m, err, last)
	}
}

func TestMatrixSizes(t *testing.T) {
	g := buildTown(t, Car(), cross...)
	for _, n := range []int{0, 1} {
		if m, err := g.Matrix(t.Context(), make([]Snap, n), nil); err != nil || m.N != n || len(m.Milliseconds) != n {
			t.Errorf("Matrix of %d = %v, %v", n, m, err)
		}
	}
	if _, err := g.Matrix(t.Context(), make([]Snap, maxPlaces+1), nil); codeOf(t, err) != ErrTooManyPlaces {
		t.Errorf("Matrix of too many = %v", err)
	}
}

func TestMatrixDigest(t *testing.T) {
	base := Matrix{N: 2, Milliseconds: []int32{0, 1, 2, 0}, Millimetres: []int32{0, 3, 4, 0}}
	seen := map[[32]byte]bool{base.Digest(): true}
	for _, m := range []Matrix{
		{},
		{N: 2, Milliseconds: base.Milliseconds},
		{N: 2, Milliseconds: base.Milliseconds, Millimetres: base.Millimetres, Estimated: true},
		{N: 2, Milliseconds: []int32{0, 1, -1, 0}, Millimetres: base.Millimetres},
		{N: 2, Milliseconds: base.Milliseconds, Millimetres: []int32{0, 3, 5, 0}},
	} {
		if seen[m.Digest()] {
			t.Errorf("digest of %+v is known", m)
		}
		seen[m.Digest()] = true
	}
}

func TestHeap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Uint64Range(0, 50), 1, 60).Draw(t, "values")
		var h heap
		for _, v := range values {
			h.push(waiting(v))
		}
		slices.Sort(values)
		for i, want := range values {
			if got := h.pop(); got != waiting(want) {
				t.Fatalf("pop %d = %d, want %d", i, got, want)
			}
		}
	})
}
