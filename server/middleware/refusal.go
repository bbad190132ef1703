package middleware

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strconv"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// StatusClientGone stands in the log where nobody was left to answer to.
const StatusClientGone = 499

// Status is the cause of an error whose status HTTP itself decides, such as 405
// or 413, whatever kind of error it is. It stands within a geo.Error, so that
// geo.InFile and the like keep it.
type Status struct {
	Code int
	Err  error // what is below; may be nil
}

// Error is the developers' text.
func (s *Status) Error() string {
	if s.Err == nil {
		return strconv.Itoa(s.Code)
	}
	return strconv.Itoa(s.Code) + ": " + s.Err.Error()
}

// Unwrap gives what is below.
func (s *Status) Unwrap() error { return s.Err }

// Refuse returns e as an error of a status.
func Refuse(status int, e geo.Error) error {
	e.Err = &Status{status, e.Err}
	return &e
}

// StatusOf returns the status that an error was given by Refuse, and whether it
// was.
func StatusOf(err error) (int, bool) {
	if s, ok := errors.AsType[*Status](err); ok {
		return s.Code, true
	}
	return 0, false
}

// verdict is what an answer of a certain status means here.
type verdict struct {
	code geo.Code
	kind geo.Kind
}

// verdicts are for errors of echo, which know a status and nothing else.
var verdicts = map[int]verdict{
	http.StatusForbidden:             {ErrForbidden, geo.Invalid},
	http.StatusNotFound:              {ErrNoRoute, geo.NotFound},
	http.StatusMethodNotAllowed:      {ErrMethod, geo.Invalid},
	http.StatusNotAcceptable:         {ErrNotAcceptable, geo.Invalid},
	http.StatusRequestTimeout:        {ErrUploadSlow, geo.Invalid},
	http.StatusRequestEntityTooLarge: {ErrTooLarge, geo.Invalid},
	http.StatusUnsupportedMediaType:  {ErrMediaType, geo.Invalid},
	http.StatusMisdirectedRequest:    {ErrHost, geo.Invalid},
	http.StatusServiceUnavailable:    {ErrNotReady, geo.Unavailable},
}

// refused gives what echo, net/http and contexts report a code and a status;
// others, and errors that have a status, stay as they are.
func refused(err error) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		want := strconv.FormatInt(tooLarge.Limit, 10)
		return Refuse(http.StatusRequestEntityTooLarge, geo.Error{Code: ErrTooLarge, Want: want})
	}
	if _, ok := StatusOf(err); ok {
		return err
	}
	if wrong, ok := errors.AsType[*echo.HTTPError](err); ok {
		return Refuse(wrong.Code, meaning(wrong))
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return Refuse(http.StatusServiceUnavailable, geo.Error{Code: ErrDeadline, Kind: geo.Unavailable, Err: err})
	}
	return err
}

// meaning is what an error of echo is about: the error of ours that it holds, or
// what its status says.
func meaning(wrong *echo.HTTPError) geo.Error {
	if ours, ok := errors.AsType[*geo.Error](wrong.Internal); ok {
		return *ours
	}
	v, ok := verdicts[wrong.Code]
	switch {
	case ok:
	case wrong.Code >= http.StatusInternalServerError:
		v = verdict{ErrInternal, geo.Internal}
	default:
		v = verdict{ErrRequest, geo.Invalid}
	}
	return geo.Error{Code: v.code, Kind: v.kind, Err: wrong.Internal}
}

// clientGone reports whether an error only says that nobody waits any more.
func clientGone(err error, r *http.Request) bool {
	return errors.Is(err, context.Canceled) && r.Context().Err() != nil
}
