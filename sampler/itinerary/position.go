package itinerary

import (
	"encoding/json"
	"reflect"
	"strconv"

	"sitedraw/geo"
)

// Position is a point that is written as in frames: [lon, lat] in units of 10⁻⁷
// degree.
type Position struct{ geo.Point }

// Positions returns the points of a way, or of one place.
func Positions(points ...geo.Point) []Position {
	list := make([]Position, len(points))
	for i, p := range points {
		list[i] = Position{p}
	}
	return list
}

// Line returns the positions as a line.
func Line(path []Position) geo.Line {
	line := make(geo.Line, len(path))
	for i, p := range path {
		line[i] = p.Point
	}
	return line
}

// MarshalJSON writes the position.
func (p Position) MarshalJSON() ([]byte, error) {
	b := append(strconv.AppendInt([]byte{'['}, int64(p.Lon), 10), ',')
	return append(strconv.AppendInt(b, int64(p.Lat), 10), ']'), nil
}

// UnmarshalJSON reads two whole numbers; whether they are on the Earth is New's to
// say, which knows where they stand.
func (p *Position) UnmarshalJSON(b []byte) error {
	var degrees []geo.E7
	if err := json.Unmarshal(b, &degrees); err != nil || len(degrees) != 2 {
		return &json.UnmarshalTypeError{Value: string(b), Type: reflect.TypeFor[Position]()}
	}
	p.Point = geo.Point{Lon: degrees[0], Lat: degrees[1]}
	return nil
}
