package store

import (
	"time"

	"sitedraw/sampler"
)

// Why a plan of routes replaces another one.
const (
	Replanned = "replan" // a team ran late
	Swapped   = "swap"   // a reserve stands in for a site that is closed
)

// Routes are a plan of who visits the sites of a draw, and when. They name people:
// what is dropped is gone for good, and its number is not given again.
type Routes struct {
	Draw      int64
	Number    int64          // from 1 in each draw
	Digest    sampler.Digest // of the itinerary
	Itinerary Packed         // its canonical bytes; a list has the digest only
	Summary   []byte         // JSON object: what a list says of it
	Teams     []byte         // JSON object: the teams as they were given
	Replaces  int64          // number of another plan of the draw; 0: none
	Why       string         // empty unless it replaces another one
	Made      Act
}

// RoutesReader reads plans of routes; those that were dropped are not there.
type RoutesReader interface {
	Routes(draw, number int64) (Routes, error)
	// RoutesOf lists those of a draw, the newest first, without their itineraries.
	RoutesOf(draw int64) ([]Routes, error)
	// RoutedDraws lists the numbers of a register's draws that have routes, the newest
	// first.
	RoutedDraws(register string) ([]int64, error)
}

// RoutesWriter adds plans of routes and drops them.
type RoutesWriter interface {
	// AddRoutes gives the number, the draw's next. ErrState if what it replaces is not
	// there.
	AddRoutes(Routes) (number int64, err error)
	DropRoutes(draw, number int64, at time.Time) error
}
