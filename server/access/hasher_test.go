package access

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"sitedraw/geo"
)

var cheap = Cost{KiB: 8, Passes: 1, Lanes: 1}

func cheapHasher(tb testing.TB) *Hasher {
	tb.Helper()
	h, err := NewHasher(HasherOptions{Cost: cheap, AtOnce: 2})
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

func TestHashAndVerify(t *testing.T) {
	h := cheapHasher(t)
	stored, err := h.Hash(t.Context(), "烟雨 office １２３ é", chance(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		password string
		want     bool
	}{
		{"烟雨 office １２３ é", true},
		{"烟雨 office 123 e\u0301", true}, // an input method's digits, and é in two parts
		{"烟雨 Office 123 é", false},
		{"烟雨 office 123 é ", false},
		{"", false},
		{"烟雨 office 123 é\x00", false},
		{strings.Repeat("x", mostPassword+1), false},
	} {
		ok, rehash, err := h.Verify(t.Context(), stored, test.password)
		if ok != test.want || rehash || err != nil {
			t.Errorf("Verify(%q) = %v, %v, %v, want %v, false, no error", test.password, ok, rehash, err, test.want)
		}
	}
}

func TestHashIsSalted(t *testing.T) {
	h := cheapHasher(t)
	random := chance(1)
	one, _ := h.Hash(t.Context(), "the same password", random)
	two, _ := h.Hash(t.Context(), "the same password", random)
	again, _ := h.Hash(t.Context(), "the same password", chance(1))
	if one == two || one != again {
		t.Errorf("Hash = %q, then %q; from the beginning %q", one, two, again)
	}
}

func TestVerifyWantsANewHashWhenTheCostChanged(t *testing.T) {
	old := cheapHasher(t)
	stored, _ := old.Hash(t.Context(), "the same password", chance(1))
	for _, cost := range []Cost{{16, 1, 1}, {8, 2, 1}, {16, 1, 2}} {
		h, err := NewHasher(HasherOptions{Cost: cost, AtOnce: 1})
		if err != nil {
			t.Fatal(err)
		}
		if ok, rehash, err := h.Verify(t.Context(), stored, "the same password"); !ok || !rehash || err != nil {
			t.Errorf("%v: Verify = %v, %v, %v, want a match and rehash", cost, ok, rehash, err)
		}
		if ok, rehash, err := h.Verify(t.Context(), stored, "another password"); ok || rehash || err != nil {
			t.Errorf("%v: Verify(other) = %v, %v, %v, want no match and no error", cost, ok, rehash, err)
		}
	}
}

// Somebody without an account is refused for each password, with the same work.
func TestVerifyNobody(t *testing.T) {
	h := cheapHasher(t)
	for _, password := range []string{"", "password", strings.Repeat("\x00", 32)} {
		if ok, rehash, err := h.Verify(t.Context(), "", password); ok || rehash || err != nil {
			t.Errorf("Verify(nobody, %q) = %v, %v, %v, want no match and no error", password, ok, rehash, err)
		}
	}
	h.queue <- struct{}{}
	h.queue <- struct{}{}
	_, _, err := h.Verify(t.Context(), "", "password")
	wantCode(t, "Verify(nobody) when busy", err, ErrBusy)
	_, _, err = h.Verify(t.Context(), "", strings.Repeat("x", mostPassword+1))
	wantCode(t, "Verify(too long) when busy", err, "") // refused without work
}

func TestNewHasherRefuses(t *testing.T) {
	for _, o := range []HasherOptions{
		{},
		{Cost: DefaultCost()},
		{Cost: DefaultCost(), AtOnce: 1, Waiting: -1},
		{Cost: Cost{7, 1, 1}, AtOnce: 1},
		{Cost: Cost{8, 0, 1}, AtOnce: 1},
		{Cost: Cost{8, 1, 0}, AtOnce: 1},
		{Cost: Cost{8, 1, 2}, AtOnce: 1},
		{Cost: Cost{mostKiB + 1, 1, 1}, AtOnce: 1},
		{Cost: Cost{64, mostPasses + 1, 1}, AtOnce: 1},
		{Cost: Cost{64, 1, mostLanes + 1}, AtOnce: 1},
	} {
		_, err := NewHasher(o)
		wantCode(t, "NewHasher("+o.Cost.String()+")", err, ErrCost)
	}
	if _, err := NewHasher(HasherOptions{Cost: DefaultCost(), AtOnce: 1}); err != nil {
		t.Errorf("NewHasher(default) = %v", err)
	}
}

func TestHasherRefuses(t *testing.T) {
	h := cheapHasher(t)
	if _, err := h.Hash(t.Context(), "password", failing{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Hash without randomness = %v, want %v", err, io.ErrUnexpectedEOF)
	}
	_, _, err := h.Verify(t.Context(), "$argon2id$", "password")
	wantCode(t, "Verify(damaged)", err, ErrPasswordHash)
	var e *geo.Error
	if !errors.As(err, &e) || e.Kind != geo.Internal {
		t.Errorf("Verify(damaged) = %v, want an internal error", err)
	}
}

// Of forty who come at once two compute, three wait, and the others are turned
// away; then all is as before.
func TestHasherBoundsItsWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, err := NewHasher(HasherOptions{Cost: cheap, AtOnce: 2, Waiting: 3})
		if err != nil {
			t.Fatal(err)
		}
		var inside, most, done, busy atomic.Int32
		open := make(chan struct{})
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() {
				err := h.work(t.Context(), func() {
					most.Store(max(most.Load(), inside.Add(1)))
					<-open
					inside.Add(-1)
				})
				switch {
				case err == nil:
					done.Add(1)
				case errors.Is(err, ErrBusy):
					busy.Add(1)
				}
			})
		}
		synctest.Wait()
		if inside.Load() != 2 || busy.Load() != 35 {
			t.Errorf("%d inside, %d turned away, want 2 and 35", inside.Load(), busy.Load())
		}
		close(open)
		all.Wait()
		if most.Load() != 2 || done.Load() != 5 || len(h.queue) != 0 || len(h.inside) != 0 {
			t.Errorf("%d at once, %d done, %d and %d left, want 2, 5, 0, 0", most.Load(), done.Load(), len(h.queue), len(h.inside))
		}
	})
}

func TestHasherStopsWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, err := NewHasher(HasherOptions{Cost: cheap, AtOnce: 1, Waiting: 1})
		if err != nil {
			t.Fatal(err)
		}
		h.inside <- struct{}{}
		h.queue <- struct{}{}
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() {
			_, err := h.Hash(ctx, "password", chance(1))
			result <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) || len(h.queue) != 1 {
			t.Errorf("Hash = %v with %d in the queue, want %v with 1", err, len(h.queue), context.Canceled)
		}
	})
}

// One log-in at the cost that is used.
func BenchmarkHash(b *testing.B) {
	h, err := NewHasher(HasherOptions{Cost: DefaultCost(), AtOnce: 1})
	if err != nil {
		b.Fatal(err)
	}
	stored, _ := h.Hash(b.Context(), "correct horse battery", chance(1))
	b.ReportAllocs()
	for b.Loop() {
		if ok, _, err := h.Verify(b.Context(), stored, "correct horse battery"); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
