package sqlite

import (
	"sitedraw/sampler"
	"sitedraw/server/store"
)

const registerColumns = "SELECT id, name, current, made_by, made_at FROM register "

func scanRegister(r row) (g store.Register, err error) {
	err = r.Scan(&g.ID, &g.Name, &g.Current, &g.Made.By, moment{&g.Made.At})
	return g, err
}

// Register is store.RegisterReader's.
func (c *session) Register(id string) (store.Register, error) {
	return one(c, thing{"register", id}, scanRegister, registerColumns+"WHERE id = ?", id)
}

// Registers is store.RegisterReader's.
func (c *session) Registers(p store.TextPage) ([]store.Register, error) {
	return all(c, scanRegister, registerColumns+"WHERE id > ? ORDER BY id LIMIT ?", p.After, limit(p.Limit))
}

// AddRegister is store.RegisterWriter's.
func (c *session) AddRegister(g store.Register) error {
	return c.put(thing{"register", g.ID}, "INSERT INTO register (id, name, made_by, made_at) VALUES (?, ?, ?, ?)",
		g.ID, g.Name, g.Made.By, g.Made.At.UnixMilli())
}

// RenameRegister is store.RegisterWriter's.
func (c *session) RenameRegister(id, name string) error {
	return c.change(thing{"register", id}, "UPDATE register SET name = ? WHERE id = ?", name, id)
}

// hasRegister returns ErrNotFound if there is no such register.
func (c *session) hasRegister(id string) error {
	n, err := c.number("SELECT 1 FROM register WHERE id = ?", id)
	if err == nil && n == 0 {
		err = thing{"register", id}.notFound()
	}
	return err
}

const versionColumns = `SELECT version.id, register, number, frame.digest, version.sites, note, leaf, made_by, made_at
	FROM version JOIN frame ON frame.id = version.frame `

// version is a version on its way, before its attachments are known.
type version struct {
	id int64
	store.Version
}

func scanVersion(r row) (v version, err error) {
	err = r.Scan(&v.id, &v.Register, &v.Number, digest(&v.Frame), &v.Sites, &v.Note, &v.Leaf, &v.Made.By, moment{&v.Made.At})
	return v, err
}

func (c *session) whole(v version, err error) (store.Version, error) {
	if err == nil {
		v.Attachments, err = c.attachments(ofVersion, v.id)
	}
	return v.Version, err
}

// Version is store.RegisterReader's.
func (c *session) Version(register string, n int64) (store.Version, error) {
	if err := c.hasRegister(register); err != nil {
		return store.Version{}, err
	}
	return c.whole(one(c, thing{"version", number(n)}, scanVersion, versionColumns+"WHERE register = ? AND number = ?", register, n))
}

// Versions is store.RegisterReader's.
func (c *session) Versions(register string, p store.NumberPage) ([]store.Version, error) {
	if err := c.hasRegister(register); err != nil {
		return nil, err
	}
	where, order, from := after("number", p)
	found, err := all(c, scanVersion, versionColumns+"WHERE register = ? AND "+where+" ORDER BY "+order+" LIMIT ?",
		register, from, limit(p.Limit))
	list := make([]store.Version, len(found))
	for i := range found {
		if list[i], err = c.whole(found[i], err); err != nil {
			return nil, err
		}
	}
	return list, err
}

// VersionOf is store.RegisterReader's.
func (c *session) VersionOf(frame sampler.Digest) (store.Version, error) {
	return c.whole(one(c, thing{"version", frame.String()}, scanVersion,
		versionColumns+"WHERE frame.digest = ? ORDER BY version.id DESC LIMIT 1", frame[:]))
}

// AddVersion is store.RegisterWriter's.
func (c *session) AddVersion(v store.Version) error {
	if err := c.hasRegister(v.Register); err != nil {
		return err
	}
	last, err := c.number("SELECT max(number) FROM version WHERE register = ?", v.Register)
	if err != nil {
		return err
	}
	if err := follows("version", v.Number, last); err != nil {
		return err
	}
	frame, err := c.frameID(v.Frame)
	if err != nil {
		return err
	}
	blobs, err := c.attachmentIDs(v.Attachments)
	if err != nil {
		return err
	}
	id, err := c.insert(thing{"version", number(v.Number)},
		"INSERT INTO version (register, number, frame, sites, note, leaf, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		v.Register, v.Number, frame, v.Sites, v.Note, v.Leaf, v.Made.By, v.Made.At.UnixMilli())
	if err != nil {
		return err
	}
	for i, a := range v.Attachments {
		err := c.put(thing{"attachment", a.Name}, "INSERT INTO version_attachment (version, kind, name, media, blob) VALUES (?, ?, ?, ?, ?)",
			id, a.Kind, a.Name, a.Media, blobs[i])
		if err != nil {
			return err
		}
	}
	return c.SetCurrent(v.Register, v.Number)
}

// SetCurrent is store.RegisterWriter's.
func (c *session) SetCurrent(register string, n int64) error {
	if err := c.hasRegister(register); err != nil {
		return err
	}
	return c.change(thing{"version", number(n)}, `UPDATE register SET current = ?2
		WHERE id = ?1 AND EXISTS (SELECT 1 FROM version WHERE register = ?1 AND number = ?2)`, register, n)
}
