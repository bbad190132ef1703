// Package feature writes collections of places as GeoJSON features, for clients
// that read a map's data whole. It knows nothing of requests, registers or draws.
//
// A List is what a collection is made of: it never changes, and its order is that
// of the answers, so that a position in it is where the next page begins (Cursor).
// Features writes each of a list's features once, when it is first asked for, in
// one coordinate system (CRS) and datum; an answer (Body) joins their bytes, also
// those that were compressed before. Places finds the features of a Box.
//
// A feature lies in a box if its coordinates as they are written lie in it, or one
// of its sides comes into it: who asks again for what he was given finds it. That
// is decided by the numbers that stand in the answer, which have seven decimals of
// a degree or three of a metre, and on integers.
//
//	list := … // a List
//	features := feature.New(list, feature.View{CRS: feature.EPSG3857})
//	box, err := feature.ParseBox("117,28,118,29", feature.CRS84)
//	found := feature.Some(feature.NewPlaces(list, geo.WGS84).In(box))
//	body := features.Body(head, found, tail)
package feature

import "sitedraw/geo"

// List is what a collection is made of, in the order of its features. It never
// changes, and goroutines may share it.
type List interface {
	Len() int
	// ID is unique in the list, without control characters.
	ID(number int) string
	// Find is the number of an id.
	Find(id string) (number int, found bool)
	// Shape is nil for what has no place.
	Shape(number int) geo.Geometry
	// AppendProperties appends a JSON object.
	AppendProperties(b []byte, number int) []byte
}

// What a request for features can be refused for.
const (
	ErrCRS    geo.Code = "feature.crs"    // no coordinate system that is known: Want has those
	ErrBox    geo.Code = "feature.box"    // not four or six numbers that are a box
	ErrCursor geo.Code = "feature.cursor" // no place in a list
	ErrTime   geo.Code = "feature.time"   // no time or interval of RFC 3339
)
