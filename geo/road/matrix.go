package road

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"sitedraw/geo"
)

// Matrix holds what it takes to go from each of N places to each other: entry
// i·N+j is from i to j. An entry of −1 says that there is no way. The zero value
// is of no places.
type Matrix struct {
	N            int
	Milliseconds []int32
	Millimetres  []int32 // nil: not known
	Estimated    bool    // not from roads; whatever shows it must say so
}

// Unreachable is the entry of a pair without a way.
const Unreachable int32 = -1

// maxPlaces keeps a matrix below 800 MB.
const maxPlaces = 10_000

// newMatrix returns a matrix of zeros, or ErrTooManyPlaces.
func newMatrix(places int) (*Matrix, error) {
	if places > maxPlaces {
		return nil, &geo.Error{Code: ErrTooManyPlaces, Value: strconv.Itoa(places), Want: strconv.Itoa(maxPlaces)}
	}
	return &Matrix{N: places, Milliseconds: make([]int32, places*places), Millimetres: make([]int32, places*places)}, nil
}

// At returns milliseconds and millimetres from one place to another; the latter
// are Unreachable if they are not known.
func (m *Matrix) At(from, to int) (milliseconds, millimetres int32) {
	i := from*m.N + to
	if m.Millimetres == nil {
		return m.Milliseconds[i], Unreachable
	}
	return m.Milliseconds[i], m.Millimetres[i]
}

// set notes what a pair takes, Unreachable where it does not fit.
func (m *Matrix) set(i int, milliseconds, millimetres int64) {
	if milliseconds > math.MaxInt32 || millimetres > math.MaxInt32 {
		milliseconds, millimetres = int64(Unreachable), int64(Unreachable)
	}
	m.Milliseconds[i], m.Millimetres[i] = int32(milliseconds), int32(millimetres)
}

// Digest is the SHA-256 of everything in the matrix, big-endian.
func (m *Matrix) Digest() [sha256.Size]byte {
	h := sha256.New()
	word := make([]byte, 0, 4*m.N+16)
	word = binary.BigEndian.AppendUint64(word, uint64(m.N))
	word = append(word, flag(m.Estimated), flag(m.Millimetres != nil))
	_, _ = h.Write(word) // a hash takes everything
	for _, entries := range [][]int32{m.Milliseconds, m.Millimetres} {
		for row := range len(entries) / max(m.N, 1) {
			word = word[:0]
			for _, v := range entries[row*m.N : (row+1)*m.N] {
				word = binary.BigEndian.AppendUint32(word, uint32(v))
			}
			_, _ = h.Write(word)
		}
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func flag(set bool) byte {
	if set {
		return 1
	}
	return 0
}

// Matrix returns what the fastest ways between places take, of equally fast ones
// the shortest, with the walks to and from the roads; two snaps of one place are 0
// apart. A search runs from each place, on all processors; which of them runs where
// decides nothing. progress, if not nil, is told from this goroutine how many of all
// searches are done. The error is ErrTooManyPlaces, or ctx's.
func (g *Graph) Matrix(ctx context.Context, snaps []Snap, progress func(done, total int)) (*Matrix, error) {
	m, err := newMatrix(len(snaps))
	if err != nil {
		return nil, err
	}
	ends := make([][]end, len(snaps))
	for i := range snaps {
		ends[i] = g.entries(&snaps[i])
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	done := make(chan struct{})
	for range min(runtime.GOMAXPROCS(0), len(snaps)) {
		workers.Go(func() {
			s := g.newSearch()
			for i := int(next.Add(1)) - 1; i < len(snaps) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				s.row(m, snaps, ends, i)
				done <- struct{}{}
			}
		})
	}
	go func() { workers.Wait(); close(done) }()
	rows := 0
	for range done {
		if rows++; progress != nil {
			progress(rows, len(snaps))
		}
	}
	if rows < len(snaps) {
		return nil, ctx.Err()
	}
	return m, nil
}

// row fills one row of a matrix.
func (s *search) row(m *Matrix, snaps []Snap, ends [][]end, i int) {
	from := &snaps[i]
	s.run(s.graph.exits(from), ends...)
	fromTime, fromLength := from.access()
	for j := range snaps {
		to := &snaps[j]
		if to.Place == from.Place {
			continue
		}
		best, _ := s.to(ends[j])
		best = min(best, s.graph.along(from, to))
		if best == unreached {
			m.set(i*m.N+j, math.MaxInt64, 0)
			continue
		}
		toTime, toLength := to.access()
		m.set(i*m.N+j, best.milliseconds()+fromTime+toTime, best.millimetres()+fromLength+toLength)
	}
}

// along is the cost of going from one place to another on the same edge without
// leaving it, unreached if that cannot be done.
func (g *Graph) along(from, to *Snap) cost {
	if from.edge != to.edge {
		return unreached
	}
	return g.edges[from.edge].between(from.offset, to.offset)
}
