package main

import (
	"context"
	"errors"
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler/estimate"
	"sitedraw/server/report"
)

// roundFiles are those of one round.
type roundFiles struct{ record, frame, results, sheet string }

// round are the files of the i-th round; one frame may be that of all.
func (f *estimateFlags) round(i int) roundFiles {
	return roundFiles{f.records[i], f.frames[min(i, len(f.frames)-1)], f.results[i], f.sheet}
}

// estimateRound reads a round and works out how likely its picks were.
func (a *app) estimateRound(ctx context.Context, f roundFiles, replays int) (r report.EstimateRound, in estimate.Input, err error) {
	if in.Record, err = a.readRecord(ctx, f.record); err != nil {
		return r, in, err
	}
	if in.Frame, err = a.readFrame(ctx, f.frame); err != nil {
		return r, in, err
	}
	if in.Frame.Digest() != in.Record.FrameDigest {
		return r, in, &geo.Error{
			Code: estimate.ErrFrame, Kind: geo.Conflict, At: geo.Place{File: f.record}, Value: in.Frame.Digest().String(), Want: in.Record.FrameDigest.String(),
		}
	}
	rows, err := a.readResults(ctx, f)
	if err != nil {
		return r, in, err
	}
	in.Results = resultsOf(rows)
	if err := a.refuse(f.results, estimate.Check(in.Record, in.Results)); err != nil {
		return r, in, err
	}
	o, end := a.exposureOptions(in.Record.Digest().String(), replays)
	defer end()
	in.Probabilities, err = estimate.Expose(ctx, in.Frame, in.Record, o)
	r = report.EstimateRound{Record: in.Record.Digest().String(), Frame: in.Frame.Digest().String(), Results: len(rows)}
	r.First, r.Last = days(rows)
	return r, in, err
}

// readResults reads a table of results. If rows are wrong they are told, and nothing
// comes of it.
func (a *app) readResults(ctx context.Context, f roundFiles) ([]intake.Inspection, error) {
	table, err := read(ctx, a, f.results, func(r io.Reader) (*intake.Inspections, error) {
		return intake.ReadInspections(f.results, r, intake.Options{Sheet: f.sheet})
	})
	if errors.Is(err, intake.ErrRejected) {
		a.tellRejects(table.Rejects, table.Bad)
	}
	if err != nil {
		return nil, err
	}
	a.tellResults(f.results, table.Open)
	return table.Rows, nil
}

// refuse tells everything that is wrong with results, and refuses their file.
func (a *app) refuse(file string, faults []*geo.Error) error {
	if len(faults) == 0 {
		return nil
	}
	for i, fault := range faults {
		named := *fault
		named.At.File = file
		faults[i] = &named
	}
	a.tellRejects(faults[:min(len(faults), maxShown)], len(faults))
	return &geo.Error{Code: intake.ErrRejected, At: geo.Place{File: file}, Value: strconv.Itoa(len(faults))}
}

func resultsOf(rows []intake.Inspection) []estimate.Result {
	list := make([]estimate.Result, len(rows))
	for i, r := range rows {
		list[i] = estimate.Result{ID: r.ID, Met: r.Met, Observed: r.Observed, Score: r.Score, Line: r.Line}
	}
	return list
}

// days are the first and the last day of inspections, empty if no row says it.
func days(rows []intake.Inspection) (first, last string) {
	for _, r := range rows {
		if r.When != "" && (first == "" || r.When < first) {
			first = r.When
		}
		last = max(last, r.When)
	}
	return first, last
}
