package tile

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"sitedraw/geo"
)

func TestCacheMakesOnce(t *testing.T) {
	c := NewCache[int](1000, func(v int) int64 { return int64(v) })
	var made atomic.Int32
	started, all := make(chan struct{}), sync.WaitGroup{}
	for range 20 {
		all.Go(func() {
			got, err := c.Get(7, func() (int, error) {
				<-started
				made.Add(1)
				return 10, nil
			})
			if got != 10 || err != nil {
				t.Errorf("Get = %d, %v, want 10", got, err)
			}
		})
	}
	close(started)
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("it was made %d times", made.Load())
	}
}

func TestCacheForgets(t *testing.T) {
	c := NewCache[int](25, func(int) int64 { return 10 })
	made := 0
	get := func(key int) {
		t.Helper()
		if got, err := c.Get(key, func() (int, error) { made++; return key * 2, nil }); got != key*2 || err != nil {
			t.Fatalf("Get(%d) = %d, %v", key, got, err)
		}
	}
	for _, step := range []struct{ key, made int }{{1, 1}, {2, 2}, {1, 2}, {3, 3}, {1, 3}, {2, 4}, {3, 5}} {
		if get(step.key); made != step.made {
			t.Errorf("after Get(%d) %d were made, want %d", step.key, made, step.made)
		}
	}
	if c.used != 20 || c.recent.Len() != 2 || len(c.known) != 2 {
		t.Errorf("the cache has %d bytes in %d entries, want 20 in 2", c.used, c.recent.Len())
	}
	big := NewCache[int](5, func(int) int64 { return 10 })
	if got, err := big.Get(1, func() (int, error) { return 1, nil }); got != 1 || err != nil || big.used != 0 {
		t.Errorf("what is too long is kept: %d bytes", big.used)
	}
}

func TestCacheKeepsNoError(t *testing.T) {
	c := NewCache[int](25, func(int) int64 { return 1 })
	wrong := &geo.Error{Code: ErrAddress}
	if _, err := c.Get(1, func() (int, error) { return 0, wrong }); !errors.Is(err, wrong) {
		t.Errorf("Get = %v, want the error", err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = c.Get(1, func() (int, error) { panic("fault") })
	}()
	if got, err := c.Get(1, func() (int, error) { return 5, nil }); got != 5 || err != nil || c.used != 1 {
		t.Errorf("after an error and a panic Get = %d, %v", got, err)
	}
}

// What is being made counts for nothing yet, and is not dropped.
func TestCacheKeepsWhatIsBeingMade(t *testing.T) {
	c := NewCache[int](10, func(int) int64 { return 10 })
	got, err := c.Get(1, func() (int, error) {
		for _, other := range []int{2, 3} {
			if _, err := c.Get(other, func() (int, error) { return other, nil }); err != nil {
				return 0, err
			}
		}
		return 1, nil
	})
	if _, known := c.known[1]; got != 1 || err != nil || !known || c.used != 10 || c.recent.Len() != 1 {
		t.Errorf("Get = %d, %v; the cache has %d entries of %d bytes", got, err, c.recent.Len(), c.used)
	}
}
