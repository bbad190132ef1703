package main

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/server/store"
	"sitedraw/server/store/sqlite"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// What can be wrong with the time that a verb is told.
const (
	errClockReal geo.Code = "drill.clock-real" // the folder is a real server's: its time is the real one
	errClockBack geo.Code = "drill.clock-back" // Value is before Want, until when the folder has come
)

// A folder for trying out (试运行) is one whose time is told by --clock, so that half a
// year of rounds takes minutes. It is so from its first day: its log is called
// tryout-…, which every checkpoint says, so that nothing in it is ever taken for what
// happened. Its time stands still between two verbs and never goes back.
const (
	tryoutName    = "tryout-"    // how the names of such logs begin
	tryoutSetting = "clock.told" // until when the folder has come; there is none in a real one
)

// toldClock is what time it is taken to be.
type toldClock struct {
	now func() time.Time
	at  time.Time // zero: it goes
}

func (c *toldClock) read() time.Time {
	if c.at.IsZero() {
		return c.now()
	}
	return c.at
}

// parseClock reads --clock; zero if it is not given.
func parseClock(cmd *cobra.Command, value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return at, misuse(cmd, errFlagInvalid, "--clock="+value, "2026-11-27T09:00:00+08:00")
	}
	return at, nil
}

// drillConsole opens a folder at the time of --clock. A folder that is not there yet is
// made if a time is told: one for trying out.
func (a *app) drillConsole(ctx context.Context, cmd *cobra.Command, d drillFolder) (*console, error) {
	at, err := parseClock(cmd, d.clock)
	if err != nil {
		return nil, err
	}
	folder := dataFolder(d.data)
	clock := &toldClock{now: a.now, at: at}
	a.now = clock.read
	if !at.IsZero() && !folder.hasDatabase() {
		if err := a.makeTryout(ctx, folder); err != nil {
			return nil, err
		}
	}
	c, err := a.console(ctx, folder, sqlite.Open)
	if err != nil {
		return nil, err
	}
	if err := c.settleClock(ctx, clock); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// makeTryout makes a folder for trying out.
func (a *app) makeTryout(ctx context.Context, folder dataFolder) error {
	var name [4]byte
	if _, err := io.ReadFull(a.random, name[:]); err != nil {
		return err
	}
	if _, err := a.openKeys(folder, tryoutName+hex.EncodeToString(name[:])); err != nil {
		return err
	}
	db, err := sqlite.Open(string(folder), sqlite.Options{Now: a.now}) //nolint:contextcheck // the database has no end but its Close
	if err != nil {
		return err
	}
	err = db.Update(ctx, func(w store.Writer) error { return setTold(w, a.now()) })
	return errors.Join(err, db.Close())
}

func setTold(w store.Writer, at time.Time) error {
	return w.SetSetting(tryoutSetting, []byte(at.UTC().Format(time.RFC3339)))
}

// toldUntil is until when a folder for trying out has come; zero for a real one.
func toldUntil(v store.Reader) (time.Time, error) {
	told, err := v.Setting(tryoutSetting)
	if err != nil || told == nil {
		return time.Time{}, err
	}
	until, err := time.Parse(time.RFC3339, string(told))
	if err != nil {
		return until, err
	}
	size, err := v.LogSize()
	if err != nil || size == 0 {
		return until, err
	}
	last, err := v.Leaves(size-1, 1)
	if err != nil || len(last) == 0 {
		return until, err
	}
	leaf, err := transparency.ParseLeaf(last[0].Data)
	if err == nil && leaf.At.After(until) {
		until = leaf.At // a server has worked here since
	}
	return until, err
}

// settleClock checks the time that was told, and keeps it; without one it is when the
// folder was left.
func (c *console) settleClock(ctx context.Context, clock *toldClock) error {
	return c.db.Update(ctx, func(w store.Writer) error {
		until, err := toldUntil(w)
		switch {
		case err != nil:
			return err
		case until.IsZero() && !clock.at.IsZero():
			return &geo.Error{Code: errClockReal, Kind: geo.Conflict, At: geo.Place{Column: "--clock"}}
		case until.IsZero():
			return nil
		case clock.at.IsZero():
			clock.at = until
			return nil
		case clock.at.Before(until):
			return &geo.Error{
				Code: errClockBack, Kind: geo.Conflict, At: geo.Place{Column: "--clock"},
				Value: clock.at.Format(time.RFC3339), Want: until.In(clock.at.Location()).Format(time.RFC3339),
			}
		}
		return setTold(w, clock.at)
	})
}

// tellTryout says that a server works in a folder for trying out. Its time is the real
// one from now on, whatever was told before.
func (h *house) tellTryout(ctx context.Context) error {
	var until time.Time
	err := h.store.View(ctx, func(v store.Reader) (err error) {
		until, err = toldUntil(v)
		return err
	})
	if err != nil || until.IsZero() {
		return err
	}
	h.app.tell("drill.tryout", text.Args{"value": until.In(h.serving.location).Format(time.RFC3339)})
	return nil
}
