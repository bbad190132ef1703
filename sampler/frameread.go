package sampler

import (
	"bufio"
	"crypto/sha256"
	"hash"
	"io"
	"runtime"
	"slices"
	"strconv"

	"sitedraw/geo"
)

// ReadFrame reads a frame file to its end. It refuses every byte that is not
// canonical, with line and member: the digest of what it accepts is the digest
// of the bytes it read.
//
// One goroutine reads and hashes while others take lines apart; batches of lines
// are taken in their order, so that the first wrong line is the one that is told.
func ReadFrame(r io.Reader) (*Frame, error) { return ReadFrameSized(r, partSites) }

// ReadFrameSized is ReadFrame for who knows about how many sites will come: room is
// made for them at once. The result is the same whatever the number.
func ReadFrameSized(r io.Reader, sites int) (*Frame, error) {
	f := &frameReader{lines: bufio.NewReaderSize(r, 1<<16), hash: sha256.New(), jobs: make(chan *lineBatch)}
	f.part = make([]geo.Site, 0, min(max(sites, 0), MaxSites))
	defer close(f.jobs)
	for range runtime.GOMAXPROCS(0) {
		go parseBatches(f.jobs)
	}
	for ended := false; !ended; {
		b := f.emptyBatch()
		ended = f.fill(b)
		f.jobs <- b
		f.pending = append(f.pending, b)
		for len(f.pending) > 0 && (ended || len(f.pending) > 2*runtime.GOMAXPROCS(0)) {
			if err := f.takeFirst(); err != nil {
				return nil, err
			}
		}
	}
	return indexed(f.gather(), Digest(f.hash.Sum(nil))), nil
}

// frameReader is the state of one ReadFrame.
type frameReader struct {
	lines   *bufio.Reader
	hash    hash.Hash
	long    []byte // see readLine
	count   int    // lines read
	jobs    chan *lineBatch
	pending []*lineBatch // being parsed, in order
	spare   []*lineBatch
	part    []geo.Site   // that is being filled
	parts   [][]geo.Site // that are full
	sites   int
	last    string // id of the last site
}

// partSites is how many sites are put together where nobody knows how many will
// come.
const partSites = 1 << 14

// lineBatch is some lines on their way to sites.
type lineBatch struct {
	data  []byte // with their LFs
	ends  []int  // of the lines in data
	cut   error  // why no further line could be read, nil if one may follow
	sites []geo.Site
	err   error // of the line after sites
	done  chan struct{}
}

// A batch is full when it has so many bytes or lines.
const (
	batchBytes = 1 << 18
	batchLines = 1024
)

func (f *frameReader) emptyBatch() *lineBatch {
	last := len(f.spare) - 1
	if last < 0 {
		return &lineBatch{done: make(chan struct{}, 1)}
	}
	b := f.spare[last]
	f.spare = f.spare[:last]
	*b = lineBatch{data: b.data[:0], ends: b.ends[:0], sites: b.sites[:0], done: b.done}
	return b
}

// fill reads lines into a batch and reports whether they were the last.
func (f *frameReader) fill(b *lineBatch) (ended bool) {
	for len(b.data) < batchBytes && len(b.ends) < batchLines {
		line, err := readLine(f.lines, &f.long)
		if err == nil && line != nil && f.count == MaxSites {
			err = &geo.Error{Code: ErrFrameSites, Want: strconv.Itoa(MaxSites)}
		}
		if err != nil || line == nil {
			b.cut = err
			ended = true
			break
		}
		f.count++
		b.data = append(b.data, line...)
		b.ends = append(b.ends, len(b.data))
	}
	f.hash.Write(b.data)
	return ended
}

// parseBatches parses batches until there are no more. A wrong line ends its
// batch.
func parseBatches(jobs <-chan *lineBatch) {
	var parser lineParser
	for b := range jobs {
		b.sites = slices.Grow(b.sites, len(b.ends))
		start := 0
		for _, end := range b.ends {
			site, err := parser.parse(b.data[start:end])
			if n := len(b.sites); err == nil && n > 0 {
				err = follows(b.sites[n-1].ID, site.ID)
			}
			if b.err = err; err != nil {
				break
			}
			b.sites, start = append(b.sites, site), end
		}
		b.done <- struct{}{}
	}
}

// takeFirst takes the sites of the oldest batch.
func (f *frameReader) takeFirst() error {
	b := f.pending[0]
	f.pending = f.pending[1:]
	<-b.done
	if f.sites > 0 && len(b.sites) > 0 {
		if err := follows(f.last, b.sites[0].ID); err != nil {
			return geo.InLine(err, "", f.sites+1)
		}
	}
	f.sites += len(b.sites)
	if b.err == nil {
		b.err = b.cut
	}
	if b.err != nil {
		return geo.InLine(b.err, "", f.sites+1)
	}
	if n := len(b.sites); n > 0 {
		f.last = b.sites[n-1].ID
		f.keep(b.sites)
	}
	f.spare = append(f.spare, b)
	return nil
}

// keep copies the sites of a batch, whose memory is used again.
func (f *frameReader) keep(sites []geo.Site) {
	fit := min(len(sites), cap(f.part)-len(f.part))
	f.part = append(f.part, sites[:fit]...)
	if fit < len(sites) {
		f.parts = append(f.parts, f.part)
		f.part = append(make([]geo.Site, 0, partSites), sites[fit:]...)
	}
}

// gather makes one slice of the parts and lets go of them.
func (f *frameReader) gather() []geo.Site {
	switch {
	case f.sites == 0:
		return nil
	case f.sites == cap(f.part):
		return f.part
	}
	sites := make([]geo.Site, 0, f.sites)
	for i, part := range f.parts {
		sites = append(sites, part...)
		f.parts[i] = nil
	}
	return append(sites, f.part...)
}
