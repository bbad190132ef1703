package storetest

import (
	"context"
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

func differ(got, want any) string { return cmp.Diff(want, got) }

// start is the moment at which scenarios begin.
var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// noTime is "never" or "not yet".
var noTime time.Time

// later is a moment after the start, with milliseconds.
func later(minutes int) time.Time {
	return start.Add(time.Duration(minutes)*time.Minute + 7*time.Millisecond)
}

func act(by int64, minutes int) store.Act { return store.Act{By: by, At: later(minutes)} }

// awkward is an id that every path has to carry unharmed.
const awkward = "县/点位 %2F 😀'\"\\"

// NewFrame makes a frame of so many sites; the mark stands in the name of site 0.
func NewFrame(sites int, mark string) (*sampler.Frame, error) {
	list := make([]geo.Site, sites)
	for i := range list {
		scattered := i * 2_654_435_761 // Knuth's multiplier: neighbours lie apart, as they do in a register
		list[i] = geo.Site{
			ID: fmt.Sprintf("P%07d", i), Name: fmt.Sprintf("第%d农贸市场", i), Category: "SC",
			Area: "361129100000", Unit: fmt.Sprintf("责任单位 %d", i%97),
			Geometry: geo.Point{Lon: geo.E7(1_180_000_000 + scattered%9_999_991), Lat: geo.E7(290_000_000 + scattered%7_999_993)},
		}
	}
	list[0].Name += mark
	return sampler.NewFrame(list)
}

// frame keeps a small frame and returns it.
func (h *house) frame(mark string) *sampler.Frame {
	h.t.Helper()
	f, err := NewFrame(600, mark)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := store.PutFrame(context.Background(), h, f); err != nil {
		h.t.Fatalf("PutFrame() = %v, want nil", err)
	}
	return f
}

// pack packs a text.
func (h *house) pack(text string) store.Packed {
	h.t.Helper()
	p, err := store.Pack([]byte(text))
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// body keeps a text and returns its digest.
func (h *house) body(text string) sampler.Digest {
	h.t.Helper()
	p := h.pack(text)
	h.do(func(w store.Writer) error { return w.PutBlob(p) })
	return p.Digest
}

// county makes a register with one version.
func (h *house) county() store.Version {
	h.t.Helper()
	f := h.frame("")
	v := store.Version{Register: "county", Number: 1, Frame: f.Digest(), Sites: f.Len(), Note: "首版", Made: act(1, 1)}
	h.do(func(w store.Writer) error {
		if err := w.AddRegister(store.Register{ID: "county", Name: "示例县", Made: act(1, 0)}); err != nil {
			return err
		}
		leaf, err := w.AppendLeaf(later(1), []byte("version"))
		if err != nil {
			return err
		}
		v.Leaf = leaf
		return w.AddVersion(v)
	})
	return v
}

// draw describes a draw over a version, which is not yet added.
func (h *house) draw(v store.Version, number int64) store.Draw {
	h.t.Helper()
	return store.Draw{
		Number: number, Kind: store.Official, Title: "第三次模拟测评 " + awkward, Register: v.Register, Version: v.Number,
		Frame: v.Frame, Plan: h.body("plan"), PlanName: "county-2026", Record: h.body(fmt.Sprint("record ", number)),
		Salt: [32]byte{1, 2, byte(number)}, Release: later(60), Conclude: later(120),
		Incomplete: []string{"361129200", "361129201"}, Reserves: 3, Leaf: v.Leaf, Made: act(1, 30),
	}
}

// seal describes a seal, which is not yet added.
func (h *house) seal(v store.Version, number int64) store.Seal {
	h.t.Helper()
	p := h.pack(fmt.Sprint("seal ", number))
	return store.Seal{
		Number: number, Digest: p.Digest, Object: []byte(`{"a":1}`), Title: "封签", Register: v.Register, Version: v.Number,
		Plan: h.body("plan"), Secret: []byte{0, 1, 2, 255}, Closes: later(10), Opens: later(20), Release: later(60),
		Conclude: later(120), Incomplete: []string{"361129200"}, Leaf: v.Leaf, Made: act(1, 2),
	}
}

// user adds an account.
func (h *house) user(login string) store.User {
	h.t.Helper()
	u := store.User{Login: login, Name: "张三", Role: "office", Password: "$argon2id$…", Made: act(0, 0)} //nolint:gosec // nobody's
	h.do(func(w store.Writer) (err error) {
		u.ID, err = w.AddUser(u)
		return err
	})
	return u
}
