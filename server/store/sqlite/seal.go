package sqlite

import (
	"time"

	"sitedraw/sampler"
	"sitedraw/server/store"
)

const sealColumns = `SELECT number, seal.digest, object, title, register, version, blob.digest, secret, closes, opens, release,
	conclude, incomplete, leaf, made_by, made_at, closed_at, closed_leaf, signature, draw, failure, late
	FROM seal JOIN blob ON blob.id = seal.plan `

func scanSeal(r row) (s store.Seal, err error) {
	var closed store.Closing
	var leaf *int64
	err = r.Scan(&s.Number, digest(&s.Digest), part{&s.Object}, &s.Title, &s.Register, &s.Version, digest(&s.Plan),
		part{&s.Secret}, moment{&s.Closes}, moment{&s.Opens}, moment{&s.Release}, moment{&s.Conclude}, texts{&s.Incomplete},
		&s.Leaf, &s.Made.By, moment{&s.Made.At}, moment{&closed.At}, &leaf, &s.Signature, &s.Draw, &s.Failure, &s.OpenedLate)
	if leaf != nil {
		closed.Leaf = *leaf
		s.Closed = &closed
	}
	return s, err
}

// Seal is store.SealReader's.
func (c *session) Seal(d sampler.Digest) (store.Seal, error) {
	return one(c, thing{"seal", d.String()}, scanSeal, sealColumns+"WHERE seal.digest = ?", d[:])
}

// Seals is store.SealReader's.
func (c *session) Seals(p store.NumberPage) ([]store.Seal, error) {
	where, order, from := after("number", p)
	return all(c, scanSeal, sealColumns+"WHERE "+where+" ORDER BY "+order+" LIMIT ?", from, limit(p.Limit))
}

// SealsToClose is store.SealReader's.
func (c *session) SealsToClose(now time.Time) ([]store.Seal, error) {
	return all(c, scanSeal, sealColumns+"WHERE closed_at IS NULL AND closes <= ? ORDER BY closes, number", now.UnixMilli())
}

// SealsToOpen is store.SealReader's.
func (c *session) SealsToOpen(now time.Time) ([]store.Seal, error) {
	return all(c, scanSeal, sealColumns+"WHERE draw = 0 AND closed_at IS NOT NULL AND opens <= ? ORDER BY opens, number",
		now.UnixMilli())
}

// SealTexts is store.SealReader's.
func (c *session) SealTexts(d sampler.Digest) ([]store.SealText, error) {
	s, err := c.Seal(d)
	if err != nil {
		return nil, err
	}
	return all(c, func(r row) (t store.SealText, err error) {
		err = r.Scan(&t.Number, &t.Text, &t.Made.By, moment{&t.Made.At})
		return t, err
	}, "SELECT number, text, made_by, made_at FROM seal_text WHERE seal = ? ORDER BY number", s.Number)
}

// AddSeal is store.SealWriter's.
func (c *session) AddSeal(s store.Seal) error {
	last, err := c.number("SELECT max(number) FROM seal")
	if err != nil {
		return err
	}
	if err := follows("seal", s.Number, last); err != nil {
		return err
	}
	if err := c.hasVersion(s.Register, s.Version); err != nil {
		return err
	}
	plan, err := c.bodyID("plan", s.Plan)
	if err != nil {
		return err
	}
	incomplete, err := list(s.Incomplete)
	if err != nil {
		return err
	}
	return c.put(thing{"seal", s.Digest.String()}, `INSERT INTO seal (number, digest, object, title, register, version, plan,
		secret, closes, opens, release, conclude, incomplete, leaf, made_by, made_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.Number, s.Digest[:], whole(s.Object), s.Title, s.Register, s.Version, plan, whole(s.Secret), s.Closes.UnixMilli(),
		s.Opens.UnixMilli(), stamp(s.Release), stamp(s.Conclude), incomplete, s.Leaf, s.Made.By, s.Made.At.UnixMilli())
}

// hasVersion returns ErrState if there is no such version.
func (c *session) hasVersion(register string, n int64) error {
	found, err := c.number("SELECT 1 FROM version WHERE register = ? AND number = ?", register, n)
	if err == nil && found == 0 {
		err = thing{"version", register + "/" + number(n)}.state()
	}
	return err
}

// advance changes what may still happen to a seal: ErrState if it is past that.
func (c *session) advance(d sampler.Digest, query string, args ...any) error {
	changed, err := c.exec(query, append(args, d[:])...)
	if err != nil || changed > 0 {
		return err
	}
	if _, err := c.Seal(d); err != nil {
		return err
	}
	return thing{"seal", d.String()}.state()
}

// AddSealText is store.SealWriter's.
func (c *session) AddSealText(d sampler.Digest, t store.SealText) error {
	return c.advance(d, `INSERT INTO seal_text (seal, number, text, made_by, made_at)
		SELECT seal.number, (SELECT coalesce(max(seal_text.number), 0) + 1 FROM seal_text WHERE seal = seal.number), ?, ?, ?
		FROM seal WHERE closed_at IS NULL AND draw = 0 AND digest = ?`, t.Text, t.Made.By, t.Made.At.UnixMilli())
}

// CloseSeal is store.SealWriter's.
func (c *session) CloseSeal(d sampler.Digest, closed store.Closing) error {
	return c.advance(d, "UPDATE seal SET closed_at = ?, closed_leaf = ? WHERE closed_at IS NULL AND digest = ?",
		closed.At.UnixMilli(), closed.Leaf)
}

// SetSealSignature is store.SealWriter's.
func (c *session) SetSealSignature(d sampler.Digest, signature string) error {
	return c.advance(d, "UPDATE seal SET signature = ? WHERE signature = '' AND digest = ?", signature)
}

// NoteSealFailure is store.SealWriter's.
func (c *session) NoteSealFailure(d sampler.Digest, code string) error {
	return c.advance(d, "UPDATE seal SET failure = ? WHERE draw = 0 AND digest = ?", code)
}

// OpenSeal is store.SealWriter's. A seal that still takes texts cannot be opened.
func (c *session) OpenSeal(d sampler.Digest, draw int64) error {
	known, err := c.number("SELECT 1 FROM draw WHERE number = ?", draw)
	if err != nil {
		return err
	}
	if known == 0 {
		return thing{"draw", number(draw)}.state()
	}
	return c.advance(d, `UPDATE seal SET draw = ?1, failure = '',
		late = (SELECT made_at FROM draw WHERE number = ?1) > opens + ?2
		WHERE draw = 0 AND closed_at IS NOT NULL AND digest = ?3`, draw, store.Punctual.Milliseconds())
}
