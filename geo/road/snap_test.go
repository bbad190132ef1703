package road

import (
	"context"
	"errors"
	"testing"

	"sitedraw/geo"
)

// street is one-way, eastwards, with a way back round the north.
var street = []string{
	"1 0 0", "2 10 0", "3 10 5", "4 0 5",
	"1 2: highway=residential oneway=yes",
	"2 3 4 1: highway=residential",
	"1 4: highway=footway",
}

// A place is snapped to the arc, not to a junction; walks are at 5 km/h.
func TestSnap(t *testing.T) {
	g := buildTown(t, Car(), street...)
	s := g.Snap(at(2.5, 0.5))
	if s.Road != at(2.5, 0) || s.Far() {
		t.Errorf("Snap = %+v, want %v", s, at(2.5, 0))
	}
	want := geo.DistanceMillimetres(at(2.5, 0.5), at(2.5, 0))
	milliseconds, millimetres := s.access()
	if s.Millimetres != want || millimetres != want || milliseconds != (want*18+12)/25 {
		t.Errorf("access = %d ms, %d mm, want %d mm at 5 km/h", milliseconds, millimetres, want)
	}
	for _, c := range []struct {
		place geo.Point
		far   bool
	}{{at(5, -2.69), false}, {at(5, -2.71), true}} { // 299 m and 301 m
		if s := g.Snap(c.place); s.Far() != c.far {
			t.Errorf("Snap(%v) at %d mm: Far = %v", c.place, s.Millimetres, s.Far())
		}
	}
}

// Along the arc goes who may; against it he goes round.
func TestSameArc(t *testing.T) {
	g := buildTown(t, Car(), street...)
	snaps := []Snap{g.Snap(at(2, 0)), g.Snap(at(4, 0)), g.Snap(at(8, 5)), g.Snap(at(6, 5))}
	m, err := g.Matrix(t.Context(), snaps, nil)
	if err != nil {
		t.Fatal(err)
	}
	length := func(points ...geo.Point) int64 { return lengthOf(points) }
	for _, c := range []struct {
		from, to int
		want     int64
	}{
		{0, 1, length(at(2, 0), at(4, 0))},
		{1, 0, length(at(4, 0), at(10, 0), at(10, 5), at(0, 5), at(0, 0), at(2, 0))},
		{2, 3, length(at(8, 5), at(6, 5))},
		{3, 2, length(at(6, 5), at(8, 5))},
		{1, 2, length(at(4, 0), at(10, 0), at(10, 5), at(8, 5))},
	} {
		milliseconds, millimetres := m.At(c.from, c.to)
		if off := int64(millimetres) - c.want; off < -50 || off > 50 {
			t.Errorf("%d to %d: %d mm, want %d", c.from, c.to, millimetres, c.want)
		}
		if off := int64(milliseconds) - duration(c.want, 25_000); off < -20 || off > 20 {
			t.Errorf("%d to %d: %d ms, want %d", c.from, c.to, milliseconds, duration(c.want, 25_000))
		}
		leg, _ := g.Leg(snaps[c.from], snaps[c.to])
		checkLine(t, leg, snaps[c.from].Place, snaps[c.to].Place)
	}
}

// A place at a junction is at all its arcs, also at the end of a one-way one.
func TestSnapAtJunction(t *testing.T) {
	g := buildTown(t, Car(), street...)
	snaps := []Snap{g.Snap(at(10, 0)), g.Snap(at(0, 0)), g.Snap(at(10, 5))}
	m, err := g.Matrix(t.Context(), snaps, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, there := m.At(0, 2)
	_, back := m.At(2, 0)
	if want := geo.DistanceMillimetres(at(10, 0), at(10, 5)); int64(there) != want || int64(back) != want {
		t.Errorf("%d and %d mm, want %d", there, back, want)
	}
}

// Roads of another region are refused with the distance; one near place is enough.
func TestSnapAll(t *testing.T) {
	g := buildTown(t, Car(), street...)
	far := []geo.Point{at(5, -100), at(5, 1000)}
	_, err := g.SnapAll(t.Context(), far)
	var e *geo.Error
	if !errors.As(err, &e) || e.Code != ErrRegion || e.Value != "11119" || e.Want != "300" {
		t.Errorf("SnapAll = %v, want %s of 11119 m", err, ErrRegion)
	}
	snaps, err := g.SnapAll(t.Context(), append(far, at(5, 1)))
	if err != nil || !snaps[0].Far() || snaps[2].Far() {
		t.Errorf("SnapAll = %v, %v", snaps, err)
	}
	if snaps, err := g.SnapAll(t.Context(), nil); err != nil || len(snaps) != 0 {
		t.Errorf("SnapAll of none = %v, %v", snaps, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.SnapAll(ctx, far); !errors.Is(err, context.Canceled) {
		t.Errorf("SnapAll after the end = %v", err)
	}
}
