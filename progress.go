package main

import (
	"io"
	"maps"
	"strconv"
	"time"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// progress shows on a terminal how far work is that takes over a second. Off a
// terminal it is silent. It is used by one goroutine.
type progress struct {
	app   *app
	label geo.Code
	args  text.Args // of the label, beside percent; see with
	next  time.Time // when to show it again
	shown bool
}

const (
	quietTime   = time.Second
	refreshTime = 200 * time.Millisecond
)

// The terminal's codes: back to the start of the line, and clear it.
const clearLine = "\r\x1b[K"

func (a *app) progress(label geo.Code) *progress {
	return &progress{app: a, label: label, next: a.now().Add(quietTime)}
}

// with adds what else the label says, from now on.
func (p *progress) with(args text.Args) *progress {
	p.args = args
	return p
}

// at says how much of all is done.
func (p *progress) at(done, total int64) {
	if total <= 0 || !isTerminal(p.app.errOut) || p.app.now().Before(p.next) {
		return
	}
	p.next, p.shown = p.app.now().Add(refreshTime), true
	percent := strconv.FormatInt(100*min(done, total)/total, 10)
	args := text.Args{"percent": percent}
	maps.Copy(args, p.args)
	line := p.app.texts.Text(p.label, args)
	_, _ = io.WriteString(p.app.errOut, clearLine+line) // nothing depends on it
}

// end removes what was shown.
func (p *progress) end() {
	if p.shown {
		_, _ = io.WriteString(p.app.errOut, clearLine)
	}
}

// reading returns a reader that reports how much of the file has been read; a
// stream without a size reports nothing.
func (p *progress) reading(r io.Reader) io.Reader {
	if f, ok := r.(*contextFile); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return &countingReader{progress: p, r: f, total: info.Size()}
		}
	}
	return r
}

type countingReader struct {
	progress    *progress
	r           io.Reader
	done, total int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.done += int64(n)
	c.progress.at(c.done, c.total)
	return n, err
}
