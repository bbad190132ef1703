package itinerary

import "sitedraw/geo"

// What can be wrong with an itinerary, beside what sampler's reader finds. Each is
// a key of the catalogue in server/text.
const (
	ErrSpec      geo.Code = "itinerary.spec"     // an itinerary of another form; Want is the known one
	ErrZone      geo.Code = "itinerary.zone"     // no offset from UTC as Want
	ErrDate      geo.Code = "itinerary.date"     // no date as Want
	ErrDateOrder geo.Code = "itinerary.days"     // a day that is not after the one above it, Want
	ErrTimeOrder geo.Code = "itinerary.time"     // a time before Want, which comes first
	ErrLegs      geo.Code = "itinerary.legs"     // not as many legs as visits and way home need
	ErrPath      geo.Code = "itinerary.path"     // fewer positions than a place or a way has
	ErrTwice     geo.Code = "itinerary.twice"    // a stop that stands twice
	ErrTotals    geo.Code = "itinerary.totals"   // not the sum, Want
	ErrEstimate  geo.Code = "itinerary.estimate" // an estimated leg in an itinerary that has none
	ErrReasons   geo.Code = "itinerary.reasons"  // not one reason for each team, in their order: Want
	ErrChecks    geo.Code = "itinerary.checks"   // a check that stands twice, or before an earlier category
)
