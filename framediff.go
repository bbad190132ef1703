package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// frameDiffCommand is the verb frame diff: what changed from one frame to
// another. The answer is no if anything did.
func (a *app) frameDiffCommand() *cobra.Command {
	cmd := a.command(verbTexts{name: "diff", short: "diff.short", long: "diff.long", usage: "diff.usage"})
	cmd.Args = a.check(arguments{min: 2, max: 2, what: "argument.files"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := onceStdin(cmd, args...); err != nil {
			return err
		}
		before, err := a.readFrame(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		after, err := a.readFrame(cmd.Context(), args[1])
		if err != nil {
			return err
		}
		changes := geo.Compare(before.Sites(), after.Sites())
		for _, line := range a.changeLines(&changes) {
			a.printLine(line)
		}
		a.print("diff.total", changeCounts(&changes))
		if !changes.None() {
			return no{}
		}
		return nil
	}
	return cmd
}

func changeCounts(c *geo.Changes) text.Args {
	moved := 0
	for i := range c.Changed {
		if c.Changed[i].Moved {
			moved++
		}
	}
	return text.Args{
		"added": count(len(c.Added)), "removed": count(len(c.Removed)),
		"changed": count(len(c.Changed)), "moved": count(moved), "same": count(c.Same),
	}
}

// changeLines names every site that changed, and how.
func (a *app) changeLines(c *geo.Changes) (lines []string) {
	site := func(s *geo.Site) string {
		return strings.TrimSuffix(text.Visible(s.ID)+"  "+text.Visible(s.Name), "  ")
	}
	for _, s := range c.Removed {
		lines = append(lines, "- "+site(s))
	}
	for _, s := range c.Added {
		lines = append(lines, "+ "+site(s))
	}
	for i := range c.Changed {
		lines = append(lines, "~ "+site(c.Changed[i].New)+"  "+a.changeText(&c.Changed[i]))
	}
	return lines
}

// changeText lists the members that changed; of a move how far, and of a text
// what it was and is.
func (a *app) changeText(c *geo.Change) string {
	parts := make([]string, len(c.Members))
	for i, member := range c.Members {
		before, after := memberText(c.Old, member), memberText(c.New, member)
		switch {
		case member != "place":
			parts[i] = a.texts.Text("diff.member", text.Args{"member": member, "before": before, "after": after})
		case !c.Moved:
			parts[i] = a.t("diff.shape")
		case c.Millimetres < 0 && isLocated(c.New):
			parts[i] = a.t("diff.located")
		case c.Millimetres < 0:
			parts[i] = a.t("diff.unlocated")
		default:
			metres := strconv.FormatFloat(float64(c.Millimetres)/perMetre, 'f', 1, 64)
			parts[i] = a.texts.Text("diff.moved", text.Args{"metres": metres})
		}
	}
	return strings.Join(parts, a.t("names.and"))
}

// memberText is a member of a site as a person reads it.
func memberText(s *geo.Site, member string) string {
	switch member {
	case "area":
		return text.Visible(s.Area)
	case "category":
		return text.Visible(s.Category)
	case "name":
		return text.Visible(s.Name)
	case "part_of":
		return text.Visible(s.PartOf)
	case "size":
		return unlessZero(int(s.Size))
	case "tags":
		return text.Visible(strings.Join(s.Tags, ";"))
	default:
		return text.Visible(s.Unit)
	}
}

// tellChanges tells what an import changes: counts, and the first sites.
func (a *app) tellChanges(c *geo.Changes) {
	lines := a.changeLines(c)
	for _, line := range lines[:min(len(lines), maxShown)] {
		a.tellLine("  " + line)
	}
	a.tellMore(len(lines) - maxShown)
	a.tell("diff.total", changeCounts(c))
}
