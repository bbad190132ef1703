package intake

import (
	"math"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// noMark stands in both columns of a position for a polygon without a mark.
const noMark = "-"

// place reads where the site is: the feature's or the cell's shape, and the
// point of two columns or one. A polygon's point is its mark; without one it
// gets MarkOf's.
func (d *entry) place() error {
	datum, err := d.rowDatum()
	if err != nil {
		return err
	}
	shape, err := d.shape(datum)
	if err != nil {
		return err
	}
	lon, lat, err := d.lonLat()
	if err != nil {
		return err
	}
	isPolygon := geo.Polygons(shape) != nil
	if isPolygon && lon == noMark && lat == noMark {
		d.site.Geometry = shape
		return nil
	}
	point, given, err := pointOf(datum, degreesCell{d.column(FieldLon), lon}, degreesCell{d.column(FieldLat), lat})
	switch {
	case err != nil:
		return err
	case shape != nil:
		d.site.Geometry = shape
	case given:
		d.site.Geometry = point
	}
	if isPolygon {
		if !given {
			point = MarkOf(shape)
		}
		d.site.Mark, d.site.Marked = point, true
	}
	return nil
}

// shape is the feature's, or that of a cell, nil if neither has one.
func (d *entry) shape(datum geo.Datum) (geo.Geometry, error) {
	if d.record.shape != nil {
		return d.record.shape, nil
	}
	var text string
	if err := d.text(FieldGeometry, &text); err != nil || text == "" {
		return nil, err
	}
	shape, err := geo.ParseWKT(text, datum)
	if err != nil {
		return nil, inHeading(err, d.headings[FieldGeometry])
	}
	return shape, nil
}

// inHeading puts an error in a column, whatever place within the cell it names.
func inHeading(err error, heading string) error {
	e := stream.InFile("", err)
	if e == nil {
		return err
	}
	e.At.Column = heading
	return e
}

// rowDatum is the coordinate system that the record names, or the file's.
func (d *entry) rowDatum() (geo.Datum, error) {
	var text string
	if err := d.text(FieldDatum, &text); err != nil || text == "" {
		return d.datum, err
	}
	datum, err := geo.ParseDatum(text)
	return datum, geo.InColumn(err, d.headings[FieldDatum])
}

// lonLat returns the texts of a position.
func (d *entry) lonLat() (lon, lat string, err error) {
	if err := d.texts(target{FieldLon, &lon}, target{FieldLat, &lat}); err != nil || lon != "" || lat != "" {
		return lon, lat, err
	}
	var both string
	if err := d.text(FieldLocation, &both); err != nil || both == "" {
		return "", "", err
	}
	parts := strings.FieldsFunc(both, func(r rune) bool { return strings.ContainsRune(",，;； ", r) })
	if len(parts) != 2 {
		return "", "", &geo.Error{Code: ErrLocation, At: geo.Place{Column: d.headings[FieldLocation]}, Value: both}
	}
	return parts[0], parts[1], nil
}

// column is the heading under which a half of the position stands.
func (d *entry) column(f Field) string {
	if d.has(f) {
		return d.headings[f]
	}
	return d.headings[FieldLocation]
}

// degreesCell is a half of a position and the column where it stands.
type degreesCell struct{ column, text string }

// pointOf reads a longitude and a latitude; false if both are empty.
func pointOf(datum geo.Datum, lon, lat degreesCell) (geo.Point, bool, error) {
	for _, pair := range [][2]degreesCell{{lon, lat}, {lat, lon}} {
		if pair[0].text == "" && pair[1].text != "" {
			return geo.Point{}, false, &geo.Error{Code: ErrHalfPosition, At: geo.Place{Column: pair[0].column}}
		}
	}
	if lon.text == "" {
		return geo.Point{}, false, nil
	}
	plain, err := geo.ParsePoint(lon.text, lat.text)
	if err != nil || isSwapped(plain.Lon.Degrees(), plain.Lat.Degrees()) {
		if err := mistaken(lon.text, lat.text); err != nil {
			return geo.Point{}, false, geo.InColumn(err, lon.column)
		}
	}
	p := plain
	if err == nil && datum != geo.WGS84 {
		p, err = datum.ParsePoint(lon.text, lat.text)
	}
	if err == nil {
		return p, true, nil
	}
	if _, wrong := geo.ParsePoint(lon.text, "0"); wrong != nil {
		return p, false, geo.InColumn(err, lon.column)
	}
	return p, false, geo.InColumn(err, lat.column)
}

// mistaken recognises coordinates that are none of decimal degrees, longitude
// first.
func mistaken(lon, lat string) error {
	value := lon + " " + lat
	if isSexagesimal(lon) || isSexagesimal(lat) {
		return &geo.Error{Code: ErrSexagesimal, Value: value, Want: joinNonEmpty(decimalDegrees(lon), decimalDegrees(lat))}
	}
	x, errX := strconv.ParseFloat(lon, 64)
	y, errY := strconv.ParseFloat(lat, 64)
	numbers := errX == nil && errY == nil // otherwise ParsePoint says what is wrong
	switch name := geo.Projection(x, y); {
	case numbers && name != "":
		return &geo.Error{Code: geo.ErrMetres, Value: value, Want: name}
	case numbers && isSwapped(x, y):
		return &geo.Error{Code: ErrSwapped, Value: value, Want: lat + " " + lon}
	default:
		return nil
	}
}

func joinNonEmpty(a, b string) string {
	if a == "" || b == "" {
		return ""
	}
	return a + " " + b
}

// isSwapped holds where only the other order lies in China, or on Earth.
func isSwapped(x, y float64) bool {
	if math.Abs(y) > 90 && math.Abs(y) <= 180 && math.Abs(x) <= 90 {
		return true
	}
	return x >= 3 && x <= 54 && y >= 73 && y <= 136
}

// The signs of degrees, minutes and seconds.
const (
	degreeSigns = "°º度"
	minuteSigns = "′'’分"
	secondSigns = "″\"”秒"
)

func isSexagesimal(text string) bool {
	return strings.ContainsAny(text, degreeSigns+minuteSigns+secondSigns)
}

// decimalDegrees turns degrees, minutes and seconds into decimal degrees of seven
// digits, empty if the text is none.
func decimalDegrees(text string) string {
	parts := strings.FieldsFunc(text, func(r rune) bool {
		return strings.ContainsRune(degreeSigns+minuteSigns+secondSigns+" 东西南北经纬NSEWnsew", r)
	})
	if len(parts) == 0 || len(parts) > 3 {
		return ""
	}
	sum, unit := 0.0, 1.0
	for _, part := range parts {
		v, err := strconv.ParseFloat(part, 64)
		if err != nil || v < 0 || unit < 1 && v >= 60 {
			return ""
		}
		sum += v * unit
		unit /= 60
	}
	if strings.ContainsAny(text, "西南SWsw") {
		sum = -sum
	}
	return strconv.FormatFloat(sum, 'f', 7, 64)
}
