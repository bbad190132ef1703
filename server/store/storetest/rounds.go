package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"sitedraw/sampler"
	"sitedraw/server/store"
)

func rounds() []scenario {
	return []scenario{
		{"Round", (*house).checkRound},
		{"RoundForward", (*house).checkRoundForward},
		{"RoundRefused", (*house).checkRoundRefused},
		{"RoundSealed", (*house).checkRoundSealed},
		{"RoundFailure", (*house).checkRoundFailure},
		{"RoundsDue", (*house).checkRoundsDue},
		{"RoundMadeOnce", (*house).checkRoundMadeOnce},
		{"RehearsalsDue", (*house).checkRehearsalsDue},
	}
}

// wantRound wants a round to be as it is described.
func (h *house) wantRound(want store.Round) {
	h.t.Helper()
	h.see(func(r store.Reader) error {
		got, err := r.Round(want.Drill, want.Number)
		same(h, "Round", got, want)
		return err
	})
}

func (h *house) checkRound() {
	v := h.county()
	h.addDrill(h.drill(v, "a"), series(10, 20))
	d := h.draw(v, 1)
	h.do(func(w store.Writer) error { return w.AddDraw(d) })
	made := store.Round{
		Drill: 1, Number: 2, Due: later(20), State: store.RoundMade, Draw: 1, Failure: "crew.clash", Detail: []byte(`{"n":1}`),
		Late: true, Made: act(7, 22),
	}
	given := made
	given.Due, given.SealAt = later(999), later(998) // are what they were
	h.do(func(w store.Writer) error { return w.SetRound(given) })
	h.wantRound(made)
	h.wantRound(store.Round{Drill: 1, Number: 1, Due: later(10), State: store.RoundPlanned})
	h.see(func(r store.Reader) error {
		got, err := r.RoundOfDraw(1)
		same(h, "RoundOfDraw", got, made)
		return err
	})
	h.lack(notFound("round"), func(r store.Reader) error { _, err := r.Round(1, 3); return err })
	h.lack(notFound("round"), func(r store.Reader) error { _, err := r.Round(2, 1); return err })
	h.lack(notFound("round"), func(r store.Reader) error { _, err := r.RoundOfDraw(2); return err })
	h.lack(notFound("round"), func(r store.Reader) error { _, err := r.RoundOfSeal(sampler.Digest{1}); return err })
}

// Of every pair of states it is said whether a round can go from one to the other.
func (h *house) checkRoundForward() {
	v := h.county()
	order := []string{store.RoundPlanned, store.RoundSealed, store.RoundFailed, store.RoundMade, store.RoundSkipped}
	number := int64(0)
	for i, from := range order {
		for j, to := range order {
			number++
			drill := h.addDrill(h.drill(v, fmt.Sprint(from, to)), series(10)).Number
			s, d := h.addSeals(v, number, number)[0], h.draw(v, number)
			d.Seal = &s.Digest
			h.do(func(w store.Writer) error { return w.AddDraw(d) })
			set := func(state string) func(store.Writer) error {
				next := store.Round{Drill: drill, Number: 1, State: state, Seal: &s.Digest, Made: act(1, 11)}
				if state == store.RoundMade {
					next.Draw = number
				}
				return func(w store.Writer) error { return w.SetRound(next) }
			}
			if from != store.RoundPlanned {
				h.do(set(from))
			}
			if forward := i < j && i < 3; forward {
				h.do(set(to))
			} else {
				h.refuse(state("round"), set(to))
			}
		}
	}
}

func (h *house) checkRoundRefused() {
	v := h.county()
	h.addDrill(h.drill(v, "a"), series(10, 20))
	d := h.draw(v, 1)
	h.do(func(w store.Writer) error { return w.AddDraw(d) })
	h.do(func(w store.Writer) error {
		return w.SetRound(store.Round{Drill: 1, Number: 1, State: store.RoundMade, Draw: 1, Made: act(0, 10)})
	})
	for _, test := range []struct {
		round store.Round
		want  refusal
	}{
		{store.Round{Drill: 1, Number: 3, State: store.RoundMade, Draw: 1}, notFound("round")},
		{store.Round{Drill: 9, Number: 1, State: store.RoundMade, Draw: 1}, notFound("round")},
		{store.Round{Drill: 1, Number: 1, State: store.RoundMade, Draw: 1}, state("round")}, // twice
		{store.Round{Drill: 1, Number: 2, State: store.RoundMade, Draw: 1}, exists("round")},
		{store.Round{Drill: 1, Number: 2, State: store.RoundMade, Draw: 2}, state("draw")},
		{store.Round{Drill: 1, Number: 2, State: store.RoundMade}, state("round")},
		{store.Round{Drill: 1, Number: 2, State: store.RoundFailed, Draw: 1}, state("round")},
		{store.Round{Drill: 1, Number: 2, State: store.RoundSealed}, state("round")},
		{store.Round{Drill: 1, Number: 2, State: store.RoundSealed, Seal: &sampler.Digest{1}}, state("seal")},
		{store.Round{Drill: 1, Number: 2, State: "lost"}, state("round")},
		{store.Round{Drill: 1, Number: 2}, state("round")},
	} {
		test.round.Made = act(0, 20)
		h.refuse(test.want, func(w store.Writer) error { return w.SetRound(test.round) })
	}
	h.wantRound(store.Round{Drill: 1, Number: 2, Due: later(20), State: store.RoundPlanned})
}

