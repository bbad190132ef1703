package report

import (
	"encoding/xml"
	"io"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
)

// kml is KML 2.2 as far as routes need it: OGC 07-147r2. Members stand in the
// order of its schema.
type kml struct {
	XMLName  xml.Name    `xml:"http://www.opengis.net/kml/2.2 kml"`
	Document kmlDocument `xml:"Document"`
}

type kmlDocument struct {
	Name        string      `xml:"name"`
	Description string      `xml:"description,omitempty"`
	Styles      []kmlStyle  `xml:"Style"`
	Folders     []kmlFolder `xml:"Folder"`
}

type kmlStyle struct {
	ID   string  `xml:"id,attr"`
	Line kmlLine `xml:"LineStyle"`
}

type kmlLine struct {
	Colour string `xml:"color"` // aabbggrr
	Width  int    `xml:"width"`
}

type kmlFolder struct {
	Name    string      `xml:"name"`
	Folders []kmlFolder `xml:"Folder"`
	Places  []kmlPlace  `xml:"Placemark"`
}

// kmlPlace is one place or way; only one of its shapes is given.
type kmlPlace struct {
	Name        string    `xml:"name"`
	Description string    `xml:"description,omitempty"`
	Style       string    `xml:"styleUrl,omitempty"`
	Point       *kmlShape `xml:"Point"`
	Line        *kmlShape `xml:"LineString"`
}

type kmlShape struct {
	Tessellate  int    `xml:"tessellate,omitempty"`
	Coordinates string `xml:"coordinates"`
}

// The styles of ways.
const (
	roadStyle    = "road"
	guessedStyle = "estimated"
	walkStyle    = "walk"
)

func kmlStyles() []kmlStyle {
	return []kmlStyle{
		{ID: roadStyle, Line: kmlLine{Colour: "ffb4501e", Width: 4}},
		{ID: guessedStyle, Line: kmlLine{Colour: "ff888888", Width: 3}},
		{ID: walkStyle, Line: kmlLine{Colour: "ff2832c8", Width: 5}},
	}
}

// RoutesKML writes KML 2.2: a folder for each team, in it one for each day if it has
// several, and one for what is left out.
func RoutesKML(w io.Writer, r Routes) error {
	document := kmlDocument{Name: r.Texts.Text("route.title", nil), Description: r.notice(), Styles: kmlStyles()}
	for _, d := range r.days() {
		if d.number == 1 {
			document.Folders = append(document.Folders, kmlFolder{Name: d.team.Name})
		}
		team := &document.Folders[len(document.Folders)-1]
		if len(d.team.Days) == 1 {
			team.Places = d.kml()
			continue
		}
		team.Folders = append(team.Folders, kmlFolder{Name: d.title(), Places: d.kml()})
	}
	if left := r.leftOut(); len(left) > 0 {
		folder := kmlFolder{Name: r.Texts.Text("route.left-out", nil)}
		for i := range left {
			stop := &left[i].Stop
			place := kmlPlace{Name: stop.Title(), Description: filled(r.categoryName(stop.Category), stop.Unit, r.reasons(&left[i]), r.relaxed(&left[i]))}
			place.shape(stop.Path)
			folder.Places = append(folder.Places, place)
		}
		document.Folders = append(document.Folders, folder)
	}
	return writeXML(w, kml{Document: document})
}

func (d *routeDay) kml() (places []kmlPlace) {
	for _, v := range d.visits() {
		place := kmlPlace{Name: v.label(), Description: v.description()}
		place.shape(v.Stop.Path[:1])
		places = append(places, place)
	}
	for _, way := range d.ways() {
		place := kmlPlace{Name: d.title(), Style: "#" + walkStyle, Line: &kmlShape{Tessellate: 1, Coordinates: kmlCoordinates(way.line)}}
		if way.leg != nil {
			place.Style, place.Description = "#"+roadStyle, d.routes.way(way.leg)
		}
		if way.guessed() {
			place.Style = "#" + guessedStyle
		}
		places = append(places, place)
	}
	return places
}

func (p *kmlPlace) shape(path []itinerary.Position) {
	shape := &kmlShape{Coordinates: kmlCoordinates(itinerary.Line(path))}
	if len(path) == 1 {
		p.Point = shape
		return
	}
	shape.Tessellate = 1
	p.Line, p.Style = shape, "#"+walkStyle
}

// kmlCoordinates are positions, longitude first.
func kmlCoordinates(line geo.Line) string {
	var b strings.Builder
	for i, p := range line {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(position(p))
	}
	return b.String()
}
