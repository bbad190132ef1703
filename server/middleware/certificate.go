package middleware

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/acme/autocert"

	"sitedraw/geo"
)

// TLS says where a server's certificate comes from: two files, which are read
// again when they change, or Let's Encrypt, for Hosts that the world can reach on
// port 443. The zero value is no TLS.
type TLS struct {
	CertFile, KeyFile string // PEM
	Hosts             []string
	Cache             string // folder that keeps what Let's Encrypt gave
}

// config is nil where there is no TLS.
func (t TLS) config(cfg ServeConfig) (*tls.Config, error) {
	switch {
	case t.CertFile != "":
		c := &certificate{files: [2]string{t.CertFile, t.KeyFile}, log: cfg.Log}
		if _, err := c.current(); err != nil {
			return nil, err
		}
		return &tls.Config{
			MinVersion:     tls.VersionTLS12,
			GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current() },
		}, nil
	case len(t.Hosts) > 0:
		m := &autocert.Manager{
			Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(t.Hosts...), Cache: autocert.DirCache(t.Cache),
		}
		secure := m.TLSConfig()
		secure.MinVersion = tls.VersionTLS12
		return secure, nil
	default:
		return nil, nil
	}
}

// certificate is a pair of files and what was last read from them.
type certificate struct {
	files [2]string // certificate, key
	log   *slog.Logger

	mu     sync.Mutex
	seen   [2]state // of the files, when they were last read
	loaded *tls.Certificate
}

// state tells whether a file changed.
type state struct {
	size     int64
	modified time.Time
}

// current returns the certificate, read again if a file changed. While the files
// do not fit together, as halfway through a change, the earlier one serves.
func (c *certificate) current() (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := [2]state{stateOf(c.files[0]), stateOf(c.files[1])}
	if c.loaded != nil && seen == c.seen {
		return c.loaded, nil
	}
	fresh, err := tls.LoadX509KeyPair(c.files[0], c.files[1])
	if err == nil {
		c.loaded, c.seen = &fresh, seen
		return c.loaded, nil
	}
	if c.loaded == nil {
		return nil, &geo.Error{Code: ErrCertificate, At: geo.Place{File: c.files[0]}, Value: c.files[1], Err: err}
	}
	c.log.Warn("the certificate's files are not taken", slog.String("error", err.Error()))
	c.seen = seen
	return c.loaded, nil
}

// stateOf is the zero value for a file that is not there.
func stateOf(file string) state {
	info, err := os.Stat(file)
	if err != nil {
		return state{}
	}
	return state{info.Size(), info.ModTime()}
}
