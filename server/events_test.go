package server

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

// listen opens a stream and passes on its lines.
func (h *house) listen(last, query string) (lines <-chan string, leave func()) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.http.URL+base+"/events"+query, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if last != "" {
		r.Header.Set(lastEvent, last)
	}
	resp, err := h.http.Client().Do(r) //nolint:bodyclose // it is, when the listener leaves
	if err != nil {
		h.t.Fatal(err)
	}
	if kind := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || kind != "text/event-stream" {
		h.t.Fatalf("stream = %d %s", resp.StatusCode, kind)
	}
	out := make(chan string)
	go func() {
		defer close(out)
		for s := bufio.NewScanner(resp.Body); s.Scan(); {
			select {
			case out <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, func() {
		cancel()
		_ = resp.Body.Close()
		for range out { // until it has ended
		}
	}
}

// event reads the next event as its lines.
func event(lines <-chan string) string {
	var got []string
	for line := range lines {
		if line == "" && len(got) > 0 {
			break
		}
		if line != "" && !strings.HasPrefix(line, "retry:") {
			got = append(got, line)
		}
	}
	return strings.Join(got, "\n")
}

func TestEventsTellWhatTheLogSays(t *testing.T) {
	h := newDrawHouse(t)
	lines, leave := h.listen("", "")
	defer leave()
	n := h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(time.Hour)})
	first := event(lines)
	if !strings.HasPrefix(first, "id: 1\nevent: draw\ndata: {") || !strings.Contains(first, `"draw":`+count(n)) {
		t.Errorf("event = %q, want the leaf of draw %d", first, n)
	}
	h.due(time.Hour)
	for i, kind := range []string{"released", "concluded"} {
		if got := event(lines); !strings.HasPrefix(got, "id: "+count(i+2)+"\nevent: "+kind+"\n") {
			t.Errorf("event = %q, want %s", got, kind)
		}
	}
	again, leaveAgain := h.listen("1", "")
	defer leaveAgain()
	if got := event(again); !strings.HasPrefix(got, "id: 2\nevent: released\n") {
		t.Errorf("after 1 comes %q, want the release", got)
	}
	all, leaveAll := h.listen("", "?from=0")
	defer leaveAll()
	if got := event(all); !strings.HasPrefix(got, "id: 0\nevent: version\n") {
		t.Errorf("from 0 comes %q, want the version", got)
	}
}

// A stream that is silent says from time to time that it lives.
func TestEventsBeat(t *testing.T) {
	h := newDrawHouse(t)
	beat := make(chan time.Time)
	h.After = func(time.Duration) <-chan time.Time { return beat }
	lines, leave := h.listen("", "")
	defer leave()
	beat <- h.now()
	if got := event(lines); got != ":" {
		t.Errorf("after a while comes %q, want a comment", got)
	}
}

func TestEventsRefuse(t *testing.T) {
	h := newDrawHouse(t)
	for _, query := range []string{"?from=x", "?from=-1", "?form=1"} {
		h.want(h.do("", http.MethodGet, "/events"+query, nil), http.StatusUnprocessableEntity, nil)
	}
}
