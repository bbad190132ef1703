package intake

import (
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/osm"
)

// adminColumn is one of an administrative list; several other columns of such
// lists mean nothing here.
type adminColumn int

const (
	adminCode adminColumn = iota
	adminLevel
	adminParent
	adminName
	adminTown
	adminKind
	adminClass
	adminLon
	adminLat
	adminSource
)

const adminColumnCount = int(adminSource) + 1

// adminHeadings are the headings of the columns; the first adminRequired must be
// there.
var adminHeadings = [adminColumnCount]string{
	"code", "level", "parent", "name", "town", "kind", "ur_code", "lon_wgs84", "lat_wgs84", "coord_source",
}

var adminRequired = []adminColumn{adminCode, adminLevel, adminParent, adminName, adminKind}

func (c adminColumn) String() string { return adminHeadings[c] }

func isAdminColumn(heading string) bool { return slices.Contains(adminHeadings[:], heading) }

// isAdmin holds for a header with the columns code, level and parent.
func isAdmin(h header) bool {
	for _, c := range []adminColumn{adminCode, adminLevel, adminParent} {
		if !slices.Contains(h.cells, c.String()) {
			return false
		}
	}
	return true
}

// adminTable reads the rows of an administrative list.
type adminTable struct {
	*table
	at [adminColumnCount]int
}

func newAdminTable(t *table) (*adminTable, error) {
	a := &adminTable{table: t}
	for c := range adminHeadings {
		a.at[c] = slices.Index(t.header.cells, adminHeadings[c])
		if last := slices.Index(t.header.cells[a.at[c]+1:], adminHeadings[c]); a.at[c] >= 0 && last >= 0 {
			return nil, &geo.Error{Code: ErrColumnTwice, At: geo.Place{Line: t.header.top, Column: adminHeadings[c]}, Value: adminHeadings[c]}
		}
	}
	for _, c := range adminRequired {
		if a.at[c] < 0 {
			return nil, &geo.Error{Code: ErrColumnMissing, At: geo.Place{Line: t.header.top, Column: c.String()}, Want: c.String()}
		}
	}
	return a, nil
}

// text reads a cell of the current row.
func (a *adminTable) text(c adminColumn, to *string) error {
	field := FieldName
	if c == adminCode || c == adminParent || c == adminLon || c == adminLat {
		field = FieldID
	}
	cell := a.cell(a.at[c])
	text, err := cell.read(field)
	*to = text
	return geo.InColumn(err, c.String())
}

// adminRow is a row of an administrative list.
type adminRow struct {
	code, level, parent, name, town, kind, class, lon, lat, source string
}

// readAdmin reads an administrative list: townships, villages and communities
// become sites whose id and area are their code. County rows are passed over.
func readAdmin(x *reading, t *table) error {
	a, err := newAdminTable(t)
	if err != nil {
		return err
	}
	lists := listCategories(x.Categories)
	rows, elements := map[string]int{}, map[string]int{}
	for {
		more, err := a.next()
		if err != nil || !more {
			return err
		}
		row, err := a.adminRow()
		if err == nil && row.level == countyLevel {
			x.result.Skipped++
			continue
		}
		var site geo.Site
		if err == nil {
			site, err = row.site(lists)
		}
		if err == nil {
			err = firstOfID(rows, site.ID, a.row.number)
		}
		if err == nil {
			err = x.sameElement(row, elements, a.row.number)
		}
		if err != nil {
			a.reject(err)
			continue
		}
		x.result.Sites = append(x.result.Sites, site)
	}
}

// firstOfID returns geo.ErrDuplicateID with the earlier row in Names, if there is
// one.
func firstOfID(rows map[string]int, id string, row int) error {
	if earlier, twice := rows[id]; twice {
		return &geo.Error{Code: geo.ErrDuplicateID, At: geo.Place{Column: adminCode.String()}, Value: id, Names: []string{strconv.Itoa(earlier)}}
	}
	rows[id] = row
	return nil
}

// The levels of the lists.
const (
	countyLevel  = "county"
	townLevel    = "town"
	villageLevel = "village"
)

func (a *adminTable) adminRow() (adminRow, error) {
	var r adminRow
	for c, to := range [adminColumnCount]*string{
		&r.code, &r.level, &r.parent, &r.name, &r.town, &r.kind, &r.class, &r.lon, &r.lat, &r.source,
	} {
		if err := a.text(adminColumn(c), to); err != nil {
			return r, err
		}
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
	if r.class != "" {
		class, err := geo.ParseUrbanRural(r.class)
		if err != nil {
			return s, geo.InColumn(err, "ur_code")
		}
		s.Tags = append(s.Tags, "ur:"+class.String())
	}
	p, located, err := pointOf(geo.WGS84, degreesCell{adminLon.String(), r.lon}, degreesCell{adminLat.String(), r.lat})
	if err != nil {
		return s, err
	}
	if located {
		s.Geometry = p
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
	known := kind == osm.NodeKind.String() || kind == osm.WayKind.String() || kind == osm.RelationKind.String()
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
