package share

// tally is surface on the unit sphere, by site and in all.
type tally struct {
	entries  []entry
	seen     float64 // from where any site is shown
	unsure   float64 // by how much seen may be wrong
	greatest float64 // error of a cell that halves might make less
	cells    int
}

// entry is the surface of one site, shared with those shown beside it.
type entry struct{ value, wrong float64 }

// share is the chance of a site. With N the surface of the site and D that which
// is seen, both known but for w and u, N/D differs by at most (w + u·N/D)/(D − u).
func (t *tally) share(i int) Share {
	e := t.entries[i]
	if t.seen == 0 && t.unsure == 0 {
		return Share{}
	}
	if t.seen <= t.unsure {
		return Share{Error: 1}
	}
	value := min(1, e.value/t.seen)
	return Share{Value: value, Error: min(1, (e.wrong+float64(value*t.unsure))/(t.seen-t.unsure))}
}

// worst is the greatest error of any share.
func (t *tally) worst() float64 {
	worst := 0.0
	for i := range t.entries {
		worst = max(worst, t.share(i).Error)
	}
	return worst
}

// part is what a worker found in one task.
type part struct {
	sites    []int32
	entries  []entry
	seen     float64
	unsure   float64
	greatest float64
	cells    int
}

// add adds a part. Parts are added in the order of tasks, so that sums come out
// the same however many cores there are.
func (t *tally) add(p *part) {
	for i, site := range p.sites {
		t.entries[site].value += p.entries[i].value
		t.entries[site].wrong += p.entries[i].wrong
	}
	t.seen += p.seen
	t.unsure += p.unsure
	t.greatest = max(t.greatest, p.greatest)
	t.cells += p.cells
}
