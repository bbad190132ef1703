package server

import (
	"context"
	"encoding/json"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// material is what a draw is shown from.
type material struct {
	*seen

	record *sampler.Record
	sites  *opened
	opened []openingView
}

// readRecord reads the record of a draw.
func (s *Server) readRecord(ctx context.Context, d *store.Draw) (*sampler.Record, error) {
	body, err := s.readBlob(ctx, d.Record)
	if err != nil {
		return nil, err
	}
	return sampler.ParseRecord(string(body))
}

func (s *Server) readBlob(ctx context.Context, d sampler.Digest) (body []byte, err error) {
	err = s.Store.View(ctx, func(v store.Reader) (err error) {
		body, err = v.Blob(d)
		return err
	})
	return body, err
}

// material reads record and frame of a draw.
func (s *Server) material(ctx context.Context, d *seen) (*material, error) {
	m := &material{seen: d}
	var err error
	if m.record, err = s.readRecord(ctx, &d.Draw); err != nil {
		return nil, err
	}
	if m.sites, err = s.frames.open(ctx, d.Frame); err != nil {
		return nil, err
	}
	m.opened, err = openings(&d.Draw)
	return m, err
}

// open are the places of the reserves that were opened.
func (m *material) open() map[reserveKey]bool {
	open := make(map[reserveKey]bool, len(m.opened))
	for i := range m.opened {
		open[m.opened[i].key()] = true
	}
	return open
}

// reserves says to the reports which reserves are shown.
func (m *material) reserves() report.Reserves {
	if m.sight.all {
		return report.AllReserves()
	}
	return report.OnlyOpened(m.openedReserves())
}

func (m *material) openedReserves() []report.Opened {
	list := make([]report.Opened, len(m.opened))
	for i, o := range m.opened {
		list[i] = report.Opened{Step: o.Step, Within: o.Within, Stratum: o.Stratum, Order: o.Order}
	}
	return list
}

// pickView is a drawn site.
type pickView struct {
	Step    string          `json:"step"`
	Within  string          `json:"within,omitempty"`
	Stratum string          `json:"stratum,omitempty"`
	Role    string          `json:"role"`
	Order   int             `json:"order"`
	Site    pickedSite      `json:"site"`
	Stretch *stretchView    `json:"stretch,omitempty"`
	Anchor  json.RawMessage `json:"anchor,omitempty"`
	Ticket  string          `json:"ticket,omitempty"`
}

// pickedSite is what an inspection has to know of a site. People are in the sheets
// only.
type pickedSite struct {
	ID           string          `json:"id"`
	Name         string          `json:"name"`
	Category     string          `json:"category"`
	CategoryName string          `json:"category_name,omitempty"`
	Unit         string          `json:"unit,omitempty"`
	Area         string          `json:"area,omitempty"`
	AreaName     string          `json:"area_name,omitempty"`
	Position     json.RawMessage `json:"position,omitempty"`
	Geometry     json.RawMessage `json:"geometry,omitempty"`
}

// stretchView is the part of a line to walk, in millimetres from its first vertex.
type stretchView struct {
	From int64 `json:"from_mm"`
	To   int64 `json:"to_mm"`
}

// pickShape says how places are written.
type pickShape struct {
	datum geo.Datum
	whole bool // lines and surfaces too
}

// picks are the picks that are seen.
func (r *request) picks(m *material, shape pickShape) ([]pickView, error) {
	open := m.open()
	views := []pickView{}
	for i := range m.record.Picks {
		if p := &m.record.Picks[i]; m.sight.sees(p, open) {
			view, err := r.pick(m, p, shape)
			if err != nil {
				return nil, err
			}
			views = append(views, view)
		}
	}
	return views, nil
}

// pick shows one pick; whether it is seen has been decided.
func (r *request) pick(m *material, from *sampler.Pick, shape pickShape) (pickView, error) {
	p := m.sight.shown(from)
	site, found := m.sites.frame.Site(p.ID)
	if !found {
		return pickView{}, &geo.Error{Code: report.ErrSite, Kind: geo.Internal, At: geo.Place{Step: p.Step}, Value: p.ID}
	}
	view := pickView{
		Step: p.Step, Within: p.Within, Stratum: p.Stratum, Role: string(p.Role), Order: p.Order,
		Site: pickedSite{
			ID: site.ID, Name: site.Name, Category: site.Category, Unit: site.Unit, Area: site.Area,
			CategoryName: r.server.registers.categories[r.texts.Lang()][site.Category],
		},
	}
	if m.sight.whole() { // an area is called as the site that stands for it, which may be another pick
		view.Site.AreaName = m.sites.names()[site.Area]
	}
	places := siteJSON{datum: shape.datum}
	if at, located := site.Position(); located {
		view.Site.Position = places.position(nil, at)
	}
	if shape.whole && site.Geometry != nil {
		view.Site.Geometry = places.geometry(nil, site.Geometry)
	}
	if p.Stretch != nil {
		view.Stretch = &stretchView{p.Stretch.From, p.Stretch.To}
	}
	if p.Anchor != nil {
		view.Anchor = places.position(nil, *p.Anchor)
	}
	if p.Ticket != (sampler.Ticket{}) {
		view.Ticket = p.Ticket.String()
	}
	return view, nil
}
