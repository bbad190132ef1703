package remote

import (
	"bytes"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"sitedraw/geo"
)

// handled answers requests by a handler, without a network.
type handled http.HandlerFunc

func (h handled) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	h(recorder, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	response := recorder.Result()
	response.Request = r
	return response, nil
}

// failing answers the first requests as its functions do, and the rest well.
func failing(s *standIn, first ...http.HandlerFunc) (h http.HandlerFunc, requests *int) {
	requests = new(int)
	return func(w http.ResponseWriter, r *http.Request) {
		if *requests++; *requests <= len(first) {
			first[*requests-1](w, r)
			return
		}
		s.osrmTable(w, r)
	}, requests
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = w.Write([]byte("<html>later</html>"))
	}
}

// hangUp ends a connection in the middle of an answer.
func hangUp(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(`{"code":"Ok","dura`))
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// What passes is tried again, after pauses that double or are as long as the server
// says.
func TestTriesAgain(t *testing.T) {
	start := options().Now()
	for name, c := range map[string]struct {
		first []http.HandlerFunc
		slept []time.Duration
	}{
		"failures": {
			[]http.HandlerFunc{status(500), status(502), status(503), status(504)},
			[]time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second},
		},
		"broken off": {[]http.HandlerFunc{hangUp, hangUp}, []time.Duration{500 * time.Millisecond, time.Second}},
		"too many": {
			[]http.HandlerFunc{status(429, "Retry-After", "7"), status(429), status(429, "Retry-After", "soon"), status(503, "Retry-After", "-3")},
			[]time.Duration{7 * time.Second, time.Second, 2 * time.Second, 4 * time.Second},
		},
		"until a time": {
			[]http.HandlerFunc{
				status(503, "Retry-After", start.Add(30*time.Second).Format(http.TimeFormat)),
				status(503, "Retry-After", start.Add(-time.Hour).Format(http.TimeFormat)),
			},
			[]time.Duration{30 * time.Second, time.Second},
		},
	} {
		w := newWorld(3)
		h, requests := failing(&standIn{world: w, limit: 100}, c.first...)
		times := &clock{now: start}
		m, err := serve(t, "osrm", h).Matrix(t.Context(), w.places, Options{Now: times.Now, Sleep: times.Sleep, Rate: rate.Inf})
		if err != nil || m.Digest() != w.matrix().Digest() {
			t.Errorf("%s: %v", name, err)
		}
		if *requests != len(c.first)+1 || !slices.Equal(times.slept, c.slept) {
			t.Errorf("%s: %d requests, slept %v, want %v", name, *requests, times.slept, c.slept)
		}
	}
}

