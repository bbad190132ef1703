package middleware

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
)

// house is what all requests of a server share.
type house struct {
	Config

	echo     *echo.Echo
	guards   []func(echo.Context) error // before the router, in this order
	names    []string                   // of Hosts, in one spelling
	origins  origins
	metrics  *metrics
	encoders *encoders
	helds    sync.Pool // of *[holdBytes]byte: where answers are held back
	begun    sync.Map  // logged → slog.Handler
}

// takeHeld gives an answer room to be held back in.
func (h *house) takeHeld() []byte {
	room, ok := h.helds.Get().(*[holdBytes]byte)
	if !ok {
		room = new([holdBytes]byte)
	}
	return room[:0]
}

// putHeld takes the room back when the answer has left.
func (h *house) putHeld(held []byte) {
	if cap(held) == holdBytes {
		h.helds.Put((*[holdBytes]byte)(held[:holdBytes]))
	}
}

func newHouse(e *echo.Echo, cfg Config) *house {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Registry == nil {
		cfg.Registry = prometheus.NewRegistry()
	}
	if cfg.BodyLimit == 0 {
		cfg.BodyLimit = DefaultBodyLimit
	}
	if cfg.ContentPolicy == "" {
		cfg.ContentPolicy = ownContent
	}
	cfg.Pace = cfg.Pace.orDefault()
	h := &house{Config: cfg, echo: e, metrics: newMetrics(cfg.Registry), encoders: newEncoders()}
	for _, host := range cfg.Hosts {
		h.names = append(h.names, hostName(host))
	}
	h.guards = []func(echo.Context) error{h.checkHost, h.allowOrigin, h.checkOrigin, onePath, h.checkCodings}
	return h
}

// around is the outermost layer: whatever happens inside, the request is
// answered or its connection ended, counted and logged.
func (h *house) around(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		x := h.open(c)
		defer h.close(c, x)
		if err := h.guarded(c, next); err != nil {
			h.fail(err, c)
		}
		x.finish()
		h.putHeld(x.held)
		x.held = nil
		if x.broken {
			panic(http.ErrAbortHandler) // net/http closes the connection and logs nothing
		}
		return nil
	}
}

// guarded asks the guards, then the router and the handler, and makes an error
// of a panic.
func (h *house) guarded(c echo.Context, next echo.HandlerFunc) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{value: v, stack: debug.Stack()}
		}
	}()
	for _, guard := range h.guards {
		if err := guard(c); err != nil {
			return err
		}
	}
	return next(c)
}

// panicked is a panic of a handler on its way to the log.
type panicked struct {
	value any
	stack []byte
}

// Error is a code; the value and the stack are for the log.
func (*panicked) Error() string { return string(ErrInternal) }

// aborts reports whether the handler itself asked for the connection's end.
func (p *panicked) aborts() bool {
	err, ok := p.value.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}
