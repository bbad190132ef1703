package drill

import "sitedraw/geo"

// What can be wrong with a drill or its calendar. Each is a key of the catalogue in
// server/text; those of texts, of JSON and of what does not go together are
// sampler's and geo's.
const (
	ErrFile  geo.Code = "drill.file"  // neither JSON nor YAML, or with features that it does not need
	ErrLarge geo.Code = "drill.large" // larger than Want bytes

	ErrEndless    geo.Code = "calendar.endless" // the rounds do not end, or not within Want years
	ErrManyRounds geo.Code = "calendar.many"    // more than Want rounds
	ErrNoRounds   geo.Code = "calendar.none"    // no round at all
	ErrZone       geo.Code = "calendar.zone"    // no time zone of the IANA's list
	ErrRule       geo.Code = "calendar.rule"    // no rule of RFC 5545 that rounds can follow; Want is what would do
	ErrRulePart   geo.Code = "calendar.part"    // a part of a rule that rounds cannot follow; Want lists those they can
	ErrDate       geo.Code = "calendar.date"    // no date, or no date and time, such as Want, in the years 2000 to 2999
	ErrOutside    geo.Code = "calendar.outside" // a date before the calendar's start or after its end, Want
	ErrDateOrder  geo.Code = "calendar.order"   // ends before it starts, Want
	ErrSkipped    geo.Code = "calendar.skipped" // a date on which a round is both held and not held
	ErrManyDates  geo.Code = "calendar.dates"   // a list of more than Want dates
	ErrWords      geo.Code = "calendar.words"   // no words for a calendar; Want shows some
)
