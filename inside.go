package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"sitedraw/server/text"
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

// ownRequest is a request of the program to itself.
type ownRequest struct {
	method, path, media string
	body                []byte
}

// inside asks a server that this program itself is, without a network.
type inside struct {
	handler http.Handler
	lang    text.Lang // of what it answers; empty: the server's own
}

// send sends one request.
func (i inside) send(ctx context.Context, r ownRequest) (*ownAnswer, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, "http://localhost"+r.path, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	req.RemoteAddr = "127.0.0.1:1"
	req.Header.Set("Content-Type", r.media)
	if i.lang != "" {
		req.Header.Set("Accept-Language", string(i.lang))
	}
	a := &ownAnswer{status: http.StatusOK, header: http.Header{}}
	i.handler.ServeHTTP(a, req)
	return a, nil
}

// ask sends a request and waits for the end of the work that it begins.
func (i inside) ask(ctx context.Context, r ownRequest) (*ownAnswer, error) {
	a, err := i.send(ctx, r)
	if err == nil && a.status == http.StatusAccepted {
		a, err = i.await(ctx, a.header.Get("Location"))
	}
	return a, err
}

// await waits for the end of a job, and answers as the request would have been.
func (i inside) await(ctx context.Context, path string) (*ownAnswer, error) {
	for {
		a, err := i.send(ctx, ownRequest{method: http.MethodGet, path: path})
		if err != nil || a.status != http.StatusOK {
			return a, err
		}
		var job ownJob
		if err := json.Unmarshal(a.body.Bytes(), &job); err != nil {
			return nil, err
		}
		if over := job.answer(); over != nil {
			return over, nil
		}
		if err := rest(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

// ownJob is a job that a request of the program to itself began.
type ownJob struct {
	Status int             `json:"status"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Status int    `json:"status"`
		Code   string `json:"code"`
		Detail string `json:"detail"`
	} `json:"error"`
}

// answer is how it ended; nil as long as it works.
func (j *ownJob) answer() *ownAnswer {
	a := &ownAnswer{status: j.Status, header: http.Header{}}
	switch {
	case j.Error != nil:
		a.status = j.Error.Status
		_ = json.NewEncoder(&a.body).Encode(j.Error) //nolint:errchkjson // texts, into a buffer
	case j.Status != 0:
		_, _ = a.body.Write(j.Result) // a buffer takes everything
	default:
		return nil
	}
	return a
}

// rest waits; an error when the context ends.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
