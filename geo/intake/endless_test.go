package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sitedraw/geo/stream"
)

// madeTable is a table of so many rows that is made while it is read. before is
// called before each read with the number of rows made so far.
type madeTable struct {
	rows   int
	made   int
	rest   []byte
	before func(made int) error
}

func newMadeTable(rows int, before func(made int) error) *madeTable {
	return &madeTable{rows: rows, rest: []byte("编号,点位名称,类别,责任单位,标签,规模,经度,纬度\n"), before: before}
}

func (e *madeTable) Read(p []byte) (int, error) {
	if err := e.before(e.made); err != nil {
		return 0, err
	}
	for len(e.rest) < len(p) && e.made < e.rows {
		n := strconv.Itoa(e.made + 10_000_000)
		e.rest = append(e.rest, "P"+n+",第"+n+"号点位,SC,责任单位"+n[len(n)-2:]+",type:produce;grid:"+n[len(n)-2:]+",12,117."+n+",28."+n+"\n"...)
		e.made++
	}
	if len(e.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, e.rest)
	e.rest = append(e.rest[:0], e.rest[n:]...)
	return n, nil
}

// readAheadRows is more than what is read beyond the row that decides.
const readAheadRows = (aheadBatches+3)*aheadRows + 4*stream.BufferBytes/64

// A file with too many rows is refused once the limit is passed, not at its end.
func TestReadEndless(t *testing.T) {
	defer goleak.VerifyNone(t)
	for name, limits := range map[string]Limits{"sites": {Sites: 5000}, "elements": {Elements: 5000}} {
		in := newMadeTable(1<<40, func(int) error { return nil })
		r, err := Read("endless", in, Options{Limits: limits, Categories: fuzzCategories})
		if e := asError(t, err); r != nil || e.Code != ErrTooMany || e.Want != "5000" {
			t.Errorf("%s: Read = %v, %v, want %v of 5000", name, r, err, ErrTooMany)
		}
		if in.made > 5000+readAheadRows {
			t.Errorf("%s: Read took %d rows to see more than 5000", name, in.made)
		}
	}
}

// Work that is called off stops reading: nothing is asked of the reader but once
// more.
func TestReadCancelled(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, cancel := context.WithCancel(t.Context())
	after := 0
	in := newMadeTable(1<<40, func(made int) error {
		if made > 3000 {
			cancel()
			after++
		}
		return ctx.Err()
	})
	r, err := Read("endless", in, Options{Categories: fuzzCategories})
	if r != nil || !errors.Is(err, context.Canceled) || !errors.Is(err, ErrRead) || after != 1 {
		t.Errorf("Read = %v, %v after %d reads, want %v after 1", r, err, after, context.Canceled)
	}
}

// A refusal does not wait for a client that sends nothing more; once he is hung
// up on, nothing of the reading is left.
func TestReadStuck(t *testing.T) {
	defer goleak.VerifyNone(t)
	hungUp := make(chan struct{})
	defer close(hungUp)
	in := newMadeTable(1<<40, func(made int) error {
		if made > 3*readAheadRows {
			<-hungUp
			return io.ErrClosedPipe
		}
		return nil
	})
	if _, err := Read("stuck", in, Options{Limits: Limits{Sites: 100}, Categories: fuzzCategories}); !errors.Is(err, ErrTooMany) {
		t.Errorf("Read = %v, want %v", err, ErrTooMany)
	}
}

// heapPeak returns a before of madeTable that notes the most memory that objects
// took, dead ones not yet swept among them.
func heapPeak(peak *uint64) func(int) error {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	calls := 0
	return func(int) error {
		if calls++; calls%16 == 0 {
			metrics.Read(sample)
			*peak = max(*peak, sample[0].Value.Uint64())
		}
		return nil
	}
}

// Ten million rows take no more memory than the limit of sites allows.
func TestReadTenMillionRows(t *testing.T) {
	if os.Getenv("SITEDRAW_LONG") == "" {
		t.Skip("SITEDRAW_LONG is not set")
	}
	for _, test := range []struct {
		sites int
		most  uint64 // MB
	}{{0, 1500}, {1 << 20, 1500}} {
		runtime.GC()
		var peak uint64
		in := newMadeTable(10_000_000, heapPeak(&peak))
		r, err := Read("long", in, Options{Limits: Limits{Sites: test.sites}})
		if r != nil || !errors.Is(err, ErrTooMany) {
			t.Fatalf("Read = %v, want %v", err, ErrTooMany)
		}
		limit := max(test.sites, 1) // of the default
		if test.sites == 0 {
			limit = DefaultSites
		}
		t.Logf("limit %d: refused after %d rows, at most %d MB of heap", limit, in.made, peak/1e6)
		if in.made > limit+readAheadRows || peak > test.most*1e6 {
			t.Errorf("Read took %d rows and %d MB for a limit of %d, want %d and %d", in.made, peak/1e6, limit, limit+readAheadRows, test.most)
		}
	}
}

// Long rows, packed small, are bounded in all, wherever the bound lies; a file
// that is just as long is read.
func TestReadTooBig(t *testing.T) {
	defer goleak.VerifyNone(t)
	for name, data := range wholeFiles() {
		unpacked := int64(len(data))
		switch name {
		case "csv.gz":
			unpacked = int64(len(wholeFiles()["csv"]))
		case "xlsx":
			unpacked = 1 << 20
		}
		for _, most := range []int64{unpacked, unpacked - 1, int64(len(data)) / 2} {
			r, err := Read(name, bytes.NewReader(data), Options{Categories: fuzzCategories, Limits: Limits{FileBytes: most}})
			fits := most == unpacked || name == "xlsx" && most > 200_000
			if fits && err != nil || !fits && (r != nil || !errors.Is(err, ErrTooBig)) {
				t.Errorf("Read(%s of %d, at most %d) = %v, %v", name, unpacked, most, r, err)
			}
		}
	}
	book := wholeFiles()["xlsx"]
	_, err := Read("xlsx", bytes.NewReader(book), Options{Categories: fuzzCategories, Limits: Limits{FileBytes: int64(len(book)) + 1}})
	if !errors.Is(err, ErrArchiveSize) {
		t.Errorf("Read(a workbook that unpacks to more) = %v, want %v", err, ErrArchiveSize)
	}
}

// Rows that are refused do not stay for what is told of them.
func TestRejectsAreBrief(t *testing.T) {
	const rows = 60
	long := strings.Repeat("x", 900_000)
	parts := []io.Reader{strings.NewReader("编号,类别,点位名称\n")}
	for range rows {
		parts = append(parts, strings.NewReader("a,SC,e\u0301\x01"), strings.NewReader(long), strings.NewReader("\n"))
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r, err := Read("long", io.MultiReader(parts...), Options{Categories: fuzzCategories})
	runtime.GC()
	runtime.ReadMemStats(&after)
	if !errors.Is(err, ErrRejected) || len(r.Rejects) != rows || len(r.Rejects[0].Value) != briefBytes {
		t.Fatalf("Read = %v, %v", r, err)
	}
	if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 10<<20 {
		t.Errorf("%d rejects keep %d bytes", rows, kept)
	}
	runtime.KeepAlive(r)
}
