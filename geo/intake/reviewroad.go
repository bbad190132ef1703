package intake

import "sitedraw/geo"

// reviewRoads finds the points that lie off the roads, and tries every datum on
// them.
func (f *Findings) reviewRoads(sites []geo.Site, o ReviewOptions) {
	if len(o.Roads) == 0 {
		return
	}
	roads, mapped := geo.NewLineIndex(o.Roads), mappedBox(o.Roads)
	var points []geo.Point
	var distances []int64
	for i := range sites {
		p, is := sites[i].Geometry.(geo.Point)
		if !is || !mapped.Contains(p) {
			continue
		}
		_, mm, _ := roads.Nearest(p, geo.AnyDistance)
		points, distances = append(points, p), append(distances, mm)
		if mm > roadReach {
			f.OffRoad = append(f.OffRoad, Far{ID: sites[i].ID, Millimetres: mm})
		}
	}
	f.Checked = len(points)
	sortFar(f.OffRoad)
	for _, far := range f.OffRoad {
		if far.Millimetres > f.Farthest.Millimetres {
			f.Farthest = far
		}
	}
	if f.Checked > 0 {
		f.tryDatums(points, distances, roads)
	}
}

// mappedBox is where roads would be known: the box around them and a kilometre
// more, as a wrong datum may shift a point out of it.
func mappedBox(roads []geo.Line) geo.Box {
	const margin = 100_000 // E7
	box := roads[0].Bounds()
	for _, road := range roads[1:] {
		box = box.Union(road.Bounds())
	}
	box.Min.Lon, box.Min.Lat = max(-geo.MaxLon, box.Min.Lon-margin), max(-geo.MaxLat, box.Min.Lat-margin)
	box.Max.Lon, box.Max.Lat = min(geo.MaxLon, box.Max.Lon+margin), min(geo.MaxLat, box.Max.Lat+margin)
	return box
}

// tryDatums reads the points in each datum and decides which is likely.
func (f *Findings) tryDatums(points []geo.Point, distances []int64, roads *geo.LineIndex) {
	manyOff := 5*len(f.OffRoad) > f.Checked
	best := Reading{}
	for _, datum := range geo.Datums() {
		r := readIn(datum, points, distances, roads)
		f.Readings = append(f.Readings, r)
		switch {
		case datum == geo.WGS84:
			best = r
		case manyOff && r.OnRoad > best.OnRoad, !manyOff && r.clear() && r.Gained-r.Lost > best.Gained-best.Lost:
			best = r
		}
	}
	f.Likely = best.Datum
}

func readIn(datum geo.Datum, points []geo.Point, distances []int64, roads *geo.LineIndex) Reading {
	r := Reading{Datum: datum}
	for i, p := range points {
		if moved, err := datum.Point(p.Lon.Degrees(), p.Lat.Degrees()); err == nil {
			p = moved
		}
		_, mm, on := roads.Nearest(p, roadReach)
		if on {
			r.OnRoad++
		}
		switch was, is := distances[i] <= besideReach, on && mm <= besideReach; {
		case is && !was:
			r.Gained++
		case was && !is:
			r.Lost++
		}
	}
	return r
}

// clear holds if more points are gained than lost, by two standard deviations of
// a fair coin or more. The right datum loses hardly any; a wrong one loses more
// than it gains.
func (r Reading) clear() bool {
	net := r.Gained - r.Lost
	return net > 0 && net*net >= 4*(r.Gained+r.Lost)
}
