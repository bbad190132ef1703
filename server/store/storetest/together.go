package storetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"sitedraw/server/store"
)

func together() []scenario {
	return []scenario{
		{"ManyWriters", (*house).checkManyWriters},
		{"WaitingEnds", (*house).checkWaitingEnds},
		{"CloseWaitsForView", (*house).checkCloseWaitsForView},
		{"CloseWaitsForUpdate", (*house).checkCloseWaitsForUpdate},
	}
}

// Fifty at once lose nothing, number without gaps, and leave no trace of those
// that fail; readers in between see whole updates only.
func (h *house) checkManyWriters() {
	const writers, each = 50, 8
	v := h.county()
	draw := h.draw(v, 1)
	var all sync.WaitGroup
	for n := range writers {
		all.Go(func() {
			for i := range each {
				h.writeOne(draw, (n+i)%5 == 0)
			}
		})
	}
	for range 4 {
		all.Go(func() {
			for range 50 {
				h.checkWhole()
			}
		})
	}
	all.Wait()
	h.checkWhole()
	h.see(func(r store.Reader) error {
		size, err := r.LogSize()
		same(h, "LogSize", size, 1+writers*each*4/5)
		return err
	})
}

// writeOne adds a leaf and the draw it is of, or fails after both.
func (h *house) writeOne(d store.Draw, fails bool) {
	err := h.Update(context.Background(), func(w store.Writer) error {
		last, err := w.Draws(store.DrawFilter{}, store.NumberPage{Limit: 1, Newest: true})
		if err != nil {
			return err
		}
		if len(last) > 0 {
			d.Number = last[0].Number + 1
		}
		if d.Leaf, err = w.AppendLeaf(later(0), fmt.Appendf(nil, "draw %d", d.Number)); err != nil {
			return err
		}
		if err := w.AddDraw(d); err != nil {
			return err
		}
		if fails {
			return errOwn
		}
		return nil
	})
	if (err != nil) != fails {
		h.t.Errorf("Update() = %v, want an error: %v", err, fails)
	}
}

// checkWhole wants one leaf for each draw, in order, after the version's.
func (h *house) checkWhole() {
	err := h.View(context.Background(), func(r store.Reader) error {
		size, err := r.LogSize()
		if err != nil {
			return err
		}
		list, err := r.Draws(store.DrawFilter{}, store.NumberPage{Limit: 1000})
		if err != nil {
			return err
		}
		if int64(len(list)) != size-1 {
			h.t.Errorf("%d draws beside %d leaves, want one leaf more", len(list), size)
		}
		for i, d := range list {
			if d.Number != int64(i+1) || d.Leaf != int64(i+1) {
				h.t.Errorf("draw %d is number %d with leaf %d", i+1, d.Number, d.Leaf)
			}
		}
		return nil
	})
	if err != nil {
		h.t.Errorf("View() = %v, want nil", err)
	}
}

// One whose context ends while another writes need not wait for him, and is not
// called afterwards.
func (h *house) checkWaitingEnds() {
	inside, leave := make(chan struct{}), make(chan struct{})
	first := make(chan error)
	go func() {
		first <- h.Update(context.Background(), func(store.Writer) error {
			inside <- struct{}{}
			<-leave
			return nil
		})
	}()
	<-inside
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	err := h.Update(ctx, func(store.Writer) error {
		h.t.Error("called after its context had ended")
		return nil
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		h.t.Errorf("Update() = %v, want %v", err, context.DeadlineExceeded)
	}
	close(leave)
	if err := <-first; err != nil {
		h.t.Errorf("Update() = %v, want nil", err)
	}
	h.wantNothing()
}

// Close waits for the view or the update that runs.
func (h *house) checkCloseWaits(call func(inside func()) error) {
	entered, leave := make(chan struct{}), make(chan struct{})
	result, closed := make(chan error), make(chan error, 1)
	go func() {
		result <- call(func() {
			entered <- struct{}{}
			<-leave
		})
	}()
	<-entered
	go func() { closed <- h.Close() }()
	for !errors.Is(h.View(context.Background(), func(store.Reader) error { return nil }), store.ErrClosed) {
		runtime.Gosched() // until Close has begun
	}
	for range 1000 { // a Close that does not wait has time to return
		runtime.Gosched()
	}
	select {
	case err := <-closed:
		h.t.Fatalf("Close() = %v before what was running had ended", err)
	default:
	}
	close(leave)
	if err := <-result; err != nil {
		h.t.Errorf("call while closing = %v, want nil", err)
	}
	if err := <-closed; err != nil {
		h.t.Errorf("Close() = %v, want nil", err)
	}
}

func (h *house) checkCloseWaitsForView() {
	h.checkCloseWaits(func(inside func()) error {
		return h.View(context.Background(), func(r store.Reader) error {
			inside()
			_, err := r.LogSize()
			return err
		})
	})
}

func (h *house) checkCloseWaitsForUpdate() {
	h.checkCloseWaits(func(inside func()) error {
		return h.Update(context.Background(), func(w store.Writer) error {
			inside()
			return write(w)
		})
	})
}
