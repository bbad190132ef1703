// Package store says what a server keeps for good, and what it may expect of the
// database that keeps it. Package sqlite is the one that comes with the program;
// storetest is the suite that every store passes.
//
// What is kept: registers with their versions, drafts and attachments; plans;
// seals; draws and the routes of their teams; drills with their rounds, inspectors,
// teams by lot and findings; the leaves and hashes of the transparency log; users,
// sessions, tokens and links; the audit log; answers to requests that were made once.
//
// A store is used through two functions. View reads one state, whatever others
// write meanwhile. Update reads and writes; when it returns nil, what it wrote
// survives a loss of power, and when it returns an error, nothing was written.
// Updates run one after the other, so a number that one of them read is still
// the newest when it writes the next. That is why both must be short: what takes
// time (drawing, parsing, encoding) comes before or after.
//
// Versions, leaves, draws and what happened to draws, drills, teams and findings are
// never changed and never deleted, and rounds go forward alone; the database itself
// refuses. Bodies of some length (sites, plans, records, attachments) are kept once
// by their SHA-256; routes, which name people, and the inspectors of teams by
// themselves, so that they can be dropped without a trace. Large registers are cut
// into chunks whose borders depend on the ids of their sites alone, so that two
// versions which differ in one site share all chunks but one: frame.go.
//
// Errors are *geo.Error: kind NotFound with ErrNotFound, kind Conflict with
// ErrExists, ErrState or ErrErased, kind Unavailable with ErrFull, ErrReadOnly or
// ErrLocked, and kind Internal for what should not happen. The column of the
// error's place is the noun: "register", "draw".
//
//	s, err := sqlite.Open(folder, sqlite.Options{Now: time.Now})
//	…
//	err = s.Update(ctx, func(w store.Writer) error {
//		return w.AddRegister(store.Register{ID: "county", Name: "示例县"})
//	})
package store
