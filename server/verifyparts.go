package server

import (
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/bundle"
)

// bundleField is the field of a form that holds a whole bundle.
const bundleField = "bundle"

// formParts are the other fields of a form, by the names of the files they hold.
var formParts = map[string]string{"record": bundle.RecordPart, "frame": bundle.FramePart, "plan": bundle.PlanPart}

// zipTypes are the types under which programs send a zip.
var zipTypes = []string{bundleMedia, "application/x-zip-compressed", echo.MIMEOctetStream}

// sentParts are files that wait on the disk to be checked.
type sentParts struct {
	uploads map[string]*upload // by field
	zip     *os.File           // the bundle, while it is read; nil: none
}

// remove closes and removes everything.
func (p *sentParts) remove() {
	if p.zip != nil {
		_ = p.zip.Close() // it was only read
	}
	for _, u := range p.uploads {
		u.remove()
	}
}

// spoolParts writes what was sent to the disk. What is cut short leaves nothing
// behind.
func (r *request) spoolParts() (*sentParts, error) {
	sent := &sentParts{uploads: map[string]*upload{}}
	err := r.spoolInto(sent)
	if err != nil {
		sent.remove()
		return nil, err
	}
	return sent, nil
}

func (r *request) spoolInto(sent *sentParts) error {
	body := http.MaxBytesReader(r.Response(), r.Request().Body, verifyBody)
	header := r.Request().Header.Get(echo.HeaderContentType)
	kind, params, err := mime.ParseMediaType(header)
	switch {
	case err == nil && kind == echo.MIMEMultipartForm:
		return r.server.spoolFields(multipart.NewReader(body, params["boundary"]), sent)
	case header == "" || slices.Contains(zipTypes, kind):
		u, err := r.server.spoolBody("", body)
		if err == nil {
			sent.uploads[bundleField] = u
		}
		return err
	default:
		return &geo.Error{Code: ErrMedia, Value: header, Want: strings.Join(append(slices.Clone(zipTypes), echo.MIMEMultipartForm), ", ")}
	}
}

// spoolFields writes the files of a form to the disk: a bundle, or a record with its
// frame and, if somebody wants it compared, a plan.
func (s *Server) spoolFields(form *multipart.Reader, sent *sentParts) error {
	for {
		part, err := form.NextRawPart()
		if err == io.EOF { //nolint:errorlint // a wrapped one means that the form is cut short
			return sent.complete()
		}
		if err != nil {
			return cutShort(err)
		}
		name := part.FormName()
		if _, known := formParts[name]; !known && name != bundleField {
			return &geo.Error{Code: ErrParameter, At: geo.Place{Column: name}, Value: name, Want: "record, frame, plan; bundle"}
		}
		if sent.uploads[name] != nil {
			return refuse(ErrParameter, name, name)
		}
		if sent.uploads[name], err = s.spoolBody("", part); err != nil {
			delete(sent.uploads, name)
			return err
		}
	}
}

// complete refuses forms from which something is missing.
func (p *sentParts) complete() error {
	if p.uploads[bundleField] != nil {
		if len(p.uploads) > 1 {
			return &geo.Error{Code: ErrParameter, At: geo.Place{Column: bundleField}, Want: bundleField}
		}
		return nil
	}
	for _, name := range []string{"record", "frame"} {
		if p.uploads[name] == nil {
			return &geo.Error{Code: bundle.ErrMissing, At: geo.Place{Column: name}, Value: name}
		}
	}
	return nil
}

// open makes the parts of a bundle of what waits.
func (p *sentParts) open() (bundle.Parts, error) {
	if u := p.uploads[bundleField]; u != nil {
		var err error
		if p.zip, err = os.Open(u.path); err != nil {
			return nil, err
		}
		return bundle.Read(p.zip, u.bytes, bundle.PublicLimits())
	}
	parts := bundle.Parts{}
	for field, u := range p.uploads {
		parts[formParts[field]] = bundle.Part{
			Open:  func() (io.ReadCloser, error) { return os.Open(u.path) },
			Bytes: u.bytes,
		}
	}
	return parts, nil
}
