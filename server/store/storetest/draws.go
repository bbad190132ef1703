package storetest

import (
	"sitedraw/sampler"
	"sitedraw/server/store"
)

func draws() []scenario {
	return []scenario{
		{"Draw", (*house).checkDraw},
		{"DrawRefused", (*house).checkDrawRefused},
		{"DrawEvents", (*house).checkDrawEvents},
		{"DrawPages", (*house).checkDrawPages},
		{"DrawsDue", (*house).checkDrawsDue},
		{"Assignments", (*house).checkAssignments},
	}
}

func (h *house) checkDraw() {
	v := h.county()
	s := h.addSeals(v, 1, 1)[0]
	sealed, plain := h.draw(v, 1), h.draw(v, 2)
	sealed.Seal = &s.Digest
	plain.Kind, plain.Release, plain.Conclude, plain.Incomplete = store.Practice, later(0), later(0), nil
	open := h.draw(v, 3)
	open.Conclude, open.Record = noTime, plain.Record
	for _, d := range []store.Draw{sealed, plain, open} {
		h.do(func(w store.Writer) error { return w.AddDraw(d) })
	}
	h.see(func(r store.Reader) error {
		for _, want := range []store.Draw{sealed, plain, open} {
			got, err := r.Draw(want.Number)
			if err != nil {
				return err
			}
			same(h, "Draw", got, want)
		}
		got, err := r.DrawOfRecord(plain.Record)
		same(h, "DrawOfRecord", got, plain)
		return err
	})
	h.lack(notFound("draw"), func(r store.Reader) error { _, err := r.Draw(4); return err })
	h.lack(notFound("draw"), func(r store.Reader) error { _, err := r.DrawOfRecord(v.Frame); return err })
}

func (h *house) checkDrawRefused() {
	v := h.county()
	first, next := h.draw(v, 1), h.draw(v, 2)
	h.refuse(state("draw"), func(w store.Writer) error { return w.AddDraw(next) })
	h.do(func(w store.Writer) error { return w.AddDraw(first) })
	for _, test := range []struct {
		change func(*store.Draw)
		want   refusal
	}{
		{func(d *store.Draw) { d.Number = 1 }, exists("draw")},
		{func(d *store.Draw) { d.Number = 3 }, state("draw")},
		{func(d *store.Draw) { d.Number = -1 }, state("draw")},
		{func(d *store.Draw) { d.Version = 2 }, state("version")},
		{func(d *store.Draw) { d.Frame = sampler.Digest{1} }, state("frame")},
		{func(d *store.Draw) { d.Plan = sampler.Digest{1} }, state("plan")},
		{func(d *store.Draw) { d.Record = sampler.Digest{1} }, state("record")},
		{func(d *store.Draw) { d.Seal = &sampler.Digest{1} }, state("seal")},
	} {
		wrong := next
		test.change(&wrong)
		h.refuse(test.want, func(w store.Writer) error { return w.AddDraw(wrong) })
	}
	h.refuse(notFound("draw"), func(w store.Writer) error {
		return w.AddDrawEvent(store.DrawEvent{Draw: 2, Kind: store.Released})
	})
}

func (h *house) checkDrawEvents() {
	v := h.county()
	first := h.draw(v, 1)
	h.do(func(w store.Writer) error { return w.AddDraw(first) })
	var want []store.DrawEvent
	for i, kind := range []string{store.Reserve, store.Released, store.Reserve, store.Withdrawn, store.Concluded} {
		h.wantConcluded(v.Frame, false)
		e := store.DrawEvent{
			Draw: 1, Number: int64(i + 1), Kind: kind, Detail: []byte(`{"reason":"雨"}`), Leaf: 0, Made: act(1, 40+i),
		}
		h.do(func(w store.Writer) error { return w.AddDrawEvent(e) })
		want = append(want, e)
		if kind != store.Reserve {
			h.refuse(state("draw"), func(w store.Writer) error { return w.AddDrawEvent(e) })
		}
	}
	h.wantConcluded(v.Frame, true)
	h.wantConcluded(sampler.Digest{1}, false)
	h.see(func(r store.Reader) error {
		d, err := r.Draw(1)
		same(h, "Events", d.Events, want)
		if !d.Has(store.Withdrawn) || d.Has("lost") {
			h.t.Errorf("Has(%q), Has(%q) = %v, %v, want true, false", store.Withdrawn, "lost", d.Has(store.Withdrawn), d.Has("lost"))
		}
		if err != nil {
			return err
		}
		list, err := r.Draws(store.DrawFilter{}, store.NumberPage{})
		same(h, "Events in the list", list[0].Events, want)
		return err
	})
}

func (h *house) wantConcluded(frame sampler.Digest, want bool) {
	h.t.Helper()
	h.see(func(r store.Reader) error {
		got, err := r.FrameConcluded(frame)
		same(h, "FrameConcluded", got, want)
		return err
	})
}

