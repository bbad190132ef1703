// Package geo is the ground floor of sitedraw: places and shapes, and nothing
// that knows of draws, files or users.
//
// # Model
//
// A [Site] is one place of a register. Its [Geometry] is a [Point], [Line],
// [Polygon] or [MultiPolygon] on WGS 84, in whole units of 10⁻⁷ degree ([E7],
// about 11 mm); a site without one is unlocated. The Earth is a sphere of
// [EarthRadius]; sides of lines and polygons are straight in longitude and
// latitude, and boundaries belong to a shape. Shapes do not cross the
// antimeridian; distances do. Coordinates of other systems pass through a
// [Datum]. Areas are told by 12-digit statistical codes ([AreaCode]). An [Index]
// finds sites by place.
//
// # Guarantees
//
// Constructors and parsers validate, so after them no half-valid value exists.
// Whether a point lies in a polygon is decided exactly, on integers. Distances
// decide only after rounding to whole millimetres. Real arithmetic rounds every
// operation by itself and uses sine, cosine and arcsine of our own, so every
// processor gives the same bits; draw-v1 §8 fixes the order of operations.
// Answers never depend on the order in which an index was filled, nor on
// goroutines. Errors are an [*Error]: a code, a place, the wrong value and what
// would be right; the sentences people read are elsewhere.
//
// # Out of scope
//
// Projections and ellipsoids other than those of [Datum], surfaces that cross
// the antimeridian or hold a pole, heights, repairing what is invalid, reading
// files (package geo/intake), and roads (geo/road).
//
// # Use
//
//	school, err := geo.ParsePoint("117.2103", "28.2849")
//	shop, err := geo.GCJ02.Point(117.2211, 28.2902)
//	metres := geo.Distance(school, shop)
//	index := geo.NewIndex([]geo.Point{school, shop})
//	ten := index.Nearest(school, 10)
package geo
