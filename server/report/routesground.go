package report

import (
	"math"
	"strconv"

	"sitedraw/geo"
)

// whole is what the drawing shows, margins and sides included.
func (p *plane) whole() geo.Box {
	east, north := mapWidth/2/p.scale/p.narrow, mapHeight/2/p.scale
	lon, lat := float64(p.box.Min.Lon/2+p.box.Max.Lon/2), float64(p.box.Min.Lat/2+p.box.Max.Lat/2)
	return geo.Box{
		Min: geo.Point{Lon: bounded(lon-east, geo.MaxLon), Lat: bounded(lat-north, geo.MaxLat)},
		Max: geo.Point{Lon: bounded(lon+east, geo.MaxLon), Lat: bounded(lat+north, geo.MaxLat)},
	}
}

func bounded(v float64, most geo.E7) geo.E7 {
	return geo.E7(math.Max(-float64(most), math.Min(float64(most), v)))
}

// unit is a place of the drawing in whole units.
type unit struct{ x, y int }

// background draws roads in whole units, every bit of them once, so that a county's
// roads take no more than the drawing has room for.
func (p *plane) background(roads []geo.Line) string {
	var path []byte
	end := unit{math.MinInt, math.MinInt} // of the path, which is nowhere yet
	drawn := map[[2]unit]bool{}
	for _, road := range roads {
		from := p.unit(road[0])
		for _, at := range road[1:] {
			to := p.unit(at)
			side, back := [2]unit{from, to}, [2]unit{to, from}
			if to != from && p.shows(side) && !drawn[side] && !drawn[back] {
				if from != end {
					path = from.append(append(path, 'M'))
				}
				path = to.append(append(path, 'L'))
				drawn[side], end = true, to
			}
			from = to
		}
	}
	return string(path)
}

// shows reports whether a side may be within the drawing.
func (*plane) shows(side [2]unit) bool {
	a, b := side[0], side[1]
	return max(a.x, b.x) >= 0 && min(a.x, b.x) <= mapWidth && max(a.y, b.y) >= 0 && min(a.y, b.y) <= mapHeight
}

// unit is where a position lies, to whole units.
func (p *plane) unit(at geo.Point) unit {
	east, north := p.from(at)
	return unit{int(geo.Round(mapWidth/2 + east)), int(geo.Round(mapHeight/2 - north))}
}

func (u unit) append(b []byte) []byte {
	return strconv.AppendInt(append(strconv.AppendInt(b, int64(u.x), 10), ' '), int64(u.y), 10)
}
