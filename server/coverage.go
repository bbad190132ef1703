package server

import (
	"context"
	"io"
	"net/http"
	"slices"

	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
	"sitedraw/sampler/drill"
	"sitedraw/sampler/exposure"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// covering is a coverage that is asked for.
type covering struct {
	*subject

	drill *seenDrill
}

// key names it: all follows from the frame of today, the definition and the draws.
func (c *covering) key() (figureKey, error) {
	parts := []any{c.drill.Digest.String()}
	for i := range c.drill.held {
		h := &c.drill.held[i]
		parts = append(parts, h.Number, h.draw.Record.String())
	}
	return c.subject.key(jobCoverage, parts...)
}

// getCoverage answers with what the rounds of a drill reached of the register as it is
// today, and how many more it takes.
func (s *Server) getCoverage(r *request) error {
	if err := r.knownQueries("format", "limit", "after"); err != nil {
		return err
	}
	format, err := r.format("json", "csv", "xlsx")
	if err != nil {
		return err
	}
	page, err := r.textPage()
	if err != nil {
		return err
	}
	d, err := r.seeDrill("coverage")
	if err != nil {
		return err
	}
	st, err := r.stateOf(d.Register, "")
	if err != nil {
		return err
	}
	on, err := r.subjectOf(st, "")
	if err != nil {
		return err
	}
	on.plan = d.plan
	c := &covering{on, d}
	return r.answerCoverage(c, format, page)
}

// answerCoverage works a coverage out, unless it is remembered.
func (r *request) answerCoverage(c *covering, format string, page store.TextPage) error {
	key, err := c.key()
	if err != nil {
		return err
	}
	s := r.server
	tell := func(by *request, made *report.Coverage) report.Coverage {
		told := *made
		told.Label, told.Texts, told.Categories, told.Areas = by.drillLabel(c.drill.definition), by.texts, s.Categories, c.names()
		return told
	}
	if value, known := s.figures.find(key); known {
		made, _ := value.(*report.Coverage)
		return r.sendCoverage(tell(r, made), format, page)
	}
	var made *report.Coverage
	return r.work(lengthy{
		kind: jobCoverage,
		do: func(later *request, j *job) (jobResult, error) {
			if made, err = s.covered(later.Request().Context(), key, c, j); err != nil {
				return jobResult{}, err
			}
			return shown(later.coverageView(tell(later, made), page))
		},
		answer: func() error { return r.sendCoverage(tell(r, made), format, page) },
	})
}

// sendCoverage answers with data, or with a file.
func (r *request) sendCoverage(told report.Coverage, format string, page store.TextPage) error {
	if format == "json" {
		return r.json(http.StatusOK, r.coverageView(told, page))
	}
	write := report.CoverageCSV
	if format == "xlsx" {
		write = report.CoverageXLSX
	}
	return r.sendFile(told.Drill+"-coverage", format, func(w io.Writer) error { return write(w, told) })
}

// covered works a coverage out; the chances that it may need are figures of their own.
func (s *Server) covered(ctx context.Context, key figureKey, c *covering, j *job) (*report.Coverage, error) {
	j.at(stepOpening, 0)
	rounds, memory, err := s.roundsOf(ctx, c.drill)
	if err != nil {
		return nil, err
	}
	made := &report.Coverage{
		Drill: c.drill.Name, Mode: c.drill.definition.Mode, Register: c.version.Register, Version: c.version.Number,
		Meter: coverage.New(c.frame, rounds),
	}
	for _, by := range report.CoverageKinds() {
		f, err := c.forecast(ctx, made.Meter, memory, coverage.Options{By: by})
		if err != nil {
			return nil, err
		}
		made.Forecasts = append(made.Forecasts, report.CoverageForecast{By: by, Forecast: f})
	}
	if err := s.guess(ctx, c, made, memory, j); err != nil {
		return nil, err
	}
	value, err := s.figures.of(ctx, key, func() (any, int, error) { return made, c.frame.Len(), nil })
	kept, _ := value.(*report.Coverage)
	return kept, err
}

// guess forecasts again what follows neither from the design nor from turns.
func (s *Server) guess(ctx context.Context, c *covering, made *report.Coverage, memory *drill.Memory, j *job) error {
	if made.Mode == sampler.Faithful && slices.ContainsFunc(made.Forecasts, unknown) {
		if err := s.likely(ctx, c, made, j); err != nil {
			return err
		}
	}
	return s.played(ctx, c, made, memory, j)
}

func unknown(f report.CoverageForecast) bool { return f.Forecast != nil && f.Kind == coverage.Unknown }

// roundsOf are the rounds of a drill as the meter has them, and what they leave for the
// next one.
func (s *Server) roundsOf(ctx context.Context, d *seenDrill) (rounds []coverage.Round, memory *drill.Memory, err error) {
	memory = &drill.Memory{}
	for i := range d.held {
		h := &d.held[i]
		record, err := s.readRecord(ctx, &h.draw)
		if err != nil {
			return nil, nil, err
		}
		o, err := s.frames.open(ctx, h.draw.Frame)
		if err != nil {
			return nil, nil, err
		}
		rounds = append(rounds, coverage.Round{Number: h.Number, Record: record, Frame: o.frame})
		memory.Add(o.frame, record)
	}
	return rounds, memory, ctx.Err()
}

// forecast says how many more rounds of the drill it takes; nil where they depend on
// results.
func (c *covering) forecast(ctx context.Context, m *coverage.Meter, memory *drill.Memory, o coverage.Options) (*coverage.Forecast, error) {
	switch c.drill.definition.Mode {
	case sampler.Faithful:
		return m.Faithful(ctx, c.plan, o)
	case sampler.Cover:
		o.Coordination = memory.Cover(c.frame, c.drill.definition.Reach)
		return m.Cover(ctx, c.plan, o)
	default:
		return nil, nil
	}
}

// likely forecasts again what the design does not say, from the chances of sites and
// groups: those of the plan that the page of chances shows too.
func (s *Server) likely(ctx context.Context, c *covering, made *report.Coverage, j *job) error {
	order := &exposureOrder{Plan: c.plan.Name}
	if err := order.check(); err != nil {
		return err
	}
	e := &exposing{subject: c.subject, order: order}
	key, err := e.key()
	if err != nil {
		return err
	}
	value, err := s.figures.of(ctx, key, func() (any, int, error) { return s.expose(ctx, e, j) })
	if err != nil {
		return err
	}
	chances, _ := value.(*report.Exposure)
	for i := range made.Forecasts {
		f := &made.Forecasts[i]
		if !unknown(*f) {
			continue
		}
		o := coverage.Options{By: f.By, Chance: chanceOf(chances, f.By)}
		if f.Forecast, err = made.Meter.Faithful(ctx, c.plan, o); err != nil {
			return err
		}
	}
	return nil
}

// chanceOf is the chance of sites, or of groups, to be reached in a round.
func chanceOf(e *report.Exposure, by sampler.By) func(name string) exposure.Figure {
	grouping, grouped := map[sampler.By]report.Grouping{
		sampler.ByArea: report.ByTownship, sampler.ByUnit: report.ByUnit, sampler.ByCategory: report.ByCategory,
	}[by]
	if !grouped {
		return coverage.SiteChances(e.Report)
	}
	i := slices.IndexFunc(e.Rollups, func(r report.Rollup) bool { return r.By == grouping })
	if i < 0 {
		return nil
	}
	return coverage.GroupChances(e.Rollups[i].Groups)
}
