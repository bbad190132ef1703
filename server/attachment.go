package server

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/report"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// The kinds of attachments, a closed set.
const (
	kindAreas      = "areas"      // polygons of townships and villages
	kindRoads      = "roads"      // an extract of OpenStreetMap, to review against
	kindMatrix     = "matrix"     // travel times
	kindContacts   = "contacts"   // who answers for a site; kept as geo/intake's table
	kindOfficial   = "official"   // the official list of areas
	kindCategories = "categories" // the office's own
)

func attachmentKinds() []string {
	return []string{kindAreas, kindRoads, kindMatrix, kindContacts, kindOfficial, kindCategories}
}

// contactsFile and contactsMedia are how contacts are kept that came with an
// import.
const (
	contactsFile  = "contacts.csv"
	contactsMedia = "text/csv; charset=utf-8"
)

// attachmentAnswer is an attachment as answers have it.
type attachmentAnswer struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Media  string `json:"media"`
	Digest string `json:"digest"`
	Bytes  int64  `json:"bytes"`
	Erased bool   `json:"erased"`
}

// key is what ?after= takes.
func (a attachmentAnswer) key() string { return a.Kind + "/" + a.Name }

func tellAttachment(a store.Attachment) attachmentAnswer {
	return attachmentAnswer{a.Kind, a.Name, a.Media, a.Digest.String(), a.Bytes, a.Erased}
}

func tellAttachments(list []store.Attachment) []attachmentAnswer {
	answers := make([]attachmentAnswer, len(list))
	for i, a := range list {
		answers[i] = tellAttachment(a)
	}
	return answers
}

// listAttachments lists what belongs to a version or to the draft, by kind and
// name.
func (s *Server) listAttachments(r *request) error {
	if err := r.knownQueries("version", "limit", "after"); err != nil {
		return err
	}
	n, err := r.limit()
	if err != nil {
		return err
	}
	register, err := r.param("register")
	if err != nil {
		return err
	}
	found, err := r.attachmentsOf(register, r.query("version"))
	if err != nil {
		return err
	}
	items, after := tellAttachments(found), r.query("after")
	items = slices.DeleteFunc(items, func(a attachmentAnswer) bool { return a.key() <= after })
	slices.SortFunc(items, func(a, b attachmentAnswer) int { return strings.Compare(a.key(), b.key()) })
	return page(r, items[:min(len(items), n+1)], attachmentAnswer.key)
}

// attachmentParams are the parts of the path that name an attachment.
func (r *request) attachmentParams() (register string, a store.Attachment, err error) {
	if register, err = r.param("register"); err != nil {
		return register, a, err
	}
	if a.Kind, err = r.param("kind"); err != nil {
		return register, a, err
	}
	if !slices.Contains(attachmentKinds(), a.Kind) {
		return register, a, &geo.Error{Code: ErrAttachmentKind, Kind: geo.NotFound, At: geo.Place{Column: "kind"},
			Value: a.Kind, Want: strings.Join(attachmentKinds(), ", ")}
	}
	a.Name, err = r.param("name")
	return register, a, err
}

// getAttachment answers with the file itself. People are the office's business
// only.
func (s *Server) getAttachment(r *request) error {
	if err := r.knownQueries("version"); err != nil {
		return err
	}
	register, asked, err := r.attachmentParams()
	if err != nil {
		return err
	}
	if asked.Kind == kindContacts && r.who.Role != access.Office {
		return &geo.Error{Code: access.ErrRole, Value: r.who.Role.String(), Names: []string{access.Office.String()}}
	}
	ctx := r.Request().Context()
	found, err := r.attachmentsOf(register, r.query("version"))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(found, func(a store.Attachment) bool { return a.Kind == asked.Kind && a.Name == asked.Name })
	if i < 0 {
		return &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "attachment"}, Value: asked.Kind + "/" + asked.Name}
	}
	body, err := s.blob(ctx, found[i].Digest)
	if err != nil {
		return err
	}
	if asked.Kind == kindContacts {
		if err := r.auditRead("contacts.read", "register/"+register); err != nil {
			return err
		}
	}
	header := r.Response().Header()
	header.Set("Content-Disposition", disposition(asked.Name))
	header.Set("X-Content-Type-Options", "nosniff") // it is whatever somebody sent
	if r.unchanged(found[i].Digest.String()) {
		return r.NoContent(http.StatusNotModified)
	}
	return r.Blob(http.StatusOK, found[i].Media, body)
}

