package sqlite

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// In whatever order versions, drafts, plans, drills and draws come, frames and bodies that
// they need stay, and a sweep leaves nothing else that is old.
func TestSweepKeepsWhatIsNeeded(t *testing.T) {
	s := open(t, t.TempDir())
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		m := &sweeping{store: s, register: fmt.Sprint("r", n), needed: map[sampler.Digest]bool{}}
		m.must(t, func(w store.Writer) error { return w.AddRegister(store.Register{ID: m.register}) })
		t.Repeat(map[string]func(*rapid.T){
			"frame": func(t *rapid.T) { m.frame = m.putFrame(t) },
			"version": func(t *rapid.T) {
				m.frame = m.putFrame(t)
				a := store.Attachment{Kind: "areas", Digest: m.put(t)}
				m.versions++
				m.must(t, func(w store.Writer) error {
					return w.AddVersion(store.Version{
						Register: m.register, Number: m.versions, Frame: m.frame, Attachments: []store.Attachment{a},
					})
				})
				m.needed[m.frame] = true
				m.needed[a.Digest] = true
			},
			"draft": func(t *rapid.T) {
				m.draft = m.putFrame(t)
				m.must(t, func(w store.Writer) error { return w.RebaseDraft(m.register, m.draft, store.Act{}) })
			},
			"drop": func(t *rapid.T) {
				m.draft = sampler.Digest{}
				m.must(t, func(w store.Writer) error { return w.DropDraft(m.register) })
			},
			"plan": func(t *rapid.T) {
				d := m.put(t)
				m.must(t, func(w store.Writer) error { return w.AddPlan(store.Plan{Name: m.register, Digest: d}) })
				m.needed[d] = true
			},
			"drill": m.drill,
			"draw":  m.draw,
			"loose": func(t *rapid.T) { m.put(t) },
			"sweep": m.sweep,
		})
		m.sweep(t)
	})
	sound(t, s)
}

// What is put again is as young as what is put for the first time.
func TestSweepLeavesTheYoung(t *testing.T) {
	now := moment0
	s, err := Open(t.TempDir(), Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	again, once := packed(t, "again"), packed(t, "once")
	f := keepFrame(t, s, 1, "")
	do(t, s, func(w store.Writer) error { return w.PutBlob(again) })
	do(t, s, func(w store.Writer) error { return w.PutBlob(once) })
	now = now.Add(time.Hour)
	do(t, s, func(w store.Writer) error { return w.PutBlob(again) })
	keepFrame(t, s, 1, "")
	do(t, s, func(w store.Writer) error {
		n, err := w.Sweep(now)
		if n != 1 {
			t.Errorf("Sweep() = %d, want 1", n)
		}
		return err
	})
	if _, err := store.OpenFrame(context.Background(), s, f.Digest()); err != nil {
		t.Errorf("OpenFrame() = %v, want nil", err)
	}
}

// sweeping is a register, and what of it a sweep must leave.
type sweeping struct {
	store    *Store
	register string
	versions int64
	frame    sampler.Digest // of the last frame
	draft    sampler.Digest
	needed   map[sampler.Digest]bool // frames and blobs
}

func (m *sweeping) must(t *rapid.T, f func(store.Writer) error) {
	if err := m.store.Update(context.Background(), f); err != nil {
		t.Fatalf("Update() = %v, want nil", err)
	}
}

// putFrame keeps one of few frames, so that versions share them.
func (m *sweeping) putFrame(t *rapid.T) sampler.Digest {
	f, err := sampler.NewFrame([]geo.Site{{ID: fmt.Sprint("s", rapid.IntRange(0, 9).Draw(t, "site"))}})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.PutFrame(context.Background(), m.store, f); err != nil {
		t.Fatalf("PutFrame() = %v, want nil", err)
	}
	return f.Digest()
}

func (m *sweeping) put(t *rapid.T) sampler.Digest {
	p, err := store.Pack(fmt.Append(nil, "body ", rapid.IntRange(0, 99).Draw(t, "body")))
	if err != nil {
		t.Fatal(err)
	}
	m.must(t, func(w store.Writer) error { return w.PutBlob(p) })
	return p.Digest
}

func (m *sweeping) drill(t *rapid.T) {
	plan := m.put(t)
	m.must(t, func(w store.Writer) error {
		leaf, err := w.AppendLeaf(moment0, []byte("drill"))
		if err != nil {
			return err
		}
		_, err = w.AddDrill(store.Drill{
			Name: fmt.Sprint("d", leaf), Register: m.register, Plan: plan, Digest: sha256.Sum256(nil), Leaf: leaf,
		}, nil)
		return err
	})
	m.needed[plan] = true
}

func (m *sweeping) draw(t *rapid.T) {
	if m.versions == 0 {
		t.Skip("there is no version to draw from")
	}
	frame, plan, record := m.putFrame(t), m.put(t), m.put(t)
	m.must(t, func(w store.Writer) error {
		last, err := w.Draws(store.DrawFilter{}, store.NumberPage{Limit: 1, Newest: true})
		if err != nil {
			return err
		}
		number := int64(1)
		if len(last) > 0 {
			number = last[0].Number + 1
		}
		leaf, err := w.AppendLeaf(moment0, []byte("draw"))
		if err != nil {
			return err
		}
		return w.AddDraw(store.Draw{
			Number: number, Register: m.register, Version: 1, Frame: frame, Plan: plan, Record: record, Leaf: leaf,
		})
	})
	m.needed[frame], m.needed[plan], m.needed[record] = true, true, true
}

func (m *sweeping) sweep(t *rapid.T) {
	var left int
	m.must(t, func(w store.Writer) error {
		if _, err := w.Sweep(time.Now().Add(time.Hour)); err != nil {
			return err
		}
		again, err := w.Sweep(time.Now().Add(time.Hour))
		left = again
		return err
	})
	if left != 0 {
		t.Errorf("a second Sweep() = %d, want 0", left)
	}
	if m.draft != (sampler.Digest{}) {
		m.look(t, m.draft)
	}
	for d := range m.needed {
		m.look(t, d)
	}
}

// look wants a frame, or else a body, to be there.
func (m *sweeping) look(t *rapid.T, d sampler.Digest) {
	_, frame := store.OpenFrame(context.Background(), m.store, d)
	blob := m.store.View(context.Background(), func(r store.Reader) error { _, err := r.Blob(d); return err })
	if frame != nil && blob != nil {
		t.Errorf("after Sweep() %v is neither frame (%v) nor body (%v)", d, frame, blob)
	}
}
