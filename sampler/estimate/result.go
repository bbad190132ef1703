package estimate

import (
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Result is what was found at one inspected site: either checks, of which Met of
// Observed were met, or a Score from 0, nothing met, to 1, all met. Observed 0
// means that there is a score.
type Result struct {
	ID            string
	Met, Observed int
	Score         float64
	Line          int // of the file it was read from, for errors; 0: none
}

// value returns the score of a result, or ErrScore or ErrChecks.
func (r *Result) value() (float64, *geo.Error) {
	if r.Observed == 0 && r.Met == 0 {
		if !isScore(r.Score) {
			return 0, r.wrong(ErrScore, strconv.FormatFloat(r.Score, 'g', -1, 64), "0 … 1")
		}
		return r.Score, nil
	}
	if r.Met < 0 || r.Met > r.Observed {
		return 0, r.wrong(ErrChecks, strconv.Itoa(r.Met), "0 … "+strconv.Itoa(max(r.Observed, 0)))
	}
	if r.Score != 0 {
		return 0, r.wrong(ErrChecks, strconv.FormatFloat(r.Score, 'g', -1, 64), "")
	}
	return float64(r.Met) / float64(r.Observed), nil
}

func (r *Result) wrong(code geo.Code, value, want string) *geo.Error {
	return &geo.Error{Code: code, At: geo.Place{Line: r.Line}, Value: value, Want: want, Names: []string{r.ID}}
}

// Check returns everything that is wrong with results of a record, each with the name
// of its site and the line it was read from; Of returns the first.
func Check(record *sampler.Record, results []Result) []*geo.Error {
	_, faults := scores(record, results)
	return faults
}

// scores returns the scores by site, and all that is wrong with results of this
// record.
func scores(record *sampler.Record, results []Result) (found map[string]float64, faults []*geo.Error) {
	if len(results) == 0 {
		return nil, []*geo.Error{{Code: ErrNone}}
	}
	main := map[string]bool{} // by drawn site: whether it is a main pick somewhere
	for i := range record.Picks {
		p := &record.Picks[i]
		main[p.ID] = main[p.ID] || p.Role == sampler.Main
	}
	found = make(map[string]float64, len(results))
	for i := range results {
		r := &results[i]
		v, fault := r.value()
		_, drawn := main[r.ID]
		_, twice := found[r.ID]
		switch {
		case !drawn:
			fault = r.wrong(ErrNotDrawn, r.ID, "")
		case twice:
			fault = r.wrong(ErrTwice, r.ID, "")
		default:
			found[r.ID] = v
		}
		if fault != nil {
			faults = append(faults, fault)
		}
	}
	for i := range results {
		if id := results[i].ID; onlyReserve(main, id) && !due(record, found, id) {
			faults = append(faults, results[i].wrong(ErrReserve, id, ""))
		}
	}
	return found, faults
}

// onlyReserve holds for a site that was drawn, but nowhere as a main pick.
func onlyReserve(main map[string]bool, id string) bool {
	isMain, drawn := main[id]
	return drawn && !isMain
}

// due holds for a reserve whose turn came somewhere.
func due(record *sampler.Record, found map[string]float64, id string) bool {
	return slices.ContainsFunc(record.Picks, func(p sampler.Pick) bool {
		return p.ID == id && p.Role == sampler.Reserve && called(record, found, &p)
	})
}

// called holds for a reserve of which a main pick of its stratum has need: one
// without result for it and for each reserve before it that was inspected.
func called(record *sampler.Record, found map[string]float64, reserve *sampler.Pick) bool {
	vacant := 0
	for i := range record.Picks {
		p := &record.Picks[i]
		if p.Step != reserve.Step || p.Within != reserve.Within || p.Stratum != reserve.Stratum {
			continue
		}
		_, inspected := found[p.ID]
		switch {
		case p.Role == sampler.Main && !inspected:
			vacant++
		case p.Role == sampler.Reserve && inspected && p.Order < reserve.Order:
			vacant--
		}
	}
	return vacant > 0
}

// isScore holds for 0 … 1, both included, and not for what is no number.
func isScore(v float64) bool { return v >= 0 && v <= 1 }
