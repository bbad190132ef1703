package intake_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sitedraw/geo/intake"
)

func ExampleRead() {
	table := "id,name,category,tags,lon,lat\n" +
		"sc-1,南门农贸市场,SC,type:produce,117.2193870,28.2967220\n"
	r, err := intake.Read("markets.csv", strings.NewReader(table), intake.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range r.Sites {
		p, _ := s.Position()
		fmt.Println(r.Format, s.ID, s.Name, s.Tags, p.Lon, p.Lat)
	}
	// Output: sites-csv sc-1 南门农贸市场 [type:produce] 117.219387 28.296722
}

// A table with a bad row is refused, and every bad row is named.
func ExampleRead_rejects() {
	table := "id,category,size,lon,lat\n" +
		"a,SC,1,117.2,28.3\n" +
		"b,SD,1,117.2,28.3\n" +
		"c,SC,0,117.2,28.3\n" +
		"d,SC,1,117.2,128.3\n"
	r, err := intake.Read("markets.csv", strings.NewReader(table), intake.Options{})
	fmt.Println(errors.Is(err, intake.ErrRejected), len(r.Sites))
	for _, e := range r.Rejects {
		fmt.Println(e)
	}
	// Output:
	// true 0
	// markets.csv: 3: category: category.unknown: got "SD", want "SC"
	// markets.csv: 4: size: site.size: got "0"
	// markets.csv: 5: lat: point.latitude: got "128.3"
}

// A row of a list that is an element of OpenStreetMap enters once.
func ExampleMerge() {
	osm, _ := intake.Read("guixi.osm", strings.NewReader(`<osm>
		<node id="5217402617" lon="117.2412345" lat="28.3012345">
			<tag k="place" v="quarter"/><tag k="name" v="花园社区"/>
		</node></osm>`), intake.Options{})
	list, _ := intake.Read("guixi.csv", strings.NewReader(
		"code,level,parent,name,town,kind,ur_code,lon_wgs84,lat_wgs84,coord_source\n"+
			"360681001001,village,360681001000,花园社区居委会,花园街道,community,111,117.241234,28.301234,osm:node/5217402617\n"), intake.Options{})
	register, err := intake.Merge(context.Background(), osm, list)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range register.Sites {
		p, _ := s.Position()
		fmt.Println(s.ID, s.Name, s.Unit, s.Tags, p.Lon, p.Lat)
	}
	fmt.Println(register.Same)
	// Output:
	// 360681001001 花园社区居委会 花园街道 [kind:community place:quarter ur:111] 117.2412345 28.3012345
	// [{360681001001 osm:node/5217402617}]
}