// A round that was sealed keeps its seal and gets its seal's draw alone.
func (h *house) checkRoundSealed() {
	v := h.county()
	h.addDrill(h.drill(v, "a"), series(-20, -30))
	seals := h.addSeals(v, 1, 2)
	of, plain := h.draw(v, 1), h.draw(v, 2)
	of.Seal = &seals[0].Digest
	h.do(func(w store.Writer) error {
		return firstError(func() error { return w.AddDraw(of) }, func() error { return w.AddDraw(plain) })
	})
	sealed := store.Round{Drill: 1, Number: 1, State: store.RoundSealed, Seal: &seals[0].Digest, Made: act(0, 15)}
	h.do(func(w store.Writer) error { return w.SetRound(sealed) })
	sealed.Due, sealed.SealAt = later(20), later(15)
	h.see(func(r store.Reader) error {
		got, err := r.RoundOfSeal(seals[0].Digest)
		same(h, "RoundOfSeal", got, sealed)
		return err
	})
	again := sealed
	again.Number = 2
	h.refuse(exists("round"), func(w store.Writer) error { return w.SetRound(again) })
	made := store.Round{Drill: 1, Number: 1, State: store.RoundMade, Draw: 2, Made: act(0, 20)}
	h.refuse(state("draw"), func(w store.Writer) error { return w.SetRound(made) })
	made.Draw, made.Seal = 1, &seals[1].Digest
	h.refuse(state("draw"), func(w store.Writer) error { return w.SetRound(made) })
	failed := store.Round{Drill: 1, Number: 1, State: store.RoundFailed, Seal: &seals[1].Digest, Made: act(0, 20)}
	h.refuse(state("round"), func(w store.Writer) error { return w.SetRound(failed) })
	made.Seal = nil
	h.do(func(w store.Writer) error { return w.SetRound(made) })
	made.Seal, made.Due, made.SealAt = &seals[0].Digest, later(20), later(15)
	h.wantRound(made)
}

// What failed can be noted of a round in any state, and changes nothing else.
func (h *house) checkRoundFailure() {
	v := h.county()
	h.addDrill(h.drill(v, "a"), series(10))
	d := h.draw(v, 1)
	h.do(func(w store.Writer) error { return w.AddDraw(d) })
	want := store.Round{Drill: 1, Number: 1, Due: later(10), State: store.RoundPlanned}
	for _, state := range []string{store.RoundPlanned, store.RoundFailed, store.RoundMade} {
		if state != store.RoundPlanned {
			want.State, want.Made, want.Failure, want.Detail = state, act(0, 11), "", nil
			if state == store.RoundMade {
				want.Draw = 1
			}
			h.do(func(w store.Writer) error { return w.SetRound(want) })
		}
		for _, code := range []string{"frame.empty", "crew.clash", ""} {
			want.Failure, want.Detail = code, nil
			if code != "" {
				want.Detail = []byte(`{"of":"` + code + `"}`)
			}
			h.do(func(w store.Writer) error { return w.NoteRoundFailure(1, 1, code, want.Detail) })
			h.wantRound(want)
		}
	}
	h.refuse(notFound("round"), func(w store.Writer) error { return w.NoteRoundFailure(1, 2, "x", nil) })
}

