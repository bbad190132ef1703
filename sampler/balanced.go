package sampler

import "sitedraw/geo"

// drawBalanced spreads the sample over the plane (draw-v1 §6.4). With reserves
// it draws both together first and then, among those, the main picks.
func (c *scope) drawBalanced() error {
	if c.step.BySize {
		return c.balancedBySize()
	}
	both := c.members
	if c.reserve > 0 {
		var err error
		if both, err = c.pivotal(c.members, c.n+c.reserve, "+both"); err != nil {
			return err
		}
	}
	main, err := c.pivotal(both, c.n, "")
	if err != nil {
		return err
	}
	taken := map[int32]bool{}
	for _, site := range main {
		taken[site] = true
	}
	rest := keep(both, func(site int32) bool { return !taken[site] })
	if c.reserve == 0 {
		rest = nil
	}
	c.sortByTicket(main)
	c.sortByTicket(rest)
	for _, site := range main {
		c.main = append(c.main, pick{site: site})
	}
	for _, site := range rest {
		c.reserves = append(c.reserves, pick{site: site})
	}
	return nil
}

// pivotal draws n of the members with equal probabilities.
func (c *scope) pivotal(members []int32, n int, suffix string) ([]int32, error) {
	if n >= len(members) {
		return append([]int32(nil), members...), nil
	}
	p := make([]float64, len(members))
	for i := range p {
		p[i] = float64(n) / float64(len(members))
	}
	return c.spread(members, p, c.sub(suffix))
}

func (c *scope) balancedBySize() error {
	certain, rest, n := c.certainty(c.members)
	var sum uint64
	for _, site := range rest {
		sum += c.size(site)
	}
	p := make([]float64, len(rest))
	for i, site := range rest {
		p[i] = float64(uint64(n)*c.size(site)) / float64(sum)
	}
	sample, err := c.spread(rest, p, c.sub(""))
	if err != nil {
		return err
	}
	sample = append(sample, certain...)
	c.sortByTicket(sample)
	for _, site := range sample {
		c.main = append(c.main, pick{site: site})
	}
	return nil
}

// spread draws members with probabilities p by the local pivotal method.
func (c *scope) spread(members []int32, p []float64, stream *Stream) ([]int32, error) {
	if len(members) == 0 {
		return nil, nil
	}
	chosen, err := localPivotal(c.ctx, c.plane(members), p, stream)
	if err != nil {
		return nil, err
	}
	sample := make([]int32, len(chosen))
	for k, i := range chosen {
		sample[k] = members[i]
	}
	return sample, nil
}

// plane returns plane coordinates of the members: latitude and, scaled by the
// cosine of the middle latitude, longitude.
func (c *scope) plane(members []int32) []planePoint {
	positions := make([]geo.Point, len(members))
	south, north := geo.MaxLat, -geo.MaxLat
	for i, site := range members {
		p, _ := c.frame.sites[site].Position()
		positions[i] = p
		south, north = min(south, p.Lat), max(north, p.Lat)
	}
	scale := geo.Cosine((south.Degrees() + north.Degrees()) / 2)
	points := make([]planePoint, len(members))
	for i, p := range positions {
		points[i] = planePoint{X: float64(p.Lon) * scale, Y: float64(p.Lat)}
	}
	return points
}
