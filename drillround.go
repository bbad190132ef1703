package main

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// drillRoundFlags are those of the verb drill round.
type drillRoundFlags struct {
	drillFolder
	drillOutput

	round, skip, signature string
}

// drillRoundCommand is the verb drill round: what is due is done, or one round is looked
// at or skipped.
func (a *app) drillRoundCommand() *cobra.Command {
	var f drillRoundFlags
	cmd := a.command(verbTexts{name: "round", short: "drill.round-short", long: "drill.round-long", usage: "drill.round-usage"})
	cmd.Args = a.check(arguments{})
	a.folderFlags(cmd, &f.drillFolder)
	a.flag(cmd.Flags(), &f.round, flagTexts{name: "round", argument: "argument.drill-round", usage: "flag.drill-round-shown"})
	a.flag(cmd.Flags(), &f.skip, flagTexts{name: "skip", argument: "argument.text", usage: "flag.drill-round-skip"})
	a.flag(cmd.Flags(), &f.signature, flagTexts{name: "signature", argument: "argument.hex", usage: "flag.drill-signature"})
	a.outputFlags(cmd, &f.drillOutput, "argument.status-format")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.settle(a, cmd, "json", "csv"); err != nil {
			return err
		}
		if f.round == "" {
			if f.name+f.skip+f.output != "" || cmd.Flags().Changed("format") {
				return misuse(cmd, errFlagMissing, "--round", "") // what is due is due for all drills
			}
			return a.atDesk(cmd, f.drillFolder, func(ctx context.Context, d *desk) error { return d.doDue(ctx, f.signature) })
		}
		if err := roundNumber(cmd, f.round); err != nil {
			return err
		}
		if f.signature != "" {
			return misuse(cmd, errFlagsTogether, "--round", "--signature")
		}
		return a.atDesk(cmd, f.drillFolder, func(ctx context.Context, d *desk) error { return d.showRound(ctx, &f) })
	}
	return cmd
}

// showRound shows a round, or skips it and shows what it is then.
func (d *desk) showRound(ctx context.Context, f *drillRoundFlags) error {
	path := roundPath(f.name, f.round)
	if f.skip != "" {
		if err := d.skipRound(ctx, path, f); err != nil {
			return err
		}
	}
	body, err := d.ask(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	r, err := d.round(ctx, f.name, f.round)
	if err != nil {
		return err
	}
	if f.format != "json" {
		body = nil
	}
	return d.save(ctx, f.drillOutput, body, d.roundRows([]drillRound{r}))
}

// errNotSkipped means that the round Value cannot be skipped: it is what Want says.
const errNotSkipped geo.Code = "drill.not-skipped"

// skipRound skips a round. One that was held or skipped stays what it is.
func (d *desk) skipRound(ctx context.Context, path string, f *drillRoundFlags) error {
	err := d.post(ctx, path+"/skip", map[string]string{"reason": f.skip}, nil)
	if !errors.Is(err, store.ErrState) {
		return err
	}
	r, readErr := d.round(ctx, f.name, f.round)
	if readErr != nil {
		return errors.Join(err, readErr)
	}
	return &geo.Error{
		Code: errNotSkipped, Kind: geo.Conflict, At: geo.Place{Column: "--skip"}, Value: f.round, Want: d.app.t(drillStates[r.State]),
	}
}

// doDue does what is due now, as a server that runs does by itself, and tells what
// became of rounds. The answer is no if one could not be held.
func (d *desk) doDue(ctx context.Context, signature string) error {
	before, err := d.allRounds(ctx)
	if err != nil {
		return err
	}
	failed := d.Due(ctx)
	if signature != "" {
		if err := d.openSealed(ctx, signature); err != nil {
			return err
		}
		failed = d.Due(ctx)
	}
	after, err := d.allRounds(ctx)
	if err != nil {
		return errors.Join(failed, err)
	}
	told, bad := 0, 0
	for i := range after {
		r := &after[i]
		waits := d.waits(r)
		if r.State == before[i].State && !waits {
			continue
		}
		told++
		if waits || r.State == "failed" {
			bad++
		}
		if err := d.tellRound(ctx, r, waits); err != nil {
			return err
		}
	}
	switch {
	case bad > 0:
		return no{}
	case failed != nil:
		return failed
	case told == 0:
		d.app.tell("drill.nothing-due", text.Args{"value": d.Now().In(d.location).Format("2006-01-02 15:04")})
	}
	return nil
}

// allRounds are the rounds of all drills, in an order that stays.
func (d *desk) allRounds(ctx context.Context) ([]drillRound, error) {
	drills, err := d.drills(ctx)
	if err != nil {
		return nil, err
	}
	var all []drillRound
	for i := range drills {
		rounds, _, err := d.calendar(ctx, drills[i].Name)
		if err != nil {
			return nil, err
		}
		all = append(all, rounds...)
	}
	return all, nil
}

// waits reports whether a round is not held although its time has come.
func (d *desk) waits(r *drillRound) bool {
	due, err := time.Parse(time.RFC3339, r.Due)
	return err == nil && !due.After(d.Now()) && (r.State == "sealed" || r.State == "planned")
}

// openSealed opens the seals of rounds whose time has come with the beacon's signature.
func (d *desk) openSealed(ctx context.Context, signature string) error {
	rounds, err := d.allRounds(ctx)
	if err != nil {
		return err
	}
	opened := 0
	for i := range rounds {
		if r := &rounds[i]; r.State == "sealed" && d.waits(r) {
			opened++
			if err := d.post(ctx, "/seals/"+url.PathEscape(r.Seal)+"/open", map[string]string{"signature": signature}, nil); err != nil {
				return err
			}
		}
	}
	if opened == 0 {
		return &geo.Error{Code: errNothingSealed, Kind: geo.Conflict, At: geo.Place{Column: "--signature"}}
	}
	return nil
}

// errNothingSealed means that a signature was given, and no sealed round waits for one.
const errNothingSealed geo.Code = "drill.nothing-sealed"

// tellRound says what became of a round.
func (d *desk) tellRound(ctx context.Context, r *drillRound, waits bool) error {
	args := text.Args{
		"name": text.Visible(r.Drill), "round": strconv.FormatInt(r.Round, 10), "due": d.local(r.Due),
		"draw": strconv.FormatInt(r.Draw, 10), "value": d.remark(r),
	}
	a := d.app
	switch {
	case waits:
		why, err := d.awaited(ctx, r)
		args["value"] = cmp.Or(why, args["value"])
		a.print("drill.round-waits", args)
		return err
	case r.State == "made":
		a.print("drill.round-made", args)
	case r.State == "sealed":
		a.print("drill.round-sealed", args)
	default:
		a.print("drill.round-failed", args)
	}
	return nil
}

// awaited says for which round of the beacon a sealed round waits.
func (d *desk) awaited(ctx context.Context, r *drillRound) (string, error) {
	if r.Seal == "" {
		return "", nil
	}
	var seal struct {
		Beacon *struct {
			Round uint64 `json:"round"`
		} `json:"beacon"`
		Signature string `json:"signature"`
	}
	if err := d.get(ctx, "/seals/"+url.PathEscape(r.Seal), &seal); err != nil || seal.Beacon == nil || seal.Signature != "" {
		return "", err
	}
	return d.app.texts.Text("drill.waits-beacon", text.Args{"value": strconv.FormatUint(seal.Beacon.Round, 10)}), nil
}
