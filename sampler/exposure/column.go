package exposure

// column is figures of one kind, by place. While all values, or all errors, are the
// same, there is no list of them.
type column struct {
	value, err    []float64
	same, sameErr float64
}

func (c *column) at(i int) float64 {
	if c.value == nil {
		return c.same
	}
	return c.value[i]
}

func (c *column) error(i int) float64 {
	if c.err == nil {
		return c.sameErr
	}
	return c.err[i]
}

// spread makes lists of n places of what was the same.
func (c *column) spread(n int) {
	c.value = filled(n, c.same)
	if c.sameErr != 0 {
		c.err = filled(n, c.sameErr)
	}
}

func filled(n int, value float64) []float64 {
	list := make([]float64, n)
	if value != 0 {
		for i := range list {
			list[i] = value
		}
	}
	return list
}

// setError sets an error of a column that is spread.
func (c *column) setError(i int, err float64) {
	if c.err == nil {
		c.err = make([]float64, len(c.value))
	}
	c.err[i] = err
}

// marks are places, or all.
type marks struct {
	all  bool
	list []bool // nil: none but all
}

func (m *marks) any() bool { return m.all || m.list != nil }

func (m *marks) at(i int) bool { return m.all || m.list != nil && m.list[i] }
