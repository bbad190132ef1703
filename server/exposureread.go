package server

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// What is answered instead of an exposure that nobody has asked for lately: it is
// worked out by POST.
const (
	ErrNotExposed  geo.Code = "exposure.none"            // under the plan Value
	ErrNoneExposed geo.Code = "exposure.none-of-version" // under any plan, of the version Value
)

// usualKey names the exposure of a subject as it is worked out if nobody says otherwise.
func usualKey(on *subject, people *chiefs) (figureKey, error) {
	order := exposureOrder{Plan: on.plan.Name}
	if err := order.check(); err != nil {
		return figureKey{}, err
	}
	e := exposing{subject: on, order: &order, people: people}
	return e.key()
}

// exposed is that exposure.
func (s *Server) exposed(on *subject, people *chiefs) (*report.Exposure, error) {
	key, err := usualKey(on, people)
	if err != nil {
		return nil, err
	}
	value, _ := s.figures.find(key)
	made, worked := value.(*report.Exposure)
	if !worked {
		return nil, &geo.Error{Code: ErrNotExposed, Kind: geo.NotFound, At: geo.Place{Column: "plan"}, Value: on.plan.Name}
	}
	return made, nil
}

// exposedLast is the exposure that was worked out last of a version, of those that
// asking with the name of the plan would find.
func (r *request) exposedLast(st *state) (*subject, *report.Exposure, error) {
	for _, kept := range r.server.figures.lately() {
		made, is := kept.value.(*report.Exposure)
		if !is || made.Report.Frame.Digest() != st.frame.Digest() {
			continue
		}
		on, err := r.subjectOf(st, made.Report.Plan.Name)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		switch key, err := usualKey(on, nil); {
		case err != nil:
			return nil, nil, err
		case key == kept.key:
			return on, made, nil
		}
	}
	return nil, nil, &geo.Error{Code: ErrNoneExposed, Kind: geo.NotFound, At: geo.Place{Column: "version"}, Value: count(st.version.Number)}
}

// exposedUnder is the exposure of a version under the plan of a name.
func (r *request) exposedUnder(st *state, plan string) (*subject, *report.Exposure, error) {
	on, err := r.subjectOf(st, plan)
	if err != nil {
		return nil, nil, err
	}
	made, err := r.server.exposed(on, nil)
	return on, made, err
}

// getExposure answers with the exposure that was worked out last, as data, as a table,
// a chart or a layer of a map.
func (s *Server) getExposure(r *request) error {
	if err := r.knownQueries("plan", "rounds", "format", "by", "datum"); err != nil {
		return err
	}
	format, err := r.format("json", "csv", "xlsx", "svg", "geojson")
	if err != nil {
		return err
	}
	view := exposureView{texts: r.texts}
	if view.rounds, err = r.roundsQuery(); err != nil {
		return err
	}
	if view.by, err = r.groupingQuery(); err != nil {
		return err
	}
	datum, err := r.datum()
	if err != nil {
		return err
	}
	if err := required("plan", r.query("plan")); err != nil {
		return err
	}
	on, err := r.subject(r.query("plan"))
	if err != nil {
		return err
	}
	var people *chiefs
	if view.by == report.ByChief {
		if people, err = r.chiefs(on.state); err != nil {
			return err
		}
	}
	made, err := s.exposed(on, people)
	if err != nil {
		return err
	}
	e := s.told(made, view)
	return r.sendFigures(on.fileName("exposure"), format, func(w io.Writer) error { return writeExposure(w, format, e, exposureShape{view.by, datum}) })
}

// exposureShape is what forms of an exposure differ by beside their kind.
type exposureShape struct {
	by    report.Grouping
	datum geo.Datum
}

func writeExposure(w io.Writer, format string, e report.Exposure, shape exposureShape) error {
	switch format {
	case "csv":
		return report.ExposureCSV(w, e, shape.by)
	case "xlsx":
		return report.ExposureXLSX(w, e)
	case "svg":
		return report.ExposureSVG(w, e)
	case "geojson":
		return report.ExposureGeoJSON(w, e, shape.datum)
	default:
		return report.ExposureJSON(w, e)
	}
}

// roundsQuery is how many rounds figures are wanted for too.
func (r *request) roundsQuery() (int, error) {
	value := r.query("rounds")
	if value == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > maxRounds {
		return 0, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "rounds"}, Value: value, Want: "1–" + strconv.Itoa(maxRounds)}
	}
	return n, nil
}

// groupingQuery is what sites are rolled up by; empty: nobody said.
func (r *request) groupingQuery() (report.Grouping, error) {
	by := report.Grouping(r.query("by"))
	if by == "" || slices.Contains(report.Groupings(), by) {
		return by, nil
	}
	names := make([]string, len(report.Groupings()))
	for i, g := range report.Groupings() {
		names[i] = string(g)
	}
	return "", &geo.Error{Code: ErrParameter, At: geo.Place{Column: "by"}, Value: string(by), Want: strings.Join(names, ", ")}
}

// siteExposureView is what the card of a site says of its chances.
type siteExposureView struct {
	ID      string  `json:"id"`
	Version int64   `json:"version"`
	Plan    planRef `json:"plan"`
	report.SiteCard
}

// getSiteExposure answers with the chances of one site, under the plan that is asked
// for, or the one worked out last.
func (s *Server) getSiteExposure(r *request) error {
	if err := r.knownQueries("plan", "version"); err != nil {
		return err
	}
	id, err := r.param("site")
	if err != nil {
		return err
	}
	st, err := r.state()
	if err != nil {
		return err
	}
	number, found := st.frame.Number(id)
	if !found {
		return noSite(id)
	}
	find := r.exposedLast
	if plan := r.query("plan"); plan != "" {
		find = func(st *state) (*subject, *report.Exposure, error) { return r.exposedUnder(st, plan) }
	}
	on, made, err := find(st)
	if err != nil {
		return err
	}
	e := s.told(made, exposureView{texts: r.texts})
	return r.json(http.StatusOK, siteExposureView{
		ID: id, Version: on.version.Number, Plan: planRef{on.plan.Name, on.plan.Digest().String()}, SiteCard: e.Card(number),
	})
}
