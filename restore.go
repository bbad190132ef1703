package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/server"
	"sitedraw/server/backup"
	"sitedraw/server/store/sqlite"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// errBackupForeign means that the back-up's log is not the one of its own
// checkpoint, or of the checkpoint that was given.
const errBackupForeign geo.Code = "restore.foreign"

// restoreFlags are those of the verb restore.
type restoreFlags struct {
	data, passphrase, checkpoint string
	without                      bool
}

// restoreCommand is the verb restore: a data folder from a back-up.
func (a *app) restoreCommand() *cobra.Command {
	var f restoreFlags
	cmd := a.command(verbTexts{name: "restore", short: "restore.short", long: "restore.long", usage: "restore.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.backup"})
	a.flag(cmd.Flags(), &f.data, flagTexts{name: "data", argument: "argument.folder", usage: "flag.data-new"})
	a.flag(cmd.Flags(), &f.passphrase, flagTexts{name: "passphrase-file", argument: "argument.file", usage: "flag.passphrase"})
	a.flag(cmd.Flags(), &f.checkpoint, flagTexts{name: "checkpoint", argument: "argument.file", usage: "flag.checkpoint"})
	cmd.Flags().BoolVar(&f.without, "no-checkpoint", false, a.t("flag.no-checkpoint"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := need(cmd, "data", "passphrase-file"); err != nil {
			return err
		}
		switch {
		case f.without && f.checkpoint != "":
			return misuse(cmd, errFlagsTogether, "--checkpoint", "--no-checkpoint")
		case !f.without && f.checkpoint == "":
			return misuse(cmd, errFlagMissing, "--checkpoint", "")
		}
		if err := onceStdin(cmd, f.checkpoint, f.passphrase); err != nil {
			return err
		}
		return a.restore(cmd.Context(), args[0], f)
	}
	return cmd
}

// restoring is a back-up on its way into a folder.
type restoring struct {
	*backup.Backup

	app    *app
	folder dataFolder // beside the one it becomes
	keys   keySet
	key    transparency.Key // of the log in the back-up
	inside transparency.Checkpoint
}

// restore makes a folder that is new or empty. It gets its name when everything in
// it is complete.
func (a *app) restore(ctx context.Context, name string, f restoreFlags) error {
	if err := newOrEmpty(f.data); err != nil {
		return err
	}
	passphrase, err := read(ctx, a, f.passphrase, secretLine)
	if err != nil {
		return err
	}
	file, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	r := &restoring{app: a}
	if err := r.read(file, passphrase); err != nil {
		return geo.InFile(err, name)
	}
	seen, err := r.newest(ctx, f.checkpoint)
	if err != nil {
		return err
	}
	parent := filepath.Dir(filepath.Clean(f.data))
	if err := os.MkdirAll(parent, folderOwnerOnly); err != nil {
		return err
	}
	beside, err := os.MkdirTemp(parent, ".sitedraw-restore-")
	if err != nil {
		return err
	}
	r.folder = dataFolder(beside)
	if err := r.fill(ctx, seen, f.data); err != nil {
		return errors.Join(err, os.RemoveAll(beside))
	}
	return nil
}

// newOrEmpty refuses a folder that holds anything.
func newOrEmpty(folder string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && len(entries) > 0 {
		return &geo.Error{Code: errFolderUsed, Kind: geo.Conflict, At: geo.Place{File: folder}}
	}
	return err
}

// read reads the back-up's head and its keys.
func (r *restoring) read(file *os.File, passphrase string) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if r.Backup, err = backup.Read(file, info.Size()); err != nil {
		return err
	}
	keys, err := r.Keys(passphrase)
	if err != nil {
		return err
	}
	r.keys = keys
	if _, err := r.keys.server(); err != nil {
		return err
	}
	if r.key, err = r.keys.logKey(); err != nil {
		return err
	}
	r.inside, err = transparency.Open(r.Checkpoint, r.key.Verifier())
	return err
}

