package sampler

import (
	"math"
)

// certainty takes the sites that a draw of n by size takes for sure (draw-v1
// §6.3): while some remaining site has n·size ≥ S, all such are taken and n and S
// worked out anew. It returns them, what remains in the order given, and how
// many are still to take.
func (c *scope) certainty(members []int32) (certain, rest []int32, n int) {
	n = c.n
	rest = members
	for n > 0 {
		var sum uint64
		for _, site := range rest {
			sum += c.size(site)
		}
		var left, sure []int32
		for _, site := range rest {
			if product(uint64(n), c.size(site)).less(wide{lo: sum}) {
				left = append(left, site)
			} else {
				sure = append(sure, site)
			}
		}
		if len(sure) == 0 {
			return certain, rest, n
		}
		certain, rest, n = append(certain, sure...), left, n-len(sure)
	}
	return certain, rest, 0
}

// drawPareto draws with probabilities near λ = n·size/S (draw-v1 §6.3; Rosén
// 1997, doi 10.1016/S0378-3758(96)00186-3): the certain sites by ticket, then
// ascending Q = (u/(1−u)) / (λ/(1−λ)). The sample size is exact, λ is only
// approached.
func (c *scope) drawPareto() error {
	certain, rest, n := c.certainty(c.members)
	c.sortByTicket(certain)
	order, err := c.byQ(rest, n)
	if err != nil {
		return err
	}
	return c.accept(func(k int) (int32, bool) {
		if k < len(certain) {
			return certain[k], true
		}
		return order.at(k - len(certain))
	})
}

// byQ returns the sites in ascending order of Q.
func (c *scope) byQ(rest []int32, n int) (*ordering, error) {
	var sum uint64
	for _, site := range rest {
		sum += c.size(site)
	}
	entries := c.borrow(len(rest))
	ranks := func(from, to int) {
		var buf ticketBuffer
		buf.open(c.key)
		for i := from; i < to; i++ {
			site := &c.frame.sites[rest[i]]
			u := buf.ticket(site.ID).Uniform()
			lambda := float64(uint64(n)*uint64(site.Size)) / float64(sum)
			q := (u / (1 - u)) / (lambda / (1 - lambda))
			entries[i] = entry{rank: math.Float64bits(q), site: rest[i]}
		}
	}
	if err := c.parallel(len(rest), ranks); err != nil {
		return nil, err
	}
	return newOrdering(entries, c.ticket), nil
}
