package server

import (
	"encoding/json"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/access"
	"sitedraw/server/feature"
	"sitedraw/server/store"
)

// routeList are the features of a plan of routes.
type routeList struct {
	features []routeFeature
	numbers  map[string]int
}

// Len is how many there are.
func (l *routeList) Len() int { return len(l.features) }

// ID is draw and plan with the feature's letter and number.
func (l *routeList) ID(number int) string { return l.features[number].id }

// Find is the number of an id.
func (l *routeList) Find(id string) (number int, found bool) {
	number, found = l.numbers[id]
	return number, found
}

// Shape is where it is.
func (l *routeList) Shape(number int) geo.Geometry { return l.features[number].shape }

// AppendProperties writes what is said of it.
func (l *routeList) AppendProperties(b []byte, number int) []byte {
	encoded, _ := json.Marshal(&l.features[number]) //nolint:errchkjson // texts and numbers
	return append(b, encoded...)
}

func newRouteList(features []routeFeature) *routeList {
	l := &routeList{features: features, numbers: map[string]int{}}
	for i := range features {
		l.numbers[features[i].id] = i
	}
	return l
}

// seenRoutes is a plan with what the one who asks may see of it.
type seenRoutes struct {
	store.Routes

	itinerary *itinerary.Itinerary // nil: nothing
}

// key names what is seen of the plan.
func (p *seenRoutes) key() string {
	if p.itinerary == nil {
		return ""
	}
	names := make([]string, len(p.itinerary.Teams))
	for i := range names {
		names[i] = p.itinerary.Teams[i].Name
	}
	return count(p.Draw) + "\x00" + count(p.Number) + "\x00" + p.Digest.String() + "\x00" + strings.Join(names, "\x00")
}

// features are what is seen of the plan.
func (p *seenRoutes) features() []routeFeature {
	if p.itinerary == nil {
		return nil
	}
	return routeFeatures(p.Draw, p.Number, p.itinerary)
}

// routesWanted names a plan of routes: draw and plan as their numbers, empty for the
// newest that is seen; of draws of a version, unless that is 0.
type routesWanted struct {
	draw, plan string
	version    int64
}

// routesCollection is the collection of a plan's routes. One that is not there, or
// not for who asks, has no features.
func (m *mapRequest) routesCollection(view feature.View, wanted routesWanted) (*mapCollection, error) {
	if err := m.reads(); err != nil {
		return nil, err
	}
	if m.who.Role == access.Viewer {
		return nil, &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "collection"}, Value: routesCollection}
	}
	if _, err := m.server.mapRegisterOf(m.Request().Context(), m.register); err != nil {
		return nil, err
	}
	p, err := m.seeRoutesOf(wanted)
	if err != nil {
		return nil, err
	}
	return &mapCollection{
		id: routesCollection, kind: routesCollection, title: m.text("map.routes"), about: m.text("map.about-routes"), made: p.Made.At,
		key:  layerKey{routesCollection, p.key(), "", view},
		list: func() (feature.List, error) { return newRouteList(p.features()), nil },
	}, nil
}

// seeRoutesOf finds the plan that is wanted of the register's draws. Who sees of a
// draw before it is public is noted first.
func (m *mapRequest) seeRoutesOf(wanted routesWanted) (*seenRoutes, error) {
	if which := m.query("version"); which != "" {
		v, err := m.version(m.register, which)
		if err != nil {
			return nil, err
		}
		wanted.version = v.Number
	}
	found, audited := &seenRoutes{}, false
	err := m.server.Store.View(m.Request().Context(), func(v store.Reader) error {
		draws, err := v.RoutedDraws(m.register)
		if err != nil {
			return err
		}
		mine, err := m.myParts(v)
		if err != nil {
			return err
		}
		for _, n := range draws {
			d, err := v.Draw(n)
			if err != nil {
				return err
			}
			if !wanted.of(&d) {
				continue
			}
			seen, err := m.see(v, &d, mine)
			if err != nil {
				return err
			}
			found, err = routedOf(m.who, seen, mine).newest(v, wanted.plan)
			if audited = seen.sight.audited; err != nil || found.itinerary != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || !audited || found.itinerary == nil {
		return found, err
	}
	return found, m.noteRoutes(found)
}

// of reports whether the plan may be one of a draw.
func (w *routesWanted) of(d *store.Draw) bool {
	return (w.draw == "" || w.draw == count(d.Number)) && (w.version == 0 || w.version == d.Version)
}

// newest is the newest plan of which something is seen, or the one of a number.
func (s *routed) newest(v store.Reader, number string) (*seenRoutes, error) {
	if !s.all && len(s.mine) == 0 {
		return &seenRoutes{}, nil
	}
	plans, err := v.RoutesOf(s.Number)
	if err != nil {
		return &seenRoutes{}, err
	}
	for i := range plans {
		if number != "" && number != count(plans[i].Number) {
			continue
		}
		p, err := v.Routes(s.Number, plans[i].Number)
		if err != nil {
			return &seenRoutes{}, err
		}
		part, err := s.part(&p)
		if err != nil {
			return &seenRoutes{}, err
		}
		if part != nil {
			return &seenRoutes{p, part}, nil
		}
	}
	return &seenRoutes{}, nil
}

// noteRoutes notes who sees routes of a draw that is not public, once a day for each
// plan: a map asks for many tiles.
func (m *mapRequest) noteRoutes(p *seenRoutes) error {
	return m.server.sheets.note(noteKey{m.who.UserID, m.who.Role, p.Draw, p.Number, m.server.today()}, func() error {
		return m.server.Store.Update(m.Request().Context(), func(w store.Writer) error {
			return m.audit(w, "draw.read", drawObject(p.Draw), partSeen{"routes"})
		})
	})
}

// routeKeeper is the filter of a property of routes; nil if the name is none.
func routeKeeper(l *routeList, name, value string) func(int) bool {
	f := l.features
	switch name {
	case "team":
		return func(i int) bool { return f[i].Team == value }
	case "kind":
		return func(i int) bool { return f[i].Kind == value }
	default:
		return nil
	}
}
