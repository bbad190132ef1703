package estimate

import (
	"context"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
)

// Exposures are the Probabilities of a record that package exposure works out.
type Exposures struct {
	report *exposure.Report
	steps  map[string]*exposure.Step
	drawn  map[opening]bool // by step and site: the main picks
}

// Expose works out how likely the picks of a record were. Where the design does not
// give that, the plan is drawn again and again as the options say, and the record
// counts as one more of those draws, so that no pick has the probability 0: (x + 1)/
// (m + 1) for x picks in m draws (Fattorini 2006, doi 10.1093/biomet/93.2.269). A
// figure that is bounded is taken as it is. The error is ErrFrame, or exposure.Of's.
func Expose(ctx context.Context, f *sampler.Frame, record *sampler.Record, o exposure.Options) (*Exposures, error) {
	if err := checkRecord(f, record); err != nil {
		return nil, err
	}
	report, err := exposure.Of(ctx, f, record.Plan, o)
	if err != nil {
		return nil, err
	}
	e := &Exposures{report: report, steps: map[string]*exposure.Step{}, drawn: map[opening]bool{}}
	for i := range report.Steps {
		e.steps[report.Steps[i].ID] = &report.Steps[i]
	}
	for i := range record.Picks {
		if p := &record.Picks[i]; p.Role == sampler.Main {
			e.drawn[opening{p.Step, p.ID}] = true
		}
	}
	return e, nil
}

// Replays is how many draws were counted; 0 if the design gives all probabilities.
func (e *Exposures) Replays() int { return e.report.Replays }

// Pi is the probability that the step picks the site as a main pick; 0 if it cannot.
func (e *Exposures) Pi(step, site string) float64 {
	s, known := e.steps[step]
	number, found := e.report.Frame.Number(site)
	if !known || !found {
		return 0
	}
	pi := s.Pi(number)
	if pi.Kind != exposure.Replayed {
		return pi.Value
	}
	draws, more := float64(e.report.Replays), 0.0
	if e.drawn[opening{step, site}] {
		more = 1
	}
	return (float64(pi.Value*draws) + more) / (draws + 1)
}

// Sites is how many different sites the steps can pick together.
func (e *Exposures) Sites(steps []string) int {
	seen := map[int32]bool{}
	for _, id := range steps {
		s, known := e.steps[id]
		if !known {
			continue
		}
		for i, site := range s.Sites {
			if s.At(i).Value > 0 {
				seen[site] = true
			}
		}
	}
	return len(seen)
}

// checkRecord wants a draw by itself, since only the probabilities of such are
// known, and the frame to be the one that it was drawn from.
func checkRecord(f *sampler.Frame, record *sampler.Record) error {
	if c := record.Coordination; c != nil {
		return &geo.Error{Code: ErrCoordinated, Value: string(c.Mode)}
	}
	if got, want := f.Digest(), record.FrameDigest; got != want {
		return &geo.Error{Code: ErrFrame, Kind: geo.Conflict, Value: got.String(), Want: want.String()}
	}
	return nil
}
