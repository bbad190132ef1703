package report

import (
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// What keeps a register from being written. Each is a key of the catalogue.
const (
	ErrNotKept  geo.Code = "report.not-kept"  // site Value would not come back as it is; the cause says why
	ErrCellLong geo.Code = "report.cell-long" // Value letters or bytes where a cell or row has Want at most
	ErrLetter   geo.Code = "report.letter"    // a text with letters that Want has not
	ErrRowsMany geo.Code = "report.rows-many" // Value sites where a sheet has room for Want
)

// Register is what an export writes: the sites of a frame and what is noted
// about people. Read again by geo/intake it gives the same sites, and so the same
// frame digest, if the coordinates are in WGS 84; in other systems they come back
// to within a metre. A site that would come back otherwise is refused with
// ErrNotKept, which names site and member.
type Register struct {
	Sites      []geo.Site
	Contacts   []geo.Contact     // of some of the sites; none: no columns of people
	Categories *geo.Categories   // nil: geo.ShippedCategories
	Areas      map[string]string // names of townships by code, for people; nil: of the sites that stand for them
	Texts      *text.Catalogue   // language of the headings
	Datum      geo.Datum         // of the coordinates that are written
}

// registerRow is a site on its way out.
type registerRow struct {
	register *Register
	site     *geo.Site
	contact  *geo.Contact
	towns    map[string]string
}

// registerColumn is one of a register's table; members of GeoJSON are named after
// its field.
type registerColumn struct {
	field intake.Field
	width float64
	value func(*registerRow) cell
}

func registerColumns() []registerColumn {
	return []registerColumn{
		{intake.FieldID, 22, func(r *registerRow) cell { return textCell(r.site.ID) }},
		{intake.FieldName, 30, func(r *registerRow) cell { return textCell(r.site.Name) }},
		{intake.FieldCategory, 8, func(r *registerRow) cell { return textCell(r.site.Category) }},
		{intake.FieldArea, 15, func(r *registerRow) cell { return textCell(r.site.Area) }},
		{intake.FieldTown, 14, func(r *registerRow) cell { return textCell(r.town()) }},
		{intake.FieldUnit, 20, func(r *registerRow) cell { return textCell(r.site.Unit) }},
		{intake.FieldTags, 24, func(r *registerRow) cell { return textCell(intake.JoinTags(r.site.Tags)) }},
		{intake.FieldSize, 8, (*registerRow).size},
		{intake.FieldLon, 13, func(r *registerRow) cell { return r.degrees(lonOf) }},
		{intake.FieldLat, 13, func(r *registerRow) cell { return r.degrees(latOf) }},
		{intake.FieldDatum, 9, (*registerRow).datum},
		{intake.FieldGeometry, 24, (*registerRow).wkt},
		{intake.FieldPartOf, 16, func(r *registerRow) cell { return textCell(r.site.PartOf) }},
	}
}

// peopleColumns are those of a geo.Contact.
func peopleColumns() []registerColumn {
	return []registerColumn{
		{intake.FieldPerson, 10, func(r *registerRow) cell { return textCell(r.contact.Person) }},
		{intake.FieldPhone, 14, func(r *registerRow) cell { return textCell(r.contact.Phone) }},
		{intake.FieldAddress, 30, func(r *registerRow) cell { return textCell(r.contact.Address) }},
		{intake.FieldChief, 10, func(r *registerRow) cell { return textCell(r.contact.Chief) }},
		{intake.FieldLead, 18, func(r *registerRow) cell { return textCell(r.contact.Lead) }},
		{intake.FieldPartners, 18, func(r *registerRow) cell { return textCell(r.contact.Partners) }},
		{intake.FieldNote, 24, func(r *registerRow) cell { return textCell(r.contact.Note) }},
	}
}

func (r *Register) columns() []registerColumn {
	if len(r.Contacts) == 0 {
		return registerColumns()
	}
	return append(registerColumns(), peopleColumns()...)
}

// town is the name of the township that the site's area lies in.
func (r *registerRow) town() string {
	code, err := geo.ParseAreaCode(r.site.Area)
	if err != nil || code.Level() == geo.CountyLevel {
		return ""
	}
	return r.towns[code.Township()+"000"]
}

func (r *registerRow) size() cell {
	if r.site.Size == 0 {
		return cell{}
	}
	return numberCell(strconv.Itoa(int(r.site.Size)))
}

// noMark stands for the coordinates of a polygon without a mark, as an empty cell
// would get one.
const noMark = "-"

func lonOf(p geo.Point) geo.E7 { return p.Lon }

func latOf(p geo.Point) geo.E7 { return p.Lat }

// degrees is a coordinate of a point, or of a polygon's mark.
func (r *registerRow) degrees(of func(geo.Point) geo.E7) cell {
	point, isPoint := r.site.Geometry.(geo.Point)
	switch {
	case isPoint:
		return numberCell(of(r.register.inDatum(point)).String())
	case geo.Polygons(r.site.Geometry) == nil:
		return cell{}
	case !r.site.Marked:
		return textCell(noMark)
	default:
		return numberCell(of(r.register.inDatum(r.site.Mark)).String())
	}
}

func (r *registerRow) datum() cell {
	if r.site.Geometry == nil {
		return cell{}
	}
	return textCell(r.register.Datum.String())
}

// wkt is the shape of a line or polygon; a point has its coordinates.
func (r *registerRow) wkt() cell {
	if _, isPoint := r.site.Geometry.(geo.Point); isPoint {
		return cell{}
	}
	return textCell(string(geo.AppendWKT(nil, r.register.shape(r.site.Geometry))))
}

// rows calls each for every site, in their order, once it is sure that the site
// will come back.
func (r *Register) rows(each func(*registerRow) error) error {
	categories := r.Categories
	if categories == nil {
		categories = geo.ShippedCategories()
	}
	contacts := map[string]*geo.Contact{}
	for i := range r.Contacts {
		contacts[r.Contacts[i].ID] = &r.Contacts[i]
	}
	towns := r.Areas
	if towns == nil {
		towns = geo.TownshipNames(r.Sites, categories)
	}
	columns := r.columns()
	for i := range r.Sites {
		row := &registerRow{register: r, site: &r.Sites[i], contact: contacts[r.Sites[i].ID], towns: towns}
		if row.contact == nil {
			row.contact = &geo.Contact{}
		}
		err := row.check(columns, categories)
		if err == nil {
			err = each(row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
