package storetest

import (
	"sitedraw/sampler"
	"sitedraw/server/store"
)

func drafts() []scenario {
	return []scenario{
		{"Draft", (*house).checkDraft},
		{"DraftUnstarted", (*house).checkDraftUnstarted},
		{"DraftAttachments", (*house).checkDraftAttachments},
		{"DraftRefused", (*house).checkDraftRefused},
		{"Changes", (*house).checkChanges},
	}
}

func (h *house) wantDraft(want store.Draft, edits ...store.Edit) {
	h.t.Helper()
	want.Edits = len(edits)
	h.see(func(r store.Reader) error {
		d, err := r.Draft(want.Register)
		same(h, "Draft", d, want)
		if err != nil {
			return err
		}
		got, err := r.Edits(want.Register)
		same(h, "Edits", got, edits)
		return err
	})
}

func (h *house) checkDraft() {
	v := h.county()
	h.do(func(w store.Writer) error {
		return firstError(
			func() error { return w.PutEdit("county", store.Edit{ID: "b", Line: []byte(`{"id":"b"}`)}, act(5, 10)) },
			func() error { return w.PutEdit("county", store.Edit{ID: awkward}, act(6, 11)) },
			func() error {
				return w.PutEdit("county", store.Edit{ID: "b", Line: []byte(`{"id":"b","size":2}`)}, act(7, 12))
			},
		)
	})
	d := store.Draft{Register: "county", Base: v.Frame, Started: act(5, 10), Touched: later(12)}
	h.wantDraft(d, store.Edit{ID: "b", Line: []byte(`{"id":"b","size":2}`)}, store.Edit{ID: awkward})

	other := h.frame(" 乙")
	h.do(func(w store.Writer) error { return w.RebaseDraft("county", other.Digest(), act(8, 13)) })
	d.Base, d.Touched = other.Digest(), later(13)
	h.wantDraft(d)
	h.do(func(w store.Writer) error { return w.RebaseDraft("county", sampler.Digest{}, act(8, 14)) })
	d.Base, d.Touched = sampler.Digest{}, later(14)
	h.wantDraft(d)

	h.do(func(w store.Writer) error { return w.PutEdit("county", store.Edit{ID: "c"}, act(8, 15)) })
	h.do(func(w store.Writer) error { return w.DropDraft("county") })
	h.wantDraft(store.Draft{Register: "county", Base: v.Frame})
	h.do(func(w store.Writer) error { return w.DropDraft("county") }) // it is dropped already
}

func (h *house) checkDraftUnstarted() {
	h.do(func(w store.Writer) error { return w.AddRegister(store.Register{ID: "empty"}) })
	h.wantDraft(store.Draft{Register: "empty"})
	v := h.county()
	second := v
	second.Number = 2
	second.Frame = h.frame(" 乙").Digest()
	h.do(func(w store.Writer) error { return w.AddVersion(second) })
	h.wantDraft(store.Draft{Register: "county", Base: second.Frame})
	h.do(func(w store.Writer) error { return w.SetCurrent("county", 1) })
	h.wantDraft(store.Draft{Register: "county", Base: v.Frame})
}

func (h *house) checkDraftAttachments() {
	v := h.county()
	a := store.Attachment{Kind: "areas", Name: "区划.geojson", Media: "application/geo+json", Digest: h.body("areas"), Bytes: 5}
	b := store.Attachment{Kind: "roads", Name: "roads.osm", Media: "application/xml", Digest: h.body("roads"), Bytes: 5}
	v.Number, v.Attachments = 2, []store.Attachment{a, b}
	h.do(func(w store.Writer) error { return w.AddVersion(v) })
	d := store.Draft{Register: "county", Base: v.Frame, Attachments: v.Attachments}
	h.wantDraft(d)

	newer := a
	newer.Digest, newer.Bytes, newer.Media = h.body("areas, newer"), 12, "text/plain"
	h.do(func(w store.Writer) error { return w.PutAttachment("county", newer, act(2, 20)) })
	d.Attachments, d.Started, d.Touched = []store.Attachment{newer, b}, act(2, 20), later(20)
	h.wantDraft(d)
	h.do(func(w store.Writer) error { return w.DropAttachment("county", "areas", "区划.geojson", act(2, 21)) })
	d.Attachments, d.Touched = []store.Attachment{b}, later(21)
	h.wantDraft(d)
	h.see(func(r store.Reader) error {
		got, err := r.Version("county", 2)
		same(h, "the version's", got.Attachments, []store.Attachment{a, b})
		return err
	})
	h.do(func(w store.Writer) error { return w.DropDraft("county") })
	h.wantDraft(store.Draft{Register: "county", Base: v.Frame, Attachments: []store.Attachment{a, b}})
	h.do(func(w store.Writer) error { return w.DropAttachment("county", "areas", "区划.geojson", act(2, 22)) })
	h.wantDraft(store.Draft{Register: "county", Base: v.Frame, Started: act(2, 22), Touched: later(22), Attachments: []store.Attachment{b}})
}

func (h *house) checkDraftRefused() {
	h.county()
	absent := h.pack("absent").Digest
	for _, test := range []struct {
		want refusal
		f    func(store.Writer) error
	}{
		{notFound("register"), func(w store.Writer) error { return w.PutEdit("b", store.Edit{ID: "x"}, act(1, 1)) }},
		{notFound("register"), func(w store.Writer) error { return w.RebaseDraft("b", sampler.Digest{}, act(1, 1)) }},
		{notFound("register"), func(w store.Writer) error { return w.DropDraft("b") }},
		{notFound("register"), func(w store.Writer) error { return w.DropAttachment("b", "areas", "x", act(1, 1)) }},
		{notFound("register"), func(w store.Writer) error { return w.AddChange(store.Change{Register: "b"}) }},
		{notFound("attachment"), func(w store.Writer) error { return w.DropAttachment("county", "areas", "x", act(1, 1)) }},
		{state("frame"), func(w store.Writer) error { return w.RebaseDraft("county", absent, act(1, 1)) }},
		{state("attachment"), func(w store.Writer) error {
			return w.PutAttachment("county", store.Attachment{Kind: "areas", Digest: absent}, act(1, 1))
		}},
	} {
		h.refuse(test.want, test.f)
	}
	for _, f := range []func(store.Reader) error{
		func(r store.Reader) error { _, err := r.Draft("b"); return err },
		func(r store.Reader) error { _, err := r.Edits("b"); return err },
		func(r store.Reader) error { _, err := r.Changes("b", store.NumberPage{}); return err },
	} {
		h.lack(notFound("register"), f)
	}
}

func (h *house) checkChanges() {
	h.county()
	for n := range 6 {
		h.do(func(w store.Writer) error {
			return w.AddChange(store.Change{Register: "county", Kind: "edit", Detail: []byte(`{"id":"x"}`), Made: act(int64(n), n)})
		})
	}
	h.do(func(w store.Writer) error { return w.DropDraft("county") }) // the journal stays
	checkPages(h, func(r store.Reader, p store.NumberPage) ([]store.Change, error) {
		return r.Changes("county", p)
	}, func(x store.Change) int64 { return x.Number }, 6)
	h.see(func(r store.Reader) error {
		got, err := r.Changes("county", store.NumberPage{Limit: 1, Newest: true})
		same(h, "Changes", got, []store.Change{
			{Register: "county", Number: 6, Kind: "edit", Detail: []byte(`{"id":"x"}`), Made: act(5, 5)},
		})
		return err
	})
}
