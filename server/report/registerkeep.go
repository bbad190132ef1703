package report

import (
	"strconv"
	"unicode/utf16"

	"sitedraw/geo"
	"sitedraw/geo/intake"
)

// check returns ErrNotKept unless the reader takes every text as it is.
func (r *registerRow) check(columns []registerColumn, categories *geo.Categories) error {
	for _, c := range columns {
		value := c.value(r)
		if value.number || c.field == intake.FieldGeometry {
			continue
		}
		if err := intake.Keeps(c.field, value.value); err != nil {
			return r.notKept(c.field, err)
		}
	}
	if err := intake.KeepsTags(r.site.Tags); err != nil {
		return r.notKept(intake.FieldTags, err)
	}
	lon, lat := r.degrees(lonOf), r.degrees(latOf)
	if err := intake.KeepsPosition(lon.value, lat.value); lon.number && err != nil {
		return r.notKept(intake.FieldLon, err)
	}
	if many, is := r.site.Geometry.(geo.MultiPolygon); is && len(many) == 1 {
		return r.notKept(intake.FieldGeometry, &geo.Error{Code: intake.ErrChanged, Value: "MULTIPOLYGON", Want: "POLYGON"})
	}
	if err := keepsCategory(categories, r.site.Category); err != nil {
		return r.notKept(intake.FieldCategory, err)
	}
	return nil
}

// keepsCategory returns an error unless the reader finds the category by its
// code.
func keepsCategory(categories *geo.Categories, code string) error {
	if code == "" {
		return &geo.Error{Code: intake.ErrCellEmpty}
	}
	found, err := categories.Find(code)
	if err == nil && found.Code != code {
		err = &geo.Error{Code: intake.ErrChanged, Value: code, Want: found.Code}
	}
	return err
}

func (r *registerRow) notKept(f intake.Field, cause error) error {
	return &geo.Error{Code: ErrNotKept, At: geo.Place{Column: heading(f, r.register.Texts)}, Value: r.site.ID, Err: cause}
}

// tooLong is ErrCellLong for a site.
func (r *registerRow) tooLong(column string, length, limit int) error {
	return &geo.Error{Code: ErrCellLong, At: geo.Place{Column: column}, Names: []string{r.site.ID},
		Value: strconv.Itoa(length), Want: strconv.Itoa(limit)}
}

// units counts the letters of a text as a spreadsheet does.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// inDatum is a point with the coordinates it has in the register's datum.
func (r *Register) inDatum(p geo.Point) geo.Point {
	if r.Datum == geo.WGS84 {
		return p
	}
	if shifted, err := geo.PointFromDegrees(r.Datum.Degrees(p)); err == nil {
		return shifted
	}
	return p
}

// shape is a geometry with the coordinates it has in the register's datum.
func (r *Register) shape(g geo.Geometry) geo.Geometry {
	if r.Datum == geo.WGS84 {
		return g
	}
	switch g := g.(type) {
	case geo.Point:
		return r.inDatum(g)
	case geo.Line:
		return geo.Line(r.points(g))
	case geo.Polygon:
		return r.polygon(g)
	case geo.MultiPolygon:
		shifted := make(geo.MultiPolygon, len(g))
		for i, p := range g {
			shifted[i] = r.polygon(p)
		}
		return shifted
	default:
		return nil
	}
}

func (r *Register) polygon(p geo.Polygon) geo.Polygon {
	shifted := make(geo.Polygon, len(p))
	for i, ring := range p {
		shifted[i] = r.points(ring)
	}
	return shifted
}

func (r *Register) points(points []geo.Point) []geo.Point {
	shifted := make([]geo.Point, len(points))
	for i, p := range points {
		shifted[i] = r.inDatum(p)
	}
	return shifted
}
