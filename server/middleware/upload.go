package middleware

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// upload is a request's body: bounded in length, and in the time it may keep a
// handler waiting. Only waiting counts, so a handler may take its time.
type upload struct {
	exchange *exchange
	raw      io.ReadCloser // net/http's own
	from     io.ReadCloser // raw, bounded
	limit    int64
	received int64
	over     bool // read to its end
	waited   time.Duration
}

func newUpload(x *exchange) *upload {
	u := &upload{exchange: x, raw: x.request.Body}
	u.bound(x.house.BodyLimit)
	u.allow() // net/http itself reads what a handler leaves
	return u
}

// BodyLimit lets a route read bodies up to so many bytes. As routes are told
// apart before anything is read, it holds from the first byte.
func BodyLimit(bytes int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if u := exchangeOf(c).upload; u != nil {
				u.bound(bytes)
			}
			return next(c)
		}
	}
}

func (u *upload) bound(bytes int64) {
	u.limit = bytes
	u.from = http.MaxBytesReader(u.exchange.wire.to, u.raw, bytes)
}

// Read waits no longer than the pace allows. A body that is announced as too
// large is not even asked for.
func (u *upload) Read(p []byte) (int, error) {
	if announced := u.exchange.request.ContentLength; announced > u.limit {
		u.exchange.Header().Set(echo.HeaderConnection, "close")
		return 0, &http.MaxBytesError{Limit: u.limit}
	}
	u.allow()
	before := u.exchange.house.Now()
	n, err := u.from.Read(p)
	u.waited += u.exchange.house.Now().Sub(before)
	u.received += int64(n)
	if err == nil {
		return n, nil
	}
	return n, u.ended(err)
}

// allow sets how long the next bytes may take.
func (u *upload) allow() {
	pace := u.exchange.house.Pace
	earned := time.Duration(u.received/pace.Rate) * time.Second
	left := min(pace.Grace+earned-u.waited, pace.Stall)
	_ = u.exchange.wire.control.SetReadDeadline(u.exchange.house.Now().Add(left)) // a recorder in a test has no deadlines
}

// ended says why a body ends.
func (u *upload) ended(err error) error {
	if errors.Is(err, io.EOF) {
		u.over = true
		return err
	}
	u.exchange.Header().Set(echo.HeaderConnection, "close")
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge || errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return Refuse(http.StatusRequestTimeout, geo.Error{Code: ErrUploadSlow, Err: err})
	}
	return Refuse(http.StatusBadRequest, geo.Error{Code: ErrUploadCut, Err: err})
}

// Close closes net/http's body.
func (u *upload) Close() error { return u.from.Close() }

// How much of a body that nobody wants is read, and how long: many clients read
// the answer only when they have sent everything.
const (
	lingerBytes = 128 << 20
	lingerTime  = 5 * time.Second
)

// linger lets a client whose body was refused read why, before the connection
// ends. One that was too slow is not waited for again, and one that asked for
// leave to send has nothing under way.
func (x *exchange) linger() {
	u := x.upload
	if u == nil || u.over || x.status < http.StatusBadRequest || x.status == http.StatusRequestTimeout ||
		x.request.ProtoMajor != 1 || x.request.Header.Get("Expect") != "" {
		return
	}
	if x.wire.flush() == nil {
		_ = x.wire.control.SetReadDeadline(x.house.Now().Add(lingerTime))
		_, _ = io.CopyN(io.Discard, u.raw, lingerBytes) // it ends when it ends
	}
}
