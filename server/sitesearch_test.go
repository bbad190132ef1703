package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// searchList is a register around the meridian of 180°.
const searchList = "id,name,category,area,unit,lon,lat,tags\n" +
	"a,Ｇreen 花园 Market,SC,360681101201,u1,179.9,10,x;y\n" +
	"b,花园市场,SC,360681101202,u2,-179.9,10,x\n" +
	"c,公园,GY,360681102000,u1,-179.8,10.5,\n" +
	"d,银行,YHWD,360681102000,u2,0,0,y\n" +
	"e,nowhere,SC,,u1,,,\n"

func (h *house) search(who, query string) string {
	h.t.Helper()
	var l list[struct{ ID string }]
	h.want(h.do(who, http.MethodGet, "/registers/x/sites?"+query, nil), http.StatusOK, &l)
	var ids []string
	for _, s := range l.Items {
		ids = append(ids, s.ID)
	}
	return strings.Join(ids, "")
}

func TestSitesearchFilters(t *testing.T) {
	h := newHouse(t)
	h.filled("x", searchList)
	for _, c := range []struct{ query, want string }{
		{"", "abcde"},
		{"q=花园", "ab"},
		{"q=" + url.QueryEscape("GREEN　花 园"), "a"},
		{"q=C", "c"}, {"q=MARKET", "a"}, {"q=nothing", ""},
		{"category=SC", "abe"}, {"category=SC,GY", "abce"}, {"category=SC&category=YHWD", "abde"},
		{"unit=u2", "bd"}, {"tag=x", "ab"}, {"tag=x&tag=y", "a"},
		{"area=360681101000", "ab"}, {"area=360681101201", "a"}, {"area=360681", "abcd"}, {"area=36068110200", "cd"},
		{"bbox=179,9,-179,11", "abc"}, {"bbox=179,9,180,11", "a"}, {"bbox=-1,-1,1,1", "d"}, {"bbox=0,0,0,0", "d"},
		{"bbox=179,9,-179,11&category=GY", "c"},
		{"polygon=" + url.QueryEscape("POLYGON((-1 -1,1 -1,1 1,-1 1,-1 -1))"), "d"},
		{"polygon=" + url.QueryEscape("POLYGON((-1 -1,1 -1,1 1,-1 1,-1 -1))") + "&bbox=-180,9,180,11", ""},
		{"near=180,10", "abcd"}, {"near=-180,10&radius=12000", "ab"}, {"near=0,0&radius=0", "d"},
		{"near=180,10&category=GY", "c"}, {"near=180,10&bbox=-180,-90,0,90", "bcd"},
		{"area=360681101201&q=市场", ""},
	} {
		if got := h.search("viewer", c.query); got != c.want {
			t.Errorf("sites?%s = %q, want %q", c.query, got, c.want)
		}
	}
	if got := h.search("unit:u1", "mine=true"); got != "ace" {
		t.Errorf("sites of a unit = %q, want ace", got)
	}
	for _, query := range []string{
		"mine=true", "q1=a", "bbox=1,2,3", "bbox=1,2,3,x", "bbox=1,5,2,4", "bbox=1,2,3,91", "polygon=POINT(1 2)", "polygon=x", "near=1",
		"near=1,200", "radius=5", "near=1,1&radius=-1", "near=1,1&radius=NaN", "near=1,1&radius=1e99", "near=1,1&after=x", "category=ZZZ",
		"area=abc", "fields=person", "limit=0", "datum=mars", "mine=maybe", "version=x",
	} {
		if a := h.do("viewer", http.MethodGet, "/registers/x/sites?"+strings.ReplaceAll(query, " ", "%20"), nil); a.status != http.StatusUnprocessableEntity {
			t.Errorf("sites?%s = %d, want 422", query, a.status)
		}
	}
}

// Pages joined are the list, whatever their length and the filter.
func TestSitesearchPages(t *testing.T) {
	h := newHouse(t)
	h.filled("x", searchList)
	for _, query := range []string{"", "&category=SC", "&near=180,10", "&bbox=-180,9,180,11", "&near=180,10&radius=100000"} {
		whole := h.search("viewer", "limit=1000"+query)
		for _, limit := range []string{"1", "2", "3"} {
			joined := ""
			for next := "/registers/x/sites?limit=" + limit + query; next != ""; {
				var l list[struct{ ID string }]
				h.want(h.do("viewer", http.MethodGet, next, nil), http.StatusOK, &l)
				for _, s := range l.Items {
					joined += s.ID
				}
				next = strings.TrimPrefix(l.Next, base)
			}
			if joined != whole {
				t.Errorf("pages of %s of %q = %q, want %q", limit, query, joined, whole)
			}
		}
	}
}

