// Package osm reads extracts of OpenStreetMap, as XML (API 0.6) and as PBF, element
// by element. It is shared by what makes sites of them (geo/intake) and what makes
// roads of them (geo/road).
//
// # Model
//
// [ReadXML] and [ReadPBF] hand every node, way and relation to a [Handler] with its
// tags, in the file's order; [Read] finds out which of them it takes. [Nodes] and
// [Ways] keep places and references by id, so that ways find their nodes.
//
// # Guarantees
//
// Coordinates stay integers: decimal text or nanodegrees, rounded once to E7. No
// input makes a reader panic or ask for memory without bound: tokens, blocks and
// what they unpack to are limited here and by package stream, and elements by the
// handler's Count. Elements with a place beyond the Earth or an id that is none
// are handed to Broken; deleted ones are passed over.
//
// # Out of scope
//
// History, changes, metadata, and compressions of PBF other than zlib
// (docs/adr/0003-own-pbf-reader.md).
//
// # Use
//
//	in := stream.Open(file, stream.Limits{})
//	head, _, err := in.Unpack()
//	err = osm.Read(in, head, handler)
//	handler.nodes.Sort()
//	place, found := handler.nodes.Find(id)
package osm
