package report

import (
	"encoding/json"
	"io"

	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// ExposureFile is the JSON of an Exposure: docs/exposure.md describes its members.
type ExposureFile struct {
	Plan       ExposurePlan               `json:"plan"`
	Frame      ExposureFrame              `json:"frame"`
	Seed       string                     `json:"seed"`
	Replays    int                        `json:"replays"`
	HalfWidth  float64                    `json:"half_width"`
	Rounds     int                        `json:"rounds,omitempty"`
	Until      string                     `json:"until,omitempty"`
	Weighted   []string                   `json:"weighted"`   // steps that draw by size
	Incomplete []string                   `json:"incomplete"` // townships that the frame lacks
	Sites      []StepExposure             `json:"sites"`
	Total      []SiteExposure             `json:"total"`
	Groups     map[string][]GroupExposure `json:"groups"`
	Stages     []StageExposure            `json:"stages"`
	Never      []NeverExposed             `json:"never"`
	Off        []OffExposure              `json:"off_register,omitempty"`
}

// ExposurePlan and ExposureFrame say of what the figures are.
type ExposurePlan struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Digest string `json:"digest"`
}

// ExposureFrame is a frame.
type ExposureFrame struct {
	Digest string `json:"digest"`
	Sites  int    `json:"sites"`
}

// StepExposure is a site's in one step. A figure that is not known, and its error,
// are null.
type StepExposure struct {
	ID    string   `json:"id"`
	Step  string   `json:"step"`
	Pi    *float64 `json:"pi"`
	Error *float64 `json:"error"`
	Kind  string   `json:"kind"`
}

// SiteExposure is a site's over all steps.
type SiteExposure struct {
	ID        string   `json:"id"`
	Pi        *float64 `json:"pi"` // summed over steps
	Error     *float64 `json:"error"`
	Kind      string   `json:"kind"`
	Once      *float64 `json:"once"` // P(at least one pick) in one round
	OnceError *float64 `json:"once_error"`
	OnceKind  string   `json:"once_kind"`
	Rounds    *float64 `json:"in_rounds,omitempty"` // P(at least one) in that many rounds
}

// GroupExposure is that of a unit, a township, a road chief or a category.
type GroupExposure struct {
	Name          string   `json:"name"`            // of a township its nine digits, of a category its code
	Title         string   `json:"title,omitempty"` // what a township or category is called
	Sites         int      `json:"sites"`
	Expected      *float64 `json:"expected"`
	ExpectedError *float64 `json:"expected_error"`
	Once          *float64 `json:"once"`
	OnceError     *float64 `json:"once_error"`
	Kind          string   `json:"kind"` // of once
	Rounds        *float64 `json:"in_rounds,omitempty"`
}

// NeverExposed is a site that no draw can pick.
type NeverExposed struct {
	ID       string `json:"id"`
	Category string `json:"category"`
	Reason   string `json:"reason"`
	Sentence string `json:"sentence"`
}

// kindNames are how kinds are written in JSON.
var kindNames = map[exposure.Kind]string{
	exposure.Exact: "exact", exposure.Bounded: "bounded", exposure.Replayed: "estimated", exposure.Unknown: "unknown",
}

// valueOf and errorOf are nil where nothing is known.
func valueOf(f exposure.Figure) *float64 {
	if f.Kind == exposure.Unknown {
		return nil
	}
	return &f.Value
}

func errorOf(f exposure.Figure) *float64 {
	if f.Kind == exposure.Unknown {
		return nil
	}
	return &f.Error
}

// ExposureJSON writes the figures as JSON: sites by step and id, totals by id.
func ExposureJSON(w io.Writer, e Exposure) error {
	return writeJSON(w, e.File())
}

// writeJSON writes a value on one line, names as they are.
func writeJSON(w io.Writer, value any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(value)
}

// File returns what ExposureJSON writes.
func (e *Exposure) File() *ExposureFile {
	r := e.Report
	f := &ExposureFile{
		Plan:  plainPlan(&r.Plan),
		Frame: ExposureFrame{Digest: r.Frame.Digest().String(), Sites: r.Frame.Len()},
		Seed:  e.Seed, Replays: r.Replays, HalfWidth: e.HalfWidth, Rounds: e.Rounds, Until: e.Until,
		Weighted: orEmpty(Weighted(&r.Plan)), Incomplete: orEmpty(e.Incomplete),
		Sites: []StepExposure{}, Total: make([]SiteExposure, r.Frame.Len()), Groups: map[string][]GroupExposure{},
		Never: []NeverExposed{},
	}
	for i := range r.Steps {
		step := &r.Steps[i]
		for place, site := range step.Sites {
			pi := step.At(place)
			f.Sites = append(f.Sites, StepExposure{e.site(site).ID, step.ID, valueOf(pi), errorOf(pi), kindNames[pi.Kind]})
		}
	}
	for i := range f.Total {
		f.Total[i] = e.siteExposure(int32(i))
	}
	for _, rollup := range e.Rollups {
		f.Groups[string(rollup.By)] = e.groupExposures(rollup)
	}
	f.Stages, f.Off = e.stageExposures(), e.offExposures()
	for _, n := range e.Never {
		f.Never = append(f.Never, NeverExposed{n.Site, n.Category, string(n.Reason), e.Texts.Explain(n.Reason)})
	}
	return f
}

func plainPlan(p *sampler.Plan) ExposurePlan {
	return ExposurePlan{Name: p.Name, Title: p.Title, Digest: p.Digest().String()}
}

// orEmpty makes an absent list an empty one.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (e *Exposure) siteExposure(site int32) SiteExposure {
	pi, once := e.Report.Expected(site), e.Report.Once(site)
	return SiteExposure{
		ID: e.site(site).ID, Pi: valueOf(pi), Error: errorOf(pi), Kind: kindNames[pi.Kind],
		Once: valueOf(once), OnceError: errorOf(once), OnceKind: kindNames[once.Kind], Rounds: e.inRounds(once),
	}
}

// inRounds is P(at least one) in the rounds that were asked for, nil for none.
func (e *Exposure) inRounds(once exposure.Figure) *float64 {
	if e.Rounds == 0 {
		return nil
	}
	return valueOf(once.Rounds(e.Rounds))
}

func (e *Exposure) groupExposures(r Rollup) []GroupExposure {
	names := e.groupNames(r.By)
	list := make([]GroupExposure, len(r.Groups))
	for i, g := range r.Groups {
		list[i] = GroupExposure{
			Name: g.Name, Title: text.Visible(names[g.Name]), Sites: g.Sites, Expected: valueOf(g.Expected), ExpectedError: errorOf(g.Expected),
			Once: valueOf(g.Once), OnceError: errorOf(g.Once), Kind: kindNames[g.Once.Kind], Rounds: e.inRounds(g.Once),
		}
	}
	return list
}
