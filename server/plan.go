package server

import (
	"bytes"
	"net/http"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// What keeping a plan can be refused for.
const (
	ErrPlanShipped geo.Code = "plan.shipped" // Value comes with the program and is never changed
	ErrPlanName    geo.Code = "plan.name"    // the plan calls itself Value, its address Want
)

// The sources of plans.
const (
	planShipped = "shipped" // comes with the program
	planOffice  = "office"
)

// planView is one state of a plan.
type planView struct {
	Name   string `json:"name"`
	Title  string `json:"title,omitempty"`
	Digest string `json:"digest"`
	Steps  int    `json:"steps"`
	Source string `json:"source"`
	Made   string `json:"made,omitempty"`
	MadeBy int64  `json:"made_by,omitempty"` // for the office
}

// shippedPlans reads the plans that come with the program, by name.
func shippedPlans() (map[string]sampler.Plan, error) {
	plans := map[string]sampler.Plan{}
	for _, name := range sampler.ShippedPlans() {
		plan, err := sampler.ShippedPlan(name)
		if err != nil {
			return nil, err
		}
		plans[name] = plan
	}
	return plans, nil
}

func viewShipped(name string, p *sampler.Plan) planView {
	return planView{Name: name, Title: p.Title, Digest: p.Digest().String(), Steps: len(p.Steps), Source: planShipped}
}

func (r *request) viewPlan(p store.Plan) planView {
	shown := planView{
		Name: p.Name, Title: p.Title, Digest: p.Digest.String(), Steps: p.Steps, Source: planOffice, Made: stamp(p.Made.At),
	}
	if r.who.Role == access.Office {
		shown.MadeBy = p.Made.By
	}
	return shown
}

// readPlan reads the newest state of a plan, wherever it comes from.
func (s *Server) readPlan(v store.Reader, name string) (sampler.Plan, error) {
	shipped, err := s.shipped()
	if err != nil {
		return sampler.Plan{}, err
	}
	if plan, known := shipped[name]; known {
		return plan, nil
	}
	kept, err := v.Plan(name)
	if err != nil {
		return sampler.Plan{}, err
	}
	return parsePlan(v, kept.Digest)
}

func parsePlan(v store.Reader, d sampler.Digest) (sampler.Plan, error) {
	body, err := v.Blob(d)
	if err != nil {
		return sampler.Plan{}, err
	}
	return sampler.ParsePlan(string(body))
}

// listPlans lists plans by name, those that come with the program among the
// office's.
func (s *Server) listPlans(r *request) error {
	if err := r.knownQueries("after", "limit"); err != nil {
		return err
	}
	p, err := r.textPage()
	if err != nil {
		return err
	}
	shipped, err := s.shipped()
	if err != nil {
		return err
	}
	var kept []store.Plan
	err = s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		kept, err = v.Plans(p)
		return err
	})
	if err != nil {
		return err
	}
	var shown []planView
	for _, name := range sampler.ShippedPlans() {
		for len(kept) > 0 && kept[0].Name < name {
			shown, kept = append(shown, r.viewPlan(kept[0])), kept[1:]
		}
		if plan := shipped[name]; name > p.After {
			shown = append(shown, viewShipped(name, &plan))
		}
	}
	for _, k := range kept {
		shown = append(shown, r.viewPlan(k))
	}
	return page(r, shown, func(v planView) string { return v.Name })
}

// planState finds the plan of the path: its newest state, or that of ?digest=.
func (s *Server) planState(r *request, name string) (sampler.Plan, error) {
	asked := r.query("digest")
	var plan sampler.Plan
	err := s.Store.View(r.Request().Context(), func(v store.Reader) error {
		var err error
		if plan, err = s.readPlan(v, name); err != nil || asked == "" || plan.Digest().String() == asked {
			return err
		}
		digest, err := readDigest("digest", asked)
		if err != nil {
			return err
		}
		states, err := v.PlanHistory(name)
		if err != nil {
			return err
		}
		for i := range states {
			if states[i].Digest == digest {
				plan, err = parsePlan(v, digest)
				return err
			}
		}
		return &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "plan"}, Value: asked}
	})
	return plan, err
}

// planTypes are the media types of plans, by format.
var planTypes = map[string]string{
	"json": exportTypes["json"], "yaml": "application/yaml", "csv": exportTypes["csv"], "xlsx": exportTypes["xlsx"],
}

// getPlan answers with a plan as people write it. In JSON it is in canonical form,
// whose SHA-256 is its digest; in YAML one that comes with the program has its
// comments.
func (s *Server) getPlan(r *request) error {
	if err := r.knownQueries("format", "digest"); err != nil {
		return err
	}
	name, err := r.param("plan")
	if err != nil {
		return err
	}
	format, err := r.format("json", "yaml", "csv", "xlsx")
	if err != nil {
		return err
	}
	plan, err := s.planState(r, name)
	if err != nil {
		return err
	}
	tag := plan.Digest().String()
	if format == "csv" || format == "xlsx" {
		tag += "-" + string(r.texts.Lang())
	}
	if r.unchanged(tag) {
		return r.NoContent(http.StatusNotModified)
	}
	var b bytes.Buffer
	if err := s.writePlan(&b, r, name, format, &plan); err != nil {
		return err
	}
	if format != "json" {
		r.Response().Header().Set("Content-Disposition", disposition(name+"."+format))
	}
	return r.Blob(http.StatusOK, planTypes[format], b.Bytes())
}

func (s *Server) writePlan(w *bytes.Buffer, r *request, name, format string, p *sampler.Plan) error {
	switch format {
	case "csv":
		return report.PlanCSV(w, p, r.texts)
	case "xlsx":
		return report.PlanXLSX(w, p, r.texts)
	case "json":
		w.Write(sampler.AppendPlan(nil, p))
		return nil
	}
	if source, err := sampler.ShippedPlanSource(name); err == nil {
		w.Write(source)
		return nil
	}
	w.Write(sampler.AppendPlanYAML(nil, p))
	return nil
}

// planHistory lists all states of a plan, the newest first.
func (s *Server) planHistory(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	name, err := r.param("plan")
	if err != nil {
		return err
	}
	shipped, err := s.shipped()
	if err != nil {
		return err
	}
	if plan, known := shipped[name]; known {
		return r.json(http.StatusOK, list[planView]{Items: []planView{viewShipped(name, &plan)}})
	}
	var states []store.Plan
	err = s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		states, err = v.PlanHistory(name)
		return err
	})
	if err != nil {
		return err
	}
	shown := list[planView]{}
	for _, p := range states {
		shown.Items = append(shown.Items, r.viewPlan(p))
	}
	return r.json(http.StatusOK, shown)
}
