package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"sitedraw/server/store"
)

// unread is a store of which no frame can be read.
type unread struct{ store.Store }

func (unread) View(context.Context, func(store.Reader) error) error {
	return errors.New("somebody waits for a frame to be read")
}

// afterwards calls after each update, when others can see it and nothing else was done.
type afterwards struct {
	store.Store

	after func()
}

func (w afterwards) Update(ctx context.Context, f func(store.Writer) error) error {
	err := w.Store.Update(ctx, f)
	w.after()
	return err
}

// A version is in memory with its index before it is current: those who read while
// versions are published, and one of them is made current again, wait for no frame
// and see each version whole.
func TestReadersWaitForNoVersion(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	h.search("viewer", "limit=1")
	h.frames.store = unread{h.frames.store}
	h.Store = afterwards{h.Store, func() {
		h.registers.forget()
		h.want(h.do("viewer", http.MethodGet, "/registers/x/sites?near=10,10&limit=1", nil), http.StatusOK, nil)
	}}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				a := h.do("viewer", http.MethodGet, "/registers/x/sites?bbox=10,10,11,11&fields=id", nil)
				var l list[struct{ ID string }]
				if err := json.Unmarshal(a.body, &l); err != nil || a.status != http.StatusOK {
					t.Errorf("GET = %d %s", a.status, a.body)
					return
				}
				for i, site := range l.Items {
					if site.ID != "n"+strconv.Itoa(i) {
						t.Errorf("GET = %s, want n0, n1 … as a version has them", a.body)
					}
				}
			}
		})
	}
	for n := range 8 {
		site := map[string]any{"category": "SC", "name": "n", "geometry": map[string]any{"type": "Point", "coordinates": []float64{10.5, 10.5}}}
		h.want(h.do("office", http.MethodPut, "/registers/x/sites/n"+strconv.Itoa(n), site), http.StatusCreated, nil)
		h.want(h.do("office", http.MethodPost, "/registers/x/versions", map[string]string{}), http.StatusCreated, nil)
	}
	h.want(h.do("office", http.MethodPut, "/registers/x/current", map[string]int{"version": 3}), http.StatusOK, nil)
	close(done)
	readers.Wait()
	if got := h.search("viewer", "bbox=10,10,11,11&fields=id"); got != "n0n1" {
		t.Errorf("sites = %q, want n0n1", got)
	}
}
