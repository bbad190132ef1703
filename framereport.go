package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// How many of a long list the report shows.
const (
	maxShown  = 20 // rows that are wrong
	fewShown  = 5  // what is merely worth knowing
	perMetre  = 1000
	kilometre = 1000
)

func count(n int) string { return strconv.Itoa(n) }

// tellSome tells the first of a list of errors, and how many more there are.
func (a *app) tellSome(list []error, total, most int) {
	for _, err := range list[:min(len(list), most)] {
		a.tellLine("  " + a.texts.Explain(err))
	}
	a.tellMore(total - min(len(list), most))
}

func (a *app) tellFiles(results []*intake.Result, categories *geo.Categories) {
	names := a.categoryNames(categories)
	for _, r := range results {
		a.tellFile(r, names)
	}
}

// tellFile reports what one file holds: by category, and for maps by which tag.
func (a *app) tellFile(r *intake.Result, names map[string]string) {
	a.tell("frame.file", text.Args{
		"file": a.shownFile(r.File), "format": r.Format, "sites": count(len(r.Sites)),
		"skipped": unlessZero(r.Skipped), "charset": otherCharset(r.Charset),
	})
	rows := [][]string{{
		a.t("column.category"), a.t("column.category-name"), a.t("column.rule"),
		a.t("column.nodes"), a.t("column.ways"), a.t("column.relations"), a.t("column.sites"),
	}}
	for _, m := range r.Matches {
		rows = append(rows, []string{m.Category, names[m.Category], a.rule(m.Tag),
			count(m.Nodes), count(m.Ways), count(m.Relations), count(m.Sites)})
	}
	numbers := []int{3, 4, 5, 6}
	if len(r.Matches) == 0 {
		rows, numbers = a.categoryRows(r.Sites, names), []int{2}
	}
	for _, line := range aligned(rows, numbers) {
		a.tellLine("  " + line)
	}
	if len(r.Unused) > 0 {
		a.tell("frame.unused", text.Args{"names": a.someNames(r.Unused)})
	}
	if r.Datum != geo.WGS84 {
		a.tell("frame.datum", text.Args{"datum": r.Datum.String()})
	}
	a.tellSame("frame.doubles", r.Doubles)
	if r.LeftOut > 0 {
		a.tell("frame.left", text.Args{"count": count(r.LeftOut)})
		broken := make([]error, len(r.Broken))
		for i, err := range r.Broken {
			broken[i] = err
		}
		a.tellSome(broken, r.LeftOut, fewShown)
	}
}

// otherCharset is the encoding of a text that is not the usual one.
func otherCharset(charset string) string {
	if charset == "utf-8" {
		return ""
	}
	return charset
}

// rule shows what a category's sites were found by.
func (a *app) rule(tag string) string {
	if of, crossings := strings.CutPrefix(tag, intake.CrossingsOf); crossings {
		return a.texts.Text("rule.crossings", text.Args{"category": text.Visible(of)})
	}
	return text.Visible(tag)
}

// shownFile is a file's name as a person reads it.
func (a *app) shownFile(name string) string {
	if name == stdio {
		return a.t("place.stdin")
	}
	return text.Visible(name)
}

// categoryRows counts sites by category.
func (a *app) categoryRows(sites []geo.Site, names map[string]string) [][]string {
	counts := map[string]int{}
	for i := range sites {
		counts[sites[i].Category]++
	}
	rows := [][]string{{a.t("column.category"), a.t("column.category-name"), a.t("column.sites")}}
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		rows = append(rows, []string{text.Visible(code), names[code], count(counts[code])})
	}
	return rows
}

// categoryNames are the names of categories in the language of the texts.
func (a *app) categoryNames(categories *geo.Categories) map[string]string {
	names := map[string]string{}
	for _, c := range categories.All() {
		names[c.Code] = c.EN
		if a.texts.Lang() == text.ZH {
			names[c.Code] = c.ZH
		}
	}
	return names
}

// tellSame reports pairs of ids that mean one place.
func (a *app) tellSame(heading geo.Code, pairs []intake.Same) {
	if len(pairs) == 0 {
		return
	}
	a.tell(heading, text.Args{"count": count(len(pairs))})
	for _, s := range pairs[:min(len(pairs), fewShown)] {
		a.tellLine("  " + text.Visible(s.Gone) + " → " + text.Visible(s.Kept))
	}
	a.tellMore(len(pairs) - fewShown)
}

// tellAreas reports which areas were filled in, and how many sites have none.
func (a *app) tellAreas(f *sampler.Frame, filled []intake.Filled, nearest bool) {
	inside, near := 0, 0
	var farthest intake.Filled
	for _, fill := range filled {
		if fill.Millimetres == 0 {
			inside++
			continue
		}
		near++
		if fill.Millimetres > farthest.Millimetres {
			farthest = fill
		}
	}
	if inside > 0 {
		a.tell("frame.area-inside", text.Args{"count": count(inside)})
	}
	if near > 0 {
		a.tell("frame.area-near", text.Args{
			"count": count(near), "site": text.Visible(farthest.ID), "from": text.Visible(farthest.From),
			"km": strconv.FormatFloat(float64(farthest.Millimetres)/perMetre/kilometre, 'f', 1, 64),
		})
	}
	without := countSites(f, func(s *geo.Site) bool { return s.Area == "" && isLocated(s) })
	switch {
	case without > 0 && nearest:
		a.tell("frame.area-none", text.Args{"count": count(without)})
	case without > 0:
		a.tell("frame.area-hint", text.Args{"count": count(without)})
	}
}

// unlessZero is the empty text for 0.
func unlessZero(n int) string {
	if n == 0 {
		return ""
	}
	return count(n)
}

func countSites(f *sampler.Frame, is func(*geo.Site) bool) int {
	n := 0
	for i := range f.Sites() {
		if is(&f.Sites()[i]) {
			n++
		}
	}
	return n
}

func isLocated(s *geo.Site) bool {
	_, located := s.Position()
	return located
}
