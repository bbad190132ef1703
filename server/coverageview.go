package server

import (
	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// mostImpossible is how many are named that no draw of a plan reaches.
const mostImpossible = 100

// coverageView is what the rounds of a drill reached.
type coverageView struct {
	Drill      string                 `json:"drill"`
	Mode       sampler.Mode           `json:"mode"`
	Label      string                 `json:"label,omitempty"`
	Register   string                 `json:"register"`
	Version    int64                  `json:"version"`
	Rounds     int                    `json:"rounds"` // that are looked at
	Sites      int                    `json:"sites"`
	Reached    int                    `json:"reached"`
	Gone       int                    `json:"gone"` // drawn sites that the register lacks today
	Forecasts  []coverageForecastView `json:"forecasts"`
	Townships  []coverageGroupView    `json:"townships"`
	Units      []coverageGroupView    `json:"units"`
	Categories []coverageGroupView    `json:"categories"`
	NeverDrawn int                    `json:"never_drawn"`
	Never      []undrawnView          `json:"never"` // a page of them
	Next       string                 `json:"next,omitempty"`
}

// coverageForecastView is how many more rounds it takes until all have been reached.
type coverageForecastView struct {
	By         string        `json:"by"`
	Total      int           `json:"total"`
	Missing    int           `json:"missing"`
	Rounds     *int          `json:"rounds"` // null: not known, or more than anybody draws
	Kind       coverage.Kind `json:"kind"`
	Chance     float64       `json:"chance"`
	Level      float64       `json:"level"`
	Impossible []string      `json:"impossible"` // at most mostImpossible
	Sentence   string        `json:"sentence"`
}

// coverageGroupView is what was drawn of a township, a unit or a category.
type coverageGroupView struct {
	Code    string `json:"code"`
	Name    string `json:"name,omitempty"`
	Sites   int    `json:"sites"`
	Reached int    `json:"reached"`
	Picks   int    `json:"picks"`
	Rounds  int    `json:"rounds"`
	First   int64  `json:"first,omitempty"` // number of a round
	Last    int64  `json:"last,omitempty"`
}

// undrawnView is a site that was never drawn.
type undrawnView struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Category string `json:"category"`
	Unit     string `json:"unit,omitempty"`
	Area     string `json:"area,omitempty"`
}

// coverageView tells a coverage, with a page of the sites that were never drawn.
func (r *request) coverageView(c report.Coverage, page store.TextPage) coverageView {
	never := c.Meter.Never()
	v := coverageView{
		Drill: c.Drill, Mode: c.Mode, Label: c.Label, Register: c.Register, Version: c.Version, Rounds: c.Meter.Rounds(),
		Sites: c.Meter.Frame.Len(), Gone: len(c.Meter.Gone), Forecasts: []coverageForecastView{}, NeverDrawn: len(never), Never: []undrawnView{},
		Townships: groupViews(&c, sampler.ByArea), Units: groupViews(&c, sampler.ByUnit), Categories: groupViews(&c, sampler.ByCategory),
	}
	v.Reached = v.Sites - v.NeverDrawn
	for i := range c.Forecasts {
		if f := &c.Forecasts[i]; f.Forecast != nil {
			v.Forecasts = append(v.Forecasts, viewCoverageForecast(&c, f))
		}
	}
	sites := c.Meter.Frame.Sites()
	for _, number := range never {
		s := &sites[number]
		if s.ID <= page.After {
			continue
		}
		if len(v.Never) == page.Limit-1 {
			v.Next = r.nextPage(v.Never[len(v.Never)-1].ID)
			break
		}
		v.Never = append(v.Never, undrawnView{s.ID, s.Name, s.Category, s.Unit, s.Area})
	}
	return v
}

func viewCoverageForecast(c *report.Coverage, f *report.CoverageForecast) coverageForecastView {
	v := coverageForecastView{
		By: f.Name(), Total: c.Total(f.By), Missing: f.Missing, Kind: f.Kind, Chance: f.Chance, Level: coverage.Likely,
		Impossible: append([]string{}, f.Impossible[:min(len(f.Impossible), mostImpossible)]...), Sentence: c.Sentence(f),
	}
	if f.Rounds >= 0 {
		v.Rounds = new(f.Rounds)
	}
	return v
}

func groupViews(c *report.Coverage, by sampler.By) []coverageGroupView {
	list := []coverageGroupView{}
	for _, g := range c.Meter.Groups(by) {
		code := g.Name
		if by == sampler.ByArea {
			code = string(geo.AreaCode(g.Name + "000"))
		}
		list = append(list, coverageGroupView{
			Code: code, Name: c.NameOf(by, g.Name), Sites: g.Sites, Reached: g.Reached, Picks: g.Picks, Rounds: g.Rounds,
			First: g.First, Last: g.Last,
		})
	}
	return list
}
