package server

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"slices"

	"sitedraw/geo/intake"
	"sitedraw/server/report"
)

// importAnswer is what an import is answered.
type importAnswer struct {
	Job          string               `json:"job"`
	DryRun       bool                 `json:"dry_run"`
	Changed      bool                 `json:"changed"`           // of the draft
	Refused      *jobError            `json:"refused,omitempty"` // why nothing comes of it
	Report       importReport         `json:"report"`
	Completeness []completenessAnswer `json:"completeness,omitempty"` // against the official list
	Rejects      string               `json:"rejects,omitempty"`      // address of the refused rows as CSV
}

// importReport is a report without changes where there was nothing before.
type importReport struct {
	*report.Import

	Changes *report.ImportChanges `json:"changes,omitempty"`
}

// reportOf tells what came in and what was done with it.
func (w *importing) reportOf() importReport {
	of := report.ImportOf{
		Results: []*intake.Result{w.read}, Made: w.assembled, Before: w.before, Findings: w.findings, Roads: w.placed,
		Categories: w.server.Categories, Texts: w.texts,
	}
	if w.frame != nil {
		of.Digest = w.frame.Digest().String()
	}
	if w.assembled == nil {
		of.Before = intake.Earlier{} // nothing was compared
	}
	told := report.NewImport(of)
	return importReport{told, told.Changes}
}

// answer is what the request is answered, and what the job keeps.
func (w *importing) answer(refused error) (jobResult, error) {
	answer := importAnswer{
		Job: base + jobPath(w.job.id), DryRun: w.options.dry, Changed: w.changed && refused == nil && !w.options.dry,
		Report: w.reportOf(), Rejects: w.rejects(),
	}
	if refused != nil {
		status, e := statusOf(refused)
		answer.Refused = &jobError{Status: status, Code: string(e.Code), Detail: w.texts.Explain(e)}
	}
	if w.frame != nil {
		answer.Completeness = w.official.completenessOf(w.frame.Sites(), w.server.Categories)
	}
	result := jobResult{status: http.StatusOK}
	if answer.Changed {
		result.status, result.location = http.StatusCreated, base+registerPath(w.register)+"/draft"
	}
	if refused != nil && !w.options.dry {
		result.status = answer.Refused.Status
	}
	var err error
	result.body, err = json.Marshal(answer)
	return result, err
}

// rejects is the address of the refused rows, if there are any.
func (w *importing) rejects() string {
	if w.job.rejectsFile() == "" {
		return ""
	}
	return rejectsPath(w.job.id)
}

// saveRejects writes the refused rows to the disk, where they need no memory.
func (w *importing) saveRejects() (err error) {
	rejects := w.read.Rejects
	if w.assembled != nil {
		rejects = slices.Concat(rejects, w.assembled.Rejects)
	}
	if len(rejects) == 0 {
		return nil
	}
	file, err := w.server.spoolFile("rejects-*.csv")
	if err != nil {
		return err
	}
	err = errors.Join(report.RejectsCSV(file, rejects, w.texts), file.Close())
	if err != nil {
		_ = os.Remove(file.Name()) // it is not whole
		return diskError(err)
	}
	w.job.jobs.mu.Lock()
	defer w.job.jobs.mu.Unlock()
	w.job.rejects = file.Name()
	return nil
}
