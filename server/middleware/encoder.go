package middleware

import (
	"io"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// encoder compresses what is written to it.
type encoder interface {
	io.WriteCloser
	Flush() error
	Reset(w io.Writer)
}

// Levels at which compressing an answer costs less than sending it.
const (
	gzipLevel   = 5
	brotliLevel = 4
)

// encoders keeps encoders for reuse: each has hundreds of kilobytes of tables.
type encoders struct{ gzip, brotli sync.Pool }

func newEncoders() *encoders {
	return &encoders{
		gzip: sync.Pool{New: func() any {
			w, _ := gzip.NewWriterLevel(io.Discard, gzipLevel) // the level is one of gzip's
			return w
		}},
		brotli: sync.Pool{New: func() any { return brotli.NewWriterLevel(io.Discard, brotliLevel) }},
	}
}

// take gives an encoder of a coding, which is not identity.
func (p *encoders) take(c coding, to io.Writer) encoder {
	pool := &p.gzip
	if c == brotlied {
		pool = &p.brotli
	}
	e, _ := pool.Get().(encoder)
	e.Reset(to)
	return e
}

func (p *encoders) put(e encoder) {
	e.Reset(io.Discard)
	if _, ok := e.(*gzip.Writer); ok {
		p.gzip.Put(e)
		return
	}
	p.brotli.Put(e)
}
