package server

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/inspection"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// What opening a reserve can be refused for.
const (
	ErrNotPicked geo.Code = "reserve.not-picked" // the site Value is no pick of that place
	ErrReplaced  geo.Code = "reserve.replaced"   // another reserve stands in for the site Value already
	ErrNoReserve geo.Code = "reserve.none"       // all reserves of the place are open
	ErrInspected geo.Code = "reserve.inspected"  // the site Value has results: a note must say why they are not to count
)

// reasonCodes are why a site cannot be inspected.
var reasonCodes = []string{
	string(inspection.Closed), string(inspection.Demolished), string(inspection.NoAccess), string(inspection.Other),
}

// openingView says which reserve was opened in place of which site. It is also
// what an event of the kind reserve holds, with the note, which stays in the house.
type openingView struct {
	Step     string `json:"step"`
	Within   string `json:"within,omitempty"`
	Stratum  string `json:"stratum,omitempty"`
	Order    int    `json:"order"`
	Site     string `json:"site"`
	Replaces string `json:"replaces"`
	Code     string `json:"code"`
	Note     string `json:"note,omitempty"`
	Salt     string `json:"salt"`    // SHA-256(salt ‖ opening) stands in the log
	Opening  string `json:"opening"` // the canonical object
	Time     string `json:"time,omitempty"`
	Leaf     int64  `json:"leaf,omitempty"`
}

func (o *openingView) key() reserveKey { return reserveKey{o.Step, o.Within, o.Stratum, o.Order} }

// openings are the reserves of a draw that were opened, in order.
func openings(d *store.Draw) ([]openingView, error) {
	list := []openingView{}
	for i := range d.Events {
		e := &d.Events[i]
		if e.Kind != store.Reserve {
			continue
		}
		var o openingView
		if err := json.Unmarshal(e.Detail, &o); err != nil {
			return nil, err
		}
		o.Time, o.Leaf = stamp(e.Made.At), e.Leaf
		list = append(list, o)
	}
	return list, nil
}

// appendOpening appends the canonical object (RFC 8785) that says which reserve
// was opened and why. Its texts hold no control characters.
func (o *openingView) appendOpening(b []byte, draw int64) []byte {
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	b = append(b, `{"code":"`+o.Code+`","draw":`+strconv.FormatInt(draw, 10)+`,"order":`+strconv.Itoa(o.Order)...)
	for _, m := range []struct{ name, value string }{
		{"replaces", o.Replaces}, {"site", o.Site}, {"step", o.Step}, {"stratum", o.Stratum}, {"within", o.Within},
	} {
		b = append(b, `,"`+m.name+`":"`+quoted.Replace(m.value)+`"`...)
	}
	return append(b, '}')
}

// openingOrder is what the office asks for.
type openingOrder struct {
	Step     string  `json:"step"`
	Within   *string `json:"within"`
	Stratum  *string `json:"stratum"`
	Replaces string  `json:"replaces"`
	Code     string  `json:"code"`
	Note     string  `json:"note"`
}

func (o *openingOrder) check() error {
	if !slices.Contains(reasonCodes, o.Code) {
		return &geo.Error{Code: sampler.ErrChoice, At: geo.Place{Column: "code"}, Value: o.Code, Want: strings.Join(reasonCodes, ", ")}
	}
	if o.Note == "" {
		return nil
	}
	return geo.InColumn(geo.CheckTextLength(o.Note, maxReason), "note")
}

// openReserve opens the next reserve in place of a site that cannot be inspected:
// never one of the office's choice, and each site is replaced once.
func (s *Server) openReserve(r *request) error {
	var order openingOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	d, err := r.seeDraw("reserves")
	if err != nil {
		return err
	}
	m, err := s.material(r.Request().Context(), d)
	if err != nil {
		return err
	}
	var salt [32]byte
	if _, err := io.ReadFull(s.Random, salt[:]); err != nil {
		return err
	}
	return r.create(func(w store.Writer) (answered, error) {
		now, err := w.Draw(d.Number)
		if err != nil {
			return answered{}, err
		}
		pick, opening, err := order.next(m.record, &now)
		if err != nil {
			return answered{}, err
		}
		if err := order.explained(w, &now); err != nil {
			return answered{}, err
		}
		opening.Salt = sampler.Digest(salt).String()
		if err := r.writeOpening(w, &now, &opening); err != nil {
			return answered{}, err
		}
		shown, err := r.pick(m, pick, pickShape{})
		return answered{http.StatusCreated, "/draws/" + count(d.Number), reserveView{opening, shown}}, err
	})
}

