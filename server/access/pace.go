package access

import "time"

// pace says how failures slow what comes after them.
type pace struct {
	free    int           // failures before the first pause
	first   time.Duration // doubled with each further failure
	longest time.Duration
	forget  time.Duration // without an attempt, until one failure less counts
}

// The paces of a LogInGuard. At its slowest a pair has four attempts an hour and an
// account's strangers together sixty: half a million a year, of which a password
// of ten characters that is in no list has nothing to fear.
var (
	pairPace    = pace{free: 5, first: 5 * time.Second, longest: 15 * time.Minute, forget: time.Hour}
	accountPace = pace{free: 50, first: time.Second, longest: time.Minute, forget: 10 * time.Minute}
)

// after is the pause after so many failures.
func (p pace) after(failures int) time.Duration {
	if failures < p.free {
		return 0
	}
	pause := p.first
	for i := p.free; i < failures && pause < p.longest; i++ {
		pause *= 2
	}
	return min(pause, p.longest)
}

// tally counts failures.
type tally struct {
	pace     pace
	failures int       // at the time of the last
	last     time.Time // attempt that was let in
	known    bool      // of a neighbourhood: somebody has signed in there
}

// wait is how long until the next attempt.
func (t *tally) wait(now time.Time) time.Duration {
	return max(t.pace.after(t.remembered(now))-now.Sub(t.last), 0)
}

// remembered is how many failures still count.
func (t *tally) remembered(now time.Time) int {
	return max(t.failures-int(now.Sub(t.last)/t.pace.forget), 0)
}

// fail counts one more, as long as it makes a difference, so that a long attack is
// forgotten as soon as a short one.
func (t *tally) fail(now time.Time) {
	t.failures = t.remembered(now)
	if t.pace.after(t.failures) < t.pace.longest {
		t.failures++
	}
	t.last = now
}
