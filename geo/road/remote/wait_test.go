package remote

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// Chance takes up to half of a pause away.
func TestPauseIsSpread(t *testing.T) {
	s := &session{Options: options()}
	for _, c := range []struct {
		chance func() time.Duration
		least  time.Duration
	}{
		{func() time.Duration { s.Random = zeros{}; return 4 * time.Second }, 4 * time.Second},
		{func() time.Duration { s.Random = rand.Reader; return 4 * time.Second }, 2 * time.Second},
	} {
		most := c.chance()
		times := &clock{}
		s.Sleep = times.Sleep
		for range 200 {
			if err := s.pause(t.Context(), 4, 0); err != nil {
				t.Fatal(err)
			}
		}
		if least := slices.Min(times.slept); least < c.least || slices.Max(times.slept) > most {
			t.Errorf("paused %v to %v, want %v to %v", least, slices.Max(times.slept), c.least, most)
		}
		if c.least < most && slices.Min(times.slept) == slices.Max(times.slept) {
			t.Error("all pauses are the same")
		}
	}
	times := &clock{}
	s.Sleep, s.Random = times.Sleep, nil
	if err := s.pause(t.Context(), 1000, 0); err != nil || times.slept[0] != longestPause {
		t.Errorf("the thousandth pause is %v, %v", times.slept, err)
	}
	s.Random = strings.NewReader("")
	if err := s.pause(t.Context(), 1, 0); err == nil {
		t.Error("no chance is no matter")
	}
}

// An answer that takes too long is another try; the end of the context ends it.
func TestSlowAnswers(t *testing.T) {
	slow := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	w := newWorld(2)
	h, requests := failing(&standIn{world: w, limit: 100}, slow)
	o := options()
	o.Timeout, o.Client = 100*time.Millisecond, &http.Client{Transport: handled(h)}
	if got := ask(t, serve(t, "osrm", h), w, o); got.Digest() != w.matrix().Digest() || *requests < 2 {
		t.Errorf("after a slow answer: %+v", got)
	}
	o.Timeout, o.Client, o.Retries = 30*time.Millisecond, nil, -1
	_, err := serve(t, "osrm", slow).Matrix(t.Context(), w.places, o)
	if e := located(t, err); e.Code != ErrTimeout || e.Value != "0.03" || e.Want != "1" {
		t.Errorf("Matrix of a server that never answers = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, "osrm", func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	o.Timeout = 0
	if _, err := s.Matrix(ctx, w.places, o); !errors.Is(err, context.Canceled) || errors.Is(err, ErrConnect) {
		t.Errorf("Matrix after the end = %v", err)
	}
	if _, err := s.Matrix(ctx, w.places, options()); !errors.Is(err, context.Canceled) {
		t.Errorf("Matrix from the end on = %v", err)
	}
}

// The end of the context ends a pause too, by the timer that waits by itself.
func TestSleep(t *testing.T) {
	if err := sleep(t.Context(), time.Millisecond); err != nil {
		t.Errorf("sleep = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, "osrm", func(w http.ResponseWriter, r *http.Request) {
		status(503)(w, r)
		time.AfterFunc(10*time.Millisecond, cancel)
	})
	if _, err := s.Matrix(ctx, newWorld(2).places, Options{Now: options().Now}); !errors.Is(err, context.Canceled) {
		t.Errorf("Matrix while it waits = %v", err)
	}
}

// No more requests leave in any second than the rate says, tries again among them.
func TestRate(t *testing.T) {
	w := newWorld(30)
	times := &clock{now: options().Now()}
	stand := &standIn{world: w, limit: 100}
	var left []time.Time
	o := Options{Now: times.Now, Sleep: times.Sleep, Rate: 4, Block: 5}
	o.Client = &http.Client{Transport: handled(func(rw http.ResponseWriter, r *http.Request) {
		left = append(left, times.now)
		if len(left)%7 == 0 {
			status(503, "Retry-After", "0")(rw, r)
			return
		}
		times.now = times.now.Add(20 * time.Millisecond) // what an answer takes
		stand.osrmTable(rw, r)
	})}
	s, err := ParseServer("osrm:http://host")
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(t, s, w, o); got.Digest() != w.matrix().Digest() {
		t.Error("the matrix differs")
	}
	if len(left) < 36 {
		t.Fatalf("%d requests", len(left))
	}
	for i := 4; i < len(left); i++ {
		if left[i].Sub(left[i-4]) < time.Second-time.Microsecond {
			t.Errorf("requests %d to %d left within %v", i-4, i, left[i].Sub(left[i-4]))
		}
	}
}
