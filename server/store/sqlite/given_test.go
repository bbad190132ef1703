package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/store/storetest"
)

var moment0 = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// do writes, and wants no error.
func do(t testing.TB, s *Store, f func(store.Writer) error) {
	t.Helper()
	if err := s.Update(context.Background(), f); err != nil {
		t.Fatalf("Update() = %v, want nil", err)
	}
}

// packed packs a text.
func packed(t testing.TB, text string) store.Packed {
	t.Helper()
	p, err := store.Pack([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// keepFrame makes and keeps a frame.
func keepFrame(t testing.TB, s *Store, sites int, mark string) *sampler.Frame {
	t.Helper()
	f, err := storetest.NewFrame(sites, mark)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.PutFrame(context.Background(), s, f); err != nil {
		t.Fatalf("PutFrame() = %v, want nil", err)
	}
	return f
}

// fill puts something of everything into a store and returns the next draw.
func fill(t testing.TB, s *Store) store.Draw {
	t.Helper()
	d := fillDraws(t, s)
	fillDrills(t, s)
	return d
}

// fillDraws puts all that there was before drills into a store and returns the next
// draw.
func fillDraws(t testing.TB, s *Store) store.Draw {
	t.Helper()
	f := keepFrame(t, s, 600, "")
	plan, record, file, routes := packed(t, "plan"), packed(t, "record"), packed(t, "file"), packed(t, "routes")
	act := store.Act{By: 1, At: moment0}
	a := store.Attachment{Kind: "areas", Name: "a", Media: "text/plain", Digest: file.Digest, Bytes: 4}
	d := store.Draw{
		Number: 1, Kind: store.Official, Register: "county", Version: 1, Frame: f.Digest(), Plan: plan.Digest,
		Record: record.Digest, Seal: &plan.Digest, Release: moment0, Conclude: moment0, Made: act,
	}
	do(t, s, func(w store.Writer) error {
		for _, step := range []func() error{
			func() error { return w.PutBlob(plan) },
			func() error { return w.PutBlob(record) },
			func() error { return w.PutBlob(file) },
			func() error { _, err := w.AppendLeaf(moment0, []byte("leaf 0")); return err },
			func() error { _, err := w.AppendLeaf(moment0, []byte("leaf 1")); return err },
			func() error { _, err := w.AddUser(store.User{Login: "甲"}); return err },
			func() error { return w.AddRegister(store.Register{ID: "county", Name: "示例县"}) },
			func() error {
				return w.AddVersion(store.Version{
					Register: "county", Number: 1, Frame: f.Digest(), Sites: f.Len(), Made: act, Attachments: []store.Attachment{a},
				})
			},
			func() error { return w.PutEdit("county", store.Edit{ID: "x"}, act) },
			func() error { return w.AddChange(store.Change{Register: "county", Kind: "edit", Made: act}) },
			func() error { return w.AddPlan(store.Plan{Name: "p", Digest: plan.Digest, Made: act}) },
			func() error {
				return w.AddSeal(store.Seal{Number: 1, Digest: plan.Digest, Register: "county", Version: 1, Plan: plan.Digest, Made: act})
			},
			func() error { return w.AddSealText(plan.Digest, store.SealText{Text: "天道酬勤", Made: act}) },
			func() error { return w.CloseSeal(plan.Digest, store.Closing{At: moment0, Leaf: 1}) },
			func() error { return w.SetSealSignature(plan.Digest, "signature") },
			func() error { return w.AddDraw(d) },
			func() error { return w.OpenSeal(plan.Digest, 1) },
			func() error {
				return w.AddDrawEvent(store.DrawEvent{Draw: 1, Kind: store.Released, Leaf: 1, Made: act})
			},
			func() error { return w.Assign(store.Assignment{Draw: 1, User: 1, Day: "2026-11-22"}) },
			func() error {
				_, err := w.AddRoutes(store.Routes{Draw: 1, Digest: routes.Digest, Itinerary: routes, Summary: []byte("{}"), Teams: []byte("{}"), Made: act})
				return err
			},
			func() error {
				_, err := w.AddRoutes(store.Routes{Draw: 1, Digest: routes.Digest, Itinerary: routes, Replaces: 1, Why: store.Swapped, Made: act})
				return err
			},
			func() error {
				return w.AddAudit(store.Audit{Made: act, Address: "::1", Action: "a", Detail: []byte("{}")})
			},
			func() error {
				return w.AddAudit(store.Audit{Made: act, Address: "::1", Action: "b", Detail: []byte("{}")})
			},
		} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	d.Number, d.Seal = 2, nil
	return d
}

// fillDrills puts two drills with a round of each draw that there is, a crew of each
// kind, an inspector and findings into a store that fillDraws has filled.
func fillDrills(t testing.TB, s *Store) {
	t.Helper()
	act := store.Act{By: 1, At: moment0}
	d := store.Drill{Name: "friday", Register: "county", Plan: packed(t, "plan").Digest, Object: []byte("{}"), Leaf: 1, Made: act}
	d.Digest = sha256.Sum256(d.Object)
	c := store.Crew{Draw: 1, Lot: 1, Digest: d.Digest, Body: d.Object, Inspectors: []byte("[]"), Leaf: 1, Made: act}
	do(t, s, func(w store.Writer) error {
		for _, step := range []func() error{
			func() error { _, err := w.AddDrill(d, rounds(3)); return err },
			func() error {
				return w.SetRound(store.Round{Drill: 1, Number: 1, State: store.RoundMade, Draw: 1, Made: act})
			},
			func() error { return w.EndDrill(1, act) },
			func() error { d.Name = "daily"; _, err := w.AddDrill(d, nil); return err },
			func() error { return w.EndDrill(2, act) },
			func() error { return w.AddCrew(c) },
			func() error { c.Lot = 2; return w.AddCrew(c) },
			func() error { return w.DropCrewPeople(1, 1, moment0) },
			func() error { return w.PutInspector(store.Inspector{ID: "甲", Object: []byte("{}"), Changed: act}) },
			func() error { return w.AddFindings([]store.Finding{{Draw: 1, Site: "a"}, {Draw: 1, Site: "b"}}) },
		} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
}

// rounds are those of a drill, an hour apart.
func rounds(count int) []store.Round {
	list := make([]store.Round, count)
	for i := range list {
		list[i] = store.Round{Number: int64(i + 1), Due: moment0.Add(time.Duration(i) * time.Hour)}
	}
	return list
}

// addDraws adds draws with a leaf each.
func addDraws(w store.Writer, d store.Draw, count int) error {
	for range count {
		leaf, err := w.AppendLeaf(moment0, fmt.Appendf(nil, "draw %d", d.Number))
		if err != nil {
			return err
		}
		d.Leaf = leaf
		if err := w.AddDraw(d); err != nil {
			return err
		}
		d.Number++
	}
	return nil
}

// outside opens the file as a stranger's tool does.
func outside(t testing.TB, s *Store) *sql.DB {
	t.Helper()
	db, err := connect(s.path, writing, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
