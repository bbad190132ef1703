package server

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// drawUnits are the units of the sites of a draw's tests.
var drawUnits = []string{"城管局", "市场局"}

// drawFrame is a county of three towns with markets and toilets. Names of sites
// are made so that each can be found in an answer and in nothing else.
func drawFrame(t *testing.T, seed string) *sampler.Frame {
	t.Helper()
	source := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(seed))))
	at := func() geo.Point {
		return geo.Point{Lon: geo.E7(1172000000 + source.IntN(5000000)), Lat: geo.E7(282900000 + source.IntN(5000000))}
	}
	var sites []geo.Site
	add := func(kind, category string, town, n int) {
		id := fmt.Sprintf("%s-%08x", kind, source.Uint32())
		sites = append(sites, geo.Site{
			ID: id, Name: "名称" + id, Category: category, Area: fmt.Sprintf("3606811%02d000", town),
			Unit: drawUnits[n%len(drawUnits)], Geometry: at(),
		})
	}
	for town := range 3 {
		add("town", "XZZF", town+1, town)
		for n := range 8 {
			add("market", "SC", town+1, n)
			add("toilet", "GGCS", town+1, n)
		}
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The plans of the tests: one with reserves in two stages, and one without.
const (
	planReserves = `{"name":"reserves","title":"有备选的方案","steps":[
		{"id":"towns","category":["XZZF"],"n":2},
		{"id":"markets","category":["SC"],"within":"towns","n":2,"reserve":2},
		{"id":"toilets","category":["GGCS"],"by":"unit","allocate":"each","n":1,"reserve":2,"method":"map"}]}`
	planPlain = `{"name":"plain","steps":[{"id":"towns","category":["XZZF"],"n":2},
		{"id":"markets","category":["SC"],"within":"towns","n":3}]}`
)

// newDrawHouse is a house with a published register "county", the two plans, the
// accounts of all roles and the log's key.
func newDrawHouse(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	key, err := transparency.NewKey("draws.example/test", rand.NewChaCha8(sha256.Sum256([]byte("key"))))
	if err != nil {
		t.Fatal(err)
	}
	h.Keys.Log = string(transparency.MarshalKey(key))
	h.Keys.Sealed = sha256.Sum256([]byte("sealed"))
	h.county("county", drawFrame(t, t.Name()))
	for _, plan := range []string{planReserves, planPlain} {
		name := strings.Split(plan, `"`)[3]
		h.want(h.do("office", http.MethodPut, "/plans/"+name, plan), http.StatusCreated, nil)
	}
	h.update(func(w store.Writer) error {
		for _, role := range []string{"office", "inspector", "unit", "viewer"} {
			if _, err := w.AddUser(store.User{Login: "login-" + role, Role: role, Made: store.Act{At: h.now()}}); err != nil {
				return err
			}
		}
		return nil
	})
	return h
}

// county makes a register with one version.
func (h *house) county(id string, f *sampler.Frame) {
	h.t.Helper()
	ctx := context.Background()
	if err := store.PutFrame(ctx, h.Store, f); err != nil {
		h.t.Fatal(err)
	}
	act := store.Act{By: 1, At: h.now()}
	h.update(func(w store.Writer) error {
		if err := w.AddRegister(store.Register{ID: id, Name: id, Made: act}); err != nil {
			return err
		}
		leaf, err := appendLeaf(w, act.At, transparency.Version{
			Register: id, Number: 1, Digest: transparency.Digest(f.Digest()), Sites: int64(f.Len()),
		})
		if err != nil {
			return err
		}
		return w.AddVersion(store.Version{Register: id, Number: 1, Frame: f.Digest(), Sites: f.Len(), Leaf: leaf, Made: act})
	})
}

func (h *house) update(f func(store.Writer) error) {
	h.t.Helper()
	if err := h.Store.Update(context.Background(), f); err != nil {
		h.t.Fatal(err)
	}
}

// due does what is due after some time.
func (h *house) due(after time.Duration) {
	h.t.Helper()
	h.pass(after)
	if err := h.Due(context.Background()); err != nil {
		h.t.Fatalf("Due: %v", err)
	}
}

// object is a body.
type object = map[string]any

// made makes a draw as somebody and returns its number.
func (h *house) made(who string, order object) int64 {
	h.t.Helper()
	var d drawView
	a := h.do(who, http.MethodPost, "/draws", order)
	h.want(a, http.StatusCreated, &d)
	if want := fmt.Sprintf("%s/draws/%d", base, d.Number); a.header.Get("Location") != want {
		h.t.Errorf("Location = %q, want %q", a.header.Get("Location"), want)
	}
	return d.Number
}

func (h *house) draw(number int64) store.Draw {
	h.t.Helper()
	var d store.Draw
	err := h.Store.View(context.Background(), func(v store.Reader) (err error) {
		d, err = v.Draw(number)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return d
}

func (h *house) record(number int64) *sampler.Record {
	h.t.Helper()
	d := h.draw(number)
	r, err := h.readRecord(context.Background(), &d)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func drawPath(number int64, rest string) string { return fmt.Sprintf("/draws/%d%s", number, rest) }
