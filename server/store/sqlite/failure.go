package sqlite

import (
	"errors"
	"io/fs"

	driver "modernc.org/sqlite"
	engine "modernc.org/sqlite/lib"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// failure makes one of the store's errors of the database's. The path is named
// where the disk is at fault.
func failure(err error, path string) error {
	if _, known := errors.AsType[*geo.Error](err); known || err == nil {
		return err
	}
	wrong, is := errors.AsType[*driver.Error](err)
	if !is {
		return systemFailure(err, path)
	}
	e := &geo.Error{Code: store.ErrFailed, Kind: geo.Internal, At: geo.Place{File: path}, Err: err}
	switch wrong.Code() & 0xff {
	case engine.SQLITE_CONSTRAINT:
		e = refusal(wrong.Code())
		e.Err = err
	case engine.SQLITE_FULL:
		e.Code, e.Kind = store.ErrFull, geo.Unavailable
	case engine.SQLITE_READONLY, engine.SQLITE_CANTOPEN, engine.SQLITE_PERM, engine.SQLITE_AUTH:
		e.Code, e.Kind = store.ErrReadOnly, geo.Unavailable
	case engine.SQLITE_CORRUPT, engine.SQLITE_NOTADB:
		e.Code = store.ErrCorrupt
	case engine.SQLITE_BUSY, engine.SQLITE_LOCKED, engine.SQLITE_PROTOCOL:
		e.Code, e.Kind = store.ErrBusy, geo.Unavailable
	case engine.SQLITE_IOERR:
		e.Kind = geo.Unavailable
		if hasNoRoom(path) {
			e.Code = store.ErrFull
		}
	}
	return e
}

// refusal is what a constraint says that no check before it has said.
func refusal(code int) *geo.Error {
	switch code {
	case engine.SQLITE_CONSTRAINT_UNIQUE, engine.SQLITE_CONSTRAINT_PRIMARYKEY, engine.SQLITE_CONSTRAINT_ROWID:
		return &geo.Error{Code: store.ErrExists, Kind: geo.Conflict}
	default:
		return &geo.Error{Code: store.ErrState, Kind: geo.Conflict}
	}
}

// systemFailure is that of files beside the database.
func systemFailure(err error, path string) error {
	e := &geo.Error{Code: store.ErrFailed, Kind: geo.Internal, At: geo.Place{File: path}, Err: err}
	switch {
	case errors.Is(err, fs.ErrPermission), isReadOnly(err):
		e.Code, e.Kind = store.ErrReadOnly, geo.Unavailable
	case isFull(err):
		e.Code, e.Kind = store.ErrFull, geo.Unavailable
	}
	return e
}

// isOfDisk reports whether an error ended the transaction it came up in, or may
// have: everything but what a statement alone can be wrong about.
func isOfDisk(err error) bool {
	wrong, is := errors.AsType[*driver.Error](err)
	if !is {
		return err != nil
	}
	switch wrong.Code() & 0xff {
	case engine.SQLITE_CONSTRAINT, engine.SQLITE_ERROR, engine.SQLITE_MISMATCH, engine.SQLITE_TOOBIG, engine.SQLITE_RANGE:
		return false
	default:
		return true
	}
}