// The index finds what looking at every site does.
func TestSitesearchAgreesWithLookingAtAll(t *testing.T) {
	sites := make([]geo.Site, 0, 400)
	rapid.Check(t, func(t *rapid.T) {
		sites = sites[:0]
		coordinate := rapid.Custom(func(t *rapid.T) geo.Point {
			return geo.Point{Lon: geo.E7(rapid.IntRange(-18, 18).Draw(t, "lon")) * 100_000_000, Lat: geo.E7(rapid.IntRange(-9, 9).Draw(t, "lat")) * 100_000_000}
		})
		for i := range rapid.IntRange(0, 60).Draw(t, "sites") {
			s := geo.Site{ID: string(rune('A' + i)), Category: rapid.SampledFrom([]string{"SC", "GY"}).Draw(t, "category")}
			if rapid.IntRange(0, 5).Draw(t, "located") > 0 {
				s.Geometry = coordinate.Draw(t, "place")
			}
			sites = append(sites, s)
		}
		frame, err := sampler.NewFrame(slices.Clone(sites))
		if err != nil {
			t.Fatal(err)
		}
		o := open(frame, geo.ShippedCategories())
		a, b := coordinate.Draw(t, "corner"), coordinate.Draw(t, "corner")
		if a.Lat > b.Lat {
			a.Lat, b.Lat = b.Lat, a.Lat
		}
		text := a.Lon.String() + "," + a.Lat.String() + "," + b.Lon.String() + "," + b.Lat.String()
		box, err := parseBox(text, geo.WGS84)
		if err != nil {
			t.Fatal(err)
		}
		search := siteSearch{opened: o, count: 10, filter: siteFilter{regions: []region{box}, categories: []string{"SC"}}}
		got, _ := search.run()
		var want []siteHit
		for i := range frame.Sites() {
			s := &frame.Sites()[i]
			p, located := s.Position()
			lon := p.Lon >= a.Lon && p.Lon <= b.Lon
			if a.Lon > b.Lon {
				lon = p.Lon >= a.Lon || p.Lon <= b.Lon
			}
			if located && lon && p.Lat >= a.Lat && p.Lat <= b.Lat && s.Category == "SC" && len(want) < 10 {
				want = append(want, siteHit{site: s})
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("bbox %s = %v, want %v", text, got, want)
		}
		search = siteSearch{opened: o, count: 100, near: &near{from: a, limit: geo.AnyDistance}}
		got, _ = search.run()
		for i := range got {
			p, _ := got[i].site.Position()
			if mm := geo.DistanceMillimetres(a, p); mm != got[i].millimetres {
				t.Fatalf("near: %q is %d mm away, want %d", got[i].site.ID, got[i].millimetres, mm)
			}
			if i > 0 && (got[i-1].millimetres > got[i].millimetres || got[i-1].millimetres == got[i].millimetres && got[i-1].site.ID >= got[i].site.ID) {
				t.Fatalf("near: %q comes before %q", got[i-1].site.ID, got[i].site.ID)
			}
		}
		for i, hit := range got {
			search.after, search.count = search.key(hit), 1000
			if rest, _ := search.run(); !slices.Equal(rest, got[i+1:]) {
				t.Fatalf("after %s come %v, want %v", search.after, rest, got[i+1:])
			}
		}
	})
}

func TestFoldedIsTheSameByBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		once := folded(s)
		if again := folded(once); isFolded(s) && (once != s || strings.ContainsAny(s, " ABCXYZ")) || isFolded(once) && again != once {
			t.Fatalf("folded(%q) = %q, then %q", s, once, again)
		}
	})
	for in, want := range map[string]string{"Ａ b": "ab", "花 园": "花园", "É": "é", "㎡": "m2"} {
		if got := folded(in); got != want {
			t.Errorf("folded(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzBox(f *testing.F) {
	for _, s := range []string{"1,2,3,4", "179,0,-179,1", "", ",,,", "1e3,2,3,4", "-0,0,0,0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, datum := range geo.Datums() {
			if box, err := parseBox(s, datum); (err == nil) != (len(box) > 0) || len(box) > 2 {
				t.Errorf("parseBox(%q) = %v, %v", s, box, err)
			}
		}
	})
}

func FuzzNear(f *testing.F) {
	f.Add("1,2", "5", "3:a")
	f.Add("181,2", "-1", ":")
	f.Add("1,2,3", "Inf", "9223372036854775808:a")
	f.Fuzz(func(t *testing.T, place, radius, after string) {
		if n, err := parseNear(place, radius, geo.GCJ02); err == nil && (n.limit < 0 || radius != "" && n.limit > farthest*1000) {
			t.Errorf("parseNear(%q, %q) = %+v", place, radius, n)
		}
		if k, err := parseNearKey(after); err == nil && after != "" && (k.id == "" || k.millimetres < 0) {
			t.Errorf("parseNearKey(%q) = %+v", after, k)
		}
	})
}

func FuzzPolygon(f *testing.F) {
	f.Add("POLYGON((0 0,1 0,1 1,0 0))")
	f.Add("MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))")
	f.Add("POINT(1 2)")
	f.Fuzz(func(t *testing.T, s string) {
		if shape, err := parsePolygon(s, geo.WGS84); (err == nil) != (len(shape) == 1) {
			t.Errorf("parsePolygon(%q) = %v, %v", s, shape, err)
		}
	})
}

func FuzzColumns(f *testing.F) {
	f.Add(`{"X":"lon"}`, "Y:lat")
	f.Add("", "a:b:name")
	f.Add("null", ":")
	f.Fuzz(func(_ *testing.T, object, pair string) {
		_, _ = parseColumns(object, []string{pair})
		_, _ = parseColumns(object, nil)
	})
}

func FuzzFileName(f *testing.F) {
	f.Add("a.csv")
	f.Add(`C:\x\表.xlsx`)
	f.Add("../../etc/passwd")
	f.Fuzz(func(t *testing.T, s string) {
		if name, err := fileName(s); err == nil && (name == "" || strings.ContainsAny(name, `/\`) || len(name) > geo.MaxIdentifier) {
			t.Errorf("fileName(%q) = %q", s, name)
		}
		if d := disposition(s); strings.ContainsAny(d, "\r\n") {
			t.Errorf("disposition(%q) = %q", s, d)
		}
	})
}
