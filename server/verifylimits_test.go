package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sitedraw/sampler"
)

// An address has one file at a time, and all together some.
func TestVerifyIsBounded(t *testing.T) {
	h, n := newVerifyHouse(t)
	data := h.bundle("", n).body
	leave, err := h.checking.enter("127.0.0.1/32")
	if err != nil {
		t.Fatal(err)
	}
	a := h.verify("application/zip", bytes.NewReader(data))
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "10" {
		t.Errorf("a second file of an address = %d, Retry-After %q, want %d, 10", a.status, a.header.Get("Retry-After"), http.StatusTooManyRequests)
	}
	leave()
	h.verified("application/zip", data)
	var leaves []func()
	for i := range maxChecked {
		leave, err := h.checking.enter(fmt.Sprint(i))
		if err != nil {
			t.Fatalf("enter(%d) = %v", i, err)
		}
		leaves = append(leaves, leave)
	}
	if a := h.verify("application/zip", bytes.NewReader(data)); a.status != http.StatusServiceUnavailable {
		t.Errorf("a file too many = %d, want %d", a.status, http.StatusServiceUnavailable)
	}
	for _, leave := range leaves {
		leave()
	}
	h.verified("application/zip", data)
	h.nothingIsLeft()
}

// Work that takes too long ends, also while the frame is read.
func TestVerifyEndsInTime(t *testing.T) {
	h, n := newVerifyHouse(t)
	h.checking.within = time.Nanosecond
	a := h.verify("application/zip", bytes.NewReader(h.bundle("", n).body))
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), string(ErrCheckLong)) {
		t.Errorf("verify without time = %d %s, want %s", a.status, a.body, ErrCheckLong)
	}
	h.nothingIsLeft()
}

// Waiting for others does not count as work.
func TestVerifyWaitsWithoutEnd(t *testing.T) {
	h, n := newVerifyHouse(t)
	data := h.bundle("", n).body
	synctest.Test(t, func(t *testing.T) {
		s := *h.Server
		s.checking = newChecking()
		for range maxChecking {
			s.checking.work <- struct{}{}
		}
		time.AfterFunc(100*checkTime, func() { <-s.checking.work })
		u, err := s.spoolBody("", bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		sent := &sentParts{uploads: map[string]*upload{bundleField: u}}
		defer sent.remove()
		if report, err := s.check(t.Context(), sent); err != nil || report.Wrong != nil {
			t.Errorf("check after a long wait = %+v, %v", report, err)
		}
	})
}

// Plans that would draw for years end too.
func TestVerifyOfEndlessPlans(t *testing.T) {
	h, n := newVerifyHouse(t)
	h.checking.within = 200 * time.Millisecond
	_, frame := h.loose(n)
	digest := h.record(n).FrameDigest.String()
	const most = "9007199254740991"
	for _, step := range []string{
		`{"category":["SC"],"id":"m","map":{"list":1,"radius":1,"take":"nearest"},"method":"map","n":` + most + `}`,
		`{"category":["SC"],"id":"m","map":{"list":1,"radius":1},"method":"map","n":1,"reserve":` + most + `}`,
		`{"category":["SC"],"id":"m","by":"unit","allocate":"each","method":"balanced","n":` + most + `,"reserve":` + most + `}`,
		`{"category":["SC"],"id":"m","method":"systematic","n":` + most + `,"reserve":` + most + `}`,
	} {
		plan, err := sampler.ParsePlan(`{"steps":[` + step + `]}`)
		if err != nil {
			t.Fatal(err)
		}
		record := `{"frame":{"digest":"` + digest + `","sites":51},"plan":` + string(sampler.AppendPlan(nil, &plan)) + `,"seed":"x","spec":"draw-v1"}`
		media, body := form(t, "record", record, "frame", frame)
		a := h.verify(media, bytes.NewReader(body))
		if a.status != http.StatusOK && !strings.Contains(string(a.body), string(ErrCheckLong)) {
			t.Errorf("verify of %s = %d %s, want an answer or %s", step, a.status, a.body, ErrCheckLong)
		}
	}
	h.nothingIsLeft()
}

// A client that waits for its turn and leaves takes no place.
func TestVerifyTurns(t *testing.T) {
	places := make(chan struct{}, 1)
	end, err := take(t.Context(), places)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := take(gone, places); !errors.Is(err, context.Canceled) {
		t.Errorf("take of what is taken = %v, want %v", err, context.Canceled)
	}
	end()
	if _, err := take(t.Context(), places); err != nil {
		t.Errorf("take of what was given back = %v", err)
	}
}

// A key by which a request would be answered again means nothing here: nothing is
// created, and 50 MB would be kept in memory to compare them.
func TestVerifyTakesNoKey(t *testing.T) {
	h, n := newVerifyHouse(t)
	for _, body := range [][]byte{h.bundle("", n).body, []byte("something else")} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.http.URL+base+"/verify", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(keyHeader, "one")
		if a := h.send(r); a.status == http.StatusConflict || a.header.Get("Idempotency-Replayed") != "" {
			t.Errorf("verify with a key = %d %v", a.status, a.header)
		}
	}
}
