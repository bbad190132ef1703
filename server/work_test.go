package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/server/store"
)

// busy takes all turns, so that nothing is drawn before it is called off; requests
// wait for their work no more.
func (h *house) busy() (off func()) {
	h.t.Helper()
	var ends []func()
	for range maxDrawing {
		end, err := h.turn(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		ends = append(ends, end)
	}
	h.jobs.patience = time.Nanosecond
	return func() {
		for _, end := range ends {
			end()
		}
	}
}

// keyed sends a request with a key, as the office.
func (h *house) keyed(key, method, path string, body any) answer {
	h.t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.http.URL+base+path, bytes.NewReader(encoded))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("X-Test-Who", "office")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(keyHeader, key)
	return h.send(r)
}

// begun sends a request that becomes a job.
func (h *house) begun(key, path string, body any) (j jobAnswer) {
	h.t.Helper()
	method := http.MethodPost
	if strings.Contains(path, "/check?") {
		method = http.MethodGet
	}
	a := h.keyed(key, method, path, body)
	h.want(a, http.StatusAccepted, &j)
	if a.header.Get("Location") != base+jobPath(j.ID) {
		h.t.Errorf("%s: Location = %q, want the job's", path, a.header.Get("Location"))
	}
	return j
}

// ended waits for the end of a job and asks for it.
func (h *house) ended(id string) (j jobAnswer) {
	h.t.Helper()
	found, known := h.jobs.find(id)
	if !known {
		h.t.Fatalf("job %s is not there", id)
	}
	<-found.done
	h.want(h.do("office", http.MethodGet, jobPath(id), nil), http.StatusOK, &j)
	return j
}