// What lasts ends it, with server, places, what came and how often it was tried.
func TestGivesUp(t *testing.T) {
	for name, c := range map[string]struct {
		h        http.HandlerFunc
		code     geo.Code
		value    string
		want     string
		requests int
	}{
		"failure":  {status(503), ErrStatus, "503 Service Unavailable <html>later</html>", "3", 3},
		"too many": {status(429), ErrBusy, "429 Too Many Requests <html>later</html>", "3", 3},
		"broken":   {hangUp, ErrConnect, "unexpected EOF", "3", 3},
		"later":    {status(429, "Retry-After", "3600"), ErrLater, "", "3600", 1},
		"never":    {status(503, "Retry-After", "9000000000000000000"), ErrLater, "", "1073741824", 1},
		"absent":   {status(404), ErrRefused, "404 Not Found <html>later</html>", "", 1},
		"secret":   {status(401), ErrRefused, "401 Unauthorized <html>later</html>", "", 1},
		"not done": {status(501), ErrRefused, "501 Not Implemented <html>later</html>", "", 1},
		"moved": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example"+r.URL.Path+"?key=secret", http.StatusFound)
		}, ErrRedirect, "https://elsewhere.example/table/v1/car/117,28;117.0012345,27.9993211;117.002469,27.9986422", "", 1},
		"circle": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.String(), http.StatusTemporaryRedirect)
		}, ErrRedirect, "", "", 4},
		"no segment": {func(w http.ResponseWriter, _ *http.Request) {
			reply(w, http.StatusBadRequest, map[string]string{"code": "NoSegment", "message": "Could not find a matching segment for coordinate 2"})
		}, ErrRefused, "400 NoSegment: Could not find a matching segment for coordinate 2", "", 1},
		"well but not": {func(w http.ResponseWriter, _ *http.Request) {
			reply(w, http.StatusOK, map[string]string{"code": "NoTable", "message": "x"})
		}, ErrRefused, "200 NoTable: x", "", 1},
		"page":    {status(200, "Content-Type", "text/html"), ErrType, "text/html", "<html>later</html>", 1},
		"garbage": {status(200, "Content-Type", "application/json"), ErrAnswer, "<html>later</html>", "", 1},
		"cut": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"code":"Ok","durations":[[0,1,2],[3,0`))
		}, ErrAnswer, `{"code":"Ok","durations":[[0,1,2],[3,0`, "", 1},
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for range maxAnswer/1024 + 2 {
				_, _ = w.Write([]byte(strings.Repeat(" ", 1024)))
			}
		}, ErrLong, "", strconv.Itoa(maxAnswer), 1},
	} {
		requests := 0
		s := serve(t, "osrm", func(w http.ResponseWriter, r *http.Request) { requests++; c.h(w, r) })
		s.base.User, s.base.RawQuery = url.UserPassword("me", "secret"), "key=secret"
		o := options()
		o.Retries = 2
		m, err := s.Matrix(t.Context(), newWorld(3).places, o)
		e := located(t, err)
		if m != nil || e.Code != c.code || e.Value != c.value && c.value != "" || e.Want != c.want {
			t.Errorf("%s: %v, want %s of %q, %q", name, err, c.code, c.value, c.want)
		}
		if e.At.Column != "1–3 → 1–3" || e.At.File != strings.TrimPrefix(s.String(), "osrm:") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
		if requests != c.requests {
			t.Errorf("%s: %d requests, want %d", name, requests, c.requests)
		}
	}
}

// A redirect on the same host is followed.
func TestFollowsOnItsHost(t *testing.T) {
	w := newWorld(3)
	stand := &standIn{world: w, limit: 100}
	s := serve(t, "osrm", func(rw http.ResponseWriter, r *http.Request) {
		if path, moved := strings.CutPrefix(r.URL.Path, "/old"); moved {
			http.Redirect(rw, r, path+"?"+r.URL.RawQuery, http.StatusMovedPermanently)
			return
		}
		stand.osrmTable(rw, r)
	})
	s.base.Path = "/old"
	if got := ask(t, s, w, options()); got.Digest() != w.matrix().Digest() {
		t.Errorf("got %+v", got)
	}
}

// One that would lose the question is not.
func TestKeepsThePost(t *testing.T) {
	s := serve(t, "valhalla", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/new" {
			status(404)(w, r)
			return
		}
		http.Redirect(w, r, "/new", http.StatusFound)
	})
	_, err := s.Matrix(t.Context(), newWorld(3).places, options())
	if e := located(t, err); e.Code != ErrRedirect || !strings.HasSuffix(e.Value, "/new") {
		t.Errorf("Matrix = %v", err)
	}
}

func TestNoServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := ParseServer("osrm:http://me:secret@" + address + "/?key=secret")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Matrix(t.Context(), newWorld(2).places, options())
	if e := located(t, err); e.Code != ErrConnect || e.Want != "6" || e.Kind != geo.Unavailable || strings.Contains(err.Error(), "secret") {
		t.Errorf("Matrix = %v", err)
	}
}

// A certificate that nobody vouches for is not tried again.
func TestWrongCertificate(t *testing.T) {
	web := httptest.NewUnstartedServer(http.NotFoundHandler())
	web.Config.ErrorLog = log.New(io.Discard, "", 0)
	web.StartTLS()
	defer web.Close()
	s, err := ParseServer("osrm:" + web.URL)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Matrix(t.Context(), newWorld(2).places, options())
	if e := located(t, err); e.Code != ErrConnect || e.Want != "" {
		t.Errorf("Matrix = %v", err)
	}
}

// recorded answers a request that it knows as it did before.
type recorded struct {
	handler http.HandlerFunc
	bodies  map[string][]byte
}

func (k *recorded) RoundTrip(r *http.Request) (*http.Response, error) {
	question, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	key := r.URL.String() + string(question)
	body, known := k.bodies[key]
	if !known {
		recorder := httptest.NewRecorder()
		r.Body = io.NopCloser(bytes.NewReader(question))
		k.handler(recorder, r)
		body = recorder.Body.Bytes()
		k.bodies[key] = body
	}
	header := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
}
