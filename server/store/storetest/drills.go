package storetest

import (
	"fmt"

	"sitedraw/sampler"
	"sitedraw/server/store"
)

func drills() []scenario {
	return []scenario{
		{"Drill", (*house).checkDrill},
		{"DrillPages", (*house).checkDrillPages},
		{"DrillRefused", (*house).checkDrillRefused},
		{"DrillUndone", (*house).checkDrillUndone},
		{"DrillEnded", (*house).checkDrillEnded},
	}
}

// drill describes a drill over a version's register, which is not yet added.
func (h *house) drill(v store.Version, name string) store.Drill {
	h.t.Helper()
	object := fmt.Appendf(nil, `{"name":%q}`, name)
	return store.Drill{
		Name: name, Title: "每周五行动日 " + awkward, Register: v.Register, Plan: h.body("plan"), Object: object,
		Digest: h.pack(string(object)).Digest, Leaf: v.Leaf, Made: act(1, 3),
	}
}

// series describes rounds that are due at the minutes; a negative one is sealed five
// minutes before.
func series(minutes ...int) []store.Round {
	rounds := make([]store.Round, len(minutes))
	for i, at := range minutes {
		rounds[i] = store.Round{Number: int64(i + 1), Due: later(max(at, -at)), State: store.RoundPlanned}
		if at < 0 {
			rounds[i].SealAt = later(-at - 5)
		}
	}
	return rounds
}

// addDrill adds a drill with its rounds and returns it with its number.
func (h *house) addDrill(d store.Drill, rounds []store.Round) store.Drill {
	h.t.Helper()
	h.do(func(w store.Writer) (err error) {
		d.Number, err = w.AddDrill(d, rounds)
		return err
	})
	return d
}

func (h *house) checkDrill() {
	v := h.county()
	rounds := series(10, -20, 30)
	first := h.addDrill(h.drill(v, "a"), rounds)
	second := h.addDrill(h.drill(v, awkward), nil)
	same(h, "numbers", []int64{first.Number, second.Number}, []int64{1, 2})
	for i := range rounds {
		rounds[i].Drill = 1
	}
	h.see(func(r store.Reader) error {
		for _, want := range []store.Drill{first, second} {
			got, err := r.Drill(want.Name)
			same(h, "Drill", got, want)
			if err != nil {
				return err
			}
			got, err = r.DrillByNumber(want.Number)
			same(h, "DrillByNumber", got, want)
			if err != nil {
				return err
			}
		}
		got, err := r.Rounds(1)
		same(h, "Rounds", got, rounds)
		if err != nil {
			return err
		}
		got, err = r.Rounds(2)
		same(h, "Rounds of another", len(got), 0)
		return err
	})
	h.lack(notFound("drill"), func(r store.Reader) error { _, err := r.Drill("b"); return err })
	h.lack(notFound("drill"), func(r store.Reader) error { _, err := r.DrillByNumber(3); return err })
}

func (h *house) checkDrillPages() {
	v := h.county()
	for _, name := range []string{"c", "a", "b"} {
		h.addDrill(h.drill(v, name), nil)
	}
	h.see(func(r store.Reader) error {
		for _, test := range []struct {
			page store.TextPage
			want []string
		}{
			{store.TextPage{}, []string{"a", "b", "c"}},
			{store.TextPage{Limit: 2}, []string{"a", "b"}},
			{store.TextPage{After: "a"}, []string{"b", "c"}},
			{store.TextPage{After: "c"}, nil},
		} {
			list, err := r.Drills(test.page)
			var got []string
			for _, d := range list {
				got = append(got, d.Name)
			}
			same(h, fmt.Sprintf("Drills(%+v)", test.page), got, test.want)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *house) checkDrillRefused() {
	v := h.county()
	h.addDrill(h.drill(v, "a"), series(10))
	for name, test := range map[string]struct {
		change func(*store.Drill)
		rounds []store.Round
		want   refusal
	}{
		"name":        {func(d *store.Drill) { d.Name = "a" }, nil, exists("drill")},
		"no name":     {func(d *store.Drill) { d.Name = "" }, nil, state("drill")},
		"register":    {func(d *store.Drill) { d.Register = "b" }, nil, state("register")},
		"plan":        {func(d *store.Drill) { d.Plan = sampler.Digest{1} }, nil, state("plan")},
		"same due":    {nil, series(10, 10), exists("round")},
		"backwards":   {nil, series(20, 10), state("round")},
		"number 0":    {nil, []store.Round{{Due: later(1)}}, state("round")},
		"left out":    {nil, []store.Round{{Number: 2, Due: later(1)}}, state("round")},
		"sealed late": {nil, []store.Round{{Number: 1, Due: later(1), SealAt: later(2)}}, state("round")},
	} {
		d := h.drill(v, "b")
		if test.change != nil {
			test.change(&d)
		}
		h.t.Log(name)
		h.refuse(test.want, func(w store.Writer) error { _, err := w.AddDrill(d, test.rounds); return err })
	}
	h.lack(notFound("drill"), func(r store.Reader) error { _, err := r.Drill("b"); return err })
}

// What an Update gives up leaves neither drill nor rounds, and gives their number
// again.
func (h *house) checkDrillUndone() {
	v := h.county()
	d := h.drill(v, "a")
	_ = h.Update(h.t.Context(), func(w store.Writer) error {
		if _, err := w.AddDrill(d, series(10, 20)); err != nil {
			h.t.Errorf("AddDrill() = %v, want nil", err)
		}
		return errOwn
	})
	if got := h.addDrill(d, series(10, 20)); got.Number != 1 {
		h.t.Errorf("AddDrill() gave %d, want 1", got.Number)
	}
}

// A drill that is ended holds only what was sealed.
func (h *house) checkDrillEnded() {
	v := h.county()
	h.refuse(notFound("drill"), func(w store.Writer) error { return w.EndDrill(1, act(1, 1)) })
	s := h.addSeals(v, 1, 1)[0]
	d := h.addDrill(h.drill(v, "a"), series(10, -20, 30))
	h.addDrill(h.drill(v, "b"), series(10))
	h.do(func(w store.Writer) error {
		return firstError(
			func() error {
				return w.SetRound(store.Round{Drill: 1, Number: 2, State: store.RoundSealed, Seal: &s.Digest, Made: act(0, 15)})
			},
			func() error { return w.EndDrill(1, act(1, 16)) },
		)
	})
	h.refuse(state("drill"), func(w store.Writer) error { return w.EndDrill(1, act(2, 17)) })
	h.see(func(r store.Reader) error {
		d.Ended = &store.Act{By: 1, At: later(16)}
		got, err := r.Drill("a")
		same(h, "Drill", got, d)
		if err != nil {
			return err
		}
		for drill, want := range map[int64][]string{
			1: {store.RoundSkipped, store.RoundSealed, store.RoundSkipped}, 2: {store.RoundPlanned},
		} {
			rounds, err := r.Rounds(drill)
			var states []string
			for _, x := range rounds {
				states = append(states, x.State)
				if x.State == store.RoundSkipped {
					same(h, "Made", x.Made, *d.Ended)
				}
			}
			same(h, "states", states, want)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
