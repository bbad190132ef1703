package dispatch

import (
	"context"
	"strconv"
	"unicode/utf8"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/sampler"
	"sitedraw/sampler/itinerary"
)

// Travel is what it takes to go between places, which are those of Places,
// ReplanPlaces or SwapPlaces in their order.
type Travel struct {
	Matrix  *road.Matrix
	Legs    func(from, to int) (itinerary.Leg, bool) // lines and snaps by numbers of places; nil: none is known
	Profile string                                   // car, ebike, foot, or what a foreign matrix is called
	Snaps   []int64                                  // how far each place lies off the roads, millimetres; nil: not known
}

// Estimated returns travel times without roads, which are marked as such.
func Estimated(profile road.Profile, places []geo.Point) (Travel, error) {
	m, err := road.DefaultEstimate(profile).Matrix(places)
	return Travel{Matrix: m, Profile: profile.Name}, err
}

// OnRoads returns travel times on the roads of a graph made for a profile. The
// errors are those of road.Graph's SnapAll, among them road.ErrRegion, and Matrix.
// progress may be nil.
func OnRoads(ctx context.Context, roads *road.Graph, places []geo.Point, progress func(done, total int)) (Travel, error) {
	snaps, err := roads.SnapAll(ctx, places)
	if err != nil {
		return Travel{}, err
	}
	m, err := roads.Matrix(ctx, snaps, progress)
	if err != nil {
		return Travel{}, err
	}
	legs := func(from, to int) (itinerary.Leg, bool) {
		leg, found := roads.Leg(snaps[from], snaps[to])
		return itinerary.Leg{
			FromSnap: snaps[from].Millimetres, ToSnap: snaps[to].Millimetres,
			Millimetres: leg.Millimetres, Path: itinerary.Positions(leg.Line...),
		}, found
	}
	off := make([]int64, len(snaps))
	for i := range snaps {
		off[i] = snaps[i].Millimetres
	}
	return Travel{Matrix: m, Legs: legs, Snaps: off}, nil
}

// Arranged returns travel times that a file gave with labels in the order of
// places, which have labels too: see Labels. A file may have more places. The error
// is ErrLabels, or that a label stands twice or is no UTF-8.
func Arranged(f *road.File, labels []string) (*road.Matrix, error) {
	number := map[string]int{}
	for i, label := range f.Labels {
		if !utf8.ValidString(label) {
			return nil, &geo.Error{Code: geo.ErrTextEncoding}
		}
		if _, twice := number[label]; twice {
			return nil, &geo.Error{Code: sampler.ErrListTwice, Value: excerpt(label)}
		}
		number[label] = i
	}
	order := make([]int, len(labels))
	for i, label := range labels {
		n, known := number[label]
		if !known {
			return nil, &geo.Error{Code: ErrLabels, Value: label}
		}
		order[i] = n
	}
	m := &road.Matrix{N: len(order), Estimated: f.Estimated, Milliseconds: make([]int32, len(order)*len(order))}
	if f.Millimetres != nil {
		m.Millimetres = make([]int32, len(m.Milliseconds))
	}
	for i, from := range order {
		for j, to := range order {
			m.Milliseconds[i*m.N+j] = f.Milliseconds[from*f.N+to]
			if f.Millimetres != nil {
				m.Millimetres[i*m.N+j] = f.Millimetres[from*f.N+to]
			}
		}
	}
	return m, nil
}

// check wants travel times of as many places as there are.
func (t *Travel) check(places int) error {
	if t.Matrix == nil || t.Matrix.N != places {
		got := 0
		if t.Matrix != nil {
			got = t.Matrix.N
		}
		return &geo.Error{Code: ErrPlaces, Value: strconv.Itoa(got), Want: strconv.Itoa(places)}
	}
	return nil
}

// leg is the way from one place to another as an itinerary has it. An estimate
// without a line is drawn straight.
func (t *Travel) leg(p *places, from, to int) itinerary.Leg {
	var leg itinerary.Leg
	if t.Legs != nil {
		if known, found := t.Legs(from, to); found {
			leg = known
		}
	}
	milliseconds, millimetres := t.Matrix.At(from, to)
	leg.Milliseconds, leg.Estimated = int64(milliseconds), t.Matrix.Estimated
	if millimetres != road.Unreachable {
		leg.Millimetres = int64(millimetres)
	}
	if leg.Estimated && len(leg.Path) == 0 {
		leg.Path = itinerary.Positions(p.points[from], p.points[to])
	}
	return leg
}
