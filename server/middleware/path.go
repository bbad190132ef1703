package middleware

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// onePath gives a path that came with unusual escapes its one spelling, segment
// by segment, so that "/%61pi" is found where "/api" is and an escaped slash
// stays within its segment.
func onePath(c echo.Context) error {
	u := c.Request().URL
	if u.RawPath == "" {
		return nil
	}
	segments := strings.Split(u.RawPath, "/")
	for i, s := range segments {
		plain, err := url.PathUnescape(s)
		if err != nil {
			return badEscape(s, err)
		}
		segments[i] = url.PathEscape(plain)
	}
	u.RawPath = strings.Join(segments, "/")
	return nil
}

func badEscape(value string, err error) error {
	return Refuse(http.StatusBadRequest, geo.Error{Code: ErrEscape, Value: value, Err: err})
}

// Param returns a parameter of the path as the client meant it: unescaped exactly
// once, in UTF-8 and without NUL. echo routes on the escaped path where the path
// has unusual escapes, and on the unescaped one otherwise, so its own Param may be
// either.
func Param(c echo.Context, name string) (string, error) {
	value, err := segment(c.Param(name), c.Request().URL)
	if err != nil {
		return "", geo.InColumn(err, name)
	}
	return value, nil
}

// segment unescapes what echo found in the path of u. A slash that was not
// escaped separates segments: echo gives a last parameter all that follows.
func segment(found string, u *url.URL) (string, error) {
	if strings.Contains(found, "/") {
		return "", Refuse(http.StatusNotFound, geo.Error{Code: ErrNoRoute, Kind: geo.NotFound, Value: found})
	}
	value := found
	if u.RawPath != "" {
		plain, err := url.PathUnescape(found)
		if err != nil {
			return "", badEscape(found, err)
		}
		value = plain
	}
	switch {
	case !utf8.ValidString(value):
		return "", Refuse(http.StatusBadRequest, geo.Error{Code: geo.ErrTextEncoding})
	case strings.Contains(value, "\x00"):
		return "", Refuse(http.StatusBadRequest, geo.Error{Code: geo.ErrTextControl, Value: value})
	}
	return value, nil
}
