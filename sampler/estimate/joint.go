package estimate

import "sitedraw/sampler"

// Joints are Probabilities that also know pairs. They are asked for steps of maps,
// of apart and of at_most, where pairs matter.
type Joints interface {
	Probabilities

	// Joint is the probability that the step picks both sites; false if unknown.
	Joint(step, a, b string) (float64, bool)
}

// joints returns the joint probabilities of the nodes, nil unless all are known.
func (g *group) joints(d *design) [][]float64 {
	known, ok := d.Probabilities.(Joints)
	if plain := g.step.Method != sampler.Map && g.step.Apart == 0 && g.step.AtMost == nil; !ok || plain || g.path < 1 {
		return nil
	}
	table := make([][]float64, len(g.nodes))
	for i, a := range g.nodes {
		for _, b := range g.nodes[:i] {
			p, ok := known.Joint(g.step.ID, a.id, b.id)
			if !ok || p <= 0 {
				return nil
			}
			table[i] = append(table[i], p)
		}
	}
	return table
}
