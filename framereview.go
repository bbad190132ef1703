package main

import (
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// tellReview tells what looks wrong about a register, for a person to decide.
func (a *app) tellReview(f *sampler.Frame, found *intake.Findings, names map[string]string) {
	a.tellUnlocated(found.Unlocated, names)
	a.tellTwins(f, found.Twins)
	a.tellOffRoad(f, found)
	if len(found.Outliers) > 0 {
		a.tell("review.outliers", text.Args{"count": count(len(found.Outliers))})
		a.tellFar(f, found.Outliers)
	}
}

func (a *app) tellUnlocated(counts []intake.CategoryCount, names map[string]string) {
	if len(counts) == 0 {
		return
	}
	all := 0
	parts := make([]string, len(counts))
	for i, c := range counts {
		all += c.Count
		parts[i] = text.Visible(c.Category) + " " + count(c.Count)
		if names[c.Category] != "" {
			parts[i] = names[c.Category] + " " + count(c.Count)
		}
	}
	a.tell("review.unlocated", text.Args{"count": count(all), "names": a.join(parts)})
}

func (a *app) tellTwins(f *sampler.Frame, twins []intake.Twin) {
	if len(twins) == 0 {
		return
	}
	a.tell("review.twins", text.Args{"count": count(len(twins))})
	for _, t := range twins[:min(len(twins), fewShown)] {
		a.tellLine("  " + a.siteLabel(f, t.A) + " – " + a.siteLabel(f, t.B) + "  " + metres(t.Millimetres))
	}
	a.tellMore(len(twins) - fewShown)
}

// tellOffRoad tells how many points are far from any road, and of many which
// coordinate system would explain it.
func (a *app) tellOffRoad(f *sampler.Frame, found *intake.Findings) {
	if len(found.OffRoad) > 0 {
		a.tell("review.off-road", text.Args{"count": count(len(found.OffRoad)), "of": count(found.Checked),
			"site": text.Visible(found.Farthest.ID), "metres": metres(found.Farthest.Millimetres)})
		a.tellFar(f, found.OffRoad)
	}
	many := 5*len(found.OffRoad) > found.Checked
	if !many && found.Likely == geo.WGS84 {
		return
	}
	var parts []string
	for _, r := range found.Readings {
		parts = append(parts, r.Datum.String()+" "+count(r.OnRoad))
	}
	a.tell("review.datum", text.Args{"names": a.join(parts)})
	if found.Likely != geo.WGS84 {
		a.tell("review.datum-likely", text.Args{"value": found.Likely.String()})
	}
}

func (a *app) tellFar(f *sampler.Frame, list []intake.Far) {
	for _, far := range list[:min(len(list), fewShown)] {
		a.tellLine("  " + a.siteLabel(f, far.ID) + "  " + metres(far.Millimetres))
	}
	a.tellMore(len(list) - fewShown)
}

// tellMore tells that a list goes on.
func (a *app) tellMore(more int) {
	if more > 0 {
		a.tell("report.more", text.Args{"count": count(more)})
	}
}

// siteLabel is a site's id and name.
func (a *app) siteLabel(f *sampler.Frame, id string) string {
	if s, known := f.Site(id); known && s.Name != "" {
		return text.Visible(id) + " " + text.Visible(s.Name)
	}
	return text.Visible(id)
}

// metres writes a distance in whole metres.
func metres(mm int64) string { return strconv.FormatInt((mm+perMetre/2)/perMetre, 10) + " m" }

// join lists texts in the language of the texts.
func (a *app) join(parts []string) string { return strings.Join(parts, a.t("names.and")) }
