package server

import (
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/server/feature"
)

// itemFilters are the properties by which features are asked for, by kind of
// collection.
var itemFilters = map[string][]string{
	sitesCollection: {"category", "unit", "area", "tag"},
	areasCollection: {"level"},
	drawsCollection: {"draw", "step", "role", "category", "unit"},

	routesCollection: {"draw", "plan", "team", "kind"},
}

// itemQuery is what features are asked for by.
type itemQuery struct {
	view    feature.View
	limit   int
	offset  int
	box     *feature.Box
	times   *feature.Interval
	cursor  *feature.Cursor
	version string // that of the cursor
}

// collectionKind is the kind of a collection of an id.
func collectionKind(id string) string {
	if strings.HasPrefix(id, sitesCollection+"-") {
		return sitesCollection
	}
	return id
}

// itemQuery reads the parameters of a page of features.
func (m *mapRequest) itemQuery() (q itemQuery, err error) {
	if q.view, err = m.view(); err != nil {
		return q, err
	}
	if q.limit, err = featureLimit(m.query("limit")); err != nil {
		return q, err
	}
	if q.offset, err = m.offset(); err != nil {
		return q, err
	}
	boxCRS, err := crsQuery(m, "bbox-crs")
	if err != nil {
		return q, err
	}
	if given := m.QueryParams()["bbox"]; given != nil {
		box, err := feature.ParseBox(given[0], boxCRS)
		if err != nil {
			return q, geo.InColumn(err, "bbox")
		}
		q.box = &box
	}
	if given := m.QueryParams()["datetime"]; given != nil {
		times, err := feature.ParseInterval(given[0])
		if err != nil {
			return q, geo.InColumn(err, "datetime")
		}
		q.times = &times
	}
	if given := m.QueryParams()["cursor"]; given != nil {
		cursor, err := feature.ParseCursor(given[0])
		if err != nil {
			return q, geo.InColumn(err, "cursor")
		}
		if q.cursor = &cursor; cursor.Version > 0 {
			q.version = count(cursor.Version)
		}
	}
	return q, nil
}

// view is how features are written: ?crs= and ?datum=.
func (m *mapRequest) view() (v feature.View, err error) {
	if v.Datum, err = m.datum(); err != nil {
		return v, err
	}
	v.CRS, err = crsQuery(m, "crs")
	return v, err
}

// crsQuery reads the name of a coordinate system; CRS84 without one.
func crsQuery(m *mapRequest, name string) (feature.CRS, error) {
	if m.Request().URL.RawQuery == "" {
		return feature.CRS84, nil
	}
	given := m.QueryParams()[name]
	if given == nil {
		return feature.CRS84, nil
	}
	crs, err := feature.ParseCRS(given[0])
	return crs, geo.InColumn(err, name)
}

// featureLimit reads how many features a page may have. More than there may be is
// no error, as the standard has it.
func featureLimit(text string) (int, error) {
	wrong := &geo.Error{Code: ErrParameter, At: geo.Place{Column: "limit"}, Value: text, Want: "1–" + strconv.Itoa(maxFeatures)}
	if text == "" {
		return defaultFeatures, nil
	}
	if len(text) > geo.MaxIdentifier || strings.Trim(text, "0123456789") != "" {
		return 0, wrong
	}
	n, err := strconv.Atoi(text)
	if err != nil || n > maxFeatures {
		return maxFeatures, nil //nolint:nilerr // digits alone: it is too many
	}
	if n < 1 {
		return 0, wrong
	}
	return n, nil
}

// offset is how many features are left out at the beginning, for programs that
// count instead of following links. It has no meaning beside a cursor.
func (m *mapRequest) offset() (int, error) {
	given := m.QueryParams()["offset"]
	if given == nil {
		return 0, nil
	}
	n, err := strconv.ParseUint(given[0], 10, 31)
	if err != nil || m.QueryParams()["cursor"] != nil {
		return 0, refuse(ErrParameter, "offset", given[0])
	}
	return int(n), nil
}

// keepers are the filters by property that are asked for.
func (m *mapRequest) keepers(list feature.List) (keepers []func(int) bool) {
	for name, values := range m.QueryParams() {
		value := values[0]
		switch l := list.(type) {
		case *siteList:
			if keeps := siteKeeper(l, name, value); keeps != nil {
				keepers = append(keepers, keeps)
			}
		case *areaList:
			if name == "level" {
				keepers = append(keepers, func(i int) bool { return levelNames[geo.AreaCode(l.sites[i].Area).Level()] == value })
			}
		case *routeList:
			if keeps := routeKeeper(l, name, value); keeps != nil {
				keepers = append(keepers, keeps)
			}
		case *drawList:
			if keeps := drawKeeper(l, name, value); keeps != nil {
				keepers = append(keepers, keeps)
			}
		}
	}
	return keepers
}

// siteKeeper is the filter of a property of sites; nil if the name is none.
func siteKeeper(l *siteList, name, value string) func(int) bool {
	sites := l.frame.Sites()
	switch name {
	case "category":
		return func(i int) bool { return sites[i].Category == value }
	case "unit":
		return func(i int) bool { return sites[i].Unit == value }
	case "area":
		return func(i int) bool { return sites[i].Area == value }
	case "tag":
		return func(i int) bool { return sites[i].Has(value) }
	default:
		return nil
	}
}

// drawKeeper is the filter of a property of drawn sites; nil if the name is none.
func drawKeeper(l *drawList, name, value string) func(int) bool {
	f := l.features
	switch name {
	case "draw":
		return func(i int) bool { return count(f[i].Draw) == value }
	case "step":
		return func(i int) bool { return f[i].Step == value }
	case "role":
		return func(i int) bool { return f[i].Role == value }
	case "category":
		return func(i int) bool { return f[i].Category == value }
	case "unit":
		return func(i int) bool { return f[i].Unit == value }
	default:
		return nil
	}
}
