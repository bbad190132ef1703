package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"time"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// errDemoAddress means that the demo, which lets everybody in, would be open to
// others.
const errDemoAddress geo.Code = "demo.address"

// demoLogin is the demo's office.
const demoLogin = "demo"

// serveDemo serves the demo county until the context ends, from a temporary folder
// that goes with it or from one that stays.
func (a *app) serveDemo(ctx context.Context, d demoFlags) (err error) {
	folder := d.data
	if folder == "" {
		if folder, err = os.MkdirTemp("", "sitedraw-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	}
	location, err := time.LoadLocation(defaultZone)
	if err != nil {
		return err
	}
	clock := &demoClock{now: a.now}
	h := &house{app: a, now: clock.read, serving: serving{
		folder: dataFolder(folder), logName: "sitedraw-demo", location: location,
		web: middleware.Config{Hosts: ownHosts, Origin: ownPages, HideAddresses: true},
	}}
	h.logger = slog.New(slog.NewTextHandler(a.errOut, &slog.HandlerOptions{Level: slog.LevelError}))
	listener, err := listenDemo(ctx, d.addr)
	if err != nil {
		return err
	}
	if err := h.open(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := h.furnish(ctx, clock); err != nil {
		return errors.Join(err, listener.Close())
	}
	address := h.serving.base(listener.Addr())
	a.print("demo.running", text.Args{"address": address})
	a.tell("demo.stop", text.Args{"folder": text.Visible(d.data)})
	if !d.noOpen && isTerminal(a.out) {
		openPage(ctx, address)
	}
	return h.run(ctx, listener)
}

// listenDemo listens on this machine only. Without an address any port will do if
// the usual one is taken.
func listenDemo(ctx context.Context, address string) (net.Listener, error) {
	wanted := address
	if wanted == "" {
		wanted = defaultAddress
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", wanted)
	if err != nil && address == "" {
		l, err = (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	}
	if err != nil {
		return nil, addressError(wanted, err)
	}
	if !isLocal(l.Addr()) {
		return nil, errors.Join(&geo.Error{Code: errDemoAddress, Value: wanted, Want: defaultAddress}, l.Close())
	}
	return l, nil
}

// addressError is why nobody can be answered at an address.
func addressError(address string, err error) error {
	return &geo.Error{Code: errAddress, Kind: geo.Unavailable, Value: address, Err: err}
}

// errAddress means that the server cannot listen at the address Value.
const errAddress geo.Code = "serve.address"

// demoClock stands still at a moment, or goes with the real one.
type demoClock struct {
	now func() time.Time
	at  time.Time // zero: it goes
}

func (c *demoClock) read() time.Time {
	if c.at.IsZero() {
		return c.now()
	}
	return c.at
}

// ownPages lets only the server's own pages change something. Its hosts have been
// checked before.
func ownPages(r *http.Request) error {
	return access.SameOrigin(r.Header, access.Origin{Scheme: "http", Host: r.Host})
}

// office signs in whoever asks from this machine, without a password. Who brings a
// token or a session of his own is who they say.
func office(user int64) func(*http.Request) (access.Who, bool) {
	return func(r *http.Request) (access.Who, bool) {
		at, err := netip.ParseAddrPort(r.RemoteAddr)
		own := r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != ""
		if err != nil || !at.Addr().Unmap().IsLoopback() || own {
			return access.Who{}, false
		}
		return access.Who{UserID: user, Login: demoLogin, Role: access.Office, Session: true}, true
	}
}

// demoOffice finds or makes the demo's account of the office, which has no
// password.
func (h *house) demoOffice(ctx context.Context) (id int64, err error) {
	err = h.store.Update(ctx, func(w store.Writer) error {
		user, err := w.UserByLogin(demoLogin)
		if id = user.ID; !errors.Is(err, store.ErrNotFound) {
			return err
		}
		id, err = w.AddUser(store.User{
			Login: demoLogin, Name: h.app.t("demo.office"), Role: access.Office.String(),
			Made: store.Act{At: h.now().UTC().Truncate(time.Millisecond)},
		})
		return err
	})
	return id, err
}

// openPage shows an address in the browser. Where there is none nothing happens:
// the address has been printed.
func openPage(ctx context.Context, address string) {
	command := map[string][]string{
		"windows": {"rundll32", "url.dll,FileProtocolHandler"}, "darwin": {"open"},
	}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open"}
	}
	cmd := exec.CommandContext(ctx, command[0], append(command[1:], address)...) //nolint:gosec // our own address
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }() // nobody needs to know how it ended
	}
}