func (h *house) draws() int {
	h.t.Helper()
	n := 0
	err := h.Store.View(h.t.Context(), func(v store.Reader) error {
		list, err := v.Draws(store.DrawFilter{}, store.NumberPage{})
		n = len(list)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// A draw that takes long is a job, of which the same request is told again; what
// comes of it is what would have been answered.
func TestDrawIsAJobIfItTakesLong(t *testing.T) {
	h := newDrawHouse(t)
	t.Cleanup(h.Close)
	seeded := object{"register": "county", "plan": "reserves", "seed": "七"}
	h.made("office", seeded)
	off := h.busy()
	j := h.begun("k", "/draws", seeded)
	if j.Kind != jobDraw || j.Ended != "" || j.Result != nil {
		t.Errorf("job = %+v", j)
	}
	if again := h.begun("k", "/draws", seeded); again.ID != j.ID {
		t.Errorf("the same request again = job %s, want %s", again.ID, j.ID)
	}
	h.want(h.keyed("k", http.MethodPost, "/draws", object{"register": "county", "plan": "plain"}), http.StatusConflict, nil)
	off()
	j = h.ended(j.ID)
	if j.State != jobDone || j.Progress != 1 || j.Status != http.StatusCreated || j.Location != base+"/draws/2" {
		t.Fatalf("job = %+v", j)
	}
	if first, second := h.draw(1).Record, h.draw(2).Record; first != second {
		t.Errorf("the job drew %s, the request %s", second, first)
	}
	after := h.keyed("k", http.MethodPost, "/draws", seeded)
	if after.status != http.StatusCreated || after.header.Get("Idempotency-Replayed") == "" || !bytes.Equal(bytes.TrimSpace(after.body), j.Result) {
		t.Errorf("the same request after all = %d %s, want %s", after.status, after.body, j.Result)
	}
	if n := h.draws(); n != 2 {
		t.Errorf("%d draws were made, want 2", n)
	}
	var other jobAnswer
	h.want(h.do("office#7", http.MethodGet, jobPath(j.ID), nil), http.StatusOK, &other)
	if other.Result != nil || other.Location == "" {
		t.Errorf("another of the office sees %+v, want no result", other)
	}
	h.want(h.do("unit#1", http.MethodGet, jobPath(j.ID), nil), http.StatusOK, &other)
	if other.Result != nil {
		t.Error("who was of the office still sees what came of it")
	}
}

// A draw that is cancelled leaves nothing, and its key means nothing.
func TestDrawIsCancelled(t *testing.T) {
	h := newDrawHouse(t)
	t.Cleanup(h.Close)
	order := object{"register": "county", "plan": "reserves"}
	off := h.busy()
	j := h.begun("k", "/draws", order)
	h.want(h.do("office", http.MethodDelete, jobPath(j.ID), nil), http.StatusOK, nil)
	if j = h.ended(j.ID); j.State != jobCancelled || j.Error.Code != string(ErrJobCancelled) {
		t.Errorf("job = %+v", j)
	}
	off()
	if n := h.draws(); n != 0 {
		t.Errorf("%d draws were made, want none", n)
	}
	h.jobs.patience = time.Hour
	h.want(h.keyed("k", http.MethodPost, "/draws", order), http.StatusCreated, nil)
}

// Whatever draws is a job if it takes long, with the answer that it would have
// had. What fails then says why.
func TestAllThatDrawsIsAJob(t *testing.T) {
	h := newDrawHouse(t)
	t.Cleanup(h.Close)
	at := h.now()
	h.made("office", object{"register": "county", "plan": "plain"})
	seal := h.makeSeal(object{"register": "county", "plan": "plain", "closes": stamp(at.Add(time.Minute)), "opens": stamp(at.Add(2 * time.Minute))})
	h.pass(3 * time.Minute)
	same := map[string]string{
		"/draws/1/verify": jobVerify, "/draws/1/replay": jobReplay, "/plans/plain/check?register=county": jobCheck,
	}
	answers := map[string][]byte{}
	for path, kind := range same {
		method := http.MethodPost
		if kind == jobCheck {
			method = http.MethodGet
		}
		a := h.do("office", method, path, nil)
		h.want(a, http.StatusOK, nil)
		answers[path] = bytes.TrimSpace(a.body)
	}
	off := h.busy()
	ids := map[string]string{}
	for path, kind := range same {
		j := h.begun("", path, nil)
		if ids[path] = j.ID; j.Kind != kind {
			t.Errorf("%s is a job of kind %s, want %s", path, j.Kind, kind)
		}
	}
	open := h.begun("", "/seals/"+seal.Digest+"/open", object{})
	failed := h.begun("", "/draws", object{"register": "nothing", "plan": "plain"})
	off()
	for path, id := range ids {
		if j := h.ended(id); j.Status != http.StatusOK || !bytes.Equal(j.Result, answers[path]) {
			t.Errorf("%s = %d %s, want %s", path, j.Status, j.Result, answers[path])
		}
	}
	if j := h.ended(open.ID); j.Kind != jobOpen || j.Status != http.StatusCreated || j.Location != base+"/draws/2" {
		t.Errorf("opening = %+v", j)
	}
	if j := h.ended(failed.ID); j.State != jobFailed || j.Error.Status != http.StatusNotFound {
		t.Errorf("a draw of nothing = %+v", j)
	}
}

// Work whose client leaves ends with the request, unless it is a job by then.
func TestWorkBelongsToItsRequest(t *testing.T) {
	q := testJobs()
	defer q.close()
	gone, leave := context.WithCancel(t.Context())
	leave()
	j, err := q.begin(held(nil))
	if err != nil {
		t.Fatal(err)
	}
	if listed, err := q.enlist(gone, j); listed != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("enlist for nobody = %v, %v, want %v", listed, err, context.Canceled)
	}
	<-j.done
	if len(q.list()) != 0 {
		t.Error("it is a job all the same")
	}
	if j, err = q.begin(held(nil)); err != nil {
		t.Fatal(err)
	}
	for _, ctx := range []context.Context{t.Context(), gone} {
		if listed, err := q.enlist(ctx, j); listed != j || err != nil {
			t.Errorf("enlist = %v, %v, want the job", listed, err)
		}
	}
	if j.ctx.Err() != nil {
		t.Error("a job ends with its request")
	}
}

// Of two requests that are the same only one goes on; where too many are at work
// the request waits on.
func TestWorkIsEnlisted(t *testing.T) {
	q := testJobs()
	defer q.close()
	begin := func(once store.Answer) *job {
		j := held(nil)
		j.once = once
		j, err := q.begin(j)
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	first, second, other := begin(store.Answer{Key: "k"}), begin(store.Answer{Key: "k"}), begin(store.Answer{Key: "k", Request: [32]byte{1}})
	if listed, err := q.enlist(t.Context(), first); listed != first || err != nil {
		t.Fatalf("enlist = %v, %v", listed, err)
	}
	if listed, err := q.enlist(t.Context(), second); listed != first || err != nil || second.ctx.Err() == nil {
		t.Errorf("enlist of the same request = %v, %v, want the first, and the second to end", listed, err)
	}
	if _, err := q.enlist(t.Context(), other); !errors.Is(err, ErrKeyReused) || other.ctx.Err() == nil {
		t.Errorf("enlist of another request with the key = %v, want %s", err, ErrKeyReused)
	}
	for range maxBeside - 1 {
		j := begin(store.Answer{})
		if listed, err := q.enlist(t.Context(), j); listed != j || err != nil {
			t.Fatalf("enlist = %v, %v", listed, err)
		}
	}
	last := begin(store.Answer{})
	if listed, err := q.enlist(t.Context(), last); listed != nil || err != nil || last.ctx.Err() != nil {
		t.Errorf("enlist of one too many = %v, %v, want it to go on", listed, err)
	}
	q.cancel(first)
	<-first.done
	if listed, err := q.enlist(t.Context(), last); listed != last || err != nil {
		t.Errorf("enlist when there is room = %v, %v", listed, err)
	}
}

// A fault of the program in some work is the answer to its request; the server
// goes on.
func TestWorkThatPanics(t *testing.T) {
	q := testJobs()
	defer q.close()
	j, err := q.begin(&job{kind: jobDraw, work: func(context.Context, *job) (jobResult, error) { panic("a fault") }})
	if err != nil {
		t.Fatal(err)
	}
	<-j.done
	if status, e := statusOf(j.err); status != http.StatusInternalServerError || e.Code != ErrProgram || !strings.Contains(j.err.Error(), "a fault") {
		t.Errorf("work that panics = %v", j.err)
	}
}
