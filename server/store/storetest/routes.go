package storetest

import (
	"slices"

	"sitedraw/server/store"
)

func routes() []scenario {
	return []scenario{
		{"Routes", (*house).checkRoutes},
		{"RoutesRefused", (*house).checkRoutesRefused},
		{"RoutesDropped", (*house).checkRoutesDropped},
		{"RoutedDraws", (*house).checkRoutedDraws},
	}
}

// routes describes a plan of routes for a draw, which is not yet added.
func (h *house) routes(draw int64, text string) store.Routes {
	h.t.Helper()
	p := h.pack(text)
	return store.Routes{
		Draw: draw, Digest: p.Digest, Itinerary: p, Summary: []byte(`{"served":1}`), Teams: []byte(`{"teams":["` + awkward + `"]}`),
		Made: act(1, 40),
	}
}

// addRoutes adds a plan of routes and returns it with its number.
func (h *house) addRoutes(p store.Routes) store.Routes {
	h.t.Helper()
	h.do(func(w store.Writer) (err error) {
		p.Number, err = w.AddRoutes(p)
		return err
	})
	return p
}

func (h *house) addDraws(count int64) {
	h.t.Helper()
	v := h.county()
	for n := int64(1); n <= count; n++ {
		d := h.draw(v, n)
		h.do(func(w store.Writer) error { return w.AddDraw(d) })
	}
}

func (h *house) checkRoutes() {
	h.addDraws(2)
	first := h.addRoutes(h.routes(1, "first"))
	other := h.addRoutes(h.routes(2, "first"))
	second := h.routes(1, "second")
	second.Replaces, second.Why = first.Number, store.Replanned
	second = h.addRoutes(second)
	same(h, "numbers", []int64{first.Number, other.Number, second.Number}, []int64{1, 1, 2})
	h.see(func(r store.Reader) error {
		for _, want := range []store.Routes{first, other, second} {
			got, err := r.Routes(want.Draw, want.Number)
			same(h, "Routes", got, want)
			if err != nil {
				return err
			}
		}
		got, err := r.RoutesOf(1)
		listed := []store.Routes{second, first}
		for i := range listed {
			listed[i].Itinerary.Body = nil
		}
		same(h, "RoutesOf", got, listed)
		return err
	})
	h.lack(notFound("routes"), func(r store.Reader) error { _, err := r.Routes(1, 3); return err })
	h.lack(notFound("routes"), func(r store.Reader) error { _, err := r.Routes(3, 1); return err })
}

func (h *house) checkRoutesRefused() {
	h.addDraws(2)
	h.addRoutes(h.routes(2, "of another"))
	h.refuse(notFound("draw"), func(w store.Writer) error { _, err := w.AddRoutes(h.routes(3, "x")); return err })
	h.refuse(state("routes"), func(w store.Writer) error {
		p := h.routes(1, "x")
		p.Replaces = 1
		_, err := w.AddRoutes(p)
		return err
	})
}

// A plan that is dropped is gone, and its number is not given again.
func (h *house) checkRoutesDropped() {
	h.addDraws(1)
	h.addRoutes(h.routes(1, "first"))
	last := h.addRoutes(h.routes(1, "second"))
	drop := func(w store.Writer) error { return w.DropRoutes(1, last.Number, later(50)) }
	h.do(drop)
	h.refuse(notFound("routes"), drop)
	h.lack(notFound("routes"), func(r store.Reader) error { _, err := r.Routes(1, last.Number); return err })
	h.refuse(state("routes"), func(w store.Writer) error {
		p := h.routes(1, "x")
		p.Replaces = last.Number
		_, err := w.AddRoutes(p)
		return err
	})
	if next := h.addRoutes(h.routes(1, "second")); next.Number != last.Number+1 {
		h.t.Errorf("AddRoutes() gave %d, want %d", next.Number, last.Number+1)
	}
	h.see(func(r store.Reader) error {
		list, err := r.RoutesOf(1)
		var numbers []int64
		for _, p := range list {
			numbers = append(numbers, p.Number)
		}
		same(h, "RoutesOf", numbers, []int64{3, 1})
		return err
	})
}

func (h *house) checkRoutedDraws() {
	h.addDraws(4)
	want := func(numbers ...int64) {
		h.t.Helper()
		h.see(func(r store.Reader) error {
			got, err := r.RoutedDraws("county")
			same(h, "RoutedDraws", got, slices.Clip(numbers))
			if err != nil {
				return err
			}
			got, err = r.RoutedDraws("b")
			same(h, "RoutedDraws of another", got, []int64(nil))
			return err
		})
	}
	want()
	for _, n := range []int64{3, 1, 3} {
		h.addRoutes(h.routes(n, "x"))
	}
	want(3, 1)
	h.do(func(w store.Writer) error { return w.DropRoutes(1, 1, later(50)) })
	want(3)
}
