package stream

import "sitedraw/geo"

// What can be wrong with a file before anybody looks at its format. Each is a key
// of the catalogue in server/text.
const (
	ErrEmpty     geo.Code = "intake.empty"     // the file holds nothing
	ErrTruncated geo.Code = "intake.truncated" // the file ends too early
	ErrRead      geo.Code = "intake.read"      // the file cannot be read
	ErrGzip      geo.Code = "intake.gzip"      // the compressed data is damaged
	ErrTooLong   geo.Code = "intake.too-long"  // a row or token beyond Want bytes
	ErrTooBig    geo.Code = "intake.too-big"   // the file, or what it unpacks to, is beyond Want bytes
)
