package storetest

import (
	"sitedraw/sampler"
	"sitedraw/server/store"
)

func seals() []scenario {
	return []scenario{
		{"Seal", (*house).checkSeal},
		{"SealRefused", (*house).checkSealRefused},
		{"SealTexts", (*house).checkSealTexts},
		{"SealOpened", (*house).checkSealOpened},
		{"SealTimes", (*house).checkSealTimes},
	}
}

func (h *house) addSeals(v store.Version, from, to int64) []store.Seal {
	h.t.Helper()
	var list []store.Seal
	for n := from; n <= to; n++ {
		s := h.seal(v, n)
		h.do(func(w store.Writer) error { return w.AddSeal(s) })
		list = append(list, s)
	}
	return list
}

func (h *house) checkSeal() {
	list := h.addSeals(h.county(), 1, 6)
	h.see(func(r store.Reader) error {
		got, err := r.Seal(list[2].Digest)
		same(h, "Seal", got, list[2])
		return err
	})
	checkPages(h, func(r store.Reader, p store.NumberPage) ([]store.Seal, error) { return r.Seals(p) },
		func(s store.Seal) int64 { return s.Number }, 6)
}

func (h *house) checkSealRefused() {
	v := h.county()
	h.addSeals(v, 1, 1)
	next := h.seal(v, 2)
	for _, test := range []struct {
		change func(*store.Seal)
		want   refusal
	}{
		{func(s *store.Seal) { s.Number = 1 }, exists("seal")},
		{func(s *store.Seal) { s.Number = 3 }, state("seal")},
		{func(s *store.Seal) { s.Digest = h.seal(v, 1).Digest }, exists("seal")},
		{func(s *store.Seal) { s.Version = 2 }, state("version")},
		{func(s *store.Seal) { s.Plan = sampler.Digest{1} }, state("plan")},
	} {
		wrong := next
		test.change(&wrong)
		h.refuse(test.want, func(w store.Writer) error { return w.AddSeal(wrong) })
	}
	for _, f := range []func(store.Writer) error{
		func(w store.Writer) error { return w.CloseSeal(next.Digest, store.Closing{}) },
		func(w store.Writer) error { return w.AddSealText(next.Digest, store.SealText{}) },
		func(w store.Writer) error { return w.SetSealSignature(next.Digest, "x") },
		func(w store.Writer) error { return w.NoteSealFailure(next.Digest, "x") },
	} {
		h.refuse(notFound("seal"), f)
	}
	h.lack(notFound("seal"), func(r store.Reader) error {
		_, err := r.Seal(next.Digest)
		return err
	})
	h.lack(notFound("seal"), func(r store.Reader) error {
		_, err := r.SealTexts(next.Digest)
		return err
	})
}

func (h *house) checkSealTexts() {
	s := h.addSeals(h.county(), 1, 2)
	var want []store.SealText
	for i, text := range []string{"天道酬勤", awkward, ""} {
		t := store.SealText{Number: int64(i + 1), Text: text, Made: act(int64(i), i)}
		h.do(func(w store.Writer) error { return w.AddSealText(s[0].Digest, t) })
		want = append(want, t)
	}
	closed := store.Closing{At: later(10), Leaf: 0}
	h.do(func(w store.Writer) error { return w.CloseSeal(s[0].Digest, closed) })
	h.refuse(state("seal"), func(w store.Writer) error { return w.AddSealText(s[0].Digest, store.SealText{Text: "late"}) })
	h.refuse(state("seal"), func(w store.Writer) error { return w.CloseSeal(s[0].Digest, closed) })
	h.see(func(r store.Reader) error {
		got, err := r.SealTexts(s[0].Digest)
		same(h, "SealTexts", got, want)
		if err != nil {
			return err
		}
		got, err = r.SealTexts(s[1].Digest)
		same(h, "texts of another", len(got), 0)
		if err != nil {
			return err
		}
		seal, err := r.Seal(s[0].Digest)
		same(h, "Closed", seal.Closed, &closed)
		return err
	})
}

func (h *house) checkSealOpened() {
	v := h.county()
	for n, minutes := range []int{20, 22} { // in time, and late
		s, d := h.addSeals(v, int64(n+1), int64(n+1))[0], h.draw(v, int64(n+1))
		d.Seal, d.Made = &s.Digest, act(0, minutes)
		open := func(w store.Writer) error { return w.OpenSeal(s.Digest, d.Number) }
		h.do(func(w store.Writer) error { return w.NoteSealFailure(s.Digest, "beacon.late") })
		h.refuse(state("draw"), open)
		h.do(func(w store.Writer) error { return w.AddDraw(d) })
		h.refuse(state("seal"), open) // it still takes texts
		h.do(func(w store.Writer) error {
			return firstError(
				func() error { return w.CloseSeal(s.Digest, store.Closing{At: later(10)}) },
				func() error { return w.SetSealSignature(s.Digest, "abc") },
				func() error { return open(w) },
			)
		})
		for _, f := range []func(store.Writer) error{
			open,
			func(w store.Writer) error { return w.SetSealSignature(s.Digest, "abd") },
			func(w store.Writer) error { return w.NoteSealFailure(s.Digest, "x") },
			func(w store.Writer) error { return w.AddSealText(s.Digest, store.SealText{}) },
		} {
			h.refuse(state("seal"), f)
		}
		want := s
		want.Closed, want.Signature, want.Draw = &store.Closing{At: later(10)}, "abc", d.Number
		want.OpenedLate = minutes > 21
		h.see(func(r store.Reader) error {
			got, err := r.Seal(s.Digest)
			same(h, "Seal", got, want)
			return err
		})
	}
}

func (h *house) checkSealTimes() {
	v := h.county()
	var list []store.Seal
	for n, minutes := range []int{30, 10, 20} {
		s := h.seal(v, int64(n+1))
		s.Closes, s.Opens = later(minutes), later(minutes+5)
		list = append(list, s)
		h.do(func(w store.Writer) error { return w.AddSeal(s) })
	}
	numbers := func(list []store.Seal) (numbers []int64) {
		for _, s := range list {
			numbers = append(numbers, s.Number)
		}
		return numbers
	}
	want := func(now int, closing, opening []int64, next int) {
		h.t.Helper()
		h.see(func(r store.Reader) error {
			toClose, err := r.SealsToClose(later(now))
			same(h, "SealsToClose", numbers(toClose), closing)
			if err != nil {
				return err
			}
			toOpen, err := r.SealsToOpen(later(now))
			same(h, "SealsToOpen", numbers(toOpen), opening)
			if err != nil {
				return err
			}
			at, err := r.NextDue()
			same(h, "NextDue", at, later(next))
			return err
		})
	}
	want(9, nil, nil, 10)
	want(10, []int64{2}, nil, 10)
	want(40, []int64{2, 3, 1}, nil, 10)
	for _, s := range list[1:] {
		h.do(func(w store.Writer) error { return w.CloseSeal(s.Digest, store.Closing{At: later(20)}) })
	}
	want(14, nil, nil, 15)
	want(25, nil, []int64{2, 3}, 15)
	d := h.draw(v, 1)
	d.Seal, d.Release, d.Conclude = &list[1].Digest, later(500), later(500)
	h.do(func(w store.Writer) error {
		return firstError(
			func() error { return w.AddDraw(d) },
			func() error { return w.OpenSeal(list[1].Digest, 1) },
		)
	})
	want(40, []int64{1}, []int64{3}, 25)
}
