package vroom

import (
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/route"
)

// layOut numbers the places and fills the matrix.
func (b *builder) layOut(ways Ways) error {
	b.stops = make([]int, len(b.in.jobs))
	b.starts = slices.Repeat([]int{route.Anywhere}, len(b.in.vehicles))
	b.ends = slices.Clone(b.starts)
	if b.in.durations != nil {
		b.layOutMatrix()
	} else if err := b.layOutPoints(ways); err != nil {
		return err
	}
	b.openStarts()
	if b.first != nil {
		return b.first
	}
	return nil
}

// each calls place for all locations and keeps what it returns.
func (b *builder) each(place func(o object, l *location, coordinates, index string) int) {
	for i := range b.in.vehicles {
		v := &b.in.vehicles[i]
		if v.start.given() {
			b.starts[i] = place(v.object, &v.start, "start", "start_index")
		}
		if v.end.given() {
			b.ends[i] = place(v.object, &v.end, "end", "end_index")
		}
	}
	for i := range b.in.jobs {
		b.stops[i] = place(b.in.jobs[i].object, &b.in.jobs[i].at, "location", "location_index")
	}
}

// layOutMatrix takes the problem's own matrix. A time beyond the horizon is that of
// no way.
func (b *builder) layOutMatrix() {
	size := len(b.in.durations)
	b.each(func(o object, l *location, _, index string) int {
		switch {
		case l.index < 0:
			o.require(index)
		case l.index >= size:
			o.fail(ErrIndex, index, "0 … "+strconv.Itoa(size-1))
		}
		return l.index
	})
	b.Route.Travel = route.Travel{Size: size, Milliseconds: make([]int32, 0, size*size)}
	for _, row := range b.in.durations {
		for _, seconds := range row {
			b.Route.Travel.Milliseconds = append(b.Route.Travel.Milliseconds, milliseconds(seconds))
		}
	}
	for _, row := range b.in.distances {
		for _, metres := range row {
			b.metres = append(b.metres, int32(min(metres, 1<<31-1)))
		}
	}
}

func milliseconds(seconds int64) int32 {
	if seconds > horizon {
		return route.Unreachable
	}
	return int32(1000 * seconds)
}

// layOutPoints asks for the ways between all coordinates, equal ones being one place.
func (b *builder) layOutPoints(ways Ways) error {
	var points []geo.Point
	number := map[geo.Point]int{}
	b.each(func(o object, l *location, coordinates, _ string) int {
		if l.numbers == nil {
			o.require(coordinates)
			return 0
		}
		p, err := geo.ParsePoint(string(l.numbers[0]), string(l.numbers[1]))
		if err != nil {
			o.fail(ErrValue, coordinates, "[-180 … 180, -90 … 90]")
			return 0
		}
		if _, known := number[p]; !known {
			number[p] = len(points)
			points = append(points, p)
		}
		return number[p]
	})
	if b.first != nil {
		return b.first
	}
	if ways == nil {
		return &geo.Error{Code: ErrMissing, Value: "matrices." + b.in.profile}
	}
	times, lengths, err := ways(points, b.in.profile)
	if err != nil {
		return err
	}
	b.Route.Travel = route.Travel{Size: len(points), Milliseconds: make([]int32, len(times))}
	for i, ms := range times {
		b.Route.Travel.Milliseconds[i] = route.Unreachable
		if ms >= 0 {
			b.Route.Travel.Milliseconds[i] = milliseconds((int64(ms) + 999) / 1000)
		}
	}
	for _, mm := range lengths {
		b.metres = append(b.metres, int32((int64(mm)+500)/1000))
	}
	return nil
}

// openStarts adds a place that is no way from everywhere, if a vehicle begins
// wherever its first job is.
func (b *builder) openStarts() {
	if !slices.Contains(b.starts, route.Anywhere) {
		return
	}
	t, size := &b.Route.Travel, b.Route.Travel.Size
	t.Milliseconds = widened(t.Milliseconds, size)
	if b.metres != nil {
		b.metres = widened(b.metres, size)
	}
	t.Size = size + 1
	for i, start := range b.starts {
		if start == route.Anywhere {
			b.starts[i] = size
		}
	}
}

// widened is a matrix with a row and a column of zeros more.
func widened(entries []int32, size int) []int32 {
	wide := make([]int32, 0, (size+1)*(size+1))
	for row := range size {
		wide = append(append(wide, entries[row*size:][:size]...), 0)
	}
	return append(wide, make([]int32, size+1)...)
}
