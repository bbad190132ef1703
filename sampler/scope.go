package sampler

import (
	"sync"

	"sitedraw/geo"
)

// scope is one stratum of one opened step: a list of candidates from which n and
// some reserves are drawn with randomness of its own.
type scope struct {
	*drawing
	step    *Step
	limits  *limits
	within  string
	stratum string
	name    string // the text that names the scope's randomness
	members []int32
	n       int // main picks allotted; draw caps it at the number of members
	reserve int

	key            Key
	main, reserves []pick
}

// pick is a site that a scope picked.
type pick struct {
	site   int32
	anchor *geo.Point
}

// draw fills main and reserves.
func (c *scope) draw() error {
	c.key = NewKey(c.seed, c.name)
	c.n = min(c.n, len(c.members))
	if c.cover != nil {
		return c.drawLeast()
	}
	switch c.step.Method {
	case Systematic:
		return c.drawSystematic()
	case Pareto:
		return c.drawPareto()
	case Balanced:
		return c.drawBalanced()
	case Map:
		return c.drawMap()
	default:
		return c.drawSimple()
	}
}

// sub returns the stream of a scope derived from this one.
func (c *scope) sub(suffix string) *Stream { return NewStream(NewKey(c.seed, c.name+suffix)) }

// ticket returns the ticket of a site in this scope.
func (c *scope) ticket(site int32) Ticket { return c.key.Ticket(c.frame.sites[site].ID) }

// ticketBatch is how many tickets are drawn between looks at the context.
const ticketBatch = 8192

// byTicket returns the sites in ascending order of their tickets under key,
// sorted as far as it is walked.
func (c *scope) byTicket(key Key, sites []int32) (*ordering, error) {
	entries := c.borrow(len(sites))
	heads := func(from, to int) {
		var buf ticketBuffer
		buf.open(key)
		for i := from; i < to; i++ {
			entries[i] = entry{rank: buf.ticket(c.frame.sites[sites[i]].ID).head(), site: sites[i]}
		}
	}
	if err := c.parallel(len(sites), heads); err != nil {
		return nil, err
	}
	return newOrdering(entries, func(site int32) Ticket { return key.Ticket(c.frame.sites[site].ID) }), nil
}

// borrow returns the drawing's memory for n entries; the ordering before is
// over.
func (d *drawing) borrow(n int) []entry {
	if cap(d.entries) < n {
		d.entries = make([]entry, n)
	}
	return d.entries[:n]
}

// parallel runs work over the parts of 0 … n on the drawing's workers, and
// stops early if the context is cancelled.
func (d *drawing) parallel(n int, work func(from, to int)) error {
	batches := func(from, to int) {
		for ; from < to && d.ctx.Err() == nil; from += ticketBatch {
			work(from, min(from+ticketBatch, to))
		}
	}
	if d.workers == 1 || n <= ticketBatch {
		batches(0, n)
		return d.ctx.Err()
	}
	var group sync.WaitGroup
	for w := range d.workers {
		group.Go(func() { batches(n*w/d.workers, n*(w+1)/d.workers) })
	}
	group.Wait()
	return d.ctx.Err()
}

// drawSimple takes the least tickets (draw-v1 §6.1): a simple random sample
// without replacement, π = n/N.
func (c *scope) drawSimple() error {
	order, err := c.byTicket(c.key, c.members)
	if err != nil {
		return err
	}
	return c.accept(order.at)
}

// accept walks an order of the candidates and takes the first n that the step's
// limits let through as main picks, the next as reserves (draw-v1 §6.6).
func (c *scope) accept(at func(k int) (int32, bool)) error {
	var taken map[int32]bool
	if c.step.AtMost != nil {
		taken = map[int32]bool{}
		c.limits.begin(c.members)
		for k := 0; len(c.main) < c.n && !c.limits.full(); k++ {
			site, more := at(k)
			if !more {
				break
			}
			if c.limits.hasRoom(site) && c.take(site) {
				taken[site] = true
			}
			if err := c.poll(k); err != nil {
				return err
			}
		}
	}
	for k := 0; len(c.main)+len(c.reserves) < c.n+c.reserve; k++ {
		site, more := at(k)
		if !more {
			break
		}
		if !taken[site] {
			c.take(site)
		}
		if err := c.poll(k); err != nil {
			return err
		}
	}
	return nil
}

// poll looks at the context now and then.
func (d *drawing) poll(k int) error {
	if k%ticketBatch == 0 {
		return d.ctx.Err()
	}
	return nil
}

// take makes a site the next pick unless it lies too near to another.
func (c *scope) take(site int32) bool { return c.takeFrom(site, nil) }

func (c *scope) takeFrom(site int32, anchor *geo.Point) bool {
	if !c.limits.farEnough(site) {
		return false
	}
	if len(c.main) < c.n {
		c.main = append(c.main, pick{site: site, anchor: anchor})
		c.limits.count(site)
	} else {
		c.reserves = append(c.reserves, pick{site: site, anchor: anchor})
	}
	return true
}

// stretch draws the part of a line that is walked; nil for other shapes.
func (c *scope) stretch(site int32) *Stretch {
	line, ok := c.frame.sites[site].Geometry.(geo.Line)
	if !ok {
		return nil
	}
	length, walk := line.Length(), float64(c.step.Walk)
	if length < walk {
		return &Stretch{To: geo.Millimetres(length)}
	}
	stream := c.sub("/stretch/" + escapeScope(c.frame.sites[site].ID))
	from := float64(stream.Unit() * (length - walk))
	return &Stretch{From: geo.Millimetres(from), To: geo.Millimetres(from + walk)}
}
