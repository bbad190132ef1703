package storetest

import (
	"fmt"
	"strings"

	"sitedraw/sampler"
	"sitedraw/server/store"
)

func registers() []scenario {
	return []scenario{
		{"Register", (*house).checkRegister},
		{"RegisterPages", (*house).checkRegisterPages},
		{"Version", (*house).checkVersion},
		{"VersionRefused", (*house).checkVersionRefused},
		{"VersionPages", (*house).checkVersionPages},
		{"ReplaceAttachment", (*house).checkReplaceAttachment},
	}
}

func (h *house) checkRegister() {
	want := []store.Register{
		{ID: "a", Name: "甲", Made: act(3, 1)},
		{ID: strings.Repeat("县", 85), Name: "", Made: act(0, 2)}, // 255 bytes
		{ID: awkward, Name: awkward, Made: act(4, 3)},
	}
	for _, g := range want {
		h.do(func(w store.Writer) error { return w.AddRegister(g) })
		h.refuse(exists("register"), func(w store.Writer) error { return w.AddRegister(g) })
	}
	h.do(func(w store.Writer) error { return w.RenameRegister(awkward, "😀") })
	want[2].Name = "😀"
	h.see(func(r store.Reader) error {
		for _, g := range want {
			got, err := r.Register(g.ID)
			if err != nil {
				return err
			}
			same(h, "Register", got, g)
		}
		return nil
	})
	h.refuse(notFound("register"), func(w store.Writer) error { return w.RenameRegister("b", "乙") })
	h.lack(notFound("register"), func(r store.Reader) error {
		_, err := r.Register("b")
		return err
	})
}

// Pages stay where they are when the list grows.
func (h *house) checkRegisterPages() {
	add := func(id string) {
		h.do(func(w store.Writer) error { return w.AddRegister(store.Register{ID: id}) })
	}
	for i := range 5 {
		add(fmt.Sprintf("r%d", i*2))
	}
	var seen []string
	p := store.TextPage{Limit: 2}
	for grown := false; ; grown = true {
		var page []store.Register
		h.see(func(r store.Reader) (err error) {
			page, err = r.Registers(p)
			return err
		})
		if len(page) == 0 {
			break
		}
		for _, g := range page {
			seen = append(seen, g.ID)
		}
		p.After = page[len(page)-1].ID
		if !grown {
			add("r1") // on the page that was read
			add("r7") // on one to come
		}
	}
	same(h, "pages", seen, []string{"r0", "r2", "r4", "r6", "r7", "r8"})
}

func (h *house) checkVersion() {
	v := h.county()
	roads, people := h.body("roads"), h.body("contacts")
	f := h.frame(" 甲")
	second := store.Version{
		Register: "county", Number: 2, Frame: f.Digest(), Sites: 600, Note: awkward, Leaf: 0, Made: act(2, 5),
		Attachments: []store.Attachment{
			{Kind: "roads", Name: "道路.osm", Media: "application/xml", Digest: roads, Bytes: 5},
			{Kind: "contacts", Name: "b.csv", Media: "text/csv", Digest: people, Bytes: 8},
			{Kind: "contacts", Name: "a.csv", Media: "text/csv", Digest: people, Bytes: 8},
		},
	}
	third := second
	third.Number, third.Frame, third.Attachments = 3, v.Frame, nil
	h.do(func(w store.Writer) error {
		return firstError(
			func() error { return w.AddVersion(second) },
			func() error { return w.AddVersion(third) },
			func() error { return w.SetCurrent("county", 2) },
		)
	})
	a := second.Attachments
	second.Attachments = []store.Attachment{a[2], a[1], a[0]} // by kind, then name
	h.see(func(r store.Reader) error {
		g, err := r.Register("county")
		same(h, "Current", g.Current, 2)
		if err != nil {
			return err
		}
		for n, want := range map[int64]store.Version{1: v, 2: second, 3: third} {
			got, err := r.Version("county", n)
			if err != nil {
				return err
			}
			same(h, "Version", got, want)
		}
		newest, err := r.VersionOf(v.Frame)
		same(h, "VersionOf", newest, third)
		return err
	})
}

