package sqlite

import (
	"encoding/hex"
	"encoding/json"
	"errors"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// Blob is store.BlobReader's.
func (c *session) Blob(d sampler.Digest) ([]byte, error) {
	type kept struct {
		packed store.Packed
		erased bool
	}
	of := thing{"blob", d.String()}
	b, err := one(c, of, func(r row) (kept, error) {
		k := kept{packed: store.Packed{Digest: d}}
		err := r.Scan(&k.packed.Size, &k.erased, part{&k.packed.Body})
		return k, err
	}, "SELECT size, erased, body FROM blob LEFT JOIN body ON body.blob = blob.id WHERE digest = ?", d[:])
	if err != nil {
		return nil, err
	}
	if b.erased {
		return nil, of.gone()
	}
	return b.packed.Unpack()
}

// Lacking is store.BlobReader's. An erased body is not there.
func (c *session) Lacking(digests []sampler.Digest) ([]sampler.Digest, error) {
	asked := make([]string, len(digests))
	for i, d := range digests {
		asked[i] = d.String()
	}
	list, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	return all(c, func(r row) (d sampler.Digest, err error) {
		var text string
		if err := r.Scan(&text); err != nil {
			return d, err
		}
		_, err = hex.Decode(d[:], []byte(text))
		return d, err
	}, `SELECT value FROM json_each(?)
		WHERE NOT EXISTS (SELECT 1 FROM blob WHERE digest = unhex(value) AND erased = 0) ORDER BY key`, string(list))
}

// blobID returns the id of a digest's blob: ErrState of the noun if there is none.
func (c *session) blobID(noun string, d sampler.Digest) (int64, error) {
	id, err := c.number("SELECT id FROM blob WHERE digest = ?", d[:])
	if err == nil && id == 0 {
		err = thing{noun, d.String()}.state()
	}
	return id, err
}

// bodyID returns the id of a blob whose body is there.
func (c *session) bodyID(noun string, d sampler.Digest) (int64, error) {
	id, err := c.number("SELECT id FROM blob WHERE digest = ? AND erased = 0", d[:])
	if err == nil && id == 0 {
		err = thing{noun, d.String()}.state()
	}
	return id, err
}

// PutBlob is store.BlobWriter's. A body that is there counts as put anew, so that
// Sweep leaves it to who is about to use it; one that was erased stays so.
func (c *session) PutBlob(p store.Packed) error {
	of := thing{"blob", p.Digest.String()}
	erased, err := one(c, of, func(r row) (erased bool, err error) {
		err = r.Scan(&erased)
		return erased, err
	}, "SELECT erased FROM blob WHERE digest = ?", p.Digest[:])
	switch {
	case isNotFound(err):
		return c.addBlob(of, p)
	case err != nil:
		return err
	case erased:
		return of.gone()
	}
	return c.put(of, "UPDATE blob SET put = ? WHERE digest = ?", stamp(c.store.now()), p.Digest[:])
}

func (c *session) addBlob(of thing, p store.Packed) error {
	id, err := c.insert(of, "INSERT INTO blob (digest, size, put) VALUES (?, ?, ?)", p.Digest[:], p.Size, stamp(c.store.now()))
	if err != nil {
		return err
	}
	return c.put(of, "INSERT INTO body (blob, body) VALUES (?, ?)", id, whole(p.Body))
}

// EraseBlob is store.BlobWriter's. Of what a frame, a plan, a seal or a draw is
// made nothing can be erased: ErrState.
func (c *session) EraseBlob(d sampler.Digest) error {
	of := thing{"blob", d.String()}
	id, err := c.number("SELECT id FROM blob WHERE digest = ?", d[:])
	if err != nil {
		return err
	}
	if id == 0 {
		return of.notFound()
	}
	if err := c.put(of, "UPDATE blob SET erased = 1 WHERE id = ? AND erased = 0", id); err != nil {
		return err
	}
	c.erased = true
	return c.put(of, "DELETE FROM body WHERE blob = ?", id)
}

// isNotFound reports whether what was looked for is not there.
func isNotFound(err error) bool {
	e, is := errors.AsType[*geo.Error](err)
	return is && e.Kind == geo.NotFound
}