// newest is the newest known checkpoint of the log; nil if there is none to be had.
func (r *restoring) newest(ctx context.Context, name string) (*transparency.Checkpoint, error) {
	if name == "" {
		return nil, nil
	}
	signed, err := readCheckpoint(ctx, r.app, name)
	if err != nil {
		return nil, err
	}
	seen, err := transparency.Open(signed, r.key.Verifier())
	return &seen, geo.InFile(err, name)
}

// readCheckpoint reads a signed note, which a Windows editor may have saved.
func readCheckpoint(ctx context.Context, a *app, name string) (string, error) {
	return read(ctx, a, name, func(in io.Reader) (string, error) {
		b, err := io.ReadAll(io.LimitReader(in, maxTexts))
		return strings.ReplaceAll(string(b), "\r\n", "\n"), err
	})
}

// fill makes everything, and gives the folder its name.
func (r *restoring) fill(ctx context.Context, seen *transparency.Checkpoint, name string) error {
	database, err := os.OpenFile(r.folder.path("sitedraw.db"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnly)
	if err != nil {
		return err
	}
	if err := fill(ctx, database, r.Extract); err != nil {
		return err
	}
	told, err := r.log(ctx, seen)
	if err != nil {
		return err
	}
	for file, body := range r.keys {
		if err := r.folder.writeKey(file, body); err != nil {
			return err
		}
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty folder
		return err
	}
	if err := os.Rename(string(r.folder), name); err != nil {
		return err
	}
	told.args["folder"] = text.Visible(name)
	r.app.tell("restore.done", told.args)
	r.app.tell(told.key, told.args)
	return nil
}

// sentence is what there is to say.
type sentence struct {
	key  geo.Code
	args text.Args
}

// log decides whether the log goes on. Unless it is known that nobody has seen more
// of it than the back-up has, going on would give the same places to other leaves:
// a new log begins instead.
func (r *restoring) log(ctx context.Context, seen *transparency.Checkpoint) (told sentence, err error) {
	db, err := sqlite.Open(string(r.folder), sqlite.Options{Now: r.app.now}) //nolint:contextcheck // the database has no end but its Close
	if err != nil {
		return told, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	s, err := r.app.consoleServer(ctx, db, r.keys)
	if err != nil {
		return told, err
	}
	defer s.Close()
	for _, known := range []*transparency.Checkpoint{&r.inside, seen} {
		if known == nil || known.Size > r.inside.Size {
			continue
		}
		if err := s.CheckCheckpoint(ctx, *known); err != nil {
			return told, &geo.Error{Code: errBackupForeign, Kind: geo.Conflict, Value: strconv.FormatInt(known.Size, 10), Err: err}
		}
	}
	told.args = text.Args{"size": strconv.FormatInt(r.inside.Size, 10), "old": r.key.Public()}
	if seen != nil && seen.Size <= r.inside.Size {
		told.key = "restore.same-log"
		return told, nil
	}
	last := r.inside
	if seen != nil {
		last = *seen
	}
	told.key, told.args["last"] = "restore.new-log", strconv.FormatInt(last.Size, 10)
	if err := s.RestartLog(ctx, server.Restart{Last: last, Key: r.key.Public()}); err != nil {
		return told, err
	}
	fresh, err := r.app.newKey(logKeyFile, nextOrigin(r.key.Origin()))
	if err != nil {
		return told, err
	}
	r.keys[logKeyFile] = fresh
	key, err := r.keys.logKey()
	told.args["key"] = key.Public()
	return told, err
}

// nextOrigin names the log after another: draws, draws-2, draws-3.
func nextOrigin(origin string) string {
	if at := strings.LastIndexByte(origin, '-'); at > 0 {
		n, err := strconv.Atoi(origin[at+1:])
		if err == nil && n >= 2 && strconv.Itoa(n) == origin[at+1:] && n < 1000 {
			return origin[:at+1] + strconv.Itoa(n+1)
		}
	}
	return origin + "-2"
}
