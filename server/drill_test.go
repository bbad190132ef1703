package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// A drill stands in the log by the digest of its definition, and its text is the
// office's until all is over.
func TestDrillIsFixed(t *testing.T) {
	h := newDrillHouse(t)
	made := h.drill(weekly("friday", nil))
	if sum := sha256.Sum256(made.Object); hex.EncodeToString(sum[:]) != made.Digest {
		t.Errorf("SHA-256 of the definition = %x, want %s", sum, made.Digest)
	}
	last := h.leaves()[len(h.leaves())-1].Entry
	if want := (transparency.Drill{Name: "friday", Digest: transparency.Digest(sha256.Sum256(made.Object)), Rounds: 4}); last != want {
		t.Errorf("the last leaf = %+v, want %+v", last, want)
	}
	if made.First != stamp(firstRound) || made.Next != made.First || made.Rounds != 4 || made.Label == "" {
		t.Errorf("drill = %+v", made.drillView)
	}
	seen := func(who string) drillAnswer {
		var d drillAnswer
		h.want(h.do(who, http.MethodGet, "/drills/friday", nil), http.StatusOK, &d)
		return d
	}
	h.dueAt(firstRound.AddDate(0, 0, 21))
	for _, who := range []string{"viewer", "inspector", "unit:城管局", "office!draw"} {
		if a := h.do(who, http.MethodGet, "/drills/friday", nil); a.status == http.StatusOK && (strings.Contains(string(a.body), "暗语") || !seen(who).SeedHidden) {
			t.Errorf("%s sees %s", who, a.body)
		}
	}
	if d := seen("office"); d.SeedHidden || !strings.Contains(string(d.Object), "暗语") {
		t.Errorf("the office sees %s", d.Object)
	}
	h.dueAt(firstRound.AddDate(0, 0, 21).Add(concludeAfter))
	if d := seen("viewer"); d.SeedHidden || !strings.Contains(string(d.Object), "暗语") || d.Done != 4 || d.Next != "" {
		t.Errorf("when all is over a viewer sees %s, %+v", d.Object, d.drillView)
	}
}

func TestDrillIsRefused(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", nil))
	for _, test := range []struct {
		name   string
		order  object
		status int
		code   geo.Code
	}{
		{"a name that is taken", weekly("friday", nil), 409, store.ErrExists},
		{"no name", weekly("", nil), 422, sampler.ErrMemberMissing},
		{"no register", weekly("a", object{"register": "none"}), 404, store.ErrNotFound},
		{"no plan", weekly("a", object{"plan": "none"}), 404, store.ErrNotFound},
		{"no rule for seeds", weekly("a", object{"seeds": ""}), 422, sampler.ErrMemberMissing},
		{"no end", weekly("a", object{"until": ""}), 422, drill.ErrEndless},
		{"a million rounds", weekly("a", object{"every": "FREQ=DAILY;COUNT=1000000", "until": ""}), 422, drill.ErrManyRounds},
		{"every second", weekly("a", object{"every": "FREQ=SECONDLY"}), 422, ""},
		{"the past", weekly("a", object{"start": "2025-11-27T09:00"}), 422, ErrDrillPast},
		{"both calendars", weekly("a", object{"calendar": object{"start": "2026-11-27T09:00"}}), 422, sampler.ErrCombination},
		{"an unknown member", weekly("a", object{"sites": 1}), 422, ErrMember},
		{"years of release", weekly("a", object{"release_minutes": 10_000_000}), 422, sampler.ErrNumberRange},
		{"a long title", weekly("a", object{"title": strings.Repeat("长", 101)}), 422, geo.ErrTextLength},
		{"reach without a cover", weekly("a", object{"reach": "area"}), 422, ""},
	} {
		a := h.do("office", http.MethodPost, "/drills", test.order)
		if a.status != test.status || !strings.Contains(string(a.body), string(test.code)) {
			t.Errorf("%s: POST /drills = %d %s, want %d %s", test.name, a.status, a.body, test.status, test.code)
		}
	}
	for _, who := range []string{"", "viewer", "unit:城管局", "inspector", "office!write"} {
		if a := h.do(who, http.MethodPost, "/drills", weekly("b", nil)); a.status != http.StatusUnauthorized && a.status != http.StatusForbidden {
			t.Errorf("%q makes a drill: %d", who, a.status)
		}
	}
}

