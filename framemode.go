package main

import (
	"bufio"
	"context"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

func modeNames() string {
	names := make([]string, len(intake.Modes()))
	for i, m := range intake.Modes() {
		names[i] = string(m)
	}
	return strings.Join(names, ", ")
}

// isMode reports whether a text is a mode, or none.
func isMode(s string) bool { return s == "" || slices.Contains(intake.Modes(), intake.Mode(s)) }

// What stands between a second import and the frame.
const (
	errModeNeeded geo.Code = "frame.mode-needed" // it differs, and nobody said what to do
	errVanish     geo.Code = "frame.vanish"      // many sites would vanish, and nobody said yes
)

// settle tells what the import would change in the frame that is there, and asks
// what is not said. It reports whether to write; without any change there is
// nothing to write.
func (b *building) settle(ctx context.Context, mode intake.Mode) (bool, error) {
	if b.made.Changes.None() {
		b.tellFiles()
		b.app.tell("frame.unchanged", text.Args{"sites": count(b.made.frame.Len()), "digest": b.made.frame.Digest().String()})
		return b.options.contacts != "", nil
	}
	b.app.tellChanges(&b.made.Changes)
	if mode == "" {
		answer := b.app.ask("frame.ask-mode")
		if answer == "" || !isMode(answer) {
			return false, &geo.Error{Code: errModeNeeded, At: geo.Place{File: b.options.output}, Want: modeNames()}
		}
		if err := b.build(ctx, intake.Mode(answer)); err != nil {
			return false, err
		}
		b.app.tellChanges(&b.made.Changes)
	}
	gone := len(b.made.Changes.Removed)
	if b.earlier().Vanishing(&b.made.Changes) && !b.options.yes && b.app.ask("frame.ask-vanish") != "yes" {
		return false, no{&geo.Error{Code: errVanish, At: geo.Place{File: b.options.output}, Value: strconv.Itoa(gone)}}
	}
	return true, nil
}

// ask puts a question to a person at a terminal and returns his answer; without
// one the empty text. The answer may be the first letter of what the question
// offers.
func (a *app) ask(question geo.Code) string {
	if !isTerminal(a.in) || !isTerminal(a.errOut) {
		return ""
	}
	a.tell(question, nil)
	line, _ := bufio.NewReader(a.in).ReadString('\n') // no answer is an answer
	answer := strings.ToLower(strings.TrimSpace(line))
	for _, offered := range append([]string{"yes"}, strings.Split(modeNames(), ", ")...) {
		if answer != "" && strings.HasPrefix(offered, answer) {
			return offered
		}
	}
	return answer
}
