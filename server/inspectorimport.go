package server

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"os"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler/crew"
	"sitedraw/server/middleware"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// inspectorsBody is how long a table of inspectors may be.
const inspectorsBody = 16 << 20

// importedInspectors says what a table of inspectors does.
type importedInspectors struct {
	Rows int `json:"rows"`
	inspectorChanges

	DryRun bool     `json:"dry_run"`          // nothing was changed
	Unused []string `json:"unused,omitempty"` // headings that mean nothing here

	Warnings []middleware.Fault `json:"warnings,omitempty"` // what was taken and may be a slip of the pen
}

// importInspectors adds the inspectors of a table, or replaces what was known of them,
// all or none. Those whom it has not stay as they are.
func (s *Server) importInspectors(r *request) error {
	if err := r.knownQueries("filename", "sheet", "dry_run", "register"); err != nil {
		return err
	}
	dry, err := r.flagQuery("dry_run")
	if err != nil {
		return err
	}
	if before, err := r.answeredBefore(); before || err != nil {
		return err
	}
	read, err := s.readInspectors(r)
	if err != nil {
		return err
	}
	list := make([]store.Inspector, len(read.Rows))
	for i := range read.Rows {
		if list[i], err = r.importedInspector(&read.Rows[i]); err != nil {
			return err
		}
	}
	answer := importedInspectors{Rows: len(list), DryRun: dry, Unused: read.Unused}
	if answer.Warnings, err = r.strangeTownships(read.Rows); err != nil {
		return err
	}
	if dry {
		return s.tryInspectors(r, list, answer)
	}
	return r.create(func(w store.Writer) (answered, error) {
		answer.inspectorChanges, err = r.writeInspectors(w, list)
		return answered{http.StatusOK, "", answer}, err
	})
}

// importedInspector is a row as the store keeps it.
func (r *request) importedInspector(row *intake.Inspector) (store.Inspector, error) {
	settled, err := settledInspector(inspectorRow(row))
	if err == nil {
		return keptInspector(&settled, r.server.act(r))
	}
	if e, is := errors.AsType[*geo.Error](err); is {
		return store.Inspector{}, located(err, geo.Place{Line: row.Line, Column: e.At.Column})
	}
	return store.Inspector{}, err
}

// tryInspectors answers what a table would do.
func (s *Server) tryInspectors(r *request, list []store.Inspector, answer importedInspectors) error {
	err := s.Store.View(r.Request().Context(), func(v store.Reader) error {
		for i := range list {
			if _, err := answer.count(v, &list[i]); err != nil {
				return err
			}
		}
		return fewInspectors(v, answer.Added)
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, answer)
}

// readInspectors reads the table of a request. Everything that is wrong is told.
func (s *Server) readInspectors(r *request) (*intake.Inspectors, error) {
	township, err := s.townships(r)
	if err != nil {
		return nil, err
	}
	sent, err := r.spool(inspectorsBody)
	if err != nil {
		return nil, err
	}
	defer sent.remove()
	file, err := os.Open(sent.path)
	if err != nil {
		return nil, diskError(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	limits := intake.Limits{FileBytes: 16 * inspectorsBody, Rejects: maxFaults, Sites: crew.MostInspectors}
	table, err := intake.ReadInspectors(sent.name, bufio.NewReader(file), intake.InspectorOptions{
		Options: intake.Options{Sheet: r.query("sheet"), Limits: limits, Bytes: sent.bytes}, Township: township,
	})
	if errors.Is(err, intake.ErrRejected) {
		faults := []error{err}
		for _, fault := range table.Rejects {
			faults = append(faults, fault)
		}
		return nil, errors.Join(faults...)
	}
	return table, err
}

// townships finds townships by name in the register that ?register= names, or in the
// only one; nil if there are several, or none with sites.
func (s *Server) townships(r *request) (func(name string) (geo.AreaCode, error), error) {
	ctx := r.Request().Context()
	register := r.query("register")
	if register == "" {
		only, err := s.onlyRegister(ctx)
		if err != nil || only == "" {
			return nil, err
		}
		register = only
	}
	version, err := s.registers.current(ctx, register)
	if err != nil {
		return nil, geo.InColumn(err, "register")
	}
	o, err := s.frames.open(ctx, version.Frame)
	if err != nil {
		return nil, err
	}
	return func(name string) (geo.AreaCode, error) { return o.areas().Find(name, "") }, nil
}

// onlyRegister is the register of a server that has one, if it has a version; otherwise
// it is empty.
func (s *Server) onlyRegister(ctx context.Context) (id string, err error) {
	err = s.Store.View(ctx, func(v store.Reader) error {
		list, err := v.Registers(store.TextPage{Limit: 2})
		if err == nil && len(list) == 1 && list[0].Current > 0 {
			id = list[0].ID
		}
		return err
	})
	return id, err
}

// exportInspectors writes the inspectors as a table, who left excepted, or an empty
// table to be filled in.
func (s *Server) exportInspectors(r *request) error {
	if err := r.knownQueries("format"); err != nil {
		return err
	}
	format, err := r.format("csv", "xlsx", "template")
	if err != nil {
		return err
	}
	if format == "template" {
		return r.sendFile("inspectors-template", "xlsx", func(w io.Writer) error { return report.InspectorsTemplate(w, r.texts) })
	}
	people, err := s.inspectors(r.Request().Context())
	if err != nil {
		return err
	}
	if err := r.auditRead("inspector.export", "inspectors"); err != nil {
		return err
	}
	rows := make([]intake.Inspector, len(people))
	for i := range people {
		rows[i] = rowOf(&people[i])
	}
	write := report.InspectorsCSV
	if format == "xlsx" {
		write = report.InspectorsXLSX
	}
	return r.sendFile("inspectors", format, func(w io.Writer) error { return write(w, rows, r.texts) })
}
