package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sitedraw/server/store"
)

// The kinds of jobs, a closed set.
const (
	jobImport = "import"
	jobDraw   = "draw"
	jobOpen   = "open"   // of a seal, with its draw
	jobCheck  = "check"  // what to expect of a plan
	jobVerify = "verify" // a draw, drawn again
	jobReplay = "replay"
	jobRoute  = "route" // routes of teams

	jobExpose   = "expose"   // how likely each site is
	jobEstimate = "estimate" // a score from results
	jobWhatIf   = "what-if"  // scores of future draws
	jobAudit    = "audit"    // draws against what is stated of them
	jobCompare  = "compare"  // designs
	jobCoverage = "coverage" // what rounds reached
	jobScores   = "scores"   // of a drill's rounds
)

// lengthy is work that may take longer than a request is waited for.
type lengthy struct {
	kind string
	once store.Answer // key of the request; empty: nothing is kept for it
	do   func(later *request, j *job) (jobResult, error)

	// answer answers with what was done if that is not to be its result; nil: it is.
	answer func() error
}

// work does what may take its time. Until it takes more than a second it belongs to
// the request, whose end it shares; then it becomes a job, and the answer is where
// to find that. If there are too many of them, the request waits on.
func (r *request) work(t lengthy) error {
	later := r.later()
	mine := r.newJob(t.kind, t.once)
	mine.work = func(ctx context.Context, j *job) (jobResult, error) { return t.do(later.within(ctx), j) }
	q := r.server.jobs
	j, err := q.begin(mine)
	if err != nil {
		return err
	}
	ctx := r.Request().Context()
	for !j.wait(ctx) {
		listed, err := q.enlist(ctx, j)
		if err != nil {
			return err
		}
		if listed != nil {
			return r.tellWhere(listed)
		}
	}
	if t.answer != nil && j.err == nil {
		return t.answer()
	}
	return r.tellResult(j)
}

// newJob is a job of the one who asks.
func (r *request) newJob(kind string, once store.Answer) *job {
	return &job{kind: kind, owner: r.who.UserID, asked: r.who.Role, once: once}
}

// later is the request without its connection: what work needs of it after it has
// been answered.
func (r *request) later() *request {
	asked := r.Request().Clone(context.Background())
	asked.Body = http.NoBody
	return &request{Context: r.Echo().NewContext(asked, nil), server: r.server, who: r.who, texts: r.texts, seen: r.seen}
}

// within gives a request the context of its work.
func (r *request) within(ctx context.Context) *request {
	r.SetRequest(r.Request().WithContext(ctx))
	return r
}

// tellWhere answers where to find what becomes of a job.
func (r *request) tellWhere(j *job) error {
	j.leave()
	header := r.Response().Header()
	header.Set("Cache-Control", "no-store")
	header.Set(echo.HeaderLocation, base+jobPath(j.id))
	return r.json(http.StatusAccepted, r.tellJob(j))
}

// tellResult answers what became of a job that has ended.
func (r *request) tellResult(j *job) error {
	header := r.Response().Header()
	header.Set("Cache-Control", "no-store")
	if j.err != nil {
		return j.err
	}
	if j.result.location != "" {
		header.Set(echo.HeaderLocation, j.result.location)
	}
	return r.Blob(j.result.status, echo.MIMEApplicationJSON, append(slices.Clip([]byte(j.result.body)), '\n'))
}

// shown is the result of work that made nothing.
func shown(v any) (jobResult, error) {
	body, err := json.Marshal(v)
	return jobResult{status: http.StatusOK, body: body}, err
}

// made is the result of work that makes something: it is written as create does,
// with the answer to the request's key. What was refused because the same request,
// sent twice at once, has done it meanwhile is answered as that one was.
func (r *request) made(once store.Answer, f func(store.Writer) (answered, error)) (jobResult, error) {
	answer, err := r.keep(once, f)
	if err != nil {
		before, known, lost := r.before(once)
		if !known || lost != nil {
			return jobResult{}, err
		}
		answer = before
	}
	var header map[string]string
	if err := json.Unmarshal(answer.Header, &header); err != nil {
		return jobResult{}, err
	}
	return jobResult{answer.Status, header[echo.HeaderLocation], bytes.TrimSuffix(answer.Body, []byte("\n"))}, nil
}
