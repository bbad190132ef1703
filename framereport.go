package main

import (
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/report"
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

func (a *app) tellFiles(files []report.ImportFile) {
	for i := range files {
		a.tellFile(&files[i])
	}
}

// tellFile reports what one file holds: by category, and for maps by which tag.
func (a *app) tellFile(f *report.ImportFile) {
	a.tell("frame.file", text.Args{
		"file": a.shownFile(f.File), "format": f.Format, "sites": count(f.Sites),
		"skipped": unlessZero(f.Skipped), "charset": otherCharset(f.Charset),
	})
	rows, numbers := a.tagRows(f.Tags), []int{3, 4, 5, 6}
	if len(f.Tags) == 0 {
		rows, numbers = a.categoryRows(f.Categories), []int{2}
	}
	for _, line := range aligned(rows, numbers) {
		a.tellLine("  " + line)
	}
	if f.Unused.Total > 0 {
		a.tell("frame.unused", text.Args{"names": a.someOf(f.Unused)})
	}
	if f.Datum != geo.WGS84.String() {
		a.tell("frame.datum", text.Args{"datum": f.Datum})
	}
	a.tellSame("frame.doubles", f.Doubles)
	if f.Left.Total > 0 {
		a.tell("frame.left", text.Args{"count": count(f.Left.Total)})
		shown := f.Left.First[:min(len(f.Left.First), fewShown)]
		for i := range shown {
			a.tellLine("  " + shown[i].Sentence)
		}
		a.tellMore(f.Left.Total - len(shown))
	}
}

// otherCharset is the encoding of a text that is not the usual one.
func otherCharset(charset string) string {
	if charset == "utf-8" {
		return ""
	}
	return charset
}

// shownFile is a file's name as a person reads it.
func (a *app) shownFile(name string) string {
	if name == stdio {
		return a.t("place.stdin")
	}
	return text.Visible(name)
}

// tagRows counts the sites of a map by what they were found by.
func (a *app) tagRows(tags []report.TagSites) [][]string {
	rows := [][]string{{
		a.t("column.category"), a.t("column.category-name"), a.t("column.rule"),
		a.t("column.nodes"), a.t("column.ways"), a.t("column.relations"), a.t("column.sites"),
	}}
	for _, t := range tags {
		rows = append(rows, []string{t.Category, t.Name, t.Rule,
			count(t.Nodes), count(t.Ways), count(t.Relations), count(t.Sites)})
	}
	return rows
}

// categoryRows counts sites by category.
func (a *app) categoryRows(categories []report.CategorySites) [][]string {
	rows := [][]string{{a.t("column.category"), a.t("column.category-name"), a.t("column.sites")}}
	for _, c := range categories {
		rows = append(rows, []string{text.Visible(c.Category), c.Name, count(c.Sites)})
	}
	return rows
}

// categoryNames are the names of categories in the language of the texts.
func (a *app) categoryNames(categories *geo.Categories) map[string]string {
	return report.CategoryNames(categories, a.texts)
}

// tellSame reports pairs of ids that mean one place.
func (a *app) tellSame(heading geo.Code, pairs report.Listed[report.SamePlace]) {
	if pairs.Total == 0 {
		return
	}
	a.tell(heading, text.Args{"count": count(pairs.Total)})
	for _, s := range pairs.First[:min(len(pairs.First), fewShown)] {
		a.tellLine("  " + text.Visible(s.Gone) + " → " + text.Visible(s.Kept))
	}
	a.tellMore(pairs.Total - fewShown)
}

// tellAreas reports which areas were filled in, and how many sites have none.
func (a *app) tellAreas(filled report.FilledAreas, nearest bool) {
	if filled.Inside > 0 {
		a.tell("frame.area-inside", text.Args{"count": count(filled.Inside)})
	}
	if farthest := filled.Farthest; farthest != nil {
		a.tell("frame.area-near", text.Args{
			"count": count(filled.Near), "site": text.Visible(farthest.Site), "from": text.Visible(farthest.From),
			"km": strconv.FormatFloat(float64(farthest.Millimetres)/perMetre/kilometre, 'f', 1, 64),
		})
	}
	switch {
	case filled.Without > 0 && nearest:
		a.tell("frame.area-none", text.Args{"count": count(filled.Without)})
	case filled.Without > 0:
		a.tell("frame.area-hint", text.Args{"count": count(filled.Without)})
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
