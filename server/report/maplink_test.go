package report

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"sitedraw/geo"
)

func spotAt(t *testing.T, lon, lat string) geo.Point {
	t.Helper()
	p, err := geo.ParsePoint(lon, lat)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Each service has its own order of coordinates, its own names of members and its
// own words for what drives.
func TestMapLinks(t *testing.T) {
	a := Spot{At: spotAt(t, "-71.06", "42.355"), Name: "A 点"} // where nothing is shifted
	b := Spot{At: spotAt(t, "-71.07", "42.36"), Name: "信江路(B,C)|;:&=#"}
	const chinese = "A%20%E7%82%B9"
	const full = "%E4%BF%A1%E6%B1%9F%E8%B7%AF%EF%BC%88B%EF%BC%8CC%EF%BC%89%EF%BD%9C%EF%BC%9B%EF%BC%9A%26%3D%23"
	for _, test := range []struct {
		service    MapService
		place, way string
		modes      [3]string // of car, ebike, foot
	}{
		{
			Amap, "https://uri.amap.com/marker?position=-71.060000,42.355000&name=" + chinese + "&src=sitedraw&coordinate=gaode&callnative=1",
			"https://uri.amap.com/navigation?from=-71.060000,42.355000," + chinese + "&to=-71.070000,42.360000," + full + "&mode=car&src=sitedraw&coordinate=gaode&callnative=1",
			[3]string{"mode=car", "mode=ride", "mode=walk"},
		},
		{
			Baidu, "https://api.map.baidu.com/marker?location=42.355000,-71.060000&title=" + chinese + "&content=" + chinese + "&coord_type=bd09ll&output=html&src=webapp.sitedraw.sitedraw",
			"https://api.map.baidu.com/direction?origin=latlng:42.355000,-71.060000%7Cname:" + chinese + "&destination=latlng:42.360000,-71.070000%7Cname:" + full + "&mode=driving&region=%E4%B8%AD%E5%9B%BD&coord_type=bd09ll&output=html&src=webapp.sitedraw.sitedraw",
			[3]string{"mode=driving", "mode=riding", "mode=walking"},
		},
		{
			Tencent, "https://apis.map.qq.com/uri/v1/marker?marker=coord:42.355000,-71.060000;title:" + chinese + ";addr:" + chinese + "&referer=sitedraw",
			"https://apis.map.qq.com/uri/v1/routeplan?type=drive&from=" + chinese + "&fromcoord=42.355000,-71.060000&to=" + full + "&tocoord=42.360000,-71.070000&referer=sitedraw",
			[3]string{"type=drive", "type=bike", "type=walk"},
		},
		{
			GoogleMaps, "https://www.google.com/maps/search/?api=1&query=42.355000,-71.060000",
			"https://www.google.com/maps/dir/?api=1&origin=42.355000,-71.060000&destination=42.360000,-71.070000&travelmode=driving",
			[3]string{"travelmode=driving", "travelmode=bicycling", "travelmode=walking"},
		},
		{
			AppleMaps, "https://maps.apple.com/?ll=42.355000,-71.060000&q=" + chinese,
			"https://maps.apple.com/?saddr=42.355000,-71.060000&daddr=42.360000,-71.070000&dirflg=d",
			[3]string{"dirflg=d", "daddr", "dirflg=w"},
		},
		{
			GeoURI, "geo:42.355000,-71.060000?q=42.355000,-71.060000(" + chinese + ")",
			"geo:42.360000,-71.070000?q=42.360000,-71.070000(" + full + ")", [3]string{"geo:", "geo:", "geo:"},
		},
	} {
		t.Run(test.service.String(), func(t *testing.T) {
			if got := test.service.Place(a); got != test.place {
				t.Errorf("Place =\n%s\nwant\n%s", got, test.place)
			}
			if got := test.service.Way(a, b, "car"); got != test.way {
				t.Errorf("Way =\n%s\nwant\n%s", got, test.way)
			}
			for i, profile := range []string{"car", "ebike", "foot"} {
				if got := test.service.Way(a, b, profile); !strings.Contains(got, test.modes[i]) {
					t.Errorf("Way by %s = %s, want %s", profile, got, test.modes[i])
				}
			}
			for _, link := range []string{test.service.Place(b), test.service.Way(a, b, "car")} {
				u, err := url.Parse(link)
				if err != nil || test.service != GeoURI && u.Scheme != "https" || strings.ContainsAny(link, " \"<>|") {
					t.Errorf("%s is no link: %v", link, err)
				}
			}
		})
	}
}

// pairIn is the two numbers behind a text of a link, in the order of a service.
func pairIn(t *testing.T, link, after string, s MapService) geo.Point {
	t.Helper()
	_, rest, found := strings.Cut(link, after)
	first, rest, comma := strings.Cut(rest, ",")
	if !found || !comma {
		t.Fatalf("%s has no %s", link, after)
	}
	second := rest[:len(rest)-len(strings.TrimLeft(rest, "-.0123456789"))]
	if s != Amap {
		first, second = second, first
	}
	return spotAt(t, first, second)
}

// In China the services of GCJ-02 are off WGS 84 by 300 to 900 m, and Baidu's by as
// much again; elsewhere nothing is.
func TestMapLinksAreShifted(t *testing.T) {
	datums := map[MapService]geo.Datum{Amap: geo.GCJ02, Baidu: geo.BD09, Tencent: geo.GCJ02, GoogleMaps: geo.GCJ02, AppleMaps: geo.WGS84, GeoURI: geo.WGS84}
	members := map[MapService]string{
		Amap: "position=", Baidu: "location=", Tencent: "coord:", GoogleMaps: "query=", AppleMaps: "ll=", GeoURI: "geo:",
	}
	for _, place := range []struct {
		lon, lat string
		shifted  bool
	}{
		{"117.2403250", "28.2958140", true}, {"116.3375000", "39.9925000", true}, {"1.5218", "42.5075", false}, {"151.2", "-33.86", false},
	} {
		p := spotAt(t, place.lon, place.lat)
		for _, s := range MapServices() {
			shown := pairIn(t, s.Place(Spot{At: p, Name: "x"}), members[s], s)
			off := geo.Distance(p, shown)
			least, most := 0.0, 0.1
			if place.shifted && datums[s] == geo.GCJ02 {
				least, most = 300, 900
			}
			if place.shifted && datums[s] == geo.BD09 {
				least, most = 700, 1700
			}
			if off < least || off > most {
				t.Errorf("%s shows %s,%s %.1f m away, want %g … %g", s, place.lon, place.lat, off, least, most)
			}
			if back, err := datums[s].Point(shown.Lon.Degrees(), shown.Lat.Degrees()); err != nil || geo.Distance(back, p) > 0.2 {
				t.Errorf("%s shows %s,%s at %v, which is %v", s, place.lon, place.lat, shown, back)
			}
		}
	}
}

func TestMapServicesAreAll(t *testing.T) {
	for i, s := range MapServices() {
		if int(s) != i || s.String() == "" || s.title() == "" {
			t.Errorf("service %s", strconv.Itoa(i))
		}
	}
}
