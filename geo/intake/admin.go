package intake

import (
	"bytes"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// adminColumns are those of the administrative lists.
var adminColumns = []column{
	{name: "code", required: true},
	{name: "level", required: true},
	{name: "parent", required: true},
	{name: "name", required: true},
	{name: "town"},
	{name: "kind", required: true},
	{name: "ur_code"},
	{name: "lon_wgs84"},
	{name: "lat_wgs84"},
	{name: "lon_gcj"},
	{name: "lat_gcj"},
	{name: "coord_source"},
	{name: "match"},
}

// isAdmin holds for text whose first line names the columns code, level and
// parent.
func isAdmin(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	names := map[string]bool{}
	for cell := range strings.SplitSeq(string(line), ",") {
		names[strings.Trim(normalise(cell), `"`)] = true
	}
	return names["code"] && names["level"] && names["parent"]
}

// adminRow is a row of an administrative list.
type adminRow struct {
	code, level, parent, name, town, kind, ur, lon, lat, source string
}

// readAdmin reads an administrative list: townships, villages and communities
// become sites whose id and area are their code. County rows are passed over.
func readAdmin(x *reading) error {
	t, err := newTable(x, adminColumns)
	if err != nil {
		return err
	}
	lists := listCategories(x.Categories)
	rows, elements := map[string]int{}, map[string]int{}
	for {
		more, err := t.next()
		if err != nil || !more {
			return err
		}
		row, err := t.adminRow()
		if err == nil && row.level == countyLevel {
			x.result.Skipped++
			continue
		}
		var site geo.Site
		if err == nil {
			site, err = row.site(lists)
		}
		if err == nil {
			err = firstOfID(rows, site.ID, t.line)
		}
		if err == nil {
			err = x.sameElement(row, elements, t.line)
		}
		if err != nil {
			t.reject(err)
			continue
		}
		x.result.Sites = append(x.result.Sites, site)
	}
}

// The levels of the lists.
const (
	countyLevel  = "county"
	townLevel    = "town"
	villageLevel = "village"
)

func (t *table) adminRow() (adminRow, error) {
	var r adminRow
	err := t.texts(&r.code, &r.level, &r.parent, &r.name, &r.town, &r.kind,
		&r.ur, &r.lon, &r.lat, nil, nil, &r.source, nil)
	if err != nil {
		return r, err
	}
	return r, r.check()
}

// check compares code, level and parent.
func (r *adminRow) check() error {
	code, err := geo.ParseAreaCode(r.code)
	if err != nil {
		return geo.InColumn(err, "code")
	}
	var level, parent string
	switch code.Level() {
	case geo.CountyLevel:
		level = countyLevel
	case geo.TownshipLevel:
		level, parent = townLevel, r.code[:6]+"000000"
	case geo.VillageLevel:
		level, parent = villageLevel, code.Township()+"000"
	}
	switch {
	case r.level != level:
		return &geo.Error{Code: ErrLevel, At: geo.Place{Column: "level"}, Value: r.level, Want: level}
	case r.parent != parent && level != countyLevel:
		return &geo.Error{Code: ErrParent, At: geo.Place{Column: "parent"}, Value: r.parent, Want: parent}
	case r.name == "":
		return &geo.Error{Code: ErrCellEmpty, At: geo.Place{Column: "name"}}
	}
	return nil
}

// site makes a site of a row of township or village level.
func (r *adminRow) site(lists map[string]string) (geo.Site, error) {
	kind := geo.AreaCode(r.code).Kind()
	if r.kind != "" {
		parsed, err := geo.ParseAreaKind(r.kind)
		if err != nil {
			return geo.Site{}, geo.InColumn(err, "kind")
		}
		kind = parsed
	}
	category := lists[r.level]
	if category == "" {
		category = lists[r.level+":"+kind.String()]
	}
	if category == "" {
		return geo.Site{}, &geo.Error{Code: ErrListKind, At: geo.Place{Column: "kind"}, Value: r.level + ":" + kind.String()}
	}
	s := geo.Site{ID: r.code, Name: r.name, Category: category, Area: r.code, Unit: r.town}
	if s.Unit == "" && r.level == townLevel {
		s.Unit = r.name
	}
	if kind != geo.UnknownKind {
		s.Tags = append(s.Tags, "kind:"+kind.String())
	}
	if r.ur != "" {
		class, err := geo.ParseUrbanRural(r.ur)
		if err != nil {
			return s, geo.InColumn(err, "ur_code")
		}
		s.Tags = append(s.Tags, "ur:"+class.String())
	}
	var err error
	if s.Geometry, err = position("lon_wgs84", r.lon, "lat_wgs84", r.lat); err != nil {
		return s, err
	}
	return s, s.Check()
}

// sameElement notes the OSM element that a row says it is.
func (x *reading) sameElement(r adminRow, elements map[string]int, row int) error {
	if !strings.HasPrefix(r.source, "osm:") {
		return nil
	}
	where := geo.Place{Column: "coord_source"}
	kind, number, _ := strings.Cut(strings.TrimPrefix(r.source, "osm:"), "/")
	id, err := strconv.ParseInt(number, 10, 64)
	known := kind == nodeElement.String() || kind == wayElement.String() || kind == relationElement.String()
	if err != nil || !known || strconv.FormatInt(id, 10) != number {
		return &geo.Error{Code: ErrElementID, At: where, Value: r.source, Want: "osm:node/123"}
	}
	if earlier, twice := elements[r.source]; twice {
		return &geo.Error{Code: ErrSameTwice, At: where, Value: r.source, Names: []string{strconv.Itoa(earlier)}}
	}
	elements[r.source] = row
	x.result.Same = append(x.result.Same, Same{Kept: r.code, Gone: r.source})
	return nil
}

// listCategories returns the category of each "town" or "village:KIND".
func listCategories(categories *geo.Categories) map[string]string {
	lists := map[string]string{}
	for _, c := range categories.All() {
		for _, list := range c.Lists {
			if lists[list] == "" {
				lists[list] = c.Code
			}
		}
	}
	return lists
}
