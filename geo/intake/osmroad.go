package intake

import (
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/osm"
)

// roadClasses are the values of highway of what cars can use.
var roadClasses = map[string]bool{
	"motorway": true, "motorway_link": true, "trunk": true, "trunk_link": true,
	"primary": true, "primary_link": true, "secondary": true, "secondary_link": true,
	"tertiary": true, "tertiary_link": true, "unclassified": true, "residential": true,
	"living_street": true, "service": true, "pedestrian": true, "track": true,
}

// noteRoad notes a way that is a road, whatever category it belongs to.
func (c *collector) noteRoad(id int64, t osm.Tags) {
	if roadClasses[t.Value("highway")] {
		c.roads = append(c.roads, id)
	}
}

// takeRoads hands the roads over, by id of way: of those that the extract cuts,
// the parts it has. All lines share one slice of positions.
func (c *collector) takeRoads() {
	slices.Sort(c.roads)
	c.roads = slices.Compact(c.roads)
	count := 0
	for _, id := range c.roads {
		refs, _ := c.ways.Find(id)
		count += len(refs)
	}
	points := make([]geo.Point, 0, count)
	for _, id := range c.roads {
		refs, _ := c.ways.Find(id)
		points = c.roadParts(points, refs)
	}
	c.roads = nil
}

// roadParts adds the runs of a way's nodes that the extract has as lines, their
// positions to points, without immediate repetitions.
func (c *collector) roadParts(points []geo.Point, refs []int64) []geo.Point {
	start := len(points)
	end := func() {
		if len(points)-start > 1 {
			c.x.result.Roads = append(c.x.result.Roads, geo.Line(points[start:len(points):len(points)]))
		} else {
			points = points[:start]
		}
		start = len(points)
	}
	for _, ref := range refs {
		p, found := c.nodes.Find(ref)
		switch {
		case !found:
			end()
		case len(points) == start || points[len(points)-1] != p:
			points = append(points, p)
		}
	}
	end()
	return points
}
