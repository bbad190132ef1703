// Package stream reads files from strangers within bounds: it undoes gzip, and
// ends what has no end.
//
// # Model
//
// A [Reader] is a buffered reader of one file. It counts the bytes it yields,
// against a limit for the whole file and one for a token: whatever the caller
// reads between two calls of Refill, such as a row or an element.
//
// # Guarantees
//
// Memory and time stay bounded by [Limits], whatever the file promises: an
// archive is unpacked as a stream, a member that yields nothing ends it. Every
// error is a [geo.Error]; one of a reader that was called off keeps its cause.
// Content that is read before the error is what the file has.
//
// # Out of scope
//
// Formats, encodings of text, and archives of several files (package geo/intake).
//
// # Use
//
//	in := stream.Open(file, stream.Limits{})
//	head, err := in.Unpack()
//	for more {
//		in.Refill()
//		line, err := in.ReadString('\n')
//	}
package stream
