package server

import (
	"sync"
	"sync/atomic"
	"time"

	"sitedraw/server/access"
)

// identity is who a session or token stands for.
type identity struct {
	who     access.Who
	hash    access.TokenHash
	token   int64 // its id; 0 for a session
	expires time.Time
	change  bool         // the password must be changed first
	read    time.Time    // from the store
	seen    atomic.Int64 // milliseconds; when its use was last written down
}

// live reports whether a session or token still opens anything.
func (i *identity) live(now time.Time) bool {
	idle := i.token == 0 && now.Sub(time.UnixMilli(i.seen.Load())) >= sessionIdle
	return now.Before(i.expires) && !idle
}

// due reports, to one of those who ask, that the use is to be written down again.
func (i *identity) due(now time.Time) bool {
	last := i.seen.Load()
	return now.UnixMilli()-last >= seenEvery.Milliseconds() && i.seen.CompareAndSwap(last, now.UnixMilli())
}

// How many identities are kept in memory, and how long. What changes an account
// drops them at once; the time is for what somebody changes beside the server.
const (
	mostIdentities = 10_000
	identityFresh  = 30 * time.Second
)

// identities keeps in memory who came in lately, so that a request need not ask the
// store. Goroutines may share it.
type identities struct {
	mu    sync.RWMutex
	age   uint64 // counts what was changed
	known map[access.TokenHash]*identity
}

func newIdentities() *identities {
	return &identities{known: map[access.TokenHash]*identity{}}
}

// find returns an identity that was read lately, or nil and the age that put takes.
func (l *identities) find(hash access.TokenHash, now time.Time) (*identity, uint64) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if i := l.known[hash]; i != nil && now.Sub(i.read) < identityFresh {
		return i, l.age
	}
	return nil, l.age
}

// put keeps what was read, unless something was changed while it was read.
func (l *identities) put(i *identity, age uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if age != l.age {
		return
	}
	if len(l.known) >= mostIdentities {
		clear(l.known)
	}
	l.known[i.hash] = i
}

// forget drops all: an account, session or token was changed.
func (l *identities) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.age++
	clear(l.known)
}
