package intake

import (
	"runtime"
	"sync"
)

// crew makes sites of a table's rows on all cores. They are taken in the order of
// the rows, so that the result does not depend on how many cores there are.
type crew struct {
	sites   *registrar
	ahead   *aheadSheet     // which the rows are of
	at      [fieldCount]int // column of each field, −1: none
	jobs    chan *crewBatch
	working sync.WaitGroup
	batch   *crewBatch   // being filled
	pending []*crewBatch // given to the crew, in order
	spare   []*crewBatch // to be used again
}

// crewBatch is some rows in a row, and those that were found bad before.
type crewBatch struct {
	rows []sheetRow
	errs []error // of each row, nil if it is to be read
	made []made
	done chan struct{} // gets a value when all are made
}

func newCrew(sites *registrar, ahead *aheadSheet, at [fieldCount]int) *crew {
	c := &crew{sites: sites, ahead: ahead, at: at, jobs: make(chan *crewBatch), batch: newCrewBatch()}
	for range runtime.GOMAXPROCS(0) {
		c.working.Go(c.work)
	}
	return c
}

func newCrewBatch() *crewBatch {
	return &crewBatch{
		rows: make([]sheetRow, 0, aheadRows), errs: make([]error, 0, aheadRows), made: make([]made, aheadRows),
		done: make(chan struct{}, 1),
	}
}

// stop lets the crew go, and returns when all have gone.
func (c *crew) stop() {
	close(c.jobs)
	c.working.Wait()
}

func (c *crew) work() {
	memory := newMemory()
	for b := range c.jobs {
		for i := range b.rows {
			if b.errs[i] != nil {
				continue
			}
			r := record{line: b.rows[i].number}
			for f, column := range c.at {
				if column >= 0 && column < len(b.rows[i].cells) {
					r.cells[f] = b.rows[i].cells[column]
				}
			}
			b.made[i] = c.sites.make(&r, memory)
		}
		b.done <- struct{}{}
	}
}

// add gives a row to the crew. Its cells stay as they are.
func (c *crew) add(row sheetRow) { c.put(row, nil) }

// reject notes a row that was found bad, in its place among the others.
func (c *crew) reject(err error) { c.put(sheetRow{}, err) }

func (c *crew) put(row sheetRow, err error) {
	c.batch.rows, c.batch.errs = append(c.batch.rows, row), append(c.batch.errs, err)
	if len(c.batch.rows) == aheadRows {
		c.hand()
	}
}

// hand gives the batch to the crew, and takes the oldest ones once enough are
// under way.
func (c *crew) hand() {
	c.jobs <- c.batch
	c.pending = append(c.pending, c.batch)
	if last := len(c.spare) - 1; last >= 0 {
		c.batch, c.spare = c.spare[last], c.spare[:last]
	} else {
		c.batch = newCrewBatch()
	}
	if len(c.pending) > 2*runtime.GOMAXPROCS(0) {
		c.takeFirst()
	}
}

func (c *crew) takeFirst() {
	first := c.pending[0]
	c.pending = c.pending[1:]
	<-first.done
	for i := range first.rows {
		if err := first.errs[i]; err != nil {
			c.sites.x.reject(err)
			continue
		}
		c.sites.take(&first.made[i])
		if last := first.rows[i].last; last != nil {
			c.ahead.giveBack(last)
		}
	}
	first.rows, first.errs = first.rows[:0], first.errs[:0]
	c.spare = append(c.spare, first)
}

// finish takes what is left.
func (c *crew) finish() {
	c.hand()
	for len(c.pending) > 0 {
		c.takeFirst()
	}
}
