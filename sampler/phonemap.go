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
	from, err := c.anchors()
	if err != nil || from.none() || len(c.members) == 0 {
		return err
	}
	found := newShown(c, from.window)
	want := c.n + c.reserve
	for try := 0; len(c.main)+len(c.reserves) < want && try < triesPerPick*want; try++ {
		if found.left == 0 {
			break
		}
		anchor, lit, err := from.next(found.darkness)
		if err != nil {
			return err
		}
		if err := c.poll(try); err != nil {
			return err
		}
		if !lit {
			continue
		}
		chosen, ok := found.choose(anchor, from.stream)
		if ok && c.takeFrom(found.sites[chosen], c.noted(anchor)) {
			found.hide(chosen)
		}
	}
	return nil
}

// noted is an anchor for the record; nil if nobody reads one.
func (c *scope) noted(anchor geo.Point) *geo.Point {
	if c.record == nil {
		return nil
	}
	kept := anchor // so that one that nobody reads takes no memory
	return &kept
}

// anchors are the places where a scope's map is opened, one after the other.
type anchors struct {
	c      *scope
	stream *Stream
	window *geo.Window // where they fall; nil if they are those of points
	points []geo.Point
	turn   int
}

func (c *scope) anchors() (anchors, error) {
	a := anchors{c: c, stream: &c.stream}
	a.stream.open(c.key)
	var err error
	if step, ok := c.step.Map.anchorStep(); ok {
		a.points, err = c.pickedAnchors(step)
	} else {
		a.window, err = c.window()
	}
	return a, err
}

func (a *anchors) none() bool { return a.window == nil && len(a.points) == 0 }

// next returns the next anchor, and false if it lies in the dark, where nobody asks
// for its place.
func (a *anchors) next(d *darkness) (anchor geo.Point, lit bool, err error) {
	if a.window == nil {
		return a.picked(), true, nil
	}
	for try := 1; ; try++ {
		east := a.stream.Unit()
		north := a.stream.Unit()
		lit := d.shows(east, north)
		if !lit && a.window.Whole() {
			return geo.Point{}, false, nil
		}
		if p, inside := a.window.Try(east, north); inside {
			return p, lit, nil
		}
		if err := a.c.poll(try); err != nil {
			return geo.Point{}, false, err
		}
	}
}

// window returns where random anchors fall.
func (c *scope) window() (*geo.Window, error) {
	return kept(c.memo.windows, "map.in "+c.step.Map.In, func() (*geo.Window, error) {
		w, err := c.frame.window(c.step.Map.In)
		return &w, err
	})
}

// window returns where the anchors of a map fall.
func (f *Frame) window(category string) (geo.Window, error) {
	polygons, box, err := f.MapArea(category)
	if err != nil {
		return geo.Window{}, err
	}
	if polygons == nil {
		return geo.BoxWindow(box), nil
	}
	return geo.NewWindow(polygons), nil
}

// MapArea returns where the anchors of a map fall: in the polygons of a category,
// or for the empty code in no polygons but the box around the positions of all
// located sites. The error is ErrNoPolygons.
func (f *Frame) MapArea(category string) (geo.MultiPolygon, geo.Box, error) {
	if category == "" {
		return nil, f.box(), nil
	}
	var polygons geo.MultiPolygon
	for _, site := range f.inCategory(category) {
		polygons = append(polygons, geo.Polygons(f.sites[site].Geometry)...)
	}
	if len(polygons) == 0 {
		return nil, geo.Box{}, bad(ErrNoPolygons, "map.in", category, "")
	}
	return polygons, polygons.Bounds(), nil
}

// box is the one around the positions of all located sites.
func (f *Frame) box() (box geo.Box) {
	first := true
	for i := range f.sites {
		if p, located := f.sites[i].Position(); located {
			if first {
				box, first = p.Bounds(), false
			}
			box = box.Union(p.Bounds())
		}
	}
	return box
}

// pickedAnchors are the positions of an earlier step's main picks.
func (c *scope) pickedAnchors(step string) ([]geo.Point, error) {
	var points []geo.Point
	for _, site := range c.done[step].main {
		p, located := c.frame.sites[site].Position()
		if !located {
			return nil, &geo.Error{Code: ErrAnchor, At: geo.Place{Column: "map.anchor"},
				Names: []string{c.frame.sites[site].ID}}
		}
		points = append(points, p)
	}
	return points, nil
}

// picked goes round the points.
func (a *anchors) picked() geo.Point {
	p := a.points[a.turn%len(a.points)]
	a.turn++
	return p
}

// shown finds what a phone shows around an anchor: the nearest candidates that
// are not yet picked.
type shown struct {
	*sight

	c     *scope
	sites []int32 // by their numbers on the map
	list  int
	left  int // candidates not yet picked
}

// sight looks among the sites of a map.
type sight struct {
	finder   *geo.Finder
	radius   int64     // millimetres
	darkness *darkness // nil if it is not worth while
}

func newShown(c *scope, window *geo.Window) shown {
	sites, key := c.mapped()
	s, _ := kept(c.memo.sights, key, func() (*sight, error) { return c.newSight(sites, window, key), nil })
	s.finder.ShowAll()
	for number, left := 0, c.members; number < len(sites) && len(sites) > len(c.members); number++ {
		if len(left) > 0 && left[0] == sites[number] {
			left = left[1:]
		} else {
			s.finder.Hide(int32(number))
		}
	}
	p := c.step.Map
	list := clampInt(p.List)
	if p.Take == TakeNearest {
		list = 1
	}
	return shown{sight: s, c: c, sites: sites, list: list, left: len(c.members)}
}

// mapped returns the sites that the scope's map is made of, and the key under which
// that is kept: the candidates, with those whom not_in leaves out under this seed
// if there is a map that has them.
func (c *scope) mapped() (sites []int32, key string) {
	whole := c.step.Stage() == "" && c.step.By == ""
	if len(c.step.NotIn) > 0 && whole && c.memo.pools != nil {
		return c.memo.pools[c.step.ID], c.name
	}
	return c.members, c.memo.key(c.step, c.name)
}

// newSight looks among sites. What is kept for many draws also learns where nothing
// is seen.
func (c *scope) newSight(sites []int32, window *geo.Window, key string) *sight {
	points := make([]geo.Point, len(sites))
	for i, site := range sites {
		points[i], _ = c.frame.sites[site].Position()
	}
	index := geo.NewIndex(points)
	p := c.step.Map
	s := &sight{finder: index.Finder(), radius: 1000 * min(p.Radius, 1<<32)}
	if c.memo.sights != nil && key != "" && window != nil {
		s.darkness = newDarkness(window, index.Finder(), s.radius)
	}
	return s
}

// choose takes one of the sites shown, by its number among the candidates; false if
// none is.
func (s *shown) choose(anchor geo.Point, stream *Stream) (int32, bool) {
	near := s.finder.Numbers(anchor, s.list, s.radius)
	if len(near) == 0 {
		return 0, false
	}
	chosen := uint64(0)
	if s.c.step.Map.Take == TakeAny {
		chosen = stream.Below(uint64(len(near)))
	}
	return near[chosen], true
}

func (s *shown) hide(number int32) {
	s.finder.Hide(number)
	s.left--
}
