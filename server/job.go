package server

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"slices"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// jobAnswer is a job as answers have it.
type jobAnswer struct {
	ID       string          `json:"id"`
	Number   int64           `json:"number"`
	Kind     string          `json:"kind"`
	State    string          `json:"state"`
	Progress float64         `json:"progress"` // 0–1
	Text     string          `json:"text"`     // what it is doing, in the reader's language
	Created  string          `json:"created"`
	Ended    string          `json:"ended,omitempty"`
	Status   int             `json:"status,omitempty"`   // of its result
	Location string          `json:"location,omitempty"` // of what it made
	Result   json.RawMessage `json:"result,omitempty"`
	Error    *jobError       `json:"error,omitempty"`
	Rejects  string          `json:"rejects,omitempty"` // address of the rows that were refused
}

// jobError says why a job failed.
type jobError struct {
	Status int    `json:"status"` // that the request would have had
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func jobPath(id string) string { return "/jobs/" + id }

// rejectsPath is where the rows are that a job refused.
func rejectsPath(id string) string { return base + jobPath(id) + "?rejects=csv" }

func (r *request) tellError(err error) *jobError {
	status, e := statusOf(err)
	return &jobError{Status: status, Code: string(e.Code), Detail: r.texts.Explain(e)}
}

// tellJob tells of a job what it is at this moment.
func (r *request) tellJob(j *job) jobAnswer {
	j.jobs.mu.Lock()
	defer j.jobs.mu.Unlock()
	answer := jobAnswer{
		ID: j.id, Number: j.number, Kind: j.kind, State: j.state, Text: r.texts.Text(j.step, j.facts),
		Progress: float64(j.permille) / 1000, Created: stamp(j.created), Ended: stamp(j.ended),
		Status: j.result.status, Location: j.result.location,
	}
	if r.mayResult(j) {
		answer.Result = j.result.body
	}
	if j.err != nil {
		answer.Error = r.tellError(j.err)
	}
	if j.rejects != "" {
		answer.Rejects = rejectsPath(j.id)
	}
	return answer
}

// mayJob reports whether the one who asks may see a job: his own, or the office
// all.
func (r *request) mayJob(j *job) bool {
	return r.who.Role == access.Office || j.owner == r.who.UserID
}

// mayResult reports whether the one who asks may see what a job came to: an import
// is the office's; all else is an answer to whoever asked, as what he was then.
func (r *request) mayResult(j *job) bool {
	return j.kind == jobImport || j.owner == r.who.UserID && j.asked == r.who.Role
}

// listJobs lists the jobs that are waiting, running or ended lately.
func (s *Server) listJobs(r *request) error {
	if err := r.knownQueries("limit", "after", "order"); err != nil {
		return err
	}
	p, err := r.numberPage()
	if err != nil {
		return err
	}
	all := s.jobs.list()
	if p.Newest {
		slices.Reverse(all)
	}
	items := []jobAnswer{}
	for _, j := range all {
		past := p.After != 0 && (p.Newest && j.number >= p.After || !p.Newest && j.number <= p.After)
		if !past && r.mayJob(j) && len(items) < p.Limit {
			told := r.tellJob(j)
			told.Result = nil // it may be long
			items = append(items, told)
		}
	}
	return page(r, items, func(j jobAnswer) string { return count(j.Number) })
}

// job finds the job of the path. One that is not for who asks is not there.
func (r *request) job() (*job, error) {
	id, err := r.param("job")
	if err != nil {
		return nil, err
	}
	j, known := r.server.jobs.find(id)
	if !known || !r.mayJob(j) {
		return nil, &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "job"}, Value: id}
	}
	return j, nil
}

func (s *Server) getJob(r *request) error {
	if err := r.knownQueries("rejects"); err != nil {
		return err
	}
	j, err := r.job()
	if err != nil {
		return err
	}
	switch format := r.query("rejects"); format {
	case "":
		return r.json(http.StatusOK, r.tellJob(j))
	case "csv", "xlsx":
		return r.sendRejects(j, format)
	default:
		return &geo.Error{Code: ErrParameter, At: geo.Place{Column: "rejects"}, Value: format, Want: "csv, xlsx"}
	}
}

// sendRejects answers with the rows that a job refused, as a table or a workbook.
func (r *request) sendRejects(j *job, format string) error {
	none := &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "rejects"}, Value: j.id}
	path := j.rejectsFile()
	if path == "" {
		return none
	}
	file, err := os.Open(path) //nolint:gosec // the server made the name
	if err != nil {
		none.Err = err
		return none
	}
	defer func() { _ = file.Close() }() // it was only read
	r.Response().Header().Set("Cache-Control", "private, no-store")
	if format == "csv" {
		r.Response().Header().Set("Content-Disposition", disposition("rejects.csv"))
		return r.Stream(http.StatusOK, contactsMedia, io.Reader(file))
	}
	return r.sendRejectsBook(file)
}

// sendRejectsBook writes the whole workbook to a file first, as an export is.
func (r *request) sendRejectsBook(rejects io.Reader) error {
	book, err := r.server.spoolFile("rejects-*.xlsx")
	if err != nil {
		return err
	}
	defer removeFile(book)
	if err := report.RejectsXLSX(book, rejects, r.texts); err != nil {
		return diskError(err)
	}
	if _, err := book.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", disposition("rejects.xlsx"))
	return r.Stream(http.StatusOK, exportMedia["xlsx"], book)
}

// cancelJob stops a job that has not ended.
func (s *Server) cancelJob(r *request) error {
	j, err := r.job()
	if err != nil {
		return err
	}
	if !s.jobs.cancel(j) {
		return &geo.Error{Code: ErrJobEnded, Kind: geo.Conflict, Value: j.id}
	}
	return r.json(http.StatusOK, r.tellJob(j))
}
