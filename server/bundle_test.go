package server

import (
	"archive/zip"
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/server/bundle"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// bundle fetches a bundle as somebody.
func (h *house) bundle(who string, number int64) answer {
	h.t.Helper()
	a := h.do(who, http.MethodGet, drawPath(number, "/bundle"), nil)
	h.want(a, http.StatusOK, nil)
	return a
}

// checked checks a bundle as an outsider who knows the log's key, and returns the
// codes of what holds and of what is noted.
func (h *house) checked(data []byte) (held, notes []string) {
	h.t.Helper()
	key, err := transparency.ParseKey([]byte(h.Keys.Log))
	if err != nil {
		h.t.Fatal(err)
	}
	parts, err := bundle.Read(bytes.NewReader(data), int64(len(data)), bundle.PublicLimits())
	if err != nil {
		h.t.Fatalf("Read of the bundle = %v", err)
	}
	report, err := bundle.Check(context.Background(), parts, bundle.Options{Limits: bundle.PublicLimits(), Key: key.Public()})
	if err != nil || report.Wrong != nil {
		h.t.Fatalf("Check of the bundle = %+v, %v", report, err)
	}
	for _, f := range report.Held {
		held = append(held, strings.TrimPrefix(string(f.Code), "checked."))
	}
	for _, f := range report.Notes {
		notes = append(notes, strings.TrimPrefix(string(f.Code), "noted."))
	}
	return held, notes
}

func namesIn(t *testing.T, data []byte) (names []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	return names
}

// A sealed draw with beacon and texts, from its making to its conclusion and
// withdrawal.
func TestBundleOfASealedDraw(t *testing.T) {
	h := newDrawHouse(t)
	round := h.at1000()
	h.Beacon = &fixedBeacon{signature: round1000}
	seal := h.makeSeal(object{
		"closes": stamp(round.Add(-time.Minute)), "opens": stamp(round.Add(time.Minute)), "release": round.Add(time.Hour), "beacon": 1000,
	})
	for _, text := range []string{"大家好", "😀 two"} {
		h.want(h.do("", http.MethodPost, "/seals/"+seal.Digest+"/texts", object{"text": text}), http.StatusCreated, nil)
	}
	h.due(59 * time.Minute)
	h.due(2 * time.Minute)
	n := h.seal(seal.Digest).Draw
	for _, who := range []string{"", "viewer", "unit:城管局", "inspector"} {
		h.want(h.do(who, http.MethodGet, drawPath(n, "/bundle"), nil), http.StatusForbidden, nil)
	}
	early := h.bundle("office", n)
	if held, notes := h.checked(early.body); !slices.Contains(held, "log-draw") || !slices.Equal(notes, []string{"unopened", "committed"}) {
		t.Errorf("the office's bundle before the release shows %v, %v", held, notes)
	}
	for _, name := range []string{"secret.txt", "beacon.json", "leaf-released.json"} {
		if slices.Contains(namesIn(t, early.body), name) {
			t.Errorf("the office's bundle before the release holds %s", name)
		}
	}
	h.due(2 * time.Hour)
	h.want(h.do("", http.MethodGet, drawPath(n, "/bundle"), nil), http.StatusForbidden, nil)
	h.due(concludeAfter)

	whole := h.bundle("", n)
	want := []string{
		"record", "frame", "draw", "plan", "seal", "seed", "checkpoint", "key", "commitment", "log-version", "log-seal",
		"log-closed", "log-draw", "log-released", "log-concluded",
	}
	if held, notes := h.checked(whole.body); !slices.Equal(held, want) || notes != nil {
		t.Errorf("the bundle shows %v, %v, want %v", held, notes, want)
	}
	if got := whole.header.Get("Content-Disposition"); !strings.Contains(got, "draw-"+count(n)+".zip") {
		t.Errorf("Content-Disposition = %q", got)
	}
	h.made("office", object{"register": "county", "plan": "plain"}) // the log grows
	if again := h.bundle("viewer", n); !bytes.Equal(again.body, whole.body) || again.header.Get("ETag") != whole.header.Get("ETag") {
		t.Error("the bundle changed though nothing happened to its draw")
	}
	h.unchangedBundle(n, whole.header.Get("ETag"))
	h.want(h.do("office", http.MethodPost, drawPath(n, "/withdraw"), object{"reason": "错了"}), http.StatusOK, nil)
	withdrawn := h.bundle("", n)
	if _, notes := h.checked(withdrawn.body); !slices.Equal(notes, []string{"withdrawn"}) || withdrawn.header.Get("ETag") == whole.header.Get("ETag") {
		t.Errorf("the bundle of a withdrawn draw notes %v", notes)
	}
}

// unchangedBundle asks for a bundle that is known.
func (h *house) unchangedBundle(number int64, tag string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, h.http.URL+base+drawPath(number, "/bundle"), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("If-None-Match", tag)
	if a := h.send(r); a.status != http.StatusNotModified || len(a.body) > 0 {
		h.t.Errorf("the bundle with its ETag = %d, %d bytes, want %d", a.status, len(a.body), http.StatusNotModified)
	}
}

// Draws of a given or random seed have no seal to show.
func TestBundleOfOtherDraws(t *testing.T) {
	h := newDrawHouse(t)
	for _, test := range []struct {
		who   string
		order object
		notes []string
		salt  bool // beside the log, which does not say it
	}{
		{"", object{"register": "county", "plan": "plain"}, []string{"no-seal"}, false},
		{"viewer", object{"register": "county", "plan": "reserves", "seed": "七"}, []string{"no-seal", "exercise"}, true},
	} {
		n := h.made("office", test.order)
		data := h.bundle(test.who, n).body
		held, notes := h.checked(data)
		if !slices.Contains(held, "commitment") || !slices.Equal(notes, test.notes) {
			t.Errorf("the bundle of %v shows %v, %v, want notes %v", test.order, held, notes, test.notes)
		}
		names := namesIn(t, data)
		if slices.Contains(names, "salt.txt") != test.salt || slices.Contains(names, "leaf-released.json") == test.salt {
			t.Errorf("the bundle of %v holds %v, want the salt in it: %v", test.order, names, test.salt)
		}
	}
	h.want(h.do("", http.MethodGet, "/draws/99/bundle", nil), http.StatusNotFound, nil)
	h.want(h.do("", http.MethodGet, "/draws/1/bundle?x=1", nil), http.StatusUnprocessableEntity, nil)
}

// An opened reserve is another thing that happened; the bundle does without it.
func TestBundleWithReserves(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	var market string
	for _, p := range h.record(n).Picks {
		if p.Step == "toilets" {
			market = p.ID
			h.want(h.do("office", http.MethodPost, drawPath(n, "/reserves"), object{
				"step": p.Step, "within": p.Within, "stratum": p.Stratum, "replaces": p.ID, "code": "closed",
			}), http.StatusCreated, nil)
			break
		}
	}
	h.due(concludeAfter)
	if d := h.draw(n); market == "" || !d.Has(store.Reserve) || !d.Has(store.Concluded) {
		t.Fatalf("draw = %+v, want a reserve opened and all concluded", d)
	}
	if held, _ := h.checked(h.bundle("", n).body); !slices.Contains(held, "log-concluded") {
		t.Errorf("the bundle shows %v", held)
	}
}
