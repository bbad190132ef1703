// Package backup is the one file that a back-up is: a zip archive of the database
// as it was at one moment, of the server's keys, and of what both are.
//
// The archive holds three files, stored as they are:
//
//	manifest.json  format, time, the log's signed checkpoint, and the SHA-256 of the others
//	keys.locked    the keys, encrypted with a pass-phrase (transparency.Lock)
//	sitedraw.db    the database
//
// Guarantees: [Read] takes nothing for a back-up that is damaged or cut, and reads
// no more than the archive says it holds. With the keys the database's SHA-256 is
// locked too, so that whoever has the pass-phrase knows that the database is the
// one that was saved with them: [Backup.Keys].
//
// Out of scope: how the database is copied while a server runs (store/sqlite's
// Snapshot), where back-ups are kept, and whether one is the newest; for that its
// checkpoint is compared with one that others have seen.
//
// Without the pass-phrase nobody has the keys, neither a thief nor the office that
// has forgotten it: the database can still be read, but no sealed draw be opened
// and no checkpoint be signed.
package backup
