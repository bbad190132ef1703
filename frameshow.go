package main

import (
	"cmp"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// frameShowCommand is the verb frame show: what a frame holds.
func (a *app) frameShowCommand() *cobra.Command {
	cmd := a.command(verbTexts{name: "show", short: "frame-show.short", long: "frame-show.long", usage: "frame-show.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.file"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		f, err := a.readFrame(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		categories, err := a.categories(cmd.Context())
		if err != nil {
			return err
		}
		a.printTable(a.categoryTable(f, categories), 2, 3)
		a.printLine("")
		a.printTable(a.areaTable(f, categories), 2, 3)
		a.printLine("")
		a.showExtent(f)
		a.print("frame.done", text.Args{"sites": count(f.Len()), "digest": f.Digest().String(),
			"located": count(countSites(f, isLocated))})
		return nil
	}
	return cmd
}

// tally counts sites, and those without a place.
type tally struct{ sites, unlocated int }

func (t *tally) add(s *geo.Site) {
	t.sites++
	if !isLocated(s) {
		t.unlocated++
	}
}

// tallies counts the sites of each key.
func tallies(f *sampler.Frame, key func(*geo.Site) string) map[string]*tally {
	counts := map[string]*tally{}
	for i := range f.Sites() {
		s := &f.Sites()[i]
		k := key(s)
		if counts[k] == nil {
			counts[k] = &tally{}
		}
		counts[k].add(s)
	}
	return counts
}

// categoryTable counts by category.
func (a *app) categoryTable(f *sampler.Frame, categories *geo.Categories) [][]string {
	names := a.categoryNames(categories)
	counts := tallies(f, func(s *geo.Site) string { return s.Category })
	rows := [][]string{{a.t("column.category"), a.t("column.category-name"), a.t("column.sites"), a.t("column.unlocated")}}
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		rows = append(rows, []string{cmp.Or(text.Visible(code), a.t("value.none")), names[code],
			count(counts[code].sites), unlessZero(counts[code].unlocated)})
	}
	return rows
}

// areaTable counts by township.
func (a *app) areaTable(f *sampler.Frame, categories *geo.Categories) [][]string {
	names := geo.TownshipNames(f.Sites(), categories)
	counts := tallies(f, func(s *geo.Site) string {
		if s.Area == "" {
			return ""
		}
		return geo.AreaCode(s.Area).Township() + "000"
	})
	rows := [][]string{{a.t("column.area"), a.t("column.name"), a.t("column.sites"), a.t("column.unlocated")}}
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		rows = append(rows, []string{cmp.Or(code, a.t("value.none")), text.Visible(names[code]),
			count(counts[code].sites), unlessZero(counts[code].unlocated)})
	}
	return rows
}

// showExtent prints the box around all that is located.
func (a *app) showExtent(f *sampler.Frame) {
	var box geo.Box
	located := false
	for i := range f.Sites() {
		g := f.Sites()[i].Geometry
		switch {
		case g == nil:
		case !located:
			box, located = g.Bounds(), true
		default:
			box = box.Union(g.Bounds())
		}
	}
	if located {
		a.print("frame-show.extent", text.Args{"west": box.Min.Lon.String(), "south": box.Min.Lat.String(),
			"east": box.Max.Lon.String(), "north": box.Max.Lat.String()})
	}
}

// printTable prints rows with columns aligned.
func (a *app) printTable(rows [][]string, right ...int) {
	for _, line := range aligned(rows, right) {
		a.printLine(line)
	}
}
