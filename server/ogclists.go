package server

import (
	"context"
	"slices"
	"sort"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/server/feature"
	"sitedraw/server/store"
)

// siteProperties are the members of a site that its feature has as properties; id
// and places stand beside them.
const siteProperties fieldSet = 1<<fieldName | 1<<fieldCategory | 1<<fieldCategoryName | 1<<fieldArea | 1<<fieldAreaName |
	1<<fieldUnit | 1<<fieldPartOf | 1<<fieldTags | 1<<fieldSize | 1<<fieldStandsFor

// siteList are the sites of a frame.
type siteList struct {
	*opened

	writer siteJSON
}

// Len is how many there are.
func (l *siteList) Len() int { return l.frame.Len() }

// ID is a site's.
func (l *siteList) ID(number int) string { return l.frame.Sites()[number].ID }

// Find is the number of a site.
func (l *siteList) Find(id string) (int, bool) { return l.number(id) }

// Shape is a site's.
func (l *siteList) Shape(number int) geo.Geometry { return l.frame.Sites()[number].Geometry }

// AppendProperties writes what answers say of a site.
func (l *siteList) AppendProperties(b []byte, number int) []byte {
	return l.writer.append(b, &l.frame.Sites()[number])
}

// extents are the boxes around the sites of each category, in a datum.
func (l *siteList) extents(datum geo.Datum) map[string]geo.Box {
	boxes := map[string]geo.Box{}
	for code, numbers := range l.kinds() {
		if box, located := feature.Bounds(l, numbers, datum); located {
			boxes[code] = box
		}
	}
	return boxes
}

// areaList are townships and villages with their shapes, by id.
type areaList struct {
	sites []geo.Site
	names map[string]string // by code
}

// newAreaList takes the areas of a map, each id once. Without any, the sites that
// stand for areas are the areas.
func newAreaList(maps []geo.Site, o *opened, levels map[string]geo.Level) *areaList {
	l := &areaList{sites: slices.Clone(maps), names: o.names()}
	if len(l.sites) == 0 {
		for i := range o.frame.Sites() {
			s := &o.frame.Sites()[i]
			if level, stands := levels[s.Category]; stands && s.Area != "" && geo.AreaCode(s.Area).Level() == level {
				l.sites = append(l.sites, *s)
			}
		}
	}
	slices.SortStableFunc(l.sites, func(a, b geo.Site) int { return strings.Compare(a.ID, b.ID) })
	l.sites = slices.CompactFunc(l.sites, func(a, b geo.Site) bool { return a.ID == b.ID })
	return l
}

// Len is how many there are.
func (l *areaList) Len() int { return len(l.sites) }

// ID is an area's, which need not be its code.
func (l *areaList) ID(number int) string { return l.sites[number].ID }

// Find is the number of an area.
func (l *areaList) Find(id string) (int, bool) {
	return sort.Find(len(l.sites), func(i int) int { return strings.Compare(id, l.sites[i].ID) })
}

// Shape is an area's.
func (l *areaList) Shape(number int) geo.Geometry { return l.sites[number].Geometry }

// AppendProperties writes name, code and what the code says.
func (l *areaList) AppendProperties(b []byte, number int) []byte {
	s := &l.sites[number]
	name := s.Name
	if name == "" {
		name = l.names[s.Area]
	}
	b = appendQuoted(append(b, `{"name":`...), name)
	if code, err := geo.ParseAreaCode(s.Area); err == nil {
		b = appendQuoted(append(b, `,"area":`...), s.Area)
		if level, has := levelNames[code.Level()]; has {
			b = appendQuoted(append(b, `,"level":`...), level)
		}
		if kind := code.Kind().String(); kind != "" {
			b = appendQuoted(append(b, `,"kind":`...), kind)
		}
	}
	return append(b, '}')
}

// roadList are roads, in the order of their files, counted from 1.
type roadList []geo.Line

// Len is how many there are.
func (l roadList) Len() int { return len(l) }

// ID is a road's number.
func (l roadList) ID(number int) string { return strconv.Itoa(number + 1) }

// Find is the number of a road.
func (l roadList) Find(id string) (int, bool) {
	n, err := strconv.Atoi(id)
	return n - 1, err == nil && n >= 1 && n <= len(l) && l.ID(n-1) == id
}

// Shape is a road's.
func (l roadList) Shape(number int) geo.Geometry { return l[number] }

// AppendProperties writes an empty object: files of roads have no more.
func (l roadList) AppendProperties(b []byte, _ int) []byte { return append(b, '{', '}') }

// attachedSites reads the sites of a version's attachments of a kind.
func (s *Server) attachedSites(ctx context.Context, v store.Version, kind string) (sites []geo.Site, err error) {
	for _, a := range v.Attachments {
		if a.Kind != kind || a.Erased {
			continue
		}
		read, err := s.readAttachment(ctx, a)
		if err != nil {
			return nil, err
		}
		sites = append(sites, read.Sites...)
	}
	return sites, nil
}

// attachedRoads reads the roads that lie beside a version.
func (s *Server) attachedRoads(ctx context.Context, v store.Version) (roads roadList, err error) {
	for _, a := range v.Attachments {
		if a.Kind != kindRoads || a.Erased {
			continue
		}
		read, err := s.readAttachment(ctx, a)
		if err != nil {
			return nil, err
		}
		roads = append(roads, read.Roads...)
	}
	return roads, nil
}
