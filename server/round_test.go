package server

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"sitedraw/sampler"
	"sitedraw/sampler/drill"
	"sitedraw/server/store"
)

// Rounds are held in time, once each, whatever the clock does.
func TestRoundsAreHeldOnce(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"mode": "cover", "reach": "area"}))
	h.dueAt(firstRound.Add(-time.Second))
	if got := h.states("friday"); slices.Contains(got, store.RoundMade) {
		t.Fatalf("before its time: %v", got)
	}
	h.dueAt(firstRound)
	one := h.round("office", "friday", 1)
	if one.State != store.RoundMade || one.Late || one.Draw != 1 || one.Teams != 1 || one.TeamsFailure != "" {
		t.Fatalf("round 1 = %+v", one)
	}
	h.dueAt(firstRound.AddDate(0, 0, -3)) // set back
	h.dueAt(firstRound)
	if got := h.round("office", "friday", 1); got.Draw != 1 {
		t.Errorf("after the clock was set back round 1 has draw %d", got.Draw)
	}
	h.restart()
	h.dueAt(firstRound.AddDate(0, 0, 15)) // set forward over two rounds
	rounds := h.rounds("friday")
	for i, want := range []struct {
		draw int64
		late bool
	}{{1, false}, {2, true}, {3, true}, {0, false}} {
		if r := rounds[i]; r.Draw != want.draw || r.Late != want.late {
			t.Errorf("round %d: draw %d, late %v, want %d, %v", i+1, r.Draw, r.Late, want.draw, want.late)
		}
	}
	for n, date := range map[int64]string{1: "2026-11-27", 2: "2026-12-04", 3: "2026-12-11"} {
		if got := h.teams("office", "friday", n).Date; got != date {
			t.Errorf("the teams of round %d are for %s, want %s", n, got, date)
		}
	}
	h.dueAt(firstRound.AddDate(1, 0, 0))
	if got := h.states("friday"); !slices.Equal(got, []string{"made", "made", "made", "made"}) {
		t.Errorf("states = %v", got)
	}
	if d := h.draw(3); d.Release.Before(d.Made.At) || d.Kind != store.Rehearsal || !d.Has(store.Concluded) {
		t.Errorf("a late round = %+v", d)
	}
}

// The same round held by two at once is held once.
func TestRoundIsHeldOnceAtOnce(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", nil))
	h.until(firstRound)
	done := make(chan error)
	for range 4 {
		go func() { done <- h.Due(context.Background()) }()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Errorf("Due = %v", err)
		}
	}
	if r := h.round("office", "friday", 1); r.Draw != 1 || r.Teams != 1 {
		t.Errorf("round = %+v", r)
	}
	if a := h.do("office", http.MethodGet, "/draws/2", nil); a.status != http.StatusNotFound {
		t.Errorf("there is a second draw: %s", a.body)
	}
}

// What a round is follows from drill and register: its seed, and what it takes over from
// the rounds before.
func TestRoundFollowsFromTheDrill(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("cover", object{"mode": "cover", "reach": "area", "plan": "plain"}))
	h.dueAt(firstRound.AddDate(0, 1, 0))
	memory := &drill.Memory{}
	towns := map[string]int{}
	for n := int64(1); n <= 4; n++ {
		record := h.record(n)
		if want := drill.Seed("暗语", int(n)); record.Seed != want {
			t.Errorf("round %d has the seed %s, want %s", n, record.Seed, want)
		}
		d := h.draw(n)
		frame, err := h.frames.open(context.Background(), d.Frame)
		if err != nil {
			t.Fatal(err)
		}
		if err := sampler.Verify(context.Background(), record, frame.frame, sampler.Options{}); err != nil {
			t.Errorf("round %d: %v", n, err)
		}
		if diff := drill.Check(drill.Round{Frame: frame.frame, Record: record}, memory); diff != nil {
			t.Errorf("round %d: %v", n, diff)
		}
		memory.Add(frame.frame, record)
		for _, p := range record.Picks {
			if p.Step == "towns" && p.Role == sampler.Main {
				towns[p.ID]++
			}
		}
	}
	if len(towns) != 3 { // 8 picks of 3 towns: 3, 3, 2
		t.Errorf("towns = %v, want all three", towns)
	}
	for id, n := range towns {
		if n < 2 || n > 3 {
			t.Errorf("town %s was drawn %d times of 8", id, n)
		}
	}
	var verified verifyView
	h.want(h.do("office", http.MethodPost, "/draws/2/verify", nil), http.StatusOK, &verified)
	var replayed replayView
	h.want(h.do("office", http.MethodPost, "/draws/2/replay", nil), http.StatusOK, &replayed)
	if !verified.Agrees || !replayed.Agrees {
		t.Errorf("verify = %+v, replay agrees: %v", verified.Difference, replayed.Agrees)
	}
	h.due(concludeAfter)
	if _, notes := h.checked(h.bundle("viewer", 2).body); !slices.Equal(notes, []string{"cover", "no-seal", "exercise"}) {
		t.Errorf("the bundle of a rehearsal notes %v", notes)
	}
}

