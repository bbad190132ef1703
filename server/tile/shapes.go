package tile

import (
	"slices"

	"sitedraw/geo"
)

// The first zooms at which lines and surfaces are worth their bytes: before, they
// would be a few units long.
const (
	TownshipsZoom = 7
	RoadsZoom     = 9
	VillagesZoom  = 11
	LinesZoom     = 8  // of sites, those of longUnits
	ShapesZoom    = 11 // of sites
)

// longUnits is how far a line goes, along a parallel or a meridian, that is drawn
// below ShapesZoom: a sixteenth of a tile, so that a map that is fitted to long lines
// shows them.
const longUnits = 256

// shape is a line or a surface on the grid.
type shape struct {
	owner    int // number of the site, area or road
	surface  bool
	low, top spot     // corners of its box, both included
	parts    [][]path // polygons, each its rings; of a line, one part with one path
}

type path []spot

// appendShape adds a geometry to a list; points are no shapes.
func appendShape(list []shape, owner int, g geo.Geometry, datum geo.Datum) []shape {
	s := shape{owner: owner}
	switch g := g.(type) {
	case geo.Line:
		s.parts = [][]path{{newPath(g, datum)}}
	case geo.Polygon, geo.MultiPolygon:
		s.surface = true
		for _, polygon := range geo.Polygons(g) {
			rings := make([]path, len(polygon))
			for i, ring := range polygon {
				rings[i] = newPath(ring[1:], datum) // the last is the first
			}
			s.parts = append(s.parts, rings)
		}
	default:
		return list
	}
	s.low, s.top = s.parts[0][0][0], s.parts[0][0][0]
	for _, part := range s.parts {
		for _, at := range part[0] {
			s.low = spot{min(s.low.x, at.x), min(s.low.y, at.y)}
			s.top = spot{max(s.top.x, at.x), max(s.top.y, at.y)}
		}
	}
	return append(list, s)
}

func newPath[P ~[]geo.Point](positions P, datum geo.Datum) path {
	p := make(path, len(positions))
	for i, at := range positions {
		p[i] = spotOf(at, datum)
	}
	return p
}

// bytes is about how much memory it takes.
func (s *shape) bytes() int64 {
	bytes := int64(96)
	for _, part := range s.parts {
		for _, p := range part {
			bytes += 24 + 8*int64(len(p))
		}
	}
	return bytes
}

// comesInto reports whether the shape's box, and with it perhaps the shape, comes
// into a tile or its buffer.
func (s *shape) comesInto(at Address) bool {
	low, top := at.unit(s.low), at.unit(s.top)
	return low.x <= clipMax && top.x >= clipMin && low.y <= clipMax && top.y >= clipMin
}

// long reports whether the shape is a line of longUnits in tiles of a zoom.
func (s *shape) long(at Address) bool {
	low, top := at.unit(s.low), at.unit(s.top)
	return !s.surface && max(top.x-low.x, top.y-low.y) >= longUnits
}

// draw draws what of the shape comes into a tile.
func (s *shape) draw(p *pen, at Address) {
	for _, part := range s.parts {
		if s.surface {
			drawPolygon(p, at, part)
		} else {
			drawLine(p, at, part[0])
		}
	}
}

func (s *shape) kind() kind {
	if s.surface {
		return surfaceKind
	}
	return lineKind
}

// drawLine draws the parts of a line in a tile.
func drawLine(p *pen, at Address, line path) {
	for _, part := range clipLine(at.simple(line)) {
		p.path(part)
	}
}

// nearUnits is how far apart the positions of a line are at least where every site
// is not itself yet: half a pixel of a screen.
const nearUnits = 4

// simple are a line's positions in units of a tile; below SitesZoom without those
// that lie too near to the one before. It depends on the zoom only, not on the tile.
func (a Address) simple(line path) []unit {
	units := make([]unit, 0, len(line))
	for i, s := range line {
		u := a.unit(s)
		if i > 0 && i < len(line)-1 && a.Zoom < SitesZoom && near(u, units[len(units)-1]) {
			continue
		}
		units = append(units, u)
	}
	return units
}

func near(u, v unit) bool {
	return max(u.x-v.x, v.x-u.x) < nearUnits && max(u.y-v.y, v.y-u.y) < nearUnits
}

// drawPolygon draws what of a polygon comes into a tile: the outer ring turning
// right, its holes left. What has no surface in units is left out, an outer ring
// with its holes.
func drawPolygon(p *pen, at Address, rings []path) {
	for i, ring := range rings {
		units := make([]unit, len(ring))
		for j, s := range ring {
			units[j] = at.unit(s)
		}
		units = clipRing(units)
		area := doubledArea(units)
		if area == 0 && i == 0 {
			return
		}
		if area == 0 {
			continue
		}
		if outer := i == 0; outer != (area > 0) {
			slices.Reverse(units)
		}
		p.ring(units)
	}
}

// shapeLayer writes the lines and surfaces of sites.
func (s *Source) shapeLayer(o *order) *layer {
	l := o.layer("shapes", siteKeys[:keyPointCount])
	if o.Zoom < LinesZoom {
		return l
	}
	for i := range s.shapes {
		one := &s.shapes[i]
		if !one.comesInto(o.Address) || o.Zoom < ShapesZoom && !one.long(o.Address) {
			continue
		}
		l.begin()
		if one.draw(&l.pen, o.Address); len(l.pen.b) > 0 {
			l.site(&s.sites[one.owner], &s.siteWords[one.owner])
		}
		l.end(siteID(int32(one.owner)), one.kind())
	}
	return l
}

var areaKeys = []string{"id", "name", "area", "level"}

// areaLayer writes the surfaces of areas.
func (s *Source) areaLayer(o *order) *layer {
	l := o.layer("areas", areaKeys)
	for i := range s.borders {
		one := &s.borders[i]
		if o.Zoom < s.areas[one.owner].Zoom || !one.comesInto(o.Address) {
			continue
		}
		l.begin()
		if one.draw(&l.pen, o.Address); len(l.pen.b) > 0 {
			l.area(&s.areas[one.owner], &s.areaWords[one.owner])
		}
		l.end(uint64(one.owner)+1, one.kind())
	}
	return l
}

// roadLayer writes the roads, which have no attributes.
func (s *Source) roadLayer(o *order) *layer {
	l := o.layer("roads", nil)
	if o.Zoom < RoadsZoom {
		return l
	}
	for i := range s.roads {
		one := &s.roads[i]
		if !one.comesInto(o.Address) {
			continue
		}
		l.begin()
		one.draw(&l.pen, o.Address)
		l.end(uint64(one.owner)+1, one.kind())
	}
	return l
}
