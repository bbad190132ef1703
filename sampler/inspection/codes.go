package inspection

import "sitedraw/geo"

// What can be wrong with findings, openings and settlements. Each is a key of the
// catalogue in server/text.
const (
	ErrNotDrawn   geo.Code = "inspection.not-drawn"   // a finding of the site Value, which is no pick of the record
	ErrNotOpened  geo.Code = "inspection.not-opened"  // a finding of the reserve Value, which nobody opened
	ErrReplaced   geo.Code = "inspection.replaced"    // a finding of the site Value, in whose place is the reserve Want
	ErrItem       geo.Code = "inspection.item"        // the item Value, which the check sheet lacks; Names are at most ten it has
	ErrNoResult   geo.Code = "inspection.no-result"   // a finding of the site Value without checks and without score
	ErrTwoResults geo.Code = "inspection.two-results" // a score Value beside checks
	ErrChecks     geo.Code = "inspection.checks"      // a number of checks outside Want
	ErrScore      geo.Code = "inspection.score"       // a score outside Want
	ErrPhoto      geo.Code = "inspection.photo"       // not the SHA-256 of a photo in Want digits of lower case
	ErrWhen       geo.Code = "inspection.when"        // not a date or a time such as Want
	ErrReason     geo.Code = "inspection.reason"      // not one of the reasons Want
	ErrPick       geo.Code = "inspection.pick"        // the site Value does not stand in that stratum
	ErrOpened     geo.Code = "inspection.opened"      // the site Value was replaced already, by Want
	ErrTurn       geo.Code = "inspection.turn"        // the reserve Value, although Want is next
	ErrNoReserve  geo.Code = "inspection.no-reserve"  // no reserve is left for the site Value
	ErrSettlement geo.Code = "inspection.settlement"  // the finding Value is not one of those that contradict each other, Names
)
