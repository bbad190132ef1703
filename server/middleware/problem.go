package middleware

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// Problem is an error as RFC 9457 writes it. Config.Explain fills Code, Status,
// Title, Detail and Errors; Type and Instance follow by themselves if empty.
type Problem struct {
	Type     string   `json:"type"`               // /problems/CODE, the same for ever
	Title    string   `json:"title"`              // the code's sentence, without particulars
	Status   int      `json:"status"`             // as in the answer's first line
	Detail   string   `json:"detail,omitempty"`   // what happened this time, in the reader's language
	Instance string   `json:"instance,omitempty"` // the request's id, which the log has too
	Code     geo.Code `json:"code"`
	Errors   []Fault  `json:"errors,omitempty"` // all that is wrong, if more than one thing or at a place
}

// Fault is one thing that is wrong with what was sent.
type Fault struct {
	Code   geo.Code `json:"code"`
	At     Place    `json:"at,omitzero"`
	Value  string   `json:"value,omitempty"`
	Want   string   `json:"want,omitempty"`
	Names  []string `json:"names,omitempty"`
	Detail string   `json:"detail,omitempty"` // the sentence
}

// Place is a geo.Place as a problem writes it.
type Place struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column string `json:"column,omitempty"`
	Step   string `json:"step,omitempty"`
}

// NewFault shows one error, with the sentence that the catalogue has for it.
func NewFault(e *geo.Error, sentence string) Fault {
	return Fault{Code: e.Code, At: Place(e.At), Value: e.Value, Want: e.Want, Names: e.Names, Detail: sentence}
}

// contentOf are the headers that spoke of the answer which a problem replaces.
var contentOf = []string{
	echo.HeaderContentType, echo.HeaderContentLength, echo.HeaderContentEncoding, echo.HeaderContentDisposition,
	"ETag", echo.HeaderLastModified, "Expires", "Content-Language",
}

// fail is echo's error handler: it answers with a problem. Where the answer has
// left already in part, it breaks off.
func (h *house) fail(err error, c echo.Context) {
	x, r := exchangeOf(c), c.Request()
	err = refused(err)
	x.err = err
	p, isPanic := errors.AsType[*panicked](err)
	switch {
	case isPanic && p.aborts(), x.sent:
		x.broken = true
		return
	case clientGone(err, r):
		x.status, x.broken = StatusClientGone, true
		return
	case isPanic:
		err = Refuse(http.StatusInternalServerError, geo.Error{Code: ErrInternal, Kind: geo.Internal})
	}
	x.restart()
	c.Response().Committed, c.Response().Size = false, 0
	h.write(c, h.Explain(err, r))
}

// write answers with a problem in place of anything held back so far.
func (h *house) write(c echo.Context, p Problem) {
	header := c.Response().Header()
	for _, name := range contentOf {
		header.Del(name)
	}
	if p.Status == 0 {
		p.Status = http.StatusInternalServerError
	}
	if p.Type == "" {
		p.Type = "/problems/" + string(p.Code)
	}
	if p.Instance == "" {
		p.Instance = RequestID(c)
	}
	header.Set(echo.HeaderContentType, "application/problem+json")
	header.Set(echo.HeaderCacheControl, "no-store")
	Vary(c, "Accept-Language")
	body, err := json.Marshal(p)
	if err != nil {
		exchangeOf(c).err = err
		p.Status = http.StatusInternalServerError
	}
	c.Response().WriteHeader(p.Status)
	_, _ = c.Response().Write(body) // a client that is gone is seen when the answer is finished
}
