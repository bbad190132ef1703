// Package server is the HTTP service: registers, plans, seals and draws, kept for
// good, for a county's office, its units and inspectors, and for outsiders who
// check what was drawn.
//
// routes.go is the whole API on one page: for each route who may use it and which
// scope a token needs. Each noun has a file of its own with its handlers, which
// are thin: they decode, call geo or sampler, write to the store, encode. What a
// request passes before is package middleware's; error.go is the only place where
// an error becomes a status.
//
// Conventions of every answer: JSON with names in snake_case; times in RFC 3339,
// UTC; digests in lower-case hex; positions as [longitude, latitude] in degrees of
// WGS 84 with seven decimals, unless ?datum= asks otherwise; texts in the language
// of ?lang= or Accept-Language. A list is {"items": […], "next": "/api/v1/…"},
// ordered and paged by key, so that it neither skips nor repeats what was there
// before and stays. What is created answers 201 with its Location; work that takes
// over a second answers 202 with the Location of its job.
//
// Who may see a draw is decided in visible.go and nowhere else: before its release
// nobody but the office sees more than the commitment in the log, and inspectors
// their own part on its day; reserves that were not opened are shown to nobody but
// the office until the draw is concluded, which is also when the seed is published,
// since whoever knows it can compute them.
//
// Things that happen at their time (a seal closes, opens, a draw is released) are
// done by schedule.go, in order and once, also those that fell due while the server
// was down. Every one of them is a leaf of the transparency log, and the stream of
// events is that log.
package server
