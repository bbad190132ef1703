package main

import (
	"encoding/hex"
	"io"

	"github.com/spf13/cobra"
)

// seedBytes is how many random bytes a seed has that nobody typed.
const seedBytes = 16

// drawCommand is the verb draw: frame, plan and seed become a record.
func (a *app) drawCommand() *cobra.Command {
	var frame, plan, seed string
	var towns completeness
	var out result
	cmd := a.command(verbTexts{name: "draw", short: "draw.short", long: "draw.long", usage: "draw.usage"})
	cmd.Args = a.check(arguments{})
	a.drawFlags(cmd, &frame, &plan)
	a.flag(cmd.Flags(), &seed, flagTexts{name: "seed", argument: "argument.text", usage: "flag.seed"})
	a.completenessFlags(cmd, &towns)
	a.resultFlags(cmd, &out)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := need(cmd, "frame", "plan"); err != nil {
			return err
		}
		if err := onceStdin(cmd, frame, plan, towns.official); err != nil {
			return err
		}
		if err := ownFile(cmd, out.output, frame, planPath(plan), towns.official); err != nil {
			return err
		}
		if err := a.checkResult(cmd, &out); err != nil {
			return err
		}
		d := drawing{seed: seed, practice: cmd.Flags().Changed("seed")}
		var err error
		if d.plan, err = a.readPlan(cmd.Context(), plan); err != nil {
			return err
		}
		if d.frame, err = a.readFrame(cmd.Context(), frame); err != nil {
			return err
		}
		if err := a.complete(cmd.Context(), &d, towns); err != nil {
			return err
		}
		if !d.practice {
			if d.seed, err = a.randomSeed(); err != nil {
				return err
			}
		}
		return a.makeDraw(cmd.Context(), d, out)
	}
	return cmd
}

// drawFlags adds the flags that name frame and plan.
func (a *app) drawFlags(cmd *cobra.Command, frame, plan *string) {
	a.flag(cmd.Flags(), frame, flagTexts{"frame", "f", "argument.file", "flag.frame"})
	a.flag(cmd.Flags(), plan, flagTexts{"plan", "p", "argument.plan", "flag.plan"})
}

// randomSeed is 16 bytes from the world's randomness as 32 hex digits.
func (a *app) randomSeed() (string, error) {
	var b [seedBytes]byte
	if _, err := io.ReadFull(a.random, b[:]); err != nil {
		return "", err
	}
	return hex.EncodeToString(b[:]), nil
}
