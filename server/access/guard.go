package access

import (
	"net/netip"
	"sync"
	"time"

	"sitedraw/geo"
)

// LogInGuard slows those who guess passwords, in a way that cannot be used to lock
// out somebody else. Goroutines may share it.
//
// The rule: who tries to sign in is one of three.
//
//   - A device that has signed in to this account before, known by its cookie.
//     Only its own failures count, by pair of account and device.
//   - A neighbourhood (IPv4 /24, IPv6 /64, one private IPv4 address) in which
//     somebody has signed in to this account since the server started. Only
//     failures from there count, by pair of account and neighbourhood.
//   - A stranger. Failures from his neighbourhood count by the same pair, and with
//     those of all strangers together for the account.
//
// After five failures a pair has to pause five seconds before the next attempt,
// and after each further failure twice as long, to fifteen minutes; one failure is
// forgotten in each hour without an attempt. After fifty failures of strangers an
// account's strangers together pause one second, and so on to one minute; one
// failure is forgotten in ten minutes. An attempt that comes too early is refused
// without looking at the password and changes nothing, so that pauses end however
// often somebody knocks.
//
// So an attacker with a thousand addresses gets fifty attempts at an account, then
// about one a minute; its owner gets in at once with his device or from where he
// has been before, but has to take his turn among strangers elsewhere. Another
// account is not touched. One address that tries many accounts is for a [Limiter]
// by address to slow, which has to come first: a flood of invented logins would
// otherwise push out what is remembered of neighbourhoods. Logins that nobody has
// are counted like others.
//
// Each attempt counts as failed from the moment it is let in, so that a thousand at
// the same moment are not taken for one.
type LogInGuard struct {
	clock   steady
	mu      sync.Mutex
	tallies recent[*tally]
}

// Visitor is somebody who tries to sign in.
type Visitor struct {
	Login   string     // as typed; upper and lower case are alike
	Address netip.Addr // of the client
	Device  Device     // zero for one that has not signed in before
}

// NewLogInGuard returns a guard that remembers at most so many devices,
// neighbourhoods and accounts, about 200 bytes each, or ErrLimit for less than two.
func NewLogInGuard(remembered int, clock func() time.Time) (*LogInGuard, error) {
	if remembered < 2 {
		return nil, &geo.Error{Code: ErrLimit}
	}
	return &LogInGuard{clock: steady{clock: clock}, tallies: newRecent[*tally](remembered)}, nil
}

// Allow lets an attempt in, which counts as failed until it is known to be
// otherwise, or returns nil and how long to wait.
func (g *LogInGuard) Allow(v Visitor) (wait time.Duration, attempt *Attempt) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.now()
	a := g.attempt(v)
	for _, t := range a.counted() {
		wait = max(wait, t.wait(now))
	}
	if wait > 0 {
		return wait, nil
	}
	for _, t := range a.counted() {
		t.fail(now)
	}
	return 0, a
}

// attempt finds what counts for a visitor.
func (g *LogInGuard) attempt(v Visitor) *Attempt {
	login := folded(v.Login)
	a := &Attempt{guard: g, network: g.tally(pairPace, "network", login, networkKey(v.Address))}
	a.own = a.network
	switch {
	case v.Device.nonce != "" && v.Device.login == login:
		a.own = g.tally(pairPace, "device", login, v.Device.nonce)
	case !a.network.known:
		a.strangers = g.tally(accountPace, "account", login)
	}
	return a
}

func (g *LogInGuard) tally(p pace, parts ...string) *tally {
	return g.tallies.at(keyOf(parts...), func() *tally { return &tally{pace: p} })
}

// Attempt is one that was let in. If the password was wrong nothing need be done;
// otherwise one of its methods is called, once.
type Attempt struct {
	guard     *LogInGuard
	network   *tally // of the neighbourhood
	own       *tally // of the device, or else of the neighbourhood
	strangers *tally // of the account; nil for who is none
}

func (a *Attempt) counted() []*tally {
	if a.strangers == nil {
		return []*tally{a.own}
	}
	return []*tally{a.own, a.strangers}
}

// Succeeded forgets the failures of the device or neighbourhood. From now on the
// neighbourhood is no stranger to the account.
func (a *Attempt) Succeeded() {
	a.Unchecked()
	a.guard.mu.Lock()
	defer a.guard.mu.Unlock()
	a.own.failures = 0
	a.network.known = true
}

// Unchecked takes an attempt back whose password was not looked at, since the
// server was too busy.
func (a *Attempt) Unchecked() {
	a.guard.mu.Lock()
	defer a.guard.mu.Unlock()
	for _, t := range a.counted() {
		t.failures = max(t.failures-1, 0)
	}
}
