package server

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/middleware"
	"sitedraw/server/text"
)

// newRouter puts the routes behind what every request passes first.
func (s *Server) newRouter() (*echo.Echo, error) {
	web := s.Web
	web.Explain = explain
	if web.Now == nil {
		web.Now = s.Now
	}
	if web.Random == nil {
		web.Random = s.Random
	}
	if web.Log == nil {
		web.Log = s.Logger
	}
	e, err := middleware.New(web)
	if err != nil {
		return nil, err
	}
	for _, r := range s.routes() {
		limit := r.body
		if limit == 0 {
			limit = defaultBody
		}
		e.Add(r.method, address(r.path), middleware.BodyLimit(limit)(s.serve(r))) // once: echo would put them together for each request
	}
	s.addDocuments(e)
	s.addPages(e)
	return e, nil
}

// explain writes an error as a problem in the reader's language.
func explain(err error, r *http.Request) middleware.Problem {
	texts := text.For(langOf(r))
	status, e := statusOf(err)
	if given, refused := middleware.StatusOf(err); refused {
		status = given
	}
	p := middleware.Problem{Title: texts.Explain(inGeneral(e.Code)), Status: status, Code: e.Code}
	if status >= http.StatusInternalServerError {
		p.Detail = texts.Explain(told(e)) // why is for the log, which knows the request's id
		return p
	}
	p.Detail = texts.Explain(err)
	for _, one := range faults(err, nil) {
		p.Errors = append(p.Errors, middleware.NewFault(one, texts.Explain(one)))
	}
	return p
}

// inGeneral is an error of a code without particulars: dots stand for them.
func inGeneral(code geo.Code) *geo.Error {
	const some = "…"
	return &geo.Error{Code: code, Value: some, Want: some, Names: []string{some}}
}

// told is what everybody may know of an error of the server's own: neither its
// cause nor a path.
func told(e *geo.Error) *geo.Error {
	return &geo.Error{Code: e.Code, Kind: e.Kind, Value: e.Value, Want: e.Want}
}

// faults lists the errors of a list, or the one that there is.
func faults(err error, list []*geo.Error) []*geo.Error {
	switch e := err.(type) { //nolint:errorlint // it walks the tree itself
	case nil:
		return list
	case *geo.Error:
		return append(list, e)
	case *sampler.Difference:
		return append(list, &geo.Error{Code: e.Code, At: geo.Place{Step: e.Step, Column: e.Member}, Value: e.Found, Want: e.Expected})
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			list = faults(one, list)
		}
		return list
	default:
		return faults(errors.Unwrap(err), list)
	}
}
