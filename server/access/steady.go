package access

import "time"

// steady is a clock that stands still when the one below it is set back, so that
// nobody has to wait until that one has caught up.
type steady struct {
	clock func() time.Time
	last  time.Time
	ahead time.Duration // of the clock below
}

func (s *steady) now() time.Time {
	now := s.clock().Add(s.ahead)
	if now.Before(s.last) {
		s.ahead += s.last.Sub(now)
		now = s.last
	}
	s.last = now
	return now
}
