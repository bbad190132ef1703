package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sitedraw/sampler"
	"sitedraw/server/store/sqlite"
)

// making is a request that makes or changes something: who asks where, with which
// body, and another body.
type making struct {
	who         string
	params      map[string]string
	body, other any
	status      int
}

// notOnce are the POSTs that keep no answer for a key: they make nothing, or doing
// them twice is doing them once.
var notOnce = []string{"verifyDraw", "replayDraw", "verifyUpload", "signIn", "useLink", "eraseContact",
	"exposeVersion", "whatIf", "auditPlan", "compareDesigns", "estimateDraw", "eraseInspector"}

// makings has an example of every other POST, by its handler; each can be done
// once in the house.
func (h *house) makings() map[string]making {
	h.t.Helper()
	at := h.now()
	const office = "office"
	draw := func(order object) map[string]string {
		order["register"], order["plan"] = "county", "reserves"
		return map[string]string{"draw": count(h.made(office, order))}
	}
	seal := func(title string) object {
		return object{"register": "county", "plan": "reserves", "title": title, "closes": stamp(at.Add(time.Hour)), "opens": stamp(at.Add(2 * time.Hour)), "release": stamp(at.Add(3 * time.Hour))}
	}
	open := h.makeSeal(seal("open"))
	h.inspect("P01", 12)
	for _, name := range []string{"made", "teamed", "ended", "skipped"} {
		h.drill(weekly(name, object{"every": "2026-11-22T09:02,2026-12-22T09:00", "start": "2026-11-22T09:02", "until": ""}))
	}
	drill := func(name string) map[string]string { return map[string]string{"drill": name, "round": "1"} }
	due := seal("due")
	due["closes"], due["opens"] = stamp(at.Add(time.Minute)), stamp(at.Add(2*time.Minute))
	lateSeal := h.makeSeal(due)
	h.pass(3 * time.Minute)
	replaced := draw(object{})
	h.want(h.do(office, http.MethodPost, roundPath("teamed", 1)+"/make", nil), http.StatusCreated, nil)
	opening := func(code string) object {
		for _, p := range h.record(1).Picks {
			if p.Step == "markets" && p.Role == sampler.Main {
				return object{"step": p.Step, "within": p.Within, "stratum": p.Stratum, "replaces": p.ID, "code": code}
			}
		}
		return nil
	}
	routed := count(h.made(office, object{"register": "county", "plan": "reserves"}))
	teams := object{"teams": teamsGiven(""), "iterations": 100}
	plan, closed := h.onRoute(office, routed, teams)
	late := object{"team": "一队", "at": "05:00", "from": []float64{117.4, 28.5}}
	later := object{"team": "一队", "at": "05:01", "from": []float64{117.4, 28.5}}
	changed := map[string]string{"draw": routed, "routes": plan}
	inspected, at0 := h.contradicted()
	finding := func(by string) object { return object{"findings": []object{{"site": at0, "score": 1, "by": by}}} }
	return map[string]making{
		"planRoutes":       {office, map[string]string{"draw": routed}, teams, object{"teams": teamsGiven("x"), "iterations": 100}, 201},
		"replanRoutes":     {office, changed, late, later, 201},
		"swapRoutes":       {office, changed, object{"site": closed, "reason": "closed"}, object{"site": closed, "reason": "other"}, 201},
		"makeDrill":        {office, nil, weekly("new", nil), weekly("newer", nil), 201},
		"endDrill":         {office, drill("ended"), object{"reason": "一"}, object{"reason": "二"}, 200},
		"makeRound":        {office, drill("made"), nil, object{}, 201},
		"skipRound":        {office, drill("skipped"), object{"reason": "一"}, object{"reason": "二"}, 200},
		"drawTeamsAgain":   {office, drill("teamed"), object{"reason": "一"}, object{"reason": "二"}, 201},
		"importInspectors": {office, nil, "编号,姓名\nZ01,甲\n", "编号,姓名\nZ02,乙\n", 200},
		"addFindings":      {office, inspected, finding("丙"), finding("丁"), 201},
		"settleFindings":   {office, inspected, object{"site": at0, "number": 1}, object{"site": at0, "number": 2}, 201},
		"addUser":          {office, nil, object{"login": "a", "name": "甲", "role": "viewer"}, object{"login": "b", "name": "乙", "role": "viewer"}, 201},
		"importUsers":      {office, nil, "登录名,姓名,角色\nc,丙,viewer\n", "登录名,姓名,角色\nd,丁,viewer\n", 201},
		"newLink":          {office, map[string]string{"user": "4"}, nil, object{}, 201},
		"addToken":         {office, nil, object{"name": "一", "scopes": []string{"read"}}, object{"name": "二", "scopes": []string{"read"}}, 201},
		"addRegister":      {office, nil, object{"id": "new", "name": "新"}, object{"id": "newer", "name": "新"}, 201},
		"importFile":       {office, map[string]string{"register": "empty"}, "编号,名称,类别\nA,甲,SC\n", "编号,名称,类别\nB,乙,SC\n", 201},
		"publish":          {office, map[string]string{"register": "drafted"}, object{"note": "一"}, object{"note": "二"}, 201},
		"makeDraw":         {office, nil, object{"register": "county", "plan": "reserves"}, object{"register": "county", "plan": "plain"}, 201},
		"releaseDraw":      {office, draw(object{"release": h.now().Add(time.Hour)}), nil, object{}, 200},
		"concludeDraw":     {office, draw(object{}), nil, object{}, 200},
		"withdrawDraw":     {office, draw(object{}), object{"reason": "一"}, object{"reason": "二"}, 200},
		"openReserve":      {office, replaced, opening("closed"), opening("other"), 201},
		"makeSeal":         {office, nil, seal("一"), seal("二"), 201},
		"contribute":       {"", map[string]string{"seal": open.Digest}, object{"text": "大家好"}, object{"text": "hello"}, 201},
		"openSeal":         {office, map[string]string{"seal": lateSeal.Digest}, object{}, object{"signature": "00"}, 201},
	}
}

