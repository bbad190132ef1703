package server

import (
	"context"

	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
	"sitedraw/sampler/drill"
	"sitedraw/server/report"
)

// seriesPlayed is how many series of rounds to come are played.
const seriesPlayed = 10

// played forecasts again what nothing else says, from rounds that are played on from
// those that were held. Their seeds are made up for that: they tell nothing of
// those to come.
func (s *Server) played(ctx context.Context, c *covering, made *report.Coverage, memory *drill.Memory, j *job) error {
	for i := range made.Forecasts {
		f := &made.Forecasts[i]
		if !unknown(*f) {
			continue
		}
		all := make([]coverage.Series, seriesPlayed)
		for n := range all {
			all[n] = s.series(c, memory.Clone(), n, j)
		}
		forecast, err := made.Meter.Play(ctx, coverage.Options{By: f.By}, coverage.MostPlayed, all...)
		if err != nil {
			return err
		}
		f.Forecast = forecast
	}
	return nil
}

// series is one of rounds to come.
func (s *Server) series(c *covering, memory *drill.Memory, number int, j *job) coverage.Series {
	round := 0
	return func(ctx context.Context) (*sampler.Record, error) {
		j.at(stepPlaying, 1000*(number*coverage.MostPlayed+round)/(seriesPlayed*coverage.MostPlayed))
		round++
		b := &basis{frame: c.frame, plan: c.plan}
		if c.drill.definition.Mode == sampler.Cover {
			b.coordination = memory.Cover(c.frame, c.drill.definition.Reach)
		}
		seed := "coverage " + c.drill.Digest.String() + " " + count(number) + " " + count(round)
		record, err := s.compute(ctx, b, seed, nil)
		if err == nil {
			memory.Add(c.frame, record)
		}
		return record, err
	}
}
