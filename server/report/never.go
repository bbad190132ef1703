package report

import (
	"io"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// NeverCSV writes the sites of a frame that no draw can pick, one a row, in the
// form of CSV.
func NeverCSV(w io.Writer, list []sampler.NeverDrawn, f *sampler.Frame, texts *text.Catalogue) error {
	var heading []cell
	for _, key := range []geo.Code{
		"column.id", "column.name", "column.category", "column.area", "column.unit", "column.reason",
	} {
		heading = append(heading, textCell(texts.Text(key, nil)))
	}
	rows := [][]cell{heading}
	for _, never := range list {
		site, found := f.Site(never.Site)
		if !found {
			return &geo.Error{Code: ErrSite, Value: never.Site}
		}
		row := make([]cell, 0, len(heading))
		for _, value := range []string{
			site.ID, site.Name, site.Category, site.Area, site.Unit, texts.Explain(never.Reason),
		} {
			row = append(row, textCell(value))
		}
		rows = append(rows, row)
	}
	return tableCSV(w, rows)
}
