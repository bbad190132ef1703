package server

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sitedraw/server/store"
)

func testJobs() *jobs {
	return newJobs(&Config{
		Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return time.Unix(1, 0) }, Random: rand.NewChaCha8([32]byte{}),
	})
}

// held is a job that lasts until it is let go or stopped.
func held(let chan struct{}) *job {
	return &job{kind: "import", work: func(ctx context.Context, _ *job) (jobResult, error) {
		select {
		case <-let:
			return jobResult{status: http.StatusOK}, nil
		case <-ctx.Done():
			return jobResult{}, ctx.Err()
		}
	}}
}

func TestJobsRunInOrderAndEnd(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	q := testJobs()
	let := make(chan struct{})
	var order []int
	var last *job
	for i := range maxWaiting + 1 {
		j := held(let)
		work := j.work
		j.work = func(ctx context.Context, j *job) (jobResult, error) { order = append(order, i); return work(ctx, j) }
		j.once = store.Answer{Key: count(i), Request: [32]byte{byte(i)}}
		var err error
		if last, err = q.add(j); err != nil {
			t.Fatalf("add %d = %v", i, err)
		}
		if i == 0 {
			for q.list()[0].stateNow() != jobRunning {
				time.Sleep(time.Millisecond)
			}
		}
	}
	if _, err := q.add(held(let)); !errors.Is(err, ErrBusy) {
		t.Errorf("add to a full queue = %v, want %s", err, ErrBusy)
	}
	if same, err := q.add(&job{once: last.once}); same != last || err != nil {
		t.Errorf("add of the same request = %v, %v", same, err)
	}
	other := last.once
	other.Request[1] = 1
	if _, err := q.add(&job{once: other}); !errors.Is(err, ErrKeyReused) {
		t.Errorf("add of another request with the key = %v, want %s", err, ErrKeyReused)
	}
	if !q.cancel(last) {
		t.Error("cancel of a waiting job = false")
	}
	close(let)
	<-last.done
	if last.state != jobCancelled || !errors.Is(last.err, ErrJobCancelled) || q.cancel(last) {
		t.Errorf("cancelled job = %s, %v", last.state, last.err)
	}
	for i, j := range order {
		if i != j {
			t.Fatalf("order = %v", order)
		}
	}
	q.close()
	if _, err := q.add(held(let)); !errors.Is(err, store.ErrClosed) {
		t.Errorf("add after close = %v, want %s", err, store.ErrClosed)
	}
}

func (j *job) stateNow() string {
	j.jobs.mu.Lock()
	defer j.jobs.mu.Unlock()
	return j.state
}

func TestJobsStopWithTheServer(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	q := testJobs()
	cleaned := 0
	for range 3 {
		j := held(nil)
		j.clean = func() { cleaned++ }
		if _, err := q.add(j); err != nil {
			t.Fatal(err)
		}
	}
	q.close()
	for _, j := range q.list() {
		if j.state != jobCancelled {
			t.Errorf("job %d = %s", j.number, j.state)
		}
	}
	if cleaned != 3 {
		t.Errorf("%d jobs were cleaned up after, want 3", cleaned)
	}
}

func TestJobsAreForgotten(t *testing.T) {
	q := testJobs()
	file := filepath.Join(t.TempDir(), "rejects")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	let := make(chan struct{})
	close(let)
	for i := range maxEnded + 5 {
		j := held(let)
		if i == 0 {
			j.rejects = file
		}
		added, err := q.add(j)
		if err != nil {
			t.Fatal(err)
		}
		<-added.done
	}
	q.close()
	if all := q.list(); len(all) != maxEnded || all[0].number != 6 {
		t.Errorf("%d jobs are kept, the first %d", len(all), all[0].number)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("its file is still there: %v", err)
	}
}

func TestJobsAreListedByOwner(t *testing.T) {
	h := newHouse(t)
	t.Cleanup(h.Close)
	let := make(chan struct{})
	for _, owner := range []int64{1, 4, 4} {
		j := held(let)
		j.owner = owner
		if _, err := h.jobs.add(j); err != nil {
			t.Fatal(err)
		}
	}
	for who, want := range map[string]int{"office": 3, "viewer": 2, "unit:a": 0} {
		var l list[jobAnswer]
		h.want(h.do(who, http.MethodGet, "/jobs", nil), http.StatusOK, &l)
		if len(l.Items) != want {
			t.Errorf("%s sees %d jobs, want %d", who, len(l.Items), want)
		}
	}
	var l list[jobAnswer]
	h.want(h.do("viewer", http.MethodGet, "/jobs?limit=1&order=oldest", nil), http.StatusOK, &l)
	if len(l.Items) != 1 || l.Items[0].Number != 2 || l.Next == "" {
		t.Errorf("first job = %+v", l)
	}
	h.want(h.do("viewer", http.MethodDelete, "/jobs/"+l.Items[0].ID, nil), http.StatusOK, nil)
	h.want(h.do("viewer", http.MethodGet, "/jobs/"+h.jobs.list()[0].id, nil), http.StatusNotFound, nil)
	h.want(h.do("", http.MethodGet, "/jobs", nil), http.StatusUnauthorized, nil)
	h.want(h.do("viewer", http.MethodGet, "/jobs/"+l.Items[0].ID+"?rejects=csv", nil), http.StatusNotFound, nil)
	close(let)
}
