package road

import "sitedraw/geo"

// Lines returns the roads whose bounds meet a box, each once, to be drawn.
func (g *Graph) Lines(box geo.Box) (lines []geo.Line) {
	for _, shape := range g.shapes {
		if shape.Bounds().Intersects(box) {
			lines = append(lines, shape)
		}
	}
	return lines
}
