package intake

import (
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// The containers of tables, as they end the names of formats.
const (
	csvFormat  = "csv"
	xlsxFormat = "xlsx"
)

// readCSV reads a table of text.
func readCSV(x *reading) error {
	s, err := newCSVSheet(x)
	if err != nil {
		return err
	}
	return x.readTable(s, csvFormat)
}

// readXLSX reads a sheet of a workbook.
func readXLSX(x *reading) error {
	s, err := newWorkbookSheet(x, x.Sheet)
	if err != nil {
		return err
	}
	return x.readTable(s, xlsxFormat)
}

// readTable reads an administrative list, a list of sites or one of people,
// whichever the headings tell.
func (x *reading) readTable(s sheet, container string) error {
	ahead, stop := readAhead(s)
	defer stop()
	t, err := newTable(x, ahead, container)
	if err != nil {
		return err
	}
	if isAdmin(t.header) {
		x.result.Format = "admin-" + container
		return readAdmin(x, t)
	}
	x.result.Format = "sites-" + container
	return x.readSites(t, ahead)
}

// readSites makes sites of a table's rows.
func (x *reading) readSites(t *table, ahead *aheadSheet) error {
	at, headings, err := x.columnOf(t.header)
	if err != nil {
		return err
	}
	sites, err := newRegistrar(x, headings)
	if err != nil {
		return stream.AtLine(err, t.header.top)
	}
	if sites.only {
		x.result.Format = "people-" + t.container
	}
	crew := newCrew(sites, ahead, at)
	defer crew.stop()
	t.rejected = crew.reject
	for {
		more, err := t.next()
		if err != nil {
			return err
		}
		if !more {
			crew.finish()
			sites.finish()
			return nil
		}
		crew.add(t.row)
	}
}

func parseSize(text string) (int32, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || n > geo.MaxSize {
		return 0, &geo.Error{Code: geo.ErrSiteSize, Value: text}
	}
	return int32(n), nil
}
