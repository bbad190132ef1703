package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// shelf is a store of one frame.
type shelf struct {
	Reader

	kept   Frame
	bodies map[sampler.Digest]Packed
	inside chan struct{} // filled while somebody reads
}

// newShelf keeps a frame.
func newShelf(t *testing.T, f *sampler.Frame) *shelf {
	t.Helper()
	s := &shelf{
		kept: Frame{Digest: f.Digest(), Sites: f.Len()}, bodies: map[sampler.Digest]Packed{}, inside: make(chan struct{}, 1),
	}
	for chunk := range chunks(f) {
		p, err := Pack(bytes.Clone(chunk))
		if err != nil {
			t.Fatal(err)
		}
		s.bodies[p.Digest] = p
		s.kept.Chunks = append(s.kept.Chunks, p.Digest)
	}
	return s
}

// copied is another shelf with the same on it.
func (s *shelf) copied() *shelf {
	c := &shelf{kept: s.kept, bodies: maps.Clone(s.bodies), inside: make(chan struct{}, 1)}
	c.kept.Chunks = slices.Clone(s.kept.Chunks)
	return c
}

func (s *shelf) View(ctx context.Context, f func(Reader) error) error {
	s.inside <- struct{}{}
	defer func() { <-s.inside }()
	if err := ctx.Err(); err != nil {
		return err
	}
	return f(s)
}

func (s *shelf) Update(context.Context, func(Writer) error) error { return nil }
func (s *shelf) Close() error                                     { return nil }

func (s *shelf) Frame(sampler.Digest) (Frame, error) { return s.kept, nil }

func (s *shelf) Blob(d sampler.Digest) ([]byte, error) {
	p, known := s.bodies[d]
	if !known {
		return nil, &geo.Error{Code: ErrNotFound, Kind: geo.NotFound, Value: d.String()}
	}
	return p.Unpack()
}

// What is opened is the frame that was put, and its file is the frame's.
func TestOpenFrame(t *testing.T) {
	for _, ids := range [][]string{nil, {"a"}, numbered(10_000)} {
		want := frameOf(t, ids, "")
		s := newShelf(t, want)
		for _, sites := range []int{0, len(ids), 1 << 20} { // the number that is kept is no more than a help
			s.kept.Sites = sites
			got, err := OpenFrame(context.Background(), s, want.Digest())
			if err != nil || got.Digest() != want.Digest() || got.Len() != want.Len() {
				t.Errorf("OpenFrame() of %d sites = another frame, %v", len(ids), err)
			}
		}
		file, err := FrameFile(context.Background(), s, want.Digest())
		if err != nil {
			t.Fatal(err)
		}
		hash := sha256.New()
		if _, err := io.Copy(hash, file); err != nil || sampler.Digest(hash.Sum(nil)) != want.Digest() {
			t.Errorf("FrameFile() of %d sites = another file, %v", len(ids), err)
		}
	}
}

