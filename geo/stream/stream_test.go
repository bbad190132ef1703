package stream

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"sitedraw/geo"
)

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

func TestUnpack(t *testing.T) {
	for _, c := range []struct {
		content, want string
		packed        bool
	}{
		{"a,b", "a,b", false},
		{"\ufeffa,b", "a,b", false},
		{gzipped("\ufeffa,b"), "a,b", true},
		{gzipped(gzipped("a")), gzipped("a"), true},
	} {
		x := Open(strings.NewReader(c.content), Limits{})
		head, packed, err := x.Unpack()
		if err != nil || string(head) != c.want || packed != c.packed {
			t.Errorf("Unpack(%q) = %q, %v, %v", c.content, head, packed, err)
		}
		if rest, err := io.ReadAll(x); err != nil || string(rest) != c.want {
			t.Errorf("after Unpack(%q) there is %q, %v", c.content, rest, err)
		}
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("x", 4*BufferBytes)
	zeros := gzipped(strings.Repeat("\x00", 1<<20))
	for name, c := range map[string]struct {
		content string
		limits  Limits
		refill  bool
		want    geo.Code
	}{
		"token":               {long, Limits{TokenBytes: 10}, false, ErrTooLong},
		"tokens":              {long, Limits{TokenBytes: 10}, true, ""},
		"file":                {long, Limits{FileBytes: 3 * BufferBytes}, true, ErrTooBig},
		"what is packed":      {zeros, Limits{FileBytes: 1 << 19}, true, ErrTooBig},
		"cut":                 {gzipped(long)[:60], Limits{}, true, ErrTruncated},
		"changed":             {strings.Replace(gzipped("abc"), "abc", "abd", 1), Limits{}, true, ""},
		"empty":               {"", Limits{}, true, ErrEmpty},
		"blank":               {" \n", Limits{}, true, ErrEmpty},
		"gzip without output": {strings.Repeat(gzipped(""), 20_000), Limits{TokenBytes: 10}, true, ErrTooLong},
	} {
		x := Open(strings.NewReader(c.content), c.limits)
		_, _, err := x.Unpack()
		for err == nil {
			if c.refill {
				x.Refill()
			}
			_, err = x.ReadByte()
		}
		if errors.Is(err, io.EOF) && InFile("", err) == nil {
			err = nil
		}
		if c.want == "" && err != nil || c.want != "" && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestFault(t *testing.T) {
	for _, c := range []struct {
		err  error
		code geo.Code
	}{{io.ErrUnexpectedEOF, ErrTruncated}, {gzip.ErrChecksum, ErrGzip}, {context.Canceled, ErrRead}, {&geo.Error{Code: ErrTooBig}, ErrTooBig}} {
		if got := Fault(c.err); !errors.Is(got, c.code) || !errors.Is(got, c.err) {
			t.Errorf("Fault(%v) = %v, want %v", c.err, got, c.code)
		}
		if _, _, err := Open(iotest.ErrReader(c.err), Limits{}).Unpack(); !errors.Is(err, c.code) {
			t.Errorf("Unpack = %v, want %v", err, c.code)
		}
	}
	e := InFile("f", AtLine(&geo.Error{Code: ErrRead}, 3))
	if e.At.File != "f" || e.At.Line != 3 || InFile("f", io.EOF) != nil || !errors.Is(AtLine(io.EOF, 1), io.EOF) {
		t.Errorf("InFile = %v", e)
	}
}
