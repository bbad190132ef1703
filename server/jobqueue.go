package server

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// The states of a job.
const (
	jobQueued    = "queued"
	jobRunning   = "running"
	jobDone      = "done"
	jobFailed    = "failed"
	jobCancelled = "cancelled"
)

// How many jobs may wait, how many may be at work beside those, how many are
// remembered after they ended, with results of how many bytes, and how long a request
// waits for its own before it is answered where to find it.
const (
	maxWaiting = 16
	maxBeside  = 16
	maxEnded   = 100
	maxResults = 256 << 20
	patience   = time.Second
)

// jobs does work that takes its time: imports one after the other in the order of
// requests, all else beside them (work.go). They live in memory: what a server was
// doing when it stopped is asked for again. There is a goroutine only while there
// is work.
type jobs struct {
	log      *slog.Logger
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
	number int64 // 0: it is its request's still, and nobody else knows of it
	kind   string
	owner  int64
	asked  access.Role  // of the owner when he asked
	beside bool         // the others do not wait for it
	left   bool         // it has outlasted its request
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
	facts          text.Args // of the step's text
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

func newJobs(c *Config) *jobs {
	q := &jobs{log: c.Logger, now: c.Now, random: c.Random, patience: patience}
	q.root, q.stop = context.WithCancel(context.Background())
	return q
}

// add puts a job at the end of the queue. A job of the same request that has not
// ended is returned instead.
func (q *jobs) add(j *job) (*job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if same, err := q.sameRequest(j.once); same != nil || err != nil {
		return same, err
	}
	switch {
	case q.closed:
		return nil, &geo.Error{Code: store.ErrClosed, Kind: geo.Unavailable}
	case len(q.waiting) >= maxWaiting:
		return nil, &geo.Error{Code: ErrBusy, Kind: geo.Unavailable, Want: count(maxWaiting)}
	}
	if err := q.number(j); err != nil {
		return nil, err
	}
	q.prepare(j)
	q.waiting = append(q.waiting, j)
	if !q.working {
		q.working = true
		q.running.Go(q.run)
	}
	return j, nil
}

// sameRequest is the job of a request that was sent before and has not ended.
func (q *jobs) sameRequest(once store.Answer) (*job, error) {
	for _, j := range q.all {
		if once.Key == "" || j.once.Key != once.Key || j.once.User != once.User || !j.ended.IsZero() {
			continue
		}
		if j.once.Request != once.Request {
			return nil, &geo.Error{Code: ErrKeyReused, Kind: geo.Conflict, At: geo.Place{Column: keyHeader}, Value: once.Key}
		}
		return j, nil
	}
	return nil, nil
}

// number puts a job on the list.
func (q *jobs) number(j *job) error {
	var id [16]byte
	if _, err := io.ReadFull(q.random, id[:]); err != nil {
		return err
	}
	q.last++
	j.id, j.number = hex.EncodeToString(id[:]), q.last
	q.all = append(q.all, j)
	return nil
}

func (q *jobs) prepare(j *job) {
	j.jobs, j.state, j.step, j.created, j.done = q, jobQueued, stepQueued, q.now(), make(chan struct{})
	j.ctx, j.cancel = context.WithCancel(q.root)
}

// begin begins work at once, beside the queue. It is no job before enlist makes it
// one. A job of the same request that has not ended is returned instead.
func (q *jobs) begin(j *job) (*job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if same, err := q.sameRequest(j.once); same != nil || err != nil {
		return same, err
	}
	if q.closed {
		return nil, &geo.Error{Code: store.ErrClosed, Kind: geo.Unavailable}
	}
	q.prepare(j)
	j.beside = true
	q.running.Go(func() {
		result, err := j.do()
		q.end(j, result, err)
	})
	return j, nil
}

// enlist makes a job of work that outlasts its request's patience, and returns it:
// nil if it has just ended or too many are at work. If the same request has a job
// already, that one goes on instead; if the request has ended, nobody waits for it.
func (q *jobs) enlist(ctx context.Context, j *job) (*job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch same, err := q.sameRequest(j.once); {
	case j.number != 0:
		return j, nil
	case !j.ended.IsZero():
		return nil, nil
	case same != nil || err != nil:
		j.cancel()
		return same, err
	case ctx.Err() != nil:
		j.cancel()
		return nil, ctx.Err()
	}
	beside := 0
	for _, other := range q.all {
		if other.beside && other.ended.IsZero() {
			beside++
		}
	}
	if beside >= maxBeside {
		return nil, nil
	}
	return j, q.number(j)
}

// do does the work. A panic is an error of it, as one of a handler is.
func (j *job) do() (result jobResult, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: %v\n%s", ErrProgram, v, debug.Stack())
		}
	}()
	if err := j.ctx.Err(); err != nil {
		return jobResult{}, err
	}
	return j.work(j.ctx, j)
}

// run works until nothing waits.
func (q *jobs) run() {
	for {
		j := q.next()
		if j == nil {
			return
		}
		result, err := j.do()
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
	j.ended, j.step, j.facts, j.result = q.now(), stepEnded, nil, result
	switch {
	case err == nil:
		j.state, j.permille = jobDone, 1000
	case j.ctx.Err() != nil:
		j.state, j.err = jobCancelled, &geo.Error{Code: ErrJobCancelled, Kind: geo.Conflict, Value: j.id, Err: err}
	default:
		j.state, j.err = jobFailed, err
		if status, _ := statusOf(err); j.left && status >= http.StatusInternalServerError { // else its request says so
			q.log.ErrorContext(j.ctx, "job", "id", j.id, "kind", j.kind, "error", err)
		}
	}
	j.cancel()
	j.work, j.clean = nil, nil
	close(j.done)
	q.forget()
}

// forget drops the oldest jobs that ended, of which only so many are remembered, and
// so much of what they came to: that of the last is, whatever its length.
func (q *jobs) forget() {
	ended, bytes := 0, 0
	kept := make([]*job, 0, len(q.all))
	for _, j := range slices.Backward(q.all) {
		if !j.ended.IsZero() {
			ended++
			bytes += len(j.result.body)
			if ended > maxEnded || ended > 1 && bytes > maxResults {
				if j.rejects != "" {
					_ = os.Remove(j.rejects) // it goes with the folder at the latest
				}
				continue
			}
		}
		kept = append(kept, j)
	}
	slices.Reverse(kept)
	q.all = kept
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
func (j *job) at(step geo.Code, permille int) { j.atWith(step, permille, nil) }

// atWith is at for a step whose text names facts.
func (j *job) atWith(step geo.Code, permille int, facts text.Args) {
	j.jobs.mu.Lock()
	defer j.jobs.mu.Unlock()
	j.state, j.step, j.permille, j.facts = jobRunning, step, permille, facts
}

func (j *job) rejectsFile() string {
	j.jobs.mu.Lock()
	defer j.jobs.mu.Unlock()
	return j.rejects
}

// leave notes that nobody waits for the job: whoever asked was told where it is.
func (j *job) leave() {
	j.jobs.mu.Lock()
	defer j.jobs.mu.Unlock()
	j.left = true
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
