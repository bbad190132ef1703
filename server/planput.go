package server

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// planTables are the media types of tables; JSON and YAML are told apart by how
// they begin.
var planTables = map[string]string{
	"text/csv": "csv",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}

// decodePlan reads a plan in any of the forms in which it is given out.
func (r *request) decodePlan() (sampler.Plan, error) {
	media, _, _ := strings.Cut(r.Request().Header.Get("Content-Type"), ";")
	format := r.query("format")
	if format == "" {
		format = planTables[media]
	}
	switch format {
	case "csv", "xlsx":
		return readPlanTable(r.Request().Body)
	case "", "json", "yaml":
		return sampler.ReadPlan(r.Request().Body)
	default:
		return sampler.Plan{}, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "format"}, Value: format, Want: "json, yaml, csv, xlsx"}
	}
}

// readPlanTable reads a plan from a table; the error lists every wrong cell.
func readPlanTable(body io.Reader) (sampler.Plan, error) {
	cells, err := intake.ReadCells("", body, intake.Options{})
	if err != nil {
		return sampler.Plan{}, err
	}
	rows := make([]sampler.TableRow, len(cells))
	for i, row := range cells {
		rows[i] = sampler.TableRow{Number: row.Number, Cells: row.Cells}
	}
	return sampler.PlanFromTable(rows, report.PlanHeadings())
}

// putPlan keeps a new state of a plan of the office; earlier ones stay.
func (s *Server) putPlan(r *request) error {
	if err := r.knownQueries("format"); err != nil {
		return err
	}
	name, err := r.param("plan")
	if err != nil {
		return err
	}
	plan, err := r.decodePlan()
	if err != nil {
		return err
	}
	if err := s.ownName(name, &plan); err != nil {
		return err
	}
	packed, err := store.Pack(sampler.AppendPlan(nil, &plan))
	if err != nil {
		return err
	}
	kept := store.Plan{Name: name, Title: plan.Title, Digest: packed.Digest, Steps: len(plan.Steps), Made: s.act(r)}
	return s.keepPlan(r, kept, packed)
}

// ownName gives a plan the name of its address and refuses those that are taken.
func (s *Server) ownName(name string, p *sampler.Plan) error {
	shipped, err := s.shipped()
	if err != nil {
		return err
	}
	if _, taken := shipped[name]; taken {
		return &geo.Error{Code: ErrPlanShipped, Kind: geo.Conflict, At: geo.Place{Column: "name"}, Value: name}
	}
	if p.Name == "" {
		p.Name = name
	}
	if p.Name != name {
		return &geo.Error{Code: ErrPlanName, At: geo.Place{Column: "name"}, Value: p.Name, Want: name}
	}
	return nil
}

// keepPlan writes a state unless it is the newest already, or somebody wrote
// another one meanwhile.
func (s *Server) keepPlan(r *request, kept store.Plan, body store.Packed) error {
	status := http.StatusOK
	err := s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		newest, err := w.Plan(kept.Name)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		known := err == nil
		if err := r.precondition(newest.Digest, known); err != nil {
			return err
		}
		if known && newest.Digest == kept.Digest {
			kept = newest
			return nil
		}
		if !known {
			status = http.StatusCreated
		}
		if err := w.PutBlob(body); err != nil {
			return err
		}
		if err := w.AddPlan(kept); err != nil {
			return err
		}
		return r.audit(w, "plan.put", "plan/"+kept.Name, partSeen{kept.Digest.String()})
	})
	if err != nil {
		return err
	}
	r.Response().Header().Set("ETag", `"`+kept.Digest.String()+`"`)
	return r.json(status, r.viewPlan(kept))
}

// precondition compares If-Match and If-None-Match with what is there.
func (r *request) precondition(digest sampler.Digest, known bool) error {
	match, none := r.Request().Header.Get("If-Match"), r.Request().Header.Get("If-None-Match")
	fits := match == "" || known && (match == "*" || strings.Contains(match, digest.String()))
	if fits && (none != "*" || !known) {
		return nil
	}
	return &geo.Error{Code: ErrPrecond, Kind: geo.Conflict, At: geo.Place{Column: "If-Match"}, Value: match + none, Want: digest.String()}
}

// required returns an error if a member of a body is lacking.
func required(column, value string) error {
	if value == "" {
		return &geo.Error{Code: sampler.ErrMemberMissing, At: geo.Place{Column: column}, Value: column}
	}
	return nil
}
