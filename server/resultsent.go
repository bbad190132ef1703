package server

import (
	"bufio"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo/intake"
)

// withResults is an order of which results of inspections are part: data that holds
// them, or a file of them, beside which the rest stands in the address.
type withResults interface {
	check() error                     // of what is no result
	given() ([]resultRow, string)     // results of data, and their member
	beside() []string                 // parameters that may come with a file
	address(r *request) error         // reads those
	inspected(in []intake.Inspection) // takes what was found, as a table has it
}

// fileQueries are the parameters of a file of results itself.
var fileQueries = []string{"filename", "sheet"}

// resultsOrder reads an order with results, and the form that is asked for.
func (r *request) resultsOrder(o withResults, formats ...string) (format string, err error) {
	isData := strings.HasPrefix(r.Request().Header.Get(echo.HeaderContentType), echo.MIMEApplicationJSON)
	queries := []string{"format"}
	if !isData {
		queries = slices.Concat(queries, fileQueries, o.beside())
	}
	if err = r.knownQueries(queries...); err != nil {
		return "", err
	}
	if format, err = r.format(formats...); err != nil {
		return "", err
	}
	var rows []intake.Inspection
	if isData {
		rows, err = r.resultsData(o)
	} else {
		rows, err = r.resultsFile(o)
	}
	o.inspected(rows)
	return format, err
}

// resultsData reads an order that is data.
func (r *request) resultsData(o withResults) ([]intake.Inspection, error) {
	if err := r.decode(o); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	rows, member := o.given()
	return readRows(member, rows)
}

// resultsFile reads a file of results, and what its address says beside it. What is no
// table is told before what the address lacks: data that is not said to be such.
func (r *request) resultsFile(o withResults) ([]intake.Inspection, error) {
	if err := o.address(r); err != nil {
		return nil, err
	}
	file, err := r.spool(resultsBody)
	if err != nil {
		return nil, err
	}
	defer file.remove()
	rows, err := readResults(file, r.query("sheet"))
	if err != nil {
		return nil, err
	}
	return rows, o.check()
}

// readResults reads a table of results. Everything that is wrong is told.
func readResults(u *upload, sheet string) ([]intake.Inspection, error) {
	file, err := os.Open(u.path)
	if err != nil {
		return nil, diskError(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	limits := intake.Limits{FileBytes: 16 * resultsBody, Rejects: maxFaults, Sites: maxFigureSites}
	table, err := intake.ReadInspections(u.name, bufio.NewReader(file), intake.Options{Sheet: sheet, Limits: limits, Bytes: u.bytes})
	if errors.Is(err, intake.ErrRejected) {
		faults := []error{err}
		for _, fault := range table.Rejects {
			faults = append(faults, fault)
		}
		return nil, errors.Join(faults...)
	}
	if err != nil {
		return nil, err
	}
	return table.Rows, nil
}
