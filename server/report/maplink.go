package report

import (
	"net/url"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// MapService is a program of a phone, or a page, that shows places and the way to
// them. Links are of the https kind, which open in a browser as in the service's
// own program; in-app browsers block schemes of their own. Only GeoURI has no
// other form.
type MapService uint8

// The services. The zero value is Amap.
const (
	Amap       MapService = iota // 高德: longitude first, GCJ-02
	Baidu                        // 百度: latitude first, BD-09
	Tencent                      // 腾讯: latitude first, GCJ-02
	GoogleMaps                   // latitude first, GCJ-02 in China
	AppleMaps                    // latitude first, WGS 84
	GeoURI                       // geo: of RFC 5870, latitude first, WGS 84
)

// MapServices returns all services.
func MapServices() []MapService {
	return []MapService{Amap, Baidu, Tencent, GoogleMaps, AppleMaps, GeoURI}
}

// String is the service's name in files.
func (s MapService) String() string {
	return [...]string{"amap", "baidu", "tencent", "google", "apple", "geo"}[s]
}

// title is the key of what people call the service.
func (s MapService) title() geo.Code {
	return [...]geo.Code{"maps.amap", "maps.baidu", "maps.tencent", "maps.google", "maps.apple", "maps.geo"}[s]
}

// Datum is the coordinate system of the service's links. Google draws the streets
// of China in GCJ-02 and takes coordinates as places on that drawing: given WGS 84
// its way begins some streets off. Apple converts what it is given, and a geo:
// names WGS 84 by definition. Outside the box of geo.GCJ02 all are WGS 84.
func (s MapService) Datum() geo.Datum {
	switch s {
	case Amap, Tencent, GoogleMaps:
		return geo.GCJ02
	case Baidu:
		return geo.BD09
	default:
		return geo.WGS84
	}
}

// Spot is a place with the name that a map shows for it.
type Spot struct {
	At   geo.Point // WGS 84
	Name string
}

// Place is a link that shows a place.
func (s MapService) Place(spot Spot) string {
	at, name := s.pair(spot.At), escaped(s.named(spot.Name))
	switch s {
	case Baidu:
		return "https://api.map.baidu.com/marker?location=" + at + "&title=" + name + "&content=" + name +
			"&coord_type=bd09ll&output=html&src=webapp.sitedraw.sitedraw"
	case Tencent:
		return "https://apis.map.qq.com/uri/v1/marker?marker=coord:" + at + ";title:" + name + ";addr:" + name + "&referer=sitedraw"
	case GoogleMaps:
		return "https://www.google.com/maps/search/?api=1&query=" + at
	case AppleMaps:
		return "https://maps.apple.com/?ll=" + at + "&q=" + name
	case GeoURI:
		return "geo:" + at + "?q=" + at + "(" + name + ")"
	default:
		return "https://uri.amap.com/marker?position=" + at + "&name=" + name + "&src=sitedraw&coordinate=gaode&callnative=1"
	}
}

// Way is a link that leads from one place to another. The profile is that of an
// itinerary, of which ebike and foot are told apart from all others, driven by
// car. A geo: leads to the second place only.
func (s MapService) Way(from, to Spot, profile string) string {
	a, b := s.pair(from.At), s.pair(to.At)
	first, second := escaped(s.named(from.Name)), escaped(s.named(to.Name))
	switch mode := s.mode(profile); s {
	case Baidu: // without a region it forgets where the way begins
		return "https://api.map.baidu.com/direction?origin=latlng:" + a + "%7Cname:" + first + "&destination=latlng:" + b + "%7Cname:" + second +
			"&mode=" + mode + "&region=" + escaped("中国") + "&coord_type=bd09ll&output=html&src=webapp.sitedraw.sitedraw"
	case Tencent:
		return "https://apis.map.qq.com/uri/v1/routeplan?type=" + mode + "&from=" + first + "&fromcoord=" + a + "&to=" + second + "&tocoord=" + b +
			"&referer=sitedraw"
	case GoogleMaps:
		return "https://www.google.com/maps/dir/?api=1&origin=" + a + "&destination=" + b + "&travelmode=" + mode
	case AppleMaps:
		return "https://maps.apple.com/?saddr=" + a + "&daddr=" + b + mode
	case GeoURI:
		return s.Place(to)
	default:
		return "https://uri.amap.com/navigation?from=" + a + "," + first + "&to=" + b + "," + second +
			"&mode=" + mode + "&src=sitedraw&coordinate=gaode&callnative=1"
	}
}

// mode is what a service calls a profile.
func (s MapService) mode(profile string) string {
	modes := map[MapService][3]string{
		Amap: {"car", "ride", "walk"}, Baidu: {"driving", "riding", "walking"}, Tencent: {"drive", "bike", "walk"},
		GoogleMaps: {"driving", "bicycling", "walking"}, AppleMaps: {"&dirflg=d", "", "&dirflg=w"}, // by bicycle it has no flag
	}[s]
	switch profile {
	case "ebike":
		return modes[1]
	case "foot":
		return modes[2]
	default:
		return modes[0]
	}
}

// pair is a position as the service reads it: six decimals, 0.1 m, are the most
// that all of them take.
func (s MapService) pair(p geo.Point) string {
	lon, lat := s.Datum().Degrees(p)
	x, y := strconv.FormatFloat(lon, 'f', 6, 64), strconv.FormatFloat(lat, 'f', 6, 64)
	if s == Amap {
		return x + "," + y
	}
	return y + "," + x
}

// separators end a name in some links even if they are escaped; their full-width
// forms do not.
var separators = strings.NewReplacer(",", "，", ";", "；", ":", "：", "|", "｜", "(", "（", ")", "）")

func (s MapService) named(name string) string {
	if s == AppleMaps {
		return name
	}
	return separators.Replace(name)
}

// escaped is a text as any value of a query, a blank as %20.
func escaped(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
