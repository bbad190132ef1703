package server

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/feature"
	"sitedraw/server/store"
)

// The collections of a register. Each of its categories has one too, whose id is
// that of the sites with the category's code after it.
const (
	sitesCollection = "sites"
	areasCollection = "areas"
	roadsCollection = "roads"
	drawsCollection = "draws"

	routesCollection = "routes" // of a plan, for the office and the teams
)

// mapCollection is one collection of a register.
type mapCollection struct {
	id, kind, title, about string

	category string        // of those that are one category's; empty: all sites
	version  store.Version // Number 0: a list that no version holds
	key      layerKey
	list     func() (feature.List, error)
	made     time.Time // of what it holds
	opened   *opened
}

// collections lists the collections that the one who asks may see: the public sees
// the draws alone. Their layers are those of a view.
func (m *mapRequest) collections(view feature.View) ([]*mapCollection, error) {
	draws, err := m.drawsCollection(view)
	if err != nil {
		return nil, err
	}
	if m.who.Role == access.Public {
		return []*mapCollection{draws}, nil
	}
	if published, err := m.published(); err != nil || !published && m.query("version") == "" {
		return []*mapCollection{draws}, err
	}
	version, o, err := m.frame("")
	if err != nil {
		return nil, err
	}
	list := []*mapCollection{m.sites(version, o, view)}
	ids := categoryIDs(o.frame.Categories())
	for _, code := range o.frame.Categories() {
		c := *list[0]
		c.id, c.category = ids[code], code
		c.title = orElse(m.server.registers.categories[m.texts.Lang()][code], code)
		c.about = m.text("map.about-category")
		list = append(list, &c)
	}
	list = append(list, m.areas(version, o, view), m.roads(version, o, view), draws)
	if m.who.Role == access.Viewer {
		return list, nil
	}
	routes, err := m.routesCollection(view, routesWanted{})
	return append(list, routes), err
}

// published reports whether the register has a version.
func (m *mapRequest) published() (bool, error) {
	g, err := m.server.mapRegisterOf(m.Request().Context(), m.register)
	return g.Current > 0, err
}

// collection is the collection of an id. Which holds a version: that of ?version=,
// or another that a cursor names.
func (m *mapRequest) collection(id, cursor string, view feature.View) (*mapCollection, error) {
	switch id {
	case drawsCollection:
		return m.drawsCollection(view)
	case routesCollection:
		return m.routesCollection(view, routesWanted{draw: m.query("draw"), plan: m.query("plan")})
	}
	if err := m.reads(); err != nil {
		return nil, err
	}
	version, o, err := m.frame(cursor)
	if err != nil {
		return nil, err
	}
	switch id {
	case sitesCollection:
		return m.sites(version, o, view), nil
	case areasCollection:
		return m.areas(version, o, view), nil
	case roadsCollection:
		return m.roads(version, o, view), nil
	}
	for code, named := range categoryIDs(o.frame.Categories()) {
		if named == id {
			c := m.sites(version, o, view)
			c.id, c.category = id, code
			c.title = orElse(m.server.registers.categories[m.texts.Lang()][code], code)
			c.about = m.text("map.about-category")
			return c, nil
		}
	}
	return nil, &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "collection"}, Value: id}
}

// categoryIDs are the ids of the collections of categories: their codes in small
// letters, unless two differ in nothing else.
func categoryIDs(codes []string) map[string]string {
	same, ids := map[string]int{}, map[string]string{}
	for _, code := range codes {
		same[strings.ToLower(code)]++
	}
	for _, code := range codes {
		low := strings.ToLower(code)
		if same[low] > 1 {
			low = code
		}
		if code != "" {
			ids[code] = sitesCollection + "-" + low
		}
	}
	return ids
}

// frame is the version that is asked for, with its sites. A draft has no maps, as
// it changes while somebody reads it.
func (m *mapRequest) frame(cursor string) (store.Version, *opened, error) {
	which := m.query("version")
	if which == draftVersion {
		return store.Version{}, nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "version"}, Value: which, Want: "1 …, " + currentVersion}
	}
	if cursor != "" {
		if which != "" && which != currentVersion && which != cursor {
			return store.Version{}, nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "cursor"}, Value: cursor, Want: which}
		}
		which = cursor
	}
	version, err := m.version(m.register, which)
	if err != nil {
		return version, nil, err
	}
	o, err := m.server.frames.open(m.Request().Context(), version.Frame)
	return version, o, err
}

func (m *mapRequest) sites(v store.Version, o *opened, view feature.View) *mapCollection {
	k := m.server.registers
	return &mapCollection{
		id: sitesCollection, kind: sitesCollection, title: m.text("map.sites"), about: m.text("map.about-sites"),
		version: v, made: v.Made.At, opened: o,
		key: layerKey{sitesCollection, o.digest, m.texts.Lang(), view},
		list: func() (feature.List, error) {
			writer := siteJSON{categories: k.categories[m.texts.Lang()], areas: o.names(), levels: k.levels, fields: siteProperties}
			return &siteList{o, writer}, nil
		},
	}
}

func (m *mapRequest) areas(v store.Version, o *opened, view feature.View) *mapCollection {
	return &mapCollection{
		id: areasCollection, kind: areasCollection, title: m.text("map.areas"), about: m.text("map.about-areas"),
		version: v, made: v.Made.At,
		key: layerKey{areasCollection, attachedDigest(v), "", view},
		list: func() (feature.List, error) {
			sites, err := m.server.attachedSites(m.Request().Context(), v, kindAreas)
			return newAreaList(sites, o, m.server.registers.levels), err
		},
	}
}

func (m *mapRequest) roads(v store.Version, _ *opened, view feature.View) *mapCollection {
	return &mapCollection{
		id: roadsCollection, kind: roadsCollection, title: m.text("map.roads"), about: m.text("map.about-roads"),
		version: v, made: v.Made.At,
		key:  layerKey{roadsCollection, attachedDigest(v), "", view},
		list: func() (feature.List, error) { return m.server.attachedRoads(m.Request().Context(), v) },
	}
}

// attachedDigest names a version's frame and what lies beside it.
func attachedDigest(v store.Version) string {
	h := sha256.New()
	h.Write(v.Frame[:])
	for _, a := range v.Attachments {
		h.Write([]byte(a.Kind + "\x00" + a.Name + "\x00" + a.Digest.String() + "\x00"))
		if a.Erased {
			h.Write([]byte{1})
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// layer is the collection's layer.
func (m *mapRequest) layer(c *mapCollection) (*layer, error) {
	return m.server.layers.get(c.key, c.list)
}

// numbers are the features that a collection begins with, before any filter.
func (c *mapCollection) numbers(l *layer) feature.Selection {
	if c.category != "" {
		return feature.Some(c.opened.kinds()[c.category])
	}
	return feature.All(l.list.Len())
}
