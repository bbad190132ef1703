package storetest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"sitedraw/server/store"
)

func crews() []scenario {
	return []scenario{
		{"Crews", (*house).checkCrews},
		{"CrewsRefused", (*house).checkCrewsRefused},
		{"CrewsDropped", (*house).checkCrewsDropped},
		{"Inspectors", (*house).checkInspectors},
		{"Findings", (*house).checkFindings},
		{"FindingsTogether", (*house).checkFindingsTogether},
	}
}

// crew adds a lot of teams for a draw and returns it.
func (h *house) crew(draw int64, lot, minute int) store.Crew {
	h.t.Helper()
	p := h.pack(fmt.Sprintf(`{"lot":%d}`, lot))
	c := store.Crew{
		Draw: draw, Lot: lot, Digest: p.Digest, Body: fmt.Appendf(nil, `{"lot":%d}`, lot), Inspectors: []byte(`["` + awkward + `"]`),
		Leaf: 0, Made: act(1, minute),
	}
	h.do(func(w store.Writer) error { return w.AddCrew(c) })
	return c
}

func (h *house) checkCrews() {
	h.addDraws(2)
	first, other, second := h.crew(1, 1, 40), h.crew(2, 1, 41), h.crew(1, 2, 42)
	h.see(func(r store.Reader) error {
		for _, want := range []store.Crew{first, other, second} {
			got, err := r.Crew(want.Draw, want.Lot)
			same(h, "Crew", got, want)
			if err != nil {
				return err
			}
		}
		got, err := r.Crews(1)
		same(h, "Crews", got, []store.Crew{first, second})
		if err != nil {
			return err
		}
		got, err = r.Crews(3)
		same(h, "Crews of no draw", len(got), 0)
		return err
	})
}

func (h *house) checkCrewsRefused() {
	h.addDraws(1)
	c := h.crew(1, 1, 40)
	add := func(draw int64, lot int) func(store.Writer) error {
		c.Draw, c.Lot = draw, lot
		given := c
		return func(w store.Writer) error { return w.AddCrew(given) }
	}
	h.refuse(exists("crew"), add(1, 1))
	h.refuse(state("crew"), add(1, 3))
	h.refuse(state("crew"), add(1, 0))
	h.refuse(notFound("draw"), add(2, 1))
	h.lack(notFound("crew"), func(r store.Reader) error { _, err := r.Crew(1, 2); return err })
	h.refuse(notFound("crew"), func(w store.Writer) error { return w.DropCrewPeople(1, 2, later(50)) })
}

// The people of teams can be taken out once; what the lot came to stays.
func (h *house) checkCrewsDropped() {
	h.addDraws(2)
	first, second, other := h.crew(1, 1, 43), h.crew(1, 2, 42), h.crew(2, 1, 41)
	want := func(until int, list ...store.Crew) {
		h.t.Helper()
		for i := range list {
			list[i].Body, list[i].Inspectors = nil, nil
		}
		h.see(func(r store.Reader) error {
			got, err := r.CrewsWithPeople(later(until))
			same(h, "CrewsWithPeople", got, list)
			return err
		})
	}
	want(40)
	want(42, other, second)
	want(50, other, second, first)
	drop := func(w store.Writer) error { return w.DropCrewPeople(1, 2, later(51)) }
	h.do(drop)
	h.refuse(state("crew"), drop)
	want(50, other, first)
	second.Inspectors, second.Dropped = nil, later(51)
	h.see(func(r store.Reader) error {
		got, err := r.Crews(1)
		same(h, "Crews", got, []store.Crew{first, second})
		return err
	})
}

