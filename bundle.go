package main

import (
	"bytes"
	"context"
	"io"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/bundle"
	"sitedraw/server/text"
)

// bundleFlags are those of the verb bundle.
type bundleFlags struct {
	record, frame, plan            string
	seal, secret, texts, signature string
	output                         string
}

// bundleCommand is the verb bundle: a draw is packed for outsiders.
func (a *app) bundleCommand() *cobra.Command {
	var b bundleFlags
	cmd := a.command(verbTexts{name: "bundle", short: "bundle.short", long: "bundle.long", usage: "bundle.usage"})
	cmd.Args = a.check(arguments{})
	a.flag(cmd.Flags(), &b.record, flagTexts{name: "record", argument: "argument.file", usage: "flag.record"})
	a.flag(cmd.Flags(), &b.frame, flagTexts{"frame", "f", "argument.file", "flag.frame"})
	a.flag(cmd.Flags(), &b.plan, flagTexts{"plan", "p", "argument.plan", "flag.bundle-plan"})
	a.flag(cmd.Flags(), &b.seal, flagTexts{name: "seal", argument: "argument.file", usage: "flag.bundle-seal"})
	a.flag(cmd.Flags(), &b.secret, flagTexts{name: "secret-file", argument: "argument.file", usage: "flag.secret"})
	a.flag(cmd.Flags(), &b.signature, flagTexts{name: "signature", argument: "argument.hex", usage: "flag.signature"})
	a.flag(cmd.Flags(), &b.texts, flagTexts{name: "texts", argument: "argument.file", usage: "flag.texts"})
	a.flag(cmd.Flags(), &b.output, flagTexts{"output", "o", "argument.file", "flag.output-bundle"})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := a.checkBundleFlags(cmd, &b); err != nil {
			return err
		}
		return a.makeBundle(cmd.Context(), b)
	}
	return cmd
}

func (a *app) checkBundleFlags(cmd *cobra.Command, b *bundleFlags) error {
	if err := need(cmd, "record", "frame"); err != nil {
		return err
	}
	if b.seal != "" {
		if err := need(cmd, "secret-file"); err != nil {
			return err
		}
	} else if b.secret+b.texts+b.signature != "" {
		return need(cmd, "seal")
	}
	files := []string{b.record, b.frame, planPath(b.plan), b.seal, b.secret, b.texts}
	if err := onceStdin(cmd, files...); err != nil {
		return err
	}
	if (b.output == "" || b.output == stdio) && isTerminal(a.out) {
		return misuse(cmd, errTerminal, "", "")
	}
	return ownFile(cmd, b.output, files...)
}

// makeBundle packs, checks what it packed as others will, and writes it.
func (a *app) makeBundle(ctx context.Context, f bundleFlags) error {
	b, err := a.gatherBundle(ctx, f)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	if err := bundle.Write(&packed, b); err != nil {
		return err
	}
	b.Frame = nil // a large register is not kept twice
	file := bytes.NewReader(packed.Bytes())
	report, err := a.checkBundle(ctx, file, file.Size(), "")
	if err != nil {
		return err
	}
	if report.Wrong != nil {
		return a.refuted(report.Wrong)
	}
	if err := a.checkAgainstPlan(ctx, report.Record, f.plan); err != nil {
		return err
	}
	err = a.save(ctx, f.output, func(w io.Writer) error {
		_, err := w.Write(packed.Bytes())
		return err
	})
	if err != nil {
		return err
	}
	for _, note := range report.Notes {
		a.tellLine(note.Text(a.texts))
	}
	a.tell("bundle.done", text.Args{"record": report.Record.Digest().String(), "file": text.Visible(f.output)})
	return nil
}

// checkAgainstPlan compares the record's plan with the one that it should be of, if
// one is named.
func (a *app) checkAgainstPlan(ctx context.Context, record *sampler.Record, name string) error {
	if name == "" {
		return nil
	}
	plan, err := a.readPlan(ctx, name)
	if err != nil {
		return err
	}
	if err := record.CheckPlan(&plan); err != nil {
		return a.refuted(err)
	}
	return nil
}

// gatherBundle reads what is packed.
func (a *app) gatherBundle(ctx context.Context, f bundleFlags) (b bundle.Bundle, err error) {
	if b.Record, err = a.readRecord(ctx, f.record); err != nil {
		return b, err
	}
	frame, err := a.readFrame(ctx, f.frame)
	if err != nil {
		return b, err
	}
	b.Frame = func(w io.Writer) error { return sampler.WriteFrame(w, frame) }
	if f.seal == "" {
		return b, nil
	}
	sealed := &bundle.Sealed{Published: true}
	if sealed.Seal, err = read(ctx, a, f.seal, sampler.ReadSeal); err != nil {
		return b, err
	}
	if sealed.Opening.Secret, err = read(ctx, a, f.secret, firstLine); err != nil {
		return b, err
	}
	if f.texts != "" {
		if sealed.Opening.Texts, err = read(ctx, a, f.texts, contributedTexts); err != nil {
			return b, err
		}
	}
	sealed.Opening.Signature = f.signature
	b.Seal, b.At = sealed, sealed.Seal.OpensAt()
	if sealed.Seal.Beacon == nil && f.signature != "" {
		return b, &geo.Error{Code: sampler.ErrBeaconMissing}
	}
	return b, nil
}