// newOnceHouse is a house with what the examples need.
func newOnceHouse(t *testing.T) *house {
	t.Helper()
	h := newDrawHouse(t)
	h.restart()
	for _, id := range []string{"empty", "drafted"} {
		h.want(h.do("office", http.MethodPost, "/registers", object{"id": id, "name": id}), http.StatusCreated, nil)
	}
	h.want(h.do("office", http.MethodPost, "/registers/drafted/imports", "编号,名称,类别\nA,甲,SC\n"), http.StatusCreated, nil)
	return h
}

// restart ends the server and starts another one on its folder.
func (h *house) restart() {
	h.t.Helper()
	h.http.Close()
	h.Close()
	if err := h.Store.Close(); err != nil {
		h.t.Fatal(err)
	}
	db, err := sqlite.Open(h.Folder, sqlite.Options{Now: h.now})
	if err != nil {
		h.t.Fatalf("sqlite.Open: %v", err)
	}
	h.t.Cleanup(func() { _ = db.Close() })
	again := h.Config
	again.Store, again.Random = db, rand.NewChaCha8(sha256.Sum256([]byte("restarted")))
	if h.Server, err = New(again); err != nil {
		h.t.Fatalf("New: %v", err)
	}
	h.jobs.patience = time.Hour
	h.http = httptest.NewServer(h.Handler())
	h.t.Cleanup(h.http.Close)
}

// once sends a request with a key.
func (h *house) once(m making, rt route, key string, body any) answer {
	h.t.Helper()
	at := rt.path
	for name, value := range m.params {
		at = strings.ReplaceAll(at, ":"+name, value)
	}
	var sent io.Reader
	media := "application/octet-stream"
	switch b := body.(type) {
	case nil:
	case string:
		sent = strings.NewReader(b)
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			h.t.Fatal(err)
		}
		sent, media = bytes.NewReader(encoded), "application/json"
	}
	r, err := http.NewRequestWithContext(h.t.Context(), rt.method, h.http.URL+base+at, sent)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", media)
	r.Header.Set(keyHeader, key)
	if m.who != "" {
		r.Header.Set("X-Test-Who", m.who)
	}
	return h.send(r)
}

// Every POST that makes something makes it once for a key, also if the request
// comes twice at once, and answers the same after a restart.
func TestIdempotencyOfEveryPOST(t *testing.T) {
	h := newOnceHouse(t)
	makings := h.makings()
	first := map[string]answer{}
	for _, rt := range h.routes() {
		name := handlerName(rt)
		if rt.method != http.MethodPost || slices.Contains(notOnce, name) {
			continue
		}
		m, known := makings[name]
		if !known {
			t.Errorf("POST %s has no example: the test needs one", rt.path)
			continue
		}
		first[name] = h.twiceAtOnce(t, m, rt, name)
		h.sameAgain(t, m, rt, name, first[name])
		if other := h.once(m, rt, "key-"+name, m.other); other.status != http.StatusConflict || !strings.Contains(string(other.body), string(ErrKeyReused)) {
			t.Errorf("POST %s with the key of another request = %d %s, want 409 %s", rt.path, other.status, other.body, ErrKeyReused)
		}
	}
	h.restart()
	for _, rt := range h.routes() {
		if name := handlerName(rt); first[name].status != 0 {
			h.sameAgain(t, makings[name], rt, name, first[name])
		}
	}
}

// twiceAtOnce sends the same request from two clients and returns the answer.
func (h *house) twiceAtOnce(t *testing.T, m making, rt route, name string) answer {
	t.Helper()
	var both [2]answer
	var wait sync.WaitGroup
	for i := range both {
		wait.Go(func() { both[i] = h.once(m, rt, "key-"+name, m.body) })
	}
	wait.Wait()
	for _, a := range both {
		if a.status != m.status || !bytes.Equal(a.body, both[0].body) {
			t.Errorf("POST %s twice at once = %d %s, want %d and the same: %s", rt.path, a.status, a.body, m.status, both[0].body)
		}
	}
	return both[0]
}

// sameAgain fails unless the request is answered as it was before.
func (h *house) sameAgain(t *testing.T, m making, rt route, name string, before answer) {
	t.Helper()
	h.pass(time.Second)
	again := h.once(m, rt, "key-"+name, m.body)
	if again.status != before.status || !bytes.Equal(again.body, before.body) || again.header.Get("Location") != before.header.Get("Location") {
		t.Errorf("POST %s again = %d %s, want %d %s", rt.path, again.status, again.body, before.status, before.body)
	}
	if again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("POST %s again does not say that it is a repetition", rt.path)
	}
}
