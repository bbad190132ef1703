package middleware

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"
	"pgregory.net/rapid"
)

// received is an event as the HTML standard's parser sees it.
type received struct{ id, name, data string }

// parseEvents is that parser, without byte order marks and retry.
func parseEvents(stream string) []received {
	var list []received
	var e received
	var data []string
	stream = strings.ReplaceAll(strings.ReplaceAll(stream, "\r\n", "\n"), "\r", "\n")
	for line := range strings.SplitSeq(stream, "\n") {
		if line == "" {
			if data != nil {
				e.data = strings.Join(data, "\n")
				list = append(list, e)
			}
			e, data = received{}, nil
			continue
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "data":
			data = append(data, value)
		case "event":
			e.name = value
		case "id":
			e.id = value
		}
	}
	return list
}

// What is sent arrives, and no text of an event can pass for another event.
func TestEventArrivesAsSent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Event{
			ID:   rapid.StringMatching(`[0-9a-z]{0,5}(\n|\r|\x00)?[a-z: ]{0,5}`).Draw(t, "id"),
			Name: rapid.StringMatching(`[a-z]{0,5}(\n\n|\r)?[a-z:]{0,5}`).Draw(t, "name"),
			Data: []byte(rapid.StringMatching(`([a-z: 抽取]|\n|\r|\r\n|data: |\n\nid: 1\n){0,20}`).Draw(t, "data")),
		}
		lines := strings.ReplaceAll(strings.ReplaceAll(string(e.Data), "\r\n", "\n"), "\r", "\n")
		want := []received{{oneLine(e.ID), oneLine(e.Name), lines}}
		if got := parseEvents(string(appendEvent(nil, e))); !cmp.Equal(got, want, cmp.AllowUnexported(received{})) {
			t.Fatalf("%+v arrives as %+v, want %+v", e, got, want)
		}
	})
}

// streaming serves one stream at /events.
func streaming(t *testing.T, cfg Config, stream *EventStream, beat chan time.Time) (*live, chan error) {
	t.Helper()
	ended := make(chan error, 8)
	return serving(t, cfg, func(e *echo.Echo) {
		e.GET("/events", func(c echo.Context) error {
			err := stream.Run(c, beat)
			ended <- err
			return err
		})
	}), ended
}

func TestEventStream(t *testing.T) {
	stream, beat := NewEventStream(4), make(chan time.Time)
	s, ended := streaming(t, config(), stream, beat)
	r, _ := http.NewRequest(http.MethodGet, "http://"+s.addr+"/events", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	res, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Content-Encoding") != "" || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers = %v", res.Header)
	}
	lines := bufio.NewReader(res.Body)
	expect := func(want string) {
		t.Helper()
		got := make([]byte, len(want))
		if _, err := io.ReadFull(lines, got); err != nil || string(got) != want {
			t.Fatalf("stream has %q, %v, want %q", got, err, want)
		}
	}
	expect("retry: 3000\n\n")
	stream.Send(Event{ID: "7", Name: "draw", Data: []byte(`{"id":"甲"}`)})
	expect("id: 7\nevent: draw\ndata: {\"id\":\"甲\"}\n\n")
	beat <- time.Time{}
	expect(":\n\n")
	stream.Send(Event{Data: []byte("x")})
	expect("data: x\n\n")
	s.stop()
	if rest, err := io.ReadAll(lines); err != nil || len(rest) != 0 {
		t.Errorf("after the stop the stream has %q, %v", rest, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("Run = %v", err)
	}
}

func TestEventStreamHead(t *testing.T) {
	s, ended := streaming(t, config(), NewEventStream(1), nil)
	if a := s.do(t, "HEAD", "/events"); a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("HEAD = %d %v", a.StatusCode, a.Header)
	}
	<-ended
}

func TestEventStreamClientLeaves(t *testing.T) {
	s, ended := streaming(t, config(), NewEventStream(1), nil)
	res, err := s.client.Get("http://" + s.addr + "/events")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if err := <-ended; err == nil {
		t.Error("Run of a client that left = nil")
	}
}

// A client that does not read costs no more than its buffer, and is dropped.
func TestSlowClientIsDropped(t *testing.T) {
	cfg := config()
	cfg.Pace.Stall = 100 * time.Millisecond
	stream := NewEventStream(8)
	s, ended := streaming(t, cfg, stream, nil)
	conn := dial(t, s.addr)
	_, _ = fmt.Fprint(conn, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
	_, _ = bufio.NewReaderSize(conn, 16).ReadByte()
	event := Event{Data: []byte(strings.Repeat("x", 1<<20))}
	waitFor(t, func() bool { return !stream.Send(event) })
	if err := <-ended; err == nil {
		t.Error("Run of a slow client = nil")
	}
	if stream.Send(event) {
		t.Error("a dropped client is still sent to")
	}
}

func TestSendNeverWaits(t *testing.T) {
	stream := NewEventStream(2)
	for i, want := range []bool{true, true, false, false} {
		if got := stream.Send(Event{}); got != want {
			t.Errorf("Send %d = %v, want %v", i, got, want)
		}
	}
	e, err := New(config())
	if err != nil {
		t.Fatal(err)
	}
	var got error
	e.GET("/", func(c echo.Context) error { got = stream.Run(c, nil); return nil })
	ask(e, "GET", "/")
	if !errors.Is(got, ErrSlowReader) {
		t.Errorf("Run = %v, want %v", got, ErrSlowReader)
	}
}
