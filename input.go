package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// readFrame reads a frame file.
func (a *app) readFrame(ctx context.Context, name string) (*sampler.Frame, error) {
	return read(ctx, a, name, sampler.ReadFrame)
}

// readRecord reads a draw's record.
func (a *app) readRecord(ctx context.Context, name string) (*sampler.Record, error) {
	return read(ctx, a, name, sampler.ReadRecord)
}

// read opens a file and decodes it; errors name the file. What came with an
// error is returned too.
func read[T any](ctx context.Context, a *app, name string, decode func(io.Reader) (T, error)) (T, error) {
	var none T
	in, err := a.open(ctx, name)
	if err != nil {
		return none, err
	}
	defer func() { _ = in.Close() }() // it was only read
	shown := a.progress("progress.read")
	defer shown.end()
	value, err := decode(shown.reading(in))
	return value, geo.InFile(err, name)
}

// readPlan reads a shipped plan by its name, or a plan's file.
func (a *app) readPlan(ctx context.Context, name string) (sampler.Plan, error) {
	_, plan, err := a.planSource(ctx, name)
	return plan, err
}

// planSource returns a plan and how it was written.
func (a *app) planSource(ctx context.Context, name string) ([]byte, sampler.Plan, error) {
	if !isPlanFile(name) {
		source, err := sampler.ShippedPlanSource(name)
		if err != nil {
			return nil, sampler.Plan{}, err
		}
		plan, err := sampler.ShippedPlan(name)
		return source, plan, err
	}
	var source []byte
	plan, err := read(ctx, a, name, func(r io.Reader) (sampler.Plan, error) {
		var b bytes.Buffer
		plan, err := sampler.ReadPlan(io.TeeReader(r, &b))
		source = b.Bytes()
		return plan, err
	})
	return source, plan, err
}

// planPath is the name of a plan's file, empty for a shipped plan.
func planPath(name string) string {
	if isPlanFile(name) {
		return name
	}
	return ""
}

// isPlanFile tells a file from a shipped plan's name: standard input, whatever
// looks like a path or has an extension, and what exists under no shipped name.
func isPlanFile(name string) bool {
	if slices.Contains(sampler.ShippedPlans(), name) {
		return false
	}
	if name == stdio || strings.ContainsAny(name, `/\.`) {
		return true
	}
	_, err := os.Stat(name)
	return !errors.Is(err, fs.ErrNotExist)
}
