// Package storetest is what every store has to pass. It uses nothing but the
// interface, so that two databases that pass it can stand in for each other.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) store.Store { return open(t, t.TempDir()) })
//	}
package storetest

import (
	"context"
	"errors"
	"testing"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// Run runs the suite. The function opens an empty store; Run closes it.
func Run(t *testing.T, open func(*testing.T) store.Store) {
	t.Helper()
	for _, group := range [][]scenario{
		bodies(), registers(), drafts(), plans(), seals(), draws(), routes(), drills(), rounds(), crews(), users(), logs(),
		notes(), calls(), together(),
	} {
		for _, s := range group {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				h := house{t: t, Store: open(t)}
				defer func() {
					if err := h.Close(); err != nil {
						t.Errorf("Close() = %v, want nil", err)
					}
				}()
				s.run(&h)
			})
		}
	}
}

// scenario is one behaviour of a store.
type scenario struct {
	name string
	run  func(*house)
}

// house is a store and what a scenario asks of it. Whatever it does not expect
// ends the scenario.
type house struct {
	store.Store

	t *testing.T
}

// do writes, and wants no error.
func (h *house) do(f func(store.Writer) error) {
	h.t.Helper()
	if err := h.Update(context.Background(), f); err != nil {
		h.t.Fatalf("Update() = %v, want nil", err)
	}
}

// see reads, and wants no error.
func (h *house) see(f func(store.Reader) error) {
	h.t.Helper()
	if err := h.View(context.Background(), f); err != nil {
		h.t.Fatalf("View() = %v, want nil", err)
	}
}

// refusal is an error that the contract names.
type refusal struct {
	code geo.Code
	kind geo.Kind
	noun string
}

func notFound(noun string) refusal { return refusal{store.ErrNotFound, geo.NotFound, noun} }
func exists(noun string) refusal   { return refusal{store.ErrExists, geo.Conflict, noun} }
func state(noun string) refusal    { return refusal{store.ErrState, geo.Conflict, noun} }
func erased(noun string) refusal   { return refusal{store.ErrErased, geo.Conflict, noun} }

// refuse wants a write to be refused.
func (h *house) refuse(want refusal, f func(store.Writer) error) {
	h.t.Helper()
	h.want(want, h.Update(context.Background(), f))
}

// lack wants a look-up to be refused.
func (h *house) lack(want refusal, f func(store.Reader) error) {
	h.t.Helper()
	h.want(want, h.View(context.Background(), f))
}

func (h *house) want(want refusal, err error) {
	h.t.Helper()
	e, is := errors.AsType[*geo.Error](err)
	if !is {
		h.t.Fatalf("got %v, want %v of %q", err, want.code, want.noun)
	}
	if got := (refusal{e.Code, e.Kind, e.At.Column}); got != want {
		h.t.Fatalf("got %v (%v), want %v", got, err, want)
	}
}

// same compares what came out with what should.
func same[T any](h *house, what string, got, want T) {
	h.t.Helper()
	if difference := differ(got, want); difference != "" {
		h.t.Fatalf("%s differs (-want +got):\n%s", what, difference)
	}
}
