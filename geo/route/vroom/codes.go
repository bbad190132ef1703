package vroom

import "sitedraw/geo"

// What can be wrong with a problem. At.Column is the path of the member, such as
// jobs[3].time_windows[0].
const (
	ErrJSON        geo.Code = "vroom.json"        // no JSON object
	ErrSize        geo.Code = "vroom.size"        // more than can be held
	ErrMissing     geo.Code = "vroom.missing"     // a member that has to be there
	ErrValue       geo.Code = "vroom.value"       // of another type, or out of bounds
	ErrUnsupported geo.Code = "vroom.unsupported" // what cannot be kept exactly
	ErrDouble      geo.Code = "vroom.double"      // an id that is there twice
	ErrIndex       geo.Code = "vroom.index"       // no row of the matrix
	ErrAmounts     geo.Code = "vroom.amounts"     // not as many amounts as the first vehicle has capacities
	ErrMixed       geo.Code = "vroom.mixed"       // deliveries and pickups in one dimension
	ErrSetup       geo.Code = "vroom.setup"       // that may be due or not
	ErrHorizon     geo.Code = "vroom.horizon"     // too long after the first time
	ErrBreak       geo.Code = "vroom.break"       // that cannot be taken within the vehicle's time window
)