func (h *house) checkInspectors() {
	list := []store.Inspector{
		{ID: awkward, Object: []byte(`{"name":"张三"}`), Changed: act(1, 1)},
		{ID: strings.Repeat("人", 85), Left: true, Changed: act(2, 2)}, // 255 bytes
		{ID: "a", Object: []byte(`{}`), Changed: act(3, 3)},
	}
	for _, i := range list {
		h.do(func(w store.Writer) error { return w.PutInspector(i) })
	}
	list[2].Object, list[2].Left, list[2].Changed = []byte(`{"name":"李四"}`), true, act(4, 4)
	h.do(func(w store.Writer) error { return w.PutInspector(list[2]) })
	want := func(p store.TextPage, inspectors ...store.Inspector) {
		h.t.Helper()
		h.see(func(r store.Reader) error {
			got, err := r.Inspectors(p)
			same(h, "Inspectors", got, inspectors)
			return err
		})
	}
	want(store.TextPage{}, list[2], list[1], list[0])
	want(store.TextPage{After: "a", Limit: 1}, list[1])
	h.see(func(r store.Reader) error {
		got, err := r.Inspector(awkward)
		same(h, "Inspector", got, list[0])
		return err
	})
	for _, id := range []string{"", strings.Repeat("x", 256)} {
		h.refuse(state("inspector"), func(w store.Writer) error { return w.PutInspector(store.Inspector{ID: id}) })
	}
	erase := func(w store.Writer) error { return w.EraseInspector("a") }
	h.do(erase)
	h.refuse(notFound("inspector"), erase)
	h.lack(notFound("inspector"), func(r store.Reader) error { _, err := r.Inspector("a"); return err })
	want(store.TextPage{}, list[1], list[0])
}

func (h *house) checkFindings() {
	h.addDraws(2)
	var list []store.Finding
	for n := range int64(6) {
		list = append(list, store.Finding{
			Draw: 1, Number: n + 1, Site: awkward, Item: fmt.Sprint("SC-", n), Object: fmt.Appendf(nil, `{"met":%d}`, n), Made: act(n, 70),
		})
	}
	other := store.Finding{Draw: 2, Number: 1, Site: "P1", Made: act(1, 71)}
	count := func(draw, want int64) {
		h.t.Helper()
		h.see(func(r store.Reader) error {
			got, err := r.CountFindings(draw)
			same(h, "CountFindings", got, want)
			return err
		})
	}
	count(1, 0)
	h.do(func(w store.Writer) error { return w.AddFindings(nil) })
	h.do(func(w store.Writer) error { return w.AddFindings(append(list[:2:2], other)) })
	h.do(func(w store.Writer) error { return w.AddFindings(list[2:]) })
	count(1, 6)
	count(2, 1)
	count(3, 0)
	checkPages(h, func(r store.Reader, p store.NumberPage) ([]store.Finding, error) { return r.Findings(1, p) },
		func(f store.Finding) int64 { return f.Number }, 6)
	h.see(func(r store.Reader) error {
		got, err := r.Findings(1, store.NumberPage{})
		same(h, "Findings", got, list)
		if err != nil {
			return err
		}
		got, err = r.Findings(2, store.NumberPage{})
		same(h, "Findings of another", got, []store.Finding{other})
		return err
	})
	wrong := []store.Finding{{Draw: 1}, {Draw: 3}}
	h.refuse(notFound("draw"), func(w store.Writer) error { return w.AddFindings(wrong) })
	count(1, 6)
}

// Results that several report at once are all kept, in one order.
func (h *house) checkFindingsTogether() {
	h.addDraws(1)
	const people, each = 10, 7
	var all sync.WaitGroup
	for range people {
		all.Go(func() {
			list := make([]store.Finding, each)
			for i := range list {
				list[i] = store.Finding{Draw: 1, Site: "P1", Item: strconv.Itoa(i)}
			}
			if err := h.Update(context.Background(), func(w store.Writer) error { return w.AddFindings(list) }); err != nil {
				h.t.Errorf("Update() = %v, want nil", err)
			}
		})
	}
	all.Wait()
	h.see(func(r store.Reader) error {
		list, err := r.Findings(1, store.NumberPage{})
		same(h, "findings", len(list), people*each)
		for i, f := range list {
			if f.Number != int64(i+1) || f.Item != strconv.Itoa(i%each) {
				h.t.Errorf("finding %d is number %d of item %q, want %d", i+1, f.Number, f.Item, i%each)
			}
		}
		return err
	})
}
