package road

import (
	"context"
	"crypto/sha256"
	"hash"
	"io"
	"os"
	"path/filepath"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// OpenOptions say how a file of roads is opened.
type OpenOptions struct {
	BuildOptions

	Folder   string                  // of the cache; empty: that of the source
	Progress func(done, total int64) // if not nil, told how many bytes are read: first for the digest, then for the roads
}

// Opened is a graph and where it came from.
type Opened struct {
	*Graph

	Source [sha256.Size]byte // digest of the file
	Cached bool              // it was in the cache
	Unkept error             // why the cache could not be written, which does no harm
}

// CacheName is what the cache of a source is called for a profile.
func CacheName(path, profile string) string { return filepath.Base(path) + "." + profile + ".roads" }

// Open returns the roads of a file, from the cache if there is one of the same
// content and profile, else from the source, whose cache is written then. A cache
// that is damaged or of something else is made anew.
//
// The error is a *geo.Error: that of Build, or one of reading the file.
func Open(ctx context.Context, path string, o OpenOptions) (*Opened, error) {
	o.settle(path)
	f, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return nil, stream.InFile(o.Name, stream.Fault(err))
	}
	defer f.Close() //nolint:errcheck // it was read to its end, or there is another error
	opened := &Opened{}
	if opened.Source, err = o.digest(ctx, f); err != nil {
		return nil, stream.InFile(o.Name, stream.Fault(err))
	}
	key := cacheKey{source: opened.Source, profile: o.Profile.Digest()}
	cache := filepath.Join(o.Folder, CacheName(path, o.Profile.Name))
	if opened.Graph, err = readCache(cache, key); err == nil {
		opened.Cached = true
		return opened, nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, stream.InFile(o.Name, stream.Fault(err))
	}
	source := o.hashed(f)
	if opened.Graph, err = Build(ctx, source, o.BuildOptions); err != nil {
		return nil, err
	}
	if key.source, err = source.sum(); err != nil {
		return nil, stream.InFile(o.Name, stream.Fault(err))
	}
	opened.Source = key.source // of what was built, should the file have changed
	opened.Unkept = writeCache(ctx, cache, opened.encode(key))
	return opened, nil
}

// settle fills in what is not said.
func (o *OpenOptions) settle(path string) {
	if o.Name == "" {
		o.Name = path
	}
	if o.Profile.Name == "" {
		o.Profile = Car()
	}
	if o.Folder == "" {
		o.Folder = filepath.Dir(path)
	}
}

// digest reads a file once, which is what takes long with a cache.
func (o *OpenOptions) digest(ctx context.Context, f *os.File) ([sha256.Size]byte, error) {
	source := o.hashed(f)
	source.in = &stoppable{ctx: ctx, in: f}
	return source.sum()
}

// hashed reads a file and tells how far it is.
func (o *OpenOptions) hashed(f *os.File) *hashed {
	h := &hashed{in: f, hash: sha256.New()}
	if info, err := f.Stat(); err == nil && o.Progress != nil {
		h.tell = func(done int64) { o.Progress(done, info.Size()) }
	}
	return h
}

// hashed is a reader whose content is hashed.
type hashed struct {
	in   io.Reader
	hash hash.Hash
	done int64
	tell func(done int64)
}

func (h *hashed) Read(p []byte) (int, error) {
	n, err := h.in.Read(p)
	_, _ = h.hash.Write(p[:n]) // a hash takes everything
	h.done += int64(n)
	if h.tell != nil {
		h.tell(h.done)
	}
	return n, err
}

// sum reads to the end and returns the digest of everything.
func (h *hashed) sum() ([sha256.Size]byte, error) {
	_, err := io.Copy(io.Discard, h)
	return [sha256.Size]byte(h.hash.Sum(nil)), err
}

// cacheBytes is more than any cache takes.
const cacheBytes = 1 << 32

func readCache(path string, key cacheKey) (*Graph, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > cacheBytes {
		return nil, &geo.Error{Code: ErrCache, At: geo.Place{File: path}}
	}
	data, err := os.ReadFile(path) //nolint:gosec // beside the file that the user names
	if err != nil {
		return nil, err
	}
	return decode(data, key)
}

// writeCache writes a file whole or not at all: beside it first, then under its
// name. Several that write the same at once do no harm.
func writeCache(ctx context.Context, path string, data []byte) error {
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	_, err = part.Write(data)
	for _, next := range []func() error{part.Sync, part.Close, ctx.Err} {
		if failed := next(); err == nil {
			err = failed
		}
	}
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		_ = os.Remove(part.Name()) // what matters is why there is no cache
	}
	return err
}
