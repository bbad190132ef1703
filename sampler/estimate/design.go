package estimate

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Probabilities tell how likely the picks of a record were; Exposures are such.
type Probabilities interface {
	// Pi is the probability that the step picks the site as a main pick, over all
	// its stages; 0 if it cannot.
	Pi(step, site string) float64
	// Sites is how many different sites the steps can pick together.
	Sites(steps []string) int
}

// design is the inspected sample as it was drawn: groups of nodes, each of which
// may have opened groups of a later stage.
type design struct {
	*Input

	found   map[string]float64 // scores by site
	options Options
	picks   map[opening][]*sampler.Pick
	steps   map[string]*sampler.Step
	opened  map[opening]bool
	roots   []*group
	leaves  []leaf
	missing []string // main picks without a result or a reserve in their place
}

// opening is a step with the pick that opened it, or none.
type opening struct{ step, within string }

// group is one stratum of one scope: nodes that were drawn together.
type group struct {
	step      *sampler.Step
	estimator Estimator
	path      float64 // probability of what opened the scope; 1 at the top
	nodes     []*node
	pairs     []pair      // that the estimator compares; none: all with their mean
	joint     [][]float64 // of nodes; nil: not known
	opener    bool        // later steps are drawn within its nodes
}

// node is a pick: an inspected site, an opened scope, or both.
type node struct {
	id     string
	pi     float64 // given that its scope is open and who answered
	x, y   float64 // on a plane
	leaf   int     // index of its result; −1: none
	groups []*group
}

// leaf is a result where the design has it.
type leaf struct {
	category string
	score    float64
	weight   float64 // how many sites of the category it stands for
	pi       float64 // over all stages
	group    *group  // of inspected sites that were drawn together
}

// category is what the picks of a step count for.
func category(s *sampler.Step) string { return s.Category[0] }

// newDesign builds the design from the record, or says which pick has no
// probability or which step an estimator does not suit.
func newDesign(in *Input, o Options) (*design, error) {
	if err := checkRecord(in.Frame, in.Record); err != nil {
		return nil, err
	}
	found, faults := scores(in.Record, in.Results)
	if len(faults) > 0 {
		return nil, faults[0]
	}
	d := &design{Input: in, found: found, options: o, picks: map[opening][]*sampler.Pick{}, steps: map[string]*sampler.Step{}, opened: map[opening]bool{}}
	for i := range in.Record.Picks {
		p := &in.Record.Picks[i]
		at := opening{p.Step, p.Within}
		d.picks[at] = append(d.picks[at], p)
	}
	steps := in.Record.Plan.Steps
	for i := range steps {
		d.steps[steps[i].ID] = &steps[i]
		if err := o.Estimator.suits(&steps[i]); err != nil {
			return nil, err
		}
	}
	for i := range steps {
		if s := &steps[i]; s.Within+s.Of == "" {
			groups, err := d.groups(s, "", 1)
			if err != nil {
				return nil, err
			}
			d.roots = append(d.roots, groups...)
		}
	}
	return d, nil
}

// groups returns the strata of a step in one scope, with all that they opened.
func (d *design) groups(s *sampler.Step, within string, path float64) ([]*group, error) {
	at := opening{s.ID, within}
	if d.opened[at] {
		return nil, nil // a site opens once
	}
	d.opened[at] = true
	picks := d.picks[at]
	var list []*group
	for len(picks) > 0 {
		end := slices.IndexFunc(picks, func(p *sampler.Pick) bool { return p.Stratum != picks[0].Stratum })
		if end < 0 {
			end = len(picks)
		}
		g, err := d.group(s, picks[:end], path)
		if err != nil {
			return nil, err
		}
		if len(g.nodes) > 0 {
			list = append(list, g)
		}
		picks = picks[end:]
	}
	return list, nil
}

// group makes a node of every pick that was inspected or opened something. What
// nobody answered for is taken to be like the rest of its stratum.
func (d *design) group(s *sampler.Step, picks []*sampler.Pick, path float64) (*group, error) {
	g := &group{step: s, estimator: d.options.Estimator.of(s), path: path, opener: d.opens(s)}
	mains, inspected := 0, 0
	for _, p := range picks {
		answered := d.answers(p)
		if p.Role == sampler.Main {
			mains++
		}
		if answered {
			inspected++
		}
		if answered || p.Role == sampler.Main && g.opener {
			n, err := d.node(s, p, path)
			if err != nil {
				return nil, err
			}
			g.nodes = append(g.nodes, n)
		}
	}
	d.listMissing(picks, mains-inspected)
	d.spread(g, float64(inspected)/float64(max(mains, 1)))
	if err := d.open(g); err != nil {
		return nil, err
	}
	g.arrange(d)
	return g, nil
}

