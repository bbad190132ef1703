package server

import (
	"context"
	"net/http"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// The schedule sleeps until something is due, wakes when something new is, and
// ends with its context.
func TestScheduleSleepsAndWakes(t *testing.T) {
	h := newDrawHouse(t)
	asleep := make(chan time.Duration)
	wake := make(chan time.Time)
	h.After = func(d time.Duration) <-chan time.Time {
		asleep <- d
		return wake
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- h.Run(ctx) }()
	if got := <-asleep; got != longestSleep {
		t.Errorf("with nothing to do it sleeps %v, want %v", got, longestSleep)
	}
	n := h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(30 * time.Second)})
	if got := <-asleep; got != 30*time.Second { // the new draw woke it
		t.Errorf("before a release it sleeps %v, want 30s", got)
	}
	h.pass(30 * time.Second)
	wake <- h.now()
	<-asleep // what it wrote woke it once more, or it sleeps already
	if d := h.draw(n); !d.Has(store.Concluded) {
		t.Errorf("events = %+v, want it released and concluded", d.Events)
	}
	cancel()
	for {
		select {
		case <-asleep:
			continue
		case err := <-ended:
			if err != nil {
				t.Errorf("Run = %v, want nil", err)
			}
			return
		}
	}
}

// What fails is tried again with growing pauses, and nothing else waits for it.
func TestSchedulePausesGrow(t *testing.T) {
	h := newDrawHouse(t)
	round := h.at1000()
	beacon := &fixedBeacon{err: &geo.Error{Code: ErrBeaconFetch, Kind: geo.Unavailable}}
	h.Beacon = beacon
	seal := h.makeSeal(object{"closes": stamp(round.Add(-time.Minute)), "opens": stamp(round), "beacon": 1000})
	h.pass(time.Hour)
	c := h.newSchedule()
	ctx := context.Background()
	last := time.Duration(0)
	for attempt := 1; attempt <= 9; attempt++ {
		if err := c.due(ctx); err == nil || beacon.asked != attempt {
			t.Fatalf("attempt %d: due = %v, asked %d times", attempt, err, beacon.asked)
		}
		if err := c.due(ctx); err != nil || beacon.asked != attempt {
			t.Errorf("at once after attempt %d: due = %v, asked %d times, want it to wait", attempt, err, beacon.asked)
		}
		p := c.pauses["open "+seal.Digest]
		if wait := p.until.Sub(h.now()); wait < last || wait > longestPause || wait <= 0 {
			t.Errorf("pause %d = %v after %v", attempt, wait, last)
		} else {
			last = wait
		}
		if got := c.sleep(ctx); got != min(last, longestSleep) {
			t.Errorf("after attempt %d it sleeps %v, want %v", attempt, got, min(last, longestSleep))
		}
		n := h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(time.Second)})
		if got := c.sleep(ctx); got != time.Second {
			t.Errorf("before a release it sleeps %v, want 1s", got)
		}
		h.pass(last)
		if d := h.draw(n); d.Has(store.Released) {
			t.Fatalf("draw %d was released by nobody", n)
		}
	}
	beacon.signature, beacon.err = round1000, nil
	h.pass(longestPause)
	if err := c.due(ctx); err != nil {
		t.Errorf("due with the beacon back = %v", err)
	}
	if s := h.seal(seal.Digest); s.State != sealOpened || s.Failure != "" {
		t.Errorf("the seal is %+v, want it opened", s)
	}
	var all list[drawView]
	h.want(h.do("", http.MethodGet, "/draws", nil), http.StatusOK, &all)
	for _, d := range all.Items {
		if d.State == stateMade {
			t.Errorf("draw %d was not released", d.Number)
		}
	}
}
