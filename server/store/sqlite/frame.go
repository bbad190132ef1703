package sqlite

import (
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// Frame is store.FrameReader's.
func (c *session) Frame(d sampler.Digest) (store.Frame, error) {
	type found struct {
		id    int64
		frame store.Frame
	}
	f, err := one(c, thing{"frame", d.String()}, func(r row) (found, error) {
		f := found{frame: store.Frame{Digest: d}}
		err := r.Scan(&f.id, &f.frame.Sites, &f.frame.Bytes)
		return f, err
	}, "SELECT id, sites, bytes FROM frame WHERE digest = ?", d[:])
	if err != nil {
		return store.Frame{}, err
	}
	f.frame.Chunks, err = all(c, func(r row) (d sampler.Digest, err error) {
		err = r.Scan(digest(&d))
		return d, err
	}, "SELECT digest FROM frame_chunk JOIN blob ON blob.id = frame_chunk.blob WHERE frame = ? ORDER BY n", f.id)
	return f.frame, err
}

// frameID returns the id of a frame: ErrState of the frame if there is none.
func (c *session) frameID(d sampler.Digest) (int64, error) {
	id, err := c.number("SELECT id FROM frame WHERE digest = ?", d[:])
	if err == nil && id == 0 {
		err = thing{"frame", d.String()}.state()
	}
	return id, err
}

// AddFrame is store.FrameWriter's.
func (c *session) AddFrame(f store.Frame) error {
	of := thing{"frame", f.Digest.String()}
	again, err := c.exec("UPDATE frame SET put = ? WHERE digest = ?", stamp(c.store.now()), f.Digest[:])
	if err != nil || again > 0 {
		return err
	}
	blobs := make([]int64, len(f.Chunks))
	for n, d := range f.Chunks {
		if blobs[n], err = c.bodyID("blob", d); err != nil {
			return err
		}
	}
	id, err := c.insert(of, "INSERT INTO frame (digest, sites, bytes, put) VALUES (?, ?, ?, ?)",
		f.Digest[:], f.Sites, f.Bytes, stamp(c.store.now()))
	if err != nil {
		return err
	}
	for n, blob := range blobs {
		if err := c.put(of, "INSERT INTO frame_chunk (frame, n, blob) VALUES (?, ?, ?)", id, n, blob); err != nil {
			return err
		}
	}
	return nil
}
