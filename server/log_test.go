package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// Everything that the log answers holds for an outsider who knows its key alone.
func TestLogProves(t *testing.T) {
	h := newDrawHouse(t)
	for i := range 6 {
		h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(time.Duration(i%2) * time.Hour)})
	}
	var log logView
	h.want(h.do("", http.MethodGet, "/log", nil), http.StatusOK, &log)
	verifier, err := transparency.ParseVerifier(log.PublicKey)
	if err != nil || log.Origin != "draws.example/test" || log.Size != h.logSize() || log.Time != stamp(h.now()) {
		t.Fatalf("log = %+v, %v", log, err)
	}
	open := func(note string) transparency.Checkpoint {
		c, err := transparency.Open(note, verifier)
		if err != nil {
			t.Fatalf("Open(%q): %v", note, err)
		}
		return c
	}
	checkpoints := make([]transparency.Checkpoint, log.Size+1)
	for size := range checkpoints {
		a := h.do("", http.MethodGet, fmt.Sprintf("/log/checkpoint?size=%d", size), nil)
		h.want(a, http.StatusOK, nil)
		checkpoints[size] = open(string(a.body))
	}
	for from := range checkpoints {
		for to := from; to < len(checkpoints); to++ {
			var shown consistencyView
			h.want(h.do("", http.MethodGet, fmt.Sprintf("/log/consistency?from=%d&to=%d", from, to), nil), http.StatusOK, &shown)
			proof, err := transparency.ParseConsistency(shown.Proof)
			if err != nil || open(shown.From).Root != checkpoints[from].Root || open(shown.To).Root != checkpoints[to].Root {
				t.Fatalf("consistency %d–%d = %+v, %v", from, to, shown, err)
			}
			if err := transparency.VerifyConsistency(proof, checkpoints[from], checkpoints[to]); err != nil {
				t.Errorf("VerifyConsistency(%d, %d) = %v", from, to, err)
			}
		}
	}
	for size := int64(1); size <= log.Size; size++ {
		for index := range size {
			var shown inclusionView
			h.want(h.do("", http.MethodGet, fmt.Sprintf("/log/inclusion?leaf=%d&size=%d", index, size), nil), http.StatusOK, &shown)
			proof, err := transparency.ParseInclusion(shown.Proof)
			if err != nil {
				t.Fatal(err)
			}
			if err := transparency.VerifyInclusion(proof, checkpoints[size], []byte(shown.Leaf.Data)); err != nil {
				t.Errorf("VerifyInclusion(%d of %d) = %v", index, size, err)
			}
		}
	}
}

func TestLogLeavesArePaged(t *testing.T) {
	h := newDrawHouse(t)
	for range 5 {
		h.made("office", object{"register": "county", "plan": "plain"})
	}
	var next int64
	for path := "/log/leaves?limit=3"; path != ""; {
		var l list[leafView]
		h.want(h.do("", http.MethodGet, path, nil), http.StatusOK, &l)
		for _, leaf := range l.Items {
			parsed, err := transparency.ParseLeaf([]byte(leaf.Data))
			if err != nil || leaf.Index != next || parsed.Entry.Kind() != leaf.Kind {
				t.Errorf("leaf %d = %+v, %v", next, leaf, err)
			}
			next++
		}
		path = strings.TrimPrefix(l.Next, base)
	}
	if next != h.logSize() {
		t.Errorf("pages hold %d leaves, want %d", next, h.logSize())
	}
}

// Long leaves come in pages that are not too long, and none is left out.
func TestLogPagesAreBounded(t *testing.T) {
	h := newDrawHouse(t)
	texts := []string{strings.Repeat("x", 900_000)}
	h.update(func(w store.Writer) error {
		for i := range 7 {
			leaf := transparency.Closed{Seal: transparency.Digest{byte(i + 1)}, Texts: texts}
			if _, err := appendLeaf(w, h.now(), leaf); err != nil {
				return err
			}
		}
		return nil
	})
	var next int64
	for path := "/log/leaves?limit=1000"; path != ""; {
		a := h.do("", http.MethodGet, path, nil)
		var l list[leafView]
		if h.want(a, http.StatusOK, &l); len(a.body) > 17<<20 || len(l.Items) == 0 {
			t.Fatalf("GET %s = %d leaves in %d bytes", path, len(l.Items), len(a.body))
		}
		for _, leaf := range l.Items {
			if leaf.Index != next {
				t.Fatalf("leaf %d comes after %d", leaf.Index, next-1)
			}
			next++
		}
		path = strings.TrimPrefix(l.Next, base)
	}
	if next != h.logSize() {
		t.Errorf("pages hold %d leaves, want %d", next, h.logSize())
	}
}

func TestLogRefuses(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "plain"})
	for _, c := range []struct {
		path   string
		status int
	}{
		{"/log/checkpoint?size=99", 422},
		{"/log/checkpoint?size=-1", 422},
		{"/log/checkpoint?size=x", 422},
		{"/log/inclusion", 422},
		{"/log/inclusion?leaf=0&draw=1", 422},
		{"/log/inclusion?leaf=99", 422},
		{"/log/inclusion?leaf=2&size=2", 422},
		{"/log/inclusion?draw=99", 404},
		{"/log/inclusion?draw=x", 422},
		{"/log/consistency?from=3&to=2", 422},
		{"/log/leaves?from=-1", 422},
		{"/log/leaves?limit=0", 422},
		{"/log?x=1", 422},
		{"/log/inclusion?draw=" + count(n), 200},
		{"/log/leaves?from=99", 200},
	} {
		if a := h.do("", http.MethodGet, c.path, nil); a.status != c.status {
			t.Errorf("GET %s = %d %s, want %d", c.path, a.status, a.body, c.status)
		}
	}
}
