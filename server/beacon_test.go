package server

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sitedraw/sampler"
)

// relay is a server that answers as its handler says and counts.
func relay(t *testing.T, asked *[]string, f http.HandlerFunc) (address string, transport http.RoundTripper) {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.Path)
		f(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, server.Client().Transport
}

func newTestBeacon(t *testing.T, transport http.RoundTripper, pauses *[]time.Duration, addresses ...string) Beacon {
	t.Helper()
	b, err := NewBeacon(BeaconConfig{Addresses: addresses, Transport: transport, After: func(d time.Duration) <-chan time.Time {
		*pauses = append(*pauses, d)
		done := make(chan time.Time)
		close(done)
		return done
	}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBeaconAsksUntilOneAnswers(t *testing.T) {
	var asked []string
	var pauses []time.Duration
	answers := []string{"", `{"round":1000,"signature":"ab"}`, `{"round":1000,"signature":"` + strings.ToUpper(round1000) + `"}`}
	address, transport := relay(t, &asked, func(w http.ResponseWriter, _ *http.Request) {
		if a := answers[len(asked)-1]; a != "" {
			_, _ = w.Write([]byte(a))
			return
		}
		w.WriteHeader(http.StatusBadGateway)
	})
	b := newTestBeacon(t, transport, &pauses, address+"/drand/")
	got, err := b.Round(context.Background(), sampler.Quicknet, 1000)
	if got != round1000 || err != nil {
		t.Errorf("Round = %q, %v, want %q", got, err, round1000)
	}
	if want := "/drand/" + sampler.Quicknet + "/public/1000"; len(asked) != 3 || asked[2] != want {
		t.Errorf("asked for %q, want %q thrice", asked, want)
	}
	if len(pauses) != 2 || pauses[0] >= pauses[1] {
		t.Errorf("pauses = %v, want two that grow", pauses)
	}
}

func TestBeaconFollowsNobody(t *testing.T) {
	var asked, strangers []string
	var pauses []time.Duration
	stranger, _ := relay(t, &strangers, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"round":1000,"signature":"` + round1000 + `"}`))
	})
	address, transport := relay(t, &asked, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, stranger+r.URL.Path, http.StatusFound)
	})
	b := newTestBeacon(t, transport, &pauses, address)
	if got, err := b.Round(context.Background(), sampler.Quicknet, 1000); !errors.Is(err, ErrBeaconFetch) {
		t.Errorf("Round of a relay that redirects = %q, %v, want %v", got, err, ErrBeaconFetch)
	}
	if len(strangers) > 0 || len(asked) != beaconAttempts {
		t.Errorf("the relay was asked %d times and the one it named %d, want %d and none", len(asked), len(strangers), beaconAttempts)
	}
}

func TestBeaconStopsWithItsContext(t *testing.T) {
	var asked []string
	address, transport := relay(t, &asked, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	b, err := NewBeacon(BeaconConfig{Addresses: []string{address}, Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Round(ctx, sampler.Quicknet, 1000); !errors.Is(err, context.Canceled) {
		t.Errorf("Round = %v, want %v", err, context.Canceled)
	}
}

func TestBeaconAddress(t *testing.T) {
	for address, good := range map[string]bool{
		"https://api.drand.sh": true, "https://10.0.0.1:8443/x": true, "http://api.drand.sh": false, "api.drand.sh": false,
		"https://": false, "https://a/?x=1": false, "https://user:word@a": false, "ftp://a": false, "": false,
	} {
		if _, err := NewBeacon(BeaconConfig{Addresses: []string{address}}); (err == nil) != good {
			t.Errorf("NewBeacon(%q) = %v, want good %v", address, err, good)
		}
	}
	if _, err := NewBeacon(BeaconConfig{}); !errors.Is(err, ErrBeaconAddress) {
		t.Errorf("NewBeacon without addresses = %v, want %v", err, ErrBeaconAddress)
	}
}
