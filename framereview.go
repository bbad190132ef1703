package main

import (
	"strconv"
	"strings"

	"sitedraw/server/report"
	"sitedraw/server/text"
)

// tellReview tells what looks wrong about a register, for a person to decide.
func (a *app) tellReview(found *report.ImportReview) {
	a.tellUnlocated(found.Unlocated)
	a.tellTwins(found.Twins)
	a.tellOffRoad(found)
	if found.Outliers.Total > 0 {
		a.tell("review.outliers", text.Args{"count": count(found.Outliers.Total)})
		a.tellFar(found.Outliers)
	}
}

func (a *app) tellUnlocated(counts []report.CategorySites) {
	if len(counts) == 0 {
		return
	}
	all := 0
	parts := make([]string, len(counts))
	for i, c := range counts {
		all += c.Sites
		parts[i] = text.Visible(c.Category) + " " + count(c.Sites)
		if c.Name != "" {
			parts[i] = c.Name + " " + count(c.Sites)
		}
	}
	a.tell("review.unlocated", text.Args{"count": count(all), "names": a.join(parts)})
}

func (a *app) tellTwins(twins report.Listed[report.TwinSite]) {
	if twins.Total == 0 {
		return
	}
	a.tell("review.twins", text.Args{"count": count(twins.Total)})
	for _, t := range twins.First[:min(len(twins.First), fewShown)] {
		a.tellLine("  " + siteLabel(t.A) + " – " + siteLabel(t.B) + "  " + metres(t.Millimetres))
	}
	a.tellMore(twins.Total - fewShown)
}

// tellOffRoad tells how many points are far from any road, and of many which
// coordinate system would explain it.
func (a *app) tellOffRoad(found *report.ImportReview) {
	if found.Farthest != nil {
		a.tell("review.off-road", text.Args{"count": count(found.OffRoad.Total), "of": count(found.Checked),
			"site": text.Visible(found.Farthest.ID), "metres": metres(found.Farthest.Millimetres)})
		a.tellFar(found.OffRoad)
	}
	if len(found.Datums) == 0 {
		return
	}
	parts := make([]string, len(found.Datums))
	for i, fit := range found.Datums {
		parts[i] = fit.Datum + " " + count(fit.OnRoad)
	}
	a.tell("review.datum", text.Args{"names": a.join(parts)})
	if found.Likely != "" {
		a.tell("review.datum-likely", text.Args{"value": found.Likely})
	}
}

func (a *app) tellFar(list report.Listed[report.FarSite]) {
	for _, far := range list.First[:min(len(list.First), fewShown)] {
		a.tellLine("  " + siteLabel(far.SiteRef) + "  " + metres(far.Millimetres))
	}
	a.tellMore(list.Total - fewShown)
}

// tellMore tells that a list goes on.
func (a *app) tellMore(more int) {
	if more > 0 {
		a.tell("report.more", text.Args{"count": count(more)})
	}
}

// siteLabel is a site's id and name.
func siteLabel(s report.SiteRef) string {
	if s.Name != "" {
		return text.Visible(s.ID) + " " + text.Visible(s.Name)
	}
	return text.Visible(s.ID)
}

// metres writes a distance in whole metres.
func metres(mm int64) string { return strconv.FormatInt((mm+perMetre/2)/perMetre, 10) + " m" }

// join lists texts in the language of the texts.
func (a *app) join(parts []string) string { return strings.Join(parts, a.t("names.and")) }
