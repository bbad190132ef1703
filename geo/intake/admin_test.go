package intake

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

const adminHeader = "code,level,parent,name,town,kind,ur_code,lon_wgs84,lat_wgs84,lon_gcj,lat_gcj,coord_source,match\n"

func TestAdmin(t *testing.T) {
	r := readText(t, adminHeader+
		"360681000000,county,,贵溪市,,,,117.240325,28.295814,,,vonng2016,code\n"+
		"360681001000,town,360681000000,花园街道,花园街道,subdistrict,,,,,,,name\n"+
		"360681001001,village,360681001000,花园社区居委会,花园街道,community,112,117.2,28.3,1,2,osm:node/5217402617,code+name\n"+
		"360681001200,village,360681001000,城南,花园街道,,,,,,,,none\n")
	want := []geo.Site{
		{ID: "360681001000", Name: "花园街道", Category: "XZZF", Area: "360681001000", Unit: "花园街道", Tags: []string{"kind:subdistrict"}},
		{ID: "360681001001", Name: "花园社区居委会", Category: "SQ", Area: "360681001001", Unit: "花园街道",
			Tags: []string{"kind:community", "ur:112"}, Geometry: geo.Point{Lon: 1172000000, Lat: 283000000}},
		{ID: "360681001200", Name: "城南", Category: "XZC", Area: "360681001200", Unit: "花园街道", Tags: []string{"kind:village"}},
	}
	if d := cmp.Diff(want, r.Sites); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Same{{Kept: "360681001001", Gone: "osm:node/5217402617"}}, r.Same); d != "" {
		t.Error(d)
	}
	if r.Format != "admin-csv" || r.Skipped != 1 {
		t.Errorf("Format = %q, Skipped = %d", r.Format, r.Skipped)
	}
}

func TestAdminRejects(t *testing.T) {
	const first = "360681001001,village,360681001000,花园社区,,community,,,,,,osm:node/1,\n"
	for _, tc := range []struct {
		row    string
		code   geo.Code
		column string
		want   string
	}{
		{"36068100100,town,360681000000,a,,town,,,,,,,", geo.ErrAreaCode, "code", ""},
		{"360681001000,village,360681000000,a,,town,,,,,,,", ErrLevel, "level", "town"},
		{"360681001002,village,360681002000,a,,village,,,,,,,", ErrParent, "parent", "360681001000"},
		{"360681001002,village,360681001000,,,village,,,,,,,", ErrCellEmpty, "name", ""},
		{"360681001002,village,360681001000,a,,hamlet,,,,,,,", geo.ErrAreaKind, "kind", "subdistrict, town, township, quasi, community, village"},
		{"360681001002,village,360681001000,a,,town,,,,,,,", ErrListKind, "kind", ""},
		{"360681001002,village,360681001000,a,,village,113,,,,,,", geo.ErrUrbanRural, "ur_code", "111, 112, 121, 122, 123, 210, 220"},
		{"360681001002,village,360681001000,a,,village,,117,,,,,", ErrHalfPosition, "lat_wgs84", ""},
		{"360681001002,village,360681001000,a,,village,,117,91,,,,", geo.ErrLatitude, "lat_wgs84", ""},
		{"360681001002,village,360681001000,a,,village,,,,,,osm:point/1,", ErrElementID, "coord_source", "osm:node/123"},
		{"360681001002,village,360681001000,a,,village,,,,,,osm:node/01,", ErrElementID, "coord_source", "osm:node/123"},
		{"360681001002,village,360681001000,a,,village,,,,,,osm:node/1,", ErrSameTwice, "coord_source", ""},
		{"360681001001,village,360681001000,a,,village,,,,,,,", geo.ErrDuplicateID, "code", ""},
	} {
		r, err := Read("list.csv", strings.NewReader(adminHeader+first+tc.row+"\n"), Options{})
		if !errors.Is(err, ErrRejected) || len(r.Rejects) != 1 {
			t.Errorf("Read(%q) = %+v, %v", tc.row, r, err)
			continue
		}
		got := r.Rejects[0]
		if got.Code != tc.code || got.At.Column != tc.column || got.At.Line != 3 || got.Want != tc.want {
			t.Errorf("Read(%q) rejects %v, want %s in %s, want %q", tc.row, got, tc.code, tc.column, tc.want)
		}
	}
}

// The real lists: every row but the county's is a site, named and assigned as
// in the frames of the draw-v1 vectors.
func TestAdminLists(t *testing.T) {
	for list, want := range map[string]struct {
		categories map[string]int
		located    int
		same       int
	}{
		"350121_minhou.csv":     {map[string]int{"XZZF": 16, "SQ": 39, "XZC": 298}, 68, 0},
		"360681_guixi.csv":      {map[string]int{"XZZF": 33, "SQ": 46, "XZC": 214}, 37, 14},
		"410928_puyangxian.csv": {map[string]int{"XZZF": 20, "SQ": 48, "XZC": 984}, 75, 50},
	} {
		r := readShared(t, "admin/"+list)
		got, located := map[string]int{}, 0
		for _, s := range r.Sites {
			got[s.Category]++
			if s.Geometry != nil {
				located++
			}
		}
		if d := cmp.Diff(want.categories, got); d != "" || located != want.located || len(r.Same) != want.same || r.Skipped != 1 {
			t.Errorf("%s: %v, located %d, same %d, skipped %d; want %v", list, got, located, len(r.Same), r.Skipped, want)
		}
	}
}
