package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// What can be wrong with sealing.
const (
	errClosesPast   geo.Code = "seal.closes-past"   // the closing time has passed
	errSecretExists geo.Code = "seal.secret-exists" // a secret is never written over
)

// sealFlags are those of the verb seal.
type sealFlags struct {
	frame, plan, closes, opens string
	round                      string
	beacon                     bool
	secret, output             string
	towns                      completeness
}

// nextRound is the value of --round for the first round after the seal closes.
const nextRound = "auto"

// sealCommand is the verb seal: fix a draw before anybody can know its seed.
func (a *app) sealCommand() *cobra.Command {
	var s sealFlags
	cmd := a.command(verbTexts{name: "seal", short: "seal.short", long: "seal.long", usage: "seal.usage"})
	cmd.Args = a.check(arguments{})
	a.drawFlags(cmd, &s.frame, &s.plan)
	a.flag(cmd.Flags(), &s.closes, flagTexts{name: "closes", argument: "argument.time", usage: "flag.closes"})
	a.flag(cmd.Flags(), &s.opens, flagTexts{name: "opens", argument: "argument.time", usage: "flag.opens"})
	a.flag(cmd.Flags(), &s.round, flagTexts{name: "round", argument: "argument.round", usage: "flag.round"})
	cmd.Flags().BoolVar(&s.beacon, "beacon", false, a.t("flag.beacon"))
	a.completenessFlags(cmd, &s.towns)
	a.flag(cmd.Flags(), &s.secret, flagTexts{name: "secret-file", argument: "argument.file", usage: "flag.secret-new"})
	a.flag(cmd.Flags(), &s.output, flagTexts{"output", "o", "argument.file", "flag.output-seal"})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := need(cmd, "frame", "plan", "closes", "opens", "secret-file"); err != nil {
			return err
		}
		if err := onceStdin(cmd, s.frame, s.plan, s.towns.official); err != nil {
			return err
		}
		if s.secret == stdio {
			return misuse(cmd, errFlagInvalid, "--secret-file=-", a.t("argument.file"))
		}
		if err := ownFile(cmd, s.output, s.secret, s.frame, planPath(s.plan), s.towns.official); err != nil {
			return err
		}
		if s.beacon && s.round != "" && s.round != nextRound {
			return misuse(cmd, errFlagsTogether, "--beacon", "--round")
		}
		d, err := a.sealedDraw(cmd.Context(), s)
		if err != nil {
			return err
		}
		seal, err := a.prepareSeal(cmd, s, &d)
		if err != nil {
			return err
		}
		if err := a.makeSeal(cmd.Context(), s, seal); err != nil {
			return err
		}
		a.tellLacking(d.lacking)
		return nil
	}
	return cmd
}

// sealedDraw reads plan and frame, whose townships must be complete: once sealed
// they are not changed.
func (a *app) sealedDraw(ctx context.Context, s sealFlags) (d drawing, err error) {
	if d.plan, err = a.readPlan(ctx, s.plan); err != nil {
		return d, err
	}
	if d.frame, err = a.readFrame(ctx, s.frame); err != nil {
		return d, err
	}
	return d, a.complete(ctx, &d, s.towns)
}

// prepareSeal checks the times; the secret is still to come.
func (a *app) prepareSeal(cmd *cobra.Command, s sealFlags, d *drawing) (sampler.Seal, error) {
	seal, err := sampler.NewSeal(sampler.Seal{Frame: d.frame.Digest(), Plan: d.plan.Digest(), Closes: s.closes, Opens: s.opens})
	if err != nil {
		return sampler.Seal{}, err
	}
	if now := a.now(); !seal.ClosesAt().After(now) {
		return sampler.Seal{}, &geo.Error{Code: errClosesPast, Value: s.closes, Want: now.In(seal.ClosesAt().Location()).Format(time.RFC3339)}
	}
	if s.beacon || s.round == nextRound {
		round := sampler.BeaconFrom(seal.ClosesAt().Add(time.Nanosecond))
		seal.Beacon = &sampler.BeaconRound{Chain: sampler.Quicknet, Round: round}
	} else if s.round != "" {
		round, err := strconv.ParseUint(s.round, 10, 64)
		if err != nil {
			return sampler.Seal{}, misuse(cmd, errFlagInvalid, "--round="+s.round, "1 … , "+nextRound)
		}
		seal.Beacon = &sampler.BeaconRound{Chain: sampler.Quicknet, Round: round}
	}
	return sampler.NewSeal(seal)
}

// makeSeal takes the secret, keeps it in a new file and writes the seal. Without
// the seal there is no secret either.
func (a *app) makeSeal(ctx context.Context, s sealFlags, seal sampler.Seal) error {
	secret, err := sampler.NewSecret(a.random)
	if err != nil {
		return err
	}
	seal.Secret = sampler.SecretDigest(secret)
	if err := writeSecret(ctx, s.secret, secret); err != nil {
		return err
	}
	err = a.save(ctx, s.output, func(w io.Writer) error {
		_, err := w.Write(sampler.AppendSeal(nil, &seal))
		return err
	})
	if err != nil {
		return errors.Join(err, os.Remove(s.secret))
	}
	a.tell("seal.done", text.Args{
		"digest": seal.Digest().String(), "closes": seal.Closes, "opens": seal.Opens,
		"secret": text.Visible(s.secret),
	})
	if seal.Beacon == nil {
		a.tell("seal.no-beacon", nil)
		return nil
	}
	published := sampler.BeaconTime(seal.Beacon.Round).In(seal.ClosesAt().Location())
	args := text.Args{"round": strconv.FormatUint(seal.Beacon.Round, 10), "time": published.Format(time.RFC3339),
		"chain": seal.Beacon.Chain}
	a.tell("seal.with-beacon", args)
	if published.After(seal.OpensAt()) {
		a.tell("seal.beacon-late", args)
	}
	return nil
}

// writeSecret writes the secret to a file of its own that only its owner may
// read, and that must not exist.
func writeSecret(ctx context.Context, path, secret string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnly) //nolint:gosec // the user names the file
	if errors.Is(err, fs.ErrExist) {
		return &geo.Error{Code: errSecretExists, At: geo.Place{File: path}, Kind: geo.Conflict}
	}
	if err != nil {
		return err
	}
	err = fill(ctx, f, func(w io.Writer) error {
		_, err := io.WriteString(w, secret+"\n")
		return err
	})
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