func (h *house) checkVersionRefused() {
	v := h.county()
	v.Number = 2
	for _, test := range []struct {
		change func(*store.Version)
		want   refusal
	}{
		{func(v *store.Version) { v.Number = 1 }, exists("version")},
		{func(v *store.Version) { v.Number = 3 }, state("version")},
		{func(v *store.Version) { v.Number = 0 }, state("version")},
		{func(v *store.Version) { v.Register = "b" }, notFound("register")},
		{func(v *store.Version) { v.Frame = sampler.Digest{1} }, state("frame")},
		{func(v *store.Version) {
			v.Attachments = []store.Attachment{{Kind: "roads", Digest: sampler.Digest{1}}}
		}, state("attachment")},
	} {
		wrong := v
		test.change(&wrong)
		h.refuse(test.want, func(w store.Writer) error { return w.AddVersion(wrong) })
	}
	h.refuse(notFound("version"), func(w store.Writer) error { return w.SetCurrent("county", 2) })
	h.refuse(notFound("register"), func(w store.Writer) error { return w.SetCurrent("b", 1) })
	h.lack(notFound("version"), func(r store.Reader) error {
		_, err := r.Version("county", 2)
		return err
	})
	h.lack(notFound("register"), func(r store.Reader) error {
		_, err := r.Version("b", 1)
		return err
	})
	h.lack(notFound("register"), func(r store.Reader) error {
		_, err := r.Versions("b", store.NumberPage{})
		return err
	})
	h.lack(notFound("version"), func(r store.Reader) error {
		_, err := r.VersionOf(sampler.Digest{1})
		return err
	})
}

func (h *house) checkVersionPages() {
	v := h.county()
	h.do(func(w store.Writer) error {
		for n := int64(2); n <= 7; n++ {
			v.Number = n
			if err := w.AddVersion(v); err != nil {
				return err
			}
		}
		return nil
	})
	checkPages(h, func(r store.Reader, p store.NumberPage) ([]store.Version, error) {
		return r.Versions("county", p)
	}, func(v store.Version) int64 { return v.Number }, 7)
}

// checkPages reads a list of numbers from 1 to last in several ways.
func checkPages[T any](h *house, list func(store.Reader, store.NumberPage) ([]T, error), number func(T) int64, last int64) {
	h.t.Helper()
	for _, test := range []struct {
		page store.NumberPage
		want []int64
	}{
		{store.NumberPage{Limit: 2}, []int64{1, 2}},
		{store.NumberPage{After: 2, Limit: 2}, []int64{3, 4}},
		{store.NumberPage{After: last - 1}, []int64{last}},
		{store.NumberPage{After: last}, nil},
		{store.NumberPage{Limit: 2, Newest: true}, []int64{last, last - 1}},
		{store.NumberPage{After: 3, Newest: true}, []int64{2, 1}},
		{store.NumberPage{After: 1, Newest: true}, nil},
	} {
		h.see(func(r store.Reader) error {
			page, err := list(r, test.page)
			var got []int64
			for _, v := range page {
				got = append(got, number(v))
			}
			same(h, fmt.Sprintf("page %+v", test.page), got, test.want)
			return err
		})
	}
}

// Personal data leave every version and draft; the file in their place says so.
func (h *house) checkReplaceAttachment() {
	v := h.county()
	old, by := h.body("张三 13800000000"), h.body("without")
	a := store.Attachment{Kind: "contacts", Name: "people.csv", Media: "text/csv", Digest: old, Bytes: 18}
	v.Number, v.Attachments = 2, []store.Attachment{a}
	h.do(func(w store.Writer) error {
		return firstError(
			func() error { return w.AddVersion(v) },
			func() error { return w.PutEdit("county", store.Edit{ID: "x"}, act(1, 4)) },
			func() error {
				return w.ReplaceAttachment(old, store.Attachment{Media: "text/plain", Digest: by, Bytes: 7})
			},
		)
	})
	want := []store.Attachment{{Kind: "contacts", Name: "people.csv", Media: "text/plain", Digest: by, Bytes: 7}}
	h.see(func(r store.Reader) error {
		got, err := r.Version("county", 2)
		same(h, "of the version", got.Attachments, want)
		if err != nil {
			return err
		}
		d, err := r.Draft("county")
		same(h, "of the draft", d.Attachments, want)
		return err
	})
	h.lack(erased("blob"), func(r store.Reader) error {
		_, err := r.Blob(old)
		return err
	})
	h.do(func(w store.Writer) error { return w.EraseBlob(by) })
	want[0].Erased = true
	h.see(func(r store.Reader) error {
		got, err := r.Version("county", 2)
		same(h, "erased", got.Attachments, want)
		return err
	})
	other := h.body("other")
	h.refuse(notFound("attachment"), func(w store.Writer) error {
		return w.ReplaceAttachment(h.pack("absent").Digest, store.Attachment{Digest: other})
	})
	h.refuse(state("attachment"), func(w store.Writer) error {
		return w.ReplaceAttachment(by, store.Attachment{Digest: h.pack("absent").Digest})
	})
	h.refuse(exists("attachment"), func(w store.Writer) error {
		return w.ReplaceAttachment(by, store.Attachment{Digest: by})
	})
}
