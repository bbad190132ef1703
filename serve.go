package main

import (
	"cmp"
	"errors"
	"log/slog"
	"net/netip"
	"os"
	"strconv"
	"time"
	_ "time/tzdata" // not every Windows knows time zones

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/server"
	"sitedraw/server/middleware"
)

// serveFlags are those of the verb serve, as they were given.
type serveFlags struct {
	data, addr, url                 string
	config, logName                 string
	tlsCert, tlsKey                 string
	tlsSelf                         bool
	autocert, hosts                 []string
	proxies, cors, beacons          []string
	backup, backupEvery, backupKeep string
	passphrase, metrics, log, logTo string
	zone                            string
}

// What serve does where nothing is said.
const (
	defaultAddress     = "127.0.0.1:8080"
	defaultBackupEvery = 24 * time.Hour
	defaultBackupKeep  = 14
	defaultZone        = "Asia/Shanghai"
)

// leastBackupEvery keeps a mistyped number from filling the disk.
const leastBackupEvery = time.Minute

// serveCommand is the verb serve: the program as a server.
func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	cmd := a.command(verbTexts{name: "serve", short: "serve.short", long: "serve.long", usage: "serve.usage"})
	cmd.Args = a.check(arguments{})
	for _, one := range []struct {
		value *string
		texts flagTexts
	}{
		{&f.data, flagTexts{name: "data", argument: "argument.folder", usage: "flag.data"}},
		{&f.addr, flagTexts{name: "addr", argument: "argument.address", usage: "flag.addr"}},
		{&f.url, flagTexts{name: "url", argument: "argument.url", usage: "flag.url"}},
		{&f.config, flagTexts{name: "config", argument: "argument.file", usage: "flag.config"}},
		{&f.logName, flagTexts{name: "log-name", argument: "argument.name", usage: "flag.log-name"}},
		{&f.tlsCert, flagTexts{name: "tls-cert", argument: "argument.file", usage: "flag.tls-cert"}},
		{&f.tlsKey, flagTexts{name: "tls-key", argument: "argument.file", usage: "flag.tls-key"}},
		{&f.backup, flagTexts{name: "backup", argument: "argument.folder", usage: "flag.backup"}},
		{&f.backupEvery, flagTexts{name: "backup-every", argument: "argument.duration", usage: "flag.backup-every"}},
		{&f.backupKeep, flagTexts{name: "backup-keep", argument: "argument.number", usage: "flag.backup-keep"}},
		{&f.passphrase, flagTexts{name: "passphrase-file", argument: "argument.file", usage: "flag.passphrase"}},
		{&f.metrics, flagTexts{name: "metrics-token-file", argument: "argument.file", usage: "flag.metrics-token"}},
		{&f.log, flagTexts{name: "log", argument: "argument.log", usage: "flag.log"}},
		{&f.logTo, flagTexts{name: "log-file", argument: "argument.file", usage: "flag.log-file"}},
		{&f.zone, flagTexts{name: "time-zone", argument: "argument.zone", usage: "flag.time-zone"}},
	} {
		a.flag(cmd.Flags(), one.value, one.texts)
	}
	for _, one := range []struct {
		values *[]string
		texts  flagTexts
	}{
		{&f.autocert, flagTexts{name: "autocert", argument: "argument.host", usage: "flag.autocert"}},
		{&f.hosts, flagTexts{name: "host", argument: "argument.host", usage: "flag.host"}},
		{&f.proxies, flagTexts{name: "trusted-proxy", argument: "argument.network", usage: "flag.trusted-proxy"}},
		{&f.cors, flagTexts{name: "cors", argument: "argument.origin", usage: "flag.cors"}},
		{&f.beacons, flagTexts{name: "beacon", argument: "argument.url", usage: "flag.beacons"}},
	} {
		a.listFlag(cmd.Flags(), one.values, one.texts)
	}
	cmd.Flags().BoolVar(&f.tlsSelf, "tls-self", false, a.t("flag.tls-self"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.runServe(cmd, &f) }
	return cmd
}

func (a *app) runServe(cmd *cobra.Command, f *serveFlags) error {
	if err := a.configure(cmd, f.config); err != nil {
		return err
	}
	if err := need(cmd, "data"); err != nil {
		return err
	}
	s, err := a.serving(cmd, f)
	if err != nil {
		return err
	}
	return a.serve(cmd.Context(), s)
}

// serving is what a server is told, checked.
type serving struct {
	folder     dataFolder
	address    string
	url        string // by which people reach it, "https://draw.example"; empty: where it listens
	logName    string
	files      middleware.TLS
	self       bool     // the county's own certificate authority
	hosts      []string // the names it answers for; empty: any
	location   *time.Location
	web        middleware.Config
	beacon     server.Beacon
	backups    backups
	log        logging
	categories *geo.Categories
}

