package access

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

func (r *recent[V]) size() int { return len(r.young) + len(r.older) }

// However keys come, no more than the bound are remembered, and one that comes
// again before half the bound of others is never forgotten.
func TestRecent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(2, 20).Draw(t, "most")
		keys := rapid.SliceOf(rapid.IntRange(0, 30)).Draw(t, "keys")
		r := newRecent[int](most)
		last := map[int]int{} // where a key came last
		for i, k := range keys {
			made := false
			got := r.at(keyOf(fmt.Sprint(k)), func() int { made = true; return k })
			others := map[int]bool{}
			if since, before := last[k]; before {
				for _, other := range keys[since+1 : i] {
					others[other] = true
				}
				if made && len(others) < most/2 {
					t.Fatalf("key %d forgotten after %d others of %d", k, len(others), most)
				}
			} else if !made {
				t.Fatalf("key %d was there before it came", k)
			}
			if got != k || r.size() > most {
				t.Fatalf("at(%d) = %d with %d keys, want at most %d", k, got, r.size(), most)
			}
			last[k] = i
		}
	})
}

func limiter(tb testing.TB, r Rate, keys int, clock func() time.Time) *Limiter {
	tb.Helper()
	l, err := NewLimiter(r, keys, clock)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

func TestLimiter(t *testing.T) {
	w := newWatch()
	l := limiter(t, Rate{Every: 10 * time.Second, Burst: 3}, 100, w.clock)
	for i, step := range []struct {
		pass time.Duration
		key  string
		wait time.Duration
	}{
		{0, "a", 0}, {0, "a", 0}, {0, "a", 0},
		{0, "a", 10 * time.Second},
		{0, "a", 10 * time.Second}, // a refusal takes nothing
		{0, "b", 0},                // others are not touched
		{4 * time.Second, "a", 6 * time.Second},
		{6 * time.Second, "a", 0},
		{0, "a", 10 * time.Second},
		{time.Hour, "a", 0}, {0, "a", 0}, {0, "a", 0}, // full, not fuller
		{0, "a", 10 * time.Second},
		{-time.Hour, "a", 10 * time.Second}, // the clock was set back
		{10 * time.Second, "a", 0},
	} {
		w.pass(step.pass)
		wait, ok := l.Allow(step.key)
		if d := wait - step.wait; ok != (step.wait == 0) || d < -time.Microsecond || d > time.Microsecond {
			t.Errorf("step %d: Allow(%s) = %v, %v, want %v", i, step.key, wait, ok, step.wait)
		}
	}
}

// Against a count with whole numbers: never more than the burst and one in each
// interval; and who waits as long as he is told gets in.
func TestLimiterKeepsItsRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rate{
			Every: time.Duration(rapid.IntRange(1, 5000).Draw(t, "every")) * time.Millisecond,
			Burst: rapid.IntRange(1, 10).Draw(t, "burst"),
		}
		w := newWatch()
		l, err := NewLimiter(r, 10, w.clock)
		if err != nil {
			t.Fatal(err)
		}
		start, allowed := w.now, 0
		for _, ms := range rapid.SliceOfN(rapid.IntRange(0, 3000), 1, 60).Draw(t, "passes") {
			w.pass(time.Duration(ms) * time.Millisecond)
			wait, ok := l.Allow("key")
			if !ok {
				if wait <= 0 || wait > r.Every {
					t.Fatalf("Allow = %v, want up to %v", wait, r.Every)
				}
				w.pass(wait + time.Microsecond)
				if _, ok = l.Allow("key"); !ok {
					t.Fatalf("refused after the wait of %v", wait)
				}
			}
			allowed++
			if most := r.Burst + int((w.now.Sub(start)+time.Microsecond)/r.Every); allowed > most {
				t.Fatalf("%d allowed in %v, want at most %d", allowed, w.now.Sub(start), most)
			}
		}
	})
}

func TestLimiterIsBounded(t *testing.T) {
	l := limiter(t, Rate{Every: time.Second, Burst: 1}, 1000, newWatch().clock)
	for i := range 20_000 {
		l.Allow(fmt.Sprint("address ", i))
	}
	if got := l.buckets.size(); got > 1000 {
		t.Errorf("%d keys remembered, want at most 1000", got)
	}
}

func TestLimiterIsShared(t *testing.T) {
	l := limiter(t, Rate{Every: time.Second, Burst: 50}, 10, newWatch().clock)
	var mu sync.Mutex
	var all sync.WaitGroup
	allowed := 0
	for range 200 {
		all.Go(func() {
			if _, ok := l.Allow("key"); ok {
				mu.Lock()
				defer mu.Unlock()
				allowed++
			}
		})
	}
	all.Wait()
	if allowed != 50 {
		t.Errorf("%d of 200 at once allowed, want 50", allowed)
	}
}

func TestLimitsThatAllowNothing(t *testing.T) {
	clock := newWatch().clock
	for _, test := range []struct {
		rate Rate
		keys int
	}{
		{Rate{}, 10}, {Rate{Every: time.Second}, 10}, {Rate{Burst: 1}, 10}, {Rate{-1, 1}, 10},
		{Rate{time.Second, 1}, 1}, {Rate{time.Second, 1}, 0},
	} {
		_, err := NewLimiter(test.rate, test.keys, clock)
		wantCode(t, fmt.Sprintf("NewLimiter(%v, %d)", test.rate, test.keys), err, ErrLimit)
	}
	for _, keys := range []int{-1, 0, 1} {
		_, err := NewLogInGuard(keys, clock)
		wantCode(t, fmt.Sprintf("NewLogInGuard(%d)", keys), err, ErrLimit)
	}
}

func TestLater(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		1: "1", time.Second: "1", time.Second + 1: "2", 15 * time.Minute: "900",
	} {
		err := Later(wait)
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != ErrRate || e.Want != want {
			t.Errorf("Later(%v) = %v, want %s of %s seconds", wait, err, ErrRate, want)
		}
	}
}

func BenchmarkLimiter(b *testing.B) {
	l := limiter(b, Rate{Every: time.Millisecond, Burst: 10}, 100_000, newWatch().clock)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l.Allow(AddressKey(numbered(i)))
	}
}
