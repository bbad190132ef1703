package remote

import (
	"context"
	"encoding/binary"
	"io"
	"time"
)

// Pauses before another try: the first, and the longest, which is also the longest
// that a server can ask for.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 2 * time.Minute
)

// turn waits until the rate lets a request leave.
func (s *session) turn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := s.Now()
	if wait := s.limiter.ReserveN(now, 1).DelayFrom(now); wait > 0 {
		return s.Sleep(ctx, wait)
	}
	return nil
}

// pause waits after a try, from 1, that failed: twice as long as the time before, of
// which up to half is left to chance, lest many programs come back at once; and at
// least as long as the server says.
func (s *session) pause(ctx context.Context, try int, after time.Duration) error {
	wait := min(firstPause<<min(try-1, 16), longestPause)
	chance, err := s.chance(wait / 2)
	if err != nil {
		return err
	}
	return s.Sleep(ctx, max(wait-chance, after))
}

// chance is a time from 0 to most.
func (s *session) chance(most time.Duration) (time.Duration, error) {
	if s.Random == nil {
		return 0, nil
	}
	var word [8]byte
	if _, err := io.ReadFull(s.Random, word[:]); err != nil {
		return 0, err
	}
	return time.Duration(binary.BigEndian.Uint64(word[:]) % uint64(most+1)), nil
}
