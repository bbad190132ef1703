package report

import (
	"cmp"
	"slices"
	"strconv"

	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// StageExposure is what a step draws inside the picks of another, such as villages
// of townships: what a site's chance depends on.
type StageExposure struct {
	Step    string           `json:"step"`
	Stage   string           `json:"stage"`
	Flat    float64          `json:"flat"`  // π of each site, if as many were drawn of all together
	Ratio   float64          `json:"ratio"` // of the likeliest site's π to that of the least likely
	Openers []OpenerExposure `json:"openers"`
}

// OpenerExposure is one township, say.
type OpenerExposure struct {
	ID           string   `json:"id"`
	Sites        int      `json:"sites"` // that its pick opens
	Opened       *float64 `json:"opened"`
	OpenedError  *float64 `json:"opened_error"`
	Pi           *float64 `json:"pi"` // of one of its sites
	Error        *float64 `json:"error"`
	Proportional float64  `json:"proportional"` // π of each, if openers were drawn by their number of sites
}

func (e *Exposure) stageExposures() []StageExposure {
	list := []StageExposure{}
	for i := range e.Stages {
		s := &e.Stages[i]
		told := StageExposure{Step: s.Step, Stage: s.Stage, Flat: s.Flat, Ratio: s.Ratio(), Openers: []OpenerExposure{}}
		for _, o := range s.Openers {
			told.Openers = append(told.Openers, OpenerExposure{
				ID: e.site(o.Site).ID, Sites: o.Sites, Opened: valueOf(o.Opened), OpenedError: errorOf(o.Opened),
				Pi: valueOf(o.Pi), Error: errorOf(o.Pi), Proportional: o.Proportional,
			})
		}
		list = append(list, told)
	}
	return list
}

// byChance is the openers of a stage, those with the likeliest sites first.
func byChance(s *exposure.Stage) []exposure.Opener {
	sorted := slices.Clone(s.Openers)
	slices.SortStableFunc(sorted, func(a, b exposure.Opener) int { return cmp.Compare(b.Pi.Value, a.Pi.Value) })
	return sorted
}

// stageTables are those of all stages.
func (e *Exposure) stageTables() (tables []*grid) {
	for i := range e.Stages {
		s := &e.Stages[i]
		g := &grid{caption: e.stageLine(s), columns: e.heads([]head{
			{"column.opener", 24}, {"column.id", 22}, {"column.opened", 14}, {"column.opens", 10}, {"column.pi", 14}, {"column.pi-error", 10},
			{"column.pi-flat", 14}, {"column.pi-proportional", 14},
		})}
		for _, o := range byChance(s) {
			site := e.site(o.Site)
			g.rows = append(g.rows, []cell{
				textCell(site.Name), textCell(site.ID), plainNumber(valueOf(o.Opened)), numberCell(strconv.Itoa(o.Sites)),
				plainNumber(valueOf(o.Pi)), plainNumber(errorOf(o.Pi)), plainNumber(&s.Flat), plainNumber(&o.Proportional),
			})
		}
		tables = append(tables, g)
	}
	return tables
}

// stageLine says how far the chances of a stage's sites are apart.
func (e *Exposure) stageLine(s *exposure.Stage) string {
	args := text.Args{"step": e.stepName(s.Step), "stage": e.stepName(s.Stage), "ratio": "", "likeliest": "", "least": "", "many": "", "few": ""}
	likeliest, least := s.Extremes()
	if likeliest != nil && s.Ratio() > equalEnough {
		args["ratio"] = short(s.Ratio(), 1)
		args["likeliest"], args["few"] = e.openerName(likeliest), strconv.Itoa(likeliest.Sites)
		args["least"], args["many"] = e.openerName(least), strconv.Itoa(least.Sites)
	}
	return e.t("expose.stage", args)
}

// equalEnough is the ratio from which on chances are told apart.
const equalEnough = 1.0005

func (e *Exposure) openerName(o *exposure.Opener) string {
	s := e.site(o.Site)
	return text.Visible(cmp.Or(s.Name, s.ID))
}

// stagePassages tell the stages whose sites are not all as likely.
func (e *Exposure) stagePassages() (list []Passage) {
	for i := range e.Stages {
		s := &e.Stages[i]
		if s.Ratio() <= equalEnough {
			continue
		}
		p := Passage{Lines: []string{e.stageLine(s)}, Right: []int{1, 2, 3, 4, 5}, Rows: [][]string{{
			e.t("column.opener", nil), e.t("column.opens", nil), e.t("column.opened", nil), e.t("column.pi", nil),
			e.t("column.pi-flat", nil), e.t("column.pi-proportional", nil), e.t("column.basis", nil),
		}}}
		sorted := byChance(s)
		for k := range sorted[:min(len(sorted), mostTold)] {
			o := &sorted[k]
			p.Rows = append(p.Rows, []string{
				e.openerName(o), strconv.Itoa(o.Sites), e.likely(o.Opened), e.likely(o.Pi), percent(s.Flat), percent(o.Proportional), e.basis(o.Pi),
			})
		}
		if more := len(sorted) - mostTold; more > 0 {
			p.After = []string{e.t("report.more", text.Args{"count": strconv.Itoa(more)})}
		}
		list = append(list, p)
	}
	return list
}
