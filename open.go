package main

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// What can be wrong with opening a seal.
const (
	errTooEarly  geo.Code = "open.early"      // the opening time, Want, has not come
	errTextEmpty geo.Code = "open.empty-text" // an empty line is nobody's text
	errTextsLong geo.Code = "open.texts-long" // more than Want bytes
)

// openFlags are those of the verb open.
type openFlags struct {
	frame, plan, secret, signature, texts string
}

// openCommand is the verb open: the seal's draw is made.
func (a *app) openCommand() *cobra.Command {
	var o openFlags
	var out result
	cmd := a.command(verbTexts{name: "open", short: "open.short", long: "open.long", usage: "open.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.seal"})
	a.drawFlags(cmd, &o.frame, &o.plan)
	a.flag(cmd.Flags(), &o.secret, flagTexts{name: "secret-file", argument: "argument.file", usage: "flag.secret"})
	a.flag(cmd.Flags(), &o.signature, flagTexts{name: "signature", argument: "argument.hex", usage: "flag.signature"})
	a.flag(cmd.Flags(), &o.texts, flagTexts{name: "texts", argument: "argument.file", usage: "flag.texts"})
	a.resultFlags(cmd, &out)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := need(cmd, "secret-file", "frame", "plan"); err != nil {
			return err
		}
		if err := onceStdin(cmd, args[0], o.secret, o.frame, o.plan, o.texts); err != nil {
			return err
		}
		if err := ownFile(cmd, out.output, args[0], o.secret, o.frame, planPath(o.plan), o.texts); err != nil {
			return err
		}
		if err := a.checkResult(cmd, &out); err != nil {
			return err
		}
		d, err := a.openSeal(cmd.Context(), args[0], o)
		if err != nil {
			return err
		}
		if err := a.complete(cmd.Context(), &d, completeness{allow: true}); err != nil {
			return err
		}
		a.tell("open.seal", text.Args{"digest": d.seal.String()})
		return a.makeDraw(cmd.Context(), d, out)
	}
	return cmd
}

// openSeal reads everything a seal needs and checks it, its time first.
func (a *app) openSeal(ctx context.Context, name string, o openFlags) (drawing, error) {
	var d drawing
	seal, err := read(ctx, a, name, sampler.ReadSeal)
	if err != nil {
		return d, err
	}
	if now := a.now(); now.Before(seal.OpensAt()) {
		here := now.In(seal.OpensAt().Location()).Format(time.RFC3339)
		return d, no{&geo.Error{Code: errTooEarly, Value: here, Want: seal.Opens}}
	}
	opening := sampler.Opening{Signature: o.signature}
	if opening.Secret, err = read(ctx, a, o.secret, firstLine); err != nil {
		return d, err
	}
	if o.texts != "" {
		if opening.Texts, err = read(ctx, a, o.texts, contributedTexts); err != nil {
			return d, err
		}
	}
	if d.seed, err = seal.Seed(opening); err != nil {
		return d, err
	}
	if d.plan, err = a.readPlan(ctx, o.plan); err != nil {
		return d, err
	}
	if d.frame, err = a.readFrame(ctx, o.frame); err != nil {
		return d, err
	}
	d.practice, d.seal = seal.Practice(opening), seal.Digest()
	return d, seal.CheckDraw(d.frame, &d.plan)
}

// maxTexts is how many bytes of texts, and of a secret's file, are read.
const maxTexts = 1 << 20

// firstLine reads the secret as writeSecret wrote it.
func firstLine(r io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxTexts))
	return strings.TrimRight(string(b), "\r\n"), err
}

// contributedTexts reads one text a line, in order of arrival. An empty line is
// refused: it would make a draw look as if others took part.
func contributedTexts(r io.Reader) ([]string, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxTexts+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxTexts {
		return nil, &geo.Error{Code: errTextsLong, Want: count(maxTexts)}
	}
	var texts []string
	for line := range strings.Lines(strings.TrimPrefix(string(b), "\ufeff")) {
		line = strings.TrimRight(line, "\r\n")
		number := len(texts) + 1
		if strings.TrimSpace(line) == "" {
			return nil, geo.InLine(&geo.Error{Code: errTextEmpty}, "", number)
		}
		if err := geo.CheckText(line); err != nil {
			return nil, geo.InLine(err, "", number)
		}
		texts = append(texts, line)
	}
	return texts, nil
}
