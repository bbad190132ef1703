package sampler

import (
	"context"
	"errors"
	"slices"
	"strings"

	"sitedraw/geo"
)

// DrawRound computes the draw of a round that depends on those before:
// rounds-v1 §3 to §5. The record holds what it took over; without a coordination it
// is that of Draw. Levels.Joined is worked out, whatever stands there. The cost of
// a cover is that of a ticket for each candidate and of sorting them. Errors are
// those of Draw, and those of a coordination, whose column begins with
// "coordination".
func DrawRound(ctx context.Context, f *Frame, p Plan, seed string, c *Coordination, o Options) (*Record, error) {
	if c == nil {
		return Draw(ctx, f, p, seed, o)
	}
	if err := CheckSeed(seed); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, inside("coordination", err)
	}
	draw := map[Mode]func(*drawing, *Coordination, Options) (*Record, error){
		Cover: (*drawing).drawCover, Again: (*drawing).drawAgain, Weighted: (*drawing).drawWeighted,
	}[c.Mode]
	r, err := draw(newDrawing(ctx, f, &p, seed), c, o)
	if err != nil {
		return nil, err
	}
	r.Plan = p
	return r, nil
}

// inside puts a member before the path that an error names.
func inside(member string, err error) error {
	wrong, is := errors.AsType[*geo.Error](err)
	if !is {
		return err
	}
	placed := *wrong
	placed.At.Column = strings.TrimSuffix(member+"."+wrong.At.Column, ".")
	return &placed
}

// drawCover draws what was drawn least (rounds-v1 §3). The methods of the steps are
// set aside, and with them what they alone need.
func (d *drawing) drawCover(c *Coordination, o Options) (*Record, error) {
	var err error
	if d.cover, err = newCovering(d.frame, c); err != nil {
		return nil, inside("coordination", err)
	}
	d.plan = d.plan.changed(func(s *Step) { s.Method, s.BySize, s.Map = Simple, false, nil })
	r, err := d.draw(o)
	if err != nil {
		return nil, err
	}
	r.Coordination = d.cover.told(d.frame, c)
	return r, nil
}

// drawWeighted draws with probabilities near those of the weights (rounds-v1 §5):
// as pareto does from a frame whose sizes they are.
func (d *drawing) drawWeighted(c *Coordination, o Options) (*Record, error) {
	weighed := *d.frame
	weighed.sites = slices.Clone(d.frame.sites)
	for i := range weighed.sites {
		weighed.sites[i].Size = 1
	}
	var unknown []string
	for _, w := range c.Weights {
		if site, found := d.frame.find(w.ID); found {
			weighed.sites[site].Size = int32(w.Weight)
		} else {
			unknown = append(unknown, w.ID)
		}
	}
	if unknown != nil {
		return nil, &geo.Error{Code: ErrCoordinationName, At: geo.Place{Column: "coordination.weights"}, Names: unknown}
	}
	d.frame = &weighed
	d.plan = d.plan.changed(func(s *Step) {
		if s.N != All {
			s.Method, s.BySize, s.Map = Pareto, false, nil
		}
	})
	r, err := d.draw(o)
	if err != nil {
		return nil, err
	}
	r.Coordination = &Coordination{Mode: Weighted, Weights: slices.Clone(c.Weights)}
	return r, nil
}

// changed returns the plan with its steps changed.
func (p *Plan) changed(change func(*Step)) *Plan {
	other := *p
	other.Steps = slices.Clone(p.Steps)
	for i := range other.Steps {
		change(&other.Steps[i])
	}
	return &other
}

// drawAgain picks the sites to be looked at again, each in the first step that it
// fits (rounds-v1 §4). How many a step wants does not matter.
func (d *drawing) drawAgain(c *Coordination, o Options) (*Record, error) {
	bySteps, err := d.recheck(c.Recheck)
	if err != nil {
		return nil, err
	}
	for i := range d.plan.Steps {
		s := &d.plan.Steps[i]
		again := &scope{drawing: d, step: s, name: s.ID, key: NewKey(d.seed, s.ID)}
		again.sortByTicket(bySteps[i])
		for _, site := range bySteps[i] {
			again.main = append(again.main, pick{site: site})
		}
		again.report(d.result(s))
		if o.Progress != nil {
			o.Progress(i+1, len(d.plan.Steps))
		}
	}
	d.record.Coordination = &Coordination{Mode: Again, Recheck: slices.Clone(c.Recheck)}
	return d.record, d.ctx.Err()
}

// recheck shares the sites out to the steps of the plan.
func (d *drawing) recheck(ids []string) ([][]int32, error) {
	list := make([][]int32, len(d.plan.Steps))
	var unknown, homeless []string
	for _, id := range ids {
		site, found := d.frame.find(id)
		if !found {
			unknown = append(unknown, id)
			continue
		}
		step := slices.IndexFunc(d.plan.Steps, func(s Step) bool { return s.Admits(&d.frame.sites[site]) })
		if step < 0 {
			homeless = append(homeless, id)
			continue
		}
		list[step] = append(list[step], site)
	}
	at := geo.Place{Column: "coordination.recheck"}
	if unknown != nil {
		return nil, &geo.Error{Code: ErrCoordinationName, At: at, Names: unknown}
	}
	if homeless != nil {
		return nil, &geo.Error{Code: ErrCoordinationStep, At: at, Names: homeless}
	}
	return list, nil
}
