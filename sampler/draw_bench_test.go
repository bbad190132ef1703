package sampler

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"sitedraw/geo"
)

// madeUpSites returns n sites over the categories of county-31x131 in 16
// townships of 21 villages, with the tags that the plan looks for.
func madeUpSites(n int, random *rand.Rand) []geo.Site {
	plan, err := ShippedPlan("county-31x131")
	if err != nil {
		panic(err)
	}
	var kinds []Step
	for _, s := range plan.Steps {
		if s.Method != Map || s.NotIn == nil {
			kinds = append(kinds, s)
		}
	}
	sites := make([]geo.Site, n)
	for i := range sites {
		sites[i] = madeUpSite(i, kinds[i%len(kinds)], random)
	}
	return sites
}

func madeUpSite(i int, kind Step, random *rand.Rand) geo.Site {
	town, village := random.IntN(16), random.IntN(21)
	site := geo.Site{
		ID: fmt.Sprintf("made-up-%07d", i), Name: fmt.Sprintf("点位%d", i),
		Category: kind.Category[0],
		Area:     fmt.Sprintf("990001%03d%03d", 100+town, 200+village),
		Unit:     fmt.Sprintf("单位%d", random.IntN(60)),
		Size:     int32(1 + random.IntN(1000)),
		Geometry: geo.Point{
			Lon: geo.E7(1_170_000_000 + town%4*1_000_000 + random.IntN(1_000_000)),
			Lat: geo.E7(280_000_000 + town/4*1_000_000 + random.IntN(1_000_000)),
		},
	}
	tags := append(slices.Clone(kind.Tags), fmt.Sprintf("type:%c", 'a'+random.IntN(7)))
	if len(kind.AnyTags) > 0 {
		tags = append(tags, kind.AnyTags[random.IntN(len(kind.AnyTags))])
	}
	for _, prefix := range []string{"brand:", "level:", "estate:"} {
		if kind.By == TagPrefix+By(prefix) {
			tags = append(tags, fmt.Sprintf("%s%d", prefix, random.IntN(6)))
		}
	}
	slices.Sort(tags)
	site.Tags = slices.Compact(tags)
	return site
}

func madeUpFrame(tb testing.TB, n int) *Frame {
	tb.Helper()
	f, err := NewFrame(madeUpSites(n, rand.New(rand.NewPCG(1, uint64(n)))))
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// BenchmarkTickets compares tickets with a bare loop over equally long inputs.
func BenchmarkTickets(b *testing.B) {
	ids := make([]string, 1024)
	for i := range ids {
		ids[i] = fmt.Sprintf("made-up-%07d", i)
	}
	b.Run("bare", func(b *testing.B) {
		inputs := make([][]byte, len(ids))
		for i, id := range ids {
			inputs[i] = append(make([]byte, 32), id...)
		}
		var sum byte
		for i := range b.N {
			t := sha256.Sum256(inputs[i%len(inputs)])
			sum ^= t[0]
		}
		_ = sum
	})
	b.Run("ours", func(b *testing.B) {
		var buf ticketBuffer
		buf.open(NewKey("seed", "scope"))
		var sum uint64
		for i := range b.N {
			sum ^= buf.ticket(ids[i%len(ids)]).head()
		}
		_ = sum
	})
}

// BenchmarkCountyPlan draws the steps of county-31x131 that are neither map nor
// balanced from a million sites, beside the time to ticket their candidates once
// on one core.
func BenchmarkCountyPlan(b *testing.B) {
	f := madeUpFrame(b, 1_000_000)
	shipped, err := ShippedPlan("county-31x131")
	if err != nil {
		b.Fatal(err)
	}
	plan := Plan{Steps: slices.DeleteFunc(shipped.Steps, func(s Step) bool {
		return s.Method == Map || s.Method == Balanced
	})}
	b.Run("tickets", func(b *testing.B) {
		for range b.N {
			ticketOnce(b, f, plan)
		}
	})
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("draw-%d", workers), func(b *testing.B) {
			for range b.N {
				if _, err := Draw(context.Background(), f, plan, "seed", Options{Workers: workers}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// ticketOnce tickets the candidates of every step, which for a later stage are
// those of one scope.
func ticketOnce(b *testing.B, f *Frame, plan Plan) {
	d := &drawing{ctx: context.Background(), frame: f, done: map[string]*stepResult{}}
	var sum uint64
	for i := range plan.Steps {
		s := &plan.Steps[i]
		pool, err := d.candidates(s)
		if err != nil {
			b.Fatal(err)
		}
		if s.Within != "" {
			pool = f.inArea(pool, "990001100")
		}
		var buf ticketBuffer
		buf.open(NewKey("seed", s.ID))
		for _, site := range pool {
			sum ^= buf.ticket(f.sites[site].ID).head()
		}
	}
	_ = sum
}

// BenchmarkWholePlan draws county-31x131 from 3,000 sites.
func BenchmarkWholePlan(b *testing.B) {
	f := madeUpFrame(b, 3000)
	plan, err := ShippedPlan("county-31x131")
	if err != nil {
		b.Fatal(err)
	}
	for range b.N {
		if _, err := Draw(context.Background(), f, plan, "seed", Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMap counts anchors against 10,000 candidates: 5,000 picks of which
// nearly every anchor gives one; a draw on one core, and one on each core at once.
func BenchmarkMap(b *testing.B) {
	f := madeUpFrame(b, 10_000)
	for i := range f.sites {
		f.sites[i].Category = "SC"
	}
	f = indexed(f.sites, f.digest)
	const picks = 5000
	plan, err := NewPlan(Plan{Steps: []Step{{ID: "m", Category: []string{"SC"}, Method: Map, N: picks}}})
	if err != nil {
		b.Fatal(err)
	}
	draw := func() {
		r, err := Draw(context.Background(), f, plan, "seed", Options{})
		if err != nil || len(r.Picks) != picks {
			b.Error(err, len(r.Picks))
		}
	}
	b.Run("one-core", func(b *testing.B) {
		for range b.N {
			draw()
		}
		b.ReportMetric(float64(picks*b.N)/b.Elapsed().Seconds(), "anchors/s")
	})
	b.Run("all-cores", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				draw()
			}
		})
		b.ReportMetric(float64(picks*b.N)/b.Elapsed().Seconds(), "anchors/s")
	})
}

// BenchmarkFrameAndIndex reads a frame of a million sites and indexes it, and
// reports the heap that both hold after garbage collection.
func BenchmarkFrameAndIndex(b *testing.B) {
	var file bytes.Buffer
	if err := WriteFrame(&file, madeUpFrame(b, 1_000_000)); err != nil {
		b.Fatal(err)
	}
	before := heapAfterGC()
	for b.Loop() {
		f, err := ReadFrame(bytes.NewReader(file.Bytes()))
		if err != nil {
			b.Fatal(err)
		}
		index := geo.NewSiteIndex(f.Sites())
		b.ReportMetric(float64(heapAfterGC()-before)/1e6, "MB")
		runtime.KeepAlive(f)
		runtime.KeepAlive(index)
	}
}

func heapAfterGC() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkReadFrame reads a frame of 100,000 sites.
func BenchmarkReadFrame(b *testing.B) {
	var file bytes.Buffer
	if err := WriteFrame(&file, madeUpFrame(b, 100_000)); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		if _, err := ReadFrame(bytes.NewReader(file.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}
