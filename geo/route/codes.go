package route

import "sitedraw/geo"

// What can be wrong with a problem. At.Column is the path of the member, such as
// stops[3].windows[0].
const (
	ErrNoTeams    geo.Code = "route.no-teams"   // nobody to drive
	ErrNoHours    geo.Code = "route.no-hours"   // a team without shifts
	ErrHours      geo.Code = "route.hours"      // ends before it begins, or not in order
	ErrTime       geo.Code = "route.time"       // outside 0 … MaxTime
	ErrPlace      geo.Code = "route.place"      // no place of the matrix
	ErrTravelSize geo.Code = "route.matrix"     // not Size × Size entries
	ErrTravelTime geo.Code = "route.travel"     // an entry below Unreachable
	ErrAmount     geo.Code = "route.amount"     // a load that is negative or too great
	ErrBound      geo.Code = "route.bound"      // a negative bound
	ErrWeights    geo.Code = "route.weights"    // not one for each stop
	ErrWeight     geo.Code = "route.weight"     // one below 1, or a sum beyond 63 bits
	ErrPriorities geo.Code = "route.priorities" // too many different ones to be weighed
	ErrIterations geo.Code = "route.iterations" // outside 1 … MostIterations
)
