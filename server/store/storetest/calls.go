package storetest

import (
	"context"
	"errors"
	"runtime"
	"strconv"

	"sitedraw/geo"
	"sitedraw/server/store"
)

func calls() []scenario {
	return []scenario{
		{"UpdateError", (*house).checkUpdateError},
		{"UpdatePanic", (*house).checkUpdatePanic},
		{"UpdateExit", (*house).checkUpdateExit},
		{"UpdateAfterRefusal", (*house).checkUpdateAfterRefusal},
		{"Cancelled", (*house).checkCancelled},
		{"ViewPanic", (*house).checkViewPanic},
		{"ViewIsStill", (*house).checkViewIsStill},
		{"ViewWritesNothing", (*house).checkViewWritesNothing},
		{"Closed", (*house).checkClosed},
	}
}

// write is something that a scenario undoes.
func write(w store.Writer) error {
	return firstError(
		func() error { return w.AddRegister(store.Register{ID: "undone"}) },
		func() error { _, err := w.AppendLeaf(later(0), []byte("undone")); return err },
	)
}

// wantNothing wants nothing of write to be there, and the store to go on.
func (h *house) wantNothing() {
	h.t.Helper()
	h.lack(notFound("register"), func(r store.Reader) error { _, err := r.Register("undone"); return err })
	h.do(func(w store.Writer) error {
		size, err := w.LogSize()
		same(h, "LogSize", size, 0)
		if err != nil {
			return err
		}
		_, err = w.AppendLeaf(later(1), []byte("kept"))
		return err
	})
}

// own is a scenario's own error.
type own struct{}

func (own) Error() string { return "own" }

var errOwn error = own{}

func (h *house) checkUpdateError() {
	err := h.Update(context.Background(), func(w store.Writer) error {
		if err := write(w); err != nil {
			return err
		}
		return errOwn
	})
	if !errors.Is(err, errOwn) {
		h.t.Errorf("Update() = %v, want the function's own error", err)
	}
	h.wantNothing()
}

func (h *house) checkUpdatePanic() {
	func() {
		defer func() { same(h, "panic", recover(), any(errOwn)) }()
		_ = h.Update(context.Background(), func(w store.Writer) error {
			if err := write(w); err != nil {
				return err
			}
			panic(errOwn)
		})
		h.t.Error("Update() returned, want the function's panic")
	}()
	h.wantNothing()
}

// A goroutine that ends in the middle, as t.FailNow ends one, leaves nothing.
func (h *house) checkUpdateExit() {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = h.Update(context.Background(), func(w store.Writer) error {
			if err := write(w); err != nil {
				return err
			}
			runtime.Goexit()
			return nil
		})
	}()
	<-ended
	h.wantNothing()
}

// What is refused does not undo what stood before it in the same function.
func (h *house) checkUpdateAfterRefusal() {
	h.do(func(w store.Writer) error {
		if err := w.AddRegister(store.Register{ID: "a"}); err != nil {
			return err
		}
		h.want(exists("register"), w.AddRegister(store.Register{ID: "a"}))
		return w.AddRegister(store.Register{ID: "b"})
	})
	h.see(func(r store.Reader) error {
		list, err := r.Registers(store.TextPage{})
		same(h, "Registers", len(list), 2)
		return err
	})
}

func (h *house) checkCancelled() {
	ctx, cancel := context.WithCancel(context.Background())
	err := h.Update(ctx, func(w store.Writer) error {
		if err := write(w); err != nil {
			return err
		}
		cancel()
		_, err := w.LogSize()
		return err
	})
	if !errors.Is(err, context.Canceled) {
		h.t.Errorf("Update() = %v, want %v", err, context.Canceled)
	}
	for name, call := range map[string]func() error{
		"Update": func() error { return h.Update(ctx, func(store.Writer) error { return errOwn }) },
		"View":   func() error { return h.View(ctx, func(store.Reader) error { return errOwn }) },
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			h.t.Errorf("%s(ended) = %v, want %v without a call", name, err, context.Canceled)
		}
	}
	h.wantNothing()
}

func (h *house) checkViewPanic() {
	for range 20 { // more than there are connections
		func() {
			defer func() { same(h, "panic", recover(), any(errOwn)) }()
			_ = h.View(context.Background(), func(store.Reader) error { panic(errOwn) })
		}()
	}
	h.wantNothing()
}

// A view sees one state, and the next one sees what was written meanwhile.
func (h *house) checkViewIsStill() {
	h.see(func(r store.Reader) error {
		for n := range 3 {
			written := make(chan error)
			go func() {
				written <- h.Update(context.Background(), func(w store.Writer) error {
					return w.AddRegister(store.Register{ID: strconv.Itoa(n)})
				})
			}()
			if err := <-written; err != nil {
				return err
			}
			list, err := r.Registers(store.TextPage{})
			if err != nil {
				return err
			}
			same(h, "Registers", len(list), 0)
		}
		return nil
	})
	h.see(func(r store.Reader) error {
		list, err := r.Registers(store.TextPage{})
		same(h, "Registers", len(list), 3)
		return err
	})
}

// Even one who mistakes a Reader for a Writer changes nothing.
func (h *house) checkViewWritesNothing() {
	_ = h.View(context.Background(), func(r store.Reader) error {
		if w, is := r.(store.Writer); is && write(w) == nil {
			h.t.Error("a View wrote, want an error")
		}
		return nil
	})
	h.wantNothing()
}

func (h *house) checkClosed() {
	if err := h.Close(); err != nil {
		h.t.Fatalf("Close() = %v, want nil", err)
	}
	closed := refusal{store.ErrClosed, geo.Unavailable, "database"}
	h.refuse(closed, write)
	h.lack(closed, func(store.Reader) error { return nil })
}
