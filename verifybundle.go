package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/server/bundle"
	"sitedraw/server/text"
)

// isBundle tells a bundle from a record: by its name, or by how every zip begins.
func isBundle(name string) bool {
	if name == stdio {
		return false
	}
	if strings.EqualFold(filepath.Ext(name), ".zip") {
		return true
	}
	f, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		return false // reading tells what is wrong with it
	}
	defer func() { _ = f.Close() }() // it was only read
	const mark = "PK\x03\x04"
	first := make([]byte, len(mark))
	_, err = io.ReadFull(f, first)
	return err == nil && string(first) == mark
}

// verifyBundle is the verb verify for a bundle.
func (a *app) verifyBundle(cmd *cobra.Command, name string, v verifyFlags) error {
	if v.frame != "" {
		return misuse(cmd, errFlagsTogether, name, "--frame")
	}
	checks, err := a.furtherChecks(cmd, v)
	if err != nil {
		return err
	}
	report, err := a.readBundle(cmd.Context(), name, strings.TrimSpace(v.key))
	if err != nil {
		return a.refuted(geo.InFile(err, name))
	}
	a.printFacts("verify.held", report.Held)
	a.printFacts("verify.notes", report.Notes)
	if report.Wrong != nil {
		return a.refuted(report.Wrong)
	}
	for _, check := range checks {
		if err := check(report.Record); err != nil {
			return a.refuted(err)
		}
	}
	a.print("verify.bundle-agrees", text.Args{
		"plan": planName(&report.Record.Plan), "seed": text.Visible(report.Record.Seed),
		"picks": count(len(report.Record.Picks)), "shortfalls": count(len(report.Record.Shortfalls)),
	})
	return nil
}

// printFacts lists facts under a heading, if there are any.
func (a *app) printFacts(heading geo.Code, facts []bundle.Fact) {
	if len(facts) == 0 {
		return
	}
	a.printLine(a.t(heading))
	for _, f := range facts {
		a.printLine("  " + f.Text(a.texts))
	}
}

func (a *app) readBundle(ctx context.Context, name, key string) (*bundle.Report, error) {
	f, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	return a.checkBundle(ctx, f, size, key)
}

// checkBundle checks a bundle against the log's key, if one is known.
func (a *app) checkBundle(ctx context.Context, from io.ReaderAt, size int64, key string) (*bundle.Report, error) {
	limits := bundle.LocalLimits()
	parts, err := bundle.Read(from, size, limits)
	if err != nil {
		return nil, err
	}
	return bundle.Check(ctx, parts, bundle.Options{Limits: limits, Key: key, Sampler: a.drawOptions()})
}
