package server

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// exportTypes are the media types of what leaves the house, by format.
var exportTypes = map[string]string{
	"json":    "application/json",
	"geojson": "application/geo+json",
	"csv":     "text/csv; charset=utf-8",
	"xlsx":    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"html":    "text/html; charset=utf-8",
	"gpx":     "application/gpx+xml",
	"kml":     "application/vnd.google-earth.kml+xml",
	"svg":     "image/svg+xml",
}

// format is the one of the known ones that ?format= asks for, the first without it.
func (r *request) format(known ...string) (string, error) {
	name := r.query("format")
	switch {
	case name == "":
		return known[0], nil
	case slices.Contains(known, name):
		return name, nil
	default:
		return "", &geo.Error{Code: ErrParameter, At: geo.Place{Column: "format"}, Value: name, Want: strings.Join(known, ", ")}
	}
}

// send answers with a file that is written whole before its first byte is sent, so
// that a fault is answered as one.
func (r *request) sendFile(name, format string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	header := r.Response().Header()
	header.Set("Cache-Control", "private, no-cache")
	if format == "html" {
		header.Set("Content-Security-Policy", report.StylePolicy())
	} else {
		header.Set("Content-Disposition", disposition(name+"."+format))
	}
	return r.Blob(http.StatusOK, exportTypes[format], b.Bytes())
}

// picksView are the picks of a draw that are seen.
type picksView struct {
	Draw           int64      `json:"draw"`
	Kind           string     `json:"kind"`
	OwnSeed        bool       `json:"own_seed_only,omitempty"`
	Label          string     `json:"label,omitempty"`
	Incomplete     []string   `json:"incomplete,omitempty"`
	Datum          string     `json:"datum"`
	HiddenReserves *int       `json:"hidden_reserves,omitempty"`
	Picks          []pickView `json:"picks"`
}

// getPicks answers with the picks, as data, as a layer of a map or as the table of
// drawn sites. What an inspector sees of a draw before its release comes as data
// only: the table says what the draw is as a whole.
func (s *Server) getPicks(r *request) error {
	if err := r.knownQueries("format", "datum", "geometry"); err != nil {
		return err
	}
	format, err := r.format("json", "geojson", "csv", "xlsx", "html")
	if err != nil {
		return err
	}
	shape := pickShape{whole: format == "geojson"}
	if shape.datum, err = r.datum(); err != nil {
		return err
	}
	if format == "json" {
		if shape.whole, err = r.flagQuery("geometry"); err != nil {
			return err
		}
	}
	d, err := r.seeDraw("picks." + format)
	if err != nil {
		return err
	}
	data := format == "json" || format == "geojson"
	if !d.sight.picks || !data && !d.sight.whole() {
		return d.notYet()
	}
	m, err := s.material(r.Request().Context(), d)
	if err != nil {
		return err
	}
	if data {
		return r.sendPicks(m, format, shape)
	}
	return s.sendResult(r, m, format, shape.datum)
}

func (r *request) sendPicks(m *material, format string, shape pickShape) error {
	picks, err := r.picks(m, shape)
	if err != nil {
		return err
	}
	shown := picksView{Draw: m.Number, Kind: m.Kind, OwnSeed: m.ownSeed, Label: r.label(m.seen), Datum: shape.datum.String(), Picks: picks}
	if m.sight.whole() {
		hidden := len(m.record.Picks) - len(picks)
		shown.Incomplete, shown.HiddenReserves = m.Incomplete, &hidden
	}
	if format == "json" {
		return r.json(http.StatusOK, shown)
	}
	return r.sendFile("draw-"+count(m.Number), format, func(w io.Writer) error { return json.NewEncoder(w).Encode(shown.layer()) })
}

// layerView is the picks as a FeatureCollection of RFC 7946. In another datum than
// WGS 84, which the RFC does not know, the layer says so.
type layerView struct {
	Type string `json:"type"`
	picksView

	Picks    *struct{}     `json:"picks,omitempty"` // the features instead
	Features []featureView `json:"features"`
}

type featureView struct {
	Type       string          `json:"type"`
	Geometry   json.RawMessage `json:"geometry"`
	Properties featureFacts    `json:"properties"`
}

// featureFacts are a pick with the members of its site beside its own.
type featureFacts struct {
	Label string `json:"label,omitempty"`
	pickView
	pickedSite

	Site     *struct{} `json:"site,omitempty"`     // its members instead
	Geometry *struct{} `json:"geometry,omitempty"` // of the feature
}

func (p picksView) layer() layerView {
	l := layerView{Type: "FeatureCollection", picksView: p, Features: []featureView{}}
	for i := range p.Picks {
		f := featureView{Type: "Feature", Geometry: p.Picks[i].Site.Geometry}
		if f.Geometry == nil {
			f.Geometry = json.RawMessage("null")
		}
		f.Properties = featureFacts{Label: p.Label, pickView: p.Picks[i], pickedSite: p.Picks[i].Site}
		l.Features = append(l.Features, f)
	}
	return l
}

// result is the table of drawn sites of what is seen.
func (s *Server) result(r *request, m *material, datum geo.Datum) (report.Result, error) {
	result := report.Result{
		Draw: report.Draw{
			Record: m.record, Frame: m.sites.frame, Categories: s.Categories, Practice: m.Kind != store.Official, OwnSeed: m.ownSeed,
			Incomplete: m.Incomplete, Reserves: m.reserves(), Texts: r.texts,
		},
		Number: count(m.Number), Drawn: m.Made.At.In(s.Location), Datum: datum, Areas: m.sites.names(),
	}
	var shown drawView
	if err := m.details(&shown); err != nil {
		return result, err
	}
	result.Withdrawn = shown.Reason
	for i := range m.Events {
		if m.Events[i].Kind == store.Released {
			result.Released = m.Events[i].Made.At.In(s.Location)
		}
	}
	if m.Seal == nil {
		return result, nil
	}
	var kept store.Seal
	err := s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		kept, err = v.Seal(*m.Seal)
		return err
	})
	if err != nil {
		return result, err
	}
	seal, err := sampler.ReadSeal(bytes.NewReader(kept.Object))
	result.Seal = &seal
	return result, err
}

func (s *Server) sendResult(r *request, m *material, format string, datum geo.Datum) error {
	result, err := s.result(r, m, datum)
	if err != nil {
		return err
	}
	write := map[string]func(io.Writer, report.Result) error{
		"csv": report.ResultCSV, "xlsx": report.ResultXLSX, "html": report.ResultHTML,
	}[format]
	return r.sendFile("draw-"+count(m.Number), format, func(w io.Writer) error { return write(w, result) })
}
