package intake

// pages is a list that grows without moving what it holds, until it is known how
// long it will be.
type pages[T any] struct {
	count int
	full  [][]T
	whole []T // all of it, once gathered
}

const pageLength = 4096

func (p *pages[T]) add(v T) {
	p.count++
	if p.whole != nil {
		p.whole = append(p.whole, v)
		return
	}
	last := len(p.full) - 1
	if last < 0 || len(p.full[last]) == pageLength {
		p.full, last = append(p.full, make([]T, 0, pageLength)), last+1
	}
	p.full[last] = append(p.full[last], v)
}

// gather makes one slice of the list with room for so many, and lets go of the
// pages.
func (p *pages[T]) gather(room int) {
	p.whole = make([]T, 0, max(room, p.count))
	for i := range p.full {
		p.whole = append(p.whole, p.full[i]...)
		p.full[i] = nil
	}
	p.full = nil
}

// take returns the list as one slice.
func (p *pages[T]) take() []T {
	if p.whole == nil && p.count > 0 {
		p.gather(p.count)
	}
	return p.whole
}
