package access

import (
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"sitedraw/geo"
)

// Rate is how often something may happen: Burst times at once, and then once in
// each Every.
type Rate struct {
	Every time.Duration
	Burst int
}

// Limiter holds each of many keys, addresses or accounts, to one rate by a bucket
// of tokens. It remembers a bounded number of keys; one that has not come up for
// half that many others starts with a full bucket again. Goroutines may share it.
type Limiter struct {
	rate    Rate
	clock   steady
	mu      sync.Mutex
	buckets recent[*rate.Limiter]
}

// NewLimiter returns a Limiter that remembers at most so many keys, about 200
// bytes each, or ErrLimit if nothing could ever happen.
func NewLimiter(r Rate, keys int, clock func() time.Time) (*Limiter, error) {
	if r.Every <= 0 || r.Burst < 1 || keys < 2 {
		return nil, &geo.Error{Code: ErrLimit}
	}
	return &Limiter{rate: r, clock: steady{clock: clock}, buckets: newRecent[*rate.Limiter](keys)}, nil
}

// Allow takes one token from a key's bucket. If there is none it takes nothing and
// says how long to wait for the next.
func (l *Limiter) Allow(name string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket := l.buckets.at(keyOf(name), func() *rate.Limiter {
		return rate.NewLimiter(rate.Every(l.rate.Every), l.rate.Burst)
	})
	now := l.clock.now()
	if bucket.AllowN(now, 1) {
		return 0, true
	}
	lacking := 1 - bucket.TokensAt(now)
	return max(time.Duration(lacking*float64(l.rate.Every)), 1), false
}

// Later is the error for somebody who has to wait: ErrRate with the seconds,
// rounded up, as a Retry-After header has them.
func Later(wait time.Duration) error {
	seconds := (wait + time.Second - 1) / time.Second
	return &geo.Error{Code: ErrRate, Kind: geo.Unavailable, Want: strconv.FormatInt(int64(seconds), 10)}
}