func (h *house) checkDrawPages() {
	v := h.county()
	for n := int64(1); n <= 8; n++ {
		d := h.draw(v, n)
		d.Made.By = n % 3
		if n%2 == 0 {
			d.Kind = store.Practice
		}
		h.do(func(w store.Writer) error { return w.AddDraw(d) })
	}
	number := func(d store.Draw) int64 { return d.Number }
	checkPages(h, func(r store.Reader, p store.NumberPage) ([]store.Draw, error) {
		return r.Draws(store.DrawFilter{}, p)
	}, number, 8)
	checkPages(h, func(r store.Reader, p store.NumberPage) ([]store.Draw, error) {
		return r.Draws(store.DrawFilter{Register: "county"}, p)
	}, number, 8)
	for _, test := range []struct {
		filter store.DrawFilter
		page   store.NumberPage
		want   []int64
	}{
		{store.DrawFilter{Kind: store.Practice}, store.NumberPage{After: 2, Limit: 2}, []int64{4, 6}},
		{store.DrawFilter{MadeBy: 2}, store.NumberPage{Newest: true}, []int64{8, 5, 2}},
		{store.DrawFilter{MadeBy: 2, Kind: store.Official, Register: "county"}, store.NumberPage{}, []int64{5}},
		{store.DrawFilter{Register: "b"}, store.NumberPage{}, nil},
	} {
		h.see(func(r store.Reader) error {
			list, err := r.Draws(test.filter, test.page)
			var got []int64
			for _, d := range list {
				got = append(got, d.Number)
			}
			same(h, "Draws", got, test.want)
			return err
		})
	}
}

func (h *house) checkDrawsDue() {
	v := h.county()
	for n, minutes := range []int{70, 60, 60} {
		d := h.draw(v, int64(n+1))
		d.Release, d.Conclude = later(minutes), later(minutes+10)
		if n == 2 {
			d.Conclude = noTime
		}
		h.do(func(w store.Writer) error { return w.AddDraw(d) })
	}
	practice := h.draw(v, 4)
	practice.Kind, practice.Release, practice.Conclude = store.Practice, later(50), later(50)
	h.do(func(w store.Writer) error { return w.AddDraw(practice) })
	h.wantDue(59, nil, nil, 60)
	h.wantDue(60, []int64{2, 3}, nil, 60)
	h.wantDue(90, []int64{2, 3, 1}, []int64{2, 1}, 60)
	for _, e := range []store.DrawEvent{
		{Draw: 2, Kind: store.Withdrawn},
		{Draw: 2, Kind: store.Released},
		{Draw: 3, Kind: store.Released},
		{Draw: 3, Kind: store.Concluded}, // by the office, though it has no time
		{Draw: 1, Kind: store.Concluded}, // by the office, before its time
	} {
		h.do(func(w store.Writer) error { return w.AddDrawEvent(e) })
	}
	h.wantDue(90, []int64{1}, []int64{2}, 70)
	h.do(func(w store.Writer) error { return w.AddDrawEvent(store.DrawEvent{Draw: 1, Kind: store.Released}) })
	h.do(func(w store.Writer) error { return w.AddDrawEvent(store.DrawEvent{Draw: 2, Kind: store.Concluded}) })
	h.see(func(r store.Reader) error {
		at, err := r.NextDue()
		same(h, "NextDue", at, noTime)
		return err
	})
}

func (h *house) wantDue(now int, release, conclude []int64, next int) {
	h.t.Helper()
	numbers := func(list []store.Draw) (numbers []int64) {
		for _, d := range list {
			numbers = append(numbers, d.Number)
		}
		return numbers
	}
	h.see(func(r store.Reader) error {
		list, err := r.DrawsToRelease(later(now))
		same(h, "DrawsToRelease", numbers(list), release)
		if err != nil {
			return err
		}
		list, err = r.DrawsToConclude(later(now))
		same(h, "DrawsToConclude", numbers(list), conclude)
		if err != nil {
			return err
		}
		at, err := r.NextDue()
		same(h, "NextDue", at, later(next))
		return err
	})
}

func (h *house) checkAssignments() {
	v := h.county()
	a, b := h.user("甲"), h.user("乙")
	for n := int64(1); n <= 2; n++ {
		d := h.draw(v, n)
		h.do(func(w store.Writer) error { return w.AddDraw(d) })
	}
	list := []store.Assignment{
		{Draw: 1, User: a.ID, Day: "2026-11-23", Sites: []string{"P2", "P1"}},
		{Draw: 1, User: a.ID, Day: "2026-11-22", Sites: []string{"P3"}},
		{Draw: 1, User: b.ID, Day: "2026-11-22", Sites: []string{awkward}},
		{Draw: 2, User: a.ID, Day: "2026-11-22", Sites: []string{"P5"}},
		{Draw: 1, User: a.ID, Day: "2026-11-22", Sites: []string{"P9", "P4"}}, // in place of P3
	}
	for _, x := range list {
		h.do(func(w store.Writer) error { return w.Assign(x) })
	}
	list[0].Sites, list[4].Sites = []string{"P1", "P2"}, []string{"P4", "P9"}
	h.see(func(r store.Reader) error {
		got, err := r.Assignments(1)
		same(h, "Assignments", got, []store.Assignment{list[4], list[0], list[2]})
		if err != nil {
			return err
		}
		got, err = r.AssignmentsOf(a.ID, "2026-11-22")
		same(h, "AssignmentsOf", got, []store.Assignment{list[4], list[3]})
		return err
	})
	h.refuse(notFound("draw"), func(w store.Writer) error { return w.Assign(store.Assignment{Draw: 9, User: a.ID}) })
	h.refuse(notFound("user"), func(w store.Writer) error { return w.Assign(store.Assignment{Draw: 1, User: 99}) })
}
