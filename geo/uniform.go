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

// Try takes two numbers from unit, uniform on (0, 1), and returns a point that
// is uniform on the sphere's surface within the window's box, and whether it
// lies in the window. Repeated until true it gives uniform points of the window
// (draw-v1 §8).
func (w Window) Try(unit func() float64) (Point, bool) {
	lon := w.lon + float64(unit()*w.dx)
	lat := float64(asin(w.s+float64(unit()*w.ds)) * turned)
	p := Point{Lon: E7(Round(float64(lon * 1e7))), Lat: E7(Round(float64(lat * 1e7)))}
	return p, w.grid == nil || w.covers(p)
}
