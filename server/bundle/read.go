package bundle

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Limits bound what a bundle may ask of the one who reads it.
type Limits struct {
	Bytes  int64 // of all files together, unpacked
	Record int64 // of the record
	Sites  int   // of the frame
}

// LocalLimits are those of somebody who checks with a program of his own: as far as
// the rule itself goes.
func LocalLimits() Limits {
	return Limits{Bytes: 16 << 30, Record: sampler.MaxRecord, Sites: sampler.MaxSites}
}

// PublicLimits are those of a server that anybody may ask: 1,000,000 sites take
// some hundreds of MB for some seconds.
func PublicLimits() Limits { return Limits{Bytes: 256 << 20, Record: 16 << 20, Sites: 1_000_000} }

const (
	// maxDirectory is how many bytes of a zip are read to learn what is in it; a
	// bundle's need 3,000, after at most 64 KiB in which the directory is looked for.
	maxDirectory = 1 << 18
	// maxRatio is how much a file may grow when it is unpacked; lines of sites grow
	// 20 times at most. Short files may grow as they like.
	maxRatio   = 200
	shortBytes = 1 << 20
	// maxSmall is the longest of the files beside record and frame.
	maxSmall = 4 << 20
)

// Part is a file of a bundle.
type Part struct {
	Open  func() (io.ReadCloser, error)
	Bytes int64 // unpacked
}

// Parts are the files of a bundle by name.
type Parts map[string]Part

// Read finds out which files a zip holds. They are read when they are checked.
func Read(r io.ReaderAt, size int64, limits Limits) (Parts, error) {
	source := &bounded{r: r, left: maxDirectory}
	z, err := zip.NewReader(source, size)
	if err != nil {
		return nil, &geo.Error{Code: ErrZip, Err: err}
	}
	source.left = math.MaxInt64
	parts := Parts{}
	var total int64
	for _, f := range z.File {
		if _, twice := parts[f.Name]; twice {
			return nil, &geo.Error{Code: ErrTwice, Value: f.Name}
		}
		if err := checkEntry(f, limits.Bytes-total); err != nil {
			return nil, err
		}
		total += int64(f.UncompressedSize64)
		parts[f.Name] = Part{f.Open, int64(f.UncompressedSize64)}
	}
	return parts, nil
}

// bounded reads no more than some bytes in all. A zip's directory is as long as
// whoever made it wanted, and the library takes all of it into memory.
type bounded struct {
	r    io.ReaderAt
	left int64
}

// ReadAt is io.ReaderAt's.
func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left == math.MaxInt64 {
		return b.r.ReadAt(p, at) // from here on several may read
	}
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, &geo.Error{Code: ErrZip}
	}
	return b.r.ReadAt(p, at)
}

// checkEntry refuses what is not a file of a bundle, by what the directory says of
// it. The library makes sure that it unpacks to no more.
func checkEntry(f *zip.File, left int64) error {
	const encrypted = 1
	grown := f.UncompressedSize64
	switch {
	case !slices.Contains(knownParts(), f.Name):
		return &geo.Error{Code: ErrPart, Value: f.Name, Want: geo.Nearest(f.Name, knownParts())}
	case f.Flags&encrypted != 0 || f.Method != zip.Store && f.Method != zip.Deflate:
		return &geo.Error{Code: ErrPacked, Value: f.Name}
	case grown > uint64(left):
		return &geo.Error{Code: ErrLarge, Value: f.Name, Want: strconv.FormatInt(left, 10)}
	case grown > shortBytes && grown/maxRatio > f.CompressedSize64:
		return &geo.Error{Code: ErrBomb, Value: f.Name, Want: strconv.Itoa(maxRatio)}
	case f.Name != RecordPart && f.Name != FramePart && grown > maxSmall:
		return &geo.Error{Code: ErrLarge, Value: f.Name, Want: strconv.Itoa(maxSmall)}
	}
	return nil
}

// reader reads a part until the context ends, up to a limit of bytes and lines.
type reader struct {
	ctx    context.Context
	name   string
	from   io.Reader
	left   int64 // bytes
	lines  int   // that may still end
	limits Limits
}

// Read is io.Reader's. What the zip's library finds wrong gets the part's name.
func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.from.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, r.wrong(ErrLarge, strconv.FormatInt(r.limits.Bytes, 10), nil)
	}
	for _, c := range p[:n] {
		if c == '\n' {
			r.lines--
		}
	}
	if r.lines < 0 {
		return 0, r.wrong(ErrSites, strconv.Itoa(r.limits.Sites), nil)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, r.wrong(ErrZip, "", err)
	}
	return n, err
}

func (r *reader) wrong(code geo.Code, want string, cause error) error {
	return &geo.Error{Code: code, At: geo.Place{File: r.name}, Value: r.name, Want: want, Err: cause}
}
