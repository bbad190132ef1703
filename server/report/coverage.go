package report

import (
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
	"sitedraw/server/text"
)

// Coverage is what the rounds of a drill reached of a register: 覆盖情况.
type Coverage struct {
	Drill     string
	Mode      sampler.Mode
	Label     string // what its draws are not; empty: nothing to say
	Register  string
	Version   int64
	Meter     *coverage.Meter
	Forecasts []CoverageForecast

	Areas      map[string]string // names of areas by code of 12 digits
	Categories *geo.Categories   // for their names; nil: geo.ShippedCategories
	Texts      *text.Catalogue
}

// CoverageForecast is how many more rounds it takes until all of a kind have been
// reached. Forecast is nil where that depends on what is found.
type CoverageForecast struct {
	*coverage.Forecast

	By sampler.By // empty: sites
}

// CoverageKinds are what rounds are to reach: townships, units, categories, sites.
func CoverageKinds() []sampler.By {
	return []sampler.By{sampler.ByArea, sampler.ByUnit, sampler.ByCategory, ""}
}

// coverageNames are what the kinds are called in data, and the keys of their names.
var coverageNames = map[sampler.By]struct {
	name string
	key  geo.Code
}{
	sampler.ByArea: {"township", "coverage.townships"}, sampler.ByUnit: {"unit", "coverage.units"},
	sampler.ByCategory: {"category", "coverage.categories"}, "": {"site", "coverage.sites"},
}

// Name is what the kind is called in data.
func (f *CoverageForecast) Name() string { return coverageNames[f.By].name }

// Total is how many of a kind the register has.
func (c *Coverage) Total(by sampler.By) int {
	if by == "" {
		return c.Meter.Frame.Len()
	}
	return len(c.Meter.Groups(by))
}

// NameOf is what a group is called, empty if it has no name but its own.
func (c *Coverage) NameOf(by sampler.By, group string) string {
	switch by {
	case sampler.ByArea:
		return c.Areas[group+"000"]
	case sampler.ByCategory:
		return (&Draw{Categories: c.Categories, Texts: c.Texts}).categoryNames()[group]
	default:
		return ""
	}
}

// forecastTexts are the keys of what a forecast says.
var forecastTexts = map[coverage.Kind]geo.Code{
	coverage.Exact: "coverage.exact", coverage.Bound: "coverage.bound", coverage.Estimated: "coverage.estimated",
	coverage.Counted: "coverage.counted", coverage.Played: "coverage.played", coverage.Unknown: "coverage.unknown",
}

// Sentence says how many more rounds it takes.
func (c *Coverage) Sentence(f *CoverageForecast) string {
	args := text.Args{
		"what": c.Texts.Text(coverageNames[f.By].key, nil), "count": strconv.Itoa(f.Rounds), "missing": strconv.Itoa(f.Missing),
		"percent": strconv.FormatFloat(100*coverage.Likely, 'f', -1, 64), "chance": strconv.FormatFloat(100*f.Chance, 'f', 1, 64),
	}
	key := forecastTexts[f.Kind]
	switch {
	case f.Missing == 0:
		key = "coverage.all"
	case f.Rounds < 0 && f.Kind == coverage.Played:
		key, args["count"] = "coverage.played-out", strconv.Itoa(coverage.MostPlayed)
	case f.Rounds < 0:
		key = "coverage.unknown"
	}
	said := c.Texts.Text(key, args)
	if n := len(f.Impossible); n > 0 {
		args["count"] = strconv.Itoa(n)
		said = c.Texts.Text("sentence.because", text.Args{"sentence": said, "cause": c.Texts.Text("coverage.impossible", args)})
	}
	return said
}

// Lines say what was reached, and what it still takes.
func (c *Coverage) Lines() []string {
	list := []string{c.Texts.Text("coverage.reached", text.Args{
		"count": strconv.Itoa(c.Meter.Rounds()), "value": strconv.Itoa(c.Meter.Frame.Len() - len(c.Meter.Never())),
		"want": strconv.Itoa(c.Meter.Frame.Len()),
	})}
	for i := range c.Forecasts {
		if f := &c.Forecasts[i]; f.Forecast != nil {
			list = append(list, c.Sentence(f))
		}
	}
	return list
}
