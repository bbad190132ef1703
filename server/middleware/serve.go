package middleware

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// ServeConfig is how a server keeps its connections. Now is needed.
type ServeConfig struct {
	Now func() time.Time
	Log *slog.Logger // nil: nothing is logged

	TLS TLS

	Grace          time.Duration // how long running requests may take to end; 0: 10 s
	ReadHeader     time.Duration // how long the headers of a request may take; 0: 10 s
	Idle           time.Duration // how long a connection may wait for its next request; 0: 2 minutes
	MaxHeaderBytes int           // 0: 16 KB
}

func (cfg ServeConfig) orDefault() ServeConfig {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Grace == 0 {
		cfg.Grace = 10 * time.Second
	}
	if cfg.ReadHeader == 0 {
		cfg.ReadHeader = 10 * time.Second
	}
	if cfg.Idle == 0 {
		cfg.Idle = 2 * time.Minute
	}
	if cfg.MaxHeaderBytes == 0 {
		cfg.MaxHeaderBytes = 16 << 10
	}
	return cfg
}

// stopKey is where a request's context holds the channel of Stopping.
type stopKey struct{}

// Stopping is closed when the server begins to stop, while the request's own
// context still lives: streams end themselves then. It is nil outside of Serve.
func Stopping(ctx context.Context) <-chan struct{} {
	stop, _ := ctx.Value(stopKey{}).(<-chan struct{})
	return stop
}

// Serve answers on l until ctx is done. Then it takes no new connections, tells
// streams to end, waits for running requests as long as Grace, and closes what is
// left; contexts of its requests end only then. It closes l. The error is one of
// the certificate or of the listener; a stop is none.
func Serve(ctx context.Context, l net.Listener, handler http.Handler, cfg ServeConfig) error {
	cfg = cfg.orDefault()
	secure, err := cfg.TLS.config(cfg)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	stop := make(chan struct{})
	base, cancel := context.WithCancel(context.WithValue(context.WithoutCancel(ctx), stopKey{}, (<-chan struct{})(stop)))
	defer cancel()
	server := &http.Server{
		Handler:           handler,
		TLSConfig:         secure,
		ReadHeaderTimeout: cfg.ReadHeader,
		IdleTimeout:       cfg.Idle,
		MaxHeaderBytes:    cfg.MaxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(cfg.Log.Handler(), slog.LevelWarn),
		HTTP2:             &http.HTTP2Config{SendPingTimeout: cfg.Idle, WriteByteTimeout: cfg.Idle},
	}
	ended := make(chan error, 1)
	go func() { ended <- listen(server, l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	close(stop)
	shutDown(base, server, cfg)
	<-ended //nolint:errcheck // it is http.ErrServerClosed
	return nil
}

func listen(server *http.Server, l net.Listener) error {
	if server.TLSConfig != nil {
		return server.ServeTLS(l, "", "")
	}
	return server.Serve(l)
}

// shutDown waits for running requests, then closes what is left.
func shutDown(base context.Context, server *http.Server, cfg ServeConfig) {
	grace, cancel := context.WithTimeout(base, cfg.Grace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		cfg.Log.Warn("requests were cut off at the end", slog.Duration("grace", cfg.Grace))
		_ = server.Close() // its connections are cut, which is all that is wanted
	}
}
