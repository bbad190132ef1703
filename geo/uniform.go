package geo

// Window is an area in which uniform points are drawn: the union of polygons,
// or a whole box.
type Window struct {
	cover

	lon, dx float64 // degrees
	s, ds   float64 // sine of the latitude
}

// NewWindow returns the union of at least one polygon.
func NewWindow(polygons MultiPolygon) Window {
	w := BoxWindow(polygons.Bounds())
	w.cover = newCover(polygons)
	return w
}

// BoxWindow returns the whole box as a window.
func BoxWindow(b Box) Window {
	lon := b.Min.Lon.Degrees()
	s := sin(b.Min.Lat.radians())
	return Window{
		cover: cover{box: b},
		lon:   lon, dx: b.Max.Lon.Degrees() - lon,
		s: s, ds: sin(b.Max.Lat.radians()) - s,
	}
}

// Covers reports whether p lies in the window; its boundary counts.
func (w Window) Covers(p Point) bool { return w.covers(p) }

// Try makes of two numbers, uniform on (0, 1), a point that is uniform on the
// sphere's surface within the window's box, and tells whether it lies in the
// window. Repeated until true it gives uniform points of the window (draw-v1 §8).
func (w Window) Try(east, north float64) (Point, bool) {
	p := w.At(east, north)
	return p, w.Whole() || w.covers(p)
}

// At is the point of Try, of numbers from 0 to 1. It lies no farther west for a
// greater first number, and no farther south for a greater second one but for a
// unit of rounding.
func (w Window) At(east, north float64) Point {
	lon := w.lon + float64(east*w.dx)
	lat := float64(asin(w.s+float64(north*w.ds)) * turned)
	return Point{Lon: E7(Round(float64(lon * 1e7))), Lat: E7(Round(float64(lat * 1e7)))}
}

// Whole reports whether the window covers all of its box.
func (w Window) Whole() bool { return w.grid == nil }
