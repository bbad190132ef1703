package remote

import "sitedraw/geo"

// What can be wrong with a server and its answers. Each is a key of the catalogue in
// server/text. At.File is the server, At.Column the places asked about, from → to.
const (
	ErrKind     geo.Code = "remote.kind"     // no protocol is called Value; Want lists them
	ErrAddress  geo.Code = "remote.address"  // Value is no address of a server
	ErrOption   geo.Code = "remote.option"   // Value of the option in At.Column is not as Want says
	ErrConnect  geo.Code = "remote.connect"  // no connection, or it broke, in Want tries
	ErrTimeout  geo.Code = "remote.timeout"  // no answer in Value seconds, in Want tries
	ErrStatus   geo.Code = "remote.status"   // the server failed with Value, in Want tries
	ErrBusy     geo.Code = "remote.busy"     // the server has too many requests, in Want tries
	ErrLater    geo.Code = "remote.later"    // the server wants to be left alone for Want seconds
	ErrRefused  geo.Code = "remote.refused"  // the server says that Value is wrong with the request
	ErrTooBig   geo.Code = "remote.too-big"  // the server finds even the smallest table too large
	ErrRouting  geo.Code = "remote.routing"  // the engine behind a VROOM server says Value
	ErrRedirect geo.Code = "remote.redirect" // the server sends to Value, another address
	ErrType     geo.Code = "remote.type"     // an answer of type Value that begins with Want
	ErrLong     geo.Code = "remote.long"     // an answer beyond Want bytes
	ErrAnswer   geo.Code = "remote.answer"   // Value is not the protocol's; Want should stand there
	ErrSize     geo.Code = "remote.size"     // a table of Value entries, not Want
	ErrEntry    geo.Code = "remote.entry"    // an entry Value that is no number from 0 to Want, nor null
)
