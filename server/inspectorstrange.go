package server

import (
	"context"
	"errors"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
)

// warnTownshipStrange means that no register has a site in the township Value of the
// inspector Names: a slip of the pen there would let him inspect his own township.
const warnTownshipStrange geo.Code = "inspector.township-strange"

// strangeTownships are warnings about inspectors whose township no register has. They
// may come from elsewhere, so that nothing is refused.
func (r *request) strangeTownships(rows []intake.Inspector) ([]middleware.Fault, error) {
	known, err := r.server.allTownships(r.Request().Context())
	if err != nil || len(known) == 0 {
		return nil, err // without a register nothing is strange
	}
	var warnings []middleware.Fault
	for i := range rows {
		row := &rows[i]
		if row.Township == "" || known[string(row.Township)] > 0 {
			continue
		}
		e := &geo.Error{
			Code: warnTownshipStrange, At: geo.Place{Line: row.Line, Column: "township"},
			Value: string(row.Township), Names: []string{row.Name},
		}
		warnings = append(warnings, middleware.NewFault(e, r.texts.Explain(e)))
	}
	return warnings, nil
}

// allTownships counts the sites of every township in the current versions of all
// registers.
func (s *Server) allTownships(ctx context.Context) (map[string]int, error) {
	var registers []string
	err := s.Store.View(ctx, func(v store.Reader) error {
		return eachRegister(v, func(g store.Register) error {
			if g.Current > 0 {
				registers = append(registers, g.ID)
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	all := map[string]int{}
	for _, register := range registers {
		version, err := s.registers.current(ctx, register)
		if errors.Is(err, store.ErrNotFound) {
			continue // it went meanwhile
		}
		if err != nil {
			return nil, err
		}
		o, err := s.frames.open(ctx, version.Frame)
		if err != nil {
			return nil, err
		}
		for code, n := range o.areaCounts() {
			all[code] += n
		}
	}
	return all, nil
}