// Without a seed practice gets a random one; a calendar may be data; a plan is named by
// its digest too.
func TestDrillDefaults(t *testing.T) {
	h := newDrillHouse(t)
	one, two := weekly("one", object{"seed": ""}), weekly("two", object{"seed": ""})
	a := h.drill(one)
	two["plan"] = a.Plan.Digest
	delete(two, "every")
	delete(two, "until")
	delete(two, "start")
	two["calendar"] = object{"start": "2026-11-27T09:00", "dates": []string{"2026-11-28", "2026-11-27T19:30"}}
	b := h.drill(two)
	read := func(d drillAnswer) drill.Drill {
		def, err := drill.Parse(string(d.Object))
		if err != nil {
			t.Fatal(err)
		}
		return def
	}
	if x, y := read(a), read(b); len(x.Seed) < 32 || x.Seed == y.Seed || x.Plan != y.Plan || x.Mode != sampler.Faithful {
		t.Errorf("drills = %+v, %+v", x, y)
	}
	if b.Rounds != 2 || b.First != "2026-11-27T11:30:00Z" || b.Last != "2026-11-28T01:00:00Z" {
		t.Errorf("dates: %+v", b.drillView)
	}
	var all list[drillView]
	h.want(h.do("viewer", http.MethodGet, "/drills?limit=1", nil), http.StatusOK, &all)
	if len(all.Items) != 1 || all.Items[0].Name != "one" || all.Next == "" {
		t.Errorf("drills = %+v", all)
	}
}

// A drill that is ended holds no more rounds; one round can be skipped too.
func TestDrillEnds(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"plan": "plain"}))
	h.dueAt(firstRound)
	var r roundView
	h.want(h.do("office", http.MethodPost, roundPath("friday", 2)+"/skip", object{"reason": "放假"}), http.StatusOK, &r)
	if r.State != store.RoundSkipped || r.Reason != "放假" {
		t.Errorf("skipped: %+v", r)
	}
	h.wantProblem("made", h.do("office", http.MethodPost, roundPath("friday", 1)+"/skip", object{"reason": "x"}), http.StatusConflict, store.ErrState)
	h.wantProblem("no reason", h.do("office", http.MethodPost, roundPath("friday", 3)+"/skip", object{}), http.StatusUnprocessableEntity, geo.ErrTextLength)
	var d drillAnswer
	h.want(h.do("office", http.MethodPost, "/drills/friday/end", object{"reason": "结束"}), http.StatusOK, &d)
	if d.Ended == "" || d.Next != "" || d.Done != 1 {
		t.Errorf("ended: %+v", d.drillView)
	}
	h.wantProblem("twice", h.do("office", http.MethodPost, "/drills/friday/end", object{"reason": "x"}), http.StatusConflict, store.ErrState)
	h.dueAt(firstRound.AddDate(1, 0, 0))
	for i, want := range []string{store.RoundMade, store.RoundSkipped, store.RoundSkipped, store.RoundSkipped} {
		if got := h.round("viewer", "friday", int64(i)+1); got.State != want || want == store.RoundSkipped && got.Reason == "" {
			t.Errorf("round %d = %+v, want %s", i+1, got, want)
		}
	}
}

// A round that failed is not held after its drill was ended: the seeds are public once
// all others are concluded, so that it could be held for what it would draw.
func TestEndedDrillHoldsNothing(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"plan": "plain"}))
	h.until(firstRound)
	k, err := h.holding(context.Background(), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.failRound(context.Background(), k, &errEmptyForTest); err != nil {
		t.Fatal(err)
	}
	h.until(firstRound.Add(time.Hour))
	if err := h.prepareRound(context.Background(), k, nil); err != nil {
		t.Fatal(err)
	}
	h.want(h.do("office", http.MethodPost, "/drills/friday/end", object{"reason": "结束"}), http.StatusOK, nil)
	h.wantProblem("made", h.do("office", http.MethodPost, roundPath("friday", 1)+"/make", nil), http.StatusConflict, ErrDrillEnded)
	err = h.Store.Update(context.Background(), func(w store.Writer) error { return k.write(w, store.Act{At: h.now()}) })
	if !errors.Is(err, ErrDrillEnded) {
		t.Errorf("a round that was drawn when its drill was ended was written: %v", err)
	}
}

// A draw says of which round it is, and what it is not, wherever it is shown.
func TestDrawsSayTheirRound(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("cover", object{"mode": "cover", "release_minutes": 60}))
	h.dueAt(firstRound)
	h.due(time.Hour)
	for _, who := range []string{"", "viewer", "office"} {
		var d drawAnswer
		h.want(h.do(who, http.MethodGet, "/draws/1", nil), http.StatusOK, &d)
		if d.Drill != "cover" || d.Round != 1 || d.Mode != "cover" || d.Kind != store.Rehearsal || d.Label == "" {
			t.Errorf("%q: %+v", who, d.drawView)
		}
		if d.Title != "" != (who != "") {
			t.Errorf("%q sees the title %q", who, d.Title)
		}
	}
	var all list[drawView]
	h.want(h.do("viewer", http.MethodGet, "/draws?kind=rehearsal", nil), http.StatusOK, &all)
	if len(all.Items) != 1 || all.Items[0].Round != 1 {
		t.Errorf("rehearsals: %+v", all.Items)
	}
}
