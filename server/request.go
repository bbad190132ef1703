package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// request is what a handler is given: echo's context, who asks and his language.
type request struct {
	echo.Context
	server *Server
	who    access.Who
	texts  *text.Catalogue
	seen   []byte                   // the body, if the request has an Idempotency-Key
	render func(store.Answer) error // answers otherwise than in JSON; nil: in JSON
}

func (s *Server) newRequest(c echo.Context) (*request, error) {
	who, err := s.identify(c)
	if err != nil {
		return nil, err
	}
	return &request{Context: c, server: s, who: who, texts: text.For(langOf(c.Request()))}, nil
}

// langOf is the language that ?lang= or Accept-Language asks for; Chinese if
// neither does.
func langOf(r *http.Request) text.Lang {
	if r.URL.RawQuery != "" {
		if lang, err := text.ParseLang(r.URL.Query().Get("lang")); err == nil {
			return lang
		}
	}
	accepted := r.Header.Get("Accept-Language")
	if accepted == "" {
		return text.ZH
	}
	for part := range strings.SplitSeq(accepted, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		primary, _, _ := strings.Cut(tag, "-")
		if lang, err := text.ParseLang(strings.ToLower(primary)); err == nil {
			return lang
		}
	}
	return text.ZH
}

// param is a part of the path, unescaped once.
func (r *request) param(name string) (string, error) {
	value := r.Param(name)
	if r.Request().URL.RawPath != "" { // else net/http has done it
		var err error
		if value, err = url.PathUnescape(value); err != nil {
			return "", &geo.Error{Code: ErrParameter, At: geo.Place{Column: name}, Value: r.Param(name), Err: err}
		}
	}
	if err := geo.CheckIdentifier(value); err != nil {
		return value, geo.InColumn(err, name)
	}
	return value, nil
}

// numberParam is a part of the path that is a number from 1.
func (r *request) numberParam(name string) (int64, error) {
	value, err := r.param(name)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 1 {
		return 0, refuse(ErrParameter, name, value)
	}
	return n, nil
}

// query is the value of a parameter; empty if there is none.
func (r *request) query(name string) string {
	if r.Request().URL.RawQuery == "" {
		return ""
	}
	return r.QueryParam(name)
}

// knownQueries returns ErrQuery for a parameter that the route does not know: a
// filter that is misspelled must not show everything.
func (r *request) knownQueries(names ...string) error {
	if r.Request().URL.RawQuery == "" {
		return nil
	}
	for given := range r.QueryParams() {
		if given != "lang" && !slices.Contains(names, given) {
			return &geo.Error{Code: ErrQuery, At: geo.Place{Column: given}, Value: given, Want: geo.Nearest(given, names)}
		}
	}
	return nil
}

// flagQuery is a parameter that is true, false or absent.
func (r *request) flagQuery(name string) (bool, error) {
	switch value := r.query(name); value {
	case "", "false", "0":
		return false, nil
	case "true", "1":
		return true, nil
	default:
		return false, &geo.Error{Code: ErrParameter, At: geo.Place{Column: name}, Value: value, Want: "true, false"}
	}
}

// The lengths of pages.
const maxPage = 1000

// limit is how many items a page may have.
func (r *request) limit() (int, error) {
	value := r.query("limit")
	if value == "" {
		return store.DefaultPage, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > maxPage {
		return 0, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "limit"}, Value: value, Want: "1–" + strconv.Itoa(maxPage)}
	}
	return n, nil
}

// textPage is the page that ?after= and ?limit= ask for. It asks for one item more
// than is shown, which tells whether there is a next page.
func (r *request) textPage() (store.TextPage, error) {
	n, err := r.limit()
	return store.TextPage{After: r.query("after"), Limit: n + 1}, err
}

// numberPage is textPage for lists ordered by a number, the newest first unless
// ?order=oldest.
func (r *request) numberPage() (store.NumberPage, error) {
	n, err := r.limit()
	if err != nil {
		return store.NumberPage{}, err
	}
	p := store.NumberPage{Limit: n + 1}
	switch order := r.query("order"); order {
	case "", "newest":
		p.Newest = true
	case "oldest":
	default:
		return p, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "order"}, Value: order, Want: "newest, oldest"}
	}
	if after := r.query("after"); after != "" {
		if p.After, err = strconv.ParseInt(after, 10, 64); err != nil || p.After < 1 {
			return p, refuse(ErrParameter, "after", after)
		}
	}
	return p, nil
}

// decode reads a JSON body into v. Members that v does not have are refused.
func (r *request) decode(v any) error {
	if kind := r.Request().Header.Get(echo.HeaderContentType); kind != "" && !strings.HasPrefix(kind, echo.MIMEApplicationJSON) {
		return &geo.Error{Code: ErrMedia, Value: kind, Want: echo.MIMEApplicationJSON}
	}
	body, err := io.ReadAll(r.Request().Body)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return badJSON(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return refuse(ErrJSON, "", "")
	}
	return nil
}

// badJSON says what is wrong with a body.
func badJSON(err error) error {
	e := &geo.Error{Code: ErrJSON, Err: err}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		e.At.Column, e.Value, e.Want = wrong.Field, wrong.Value, wrong.Type.String()
	}
	if name, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		e.Code, e.Value = ErrMember, strings.Trim(name, `"`)
		e.At.Column = e.Value
	}
	return e
}
