package server

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/bundle"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// bundleMedia is the media type of bundles.
const bundleMedia = "application/zip"

// getBundle answers with all that an outsider needs to check a draw. What is not
// published yet, such as a seal's secret, is not in the office's bundle either.
func (s *Server) getBundle(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	d, err := r.seeDraw("bundle")
	if err != nil {
		return err
	}
	if !d.sight.all {
		return d.notYet()
	}
	b, err := s.bundleOf(r.Request().Context(), d)
	if err != nil {
		return err
	}
	if r.unchanged(b.Tag()) {
		return r.NoContent(http.StatusNotModified)
	}
	return r.sendBundle(b, "draw-"+count(d.Number)+".zip")
}

// sendBundle writes the bundle to a file first, so that a fault is answered as one.
// Few are packed at once, and none of them keeps a draw waiting.
func (r *request) sendBundle(b *bundle.Bundle, name string) error {
	end, err := take(r.Request().Context(), r.server.checking.packing)
	if err != nil {
		return err
	}
	file, err := r.server.packBundle(b)
	end()
	if err != nil {
		return err
	}
	defer removeFile(file)
	size, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	header := r.Response().Header()
	header.Set("Content-Disposition", disposition(name))
	header.Set(echo.HeaderContentLength, count(size))
	return r.Stream(http.StatusOK, bundleMedia, file)
}

// packBundle writes a bundle to a file that the caller removes.
func (s *Server) packBundle(b *bundle.Bundle) (*os.File, error) {
	file, err := s.spoolFile("bundle-*")
	if err != nil {
		return nil, err
	}
	if err := bundle.Write(file, *b); err != nil {
		removeFile(file)
		return nil, diskError(err)
	}
	return file, nil
}

// bundleOf gathers what is published of a draw. The log of its bundle ends with the
// last thing that happened to it, so that the bundle stays the same while the log
// grows.
func (s *Server) bundleOf(ctx context.Context, d *seen) (*bundle.Bundle, error) {
	b := &bundle.Bundle{At: d.Made.At, Frame: func(w io.Writer) error {
		file, err := store.FrameFile(ctx, s.Store, d.Frame)
		if err == nil {
			_, err = io.Copy(w, file)
		}
		return err
	}}
	var err error
	if b.Record, err = s.readRecord(ctx, &d.Draw); err != nil {
		return nil, err
	}
	err = s.Store.View(ctx, func(v store.Reader) error {
		version, err := v.Version(d.Register, d.Version)
		if err != nil {
			return err
		}
		leaves := []int64{version.Leaf}
		if d.Seal != nil {
			kept, err := v.Seal(*d.Seal)
			if err != nil {
				return err
			}
			leaves = append(leaves, kept.Leaf)
			if kept.Closed != nil {
				leaves = append(leaves, kept.Closed.Leaf)
			}
			if b.Seal, err = bundledSeal(v, &kept); err != nil {
				return err
			}
		}
		b.Log, err = s.bundledLog(v, append(leaves, d.leaves()...))
		if err == nil && d.Kind == store.Practice {
			b.Log.Salt = d.Salt // the log never says it
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return b, d.publish(b.Seal)
}

func bundledSeal(v store.Reader, kept *store.Seal) (*bundle.Sealed, error) {
	seal, err := sampler.ReadSeal(bytes.NewReader(kept.Object))
	if err != nil {
		return nil, err
	}
	sealed := &bundle.Sealed{Seal: seal}
	texts, err := v.SealTexts(kept.Digest)
	for i := range texts {
		sealed.Opening.Texts = append(sealed.Opening.Texts, texts[i].Text)
	}
	return sealed, err
}

// publish adds what the seal was opened with, once the draw is concluded.
func (d *seen) publish(sealed *bundle.Sealed) error {
	var shown drawView
	if err := d.details(&shown); err != nil || shown.Origin == nil || sealed == nil {
		return err
	}
	sealed.Published = true
	sealed.Opening.Secret, sealed.Opening.Signature = shown.Origin.Secret, shown.Origin.Signature
	return nil
}

// leaves are those of the draw and of what happened to it that a bundle has.
func (d *seen) leaves() []int64 {
	list := []int64{d.Leaf}
	for i := range d.Events {
		if e := &d.Events[i]; e.Kind != store.Reserve {
			list = append(list, e.Leaf)
		}
	}
	return list
}

// bundledLog proves leaves in the log as it was when the last of them came.
func (s *Server) bundledLog(v store.Reader, indexes []int64) (*bundle.Log, error) {
	key, err := transparency.ParseKey([]byte(s.Keys.Log))
	if err != nil {
		return nil, &geo.Error{Code: ErrProgram, Kind: geo.Internal, Err: err}
	}
	log := &bundle.Log{Key: key.Public()}
	var size int64
	for _, index := range indexes {
		size = max(size, index+1)
	}
	for _, index := range indexes {
		leaf, err := bundledLeaf(v, index, size)
		if err != nil {
			return nil, err
		}
		log.Leaves = append(log.Leaves, leaf)
	}
	log.Checkpoint, err = s.sign(v, size)
	return log, err
}

func bundledLeaf(v store.Reader, index, size int64) (l bundle.Leaf, err error) {
	kept, err := v.Leaves(index, 1)
	if err != nil {
		return l, err
	}
	if len(kept) != 1 {
		return l, &geo.Error{Code: store.ErrCorrupt, Kind: geo.Internal, At: geo.Place{Column: "leaf"}, Value: count(index)}
	}
	leaf, err := transparency.ParseLeaf(kept[0].Data)
	if err != nil {
		return l, err
	}
	l.Kind, l.Data = leaf.Entry.Kind(), kept[0].Data
	l.Proof, err = transparency.ProveInclusion(size, index, storedHashes{v})
	return l, err
}
