package report

import (
	"cmp"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// OffExposure is what a phone map shows in a step and the register lacks.
type OffExposure struct {
	Step          string        `json:"step"`
	Candidates    int           `json:"candidates"` // on the map
	Share         *float64      `json:"share"`      // chance that a pick lands on one that the register lacks
	ShareError    *float64      `json:"share_error"`
	Expected      *float64      `json:"expected"` // main picks that do
	ExpectedError *float64      `json:"expected_error"`
	Once          *float64      `json:"once"` // P(at least one does)
	OnceError     *float64      `json:"once_error"`
	Sites         []OffSiteFile `json:"sites"`
}

// OffSiteFile is one such site, as the map has it.
type OffSiteFile struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Category string   `json:"category"`
	Pi       *float64 `json:"pi"`
	Error    *float64 `json:"error"`
}

// onMap is a site of the map.
func (e *Exposure) onMap(s exposure.OffSite) *geo.Site { return &e.Off.Frame.Sites()[s.Site] }

func (e *Exposure) offExposures() []OffExposure {
	if e.Off == nil {
		return nil
	}
	list := []OffExposure{}
	for i := range e.Off.Steps {
		s := &e.Off.Steps[i]
		told := OffExposure{
			Step: s.Step, Candidates: s.Sites, Share: valueOf(s.Share), ShareError: errorOf(s.Share), Expected: valueOf(s.Expected),
			ExpectedError: errorOf(s.Expected), Once: valueOf(s.Once), OnceError: errorOf(s.Once), Sites: []OffSiteFile{},
		}
		for _, off := range s.Off {
			site := e.onMap(off)
			told.Sites = append(told.Sites, OffSiteFile{site.ID, site.Name, site.Category, valueOf(off.Pi), errorOf(off.Pi)})
		}
		list = append(list, told)
	}
	return list
}

// offLine says how likely a pick of a step lands on what the register lacks.
func (e *Exposure) offLine(s *exposure.OffStep) string {
	return e.t("expose.off-register", text.Args{
		"step": e.stepName(s.Step), "sites": strconv.Itoa(s.Sites), "count": strconv.Itoa(len(s.Off)),
		"share": e.chance(s.Share), "once": e.chance(s.Once),
	})
}

// offTables are those of the map steps.
func (e *Exposure) offTables() (tables []*grid) {
	if e.Off == nil {
		return nil
	}
	for i := range e.Off.Steps {
		s := &e.Off.Steps[i]
		g := &grid{caption: e.offLine(s), none: e.t("expose.off-none", nil), columns: e.heads([]head{
			{"column.id", 22}, {"column.name", 26}, {"column.category", 10}, {"column.pi", 14}, {"column.pi-error", 10}, {"column.lon", 13}, {"column.lat", 13},
		})}
		for _, off := range s.Off {
			site := e.onMap(off)
			row := []cell{textCell(site.ID), textCell(site.Name), textCell(site.Category), plainNumber(valueOf(off.Pi)), plainNumber(errorOf(off.Pi)), {}, {}}
			if p, located := site.Position(); located {
				row[5], row[6] = numberCell(p.Lon.String()), numberCell(p.Lat.String())
			}
			g.rows = append(g.rows, row)
		}
		tables = append(tables, g)
	}
	return tables
}

// offPassages tell what the register lacks, the likeliest first.
func (e *Exposure) offPassages() (list []Passage) {
	if e.Off == nil {
		return nil
	}
	names := CategoryNames(e.categories(), e.Texts)
	for i := range e.Off.Steps {
		s := &e.Off.Steps[i]
		p := Passage{Lines: []string{e.offLine(s)}}
		if len(s.Off) > 0 {
			p.Rows = [][]string{{
				e.t("column.category-name", nil), e.t("column.site", nil), e.t("column.id", nil), e.t("column.likely", nil), e.t("column.basis", nil),
			}}
			p.Right = []int{3}
		}
		for _, off := range s.Off[:min(len(s.Off), mostTold)] {
			site := e.onMap(off)
			p.Rows = append(p.Rows, []string{
				text.Visible(cmp.Or(names[site.Category], site.Category)), text.Visible(site.Name), text.Visible(site.ID),
				e.likely(off.Pi), e.basis(off.Pi),
			})
		}
		if more := len(s.Off) - mostTold; more > 0 {
			p.After = []string{e.t("report.more", text.Args{"count": strconv.Itoa(more)})}
		}
		list = append(list, p)
	}
	return list
}
