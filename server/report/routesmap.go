package report

import (
	"math"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// routeMap is the drawing of a day: its ways and numbered visits, north up, on a
// plane that is true to scale in its middle. Units are those of the drawing.
type routeMap struct {
	Width, Height int
	Roads         string // all around, as the path of SVG has them; may be empty
	Ways          []mapWay
	Spots         []mapSpot
	Bar           mapBar
}

// mapWay is a line as SVG has it: "x,y x,y".
type mapWay struct {
	Points string
	Class  string // road, guessed or walk
}

// mapSpot is a visit; the label of the start is empty.
type mapSpot struct {
	X, Y  string
	Label string
}

// mapBar says how long so many units are.
type mapBar struct {
	Length string
	Label  string
}

// Size and margin of a drawing. One that is much wider than high, or the reverse,
// gets room at its sides.
const (
	mapWidth  = 1000
	mapHeight = 620
	mapMargin = 34
)

// plane maps positions to a drawing.
type plane struct {
	box    geo.Box
	narrow float64 // what a degree of longitude is of one of latitude
	scale  float64 // units for 10⁻⁷ degree of latitude
}

func newPlane(box geo.Box) plane {
	middle := (box.Min.Lat.Degrees() + box.Max.Lat.Degrees()) / 2
	p := plane{box: box, narrow: math.Max(0.01, geo.Cosine(middle))}
	const least = 2000 // a single place has some 22 m around it
	wide := math.Max(least, float64(p.narrow*float64(int64(box.Max.Lon)-int64(box.Min.Lon))))
	high := math.Max(least, float64(int64(box.Max.Lat)-int64(box.Min.Lat)))
	p.scale = math.Min((mapWidth-2*mapMargin)/wide, (mapHeight-2*mapMargin)/high)
	return p
}

// place is where a position lies, with its middle in the middle of the drawing.
func (p *plane) place(at geo.Point) (x, y string) {
	east, north := p.from(at)
	return tenth(mapWidth/2 + east), tenth(mapHeight/2 - north)
}

// from is how many units east and north of the middle a position lies.
func (p *plane) from(at geo.Point) (east, north float64) {
	middleLon, middleLat := (int64(p.box.Min.Lon)+int64(p.box.Max.Lon))/2, (int64(p.box.Min.Lat)+int64(p.box.Max.Lat))/2
	east = float64(p.scale * float64(p.narrow*float64(int64(at.Lon)-middleLon)))
	north = float64(p.scale * float64(int64(at.Lat)-middleLat))
	return east, north
}

func tenth(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// bar is a round length of at most a quarter of the width.
func (p *plane) bar() mapBar {
	metre := float64(p.scale * float64(1e7*180/(math.Pi*geo.EarthRadius)))
	most := mapWidth / 4 / metre
	length := math.Pow(10, math.Floor(math.Log10(most)))
	for _, times := range []float64{5, 2} {
		if times*length <= most {
			length *= times
			break
		}
	}
	label := strconv.FormatFloat(length, 'f', -1, 64) + " m"
	if length >= 1000 {
		label = strconv.FormatFloat(length/1000, 'f', -1, 64) + " km"
	}
	return mapBar{Length: tenth(length * metre), Label: label}
}

// drawing draws the day.
func (d *routeDay) drawing() routeMap {
	ways := d.ways()
	box := d.start().At.Bounds()
	for i := range ways {
		box = box.Union(ways[i].line.Bounds())
	}
	on := newPlane(box)
	m := routeMap{Width: mapWidth, Height: mapHeight, Bar: on.bar()}
	if d.routes.Roads != nil {
		m.Roads = on.background(d.routes.Roads(on.whole()))
	}
	for i := range ways {
		m.Ways = append(m.Ways, on.way(&ways[i]))
	}
	x, y := on.place(d.start().At)
	m.Spots = append(m.Spots, mapSpot{X: x, Y: y})
	for _, v := range d.visits() {
		x, y := on.place(v.spot().At)
		m.Spots = append(m.Spots, mapSpot{X: x, Y: y, Label: strconv.Itoa(v.number)})
	}
	return m
}

func (p *plane) way(w *routeWay) mapWay {
	drawn := mapWay{Class: "road"}
	switch {
	case w.leg == nil:
		drawn.Class = "walk"
	case w.guessed():
		drawn.Class = "guessed"
	}
	points := make([]string, len(w.line))
	for i, at := range w.line {
		x, y := p.place(at)
		points[i] = x + "," + y
	}
	drawn.Points = strings.Join(points, " ")
	return drawn
}
