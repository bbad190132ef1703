package server

import (
	"context"
	"io"
	"slices"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// getSheets answers with the sheets of the responsible units: a unit gets its own
// once the draw is released, the office all.
func (s *Server) getSheets(r *request) error {
	if err := r.knownQueries("format", "datum", "unit", "deadline"); err != nil {
		return err
	}
	format, err := r.format("xlsx", "csv", "html")
	if err != nil {
		return err
	}
	sheets := report.Sheets{}
	if sheets.Units, err = r.sheetUnits(); err != nil {
		return err
	}
	if sheets.Deadline, err = r.timeQuery("deadline"); err != nil {
		return err
	}
	datum, err := r.datum()
	if err != nil {
		return err
	}
	d, err := r.seeDraw("sheets." + format)
	if err != nil {
		return err
	}
	if !d.sight.whole() {
		return d.notYet()
	}
	m, err := s.material(r.Request().Context(), d)
	if err != nil {
		return err
	}
	if sheets.Result, err = s.result(r, m, datum); err != nil {
		return err
	}
	sheets.Opened = m.openedReserves()
	if sheets.Contacts, err = s.drawContacts(r.Request().Context(), &d.Draw); err != nil {
		return err
	}
	write := map[string]func(io.Writer, report.Sheets) error{
		"csv": report.SheetsCSV, "xlsx": report.SheetsXLSX, "html": report.SheetsHTML,
	}[format]
	return r.sendFile("draw-"+count(d.Number)+"-sheets", format, func(w io.Writer) error { return write(w, sheets) })
}

// sheetUnits are the units whose sheets are asked for; nil: all. A unit asks for
// its own.
func (r *request) sheetUnits() ([]string, error) {
	asked := r.QueryParams()["unit"]
	if r.who.Role == access.Office {
		return asked, nil
	}
	for _, unit := range append(slices.Clone(asked), r.who.Unit) {
		if unit == "" || unit != r.who.Unit {
			return nil, &geo.Error{Code: access.ErrRole, At: geo.Place{Column: "unit"}, Value: r.who.Role.String(), Names: []string{access.Office.String()}}
		}
	}
	return []string{r.who.Unit}, nil
}

// timeQuery is a time; zero if there is none.
func (r *request) timeQuery(name string) (time.Time, error) {
	value := r.query(name)
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return t, &geo.Error{Code: sampler.ErrTime, At: geo.Place{Column: name}, Value: value, Err: err}
	}
	return t, nil
}

// drawContacts are the people of the version that the draw was made from.
func (s *Server) drawContacts(ctx context.Context, d *store.Draw) ([]geo.Contact, error) {
	var version store.Version
	err := s.Store.View(ctx, func(v store.Reader) (err error) {
		version, err = v.Version(d.Register, d.Version)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.people(ctx, version.Attachments)
}
