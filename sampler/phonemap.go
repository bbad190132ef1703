package sampler

import (
	"sitedraw/geo"
)

// triesPerPick bounds the anchors of a map draw: draw-v1 §6.5.
const triesPerPick = 1000

// drawMap picks as somebody does who opens a phone map at a random place and
// takes one of the sites shown (draw-v1 §6.5). The inclusion probabilities are
// those of the sites' catchments and known only by simulation.
func (c *scope) drawMap() error {
	stream := NewStream(c.key)
	next, err := c.anchors(stream)
	if err != nil || next == nil || len(c.members) == 0 {
		return err
	}
	found := newShown(c)
	want := c.n + c.reserve
	for try := 0; len(c.main)+len(c.reserves) < want && try < triesPerPick*want; try++ {
		if found.left == 0 {
			break
		}
		anchor, err := next()
		if err != nil {
			return err
		}
		if err := c.poll(try); err != nil {
			return err
		}
		chosen, ok := found.choose(anchor, stream)
		if ok && c.takeFrom(c.members[chosen], &anchor) {
			found.hide(chosen)
		}
	}
	return nil
}

// anchors returns what gives one anchor after the other; nil if there are none.
func (c *scope) anchors(stream *Stream) (func() (geo.Point, error), error) {
	if step, ok := c.step.Map.anchorStep(); ok {
		return c.pickedAnchors(step)
	}
	window, err := c.window()
	if err != nil {
		return nil, err
	}
	return func() (geo.Point, error) {
		for try := 1; ; try++ {
			if p, inside := window.Try(stream.Unit); inside {
				return p, nil
			}
			if err := c.poll(try); err != nil {
				return geo.Point{}, err
			}
		}
	}, nil
}

// window returns where random anchors fall.
func (c *scope) window() (geo.Window, error) {
	if w, ok := c.windows[c.step.Map.In]; ok {
		return w, nil
	}
	w, err := c.frame.window(c.step.Map.In)
	if err == nil {
		c.windows[c.step.Map.In] = w
	}
	return w, err
}

// window returns the polygons of a category, or for the empty code the box
// around the positions of all located sites.
func (f *Frame) window(category string) (geo.Window, error) {
	if category == "" {
		var box geo.Box
		first := true
		for i := range f.sites {
			if p, located := f.sites[i].Position(); located {
				if first {
					box, first = p.Bounds(), false
				}
				box = box.Union(p.Bounds())
			}
		}
		return geo.BoxWindow(box), nil
	}
	var polygons geo.MultiPolygon
	for _, site := range f.inCategory(category) {
		polygons = append(polygons, geo.Polygons(f.sites[site].Geometry)...)
	}
	if len(polygons) == 0 {
		return geo.Window{}, bad(ErrNoPolygons, "map.in", category, "")
	}
	return geo.NewWindow(polygons), nil
}

// pickedAnchors goes round the positions of an earlier step's main picks.
func (c *scope) pickedAnchors(step string) (func() (geo.Point, error), error) {
	var points []geo.Point
	for _, site := range c.done[step].main {
		p, located := c.frame.sites[site].Position()
		if !located {
			return nil, &geo.Error{Code: ErrAnchor, At: geo.Place{Column: "map.anchor"},
				Names: []string{c.frame.sites[site].ID}}
		}
		points = append(points, p)
	}
	if len(points) == 0 {
		return nil, nil
	}
	turn := 0
	return func() (geo.Point, error) {
		p := points[turn%len(points)]
		turn++
		return p, nil
	}, nil
}

// shown finds what a phone shows around an anchor: the nearest candidates that
// are not yet picked.
type shown struct {
	c      *scope
	finder *geo.Finder
	radius int64 // millimetres
	list   int
	left   int // candidates not yet picked
}

func newShown(c *scope) *shown {
	points := make([]geo.Point, len(c.members))
	for i, site := range c.members {
		points[i], _ = c.frame.sites[site].Position()
	}
	p := c.step.Map
	list := clampInt(p.List)
	if p.Take == TakeNearest {
		list = 1
	}
	return &shown{
		c: c, finder: geo.NewIndex(points).Finder(),
		radius: 1000 * min(p.Radius, 1<<32), list: list, left: len(c.members),
	}
}

// choose takes one of the sites shown, by its number among the candidates; false if
// none is.
func (s *shown) choose(anchor geo.Point, stream *Stream) (int32, bool) {
	near := s.finder.Nearest(anchor, s.list, s.radius)
	if len(near) == 0 {
		return 0, false
	}
	chosen := uint64(0)
	if s.c.step.Map.Take == TakeAny {
		chosen = stream.Below(uint64(len(near)))
	}
	return near[chosen].Number, true
}

func (s *shown) hide(number int32) {
	s.finder.Hide(number)
	s.left--
}
