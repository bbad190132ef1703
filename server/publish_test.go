package server

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"sitedraw/geo/intake"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// A draft that somebody changes between the making of its frame and the writing is
// not published as it was, and no import goes over it.
func TestPublishNoticesOthersEdits(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	h.want(h.do("office", http.MethodDelete, "/registers/x/sites/MS2", nil), http.StatusNoContent, nil)
	p, err := h.prepare(t.Context(), "x", "")
	if err != nil {
		t.Fatal(err)
	}
	u, err := h.spoolBody("a.csv", strings.NewReader("id,name,category\nN,n,SC\n"))
	if err != nil {
		t.Fatal(err)
	}
	w := &importing{server: h.Server, register: "x", options: importOptions{mode: intake.Add}, upload: u, texts: text.For(text.EN), job: &job{jobs: h.jobs}}
	if err := w.work(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.pass(1)
	h.want(h.do("office", http.MethodPut, "/registers/x/sites/A", map[string]string{"category": "SC"}), http.StatusCreated, nil)
	err = h.Store.Update(t.Context(), func(to store.Writer) error { _, err := p.write(to); return err })
	if !errors.Is(err, ErrDraftMoved) {
		t.Errorf("publish of a draft that has changed = %v, want %s", err, ErrDraftMoved)
	}
	if err := w.store(t.Context(), jobResult{}); !errors.Is(err, ErrDraftMoved) {
		t.Errorf("import into a draft that has changed = %v, want %s", err, ErrDraftMoved)
	}
	var d draftAnswer
	h.want(h.do("office", http.MethodGet, "/registers/x/draft", nil), http.StatusOK, &d)
	if d.Edits != 2 {
		t.Errorf("draft = %+v, want two edits", d)
	}
}

// Many who edit, publish and read at once each see a version that was published,
// and no edit is lost.
func TestPublishWhileOthersEditAndRead(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	var all sync.WaitGroup
	for _, id := range []string{"a", "b", "c", "d"} {
		all.Go(func() {
			for range 5 {
				if a := h.do("office", http.MethodPut, "/registers/x/sites/"+id, map[string]string{"category": "SC", "name": id}); a.status >= 300 && a.status != http.StatusConflict {
					t.Errorf("PUT %s = %d %s", id, a.status, a.body)
				}
				if a := h.do("office", http.MethodPost, "/registers/x/versions", map[string]string{}); a.status != http.StatusCreated && a.status != http.StatusConflict {
					t.Errorf("publish = %d %s", a.status, a.body)
				}
				if a := h.do("viewer", http.MethodGet, "/registers/x/sites?limit=1000", nil); a.status != http.StatusOK {
					t.Errorf("GET = %d %s", a.status, a.body)
				}
			}
		})
	}
	all.Wait()
	if a := h.do("office", http.MethodPost, "/registers/x/versions", map[string]string{}); a.status != http.StatusCreated && a.status != http.StatusConflict {
		t.Errorf("publish = %d %s", a.status, a.body)
	}
	if got := h.search("viewer", "category=SC&fields=id"); got != "MS1MS2abcd" {
		t.Errorf("sites = %q, want MS1MS2abcd", got)
	}
}
