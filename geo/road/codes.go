package road

import "sitedraw/geo"

// What can be wrong with roads, matrices and trips. Each is a key of the catalogue
// in server/text; those of packages osm and stream occur too.
const (
	ErrProfile          geo.Code = "road.profile"      // no profile is called Value; Want lists them
	ErrNoRoads          geo.Code = "road.none"         // no road of the file can be used by profile Value
	ErrRegion           geo.Code = "road.region"       // the nearest road is Value metres off, at most Want
	ErrCache            geo.Code = "road.cache"        // a cache that is damaged, or of another source or profile
	ErrMatrixEmpty      geo.Code = "matrix.empty"      // no rows
	ErrMatrixSize       geo.Code = "matrix.size"       // a row, or the whole, has Value entries, not Want
	ErrMatrixMissing    geo.Code = "matrix.missing"    // an entry is missing
	ErrMatrixNumber     geo.Code = "matrix.number"     // an entry is no number
	ErrMatrixNegative   geo.Code = "matrix.negative"   // an entry is below zero
	ErrMatrixLarge      geo.Code = "matrix.large"      // an entry is beyond Want
	ErrMatrixDiagonal   geo.Code = "matrix.diagonal"   // from a place to itself it takes Value
	ErrMatrixAsymmetric geo.Code = "matrix.asymmetric" // Value one way, Want the other
	ErrMatrixJSON       geo.Code = "matrix.json"       // not the JSON of a matrix
	ErrMatrixLabel      geo.Code = "matrix.label"      // row Value stands where the heading has Want
	ErrTrips            geo.Code = "road.trips"        // no trip says how fast people are
	ErrTrip             geo.Code = "road.trip"         // a trip of no length or duration
	ErrTripHeading      geo.Code = "road.trip-heading" // the first row of a file of trips lacks Want
	ErrTripNumber       geo.Code = "road.trip-number"  // Value is no number above zero, at most Want
	ErrTooManyTrips     geo.Code = "road.trips-many"   // more than Want trips
	ErrTooManyPlaces    geo.Code = "road.too-many"     // more than Want places
)
