package server

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
)

// list is a page of a list.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"` // address of the next page
}

// page answers with a page of items that were asked for with one more than is
// shown; key is what ?after= takes.
func page[T any](r *request, items []T, key func(T) string) error {
	n, err := r.limit()
	if err != nil {
		return err
	}
	l := list[T]{Items: items}
	if l.Items == nil {
		l.Items = []T{}
	}
	if len(items) > n {
		l.Items = items[:n]
		l.Next = r.nextPage(key(items[n-1]))
		r.Response().Header().Set("Link", "<"+l.Next+`>; rel="next"`)
	}
	return r.json(http.StatusOK, l)
}

// nextPage is the address of the page after a key.
func (r *request) nextPage(after string) string {
	next := maps.Clone(r.QueryParams())
	next.Set("after", after)
	return r.Request().URL.EscapedPath() + "?" + next.Encode()
}

// json answers with a value. What differs by reader is not kept by anybody else.
func (r *request) json(status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if header := r.Response().Header(); header[echo.HeaderCacheControl] == nil {
		header[echo.HeaderCacheControl] = privateLine
	}
	return r.Blob(status, echo.MIMEApplicationJSON, append(body, '\n'))
}

// created answers that something was made, and where it is.
func (r *request) created(path string, v any) error {
	r.Response().Header().Set(echo.HeaderLocation, base+path)
	return r.json(http.StatusCreated, v)
}

// stamp writes a time as every answer does; the zero time is left out.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// count writes a number.
func count[N int | int64](n N) string { return strconv.FormatInt(int64(n), 10) }
