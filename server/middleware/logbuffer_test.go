package middleware

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// Ordinary lines wait, one of trouble leaves with all before it, in order.
func TestLogBuffer(t *testing.T) {
	var out journal
	b := NewLogBuffer(&out)
	log := slog.New(b.Handler(slog.NewTextHandler(b, nil))).With("part", "x").WithGroup("g")
	log.Info("one")
	if got := out.String(); got != "" {
		t.Errorf("an ordinary line left at once: %s", got)
	}
	for n, write := range []func(string, ...any){log.Warn, log.Error} {
		write("trouble", "n", n)
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if want := n + 2; len(lines) != want || !strings.Contains(lines[0], "msg=one") || !strings.Contains(lines[want-1], "g.n="+string(rune('0'+n))) {
			t.Errorf("after trouble %d: %q", n, lines)
		}
	}
	log.Info("two")
	if err := b.Flush(); err != nil || !strings.Contains(out.String(), "msg=two") {
		t.Errorf("Flush = %v: %s", err, out.String())
	}
}

func TestLogBufferIsBounded(t *testing.T) {
	var out journal
	b := NewLogBuffer(&out)
	line, most, written := strings.Repeat("x", 999)+"\n", 0, 0
	for range 1000 {
		_, _ = b.Write([]byte(line))
		written += len(line)
		most = max(most, written-len(out.String()))
	}
	if most > logBufferBytes || most < logBufferBytes/2 {
		t.Errorf("%d bytes waited, want up to %d", most, logBufferBytes)
	}
	long := strings.Repeat("y", logBufferBytes+1)
	_, _ = b.Write([]byte(long))
	if want := strings.Repeat(line, 1000) + long; out.String() != want {
		t.Errorf("%d bytes are not the %d that were written", len(out.String()), len(want))
	}
}

// refusing is a disk that is full.
type refusing struct{ tries int }

var errFull = errors.New("full")

func (r *refusing) Write([]byte) (int, error) { r.tries++; return 0, errFull }

func TestLogBufferOnFullDisk(t *testing.T) {
	var out refusing
	b := NewLogBuffer(&out)
	for range 1000 {
		_, _ = b.Write(make([]byte, 1000))
	}
	if err := b.Flush(); !errors.Is(err, errFull) || len(b.held) > 0 || cap(b.held) > logBufferBytes || out.tries < 10 {
		t.Errorf("Flush = %v, %d bytes held of %d, %d tries", err, len(b.held), cap(b.held), out.tries)
	}
}

func TestLogBufferFlushAt(t *testing.T) {
	var out journal
	b := NewLogBuffer(&out)
	tick, end, ended := make(chan time.Time), make(chan struct{}), make(chan error)
	go func() { ended <- b.FlushAt(tick, end) }()
	_, _ = b.Write([]byte("one\n"))
	tick <- time.Time{}
	waitFor(t, func() bool { return out.String() == "one\n" })
	_, _ = b.Write([]byte("two\n"))
	close(end)
	if err := <-ended; err != nil || out.String() != "one\ntwo\n" {
		t.Errorf("FlushAt = %v with %q", err, out.String())
	}
}
