package sqlite

import (
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// Attachments of a version by its id, and of a draft by its register.
const (
	ofVersion = `SELECT kind, name, media, digest, size, erased FROM version_attachment
		JOIN blob ON blob.id = blob WHERE version = ? ORDER BY kind, name`
	ofDraft = `SELECT kind, name, media, digest, size, erased FROM draft_attachment
		JOIN blob ON blob.id = blob WHERE register = ? ORDER BY kind, name`
)

func (c *session) attachments(query string, of any) ([]store.Attachment, error) {
	return all(c, func(r row) (a store.Attachment, err error) {
		err = r.Scan(&a.Kind, &a.Name, &a.Media, digest(&a.Digest), &a.Bytes, &a.Erased)
		return a, err
	}, query, of)
}

// attachmentIDs returns the ids of the attachments' blobs; an erased one may stay
// where it was.
func (c *session) attachmentIDs(list []store.Attachment) ([]int64, error) {
	ids := make([]int64, len(list))
	for i, a := range list {
		id, err := c.blobID("attachment", a.Digest)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

// ReplaceAttachment is store.RegisterWriter's. The place keeps its kind and name;
// body and media type are those of the other.
func (c *session) ReplaceAttachment(old sampler.Digest, by store.Attachment) error {
	of := thing{"attachment", old.String()}
	if old == by.Digest {
		return of.exists()
	}
	was, err := c.number("SELECT id FROM blob WHERE digest = ?", old[:])
	if err != nil {
		return err
	}
	now, err := c.bodyID("attachment", by.Digest)
	if err != nil {
		return err
	}
	replaced := int64(0)
	for _, query := range []string{
		"UPDATE version_attachment SET media = ?, blob = ? WHERE blob = ?",
		"UPDATE draft_attachment SET media = ?, blob = ? WHERE blob = ?",
	} {
		n, err := c.exec(query, by.Media, now, was)
		if err != nil {
			return of.name(err)
		}
		replaced += n
	}
	if replaced == 0 {
		return of.notFound()
	}
	return c.EraseBlob(old)
}