// A round that cannot be held fails alone, and can be tried again.
func TestRoundFailsAlone(t *testing.T) {
	h := newDrillHouse(t)
	h.want(h.do("office", http.MethodPost, "/registers", object{"id": "new", "name": "新"}), http.StatusCreated, nil)
	h.drill(weekly("new", object{"register": "new", "plan": "plain"}))
	h.drill(weekly("other", object{"plan": "plain"}))
	h.dueAt(firstRound)
	r := h.round("office", "new", 1)
	if r.State != store.RoundFailed || r.Failure != store.ErrNotFound || r.Explanation == "" || r.Detail == nil {
		t.Errorf("round = %+v", r)
	}
	if v := h.round("viewer", "new", 1); v.Failure != store.ErrNotFound || v.Detail != nil {
		t.Errorf("a viewer sees %+v", v)
	}
	if r := h.round("office", "other", 1); r.State != store.RoundMade {
		t.Errorf("the other drill's round = %+v", r)
	}
	h.dueAt(firstRound.Add(time.Hour))
	h.wantProblem("still nothing", h.do("office", http.MethodPost, roundPath("new", 1)+"/make", nil), http.StatusNotFound, store.ErrNotFound)
	h.wantProblem("early", h.do("office", http.MethodPost, roundPath("new", 2)+"/make", nil), http.StatusConflict, ErrRoundEarly)
	h.want(h.do("office", http.MethodPost, "/registers/new/imports", "编号,名称,类别,区划代码,经度,纬度\nA,甲,XZZF,360681101000,117.2,28.3\nB,乙,SC,360681101000,117.2,28.3\n"), http.StatusCreated, nil)
	h.want(h.do("office", http.MethodPost, "/registers/new/versions", object{"note": "一"}), http.StatusCreated, nil)
	var made roundView
	h.want(h.do("office", http.MethodPost, roundPath("new", 1)+"/make", nil), http.StatusCreated, &made)
	if made.State != store.RoundMade || !made.Late || made.Failure != "" {
		t.Errorf("tried again: %+v", made)
	}
	h.wantProblem("again", h.do("office", http.MethodPost, roundPath("new", 1)+"/make", nil), http.StatusConflict, store.ErrState)
}

// A cover's round rests on those before it: one that failed is not held after a later
// one, and one that waits holds up those after it.
func TestCoverKeepsItsOrder(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("cover", object{"mode": "cover", "plan": "plain"}))
	h.until(firstRound)
	k, err := h.holding(context.Background(), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.failRound(context.Background(), k, &errEmptyForTest); err != nil {
		t.Fatal(err)
	}
	h.dueAt(firstRound.AddDate(0, 0, 7))
	if got := h.states("cover")[:2]; !slices.Equal(got, []string{store.RoundFailed, store.RoundMade}) {
		t.Fatalf("states = %v", got)
	}
	h.wantProblem("overtaken", h.do("office", http.MethodPost, roundPath("cover", 1)+"/make", nil), http.StatusConflict, ErrRoundOvertaken)
	h.until(firstRound.AddDate(0, 0, 21))
	h.wantProblem("waits", h.do("office", http.MethodPost, roundPath("cover", 4)+"/make", nil), http.StatusServiceUnavailable, ErrRoundWaits)
}

// A round that was withdrawn is not counted by the rounds drawn after that, and still is
// by those drawn before.
func TestCoverForgetsWhatIsWithdrawn(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("cover", object{"mode": "cover", "plan": "plain"}))
	h.dueAt(firstRound.AddDate(0, 0, 7))
	h.want(h.do("office", http.MethodPost, "/draws/1/withdraw", object{"reason": "名单有误"}), http.StatusOK, nil)
	h.dueAt(firstRound.AddDate(0, 0, 14))
	for number, want := range map[int64][]int64{2: {1}, 3: {2}} {
		var got []int64
		err := h.Store.View(context.Background(), func(v store.Reader) error {
			draws, err := historyOf(v, 1, number)
			for i := range draws {
				got = append(got, draws[i].Number)
			}
			return err
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("round %d rests on %v, %v, want %v", number, got, err, want)
		}
	}
	levels := 0
	for _, d := range h.record(3).Coordination.Sites.Drawn {
		levels += int(d.Times)
	}
	if want := len(mainPicks(h.record(2))); levels != want {
		t.Errorf("round 3 counts %d picks, want the %d of round 2", levels, want)
	}
	if !h.round("viewer", "cover", 1).Withdrawn {
		t.Error("round 1 does not say that it was withdrawn")
	}
}
