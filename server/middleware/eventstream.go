package middleware

import (
	"bytes"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// eventStreamType is the content type of server-sent events.
const eventStreamType = "text/event-stream"

// Heartbeat is how often a stream should say that it lives: proxies cut
// connections that are silent for a minute.
const Heartbeat = 15 * time.Second

// Event is one of a stream. A client that comes back names the last ID it saw in
// Last-Event-ID.
type Event struct {
	ID   string // one line; may be empty
	Name string // one line; empty is "message"
	Data []byte // text of any number of lines
}

// EventStream is one client that listens. Others send to it at any time; it is
// dropped, and may come back by its last id, when it falls further behind than
// its buffer.
type EventStream struct {
	queue chan Event
	slow  chan struct{}
	once  sync.Once
}

// NewEventStream makes a stream that may fall so many events behind.
func NewEventStream(buffer int) *EventStream {
	return &EventStream{queue: make(chan Event, buffer), slow: make(chan struct{})}
}

// Send queues an event and never waits. It reports whether the client is still
// served.
func (s *EventStream) Send(e Event) bool {
	select {
	case <-s.slow:
		return false
	default:
	}
	select {
	case s.queue <- e:
		return true
	default:
		s.once.Do(func() { close(s.slow) })
		return false
	}
}

// Run writes to the client until it goes, falls behind or the server stops; only
// the last is no error. Each time beat ticks, which should be every Heartbeat, a
// comment keeps the connection alive.
func (s *EventStream) Run(c echo.Context, beat <-chan time.Time) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, eventStreamType)
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would collect events
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	out := exchangeOf(c)
	piece := []byte("retry: 3000\n\n")
	for {
		if _, err := out.Write(piece); err != nil {
			return err
		}
		if err := out.FlushError(); err != nil {
			return err
		}
		next, err := s.next(c, beat)
		if next == nil || err != nil {
			return err
		}
		piece = next
	}
}

// next waits for what is to be written; nil is the end.
func (s *EventStream) next(c echo.Context, beat <-chan time.Time) ([]byte, error) {
	ctx := c.Request().Context()
	select {
	case <-s.slow:
		return nil, &geo.Error{Code: ErrSlowReader, Kind: geo.Unavailable}
	default:
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-Stopping(ctx):
		return nil, nil
	case <-s.slow:
		return nil, &geo.Error{Code: ErrSlowReader, Kind: geo.Unavailable}
	case <-beat:
		return []byte(":\n\n"), nil
	case e := <-s.queue:
		return appendEvent(nil, e), nil
	}
}

// appendEvent writes an event as the HTML standard has it. Id and name end at a
// line break or NUL, which they cannot hold.
func appendEvent(b []byte, e Event) []byte {
	if id := oneLine(e.ID); id != "" {
		b = append(b, "id: "+id+"\n"...)
	}
	if name := oneLine(e.Name); name != "" {
		b = append(b, "event: "+name+"\n"...)
	}
	data := bytes.ReplaceAll(e.Data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		b = append(append(append(b, "data: "...), line...), '\n')
	}
	return append(b, '\n')
}

func oneLine(s string) string {
	if i := strings.IndexAny(s, "\r\n\x00"); i >= 0 {
		return s[:i]
	}
	return s
}
