package geo

// What can be wrong with places and shapes. Each is a key of the catalogue in
// server/text.
const (
	ErrTextEncoding      Code = "text.encoding"       // not UTF-8
	ErrTextNotNFC        Code = "text.not-nfc"        // not in Unicode normal form C
	ErrTextControl       Code = "text.control"        // holds U+0000–U+001F or U+007F
	ErrTextLength        Code = "text.length"         // empty, or longer than Want bytes
	ErrDegrees           Code = "point.degrees"       // not a decimal number of degrees
	ErrLongitude         Code = "point.longitude"     // outside ±180°
	ErrLatitude          Code = "point.latitude"      // outside ±90°
	ErrLineShort         Code = "line.short"          // fewer than two positions
	ErrRingShort         Code = "ring.short"          // fewer than four positions
	ErrRingOpen          Code = "ring.open"           // last position is not the first
	ErrRingCrosses       Code = "ring.crosses"        // crosses or overlaps itself
	ErrPolygonEmpty      Code = "polygon.empty"       // no ring, or no polygon
	ErrPolygonSurface    Code = "polygon.surface"     // zero surface
	ErrAreaCode          Code = "area.code"           // not 12 digits
	ErrAreaKind          Code = "area.kind"           // no such kind of area
	ErrAreaNameUnknown   Code = "area.name-unknown"   // no area is called so; Want is near
	ErrAreaNameAmbiguous Code = "area.name-ambiguous" // several areas are called so; Names are their codes
	ErrUrbanRural        Code = "area.urban-rural"    // no such urban–rural class
	ErrSiteSize          Code = "site.size"           // outside 1 … 2³¹−1
	ErrSiteTags          Code = "site.tags"           // not sorted, or a duplicate
	ErrSitePoint         Code = "site.point"          // "point" on a site that is no polygon
	ErrCategoryUnknown   Code = "category.unknown"    // no category has this code
	ErrDatumUnknown      Code = "datum.unknown"       // no such coordinate system
	ErrDuplicateID       Code = "site.duplicate-id"   // two sites of one id
	ErrMetres            Code = "point.metres"        // metres of a projection, Want if it is known
	ErrWKT               Code = "shape.wkt"           // not well-known text: Want should stand there
	ErrCoordinates       Code = "shape.coordinates"   // not coordinates of GeoJSON: Want should stand there
	ErrShapeUnknown      Code = "shape.unknown"       // Value is none of the shapes in Want
	ErrShapeMany         Code = "shape.many"          // Value has Want members and may have one
	ErrShapeEmpty        Code = "shape.empty"         // Value without positions
)
