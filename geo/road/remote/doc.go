// Package remote asks servers how long it takes between places: OSRM, Valhalla, or
// one that solves routes as VROOM does.
//
// # Model
//
// A [Server] is a protocol and an address, such as "osrm:https://host/path".
// [Server.Matrix] cuts the matrix of all places into blocks, asks for one after the
// other and puts them together. A block that the server finds too large is asked for
// in quarters. What passes by itself (429, 500, 502, 503, 504, a broken connection, no
// answer in time) is tried again, after a pause that doubles or as long as the server
// says; anything else ends it. With a folder every block is kept as a file until all
// are there, so that the next run asks only for those that are missing.
//
// OSRM is asked by /table, Valhalla by /sources_to_targets. VROOM gives no tables, nor
// can its plan mode be had everywhere, but it solves problems: a vehicle for each pair
// of places, which starts at one and may do a single job at the other, as only they
// share a skill. The travel time on arrival is the entry.
//
// # Guarantees
//
// The same answers give the same matrix, however they are cut into blocks and how
// often a run was interrupted. An answer counts only if it is whole: of the right size,
// each entry a number that fits or the null of a pair without a way. A kept block
// counts only if its digest, its places and its server are right. No more requests
// leave than the rate allows, one at a time. Answers are read up to a bound. Errors
// name the server without user, password and query, what was asked and what came.
// Requests follow no redirect to another host. Nobody here asks the time or waits
// except by what [Options] hold.
//
// # Out of scope
//
// Geometry of ways, traffic, costs by other measures; pairs without a way from VROOM,
// which refuses the whole problem instead; certificates and proxies, which are those of
// the http.Client.
//
// # Use
//
//	server, err := remote.ParseServer("osrm:https://router.example/")
//	matrix, err := server.Matrix(ctx, places, remote.Options{
//		Now: time.Now, Random: rand.Reader, Profile: "car", Folder: "travel.part",
//	})
package remote
