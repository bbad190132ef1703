package server

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sitedraw/geo"
	"sitedraw/server/access"
)

// siteFilter says which sites a list has. Its zero value takes all.
type siteFilter struct {
	text       string // folded, part of name or id
	categories []string
	units      []string // one of them
	mine       string   // the unit of the one who asks
	tags       []string // all of them
	area       string   // what the code begins with
	regions    []region // all of them
}

// region is an area of the map: what one of its windows covers.
type region []geo.Window

func (g region) covers(p geo.Point) bool {
	return slices.ContainsFunc(g, func(w geo.Window) bool { return w.Covers(p) })
}

// siteFilter reads the filters of a list of sites.
func (r *request) siteFilter(o *opened) (f siteFilter, err error) {
	f.text = folded(r.query("q"))
	f.tags, f.units = r.QueryParams()["tag"], r.QueryParams()["unit"]
	f.categories = r.listQuery("category")
	for _, code := range f.categories {
		if _, err := r.server.Categories.Lookup(code); err != nil && !slices.Contains(o.frame.Categories(), code) {
			return f, geo.InColumn(err, "category")
		}
	}
	if f.area, err = areaQuery(r.query("area")); err != nil {
		return f, err
	}
	if f.mine, err = r.mine(); err != nil {
		return f, err
	}
	f.regions, err = r.regions()
	return f, err
}

// mine is the unit of the one who asks, if ?mine= is set.
func (r *request) mine() (string, error) {
	mine, err := r.flagQuery("mine")
	if err != nil || !mine {
		return "", err
	}
	if r.who.Role != access.Unit || r.who.Unit == "" {
		return "", &geo.Error{Code: ErrParameter, At: geo.Place{Column: "mine"}, Value: r.who.Role.String(), Want: access.Unit.String()}
	}
	return r.who.Unit, nil
}

// regions are what ?bbox= and ?polygon= name, in the datum of the answer.
func (r *request) regions() (regions []region, err error) {
	datum, err := r.datum()
	if err != nil {
		return nil, err
	}
	if text := r.query("bbox"); text != "" {
		box, err := parseBox(text, datum)
		if err != nil {
			return nil, err
		}
		regions = append(regions, box)
	}
	if text := r.query("polygon"); text != "" {
		shape, err := parsePolygon(text, datum)
		if err != nil {
			return nil, err
		}
		regions = append(regions, shape)
	}
	return regions, nil
}

// keeps reports whether a site passes all filters.
func (f *siteFilter) keeps(s *geo.Site) bool {
	switch {
	case len(f.categories) > 0 && !slices.Contains(f.categories, s.Category),
		len(f.units) > 0 && !slices.Contains(f.units, s.Unit),
		f.mine != "" && s.Unit != f.mine,
		!strings.HasPrefix(s.Area, f.area),
		slices.ContainsFunc(f.tags, func(tag string) bool { return !s.Has(tag) }),
		f.text != "" && !holds(s.Name, f.text) && !holds(s.ID, f.text):
		return false
	}
	return f.within(s)
}

// within reports whether a site lies in all regions.
func (f *siteFilter) within(s *geo.Site) bool {
	if len(f.regions) == 0 {
		return true
	}
	p, located := s.Position()
	outside := func(g region) bool { return !g.covers(p) }
	return located && !slices.ContainsFunc(f.regions, outside)
}

// areaQuery is what codes within an area begin with. A code may be cut short.
func areaQuery(code string) (string, error) {
	if len(code) > 12 || strings.Trim(code, "0123456789") != "" {
		return "", &geo.Error{Code: geo.ErrAreaCode, At: geo.Place{Column: "area"}, Value: code}
	}
	if len(code) == 12 {
		return geo.AreaCode(code).Prefix(), nil
	}
	return code, nil
}

// parseBox reads the west, south, east and north of a box. One whose west lies east
// of its east crosses the meridian of 180°.
func parseBox(text string, datum geo.Datum) (region, error) {
	wrong := &geo.Error{Code: ErrParameter, At: geo.Place{Column: "bbox"}, Value: text, Want: "116.9,28.1,117.3,28.5"}
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return nil, wrong
	}
	low, err := datum.ParsePoint(parts[0], parts[1])
	if err != nil {
		return nil, geo.InColumn(err, "bbox")
	}
	high, err := datum.ParsePoint(parts[2], parts[3])
	if err != nil {
		return nil, geo.InColumn(err, "bbox")
	}
	switch {
	case low.Lat > high.Lat:
		return nil, wrong
	case low.Lon <= high.Lon:
		return region{geo.BoxWindow(geo.Box{Min: low, Max: high})}, nil
	}
	west := geo.Box{Min: low, Max: geo.Point{Lon: geo.MaxLon, Lat: high.Lat}}
	east := geo.Box{Min: geo.Point{Lon: -geo.MaxLon, Lat: low.Lat}, Max: high}
	return region{geo.BoxWindow(west), geo.BoxWindow(east)}, nil
}

// parsePolygon reads well-known text of a shape with a surface.
func parsePolygon(text string, datum geo.Datum) (region, error) {
	shape, err := geo.ParseWKT(text, datum)
	if err != nil {
		return nil, geo.InColumn(err, "polygon")
	}
	polygons := geo.Polygons(shape)
	if polygons == nil {
		return nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "polygon"}, Value: text, Want: "POLYGON, MULTIPOLYGON"}
	}
	return region{geo.NewWindow(polygons)}, nil
}

// near is a place to search around.
type near struct {
	from  geo.Point
	limit int64 // millimetres
}

// farthest is more metres than any two places are apart.
const farthest = 20_100_000

// parseNear reads "longitude,latitude" and a distance in metres, which may be
// empty.
func parseNear(text, radius string, datum geo.Datum) (*near, error) {
	lon, lat, found := strings.Cut(text, ",")
	if !found {
		return nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "near"}, Value: text, Want: "117.2403,28.2958"}
	}
	from, err := datum.ParsePoint(lon, lat)
	if err != nil {
		return nil, geo.InColumn(err, "near")
	}
	n := &near{from: from, limit: geo.AnyDistance}
	if radius == "" {
		return n, nil
	}
	metres, err := strconv.ParseFloat(radius, 64)
	if err != nil || !(metres >= 0 && metres <= farthest) {
		return nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "radius"}, Value: radius, Want: "0–" + strconv.Itoa(farthest)}
	}
	n.limit = geo.Millimetres(metres)
	return n, nil
}

// folded is a text as it is searched for: without spaces, width and case.
func folded(s string) string {
	if isFolded(s) {
		return s
	}
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
}

// isFolded reports whether folding surely leaves a text as it is: one of digits,
// small letters and the ideographs U+4E00–U+9FFF, as most names are.
func isFolded(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c > ' ' && c < 0x7f && (c < 'A' || c > 'Z'):
			i++
		case i+2 < len(s) && c >= 0xe4 && c <= 0xe9 && (c > 0xe4 || s[i+1] >= 0xb8):
			i += 3
		default:
			return false
		}
	}
	return true
}

// holds reports whether a text has a folded one in it.
func holds(s, text string) bool { return strings.Contains(folded(s), text) }
