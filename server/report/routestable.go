package report

import (
	"io"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/text"
)

// routeLine is a stop on its way into the table of all stops.
type routeLine struct {
	routes *Routes
	stop   *itinerary.Stop
	visit  *routeVisit // nil: nobody visits it
	remark string
}

// routeColumn is one of that table.
type routeColumn struct {
	heading geo.Code
	value   func(*routeLine) cell
}

// ofStop is a column that every stop has, ofVisit one that is empty without visit.
func ofStop(heading geo.Code, value func(*itinerary.Stop) string) routeColumn {
	return routeColumn{heading, func(l *routeLine) cell { return textCell(value(l.stop)) }}
}

func ofVisit(heading geo.Code, value func(*routeVisit) cell) routeColumn {
	return routeColumn{heading, func(l *routeLine) cell {
		if l.visit == nil {
			return cell{}
		}
		return value(l.visit)
	}}
}

func routeColumns() []routeColumn {
	list := []routeColumn{
		{"column.nature", func(l *routeLine) cell { return textCell(l.routes.nature()) }},
		ofVisit("column.team", func(v *routeVisit) cell { return textCell(v.day.team.Name) }),
		ofVisit("column.date", func(v *routeVisit) cell { return textCell(v.day.Date) }),
		ofVisit("column.number", func(v *routeVisit) cell { return numberCell(strconv.Itoa(v.number)) }),
		ofVisit("column.arrive", func(v *routeVisit) cell { return textCell(clock(v.Arrive)) }),
		ofVisit("column.wait", func(v *routeVisit) cell { return numberCell(minutes(v.Wait)) }),
		ofVisit("column.begin", func(v *routeVisit) cell { return textCell(clock(v.Begin)) }),
		ofVisit("column.leave", func(v *routeVisit) cell { return textCell(clock(v.Leave)) }),
		ofVisit("column.way-minutes", func(v *routeVisit) cell { return numberCell(minutes(v.leg.Milliseconds)) }),
		ofVisit("column.way-km", func(v *routeVisit) cell { return numberCell(kilometres(v.leg.Millimetres)) }),
		ofStop("column.id", func(s *itinerary.Stop) string { return s.ID }),
		ofStop("column.name", func(s *itinerary.Stop) string { return s.Name }),
		ofStop("column.stretch-name", func(s *itinerary.Stop) string { return s.Stretch }),
		ofStop("column.category", func(s *itinerary.Stop) string { return s.Category }),
		{"column.category-name", func(l *routeLine) cell { return textCell(l.routes.categoryName(l.stop.Category)) }},
		ofStop("column.unit", func(s *itinerary.Stop) string { return s.Unit }),
		ofStop("field.chief", func(s *itinerary.Stop) string { return s.Chief }),
		ofStop("column.area", func(s *itinerary.Stop) string { return s.Area }),
		{"column.lon", func(l *routeLine) cell { return degreesOf(l.stop, (*itinerary.Stop).First, lonOf) }},
		{"column.lat", func(l *routeLine) cell { return degreesOf(l.stop, (*itinerary.Stop).First, latOf) }},
		{"column.end-lon", func(l *routeLine) cell { return endDegrees(l.stop, lonOf) }},
		{"column.end-lat", func(l *routeLine) cell { return endDegrees(l.stop, latOf) }},
		{"column.checked", func(l *routeLine) cell { return textCell(l.routes.asked(l.stop.Category)) }},
	}
	for _, s := range MapServices() {
		list = append(list, ofVisit(s.title(), func(v *routeVisit) cell {
			return textCell(s.Way(v.from(), v.spot(), v.day.routes.Itinerary.Origin.Profile))
		}))
	}
	return append(list, routeColumn{"column.remark", func(l *routeLine) cell { return textCell(l.remark) }})
}

// degreesOf is a coordinate of an end of a stop, empty if it is unlocated.
func degreesOf(s *itinerary.Stop, end func(*itinerary.Stop) itinerary.Position, of func(geo.Point) geo.E7) cell {
	if len(s.Path) == 0 {
		return cell{}
	}
	return numberCell(of(end(s).Point).String())
}

// endDegrees is a coordinate of a stretch's end, empty for a place.
func endDegrees(s *itinerary.Stop, of func(geo.Point) geo.E7) cell {
	if !s.Walked() {
		return cell{}
	}
	return degreesOf(s, (*itinerary.Stop).Last, of)
}

// RoutesCSV writes a row for each visit in the form of CSV, and at the end one for
// each stop that nobody visits, whose last column says why. Links are to the way
// that leads to the visit.
func RoutesCSV(w io.Writer, r Routes) error {
	columns := routeColumns()
	rows := [][]cell{{}}
	for _, c := range columns {
		rows[0] = append(rows[0], textCell(r.Texts.Text(c.heading, nil)))
	}
	for _, l := range r.lines() {
		row := make([]cell, len(columns))
		for i, c := range columns {
			row[i] = c.value(&l)
		}
		rows = append(rows, row)
	}
	return tableCSV(w, rows)
}

// lines are those of the table: visits, what is left out, what has no position.
func (r *Routes) lines() (list []routeLine) {
	for _, d := range r.days() {
		for _, v := range d.visits() {
			list = append(list, routeLine{r, &v.Stop, &v, strings.Join(r.wayNotes(v.leg), "\n")})
		}
	}
	left, unlocated := r.leftOut(), r.unlocated()
	for i := range left {
		list = append(list, routeLine{routes: r, stop: &left[i].Stop, remark: r.reasons(&left[i]) + "\n" + r.relaxed(&left[i])})
	}
	for i := range unlocated {
		list = append(list, routeLine{routes: r, stop: &unlocated[i], remark: r.Texts.Text("route.no-position", nil)})
	}
	return list
}

// nature says what the draw behind the routes is worth.
func (r *Routes) nature() string {
	o := &r.Itinerary.Origin
	d := Draw{Texts: r.Texts, Practice: o.Nature == itinerary.Practice, OwnSeed: o.Nature == itinerary.OwnSeed, Incomplete: o.Incomplete}
	return row{draw: &d}.nature()
}

// notice is what nobody may overlook.
func (r *Routes) notice() string {
	o := &r.Itinerary.Origin
	result := Result{Draw: Draw{
		Texts: r.Texts, Practice: o.Nature == itinerary.Practice, OwnSeed: o.Nature == itinerary.OwnSeed, Incomplete: o.Incomplete,
	}}
	list := []string{result.notice()}
	if o.Estimated {
		list = append(list, r.Texts.Text("route.notice-estimated", nil))
	}
	if o.Seconds > 0 {
		list = append(list, r.Texts.Text("route.notice-seconds", text.Args{"count": strconv.FormatInt(o.Seconds, 10)}))
	}
	if o.Stopped {
		list = append(list, r.Texts.Text("route.notice-stopped", nil))
	}
	return filled(list...)
}
