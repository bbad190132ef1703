package sampler

import "sitedraw/geo"

// darkness is what was found out of the parts of a window from which a phone map
// shows none of some sites, whichever of them are picked: an anchor there needs no
// search. The window's box is cut by the two numbers that anchors are made of
// (draw-v1 §8), and a part is looked at when an anchor first falls into it.
type darkness struct {
	window *geo.Window
	finder *geo.Finder // nothing is hidden from it
	radius int64       // millimetres
	parts  []light
}

type light uint8

const (
	untold light = iota
	dark
	lit
)

const (
	// darkParts is into how many parts either number cuts the box. It is a power of
	// two, so that multiplying by it rounds nothing.
	darkParts = 64
	// unitMillimetres is more than 10⁻⁷ degree is long on any great circle.
	unitMillimetres = 12
)

func newDarkness(window *geo.Window, finder *geo.Finder, radius int64) *darkness {
	return &darkness{window: window, finder: finder, radius: radius, parts: make([]light, darkParts*darkParts)}
}

// shows reports whether something may be shown from an anchor, by its two numbers;
// nil knows of no dark part.
func (d *darkness) shows(east, north float64) bool {
	if d == nil {
		return true
	}
	column, row := int(east*darkParts), int(north*darkParts)
	part := &d.parts[row*darkParts+column]
	if *part == untold {
		*part = d.look(column, row)
	}
	return *part == lit
}

// look asks from the middle of a part, from which any anchor of it is at most as far
// as along a parallel and a meridian.
func (d *darkness) look(column, row int) light {
	at := func(more float64) geo.Point {
		return d.window.At((float64(column)+more)/darkParts, (float64(row)+more)/darkParts)
	}
	from, middle, to := at(0), at(0.5), at(1)
	units := half(from.Lon, middle.Lon, to.Lon) + half(from.Lat, middle.Lat, to.Lat)
	if len(d.finder.Numbers(middle, 1, d.radius+unitMillimetres*units)) > 0 {
		return lit
	}
	return dark
}

// half is the longer part of what a middle divides, and a unit for its rounding.
func half(from, middle, to geo.E7) int64 {
	return max(int64(middle)-int64(from), int64(to)-int64(middle)) + 1
}
