package server

import (
	"context"
	"encoding/json"

	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// restartsSetting is where the store keeps which logs ended.
const restartsSetting = "log.restarts"

// Restart is the end of a log: an old back-up was brought back, and what came after
// it is lost.
type Restart struct {
	Last transparency.Checkpoint // the newest that is known of the log that ended
	Key  string                  // its public key
}

// restartView is a log that ended, as the new one tells of it.
type restartView struct {
	Origin    string `json:"origin"`
	PublicKey string `json:"public_key"`
	Size      int64  `json:"size"`
	Root      string `json:"root"` // base64, as in its checkpoint
	Leaf      int64  `json:"leaf"` // of the new log: the leaves before it are also the old one's
	Time      string `json:"time"`
}

// RestartLog begins a new log, which another key signs from now on: its first leaf
// of its own names the last known checkpoint of the log that ended. The leaves
// before it are those of the back-up, so that everything it holds can still be
// proved.
func (s *Server) RestartLog(ctx context.Context, by Restart) error {
	return s.Store.Update(ctx, func(w store.Writer) error {
		restarts, err := restartsOf(w)
		if err != nil {
			return err
		}
		at := s.now()
		leaf, err := appendLeaf(w, at, transparency.Restored{Origin: by.Last.Origin, Size: by.Last.Size, Root: transparency.Digest(by.Last.Root)})
		if err != nil {
			return err
		}
		restarts = append(restarts, restartView{by.Last.Origin, by.Key, by.Last.Size, by.Last.Root.String(), leaf, stamp(at)})
		encoded, err := json.Marshal(restarts)
		if err != nil {
			return err
		}
		if err := w.SetSetting(restartsSetting, encoded); err != nil {
			return err
		}
		return w.AddAudit(store.Audit{Made: store.Act{At: at}, Role: consoleRole, Action: "log.restart", Object: "log", Detail: []byte("{}")})
	})
}

// restartsOf lists the logs that ended before this one, the oldest first.
func restartsOf(v store.Reader) (list []restartView, err error) {
	encoded, err := v.Setting(restartsSetting)
	if err != nil || encoded == nil {
		return nil, err
	}
	return list, json.Unmarshal(encoded, &list)
}

// Checkpoint is the state of the log, unsigned.
func (s *Server) Checkpoint(ctx context.Context) (c transparency.Checkpoint, err error) {
	key, err := transparency.ParseKey([]byte(s.Keys.Log))
	if err != nil {
		return c, err
	}
	c.Origin = key.Origin()
	err = s.Store.View(ctx, func(v store.Reader) error {
		if c.Size, err = v.LogSize(); err != nil {
			return err
		}
		c.Root, err = transparency.Root(c.Size, storedHashes{v})
		return err
	})
	return c, err
}

// RootAt is the root of the log's first size leaves.
func (s *Server) RootAt(ctx context.Context, size int64) (root tlog.Hash, err error) {
	err = s.Store.View(ctx, func(v store.Reader) (err error) {
		root, err = transparency.Root(size, storedHashes{v})
		return err
	})
	return root, err
}
