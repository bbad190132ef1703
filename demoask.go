package main

import (
	"bytes"
	"context"
	"net/http"
)

// ownAnswer takes what the server answers to the program itself. It is an
// http.ResponseWriter.
type ownAnswer struct {
	status int
	header http.Header
	body   bytes.Buffer
}

// Header is http.ResponseWriter's.
func (a *ownAnswer) Header() http.Header { return a.header }

// WriteHeader is http.ResponseWriter's.
func (a *ownAnswer) WriteHeader(status int) { a.status = status }

// Write is http.ResponseWriter's.
func (a *ownAnswer) Write(b []byte) (int, error) { return a.body.Write(b) }

// send sends a request from this machine to this program, without a network.
func (h *house) send(ctx context.Context, r ownRequest) (*ownAnswer, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, "http://localhost"+r.path, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	req.RemoteAddr = "127.0.0.1:1"
	req.Header.Set("Content-Type", r.media)
	a := &ownAnswer{status: http.StatusOK, header: http.Header{}}
	h.Handler().ServeHTTP(a, req)
	return a, nil
}

// ownRequest is a request of the program to itself.
type ownRequest struct {
	method, path, media string
	body                []byte
}
