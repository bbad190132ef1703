package exposure

import "sitedraw/geo"

// What can be wrong with what is asked. Each is a key of the catalogue in
// server/text.
const (
	ErrHalfWidth geo.Code = "exposure.half-width" // not between 0 and 1
	ErrReplays   geo.Code = "exposure.replays"    // a number of draws below 0
	ErrAlarm     geo.Code = "exposure.alarm"      // a false-alarm rate not between 0 and 1
	ErrShares    geo.Code = "exposure.shares"     // Value shares for Want sites
	ErrDate      geo.Code = "exposure.date"       // no date such as Want
	ErrCalendar  geo.Code = "exposure.calendar"   // no rule for dates of rounds such as one of Want
	ErrNear      geo.Code = "exposure.near"       // a distance below 0 within which places are one
	ErrNoMap     geo.Code = "exposure.no-map"     // a plan without a step off the phone map
)
