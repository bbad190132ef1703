package road_test

import (
	"context"
	"fmt"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/road"
)

// A street with a bend: by car it is half as far again as straight.
func Example() {
	extract := `<osm><node id="1" lon="117" lat="28"/><node id="2" lon="117.01" lat="28.01"/><node id="3" lon="117.02" lat="28"/>` +
		`<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way></osm>`
	ctx := context.Background()
	roads, err := road.Build(ctx, strings.NewReader(extract), road.BuildOptions{})
	if err != nil {
		panic(err)
	}
	places := []geo.Point{{Lon: 1_170_000_000, Lat: 280_000_000}, {Lon: 1_170_200_000, Lat: 280_000_000}}
	snaps, err := roads.SnapAll(ctx, places)
	if err != nil {
		panic(err)
	}
	matrix, err := roads.Matrix(ctx, snaps, nil)
	if err != nil {
		panic(err)
	}
	milliseconds, millimetres := matrix.At(0, 1)
	leg, _ := roads.Leg(snaps[0], snaps[1])
	fmt.Printf("%d s, %d m, by %d positions\n", milliseconds/1000, millimetres/1000, len(leg.Line))
	// Output: 427 s, 2966 m, by 3 positions
}
