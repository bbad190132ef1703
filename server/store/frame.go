package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash/fnv"
	"io"
	"iter"
	"time"

	"sitedraw/sampler"
)

// Frame says of which chunks a frame file is made. Each chunk is a blob that
// holds whole lines; joined they are the file.
type Frame struct {
	Digest sampler.Digest
	Sites  int
	Bytes  int64
	Chunks []sampler.Digest
}

// FrameReader reads how frames are made.
type FrameReader interface {
	Frame(sampler.Digest) (Frame, error)
}

// FrameWriter keeps frames.
type FrameWriter interface {
	// AddFrame keeps a frame, once however often it is added. ErrState if a chunk is
	// not there.
	AddFrame(Frame) error
	// Sweep deletes frames and blobs that nothing refers to any more and that were
	// put before the time, and returns how many blobs.
	Sweep(before time.Time) (int, error)
}

// A chunk ends after a site the hash of whose id is divisible by meanSites, so that
// a site which comes, goes or changes concerns one chunk; or when it is long.
const (
	meanSites     = 256
	maxChunkBytes = 1 << 20
)

// endsChunk reports whether a chunk ends after the site of the id.
func endsChunk(id string) bool {
	h := fnv.New64a()
	_, _ = io.WriteString(h, id) // a hash takes everything
	return h.Sum64()%meanSites == 0
}

// chunks cuts a frame's file. A chunk is good until the next.
func chunks(f *sampler.Frame) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var chunk []byte
		sites := f.Sites()
		for i := range sites {
			chunk = append(sampler.AppendSite(chunk, &sites[i]), '\n')
			if len(chunk) < maxChunkBytes && !endsChunk(sites[i].ID) && i < len(sites)-1 {
				continue
			}
			if !yield(chunk) {
				return
			}
			chunk = chunk[:0]
		}
	}
}

// batchBytes is how much of chunks is written by one Update.
const batchBytes = 4 << 20

// PutFrame keeps a frame. It writes only the chunks that the store lacks, some at
// a time, so that others can write in between.
func PutFrame(ctx context.Context, s Store, f *sampler.Frame) error {
	const attempts = 3 // Sweep may delete an old chunk that was to be used again
	var err error
	for range attempts {
		if err = putFrame(ctx, s, f); !errors.Is(err, ErrState) {
			return err
		}
	}
	return err
}

func putFrame(ctx context.Context, s Store, f *sampler.Frame) error {
	kept := Frame{Digest: f.Digest(), Sites: f.Len()}
	batch, first, size := map[sampler.Digest][]byte{}, 0, 0
	for chunk := range chunks(f) {
		d := sampler.Digest(sha256.Sum256(chunk))
		kept.Chunks = append(kept.Chunks, d)
		kept.Bytes += int64(len(chunk))
		batch[d] = bytes.Clone(chunk)
		if size += len(chunk); size < batchBytes {
			continue
		}
		if err := putLacking(ctx, s, kept.Chunks[first:], batch); err != nil {
			return err
		}
		clear(batch)
		first, size = len(kept.Chunks), 0
	}
	if err := putLacking(ctx, s, kept.Chunks[first:], batch); err != nil {
		return err
	}
	return s.Update(ctx, func(w Writer) error { return w.AddFrame(kept) })
}

// putLacking packs and writes those of the bodies that are not there, in the order
// of their digests' list, which is that in which they will be read.
func putLacking(ctx context.Context, s Store, digests []sampler.Digest, bodies map[sampler.Digest][]byte) error {
	var lacking []sampler.Digest
	err := s.View(ctx, func(r Reader) (err error) {
		lacking, err = r.Lacking(digests)
		return err
	})
	if err != nil || len(lacking) == 0 {
		return err
	}
	list := make([]Packed, len(lacking))
	for i, d := range lacking {
		if list[i], err = Pack(bodies[d]); err != nil {
			return err
		}
	}
	return s.Update(ctx, func(w Writer) error {
		for _, p := range list {
			if err := w.PutBlob(p); err != nil {
				return err
			}
		}
		return nil
	})
}