// explained wants a note where a reason by itself explains too little: another than
// those that have a code, in a round of a drill, and any for a site that has results,
// which count no more.
func (o *openingOrder) explained(v store.Reader, d *store.Draw) error {
	if o.Note != "" {
		return nil
	}
	all, err := reportsOf(v, d.Number)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all.findings, func(f inspection.Finding) bool { return f.Site == o.Replaces }) {
		return o.refused(ErrInspected)
	}
	_, err = v.RoundOfDraw(d.Number)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err == nil && o.Code == string(inspection.Other):
		return required("note", "")
	}
	return err
}

// reserveView answers which reserve was opened.
type reserveView struct {
	Opening openingView `json:"opening"`
	Pick    pickView    `json:"pick"`
}

// writeOpening notes an opening in the log and at the draw.
func (r *request) writeOpening(w store.Writer, d *store.Draw, o *openingView) error {
	act := r.server.act(r)
	o.Opening = string(o.appendOpening(nil, d.Number))
	detail, err := json.Marshal(o)
	if err != nil {
		return err
	}
	salt, err := readDigest("salt", o.Salt)
	if err != nil {
		return err
	}
	leaf := transparency.Reserve{Number: d.Number, Opening: transparency.OpeningCommitment(salt, []byte(o.Opening))}
	if err := happen(w, d, store.DrawEvent{Kind: store.Reserve, Detail: detail, Made: act}, leaf); err != nil {
		return err
	}
	o.Time, o.Leaf = stamp(act.At), d.Events[len(d.Events)-1].Leaf
	if err := assignReserve(w, d.Number, o); err != nil {
		return err
	}
	return r.audit(w, "draw.reserve", drawObject(d.Number), partSeen{o.Code})
}

// next finds the reserve that is opened next in place of the site, in the scope in
// which the site was drawn.
func (o *openingOrder) next(record *sampler.Record, d *store.Draw) (*sampler.Pick, openingView, error) {
	opened, err := openings(d)
	if err != nil {
		return nil, openingView{}, err
	}
	open := map[reserveKey]bool{}
	for i := range opened {
		open[opened[i].key()] = true
	}
	place, err := o.place(record, open)
	if err != nil {
		return nil, openingView{}, err
	}
	for i := range opened {
		if opened[i].Replaces == o.Replaces && opened[i].key().scope() == place {
			return nil, openingView{}, o.refused(ErrReplaced)
		}
	}
	for i := range record.Picks { // reserves stand in their order
		p := &record.Picks[i]
		if p.Role == sampler.Reserve && keyOf(p).scope() == place && !open[keyOf(p)] {
			return p, openingView{
				Step: p.Step, Within: p.Within, Stratum: p.Stratum, Order: p.Order,
				Site: p.ID, Replaces: o.Replaces, Code: o.Code, Note: o.Note,
			}, nil
		}
	}
	return nil, openingView{}, o.refused(ErrNoReserve)
}

// scope is the place of a reserve without its order.
func (k reserveKey) scope() reserveKey { return reserveKey{k.step, k.within, k.stratum, 0} }

// place is the scope in which the site to replace was drawn, as a main pick or as
// a reserve that was opened. Where it was drawn in several, Within and Stratum say
// which.
func (o *openingOrder) place(record *sampler.Record, open map[reserveKey]bool) (reserveKey, error) {
	for i := range record.Picks {
		p := &record.Picks[i]
		fits := p.Step == o.Step && p.ID == o.Replaces &&
			(o.Within == nil || *o.Within == p.Within) && (o.Stratum == nil || *o.Stratum == p.Stratum)
		if fits && (p.Role == sampler.Main || open[keyOf(p)]) {
			return keyOf(p).scope(), nil
		}
	}
	return reserveKey{}, o.refused(ErrNotPicked)
}

func (o *openingOrder) refused(code geo.Code) error {
	e := &geo.Error{Code: code, Kind: geo.Conflict, At: geo.Place{Step: o.Step, Column: "replaces"}, Value: o.Replaces}
	if code == ErrNotPicked {
		e.Kind = geo.Invalid
	}
	return e
}
