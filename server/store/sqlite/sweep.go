package sqlite

import "time"

// Frames and blobs that nothing refers to. What refers is said here and by the
// foreign keys, so that a mistake here deletes nothing.
const (
	deadFrames = `SELECT id FROM frame WHERE put < ?1
		AND NOT EXISTS (SELECT 1 FROM version WHERE version.frame = frame.id)
		AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.base = frame.id)
		AND NOT EXISTS (SELECT 1 FROM draw WHERE draw.frame = frame.id)`
	deadBlobs = `SELECT id FROM blob WHERE put < ?1 AND erased = 0
		AND NOT EXISTS (SELECT 1 FROM frame_chunk WHERE frame_chunk.blob = blob.id)
		AND NOT EXISTS (SELECT 1 FROM version_attachment WHERE version_attachment.blob = blob.id)
		AND NOT EXISTS (SELECT 1 FROM draft_attachment WHERE draft_attachment.blob = blob.id)
		AND NOT EXISTS (SELECT 1 FROM plan WHERE plan.blob = blob.id)
		AND NOT EXISTS (SELECT 1 FROM seal WHERE seal.plan = blob.id)
		AND NOT EXISTS (SELECT 1 FROM draw WHERE draw.plan = blob.id)
		AND NOT EXISTS (SELECT 1 FROM draw WHERE draw.record = blob.id)
		AND NOT EXISTS (SELECT 1 FROM drill WHERE drill.plan = blob.id)`
)

// Sweep is store.FrameWriter's.
func (c *session) Sweep(before time.Time) (int, error) {
	frames, err := c.ids(deadFrames, before)
	if err != nil {
		return 0, err
	}
	for _, id := range frames {
		if err := c.deleteFrame(id); err != nil {
			return 0, err
		}
	}
	blobs, err := c.ids(deadBlobs, before)
	if err != nil {
		return 0, err
	}
	for _, id := range blobs {
		if err := c.deleteBlob(id); err != nil {
			return 0, err
		}
	}
	return len(blobs), nil
}

func (c *session) ids(query string, before time.Time) ([]int64, error) {
	return all(c, func(r row) (id int64, err error) {
		err = r.Scan(&id)
		return id, err
	}, query, before.UnixMilli())
}

func (c *session) deleteFrame(id int64) error {
	of := thing{"frame", number(id)}
	if err := c.put(of, "DELETE FROM frame_chunk WHERE frame = ?", id); err != nil {
		return err
	}
	return c.put(of, "DELETE FROM frame WHERE id = ?", id)
}

func (c *session) deleteBlob(id int64) error {
	of := thing{"blob", number(id)}
	if err := c.put(of, "DELETE FROM body WHERE blob = ?", id); err != nil {
		return err
	}
	return c.put(of, "DELETE FROM blob WHERE id = ?", id)
}
