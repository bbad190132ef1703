package store

import "sitedraw/geo"

// What a store can refuse.
const (
	ErrNotFound  geo.Code = "store.not-found" // Column is the noun, Value its key
	ErrExists    geo.Code = "store.exists"    // it is there already
	ErrState     geo.Code = "store.state"     // it is no longer in the state for that
	ErrErased    geo.Code = "store.erased"    // personal data that were erased on request
	ErrFull      geo.Code = "store.full"      // the disk is full
	ErrReadOnly  geo.Code = "store.read-only" // the folder or file cannot be written
	ErrLocked    geo.Code = "store.locked"    // another server uses the folder
	ErrCorrupt   geo.Code = "store.corrupt"   // what is stored is not what was stored
	ErrNewer     geo.Code = "store.newer"     // written by a newer program: Value its version, Want ours
	ErrOldEngine geo.Code = "store.engine"    // the database's own version is known to lose data
	ErrClosed    geo.Code = "store.closed"    // the server is stopping
	ErrBusy      geo.Code = "store.busy"      // another program holds the database
	ErrOlder     geo.Code = "store.older"     // written by an older program, and this one may only read
	ErrFailed    geo.Code = "store.failed"    // the database failed otherwise; the cause says how
)

// What a check of the whole database can find beside ErrCorrupt.
const (
	ErrGap      geo.Code = "store.gap"      // numbers of the noun leave out Want: Value comes next
	ErrDangling geo.Code = "store.dangling" // Value of the noun refers to something that is not there: Want
)