// Wherever a frame is damaged it is refused, and what is damaged is named.
func TestOpenDamagedFrame(t *testing.T) {
	f := frameOf(t, numbered(20_000), "")
	whole, other := newShelf(t, f), newShelf(t, frameOf(t, numbered(1), "x"))
	count := len(whole.kept.Chunks)
	if count < 3*chunksAtOnce {
		t.Fatalf("%d chunks, want some Views of them", count)
	}
	for _, at := range []int{0, 1, chunksAtOnce - 1, chunksAtOnce, count / 2, count - 1} {
		for _, c := range []struct {
			name   string
			damage func(*shelf, sampler.Digest)
			code   geo.Code
			column string
		}{
			{"byte", func(s *shelf, d sampler.Digest) {
				p := s.bodies[d]
				p.Body = bytes.Clone(p.Body)
				p.Body[len(p.Body)/2] ^= 1
				s.bodies[d] = p
			}, ErrCorrupt, "blob"},
			{"body of another", func(s *shelf, d sampler.Digest) {
				p := s.bodies[s.kept.Chunks[(at+1)%count]]
				p.Digest = d
				s.bodies[d] = p
			}, ErrCorrupt, "blob"},
			{"gone", func(s *shelf, d sampler.Digest) { delete(s.bodies, d) }, ErrNotFound, ""},
			{"left out", func(s *shelf, _ sampler.Digest) { s.kept.Chunks = slices.Delete(s.kept.Chunks, at, at+1) }, ErrCorrupt, "frame"},
			{"twice", func(s *shelf, d sampler.Digest) { s.kept.Chunks = slices.Insert(s.kept.Chunks, at, d) }, geo.ErrDuplicateID, "id"},
			{"another frame", func(s *shelf, _ sampler.Digest) {
				s.kept.Chunks, s.bodies = other.kept.Chunks, other.bodies
			}, ErrCorrupt, "frame"},
		} {
			s := whole.copied()
			c.damage(s, s.kept.Chunks[at])
			_, err := OpenFrame(context.Background(), s, f.Digest())
			wrong, is := errors.AsType[*geo.Error](err)
			if c.name == "twice" && is && wrong.Code == sampler.ErrFrameSorted {
				continue // of several sites the second is above the last
			}
			if !is || wrong.Code != c.code || wrong.At.Column != c.column {
				t.Errorf("OpenFrame() with chunk %d of %d, %s = %v, want %s of %q", at, count, c.name, err, c.code, c.column)
			}
			s.quiet(t)
		}
	}
}

// quiet fails if somebody still reads when OpenFrame has returned.
func (s *shelf) quiet(t *testing.T) {
	t.Helper()
	if len(s.inside) > 0 {
		t.Error("chunks are read after OpenFrame has returned")
	}
}

// hesitant is a store that lets a patience end after some Views.
type hesitant struct {
	*shelf

	views int
	leave context.CancelFunc
}

func (s *hesitant) View(ctx context.Context, f func(Reader) error) error {
	if s.views--; s.views == 0 {
		s.leave()
	}
	return s.shelf.View(ctx, f)
}

// Who leaves is answered so, and nothing is read any more.
func TestOpenFrameLeft(t *testing.T) {
	f := frameOf(t, numbered(20_000), "")
	for _, views := range []int{1, 2, 4} {
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		s := &hesitant{newShelf(t, f), views, cancel}
		if _, err := OpenFrame(ctx, s, f.Digest()); !errors.Is(err, context.Canceled) {
			t.Errorf("OpenFrame() left at View %d = %v, want %v", views, err, context.Canceled)
		}
		s.quiet(t)
	}
}

// held is a store whose Views after the first two wait.
type held struct {
	*shelf

	views int
	hold  chan struct{}
}

func (s *held) View(ctx context.Context, f func(Reader) error) error {
	if s.views++; s.views > 2 {
		<-s.hold
	}
	return s.shelf.View(ctx, f)
}

// Reading ahead has ended when end returns, even amid a View.
func TestAheadEnds(t *testing.T) {
	whole := newShelf(t, frameOf(t, numbered(20_000), ""))
	if _, err := whole.Blob(whole.kept.Chunks[0]); err != nil { // what unpacks is made outside the bubble
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := &held{shelf: whole, hold: make(chan struct{})}
		c := &frameChunks{ctx: t.Context(), store: s, left: whole.kept.Chunks}
		next, end := c.ahead()
		if bodies, err := next(); len(bodies) != chunksAtOnce || err != nil {
			t.Errorf("next() = %d chunks, %v, want %d", len(bodies), err, chunksAtOnce)
		}
		synctest.Wait() // until the third View is held
		ended := false
		go func() {
			end()
			ended = true
		}()
		synctest.Wait()
		if ended {
			t.Error("end returned amid a View")
		}
		close(s.hold)
		synctest.Wait()
		if !ended {
			t.Error("end does not return after the View")
		}
	})
}
