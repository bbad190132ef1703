package intake

import "io"

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
	done    chan struct{}
	batch   *aheadBatch // the current one
	at      int         // of its next row
	ended   bool        // the sheet's last row was taken
}

// aheadBatch is some rows of a sheet, with the errors of those that are bad.
type aheadBatch struct {
	rows  []sheetRow
	errs  []error
	cells []cell // of all rows
}

// readAhead begins to read. stop ends it: a sheet that was read to its end has let
// go of everything when stop returns; another ends with the row that it waits for.
func readAhead(s sheet) (ahead *aheadSheet, stop func()) {
	a := &aheadSheet{
		batches: make(chan *aheadBatch, aheadBatches), spare: make(chan *aheadBatch, 2*aheadBatches),
		done: make(chan struct{}),
	}
	go a.run(s)
	return a, a.stop
}

func (a *aheadSheet) stop() {
	close(a.done)
	if a.ended {
		<-a.batches // closed
	}
}

func (a *aheadSheet) run(s sheet) {
	defer close(a.batches)
	for ended := false; !ended; {
		b := a.emptyBatch()
		for len(b.rows) < aheadRows && !ended {
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
		b.rows[len(b.rows)-1].last = b
		select {
		case a.batches <- b:
		case <-a.done:
			return
		}
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
	row, err := a.batch.rows[a.at-1], a.batch.errs[a.at-1]
	a.ended = a.ended || err == io.EOF //nolint:errorlint // bare, as sheets return it
	return row, err
}

// giveBack takes a batch to be used again, of which nobody needs a row any more.
func (a *aheadSheet) giveBack(b *aheadBatch) {
	select {
	case a.spare <- b:
	default:
	}
}