// auditRead notes that somebody saw what not everybody may see.
func (r *request) auditRead(action, object string) error {
	return r.server.Store.Update(r.Request().Context(), func(w store.Writer) error {
		return r.audit(w, action, object, nil)
	})
}

func (s *Server) blob(ctx context.Context, d sampler.Digest) (body []byte, err error) {
	err = s.Store.View(ctx, func(v store.Reader) error {
		body, err = v.Blob(d)
		return err
	})
	return body, err
}

// putAttachment puts a file beside the version to come.
func (s *Server) putAttachment(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	register, a, err := r.attachmentParams()
	if err != nil {
		return err
	}
	body, err := io.ReadAll(http.MaxBytesReader(r.Response(), r.Request().Body, store.MaxBody))
	if err != nil {
		return cutShort(err)
	}
	a.Media = mediaOf(r.Request().Header.Get(echo.HeaderContentType))
	if body, err = s.checkAttachment(&a, body); err != nil {
		return err
	}
	packed, err := store.Pack(body)
	if err != nil {
		return err
	}
	a.Digest, a.Bytes = packed.Digest, packed.Size
	act := s.act(r)
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		if _, err := w.Register(register); err != nil {
			return err
		}
		return addAttachment(w, register, a, packed, act)
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, tellAttachment(a))
}

// addAttachment keeps an attachment with its body, and notes it.
func addAttachment(w store.Writer, register string, a store.Attachment, body store.Packed, act store.Act) error {
	if err := w.PutBlob(body); err != nil {
		return err
	}
	if err := w.PutAttachment(register, a, act); err != nil {
		return err
	}
	return journal(w, register, "attachment", act, tellAttachment(a))
}

// checkAttachment reads what is sent, so that what is kept can be used. Contacts
// become geo/intake's own table, of which people can be taken out again.
func (s *Server) checkAttachment(a *store.Attachment, body []byte) ([]byte, error) {
	switch a.Kind {
	case kindCategories:
		_, err := geo.ParseCategories(body)
		return body, err
	case kindAreas, kindRoads, kindOfficial:
		_, err := intake.Read(a.Name, bytes.NewReader(body), intake.Options{Categories: s.Categories, SkipBad: a.Kind == kindRoads, Bytes: int64(len(body))})
		return body, err
	case kindContacts:
		read, err := intake.Read(a.Name, bytes.NewReader(body), intake.Options{Categories: s.Categories, Bytes: int64(len(body))})
		if err != nil {
			return nil, err
		}
		if len(read.People) == 0 {
			return nil, &geo.Error{Code: ErrNoContacts, At: geo.Place{File: a.Name}}
		}
		a.Media = contactsMedia
		return contactsTable(read.People)
	}
	return body, nil
}

// contactsTable is the file in which contacts are kept, whoever's language it is.
func contactsTable(people []geo.Contact) ([]byte, error) {
	var b bytes.Buffer
	err := report.ContactsCSV(&b, people, text.For(text.ZH))
	return b.Bytes(), err
}

// mediaOf is the media type of a file that was sent.
func mediaOf(header string) string {
	if header == "" || len(header) > geo.MaxIdentifier || geo.CheckText(header) != nil {
		return echo.MIMEOctetStream
	}
	return header
}

func (s *Server) dropAttachment(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	register, a, err := r.attachmentParams()
	if err != nil {
		return err
	}
	act := s.act(r)
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		if _, err := w.Register(register); err != nil {
			return err
		}
		if err := w.DropAttachment(register, a.Kind, a.Name, act); err != nil {
			return err
		}
		return journal(w, register, "attachment", act, map[string]string{"kind": a.Kind, "name": a.Name, "dropped": "yes"})
	})
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}
