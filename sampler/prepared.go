package sampler

import (
	"context"

	"sitedraw/geo"
)

// Prepared draws one plan from one frame under one seed after the other. What does
// not depend on the seed is worked out once: candidates, strata, what phone maps
// look into. It belongs to one goroutine.
type Prepared struct {
	drawing drawing
	main    [][]int32
}

// Prepare returns what draws a plan, as NewPlan returns it, from a frame.
func Prepare(f *Frame, p Plan) *Prepared {
	return &Prepared{drawing: drawing{
		frame: f, plan: &p, workers: 1, done: map[string]*stepResult{},
		memo: memo{
			windows: map[string]*geo.Window{}, groups: map[By]grouping{}, pools: map[string][]int32{},
			strata: map[string][]stratum{}, sights: map[string]*sight{},
		},
	}}
}

// Narrow leaves only steps of the plan, with all that they depend on, to be drawn
// from now on. Their draws stay the same.
func (p *Prepared) Narrow(part Plan) { p.drawing.plan = &part }

// Main returns the main picks of the draw under a seed, by step of the plan, in
// the order of the record: numbers in Frame.Sites. The lists are valid until the
// next draw. The errors are those of Draw.
func (p *Prepared) Main(ctx context.Context, seed string) ([][]int32, error) {
	if err := CheckSeed(seed); err != nil {
		return nil, err
	}
	d := &p.drawing
	d.ctx, d.seed = ctx, seed
	p.main = p.main[:0]
	for i := range d.plan.Steps {
		s := &d.plan.Steps[i]
		if err := d.drawStep(s); err != nil {
			return nil, inStep(err, s.ID, i)
		}
		p.main = append(p.main, d.done[s.ID].main)
	}
	return p.main, nil
}

// memo keeps what does not depend on the seed. A map that is nil keeps nothing.
type memo struct {
	windows map[string]*geo.Window // where anchors fall, by the category that map.in names
	groups  map[By]grouping
	pools   map[string][]int32   // by step: the candidates before not_in
	strata  map[string][]stratum // by opened scope of a step without not_in
	sights  map[string]*sight    // by scope likewise; of one goroutine
}

// key is the name of a scope, the empty text if its candidates depend on the seed.
func (m *memo) key(s *Step, scope string) string {
	if len(s.NotIn) > 0 {
		return ""
	}
	return scope
}

// kept returns what was made under a key before, or makes it. Nothing is kept
// under the empty key.
func kept[T any](in map[string]T, key string, made func() (T, error)) (T, error) {
	if value, known := in[key]; known {
		return value, nil
	}
	value, err := made()
	if err == nil && in != nil && key != "" {
		in[key] = value
	}
	return value, err
}

// groupBy returns the grouping of a key of draw-v1 §5.
func (d *drawing) groupBy(by By) grouping {
	if g, known := d.memo.groups[by]; known {
		return g
	}
	g := d.frame.groupBy(by)
	if d.memo.groups != nil {
		d.memo.groups[by] = g
	}
	return g
}
