package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"sitedraw/server"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/store/sqlite"
	"sitedraw/server/text"
)

// house is a server at work with its database.
type house struct {
	*server.Server

	app     *app
	serving serving
	keys    keySet
	store   *sqlite.Store
	logger  *slog.Logger
	own     *ownAuthority // nil: none
	now     func() time.Time
}

// serve runs a server until the context ends.
func (a *app) serve(ctx context.Context, s serving) (err error) {
	logger, end, err := s.log.open(a)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	h := &house{app: a, serving: s, logger: logger, now: a.now}
	if err := h.open(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.address)
	if err != nil {
		return addressError(s.address, err)
	}
	if err := h.welcome(ctx, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	return h.run(ctx, listener)
}

// open opens keys, database and server.
func (h *house) open(ctx context.Context) error {
	keys, err := h.app.openKeys(h.serving.folder, h.serving.logName)
	if err != nil {
		return err
	}
	c := server.Config{
		Folder: string(h.serving.folder), Now: h.now, Random: h.app.random, Logger: h.logger, Location: h.serving.location,
		Categories: h.serving.categories, Beacon: h.serving.beacon, After: time.After, Web: h.serving.web,
	}
	if c.Keys, err = keys.server(); err != nil {
		return err
	}
	if h.serving.self {
		h.own = h.app.ownAuthority(&h.serving)
		if c.Authority, err = h.own.renew(); err != nil {
			return err
		}
		h.serving.files = h.own.files()
	}
	c.URL = h.serving.url
	c.Web.Now = time.Now // limits of time on connections follow the system's clock
	h.keys = keys
	if h.store, err = sqlite.Open(string(h.serving.folder), sqlite.Options{Now: h.now}); err != nil { //nolint:contextcheck // the database has no end but its Close
		return err
	}
	c.Store, c.Web.Ready = h.store, h.ready
	if h.Server, err = server.New(c); err != nil { //nolint:contextcheck // requests bring theirs
		return errors.Join(err, h.store.Close())
	}
	if err := ctx.Err(); err != nil {
		return errors.Join(err, h.close())
	}
	return nil
}

// ready reports whether the database answers.
func (h *house) ready(ctx context.Context) error {
	return h.store.View(ctx, func(r store.Reader) error {
		_, err := r.LogSize()
		return err
	})
}

// close ends what works, and then the database.
func (h *house) close() error {
	h.Close()
	return h.store.Close()
}

// welcome says where the server is, and how the first person gets in.
func (h *house) welcome(ctx context.Context, bound net.Addr) error {
	key, err := h.keys.logKey()
	if err != nil {
		return err
	}
	reached := h.serving.reached(bound)
	h.app.tell("serve.running", text.Args{"address": h.serving.base(bound), "folder": text.Visible(string(h.serving.folder))})
	h.app.tell("serve.key", text.Args{"key": key.Public()})
	if err := h.tellTryout(ctx); err != nil {
		return err
	}
	if h.own != nil {
		cert, err := h.own.renew()
		if err != nil {
			return err
		}
		if err := h.app.tellAuthority(cert, reached); err != nil {
			return err
		}
	}
	link, err := h.FirstLink(ctx, reached)
	if err != nil || link == "" {
		return err
	}
	h.app.tell("serve.first", text.Args{"link": link})
	return nil
}

// run answers until the context ends, and then waits for everything that works.
func (h *house) run(ctx context.Context, l net.Listener) error {
	if err := h.KeepURL(ctx, h.serving.reached(l.Addr())); err != nil {
		return errors.Join(err, l.Close())
	}
	ctx, cancel := context.WithCancel(ctx)
	var working sync.WaitGroup
	defer working.Wait()
	defer cancel()
	for _, work := range []func(context.Context){h.runDue, h.runChores, h.runBackups} {
		working.Go(func() { work(ctx) })
	}
	err := middleware.Serve(ctx, l, h.Handler(), middleware.ServeConfig{Now: time.Now, Log: h.logger, TLS: h.serving.files})
	h.app.tell("serve.ended", nil)
	return err
}

func (h *house) runDue(ctx context.Context) {
	if err := h.Run(ctx); err != nil {
		h.logger.ErrorContext(ctx, "schedule", "error", err)
	}
}

// How often is tidied up, how long what nothing refers to stays, and for how long
// an Idempotency-Key is known.
const (
	choresEvery = time.Hour
	sweepAfter  = 24 * time.Hour
	answersKeep = 30 * 24 * time.Hour
)

// runChores tidies up and renews the certificate in time.
func (h *house) runChores(ctx context.Context) {
	for h.sleep(ctx, choresEvery) {
		if err := h.chores(ctx); err != nil && ctx.Err() == nil {
			h.logger.ErrorContext(ctx, "chores", "error", err)
		}
	}
}

func (h *house) chores(ctx context.Context) error {
	err := h.store.Update(ctx, func(w store.Writer) error {
		if err := w.DropExpired(h.now()); err != nil {
			return err
		}
		if err := w.DropAnswers(h.now().Add(-answersKeep)); err != nil {
			return err
		}
		_, err := w.Sweep(h.now().Add(-sweepAfter))
		return err
	})
	if h.own != nil {
		_, renewed := h.own.renew()
		err = errors.Join(err, renewed)
	}
	return err
}

// sleep waits; false when the context ends.
func (h *house) sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
