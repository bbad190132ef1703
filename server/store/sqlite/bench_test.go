package sqlite

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/store/storetest"
)

// BenchmarkUpdate is one durable write with several waiting at a time.
func BenchmarkUpdate(b *testing.B) {
	for _, writers := range []int{1, 20} {
		b.Run(strconv.Itoa(writers), func(b *testing.B) {
			s := open(b, b.TempDir())
			var left atomic.Int64
			left.Store(int64(b.N))
			b.ResetTimer()
			var all sync.WaitGroup
			for n := range writers {
				all.Go(func() {
					for i := 0; left.Add(-1) >= 0; i++ {
						name := fmt.Sprint(n, "/", i)
						do(b, s, func(w store.Writer) error { return w.SetSetting(name, []byte("value")) })
					}
				})
			}
			all.Wait()
		})
	}
}

// BenchmarkLeaf is one leaf of the log, durable.
func BenchmarkLeaf(b *testing.B) {
	s := open(b, b.TempDir())
	data := bytes.Repeat([]byte("x"), 200)
	for b.Loop() {
		do(b, s, func(w store.Writer) error { _, err := w.AppendLeaf(moment0, data); return err })
	}
}

// BenchmarkView is a look-up of one row.
func BenchmarkView(b *testing.B) {
	s := open(b, b.TempDir())
	fill(b, s)
	for b.Loop() {
		err := s.View(context.Background(), func(r store.Reader) error { _, err := r.Draw(1); return err })
		if err != nil {
			b.Fatal(err)
		}
	}
}

const benchSites = 100_000

func benchFrame(b *testing.B, mark string) *sampler.Frame {
	b.Helper()
	f, err := storetest.NewFrame(benchSites, mark)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

// BenchmarkPutFrame keeps a frame none of whose chunks is there; beside it, what
// writing it to memory takes.
func BenchmarkPutFrame(b *testing.B) {
	f := benchFrame(b, "")
	b.Run("store", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			s := open(b, b.TempDir())
			b.StartTimer()
			if err := store.PutFrame(context.Background(), s, f); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("memory", func(b *testing.B) {
		for b.Loop() {
			if err := sampler.WriteFrame(io.Discard, f); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPutVersion keeps a frame that differs in one site from one that is there.
func BenchmarkPutVersion(b *testing.B) {
	s := open(b, b.TempDir())
	keepFrame(b, s, benchSites, "")
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		f := benchFrame(b, strconv.Itoa(n))
		b.StartTimer()
		if err := store.PutFrame(context.Background(), s, f); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenFrame reads a frame; beside it, what reading it from memory takes.
func BenchmarkOpenFrame(b *testing.B) {
	s := open(b, b.TempDir())
	f := keepFrame(b, s, benchSites, "")
	var file bytes.Buffer
	if err := sampler.WriteFrame(&file, f); err != nil {
		b.Fatal(err)
	}
	b.Run("store", func(b *testing.B) {
		for b.Loop() {
			if _, err := store.OpenFrame(context.Background(), s, f.Digest()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("memory", func(b *testing.B) {
		for b.Loop() {
			if _, err := sampler.ReadFrame(bytes.NewReader(file.Bytes())); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkAddDrill adds a drill of ten years of daily rounds.
func BenchmarkAddDrill(b *testing.B) {
	s := open(b, b.TempDir())
	fill(b, s)
	var d store.Drill
	err := s.View(context.Background(), func(r store.Reader) (err error) { d, err = r.DrillByNumber(1); return err })
	if err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		d.Name = fmt.Sprint("drill ", n)
		do(b, s, func(w store.Writer) error { _, err := w.AddDrill(d, rounds(3660)); return err })
	}
}

// BenchmarkRoundsDue looks for what is due among ten years of daily rounds, of which
// the first is.
func BenchmarkRoundsDue(b *testing.B) {
	s := open(b, b.TempDir())
	fill(b, s)
	do(b, s, func(w store.Writer) error {
		d, err := w.DrillByNumber(1)
		if err == nil {
			d.Name = "daily for ten years"
			_, err = w.AddDrill(d, rounds(3660))
		}
		return err
	})
	for b.Loop() {
		err := s.View(context.Background(), func(r store.Reader) error {
			list, err := r.RoundsDue(moment0)
			if len(list) != 1 {
				b.Fatalf("RoundsDue() = %d rounds, want 1", len(list))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAddFindings adds the results of a round: 131 sites with ten items each.
func BenchmarkAddFindings(b *testing.B) {
	s := open(b, b.TempDir())
	fill(b, s)
	list := make([]store.Finding, 1310)
	for i := range list {
		list[i] = store.Finding{
			Draw: 1, Site: fmt.Sprint("P", i/10), Item: fmt.Sprint("SC-", i%10), Object: []byte(`{"met":3,"observed":4,"by":"甲"}`),
		}
	}
	for b.Loop() {
		do(b, s, func(w store.Writer) error { return w.AddFindings(list) })
	}
}
