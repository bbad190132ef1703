package server

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/feature"
	"sitedraw/server/store"
)

// drawnFeature is a drawn site as maps have it.
type drawnFeature struct {
	Draw         int64  `json:"draw"`
	Title        string `json:"title,omitempty"`
	Version      int64  `json:"version"`
	Released     string `json:"released"`
	Withdrawn    bool   `json:"withdrawn"`
	OwnSeed      bool   `json:"own_seed_only,omitempty"`
	Step         string `json:"step"`
	Within       string `json:"within,omitempty"`
	Stratum      string `json:"stratum,omitempty"`
	Role         string `json:"role"`
	Order        int    `json:"order"`
	Site         string `json:"site"`
	Name         string `json:"name"`
	Category     string `json:"category"`
	CategoryName string `json:"category_name,omitempty"`
	Unit         string `json:"unit,omitempty"`
	Area         string `json:"area,omitempty"`
	AreaName     string `json:"area_name,omitempty"`
	From         *int64 `json:"from_mm,omitempty"` // of the part of a line to walk
	To           *int64 `json:"to_mm,omitempty"`

	id    string
	shape geo.Geometry
	leaf  int64 // of the log, which made it public
	at    time.Time
}

// drawList are the drawn sites that are public: the main picks and the reserves
// that were opened, in the order in which they became so. It only grows at its end.
type drawList struct {
	features []drawnFeature
	numbers  map[string]int
}

// Len is how many there are.
func (l *drawList) Len() int { return len(l.features) }

// ID is the draw's number with the pick's, or that of the opened reserve.
func (l *drawList) ID(number int) string { return l.features[number].id }

// Find is the number of an id.
func (l *drawList) Find(id string) (number int, found bool) {
	number, found = l.numbers[id]
	return number, found
}

// Shape is the site's.
func (l *drawList) Shape(number int) geo.Geometry { return l.features[number].shape }

// AppendProperties writes what is said of a pick.
func (l *drawList) AppendProperties(b []byte, number int) []byte {
	encoded, _ := json.Marshal(&l.features[number]) //nolint:errchkjson // texts and numbers
	return append(b, encoded...)
}

// drawsCollection is the collection of what was officially drawn from the register:
// nothing but what everybody may see, whoever asks.
func (m *mapRequest) drawsCollection(view feature.View) (*mapCollection, error) {
	if _, err := m.server.mapRegisterOf(m.Request().Context(), m.register); err != nil {
		return nil, err
	}
	var version int64
	if which := m.query("version"); which != "" {
		v, err := m.version(m.register, which)
		if err != nil {
			return nil, err
		}
		version = v.Number
	}
	draws, err := m.publicDraws(version)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	c := &mapCollection{id: drawsCollection, kind: drawsCollection, title: m.text("map.draws"), about: m.text("map.about-draws")}
	for i := range draws {
		sum.Write([]byte(count(draws[i].Number) + ":" + strconv.Itoa(len(draws[i].Events)) + "\x00"))
		if last := draws[i].Events[len(draws[i].Events)-1].Made.At; last.After(c.made) {
			c.made = last
		}
	}
	c.key = layerKey{drawsCollection, m.register + "\x00" + hex.EncodeToString(sum.Sum(nil)), m.texts.Lang(), view}
	c.list = func() (feature.List, error) { return m.drawList(draws) }
	return c, nil
}

// publicDraws are the draws of the register, of a version if it is not 0, of which
// everybody sees the picks. A released draw has an event.
func (m *mapRequest) publicDraws(version int64) (draws []seen, err error) {
	err = m.server.Store.View(m.Request().Context(), func(v store.Reader) error {
		p := store.NumberPage{Limit: maxPage}
		for {
			batch, err := v.Draws(store.DrawFilter{Register: m.register, Kind: store.Official}, p)
			if err != nil {
				return err
			}
			for i := range batch {
				d := &batch[i]
				sight := sightOf(access.Who{}, d, nil)
				if !sight.whole() || version != 0 && d.Version != version {
					continue
				}
				one, err := m.server.seenAs(v, d, sight)
				if err != nil {
					return err
				}
				draws = append(draws, *one)
			}
			if len(batch) < p.Limit {
				return nil
			}
			p.After = batch[len(batch)-1].Number
		}
	})
	return draws, err
}

// drawList reads the picks of draws.
func (m *mapRequest) drawList(draws []seen) (*drawList, error) {
	l := &drawList{numbers: map[string]int{}}
	for i := range draws {
		material, err := m.server.material(m.Request().Context(), &draws[i])
		if err != nil {
			return nil, err
		}
		if err := l.add(m.request, material); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(l.features, func(a, b drawnFeature) int { return cmp.Compare(a.leaf, b.leaf) })
	for i := range l.features {
		l.numbers[l.features[i].id] = i
	}
	return l, nil
}

// add takes up the main picks of a draw, counted from 1, and the reserves that were
// opened, counted by themselves.
func (l *drawList) add(r *request, m *material) error {
	released := m.Events[slices.IndexFunc(m.Events, func(e store.DrawEvent) bool { return e.Kind == store.Released })]
	feature := drawnFeature{
		Draw: m.Number, Title: m.Title, Version: m.Version, Released: stamp(released.Made.At), Withdrawn: m.Has(store.Withdrawn),
		OwnSeed: m.ownSeed, leaf: released.Leaf, at: released.Made.At,
	}
	open, reserves, mains := m.open(), map[reserveKey]*sampler.Pick{}, 0
	for i := range m.record.Picks {
		p := &m.record.Picks[i]
		if !m.sight.sees(p, open) {
			continue
		}
		if p.Role == sampler.Reserve {
			reserves[keyOf(p)] = p
			continue
		}
		mains++
		feature.id = count(m.Number) + "-" + strconv.Itoa(mains)
		if err := l.addPick(r, m, p, feature); err != nil {
			return err
		}
	}
	for i := range m.opened {
		p := reserves[m.opened[i].key()]
		if p == nil {
			continue
		}
		feature.id, feature.leaf = count(m.Number)+"-r"+strconv.Itoa(i+1), m.opened[i].Leaf
		if err := l.addPick(r, m, p, feature); err != nil {
			return err
		}
	}
	return nil
}

// addPick adds a pick to what is known of it.
func (l *drawList) addPick(r *request, m *material, p *sampler.Pick, f drawnFeature) error {
	v, err := r.pick(m, p, pickShape{})
	if err != nil {
		return err
	}
	f.Step, f.Within, f.Stratum, f.Role, f.Order = v.Step, v.Within, v.Stratum, v.Role, v.Order
	f.Site, f.Name, f.Category, f.CategoryName = v.Site.ID, v.Site.Name, v.Site.Category, v.Site.CategoryName
	f.Unit, f.Area, f.AreaName = v.Site.Unit, v.Site.Area, v.Site.AreaName
	if v.Stretch != nil {
		f.From, f.To = &v.Stretch.From, &v.Stretch.To
	}
	if site, found := m.sites.frame.Site(p.ID); found {
		f.shape = site.Geometry
	}
	l.features = append(l.features, f)
	return nil
}
