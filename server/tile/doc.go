// Package tile cuts a register into vector tiles (Mapbox Vector Tile 2.1) and says
// by TileJSON and a MapLibre style how to show them.
//
// # Model
//
// The world is the square of Web Mercator on a grid of 2³² × 2³² cells; beyond
// ±85.05° places lie in its first and last row. A [Source] is what one version of a
// register shows in one datum, on that grid. [Source.Tile] cuts out one tile of
// 4096 × 4096 units. Its layers:
//
//   - sites: each site once, at its position; below [SitesZoom], those of one cell of
//     8 × 8 a tile as one cluster, at their mean, with point_count, clustered and how
//     many of each category, as n_SC;
//   - shapes: lines and surfaces of sites;
//   - areas: townships and villages that have a surface;
//   - roads: the lines that lie beside the register.
//
// A [Sheet] is a few figures with attributes of their own, such as the routes of
// teams, in layers of their own names.
//
// # Guarantees
//
// A point lies in exactly one tile of a zoom, so the point_counts over all tiles of
// any zoom, one for each site alone, add up to the sites that have a position. Lines and surfaces are clipped
// 64 units around the tile; outer rings turn right and holes left, as MVT wants.
// The same sites give the same bytes, on every processor.
//
// # Out of scope
//
// Who may see a register and what its versions are (package server); labels in
// other scripts than the reader's own.
//
// # Use
//
//	source := tile.NewSource(tile.Content{Sites: frame.Sites()})
//	at, err := tile.ParseAddress("14", "13519", "6847.mvt")
//	body := source.Tile(at)
package tile
