package server

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// contactAnswer is what is noted about the people of a site.
type contactAnswer struct {
	ID       string `json:"id"`             // of the site
	Name     string `json:"name,omitempty"` // of the site
	Unit     string `json:"unit,omitempty"`
	Person   string `json:"person,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Address  string `json:"address,omitempty"`
	Chief    string `json:"chief,omitempty"`
	Lead     string `json:"lead,omitempty"`
	Partners string `json:"partners,omitempty"`
	Note     string `json:"note,omitempty"`
}

func tellContact(c *geo.Contact, s *geo.Site) contactAnswer {
	return contactAnswer{c.ID, s.Name, s.Unit, c.Person, c.Phone, c.Address, c.Chief, c.Lead, c.Partners, c.Note}
}

// people returns what the attachments note about people, sorted by id. What was
// erased is not there.
func (s *Server) people(ctx context.Context, attachments []store.Attachment) ([]geo.Contact, error) {
	known := map[string]*geo.Contact{}
	var ids []string
	for _, a := range attachments {
		if a.Kind != kindContacts {
			continue
		}
		list, err := s.readContacts(ctx, a.Digest)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			if known[c.ID] == nil {
				known[c.ID] = &geo.Contact{ID: c.ID}
				ids = append(ids, c.ID)
			}
			known[c.ID].Take(c)
		}
	}
	slices.Sort(ids)
	people := make([]geo.Contact, len(ids))
	for i, id := range ids {
		people[i] = *known[id]
	}
	return people, nil
}

// readContacts reads a table of contacts; none if it was erased or says nothing.
func (s *Server) readContacts(ctx context.Context, d sampler.Digest) ([]geo.Contact, error) {
	body, err := s.blob(ctx, d)
	if errors.Is(err, store.ErrErased) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	read, err := intake.Read(contactsFile, bytes.NewReader(body), intake.Options{Categories: s.Categories, Bytes: int64(len(body))})
	switch {
	case errors.Is(err, intake.ErrNoRows):
		return nil, nil // everybody was erased
	case err != nil:
		return nil, err
	}
	return read.People, nil
}

// listContacts lists what is noted about people by site: all of it for the office,
// of its own sites for a unit.
func (s *Server) listContacts(r *request) error {
	if err := r.knownQueries("version", "limit", "after"); err != nil {
		return err
	}
	n, err := r.limit()
	if err != nil {
		return err
	}
	st, err := r.state()
	if err != nil {
		return err
	}
	register, err := r.param("register")
	if err != nil {
		return err
	}
	ctx := r.Request().Context()
	attachments, err := r.attachmentsOf(register, r.query("version"))
	if err != nil {
		return err
	}
	people, err := s.people(ctx, attachments)
	if err != nil {
		return err
	}
	if err := r.auditRead("contacts.read", "register/"+register); err != nil {
		return err
	}
	var items []contactAnswer
	for i := range people {
		if c := &people[i]; c.ID > r.query("after") && len(items) <= n {
			items = r.addContact(items, c, st)
		}
	}
	return page(r, items, func(c contactAnswer) string { return c.ID })
}

// addContact adds what the one who asks may see.
func (r *request) addContact(items []contactAnswer, c *geo.Contact, st *state) []contactAnswer {
	site, known := st.frame.Site(c.ID)
	if !known {
		site = &geo.Site{}
	}
	if r.who.Role != access.Office && (r.who.Unit == "" || site.Unit != r.who.Unit) {
		return items
	}
	return append(items, tellContact(c, site))
}

// eraseAnswer says how much was erased.
type eraseAnswer struct {
	Rows        int `json:"rows"`        // entries that named the person
	Attachments int `json:"attachments"` // tables that were written anew
}

// person is somebody to be forgotten.
type person struct {
	Person string `json:"person"`
	Phone  string `json:"phone"`
}

// eraseContact takes a person out of the contacts of all versions and of the
// draft. Neither log nor frames ever had him; the audit log keeps that it was
// done, not to whom.
func (s *Server) eraseContact(r *request) error {
	register, err := r.param("register")
	if err != nil {
		return err
	}
	var who person
	if err := r.decode(&who); err != nil {
		return err
	}
	if err := checkTexts(textMember{"person", who.Person}); err != nil {
		return err
	}
	var answer eraseAnswer
	for again := true; again; { // a table that was put meanwhile may name him too
		if again, err = s.erase(r, register, who, &answer); err != nil {
			return err
		}
	}
	return r.json(http.StatusOK, answer)
}

// erase writes every table anew that names the person, and reports whether there
// was one.
func (s *Server) erase(r *request, register string, who person, answer *eraseAnswer) (bool, error) {
	ctx := r.Request().Context()
	tables, err := s.contactTables(ctx, register)
	if err != nil {
		return false, err
	}
	found := false
	for _, a := range tables {
		people, err := s.readContacts(ctx, a.Digest)
		if err != nil {
			return false, err
		}
		rows := who.leave(people)
		if rows == 0 {
			continue
		}
		found = true
		if err := s.rewrite(r, register, a, people); err != nil {
			return false, err
		}
		answer.Rows += rows
		answer.Attachments++
	}
	return found, nil
}

// leave blanks a person in the entries that name him, and counts them.
func (p *person) leave(people []geo.Contact) (rows int) {
	for i := range people {
		c := &people[i]
		before := *c
		if c.Person == p.Person && (p.Phone == "" || samePhone(c.Phone, p.Phone)) {
			c.Person, c.Phone = "", ""
		}
		if c.Chief == p.Person && p.Phone == "" {
			c.Chief = ""
		}
		if *c != before {
			rows++
		}
	}
	return rows
}

// samePhone compares numbers whatever stands between the digits.
func samePhone(a, b string) bool {
	digits := func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}
	return strings.Map(digits, a) == strings.Map(digits, b)
}

// rewrite puts a table of contacts in the place of another, which is gone for
// good.
func (s *Server) rewrite(r *request, register string, a store.Attachment, people []geo.Contact) error {
	people = slices.DeleteFunc(people, func(c geo.Contact) bool { return c.Empty() })
	body, err := contactsTable(people)
	if err != nil {
		return err
	}
	packed, err := store.Pack(body)
	if err != nil {
		return err
	}
	old := a.Digest
	a.Media, a.Digest, a.Bytes = contactsMedia, packed.Digest, packed.Size
	return s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		if err := w.PutBlob(packed); err != nil {
			return err
		}
		if err := w.ReplaceAttachment(old, a); err != nil {
			return err
		}
		return r.audit(w, "contacts.erase", "register/"+register, map[string]string{"table": old.String(), "by": a.Digest.String()})
	})
}

// contactTables are the contacts of all versions of a register and of its draft,
// each table once.
func (s *Server) contactTables(ctx context.Context, register string) (tables []store.Attachment, err error) {
	add := func(list []store.Attachment) {
		for _, a := range list {
			same := func(t store.Attachment) bool { return t.Digest == a.Digest }
			if a.Kind == kindContacts && !a.Erased && !slices.ContainsFunc(tables, same) {
				tables = append(tables, a)
			}
		}
	}
	err = s.Store.View(ctx, func(v store.Reader) error {
		if _, err := v.Register(register); err != nil {
			return err
		}
		d, err := v.Draft(register)
		if err != nil {
			return err
		}
		add(d.Attachments)
		for p := (store.NumberPage{}); ; {
			versions, err := v.Versions(register, p)
			if err != nil || len(versions) == 0 {
				return err
			}
			for _, version := range versions {
				add(version.Attachments)
			}
			p.After = versions[len(versions)-1].Number
		}
	})
	return tables, err
}
