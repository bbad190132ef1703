package estimate

import "sitedraw/geo"

// What can be wrong with results, and with what is asked of them. Each is a key of
// the catalogue in server/text.
const (
	ErrFrame       geo.Code = "estimate.frame"        // the record is of another frame; Want is its digest
	ErrCoordinated geo.Code = "estimate.coordinated"  // the record's picks depend on other rounds; Value is the mode
	ErrNotDrawn    geo.Code = "estimate.not-drawn"    // a result of a site that is no pick of the record
	ErrReserve     geo.Code = "estimate.reserve"      // a result of a reserve although no main pick before it lacks one
	ErrUnknownSite geo.Code = "estimate.unknown-site" // a result of a site that the frame lacks
	ErrTwice       geo.Code = "estimate.twice"        // two results of one site
	ErrScore       geo.Code = "estimate.score"        // a score outside 0 … 1
	ErrChecks      geo.Code = "estimate.checks"       // more checks met than observed, or a score beside checks
	ErrNone        geo.Code = "estimate.none"         // no results
	ErrProbability geo.Code = "estimate.probability"  // a pick whose probability Value is not above 0 and at most 1
	ErrMisleading  geo.Code = "estimate.misleading"   // an estimator that is wrong for the method Want of the step
	ErrRounds      geo.Code = "estimate.rounds"       // rounds that are one and the same, or too few
	ErrPoints      geo.Code = "estimate.points"       // questionnaire points outside Want
	ErrDraws       geo.Code = "estimate.draws"        // a number of draws outside Want
)
