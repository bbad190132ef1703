package middleware

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"
)

// logBufferBytes is how much of a log waits at most.
const logBufferBytes = 64 << 10

// LogBuffer gathers the lines of a log, so that not every request waits for a
// write of its own. What waits leaves when the buffer is full, when Flush is
// called, and with every line that says of trouble: a program that dies at once
// loses no more than the ordinary lines since the last Flush. Goroutines may share
// it.
type LogBuffer struct {
	mu   sync.Mutex
	to   io.Writer
	held []byte
}

// NewLogBuffer returns a buffer before to, empty.
func NewLogBuffer(to io.Writer) *LogBuffer {
	return &LogBuffer{to: to, held: make([]byte, 0, logBufferBytes)}
}

// Write takes a line. One that is longer than the buffer leaves at once.
func (b *LogBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var err error
	if len(b.held)+len(line) > cap(b.held) {
		err = b.pass()
	}
	if len(line) > cap(b.held) {
		_, wrong := b.to.Write(line)
		return len(line), errors.Join(err, wrong)
	}
	b.held = append(b.held, line...)
	return len(line), err
}

// Flush lets go of all that waits.
func (b *LogBuffer) Flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.pass()
}

// pass writes what waits. What cannot be written, as on a full disk, is given up:
// memory must not fill up in its place.
func (b *LogBuffer) pass() error {
	if len(b.held) == 0 {
		return nil
	}
	_, err := b.to.Write(b.held)
	b.held = b.held[:0]
	return err
}

// FlushAt flushes with each tick, and a last time when end is closed.
func (b *LogBuffer) FlushAt(tick <-chan time.Time, end <-chan struct{}) error {
	var err error
	for {
		select {
		case <-tick:
			err = b.Flush()
		case <-end:
			return errors.Join(err, b.Flush())
		}
	}
}

// Handler is h, which writes to the buffer, with the lines of trouble let go at
// once.
func (b *LogBuffer) Handler(h slog.Handler) slog.Handler { return prompt{h, b} }

// prompt lets warnings and errors leave a LogBuffer at once.
type prompt struct {
	slog.Handler

	buffer *LogBuffer
}

// Handle writes a line.
func (p prompt) Handle(ctx context.Context, r slog.Record) error {
	err := p.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		err = errors.Join(err, p.buffer.Flush())
	}
	return err
}

// WithAttrs keeps what is prompt.
func (p prompt) WithAttrs(attrs []slog.Attr) slog.Handler {
	return prompt{p.Handler.WithAttrs(attrs), p.buffer}
}

// WithGroup keeps what is prompt.
func (p prompt) WithGroup(name string) slog.Handler {
	return prompt{p.Handler.WithGroup(name), p.buffer}
}
