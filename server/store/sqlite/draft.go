package sqlite

import (
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// Draft is store.DraftReader's.
func (c *session) Draft(register string) (store.Draft, error) {
	g, err := c.Register(register)
	if err != nil {
		return store.Draft{}, err
	}
	d, err := one(c, thing{"draft", register}, scanDraft,
		`SELECT register, frame.digest, started_by, started_at, touched,
			(SELECT count(*) FROM draft_edit WHERE draft_edit.register = draft.register)
		FROM draft LEFT JOIN frame ON frame.id = base WHERE register = ?`, register)
	if isNotFound(err) {
		return c.unstarted(g)
	}
	if err != nil {
		return store.Draft{}, err
	}
	d.Attachments, err = c.attachments(ofDraft, register)
	return d, err
}

func scanDraft(r row) (d store.Draft, err error) {
	var base []byte
	err = r.Scan(&d.Register, &base, &d.Started.By, moment{&d.Started.At}, moment{&d.Touched}, &d.Edits)
	copy(d.Base[:], base)
	return d, err
}

// unstarted is the draft of a register in which nothing has been changed.
func (c *session) unstarted(g store.Register) (store.Draft, error) {
	d := store.Draft{Register: g.ID}
	if g.Current == 0 {
		return d, nil
	}
	v, err := c.Version(g.ID, g.Current)
	d.Base, d.Attachments = v.Frame, v.Attachments
	return d, err
}

// Edits is store.DraftReader's.
func (c *session) Edits(register string) ([]store.Edit, error) {
	if err := c.hasRegister(register); err != nil {
		return nil, err
	}
	return all(c, func(r row) (e store.Edit, err error) {
		err = r.Scan(&e.ID, part{&e.Line})
		return e, err
	}, "SELECT id, line FROM draft_edit WHERE register = ? ORDER BY id", register)
}

// touch starts the draft if it has not been, and notes that it is changed.
func (c *session) touch(register string, by store.Act) error {
	at := by.At.UnixMilli()
	changed, err := c.exec("UPDATE draft SET touched = ? WHERE register = ?", at, register)
	if err != nil || changed > 0 {
		return err
	}
	g, err := c.Register(register)
	if err != nil {
		return err
	}
	of := thing{"draft", register}
	err = c.put(of, `INSERT INTO draft (register, base, started_by, started_at, touched)
		VALUES (?1, (SELECT frame FROM version WHERE register = ?1 AND number = ?2), ?3, ?4, ?4)`,
		register, g.Current, by.By, at)
	if err != nil {
		return err
	}
	return c.put(of, `INSERT INTO draft_attachment (register, kind, name, media, blob)
		SELECT register, kind, name, media, blob FROM version_attachment JOIN version ON version.id = version
		WHERE register = ? AND number = ?`, register, g.Current)
}

// RebaseDraft is store.DraftWriter's.
func (c *session) RebaseDraft(register string, base sampler.Digest, by store.Act) error {
	var frame any
	if base != (sampler.Digest{}) {
		id, err := c.frameID(base)
		if err != nil {
			return err
		}
		frame = id
	}
	if err := c.touch(register, by); err != nil {
		return err
	}
	of := thing{"draft", register}
	if err := c.put(of, "DELETE FROM draft_edit WHERE register = ?", register); err != nil {
		return err
	}
	return c.put(of, "UPDATE draft SET base = ? WHERE register = ?", frame, register)
}

// PutEdit is store.DraftWriter's.
func (c *session) PutEdit(register string, e store.Edit, by store.Act) error {
	if err := c.touch(register, by); err != nil {
		return err
	}
	var line any
	if len(e.Line) > 0 {
		line = e.Line
	}
	return c.put(thing{"site", e.ID}, `INSERT INTO draft_edit (register, id, line) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET line = excluded.line`, register, e.ID, line)
}

// PutAttachment is store.DraftWriter's.
func (c *session) PutAttachment(register string, a store.Attachment, by store.Act) error {
	blob, err := c.bodyID("attachment", a.Digest)
	if err != nil {
		return err
	}
	if err := c.touch(register, by); err != nil {
		return err
	}
	return c.put(thing{"attachment", a.Name}, `INSERT INTO draft_attachment (register, kind, name, media, blob)
		VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET media = excluded.media, blob = excluded.blob`,
		register, a.Kind, a.Name, a.Media, blob)
}

// DropAttachment is store.DraftWriter's.
func (c *session) DropAttachment(register, kind, name string, by store.Act) error {
	d, err := c.Draft(register)
	if err != nil {
		return err
	}
	for _, a := range d.Attachments {
		if a.Kind != kind || a.Name != name {
			continue
		}
		if err := c.touch(register, by); err != nil {
			return err
		}
		return c.put(thing{"attachment", name},
			"DELETE FROM draft_attachment WHERE register = ? AND kind = ? AND name = ?", register, kind, name)
	}
	return thing{"attachment", name}.notFound()
}

// DropDraft is store.DraftWriter's. A draft that has not been started is dropped
// already.
func (c *session) DropDraft(register string) error {
	if err := c.hasRegister(register); err != nil {
		return err
	}
	for _, query := range []string{
		"DELETE FROM draft_edit WHERE register = ?",
		"DELETE FROM draft_attachment WHERE register = ?",
		"DELETE FROM draft WHERE register = ?",
	} {
		if err := c.put(thing{"draft", register}, query, register); err != nil {
			return err
		}
	}
	return nil
}

// Changes is store.DraftReader's.
func (c *session) Changes(register string, p store.NumberPage) ([]store.Change, error) {
	if err := c.hasRegister(register); err != nil {
		return nil, err
	}
	where, order, from := after("number", p)
	return all(c, func(r row) (x store.Change, err error) {
		err = r.Scan(&x.Register, &x.Number, &x.Kind, part{&x.Detail}, &x.Made.By, moment{&x.Made.At})
		return x, err
	}, "SELECT register, number, kind, detail, made_by, made_at FROM change WHERE register = ? AND "+where+
		" ORDER BY "+order+" LIMIT ?", register, from, limit(p.Limit))
}

// AddChange is store.DraftWriter's.
func (c *session) AddChange(x store.Change) error {
	if err := c.hasRegister(x.Register); err != nil {
		return err
	}
	return c.put(thing{"change", x.Register}, `INSERT INTO change (register, number, kind, detail, made_by, made_at)
		SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5 FROM change WHERE register = ?1`,
		x.Register, x.Kind, whole(x.Detail), x.Made.By, x.Made.At.UnixMilli())
}
