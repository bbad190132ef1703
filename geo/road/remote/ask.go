package remote

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sitedraw/geo"
)

// passing is an error that may be gone at another try.
type passing struct {
	cause *geo.Error
	after time.Duration // what the server says about when
}

func (p passing) Error() string { return p.cause.Error() }

// ask asks for a block until there is an answer that counts, or no more tries.
func (s *session) ask(ctx context.Context, b block) (*table, error) {
	for try := 1; ; try++ {
		t, err := s.once(ctx, b)
		var again passing
		if !errors.As(err, &again) {
			return t, s.locate(err, b)
		}
		if try > s.Retries {
			again.cause.Want = strconv.Itoa(try)
			return nil, s.locate(again.cause, b)
		}
		if again.after > longestPause {
			later := &geo.Error{Code: ErrLater, Kind: geo.Unavailable, Want: strconv.Itoa(int(again.after / time.Second)), Err: again.cause}
			return nil, s.locate(later, b)
		}
		if err := s.pause(ctx, try, again.after); err != nil {
			return nil, err
		}
	}
}

// locate adds server and places to an error of this package.
func (s *session) locate(err error, b block) error {
	return geo.InFile(geo.InColumn(err, b.String()), s.address)
}

func tooBig(err error) bool { return errors.Is(err, ErrTooBig) }

// once sends a request, when its turn is, and reads the answer.
func (s *session) once(ctx context.Context, b block) (*table, error) {
	if err := s.turn(ctx); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	q := s.query(b)
	request, err := s.protocol.request(limited, s.base, q)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "sitedraw")
	response, err := s.client.Do(request)
	if err != nil {
		return nil, s.broken(ctx, err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read, or there is another error
	a, err := readAnswer(response)
	if err != nil {
		return nil, s.broken(ctx, err)
	}
	if err := s.judge(a); err != nil {
		return nil, err
	}
	t, err := s.protocol.decode(a.body, q)
	if err == nil && q.diagonal {
		t.clearDiagonal()
	}
	return t, err
}

func (s *session) query(b block) *query {
	return &query{
		profile: s.Profile, from: s.places[b.from.first:b.from.end], to: s.places[b.to.first:b.to.end], diagonal: b.from == b.to,
	}
}

// broken sorts what keeps an answer from arriving: the end of all, what the server or
// its certificate will not change, and the rest, which may pass.
func (s *session) broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if refused, is := errors.AsType[*geo.Error](err); is {
		return refused
	}
	if outer, is := errors.AsType[*url.Error](err); is {
		err = outer.Err // it shows the whole address
	}
	var timed interface{ Timeout() bool }
	if errors.As(err, &timed) && timed.Timeout() {
		seconds := strconv.FormatFloat(s.Timeout.Seconds(), 'f', -1, 64)
		return passing{cause: &geo.Error{Code: ErrTimeout, Kind: geo.Unavailable, Value: seconds, Err: err}}
	}
	e := &geo.Error{Code: ErrConnect, Kind: geo.Unavailable, Value: excerpt([]byte(err.Error())), Err: err}
	if _, untrusted := errors.AsType[*tls.CertificateVerificationError](err); untrusted {
		return e
	}
	return passing{cause: e}
}

// mostRedirects is how often a request follows the server to another path.
const mostRedirects = 3

// follow is a client that follows a server to no other host, to nothing less safe, and
// not if the question would be lost on the way.
func follow(client *http.Client) *http.Client {
	own := *client
	own.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		first := via[0]
		if len(via) <= mostRedirects && next.URL.Host == first.URL.Host && next.Method == first.Method &&
			(next.URL.Scheme == first.URL.Scheme || next.URL.Scheme == "https") {
			return nil
		}
		return &geo.Error{Code: ErrRedirect, Value: plainURL(next.URL)}
	}
	return &own
}
