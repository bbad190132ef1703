package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/server/backup"
	"sitedraw/server/store"
	"sitedraw/server/store/sqlite"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// backups is when a server makes back-ups by itself; without a folder never.
type backups struct {
	folder     string
	every      time.Duration
	keep       int
	passphrase string
}

// backupCommand is the verb backup: one file that holds everything, while the
// server runs.
func (a *app) backupCommand() *cobra.Command {
	var data, output, passphrase string
	cmd := a.command(verbTexts{name: "backup", short: "backup.short", long: "backup.long", usage: "backup.usage"})
	cmd.Args = a.check(arguments{})
	a.flag(cmd.Flags(), &data, flagTexts{name: "data", argument: "argument.folder", usage: "flag.data"})
	a.flag(cmd.Flags(), &output, flagTexts{"output", "o", "argument.file", "flag.output-backup"})
	a.flag(cmd.Flags(), &passphrase, flagTexts{name: "passphrase-file", argument: "argument.file", usage: "flag.passphrase"})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := need(cmd, "data", "output", "passphrase-file"); err != nil {
			return err
		}
		return a.backUp(cmd.Context(), dataFolder(data), output, passphrase)
	}
	return cmd
}

// backUp makes a back-up of a folder whose server may run.
func (a *app) backUp(ctx context.Context, folder dataFolder, output, passphraseFile string) error {
	keys, db, err := a.openData(folder, sqlite.OpenReader)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // it was only read
	passphrase, err := read(ctx, a, passphraseFile, secretLine)
	if err != nil {
		return err
	}
	s := saving{app: a, from: db, keys: keys, passphrase: passphrase, output: output}
	at, err := s.save(ctx)
	if err != nil {
		return err
	}
	a.tell("backup.done", text.Args{"file": text.Visible(output), "size": strconv.FormatInt(at.Size, 10)})
	return nil
}

// saving is one back-up that is being made.
type saving struct {
	app        *app
	from       *sqlite.Store
	keys       keySet
	passphrase string
	output     string
}

// save copies the database, and writes the back-up when the copy is complete. It
// returns the state of the log that was saved.
func (s *saving) save(ctx context.Context) (at transparency.Checkpoint, err error) {
	folder, err := os.MkdirTemp(filepath.Dir(s.output), ".sitedraw-backup-")
	if err != nil {
		return at, err
	}
	defer func() { _ = os.RemoveAll(folder) }() // what matters is whether there is a back-up
	copied := dataFolder(folder)
	if err := s.from.Snapshot(ctx, copied.path("sitedraw.db")); err != nil {
		return at, err
	}
	key, err := s.keys.logKey()
	if err != nil {
		return at, err
	}
	if at, err = checkpointOf(ctx, copied, key.Origin()); err != nil {
		return at, err
	}
	signed, err := transparency.Sign(at, key.Signer())
	if err != nil {
		return at, err
	}
	c := backup.Contents{
		Made: s.app.now(), Checkpoint: signed, Database: copied.path("sitedraw.db"), Keys: s.keys, Passphrase: s.passphrase,
	}
	return at, s.app.savePrivate(ctx, s.output, func(w io.Writer) error { return backup.Write(w, c, s.app.random) })
}

// checkpointOf names the state of the log in a folder that no server uses.
func checkpointOf(ctx context.Context, folder dataFolder, origin string) (c transparency.Checkpoint, err error) {
	db, err := sqlite.OpenReader(string(folder), sqlite.Options{Now: time.Now, Readers: 1}) //nolint:contextcheck // the database has no end but its Close
	if err != nil {
		return c, err
	}
	defer func() { _ = db.Close() }() // it was only read
	c.Origin = origin
	err = db.View(ctx, func(r store.Reader) error {
		if c.Size, err = r.LogSize(); err != nil {
			return err
		}
		c.Root, err = transparency.Root(c.Size, logHashes{r})
		return err
	})
	return c, err
}

// runBackups makes back-ups by the clock.
func (h *house) runBackups(ctx context.Context) {
	b := h.serving.backups
	if b.folder == "" {
		return
	}
	for {
		wait, err := h.nextBackup()
		if err == nil && wait <= 0 {
			wait, err = b.every, h.backUpNow(ctx)
		}
		if err != nil && ctx.Err() == nil {
			h.logger.ErrorContext(ctx, "backup", "error", err)
			wait = max(wait, leastBackupEvery)
		}
		if !h.sleep(ctx, wait) {
			return
		}
	}
}

// nextBackup is how long there is to wait, also after the server was started
// again.
func (h *house) nextBackup() (time.Duration, error) {
	names, err := namesIn(h.serving.backups.folder)
	if err != nil {
		return 0, err
	}
	newest := backup.Newest(names)
	if newest.IsZero() || newest.After(h.now()) {
		return 0, nil
	}
	return newest.Add(h.serving.backups.every).Sub(h.now()), nil
}

// backUpNow makes a back-up and removes what has become too old.
func (h *house) backUpNow(ctx context.Context) error {
	b := h.serving.backups
	output := filepath.Join(b.folder, backup.Name(h.now()))
	s := saving{app: h.app, from: h.store, keys: h.keys, passphrase: b.passphrase, output: output}
	at, err := s.save(ctx)
	if err != nil {
		return err
	}
	h.logger.InfoContext(ctx, "backup", "file", output, "log_size", at.Size)
	names, err := namesIn(b.folder)
	if err != nil {
		return err
	}
	for _, name := range backup.Rotate(names, b.keep) {
		if err := os.Remove(filepath.Join(b.folder, name)); err != nil {
			return err
		}
	}
	return nil
}

// namesIn lists the files of the folder of back-ups, which is made if it is not
// there.
func namesIn(folder string) ([]string, error) {
	if err := os.MkdirAll(folder, folderOwnerOnly); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(folder)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, err
}

// logHashes are the hashes of the log in a database.
type logHashes struct{ store.LogReader }

// ReadHashes is tlog.HashReader's.
func (h logHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) { return h.LogHashes(indexes) }
