package store

import (
	"context"
	"io"
	"sync"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// OpenFrame reads a frame that is kept. What comes out has the digest that was
// asked for, or the error is ErrCorrupt.
func OpenFrame(ctx context.Context, s Store, d sampler.Digest) (*sampler.Frame, error) {
	kept, err := keptFrame(ctx, s, d)
	if err != nil {
		return nil, err
	}
	chunks := &frameChunks{ctx: ctx, store: s, left: kept.Chunks}
	next, end := chunks.ahead()
	defer end()
	f, err := sampler.ReadFrameSized(&frameFile{next: next}, kept.Sites)
	if err != nil {
		return nil, err
	}
	if f.Digest() != d {
		return nil, &geo.Error{Code: ErrCorrupt, Kind: geo.Internal, At: geo.Place{Column: "frame"}, Value: d.String()}
	}
	return f, nil
}

// FrameFile returns the file of a frame that is kept, to be read once.
func FrameFile(ctx context.Context, s Store, d sampler.Digest) (io.Reader, error) {
	kept, err := keptFrame(ctx, s, d)
	if err != nil {
		return nil, err
	}
	chunks := &frameChunks{ctx: ctx, store: s, left: kept.Chunks}
	return &frameFile{next: chunks.next}, nil
}

func keptFrame(ctx context.Context, s Store, d sampler.Digest) (kept Frame, err error) {
	err = s.View(ctx, func(r Reader) (err error) {
		kept, err = r.Frame(d)
		return err
	})
	return kept, err
}

// frameFile puts the chunks of a frame together.
type frameFile struct {
	next    func() ([][]byte, error) // the chunks that follow, none at the end
	fetched [][]byte
	chunk   []byte
}

// Read is io.Reader's.
func (f *frameFile) Read(b []byte) (int, error) {
	for len(f.chunk) == 0 {
		if len(f.fetched) == 0 {
			var err error
			if f.fetched, err = f.next(); err != nil {
				return 0, err
			}
			if len(f.fetched) == 0 {
				return 0, io.EOF
			}
		}
		f.chunk, f.fetched = f.fetched[0], f.fetched[1:]
	}
	n := copy(b, f.chunk)
	f.chunk = f.chunk[n:]
	return n, nil
}

// frameChunks fetches the chunks of a frame one after the other.
type frameChunks struct {
	ctx   context.Context
	store Store
	left  []sampler.Digest
}

// chunksAtOnce is how many chunks are read in one View.
const chunksAtOnce = 16

// next fetches the chunks that follow.
func (c *frameChunks) next() (bodies [][]byte, err error) {
	batch := c.left[:min(chunksAtOnce, len(c.left))]
	c.left = c.left[len(batch):]
	if len(batch) == 0 {
		return nil, nil
	}
	err = c.store.View(c.ctx, func(r Reader) error {
		for _, d := range batch {
			body, err := r.Blob(d)
			if err != nil {
				return err
			}
			bodies = append(bodies, body)
		}
		return nil
	})
	return bodies, err
}

// ahead is next from a goroutine that fetches and unpacks while what it fetched
// before is used. It has ended when end returns.
func (c *frameChunks) ahead() (next func() ([][]byte, error), end func()) {
	type batch struct {
		bodies [][]byte
		err    error
	}
	batches, ended := make(chan batch, 1), make(chan struct{})
	var fetching sync.WaitGroup
	fetching.Go(func() {
		defer close(batches)
		for len(c.left) > 0 {
			bodies, err := c.next()
			select {
			case batches <- batch{bodies, err}:
			case <-ended:
				return
			}
			if err != nil {
				return
			}
		}
	})
	next = func() ([][]byte, error) {
		b := <-batches
		return b.bodies, b.err
	}
	return next, func() { close(ended); fetching.Wait() }
}