// Rounds of several drills fall due in order, and each only until it is held.
func (h *house) checkRoundsDue() {
	v := h.county()
	s := h.addSeals(v, 1, 1)[0]
	h.do(func(w store.Writer) error { return w.CloseSeal(s.Digest, store.Closing{At: later(5)}) })
	d := h.draw(v, 1)
	d.Release, d.Conclude, d.Seal = noTime, noTime, &s.Digest
	h.do(func(w store.Writer) error {
		return firstError(func() error { return w.AddDraw(d) }, func() error { return w.OpenSeal(s.Digest, 1) })
	})
	h.wantRoundsDue(1000, nil, 0)
	h.addDrill(h.drill(v, "a"), series(10, 20, 40))
	h.addDrill(h.drill(v, "b"), series(10, -25, 30)) // sealed at 20
	h.wantRoundsDue(9, nil, 10)
	h.wantRoundsDue(10, []string{"1/1", "2/1"}, 10)
	h.wantRoundsDue(30, []string{"1/1", "2/1", "1/2", "2/2", "2/3"}, 10)
	set := func(r store.Round) {
		h.t.Helper()
		r.Made = act(0, 30)
		h.do(func(w store.Writer) error { return w.SetRound(r) })
	}
	set(store.Round{Drill: 1, Number: 1, State: store.RoundFailed})
	set(store.Round{Drill: 2, Number: 1, State: store.RoundSkipped})
	h.wantRoundsDue(30, []string{"1/2", "2/2", "2/3"}, 20)
	set(store.Round{Drill: 2, Number: 2, State: store.RoundSealed, Seal: &s.Digest})
	h.wantRoundsDue(24, []string{"1/2"}, 20)
	set(store.Round{Drill: 1, Number: 2, State: store.RoundFailed})
	h.wantRoundsDue(25, []string{"2/2"}, 25)
	set(store.Round{Drill: 2, Number: 2, State: store.RoundMade, Draw: 1})
	h.wantRoundsDue(30, []string{"2/3"}, 30)
	h.do(func(w store.Writer) error { return w.EndDrill(2, act(0, 31)) })
	h.wantRoundsDue(40, []string{"1/3"}, 40)
	set(store.Round{Drill: 1, Number: 3, State: store.RoundSkipped})
	h.wantRoundsDue(1000, nil, 0)
}

// wantRoundsDue wants rounds to be due at a minute, and the clock to be set to
// another one; 0: to none.
func (h *house) wantRoundsDue(now int, want []string, next int) {
	h.t.Helper()
	at := noTime
	if next != 0 {
		at = later(next)
	}
	h.see(func(r store.Reader) error {
		list, err := r.RoundsDue(later(now))
		var got []string
		for _, x := range list {
			got = append(got, fmt.Sprintf("%d/%d", x.Drill, x.Number))
		}
		same(h, fmt.Sprintf("RoundsDue(%d)", now), got, want)
		if err != nil {
			return err
		}
		due, err := r.NextDue()
		same(h, "NextDue", due, at)
		return err
	})
}

// However many make the same round at once, it is made once, and of the draws of the
// others nothing stays.
func (h *house) checkRoundMadeOnce() {
	v := h.county()
	const many = 12
	h.addDrill(h.drill(v, "a"), series(1, 2, 3))
	d := h.draw(v, 1)
	var made, refused atomic.Int64
	var all sync.WaitGroup
	for range many {
		all.Go(func() {
			for number := int64(1); number <= 3; number++ {
				switch err := h.Update(context.Background(), func(w store.Writer) error { return makeRound(w, d, number) }); {
				case err == nil:
					made.Add(1)
				case errors.Is(err, store.ErrState):
					refused.Add(1)
				default:
					h.t.Errorf("Update() = %v, want nil or %v", err, store.ErrState)
				}
			}
		})
	}
	all.Wait()
	same(h, "made, refused", []int64{made.Load(), refused.Load()}, []int64{3, 3 * (many - 1)})
	h.see(func(r store.Reader) error {
		list, err := r.Draws(store.DrawFilter{}, store.NumberPage{})
		same(h, "draws", len(list), 3)
		if err != nil {
			return err
		}
		crews, err := r.Crews(3)
		same(h, "crews", len(crews), 1)
		return err
	})
}

// makeRound adds a draw with its teams and makes a round of it.
func makeRound(w store.Writer, d store.Draw, number int64) error {
	last, err := w.Draws(store.DrawFilter{}, store.NumberPage{Limit: 1, Newest: true})
	if err != nil {
		return err
	}
	d.Number = 1
	if len(last) > 0 {
		d.Number = last[0].Number + 1
	}
	return firstError(
		func() error { return w.AddDraw(d) },
		func() error { return w.AddCrew(store.Crew{Draw: d.Number, Lot: 1, Made: act(0, 4)}) },
		func() error {
			return w.SetRound(store.Round{Drill: 1, Number: number, State: store.RoundMade, Draw: d.Number, Made: act(0, 4)})
		},
	)
}

// A rehearsal is released and concluded in its time, as an official draw is.
func (h *house) checkRehearsalsDue() {
	v := h.county()
	d := h.draw(v, 1)
	d.Kind, d.Release, d.Conclude = store.Rehearsal, later(50), later(60)
	h.do(func(w store.Writer) error { return w.AddDraw(d) })
	h.wantDue(49, nil, nil, 50)
	h.wantDue(60, []int64{1}, []int64{1}, 50)
	h.do(func(w store.Writer) error { return w.AddDrawEvent(store.DrawEvent{Draw: 1, Kind: store.Released}) })
	h.wantDue(60, nil, []int64{1}, 60)
	h.see(func(r store.Reader) error {
		list, err := r.Draws(store.DrawFilter{Kind: store.Rehearsal}, store.NumberPage{})
		same(h, "rehearsals", len(list), 1)
		return err
	})
}
