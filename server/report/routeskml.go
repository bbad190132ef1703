package report

import (
	"image/color"
	"io"

	"github.com/twpayne/go-kml/v3"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
)

// The styles of ways.
const (
	roadStyle    = "road"
	guessedStyle = "estimated"
	walkStyle    = "walk"
)

// kmlStyles are the styles of a document, in the order in which they stand in it.
func kmlStyles() (styles []kml.Element) {
	for _, s := range []struct {
		id     string
		colour color.RGBA
		width  float64
	}{
		{roadStyle, color.RGBA{R: 0x1e, G: 0x50, B: 0xb4, A: 0xff}, 4},
		{guessedStyle, color.RGBA{R: 0x88, G: 0x88, B: 0x88, A: 0xff}, 3},
		{walkStyle, color.RGBA{R: 0xc8, G: 0x32, B: 0x28, A: 0xff}, 5},
	} {
		styles = append(styles, kml.SharedStyle(s.id, kml.LineStyle(kml.Color(s.colour), kml.Width(s.width))))
	}
	return styles
}

// RoutesKML writes KML 2.2 (OGC 07-147r2): a folder for each team, in it one for
// each day if it has several, and one for what is left out.
func RoutesKML(w io.Writer, r Routes) error {
	document := kml.Document(kmlTexts(r.Texts.Text("route.title", nil), r.notice())...).Append(kmlStyles()...)
	var team *kml.FolderElement
	for _, d := range r.days() {
		if d.number == 1 {
			team = kml.Folder(kml.Name(d.team.Name))
			document.Append(team)
		}
		if len(d.team.Days) == 1 {
			team.Append(d.kml()...)
			continue
		}
		team.Append(kml.Folder(kml.Name(d.title())).Append(d.kml()...))
	}
	if left := r.leftOut(); len(left) > 0 {
		folder := kml.Folder(kml.Name(r.Texts.Text("route.left-out", nil)))
		for i := range left {
			stop := &left[i].Stop
			about := filled(r.categoryName(stop.Category), stop.Unit, r.reasons(&left[i]), r.relaxed(&left[i]))
			folder.Append(kmlPlace(kmlTexts(stop.Title(), about), itinerary.Line(stop.Path)))
		}
		document.Append(folder)
	}
	return writeXML(w, kml.KML(document))
}

// kmlTexts are a name and, unless it is empty, a description.
func kmlTexts(name, description string) []kml.Element {
	texts := []kml.Element{kml.Name(name)}
	if description != "" {
		texts = append(texts, kml.Description(description))
	}
	return texts
}

// kml are the visits of a day, then the ways that it is driven and walked.
func (d *routeDay) kml() (places []kml.Element) {
	for _, v := range d.visits() {
		places = append(places, kmlPlace(kmlTexts(v.label(), v.description()), itinerary.Line(v.Stop.Path[:1])))
	}
	for _, way := range d.ways() {
		texts, style := kmlTexts(d.title(), ""), walkStyle
		if way.leg != nil {
			texts, style = kmlTexts(d.title(), d.routes.way(way.leg)), roadStyle
		}
		if way.guessed() {
			style = guessedStyle
		}
		places = append(places, kmlWay(texts, style, way.line))
	}
	return places
}

// kmlPlace is a place on the map, or a stretch to walk.
func kmlPlace(texts []kml.Element, path geo.Line) kml.Element {
	if len(path) > 1 {
		return kmlWay(texts, walkStyle, path)
	}
	return kml.Placemark(texts...).Append(kml.Point(kmlCoordinates(path)))
}

// kmlWay is a line on the map, which lies on the ground.
func kmlWay(texts []kml.Element, style string, line geo.Line) kml.Element {
	return kml.Placemark(texts...).Append(kml.StyleURL("#"+style), kml.LineString(kml.Tessellate(true), kmlCoordinates(line)))
}

func kmlCoordinates(line geo.Line) kml.Element {
	list := make([]kml.Coordinate, len(line))
	for i, p := range line {
		list[i] = kml.Coordinate{Lon: p.Lon.Degrees(), Lat: p.Lat.Degrees()}
	}
	return kml.Coordinates(list...)
}
