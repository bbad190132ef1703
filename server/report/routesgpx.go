package report

import (
	"encoding/xml"
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
)

// gpx is GPX 1.1 as far as routes need it: www.topografix.com/GPX/1/1. Members
// stand in the order of its schema.
type gpx struct {
	XMLName  xml.Name   `xml:"http://www.topografix.com/GPX/1/1 gpx"`
	Version  string     `xml:"version,attr"`
	Creator  string     `xml:"creator,attr"`
	Metadata gpxAbout   `xml:"metadata"`
	Spots    []gpxSpot  `xml:"wpt"`
	Routes   []gpxRoute `xml:"rte"`
	Tracks   []gpxTrack `xml:"trk"`
}

type gpxAbout struct {
	Name        string `xml:"name"`
	Description string `xml:"desc,omitempty"`
}

type gpxSpot struct {
	Lat         string   `xml:"lat,attr"`
	Lon         string   `xml:"lon,attr"`
	Time        string   `xml:"time,omitempty"`
	Name        string   `xml:"name,omitempty"`
	Description string   `xml:"desc,omitempty"`
	Link        *gpxLink `xml:"link"`
	Kind        string   `xml:"type,omitempty"`
}

type gpxLink struct {
	Href string `xml:"href,attr"`
}

type gpxRoute struct {
	Name  string    `xml:"name"`
	Spots []gpxSpot `xml:"rtept"`
}

type gpxTrack struct {
	Name     string       `xml:"name"`
	Segments []gpxSegment `xml:"trkseg"`
}

type gpxSegment struct {
	Spots []gpxSpot `xml:"trkpt"`
}

// RoutesGPX writes GPX 1.1: a waypoint for each visit, a route and a track for each
// day of a team. The track has a segment for each leg and each stretch that is
// walked; a leg whose way is not known is a straight one.
func RoutesGPX(w io.Writer, r Routes) error {
	file := gpx{Version: "1.1", Creator: "sitedraw", Metadata: gpxAbout{Name: r.Texts.Text("route.title", nil), Description: r.notice()}}
	for _, d := range r.days() {
		route := gpxRoute{Name: d.title(), Spots: []gpxSpot{{Name: d.start().Name}}}
		route.Spots[0].at(d.start().At)
		for _, v := range d.visits() {
			spot := v.gpx()
			file.Spots = append(file.Spots, spot)
			route.Spots = append(route.Spots, spot)
		}
		if d.team.End != nil {
			end := gpxSpot{Name: d.end().Name}
			end.at(d.end().At)
			route.Spots = append(route.Spots, end)
		}
		file.Routes = append(file.Routes, route)
		file.Tracks = append(file.Tracks, d.track())
	}
	return writeXML(w, file)
}

// writeXML writes a document. Letters that XML has not become U+FFFD.
func writeXML(w io.Writer, document any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", " ")
	if err := encoder.Encode(document); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *gpxSpot) at(p geo.Point) { s.Lon, s.Lat = p.Lon.String(), p.Lat.String() }

func (v *routeVisit) gpx() gpxSpot {
	r := v.day.routes
	s := gpxSpot{
		Time: v.day.moment(v.Begin), Name: v.label(), Description: v.description(),
		Link: &gpxLink{Href: r.Service.Place(v.spot())}, Kind: r.categoryName(v.Stop.Category),
	}
	s.at(v.spot().At)
	return s
}

// ways are the lines that a day is drawn of, with whether each is walked on a visit.
func (d *routeDay) ways() (list []routeWay) {
	for _, v := range d.visits() {
		list = append(list, routeWay{leg: v.leg, line: drawn(v.leg, v.from().At, v.spot().At)})
		if v.Stop.Walked() {
			list = append(list, routeWay{line: itinerary.Line(v.Stop.Path)})
		}
	}
	if home := d.home(); home != nil {
		last := &d.Visits[len(d.Visits)-1].Stop
		list = append(list, routeWay{leg: home, line: drawn(home, last.Last().Point, d.end().At)})
	}
	return list
}

// routeWay is a line of a day; without a leg it is a stretch.
type routeWay struct {
	leg  *itinerary.Leg
	line geo.Line
}

// guessed reports whether the way is not known.
func (w *routeWay) guessed() bool {
	return w.leg != nil && (w.leg.Estimated || len(w.leg.Path) == 0)
}

// drawn is the way of a leg, a straight one if none is known.
func drawn(l *itinerary.Leg, from, to geo.Point) geo.Line {
	if len(l.Path) == 0 {
		return geo.Line{from, to}
	}
	return itinerary.Line(l.Path)
}

func (d *routeDay) track() gpxTrack {
	t := gpxTrack{Name: d.title()}
	for _, way := range d.ways() {
		var segment gpxSegment
		for _, p := range way.line {
			var s gpxSpot
			s.at(p)
			segment.Spots = append(segment.Spots, s)
		}
		t.Segments = append(t.Segments, segment)
	}
	return t
}

// label names a visit on a map: its number and what it goes to.
func (v *routeVisit) label() string {
	return v.day.routes.Texts.Text("route.label", map[string]string{"count": strconv.Itoa(v.number), "name": v.Stop.Title()})
}

// description is what a map says of a visit, in lines.
func (v *routeVisit) description() string {
	r := v.day.routes
	hours := clock(v.Begin) + "–" + clock(v.Leave)
	return filled(v.day.title(), hours, r.categoryName(v.Stop.Category), v.Stop.Unit, v.Stop.Chief, r.asked(v.Stop.Category))
}
