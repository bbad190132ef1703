package report

import (
	"io"
	"math"
)

// AuditFile is the JSON of an Audit: docs/exposure.md describes its members.
type AuditFile struct {
	Plan       ExposurePlan  `json:"plan"`
	Frame      ExposureFrame `json:"frame"`
	Seed       string        `json:"seed"`
	Draws      int           `json:"draws"`
	Alarm      float64       `json:"alarm"` // a right sampler fails with this probability at most
	Passed     bool          `json:"passed"`
	Left       int           `json:"left"` // figures that are not exact, so not audited
	Steps      []AuditStep   `json:"steps"`
	Counts     []AuditCount  `json:"counts"`
	ChiSquares []AuditSquare `json:"chi_squares"`
}

// AuditStep sums the counts of a step up.
type AuditStep struct {
	Step   string   `json:"step"`
	Sites  int      `json:"sites"`
	Worst  *float64 `json:"worst_z"` // by size; null if infinite
	Failed int      `json:"failed"`
}

// AuditCount is how often a step made a site a main pick. Of a pick of a site that
// the step cannot pick the id is empty, and z null.
type AuditCount struct {
	ID     string   `json:"id"`
	Step   string   `json:"step"`
	Pi     float64  `json:"pi"`
	Picked int      `json:"picked"`
	Z      *float64 `json:"z"`
	Failed bool     `json:"failed"`
}

// AuditSquare is the chi-square test of a step.
type AuditSquare struct {
	Step    string  `json:"step"`
	Value   float64 `json:"value"`
	Degrees int     `json:"degrees"`
	P       float64 `json:"p"`
	Failed  bool    `json:"failed"`
}

// AuditJSON writes all tests as JSON.
func AuditJSON(w io.Writer, a Audit) error { return writeJSON(w, a.File()) }

// File returns what AuditJSON writes.
func (a *Audit) File() *AuditFile {
	f := &AuditFile{
		Plan: plainPlan(&a.Plan), Frame: ExposureFrame{Digest: a.Frame.Digest().String(), Sites: a.Frame.Len()}, Seed: a.Seed,
		Draws: a.Audit.Draws, Alarm: a.Audit.Alarm, Passed: !a.Audit.Failed(), Left: a.Audit.Left, Steps: a.steps(),
		Counts: make([]AuditCount, len(a.Audit.Counts)), ChiSquares: make([]AuditSquare, len(a.Audit.ChiSquares)),
	}
	for i, c := range a.Audit.Counts {
		f.Counts[i] = AuditCount{ID: a.id(&c), Step: c.Step, Pi: c.Pi, Picked: c.Picked, Z: finite(c.Z), Failed: c.Failed}
	}
	for i, c := range a.Audit.ChiSquares {
		f.ChiSquares[i] = AuditSquare(c)
	}
	return f
}

// finite is nil for what JSON has no number for.
func finite(v float64) *float64 {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return nil
	}
	return &v
}
