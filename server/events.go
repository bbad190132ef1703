package server

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// bell tells whoever waits that the transparency log has grown.
type bell struct {
	mu   sync.Mutex
	rung chan struct{}
}

func newBell() *bell { return &bell{rung: make(chan struct{})} }

// next is closed when the bell rings the next time.
func (b *bell) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rung
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.rung)
	b.rung = make(chan struct{})
}

// heard is a store that rings the bell when an Update has added a leaf, whoever
// made it: nothing that happens can be forgotten.
type heard struct {
	store.Store
	bell *bell
}

// Update is store.Store's.
func (h heard) Update(ctx context.Context, f func(store.Writer) error) error {
	grew := false
	err := h.Store.Update(ctx, func(w store.Writer) error {
		counting := &leafCounter{Writer: w}
		defer func() { grew = counting.leaves > 0 }()
		return f(counting)
	})
	if err == nil && grew {
		h.bell.ring()
	}
	return err
}

// leafCounter counts the leaves that are written.
type leafCounter struct {
	store.Writer
	leaves int
}

// AppendLeaf is store.LogWriter's.
func (c *leafCounter) AppendLeaf(at time.Time, data []byte) (int64, error) {
	c.leaves++
	return c.Writer.AppendLeaf(at, data)
}

// lastEvent is the header by which a client says what it has seen.
const lastEvent = "Last-Event-ID"

// streamEvents streams what happens: the tail of the transparency log, no more
// than its leaves say. The id of an event is the leaf's index; a client that comes
// back with the last one it saw misses nothing.
func (s *Server) streamEvents(r *request) error {
	if err := r.knownQueries("from"); err != nil {
		return err
	}
	next, err := s.firstEvent(r)
	if err != nil {
		return err
	}
	header := r.Response().Header()
	header.Set(echo.HeaderContentType, "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // a proxy must not collect them
	r.Response().WriteHeader(http.StatusOK)
	if r.Request().Method == http.MethodHead {
		return nil
	}
	r.Response().Flush()
	return s.sendEvents(r, next)
}

// firstEvent is the index of the first leaf to send: after the one that the
// client saw last, or that it asks for, or the next one to come.
func (s *Server) firstEvent(r *request) (int64, error) {
	if seen := r.Request().Header.Get(lastEvent); seen != "" {
		index, err := leafIndex(lastEvent, seen)
		return index + 1, err
	}
	if from := r.query("from"); from != "" {
		return leafIndex("from", from)
	}
	var size int64
	err := s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		size, err = v.LogSize()
		return err
	})
	return size, err
}

// sendEvents sends leaves as they come, until the client leaves or the server
// stops.
func (s *Server) sendEvents(r *request, next int64) error {
	ctx := r.Request().Context()
	for {
		rung := s.bell.next()
		sent, err := s.sendLeaves(r, next)
		if err != nil {
			return err
		}
		if next += sent; sent > 0 {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return nil
		case <-middleware.Stopping(ctx):
			return nil
		case <-rung:
		case <-s.After(middleware.Heartbeat):
			if _, err := r.Response().Write([]byte(":\n\n")); err != nil {
				return err
			}
			r.Response().Flush()
		}
	}
}

// sendLeaves sends some leaves, so that a slow client holds few in memory, and says
// how many.
func (s *Server) sendLeaves(r *request, next int64) (int64, error) {
	var leaves []store.Leaf
	err := s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		leaves, err = v.Leaves(next, leavesAtOnce)
		return err
	})
	if err != nil {
		return 0, err
	}
	if len(leaves) == 0 {
		return 0, nil
	}
	var b bytes.Buffer
	for i := range leaves {
		if err := writeEvent(&b, &leaves[i]); err != nil {
			return 0, err
		}
	}
	if _, err := r.Response().Write(b.Bytes()); err != nil {
		return 0, err
	}
	r.Response().Flush()
	return int64(len(leaves)), nil
}

// writeEvent writes one event; a leaf is a single line.
func writeEvent(b *bytes.Buffer, l *store.Leaf) error {
	leaf, err := transparency.ParseLeaf(l.Data)
	if err != nil {
		return err
	}
	b.WriteString("id: " + strconv.FormatInt(l.Index, 10) + "\nevent: " + string(leaf.Entry.Kind()) + "\ndata: ")
	b.Write(l.Data)
	b.WriteString("\n\n")
	return nil
}
