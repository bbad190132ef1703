package sampler_test

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// endless is a reader that never ends.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// TestReadersEnd gives every decoder readers that never end.
func TestReadersEnd(t *testing.T) {
	for _, b := range []byte{'a', '{', '[', ' ', '"', 0} {
		if _, err := sampler.ReadFrame(endless(b)); !errors.Is(err, sampler.ErrFrameLine) {
			t.Errorf("ReadFrame of endless %q = %v, want %s", b, err, sampler.ErrFrameLine)
		}
		if _, err := sampler.ReadPlan(endless(b)); !errors.Is(err, sampler.ErrPlanLarge) {
			t.Errorf("ReadPlan of endless %q = %v, want %s", b, err, sampler.ErrPlanLarge)
		}
		if _, err := sampler.ReadSeal(endless(b)); !errors.Is(err, sampler.ErrJSONLong) {
			t.Errorf("ReadSeal of endless %q = %v, want %s", b, err, sampler.ErrJSONLong)
		}
	}
	if _, err := sampler.ReadRecord(endless('[')); !errors.Is(err, sampler.ErrJSONLong) {
		t.Errorf("ReadRecord of an endless text = %v, want %s", err, sampler.ErrJSONLong)
	}
}

// TestReadersTakeAnyPortion reads byte by byte, and passes on a reader's error.
func TestReadersTakeAnyPortion(t *testing.T) {
	f := frames{}.read(t, "frame-grid.ndjson")
	var file strings.Builder
	if err := sampler.WriteFrame(&file, f); err != nil {
		t.Fatal(err)
	}
	got, err := sampler.ReadFrame(iotest.OneByteReader(strings.NewReader(file.String())))
	if err != nil || got.Digest() != f.Digest() {
		t.Errorf("ReadFrame byte by byte = %v, want the digest of the whole", err)
	}
	broken := errors.New("broken")
	if _, err := sampler.ReadFrame(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("ReadFrame of a broken reader = %v, want its error", err)
	}
	if _, err := sampler.ReadPlan(iotest.OneByteReader(strings.NewReader("steps: [{id: a, category: [SC], n: 1}]"))); err != nil {
		t.Errorf("ReadPlan byte by byte = %v", err)
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add(`{"category":"SC","geometry":{"coordinates":[1191234567,260987654],"type":"Point"},"id":"a"}` + "\n")
	f.Add(`{"category":"A","geometry":{"coordinates":[[[0,0],[10,0],[10,10],[0,0]]],"type":"Polygon"},"id":"楼<34>& \\","point":[1,1],"size":3,"tags":["a","b"]}` + "\n")
	f.Add("{\"id\":\"\\ud800\"}\n")
	f.Add(`{"area":"360681101201","geometry":{"coordinates":[-7,0],"type":"Point"},"id":"a","name":"b","part_of":"c","size":12,"tags":["x"],"unit":"u"}` + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		frame, err := sampler.ReadFrame(strings.NewReader(text))
		if err != nil {
			return
		}
		var again strings.Builder
		if err := sampler.WriteFrame(&again, frame); err != nil || again.String() != text {
			t.Errorf("written again = %q, %v, want %q", again.String(), err, text)
		}
		rebuilt, err := sampler.NewFrame(append([]geo.Site(nil), frame.Sites()...))
		if err != nil || rebuilt.Digest() != frame.Digest() {
			t.Errorf("NewFrame of what was read = %v, want the same digest", err)
		}
	})
}

func FuzzReadPlan(f *testing.F) {
	for _, name := range sampler.ShippedPlans() {
		source, err := sampler.ShippedPlanSource(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(source))
	}
	f.Add(`{"steps":[{"id":"m","category":["SC"],"n":"all","at_most":{"by":"unit","n":1},"map":{}}]}`)
	f.Add("a: &a [*a]\nb: !!binary x")
	f.Fuzz(func(t *testing.T, text string) {
		plan, err := sampler.ReadPlan(strings.NewReader(text))
		if err != nil {
			return
		}
		canonical := string(sampler.AppendPlan(nil, &plan))
		again, err := sampler.ParsePlan(canonical)
		if err != nil || again.Digest() != plan.Digest() {
			t.Errorf("ParsePlan(%s) = %v, want the same plan", canonical, err)
		}
	})
}

func FuzzReadRecord(f *testing.F) {
	for _, v := range vectors(f) {
		if len(v.canonical) < 4000 {
			f.Add(v.canonical)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		record, err := sampler.ParseRecord(text)
		if err != nil {
			return
		}
		if again := string(sampler.AppendRecord(nil, record)); again != text {
			t.Errorf("written again = %s, want %s", again, text)
		}
	})
}

func FuzzReadSeal(f *testing.F) {
	f.Add(`{"closes":"2026-12-01T08:30:00+08:00","frame":"` + strings.Repeat("0", 64) + `","opens":"2026-12-01T09:00:00+08:00","plan":"` +
		strings.Repeat("0", 64) + `","secret":"` + strings.Repeat("0", 64) + `"}`)
	f.Fuzz(func(t *testing.T, text string) {
		seal, err := sampler.ReadSeal(strings.NewReader(text))
		if err != nil {
			return
		}
		if again := string(sampler.AppendSeal(nil, &seal)); again != strings.TrimSuffix(text, "\n") {
			t.Errorf("written again = %s, want %s", again, text)
		}
	})
}
