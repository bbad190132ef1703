package exposure

import (
	"sitedraw/sampler"
)

// Stage is a step that draws from what each pick of another step opens, as villages
// are drawn in a township: whoever is one of few there is likelier than one of
// many. Beside each figure stand those of two other ways to draw as many.
type Stage struct {
	Step    string   // id of the step, such as that of the villages
	Stage   string   // id of the step whose picks open it, such as that of the townships
	Openers []Opener // who may open it, if there is anybody to pick behind, in the order of areas
	// Flat is the π of each site if as many picks, on average, were a simple draw
	// of all the step's sites.
	Flat float64
}

// Opener is a possible pick of the first stage.
type Opener struct {
	Site   int32  // in Frame.Sites
	Sites  int    // how many sites its pick opens
	Opened Figure // its own π
	Pi     Figure // π of one of them by way of it: their mean, where they differ
	// Proportional is the same if the first stage took as many by the number of
	// sites behind each. Methods systematic and balanced by size keep it, pareto
	// comes near it.
	Proportional float64
}

// Stages returns what the steps with stages do to the sites of small and of large
// openers, in the order of the plan.
func (r *Report) Stages() []Stage {
	var list []Stage
	for i := range r.designs {
		if r.designs[i].Step.Stage() != "" {
			list = append(list, r.stage(i))
		}
	}
	return list
}

func (r *Report) stage(i int) Stage {
	d := &r.designs[i]
	s := Stage{Step: d.Step.ID, Stage: d.Step.Stage()}
	first := &r.Steps[r.step(s.Stage)]
	var picks []float64 // by opener: main picks that it leads to
	for k := range d.Scopes {
		c := &d.Scopes[k]
		size := candidates(c)
		if size == 0 {
			continue
		}
		for _, site := range c.Openers {
			o := Opener{Site: site, Sites: size, Opened: first.Pi(site)}
			n := allotted(c)
			o.Pi = o.Opened.times(n / float64(size))
			if first.whole.bottom > 0 {
				o.Pi.Value = first.whole.times(fraction{n, float64(size)}).value()
			}
			s.Openers, picks = append(s.Openers, o), append(picks, n)
		}
	}
	s.compare(picks, len(d.Pool))
	return s
}

// compare fills in what the other ways to draw would give.
func (s *Stage) compare(picks []float64, sites int) {
	opened, sizes := 0.0, make([]int, len(s.Openers))
	for k := range s.Openers {
		o := &s.Openers[k]
		sizes[k] = o.Sites
		opened += o.Opened.Value
		s.Flat += float64(o.Opened.Value * picks[k])
	}
	s.Flat /= float64(max(1, sites))
	for k, chance := range bySizes(sizes, opened) {
		o := &s.Openers[k]
		o.Proportional = chance * picks[k] / float64(o.Sites)
	}
}

// candidates is how many sites a scope is drawn from.
func candidates(c *sampler.ScopeDesign) int {
	n := 0
	for _, st := range c.Strata {
		n += len(st.Members)
	}
	return n
}

// bySizes returns the chances, proportional to size but no greater than 1, that
// add up to n (draw-v1 §6.3).
func bySizes(sizes []int, n float64) []float64 {
	chances := make([]float64, len(sizes))
	for certain := true; certain && n > 0; {
		all := 0
		for k, size := range sizes {
			if chances[k] < 1 {
				all += size
			}
		}
		certain = false
		left := n
		for k, size := range sizes {
			if chances[k] == 1 {
				continue
			}
			if chances[k] = left * float64(size) / float64(all); chances[k] >= 1 {
				chances[k], certain = 1, true
				n--
			}
		}
	}
	return chances
}

// times is a figure times a number that is known.
func (f Figure) times(x float64) Figure {
	if f.Kind == Unknown || f.Error == 0 {
		return Figure{Value: f.Value * x, Error: f.Error, Kind: f.Kind}
	}
	return newFigure(f.Value*x, f.Error*x, f.Kind)
}

// Extremes returns the openers behind which a site is likeliest and least likely,
// of equals the first; nil if none is known to be possible.
func (s *Stage) Extremes() (likeliest, least *Opener) {
	for k := range s.Openers {
		o := &s.Openers[k]
		if o.Pi.Kind == Unknown || o.Pi.Value <= 0 {
			continue
		}
		if likeliest == nil || o.Pi.Value > likeliest.Pi.Value {
			likeliest = o
		}
		if least == nil || o.Pi.Value < least.Pi.Value {
			least = o
		}
	}
	return likeliest, least
}

// Ratio tells how many times likelier a site is behind the one than behind the
// other of Extremes; 0 if there are none.
func (s *Stage) Ratio() float64 {
	likeliest, least := s.Extremes()
	if least == nil {
		return 0
	}
	return likeliest.Pi.Value / least.Pi.Value
}
