package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"sitedraw/geo"
	"sitedraw/server"
	"sitedraw/server/store"
	"sitedraw/server/store/sqlite"
	"sitedraw/server/transparency"
)

// What can be wrong with a data folder.
const (
	errKeyMissing geo.Code = "data.key-missing" // the key Value is not beside the database that needs it
	errKeyForm    geo.Code = "data.key-form"    // the file holds no key
	errNoData     geo.Code = "data.none"        // there is no database
)

// dataFolder is where a server keeps everything: sitedraw.db, keys, uploads, tls.
type dataFolder string

// The keys of a server, each in a file of its own.
const (
	logKeyFile   = "log.key"   // signs the log's checkpoints: transparency.MarshalKey
	sealsKeyFile = "seals.key" // encrypts the secrets of seals: 64 hex digits
)

const folderOwnerOnly = 0o700

func (d dataFolder) path(parts ...string) string {
	return filepath.Join(append([]string{string(d)}, parts...)...)
}

func (d dataFolder) keyPath(name string) string { return d.path("keys", name) }

// hasDatabase reports whether a server has kept anything here.
func (d dataFolder) hasDatabase() bool {
	_, err := os.Stat(d.path("sitedraw.db"))
	return !errors.Is(err, fs.ErrNotExist)
}

// needDatabase returns errNoData unless there is a database.
func (d dataFolder) needDatabase() error {
	if !d.hasDatabase() {
		return &geo.Error{Code: errNoData, Kind: geo.NotFound, At: geo.Place{File: string(d)}}
	}
	return nil
}

// keySet is the keys as files hold them, by name.
type keySet map[string][]byte

// readKeys reads the keys; what is not there is left out.
func (d dataFolder) readKeys() (keySet, error) {
	keys := keySet{}
	for _, name := range []string{logKeyFile, sealsKeyFile} {
		body, err := os.ReadFile(d.keyPath(name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, err
		default:
			keys[name] = body
		}
	}
	return keys, nil
}

// openKeys reads the keys and, before there is a database, makes what is missing.
// A key is never made beside a database: it would fit nothing in it.
func (a *app) openKeys(d dataFolder, logName string) (keySet, error) {
	keys, err := d.readKeys()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{logKeyFile, sealsKeyFile} {
		if keys[name] != nil {
			continue
		}
		if d.hasDatabase() {
			return nil, &geo.Error{Code: errKeyMissing, Kind: geo.NotFound, At: geo.Place{File: string(d)}, Value: filepath.Join("keys", name)}
		}
		if keys[name], err = a.newKey(name, logName); err != nil {
			return nil, err
		}
		if err := d.writeKey(name, keys[name]); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// newKey makes a key's file. A log without a name is called by chance: no two may
// be called alike.
func (a *app) newKey(name, logName string) ([]byte, error) {
	if name == sealsKeyFile {
		var b [32]byte
		_, err := io.ReadFull(a.random, b[:])
		return []byte(hex.EncodeToString(b[:]) + "\n"), err
	}
	if logName == "" {
		var b [4]byte
		if _, err := io.ReadFull(a.random, b[:]); err != nil {
			return nil, err
		}
		logName = "sitedraw-" + hex.EncodeToString(b[:])
	}
	key, err := transparency.NewKey(logName, a.random)
	if err != nil {
		return nil, err
	}
	return transparency.MarshalKey(key), nil
}

// writeKey writes a key that is not there yet, for its owner alone.
func (d dataFolder) writeKey(name string, body []byte) error {
	path := d.keyPath(name)
	if err := os.MkdirAll(filepath.Dir(path), folderOwnerOnly); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnly) //nolint:gosec // the user names the folder
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		_ = os.Remove(path) // half a key is none
	}
	return err
}

// logKey reads the key that signs.
func (k keySet) logKey() (transparency.Key, error) { return transparency.ParseKey(k[logKeyFile]) }

// server is what package server is given of the keys.
func (k keySet) server() (server.Keys, error) {
	keys := server.Keys{Log: string(k[logKeyFile])}
	if _, err := k.logKey(); err != nil {
		return keys, geo.InFile(err, logKeyFile)
	}
	raw, err := hex.DecodeString(string(bytes.TrimSpace(k[sealsKeyFile])))
	if err != nil || len(raw) != len(keys.Sealed) {
		return keys, &geo.Error{Code: errKeyForm, At: geo.Place{File: sealsKeyFile}}
	}
	copy(keys.Sealed[:], raw)
	return keys, nil
}

// openData opens the keys and the database of a folder in which a server has worked.
// open is sqlite.Open, or sqlite.OpenReader beside one that works in it.
func (a *app) openData(d dataFolder, open func(string, sqlite.Options) (*sqlite.Store, error)) (keySet, *sqlite.Store, error) {
	if err := d.needDatabase(); err != nil {
		return nil, nil, err
	}
	keys, err := a.openKeys(d, "")
	if err != nil {
		return nil, nil, err
	}
	db, err := open(string(d), sqlite.Options{Now: a.now})
	return keys, db, err
}

// console is a server that nobody reaches, for work in its folder.
type console struct {
	*server.Server

	keys keySet
	db   *sqlite.Store
}

// console opens a folder as openData does.
func (a *app) console(ctx context.Context, d dataFolder, open func(string, sqlite.Options) (*sqlite.Store, error)) (*console, error) {
	keys, db, err := a.openData(d, open)
	if err != nil {
		return nil, err
	}
	s, err := a.consoleServer(ctx, db, keys)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &console{s, keys, db}, nil
}

// close ends the server, and then the database.
func (c *console) close() error {
	c.Close()
	return c.db.Close()
}

// consoleServer is the server of a console over a database that is open.
func (a *app) consoleServer(ctx context.Context, db store.Store, secrets keySet) (*server.Server, error) {
	categories, err := a.categories(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := secrets.server()
	if err != nil {
		return nil, err
	}
	return server.New(server.Config{ //nolint:contextcheck // requests bring theirs
		Store: db, Now: a.now, Random: a.random, Logger: slog.New(slog.DiscardHandler), Categories: categories,
		After: time.After, Keys: keys,
	})
}
