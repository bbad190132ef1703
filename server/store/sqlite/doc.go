// Package sqlite keeps a server's data in one file of SQLite, in a folder of its
// own. It is the store that comes with the program: pure Go, nothing to install.
//
// One connection writes and some read. What waits to be written shares a commit:
// a goroutine takes updates from a queue, lets each run between two savepoints of
// one transaction, in the goroutine that asked for it, commits once and tells all.
// A commit is on the disk when Update returns (write-ahead log, synchronous=FULL).
//
// The folder holds sitedraw.db with SQLite's two companions and a lock, which a
// second server cannot take. Programs that only read (back-up, check) open the
// same folder beside a running server with OpenReader.
//
// What the contract calls immutable is kept so by triggers in migrations/, so that
// not even a mistake in this package can change it. Erasing overwrites pages
// (secure_delete) and then empties the write-ahead log, where older copies are.
//
// The file must not be opened by other means inside the same process: closing it
// would drop SQLite's locks. Outside, SQLite's own tools may read it.
//
//	s, err := sqlite.Open(folder, sqlite.Options{Now: time.Now})
//	if err != nil {
//		return err
//	}
//	defer s.Close()
//	err = s.Snapshot(ctx, "backup.db")
package sqlite
