package server

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// keyHeader is the header by which a client says that a request is the same as one
// before.
const keyHeader = "Idempotency-Key"

// maxKey is the longest key.
const maxKey = 255

// answered is what a creating request is answered.
type answered struct {
	status int
	path   string // below base, of what was made; empty: nowhere
	body   any
}

// create writes what f does to the store and answers with what it returns. A
// request whose Idempotency-Key was seen before is answered as then, without
// calling f; the answer is written in the same transaction, so a server that dies
// in between neither loses nor repeats anything.
func (r *request) create(f func(store.Writer) (answered, error)) error {
	once, err := r.onceKey()
	if err != nil {
		return err
	}
	if again, err := r.again(once); again || err != nil {
		return err
	}
	answer, err := r.keep(once, f)
	if err != nil {
		return err
	}
	return r.send(answer)
}

// keep writes what f does to the store, and the answer with it.
func (r *request) keep(once store.Answer, f func(store.Writer) (answered, error)) (answer store.Answer, err error) {
	err = r.server.Store.Update(r.Request().Context(), func(w store.Writer) error {
		made, err := f(w)
		if err != nil {
			return err
		}
		if answer, err = encodeAnswer(once, made); err != nil || once.Key == "" {
			return err
		}
		kept := answer
		if _, secret := made.body.(confidential); secret {
			if kept, err = r.server.lockAnswer(answer); err != nil {
				return err
			}
		}
		return w.AddAnswer(kept)
	})
	return answer, err
}

// orBefore is the error with which a request ends. One that was refused because the
// same request, sent twice at once, has meanwhile done what it asks is answered as
// that one was.
func (r *request) orBefore(err error) error {
	if err == nil || r.seen == nil || r.Response().Committed {
		return err
	}
	if again, against := r.answeredBefore(); again || errors.Is(against, ErrKeyReused) {
		return against
	}
	return err
}

// order reads what a request that creates asks for and checks it. A request that was
// answered before is answered so again: true.
func (r *request) order(v any) (bool, error) {
	if err := r.knownQueries(); err != nil {
		return false, err
	}
	if err := r.decode(v); err != nil {
		return false, err
	}
	if checked, is := v.(interface{ check() error }); is {
		if err := checked.check(); err != nil {
			return false, err
		}
	}
	return r.answeredBefore()
}

// onceKey is the request's key with the digest of what it asks; without a key it
// is empty.
func (r *request) onceKey() (store.Answer, error) {
	key := r.Request().Header.Get(keyHeader)
	if key == "" {
		return store.Answer{At: r.server.now()}, nil
	}
	if len(key) > maxKey || geo.CheckText(key) != nil {
		return store.Answer{}, &geo.Error{Code: ErrParameter, At: geo.Place{Column: keyHeader}, Value: key, Want: "1–255"}
	}
	if r.who.UserID == 0 {
		key = r.RealIP() + " " + key // strangers must not take each other's keys
	}
	once := store.Answer{User: r.who.UserID, Key: key, At: r.server.now()}
	h := sha256.New()
	for _, part := range []string{r.Request().Method, r.Request().URL.EscapedPath(), r.QueryParams().Encode()} {
		_, _ = io.WriteString(h, part+"\n") // a hash takes everything
	}
	_, _ = h.Write(r.seen)
	h.Sum(once.Request[:0])
	return once, nil
}

// again answers as before if the key is known.
func (r *request) again(once store.Answer) (bool, error) {
	before, known, err := r.before(once)
	if err != nil || !known {
		return known, err
	}
	r.Response().Header().Set("Idempotency-Replayed", "true")
	return true, r.send(before)
}

// before is what a request of the key was answered, if there was one.
func (r *request) before(once store.Answer) (before store.Answer, known bool, err error) {
	if once.Key == "" {
		return before, false, nil
	}
	err = r.server.Store.View(r.Request().Context(), func(s store.Reader) (err error) {
		before, err = s.Answer(once.User, once.Key)
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return before, false, nil
	case err != nil:
		return before, false, err
	case before.Request != once.Request:
		return before, false, &geo.Error{Code: ErrKeyReused, Kind: geo.Conflict, At: geo.Place{Column: keyHeader}, Value: r.Request().Header.Get(keyHeader)}
	}
	before, err = r.server.unlockAnswer(before)
	return before, true, err
}

func encodeAnswer(once store.Answer, made answered) (store.Answer, error) {
	header := map[string]string{}
	if made.path != "" {
		header[echo.HeaderLocation] = base + made.path
	}
	var err error
	if once.Header, err = json.Marshal(header); err != nil {
		return once, err
	}
	if once.Body, err = json.Marshal(made.body); err != nil {
		return once, err
	}
	once.Body = append(once.Body, '\n')
	once.Status = made.status
	return once, nil
}

// send writes an answer that was kept.
func (r *request) send(a store.Answer) error {
	var header map[string]string
	if err := json.Unmarshal(a.Header, &header); err != nil {
		return err
	}
	for name, value := range header {
		r.Response().Header().Set(name, value)
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	if r.render != nil {
		return r.render(a)
	}
	return r.Blob(a.Status, echo.MIMEApplicationJSON, a.Body)
}

// remember reads the body of a request that may create something, so that its key
// can be compared with what it asks. A body that is written to disk is hashed by
// its handler, if anything is created of it.
func (r *request) remember(rt route) error {
	creates := rt.method == http.MethodPost && rt.body != fileBody && rt.body != verifyBody && r.Request().Header.Get(keyHeader) != ""
	if !creates {
		return nil
	}
	body, err := io.ReadAll(r.Request().Body)
	if err != nil {
		return err
	}
	r.Request().Body = io.NopCloser(strings.NewReader(string(body)))
	r.seen = body
	return nil
}
