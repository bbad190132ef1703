package server

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// The states of a job.
const (
	jobQueued    = "queued"
	jobRunning   = "running"
	jobDone      = "done"
	jobFailed    = "failed"
	jobCancelled = "cancelled"
)

// How many jobs may wait, how many are remembered after they ended, and how long a
// request waits for its own before it is answered where to find it.
const (
	maxWaiting = 16
	maxEnded   = 100
	patience   = time.Second
)

// jobs does work that takes its time, one after the other in the order of
// requests. They live in memory: what a server was doing when it stopped is asked
// for again. There is a goroutine only while there is work.
type jobs struct {
	now      func() time.Time
	random   io.Reader
	patience time.Duration

	stop    context.CancelFunc
	root    context.Context
	running sync.WaitGroup

	mu      sync.Mutex
	last    int64
	all     []*job // by number
	waiting []*job
	working bool
	closed  bool
}

// job is one piece of work. What jobs.mu guards changes while it runs.
type job struct {
	id     string
	number int64
	kind   string
	owner  int64
	once   store.Answer // key of the request that asked for it, if it has one
	jobs   *jobs
	work   func(context.Context, *job) (jobResult, error)
	clean  func() // called when it has ended, however
	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{}

	created, ended time.Time
	state          string
	step           geo.Code
	permille       int
	result         jobResult
	err            error
	rejects        string // file with the rows that were refused
}

// jobResult is what a request for the work is answered.
type jobResult struct {
	status   int
	location string
	body     json.RawMessage
}

func newJobs(now func() time.Time, random io.Reader) *jobs {
	q := &jobs{now: now, random: random, patience: patience}
	q.root, q.stop = context.WithCancel(context.Background())
	return q
}

// add puts a job at the end of the queue. A job of the same request that has not
// ended is returned instead.
func (q *jobs) add(j *job) (*job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if same := q.sameRequest(j.once); same != nil {
		if same.once.Request != j.once.Request {
			return nil, &geo.Error{Code: ErrKeyReused, Kind: geo.Conflict, At: geo.Place{Column: keyHeader}, Value: j.once.Key}
		}
		return same, nil
	}
	switch {
	case q.closed:
		return nil, &geo.Error{Code: store.ErrClosed, Kind: geo.Unavailable}
	case len(q.waiting) >= maxWaiting:
		return nil, &geo.Error{Code: ErrBusy, Kind: geo.Unavailable, Want: count(maxWaiting)}
	}
	var id [16]byte
	if _, err := io.ReadFull(q.random, id[:]); err != nil {
		return nil, err
	}
	q.last++
	j.id, j.number, j.jobs = hex.EncodeToString(id[:]), q.last, q
	j.state, j.step, j.created, j.done = jobQueued, stepQueued, q.now(), make(chan struct{})
	j.ctx, j.cancel = context.WithCancel(q.root)
	q.all, q.waiting = append(q.all, j), append(q.waiting, j)
	if !q.working {
		q.working = true
		q.running.Go(q.run)
	}
	return j, nil
}

func (q *jobs) sameRequest(once store.Answer) *job {
	for _, j := range q.all {
		if once.Key != "" && j.once.Key == once.Key && j.once.User == once.User && j.ended.IsZero() {
			return j
		}
	}
	return nil
}

// run works until nothing waits.
func (q *jobs) run() {
	for {
		j := q.next()
		if j == nil {
			return
		}
		var result jobResult
		err := j.ctx.Err()
		if err == nil {
			result, err = j.work(j.ctx, j)
		}
		q.end(j, result, err)
	}
}

func (q *jobs) next() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.working = false
		return nil
	}
	j := q.waiting[0]
	q.waiting = q.waiting[1:]
	j.state = jobRunning
	return j
}

// end notes how a job ended and forgets the oldest of those that did.
func (q *jobs) end(j *job, result jobResult, err error) {
	if j.clean != nil {
		j.clean()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	j.ended, j.step, j.result = q.now(), stepEnded, result
	switch {
	case err == nil:
		j.state, j.permille = jobDone, 1000
	case j.ctx.Err() != nil:
		j.state, j.err = jobCancelled, &geo.Error{Code: ErrJobCancelled, Kind: geo.Conflict, Value: j.id, Err: err}
	default:
		j.state, j.err = jobFailed, err
	}
	j.cancel()
	j.work, j.clean = nil, nil
	close(j.done)
	q.forget()
}

func (q *jobs) forget() {
	ended := 0
	for _, j := range q.all {
		if !j.ended.IsZero() {
			ended++
		}
	}
	q.all = slices.DeleteFunc(q.all, func(j *job) bool {
		old := ended > maxEnded && !j.ended.IsZero()
		if old {
			ended--
			if j.rejects != "" {
				_ = os.Remove(j.rejects) // it goes with the folder at the latest
			}
		}
		return old
	})
}

// cancel stops a job soon; false if it has ended.
func (q *jobs) cancel(j *job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !j.ended.IsZero() {
		return false
	}
	j.cancel()
	return true
}

// close stops all jobs and waits for their end.
func (q *jobs) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.stop()
	q.running.Wait()
}

func (q *jobs) list() []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.all)
}

func (q *jobs) find(id string) (*job, bool) {
	for _, j := range q.list() {
		if j.id == id {
			return j, true
		}
	}
	return nil, false
}

// at says what a job is doing, and how much of all is done.
func (j *job) at(step geo.Code, permille int) {
	j.jobs.mu.Lock()
	defer j.jobs.mu.Unlock()
	j.step, j.permille = step, permille
}

func (j *job) rejectsFile() string {
	j.jobs.mu.Lock()
	defer j.jobs.mu.Unlock()
	return j.rejects
}

// wait waits for the end of a job, but not long; it reports whether it came.
func (j *job) wait(ctx context.Context) bool {
	timer := time.NewTimer(j.jobs.patience)
	defer timer.Stop()
	select {
	case <-j.done:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}
