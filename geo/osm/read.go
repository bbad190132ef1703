package osm

import (
	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// The names of the formats.
const (
	PBFFormat = "osm-pbf"
	XMLFormat = "osm-xml"
)

// Read reads an extract whose head is given, in the format that this shows. The
// error is ErrFormat, or that of the format's reader.
func Read(in *stream.Reader, head []byte, into Handler) error {
	switch {
	case IsPBF(head):
		return ReadPBF(in, into)
	case IsXML(head):
		return ReadXML(in, into)
	default:
		return &geo.Error{Code: ErrFormat, Value: stream.Quote(head), Want: PBFFormat + ", " + XMLFormat}
	}
}
