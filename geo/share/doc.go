// Package share tells how a phone map shares out an area: with what chance
// each site is the one taken by somebody who opens the map at a random place.
//
// # Model
//
// An anchor falls uniformly on the sphere's surface within polygons or a box
// (draw-v1 §8). The map shows the nearest sites within a radius, at most so
// many, ties by number. [Nearest] takes the first: a site's share is the
// surface of its Voronoi cell within radius and area, divided by the surface
// from which any site is seen. [AnyOf] takes one of those shown, each as
// likely: the integral of 1/(number shown) over where the site is shown, by the
// same divisor; that is a share of the order-k Voronoi diagram (M. I. Shamos &
// D. Hoey, "Closest-point problems", FOCS 1975, doi:10.1109/SFCS.1975.8).
//
// # Guarantees
//
// The true share lies within Error of Value. The area is halved, and halved
// again, into cells of longitude and sine of latitude, in which plane surface
// is surface on the sphere. In a cell the border between two sites' surroundings
// is a straight line but for a remainder that Taylor's theorem bounds; what
// lies within the remainder counts as error, and cells are halved until each
// error is as small as asked for. Shares add up to 1 unless nothing is seen.
// Results depend neither on the number of cores nor on their order.
//
// # Out of scope
//
// Draws without replacement after the first pick, and least distances between
// picks: those are replayed, not integrated. Anchors are whole units of 10⁻⁷
// degree; here they are anywhere, which moves borders by at most 8 mm. Close to
// a pole cells stay large in longitude and errors shrink slowly.
//
// # Use
//
//	view := share.View{Sites: points, Areas: towns, Radius: 3000}
//	first, err := share.Nearest(ctx, view)
//	anyOfTen, err := share.AnyOf(ctx, view, 10)
//	fmt.Printf("%.1f%% ± %.2f\n", 100*first[0].Value, 100*first[0].Error)
package share
