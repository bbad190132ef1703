package intake

import (
	"io"
	"sync/atomic"
)

// aheadRows is how many rows are handed over at a time, aheadBatches how many
// times rows may wait.
const (
	aheadRows    = 256
	aheadBatches = 4
)

// aheadSheet reads a sheet on a goroutine of its own, so that one core takes rows
// apart while others make sites of them. The rows and their order are the
// sheet's; they stay as they are until the batch they are of is given back.
type aheadSheet struct {
	batches chan *aheadBatch
	spare   chan *aheadBatch
	batch   *aheadBatch // the current one
	at      int         // of its next row
	left    atomic.Bool // nobody wants another row
}

// aheadBatch is some rows of a sheet, with the errors of those that are bad.
type aheadBatch struct {
	rows  []sheetRow
	errs  []error
	cells []cell // of all rows
}

// readAhead begins to read. stop ends it with the row that is being read: nothing
// asks the sheet any more when it returns.
func readAhead(s sheet) (ahead *aheadSheet, stop func()) {
	a := &aheadSheet{
		batches: make(chan *aheadBatch, aheadBatches), spare: make(chan *aheadBatch, 2*aheadBatches),
	}
	go a.run(s)
	return a, a.stop
}

func (a *aheadSheet) stop() {
	a.left.Store(true)
	for range a.batches { // until run has returned
	}
}

func (a *aheadSheet) run(s sheet) {
	defer close(a.batches)
	for ended := false; !ended; {
		b := a.emptyBatch()
		for len(b.rows) < aheadRows && !ended && !a.left.Load() {
			row, err := s.next()
			if err != nil {
				_, goesOn := err.(*rowError) //nolint:errorlint // bare, as sheets return it
				ended = !goesOn
			}
			start := len(b.cells)
			b.cells = append(b.cells, row.cells...)
			row.cells = b.cells[start:len(b.cells):len(b.cells)]
			b.rows, b.errs = append(b.rows, row), append(b.errs, err)
		}
		if a.left.Load() {
			return
		}
		b.rows[len(b.rows)-1].last = b
		a.batches <- b
	}
}

func (a *aheadSheet) emptyBatch() *aheadBatch {
	select {
	case b := <-a.spare:
		b.rows, b.errs, b.cells = b.rows[:0], b.errs[:0], b.cells[:0]
		return b
	default:
		return &aheadBatch{rows: make([]sheetRow, 0, aheadRows), errs: make([]error, 0, aheadRows)}
	}
}

// next implements sheet.
func (a *aheadSheet) next() (sheetRow, error) {
	if a.batch == nil || a.at == len(a.batch.rows) {
		a.batch, a.at = <-a.batches, 0
	}
	if a.batch == nil {
		return sheetRow{}, io.EOF // told before
	}
	a.at++
	return a.batch.rows[a.at-1], a.batch.errs[a.at-1]
}

// giveBack takes a batch to be used again, of which nobody needs a row any more.
func (a *aheadSheet) giveBack(b *aheadBatch) {
	select {
	case a.spare <- b:
	default:
	}
}
