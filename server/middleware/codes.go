package middleware

import "sitedraw/geo"

// What can be wrong with a request before anybody looks at what it asks for, and
// with the settings of a server. Each is a key of the catalogue in server/text.
const (
	ErrRequest       geo.Code = "http.request"     // not a request as HTTP has it
	ErrForbidden     geo.Code = "http.forbidden"   // he who asks may not
	ErrNoRoute       geo.Code = "http.route"       // nothing is at this address
	ErrMethod        geo.Code = "http.method"      // method Value is not among Want
	ErrNotAcceptable geo.Code = "http.accept"      // no form of the answer is accepted; possible are Want
	ErrUploadSlow    geo.Code = "http.upload-slow" // the body came too slowly
	ErrUploadCut     geo.Code = "http.interrupted" // the body ended before its end
	ErrTooLarge      geo.Code = "http.long"        // the body is beyond Want bytes
	ErrMediaType     geo.Code = "http.media-type"  // a body of type Value is not read; Want are
	ErrHost          geo.Code = "http.host"        // the server is not Value, but Want
	ErrInternal      geo.Code = "http.program"     // a fault of the program
	ErrNotReady      geo.Code = "http.not-ready"   // the server cannot work now
	ErrDeadline      geo.Code = "http.deadline"    // the answer took too long
	ErrEscape        geo.Code = "http.escape"      // a percent sign without two hex digits in Value
	ErrSlowReader    geo.Code = "http.slow-reader" // a reader of a stream fell too far behind
	ErrOrigin        geo.Code = "cors.origin"      // Value is not an origin such as Want
	ErrAnyOrigin     geo.Code = "cors.any"         // every origin with credentials
	ErrCertificate   geo.Code = "tls.certificate"  // the certificate and its key cannot be read
)
