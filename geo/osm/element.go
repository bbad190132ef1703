package osm

import (
	"strconv"

	"sitedraw/geo"
)

// Kind is the kind of an element. The zero value is a node.
type Kind uint8

// The kinds of elements, as PBF numbers them.
const (
	NodeKind Kind = iota
	WayKind
	RelationKind
)

// String is the kind's name in OSM XML.
func (k Kind) String() string { return [...]string{"node", "way", "relation"}[k] }

// ID is how an element is called outside: "osm:way/123".
func ID(kind Kind, id int64) string {
	return "osm:" + kind.String() + "/" + strconv.FormatInt(id, 10)
}

// Tag is a tag of an element.
type Tag struct{ Key, Value string }

// Tags are those of one element.
type Tags []Tag

// Value returns the value of a key, empty if the element has it not. That of
// "name" falls back on the Chinese name.
func (t Tags) Value(key string) string {
	fallback := ""
	for i := range t {
		switch t[i].Key {
		case key:
			return t[i].Value
		case "name:zh":
			fallback = t[i].Value
		}
	}
	if key == "name" {
		return fallback
	}
	return ""
}

// Member of a relation.
type Member struct {
	Kind Kind
	Ref  int64
	Role string
}

// Handler takes the elements of an extract in the file's order. Slices are valid
// until it returns; the texts of tags are of a block that they keep alive.
type Handler interface {
	Node(id int64, p geo.Point, t Tags)
	Way(id int64, refs []int64, t Tags)
	Relation(id int64, members []Member, t Tags)
	// Broken is told of an element that cannot be taken, by ID or kind.
	Broken(id string, err error)
	// Count is told of n further elements, references, members or tags before they
	// are handed over; its error ends the reading.
	Count(n int) error
}
