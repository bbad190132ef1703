package storetest

import "sitedraw/server/store"

func plans() []scenario {
	return []scenario{{"Plan", (*house).checkPlan}}
}

func (h *house) checkPlan() {
	first := store.Plan{Name: awkward, Title: "旧", Digest: h.body("one"), Steps: 1, Made: act(1, 1)}
	second := store.Plan{Name: awkward, Title: "新", Digest: h.body("two"), Steps: 2, Made: act(2, 2)}
	other := store.Plan{Name: "a", Title: "甲", Digest: first.Digest, Steps: 1, Made: act(1, 3)}
	h.do(func(w store.Writer) error {
		return firstError(
			func() error { return w.AddPlan(first) },
			func() error { return w.AddPlan(second) },
			func() error { return w.AddPlan(other) },
		)
	})
	h.see(func(r store.Reader) error {
		got, err := r.Plan(awkward)
		same(h, "Plan", got, second)
		if err != nil {
			return err
		}
		history, err := r.PlanHistory(awkward)
		same(h, "PlanHistory", history, []store.Plan{second, first})
		if err != nil {
			return err
		}
		list, err := r.Plans(store.TextPage{})
		same(h, "Plans", list, []store.Plan{other, second})
		if err != nil {
			return err
		}
		list, err = r.Plans(store.TextPage{After: "a", Limit: 1})
		same(h, "Plans after a", list, []store.Plan{second})
		return err
	})
	h.refuse(state("plan"), func(w store.Writer) error {
		return w.AddPlan(store.Plan{Name: "b", Digest: h.pack("absent").Digest})
	})
	h.lack(notFound("plan"), func(r store.Reader) error {
		_, err := r.Plan("b")
		return err
	})
	h.lack(notFound("plan"), func(r store.Reader) error {
		_, err := r.PlanHistory("b")
		return err
	})
}
