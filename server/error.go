package server

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/server/access"
)

// What a request can be refused for.
const (
	ErrNotYet     geo.Code = "http.not-yet"     // the draw has not been released: Want says when
	ErrParameter  geo.Code = "http.parameter"   // of the path or the query
	ErrQuery      geo.Code = "http.query"       // a parameter that the route does not know
	ErrJSON       geo.Code = "http.json"        // the body is not the JSON that is wanted
	ErrMember     geo.Code = "http.member"      // the body has a member that means nothing
	ErrMedia      geo.Code = "http.media-type"  // the body is of another type
	ErrAccept     geo.Code = "http.accept"      // none of the formats that the client takes
	ErrRoute      geo.Code = "http.route"       // there is nothing at this address
	ErrMethod     geo.Code = "http.method"      // the address takes other methods
	ErrLong       geo.Code = "http.long"        // the body is longer than Want bytes
	ErrPrecond    geo.Code = "http.changed"     // somebody else changed it meanwhile
	ErrHost       geo.Code = "http.host"        // the server is not meant to be called so
	ErrKeyReused  geo.Code = "http.key-reused"  // the Idempotency-Key belongs to another request
	ErrBusy       geo.Code = "http.busy"        // too much of that at once
	ErrProgram    geo.Code = "http.program"     // a fault of the program
	ErrInterrupts geo.Code = "http.interrupted" // the body ended early
)

// statuses are the statuses of codes that say more than their kind.
var statuses = map[geo.Code]int{
	access.ErrToken: http.StatusUnauthorized, ErrCredentials: http.StatusUnauthorized,
	ErrMustChange: http.StatusUnauthorized, ErrNoSession: http.StatusForbidden,
	access.ErrSignIn: http.StatusUnauthorized, access.ErrRole: http.StatusForbidden, access.ErrScope: http.StatusForbidden,
	access.ErrCSRF: http.StatusForbidden, access.ErrOrigin: http.StatusForbidden,
	access.ErrRate: http.StatusTooManyRequests, access.ErrBusy: http.StatusServiceUnavailable,
	ErrNotYet: http.StatusForbidden, ErrNotConcluded: http.StatusForbidden,
	ErrMedia: http.StatusUnsupportedMediaType, ErrAccept: http.StatusNotAcceptable,
	ErrRoute: http.StatusNotFound, ErrMethod: http.StatusMethodNotAllowed,
	ErrLong: http.StatusRequestEntityTooLarge, ErrPrecond: http.StatusPreconditionFailed,
	ErrHost:      http.StatusMisdirectedRequest,
	ErrKeyReused: http.StatusConflict, ErrBusy: http.StatusServiceUnavailable,
	ErrProgram: http.StatusInternalServerError, ErrInterrupts: http.StatusBadRequest,
	dispatch.ErrNoReserve: http.StatusConflict, // as reserve.none
}

// kinds are the statuses of the kinds of errors.
var kinds = map[geo.Kind]int{
	geo.Invalid: http.StatusUnprocessableEntity, geo.NotFound: http.StatusNotFound,
	geo.Conflict: http.StatusConflict, geo.Unavailable: http.StatusServiceUnavailable,
	geo.Internal: http.StatusInternalServerError,
}

// statusOf returns the status of an error and what is known of it.
func statusOf(err error) (int, *geo.Error) {
	if e, ok := errors.AsType[*geo.Error](err); ok {
		if status, known := statuses[e.Code]; known {
			return status, e
		}
		return kinds[e.Kind], e
	}
	if d, ok := errors.AsType[*sampler.Difference](err); ok {
		return http.StatusUnprocessableEntity, &geo.Error{Code: d.Code}
	}
	if long, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, &geo.Error{Code: ErrLong, Want: count(long.Limit)}
	}
	if h, ok := errors.AsType[*echo.HTTPError](err); ok {
		return h.Code, &geo.Error{Code: ErrRoute}
	}
	return http.StatusInternalServerError, &geo.Error{Code: ErrProgram, Kind: geo.Internal}
}

// refuse makes an error of a parameter or member.
func refuse(code geo.Code, column, value string) error {
	return &geo.Error{Code: code, At: geo.Place{Column: column}, Value: value}
}
