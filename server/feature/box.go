package feature

import (
	"sort"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// Box is a closed rectangle of coordinates of a system. One whose West is greater
// than its East crosses the meridian of 180°.
type Box struct {
	West, South, East, North float64

	crs CRS
}

// ParseBox reads the lower and the upper corner, in the order that the system's
// coordinates have; each may have a height, which no feature has. Numbers beyond
// the Earth are no error: programs ask so when a map shows more than it. The error
// is ErrBox.
func ParseBox(text string, crs CRS) (Box, error) {
	wrong := &geo.Error{Code: ErrBox, Value: text, Want: "117.1,28.2,117.3,28.4"}
	parts := strings.Split(text, ",")
	if len(parts) != 4 && len(parts) != 6 {
		return Box{}, wrong
	}
	n := make([]float64, len(parts))
	for i, part := range parts {
		var ok bool
		if n[i], ok = parseNumber(part); !ok {
			return Box{}, wrong
		}
	}
	if len(n) == 6 {
		if n[2] > n[5] {
			return Box{}, wrong
		}
		n = []float64{n[0], n[1], n[3], n[4]}
	}
	b := Box{n[0], n[1], n[2], n[3], crs}
	if crs.latFirst() {
		b.West, b.South, b.East, b.North = n[1], n[0], n[3], n[2]
	}
	if b.South > b.North {
		return Box{}, wrong
	}
	return b, nil
}

// parseNumber reads a decimal number: no NaN, no infinity, no hexadecimal.
func parseNumber(s string) (float64, bool) {
	const longest = 64
	if len(s) > longest || strings.Trim(s, "0123456789+-.eE") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// rectangles are the positions whose written coordinates lie in the box: one
// rectangle, two if the box crosses 180°, or none.
func (b Box) rectangles() []geo.Box {
	if b.West <= b.East {
		return b.between(nil, b.West, b.East)
	}
	west := b.between(nil, b.West, b.crs.east(geo.MaxLon))
	return b.between(west, b.crs.east(-geo.MaxLon), b.East)
}

// between adds the rectangle of a part of the box, unless it is empty.
func (b Box) between(list []geo.Box, west, east float64) []geo.Box {
	minLon, maxLon := within(b.crs.east, geo.MaxLon, west, east)
	minLat, maxLat := within(b.crs.north, geo.MaxLat, b.South, b.North)
	if minLon > maxLon || minLat > maxLat {
		return list
	}
	return append(list, geo.Box{Min: geo.Point{Lon: minLon, Lat: minLat}, Max: geo.Point{Lon: maxLon, Lat: maxLat}})
}

// within finds the least and the greatest angle whose coordinate lies from low to
// high; the first is greater than the second if there is none.
func within(coordinate func(geo.E7) float64, most geo.E7, low, high float64) (from, to geo.E7) {
	angles := 2*int(most) + 1
	angle := func(i int) geo.E7 { return geo.E7(int64(i) - int64(most)) }
	first := sort.Search(angles, func(i int) bool { return coordinate(angle(i)) >= low })
	beyond := sort.Search(angles, func(i int) bool { return coordinate(angle(i)) > high })
	if first >= beyond {
		return 1, 0
	}
	return angle(first), angle(beyond - 1)
}