// answers holds for a main pick with a result and for a reserve in the place of one
// without.
func (d *design) answers(p *sampler.Pick) bool {
	_, inspected := d.found[p.ID]
	return inspected && (p.Role == sampler.Main || called(d.Record, d.found, p))
}

func (d *design) listMissing(picks []*sampler.Pick, vacant int) {
	for _, p := range picks {
		if _, inspected := d.found[p.ID]; vacant > 0 && p.Role == sampler.Main && !inspected {
			d.missing = append(d.missing, p.ID)
			vacant--
		}
	}
}

// opens holds if later steps are drawn within the picks of this one.
func (d *design) opens(s *sampler.Step) bool {
	return slices.ContainsFunc(d.Record.Plan.Steps, func(t sampler.Step) bool { return t.Within == s.ID || t.Of == s.ID })
}

func (d *design) node(s *sampler.Step, p *sampler.Pick, path float64) (*node, error) {
	total := d.Probabilities.Pi(s.ID, p.ID)
	if !(total > 0 && total <= 1) {
		return nil, &geo.Error{Code: ErrProbability, At: geo.Place{Step: s.ID}, Value: strconv.FormatFloat(total, 'g', -1, 64), Names: []string{p.ID}}
	}
	n := &node{id: p.ID, pi: min(1, total/path), leaf: -1}
	if site, known := d.Frame.Site(p.ID); known {
		if at, located := site.Position(); located {
			n.x, n.y = at.Lon.Degrees()*math.Cos(at.Lat.Degrees()*math.Pi/180), at.Lat.Degrees()
		}
	}
	if d.answers(p) {
		n.leaf = len(d.leaves)
		d.leaves = append(d.leaves, leaf{category: category(s), score: d.found[p.ID], weight: 1 / d.expected(s, p.ID), pi: total})
	}
	return n, nil
}

// expected is how often the site is expected among the main picks of all steps of
// the category.
func (d *design) expected(s *sampler.Step, site string) float64 {
	sum := 0.0
	for i := range d.Record.Plan.Steps {
		if t := &d.Record.Plan.Steps[i]; category(t) == category(s) {
			sum += d.Probabilities.Pi(t.ID, site)
		}
	}
	return sum
}

// spread lets the inspected stand for all main picks: as if fewer had been drawn, or
// where the others opened scopes, by the weight of the results alone.
func (d *design) spread(g *group, share float64) {
	for _, n := range g.nodes {
		if n.leaf >= 0 {
			d.leaves[n.leaf].weight /= share
			d.leaves[n.leaf].group = g
		}
		if !g.opener {
			n.pi *= share
		}
	}
}

// open adds what the nodes opened.
func (d *design) open(g *group) error {
	if !g.opener {
		return nil
	}
	steps := d.Record.Plan.Steps
	for _, n := range g.nodes {
		for i := range steps {
			if t := &steps[i]; t.Within != g.step.ID && t.Of != g.step.ID {
				continue
			}
			groups, err := d.groups(&steps[i], n.id, n.pi*g.path)
			if err != nil {
				return err
			}
			n.groups = append(n.groups, groups...)
		}
	}
	return nil
}

// arrange sorts the nodes as the estimator needs them and finds what it compares.
func (g *group) arrange(d *design) {
	area := func(n *node) string {
		site, known := d.Frame.Site(n.id)
		if !known {
			return ""
		}
		return site.Area
	}
	slices.SortFunc(g.nodes, func(a, b *node) int {
		if g.step.Method == sampler.Systematic {
			return cmp.Or(cmp.Compare(area(a), area(b)), cmp.Compare(a.id, b.id))
		}
		return cmp.Compare(a.id, b.id)
	})
	switch g.estimator {
	case LocalMean:
		g.pairs = nearestPairs(g.nodes)
	case Successive:
		g.pairs = successivePairs(g.nodes)
	default:
		g.joint = g.joints(d)
	}
}