func (a *app) serving(cmd *cobra.Command, f *serveFlags) (s serving, err error) {
	s = serving{
		folder: dataFolder(f.data), address: cmp.Or(f.addr, defaultAddress), logName: f.logName,
		files: middleware.TLS{CertFile: f.tlsCert, KeyFile: f.tlsKey, Hosts: f.autocert, Cache: dataFolder(f.data).path("tls", "acme")},
		self:  f.tlsSelf, hosts: f.hosts,
	}
	if err = checkTLS(cmd, f); err != nil {
		return s, err
	}
	if s.url, err = s.parseURL(cmd, f.url); err != nil {
		return s, err
	}
	if s.location, err = time.LoadLocation(cmp.Or(f.zone, defaultZone)); err != nil {
		return s, misuse(cmd, errFlagInvalid, "--time-zone="+f.zone, defaultZone)
	}
	if s.log, err = parseLogging(cmd, f); err != nil {
		return s, err
	}
	if s.backups, err = a.parseBackups(cmd, f); err != nil {
		return s, err
	}
	if len(f.beacons) > 0 {
		if s.beacon, err = server.NewBeacon(server.BeaconConfig{Addresses: f.beacons}); err != nil {
			return s, err
		}
	}
	if s.categories, err = a.categories(cmd.Context()); err != nil {
		return s, err
	}
	s.web, err = a.parseWeb(cmd, f)
	return s, err
}

// checkTLS refuses certificates from more than one place.
func checkTLS(cmd *cobra.Command, f *serveFlags) error {
	if f.tlsCert == "" && f.tlsKey != "" {
		return misuse(cmd, errFlagMissing, "--tls-cert", "")
	}
	if f.tlsCert != "" && f.tlsKey == "" {
		return misuse(cmd, errFlagMissing, "--tls-key", "")
	}
	var given []string
	for _, way := range []struct {
		name   string
		chosen bool
	}{{"--tls-cert", f.tlsCert != ""}, {"--tls-self", f.tlsSelf}, {"--autocert", len(f.autocert) > 0}} {
		if way.chosen {
			given = append(given, way.name)
		}
	}
	if len(given) > 1 {
		return misuse(cmd, errFlagsTogether, given[0], given[1])
	}
	return nil
}

// parseWeb reads how requests are treated.
func (a *app) parseWeb(cmd *cobra.Command, f *serveFlags) (web middleware.Config, err error) {
	for _, text := range f.proxies {
		network, err := parseNetwork(text)
		if err != nil {
			return web, misuse(cmd, errFlagInvalid, "--trusted-proxy="+text, "127.0.0.1, 10.0.0.0/8")
		}
		web.Proxies = append(web.Proxies, network)
	}
	web.Hosts = f.hosts
	if len(f.hosts) > 0 {
		web.Hosts = append(append([]string{}, f.hosts...), ownHosts...)
	}
	web.CORS = middleware.CORS{
		Origins: f.cors,
		Headers: []string{"Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "X-CSRF-Token"},
		Expose:  []string{"ETag", "Link", "Location", "Retry-After", "X-Request-ID", "Idempotency-Replayed"},
	}
	if f.metrics != "" {
		web.MetricsToken, err = read(cmd.Context(), a, f.metrics, secretLine)
	}
	return web, err
}

// parseNetwork reads a network or a single address.
func parseNetwork(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(address, address.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}

// logging says where the log goes and in which form.
type logging struct {
	json bool
	file string // empty: standard error
}

func parseLogging(cmd *cobra.Command, f *serveFlags) (logging, error) {
	switch f.log {
	case "", "text":
		return logging{file: f.logTo}, nil
	case "json":
		return logging{json: true, file: f.logTo}, nil
	default:
		return logging{}, misuse(cmd, errFlagInvalid, "--log="+f.log, "text, json")
	}
}

// open begins the log; the caller closes what it returns.
func (l logging) open(a *app) (*slog.Logger, func() error, error) {
	out, end := a.errOut, func() error { return nil }
	if l.file != "" {
		file, err := os.OpenFile(l.file, os.O_WRONLY|os.O_CREATE|os.O_APPEND, ownerOnly)
		if err != nil {
			return nil, nil, err
		}
		out, end = file, file.Close
	}
	buffer := middleware.NewLogBuffer(out)
	var lines slog.Handler = slog.NewTextHandler(buffer, nil)
	if l.json {
		lines = slog.NewJSONHandler(buffer, nil)
	}
	stop := flushing(buffer)
	return slog.New(buffer.Handler(lines)), func() error { return errors.Join(stop(), end()) }, nil
}

// logWaits is how long an ordinary line of the log may wait to be written with
// others.
const logWaits = 200 * time.Millisecond

// flushing lets a log go at short intervals, until stop.
func flushing(buffer *middleware.LogBuffer) (stop func() error) {
	tick := time.NewTicker(logWaits)
	end, ended := make(chan struct{}), make(chan error)
	go func() { ended <- buffer.FlushAt(tick.C, end) }()
	return func() error {
		tick.Stop()
		close(end)
		return <-ended
	}
}

// parseBackups reads when back-ups are made; the zero value is never.
func (a *app) parseBackups(cmd *cobra.Command, f *serveFlags) (b backups, err error) {
	if f.backup == "" {
		return b, nil
	}
	if f.passphrase == "" {
		return b, misuse(cmd, errFlagMissing, "--passphrase-file", "")
	}
	b = backups{folder: f.backup, every: defaultBackupEvery, keep: defaultBackupKeep}
	if f.backupEvery != "" {
		if b.every, err = time.ParseDuration(f.backupEvery); err != nil || b.every < leastBackupEvery {
			return b, misuse(cmd, errFlagInvalid, "--backup-every="+f.backupEvery, "24h, 90m")
		}
	}
	if f.backupKeep != "" {
		if b.keep, err = strconv.Atoi(f.backupKeep); err != nil || b.keep < 1 {
			return b, misuse(cmd, errFlagInvalid, "--backup-keep="+f.backupKeep, "1 …")
		}
	}
	b.passphrase, err = read(cmd.Context(), a, f.passphrase, secretLine)
	return b, err
}
