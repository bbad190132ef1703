package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// saveNever writes the sites that can never be drawn to a file, if one is named.
func (a *app) saveNever(ctx context.Context, path string, list []sampler.NeverDrawn, f *sampler.Frame) error {
	if path == "" {
		return nil
	}
	return a.save(ctx, path, func(w io.Writer) error { return report.NeverCSV(w, list, f, a.texts) })
}

// tellNever prints the sites that can never be drawn, by reason and category, the
// first of each.
func (a *app) tellNever(list []sampler.NeverDrawn, f *sampler.Frame, categories *geo.Categories) {
	if len(list) == 0 {
		return
	}
	a.printLine("")
	a.print("check.never", text.Args{"count": count(len(list)), "sites": count(f.Len())})
	names := a.categoryNames(categories)
	for _, group := range neverGroups(list) {
		first := group[0]
		category := strings.TrimSpace(text.Visible(first.Category) + " " + names[first.Category])
		a.print("check.never-group", text.Args{
			"reason": a.texts.Explain(first.Reason), "count": count(len(group)), "category": category,
		})
		var rows [][]string
		for _, never := range group[:min(len(group), maxShown)] {
			row := []string{"", text.Visible(never.Site), ""}
			if site, found := f.Site(never.Site); found {
				row[2] = text.Visible(site.Name)
			}
			rows = append(rows, row)
		}
		for _, line := range aligned(rows, nil) {
			a.printLine(line)
		}
		if more := len(group) - maxShown; more > 0 {
			a.print("check.never-more", text.Args{"count": count(more)})
		}
	}
}

// neverGroups splits the list by reason, in the order of a draw, and category.
func neverGroups(list []sampler.NeverDrawn) (groups [][]sampler.NeverDrawn) {
	order := sampler.NeverReasons()
	compare := func(a, b sampler.NeverDrawn) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Reason), slices.Index(order, b.Reason)),
			cmp.Compare(a.Category, b.Category),
		)
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, compare)
	for len(sorted) > 0 {
		end := slices.IndexFunc(sorted, func(n sampler.NeverDrawn) bool { return compare(n, sorted[0]) != 0 })
		if end < 0 {
			end = len(sorted)
		}
		groups, sorted = append(groups, sorted[:end]), sorted[end:]
	}
	return groups
}
