package sampler_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Wherever in a long frame a line is wrong, that line is told, and of several the
// first.
func TestFirstWrongLine(t *testing.T) {
	for _, longest := range []int{1, 500} { // batches end by their lines, and by their bytes
		testFirstWrongLine(t, longest)
	}
}

func testFirstWrongLine(t *testing.T, longest int) {
	t.Helper()
	const n = 3500
	lines := make([]string, n)
	for i := range lines {
		lines[i] = fmt.Sprintf(`{"id":"s%05d","name":"%s"}`, i, strings.Repeat("x", 1+i%longest))
	}
	whole := strings.Join(lines, "\n") + "\n"
	f, err := sampler.ReadFrame(strings.NewReader(whole))
	if err != nil || f.Len() != n || f.Sites()[n-1].ID != "s03499" {
		t.Fatalf("ReadFrame = %v", err)
	}
	var again bytes.Buffer
	if err := sampler.WriteFrame(&again, f); err != nil || again.String() != whole {
		t.Errorf("WriteFrame writes other bytes, %v", err)
	}
	for _, at := range []int{1, 2, 511, 1023, 1024, 1025, 2048, 2049, 3499, 3500} {
		for name, c := range map[string]struct {
			line string
			code geo.Code
		}{
			"not canonical": {`{"name":"x","id":"s"}`, sampler.ErrCanonical},
			"same id":       {lines[max(0, at-2)], geo.ErrDuplicateID},
			"lesser id":     {`{"id":"a"}`, sampler.ErrFrameSorted},
			"cut":           {"{", sampler.ErrJSON},
		} {
			if at == 1 && (name == "same id" || name == "lesser id") {
				continue
			}
			changed := append([]string{}, lines...)
			changed[at-1] = c.line
			if at < n {
				changed[n-1] = "nonsense" // a later line is wrong too
			}
			_, err := sampler.ReadFrame(strings.NewReader(strings.Join(changed, "\n") + "\n"))
			var e *geo.Error
			if !errors.As(err, &e) || e.Code != c.code || e.At.Line != at {
				t.Errorf("%s at line %d: ReadFrame = %v", name, at, err)
			}
		}
	}
	_, err = sampler.ReadFrame(strings.NewReader(whole[:len(whole)-1]))
	var e *geo.Error
	if !errors.As(err, &e) || e.Code != sampler.ErrFrameMissing || e.At.Line != n {
		t.Errorf("without the last LF: ReadFrame = %v", err)
	}
}

// However many sites were expected, the frame is the same.
func TestReadFrameSized(t *testing.T) {
	for _, n := range []int{0, 1, 1024, 1025, 17_000} {
		var lines strings.Builder
		for i := range n {
			fmt.Fprintf(&lines, `{"category":"C%d","id":"s%05d","name":"%d"}`+"\n", i%3, i, i)
		}
		want, err := sampler.ReadFrame(strings.NewReader(lines.String()))
		if err != nil {
			t.Fatal(err)
		}
		for _, expected := range []int{-1, 0, 1, n - 1, n, n + 1, 2 * n} {
			got, err := sampler.ReadFrameSized(strings.NewReader(lines.String()), expected)
			if err != nil || got.Digest() != want.Digest() || !reflect.DeepEqual(got, want) {
				t.Errorf("ReadFrameSized of %d sites where %d are expected = another frame, %v", n, expected, err)
			}
			var again bytes.Buffer
			if err := sampler.WriteFrame(&again, got); err != nil || again.String() != lines.String() {
				t.Errorf("%d sites where %d are expected are written as other bytes, %v", n, expected, err)
			}
		}
	}
}

// Of several sites that are wrong the first is told, however the checking is
// shared out.
func TestFirstWrongSite(t *testing.T) {
	for _, at := range []int{0, 1, 499, 500, 501, 998} {
		sites := make([]geo.Site, 1000)
		for i := range sites {
			sites[i].ID = fmt.Sprintf("s%03d", i)
		}
		sites[at].Size, sites[999].Size = -1, -1
		_, err := sampler.NewFrame(sites)
		var e *geo.Error
		want := fmt.Sprintf("s%03d", at)
		if !errors.As(err, &e) || e.Code != geo.ErrSiteSize || len(e.Names) != 1 || e.Names[0] != want {
			t.Errorf("NewFrame = %v, want %s to be named", err, want)
		}
	}
}
