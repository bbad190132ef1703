package main

import (
	"context"
	"encoding/hex"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// verifyFlags are those of the verb verify.
type verifyFlags struct {
	frame, plan, digest, key string
}

// verifyCommand is the verb verify: does the record follow from the frame, and does
// a bundle hold together?
func (a *app) verifyCommand() *cobra.Command {
	var v verifyFlags
	cmd := a.command(verbTexts{name: "verify", short: "verify.short", long: "verify.long", usage: "verify.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.record"})
	a.flag(cmd.Flags(), &v.frame, flagTexts{"frame", "f", "argument.file", "flag.frame"})
	a.flag(cmd.Flags(), &v.plan, flagTexts{"plan", "p", "argument.plan", "flag.verify-plan"})
	a.flag(cmd.Flags(), &v.digest, flagTexts{name: "digest", argument: "argument.hex", usage: "flag.verify-digest"})
	a.flag(cmd.Flags(), &v.key, flagTexts{name: "key", argument: "argument.key", usage: "flag.key"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if isBundle(args[0]) {
			return a.verifyBundle(cmd, args[0], v)
		}
		if err := need(cmd, "frame"); err != nil {
			return err
		}
		if v.key != "" {
			return misuse(cmd, errFlagsTogether, "--key", "--frame")
		}
		if err := onceStdin(cmd, args[0], v.frame, v.plan); err != nil {
			return err
		}
		checks, err := a.furtherChecks(cmd, v)
		if err != nil {
			return err
		}
		return a.verify(cmd.Context(), args[0], v.frame, checks)
	}
	return cmd
}

// furtherChecks are what --plan and --digest ask of a record that agrees with
// itself.
func (a *app) furtherChecks(cmd *cobra.Command, v verifyFlags) (checks []func(*sampler.Record) error, err error) {
	if v.plan != "" {
		plan, err := a.readPlan(cmd.Context(), v.plan)
		if err != nil {
			return nil, err
		}
		checks = append(checks, func(r *sampler.Record) error { return r.CheckPlan(&plan) })
	}
	if cmd.Flags().Changed("digest") {
		b, err := hex.DecodeString(v.digest)
		if err != nil || len(b) != len(sampler.Digest{}) {
			return nil, &geo.Error{Code: sampler.ErrHex, Value: v.digest, Want: count(2 * len(sampler.Digest{}))}
		}
		checks = append(checks, func(r *sampler.Record) error { return r.CheckDigest(sampler.Digest(b)) })
	}
	return checks, nil
}

func (a *app) verify(ctx context.Context, recordName, frameName string, checks []func(*sampler.Record) error) error {
	record, err := a.readRecord(ctx, recordName)
	if err != nil {
		return a.refuted(err)
	}
	frame, err := a.readFrame(ctx, frameName)
	if err != nil {
		return a.refuted(err)
	}
	if err := sampler.Verify(ctx, record, frame, a.drawOptions()); err != nil {
		return a.refuted(err)
	}
	for _, check := range checks {
		if err := check(record); err != nil {
			return a.refuted(err)
		}
	}
	a.print("verify.agrees", text.Args{
		"record": record.Digest().String(), "frame": frame.Digest().String(),
		"plan": planName(&record.Plan), "plandigest": record.Plan.Digest().String(),
		"seed": text.Visible(record.Seed), "picks": strconv.Itoa(len(record.Picks)),
		"shortfalls": strconv.Itoa(len(record.Shortfalls)),
	})
	return nil
}

// refuted makes the answer no of whatever is wrong with what the files say; a
// file that cannot be read says nothing.
func (a *app) refuted(err error) error {
	_, differs := errors.AsType[*sampler.Difference](err)
	_, wrong := errors.AsType[*geo.Error](err)
	if differs || wrong {
		a.tell("verify.fails", nil)
		return no{err}
	}
	return err
}
