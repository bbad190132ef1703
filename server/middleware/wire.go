package middleware

import (
	"errors"
	"net/http"
	"time"
)

// Pace is how fast a client must be. The zero value asks for a kilobyte a second.
type Pace struct {
	// Rate is the least speed of a body in bytes a second; 0: 1024.
	Rate int64
	// Grace is how long a body may lag behind Rate; 0: 20 s.
	Grace time.Duration
	// Stall is how long a piece of an answer, of 64 KB at most, may wait for its
	// reader; 0: 30 s.
	Stall time.Duration
}

func (p Pace) orDefault() Pace {
	if p.Rate == 0 {
		p.Rate = 1024
	}
	if p.Grace == 0 {
		p.Grace = 20 * time.Second
	}
	if p.Stall == 0 {
		p.Stall = 30 * time.Second
	}
	return p
}

// pieceBytes is how much of an answer must pass within Pace.Stall.
const pieceBytes = 64 << 10

// wire is where an answer leaves: every piece has its own time limit, so that a
// long answer may take long, but a reader that stands still is cut off.
type wire struct {
	to      http.ResponseWriter // net/http's own
	control http.ResponseController
	now     func() time.Time
	stall   time.Duration
	bytes   int64 // of the body
}

// extend gives what is written next its time.
func (w *wire) extend() {
	_ = w.control.SetWriteDeadline(w.now().Add(w.stall)) // a recorder in a test has no deadlines
}

// Write sends p piece by piece. The first kilobyte needs no time: net/http keeps
// twice as much until more comes or the answer is flushed or ends.
func (w *wire) Write(p []byte) (int, error) {
	sent := 0
	for sent < len(p) {
		piece := p[sent:min(len(p), sent+pieceBytes)]
		if w.bytes+int64(len(piece)) > holdBytes {
			w.extend()
		}
		n, err := w.to.Write(piece)
		sent += n
		w.bytes += int64(n)
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// flush sends what net/http has buffered.
func (w *wire) flush() error {
	w.extend()
	if err := w.control.Flush(); !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}
