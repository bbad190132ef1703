package vroom

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/route"
)

// vehicle is a team.
type vehicle struct {
	object

	id          uint64
	description string
	profile     string
	start, end  location
	capacity    []int64
	skills      []int64
	window      *route.Window
	rest        *pause
	mostTasks   int64 // −1: no bound
}

// pause is a vehicle's break.
type pause struct {
	object

	id          uint64
	description string
	service     int64
	window      *route.Window
}

// defaultProfile is VROOM's.
const defaultProfile = "car"

func readVehicle(o object) vehicle {
	o.refuse("max_travel_time", "max_distance", "type")
	o.refuseFilled("steps")
	o.checkSpeed()
	o.checkCosts()
	v := vehicle{
		object: o, id: o.id(), description: o.text("description"), profile: o.text("profile"),
		start: o.location("start", "start_index"), end: o.location("end", "end_index"),
		capacity: o.numbers("capacity"), skills: o.numbers("skills"), mostTasks: -1,
	}
	if v.profile == "" {
		v.profile = defaultProfile
	}
	if o.has("max_tasks") {
		v.mostTasks = o.number("max_tasks", mostNumber)
	}
	if raw := o.members["time_window"]; raw != nil {
		w := o.window(o.within("time_window"), raw)
		v.window = &w
	}
	if !v.start.given() && !v.end.given() {
		o.require("start")
	}
	v.rest = o.pause()
	return v
}

// checkSpeed refuses another speed than the matrix's.
func (o object) checkSpeed() {
	factor := 1.0
	if o.read("speed_factor", &factor, "1"); factor != 1 {
		o.fail(ErrUnsupported, "speed_factor", "1")
	}
}

// checkCosts refuses others than VROOM's default, by which a second of travel costs
// one.
func (o object) checkCosts() {
	if !o.has("costs") {
		return
	}
	costs := o.object(o.within("costs"), o.members["costs"])
	for _, c := range [...]struct{ member, value string }{
		{"fixed", "0"}, {"per_hour", "3600"}, {"per_km", "0"}, {"per_task_hour", "0"},
	} {
		if costs.has(c.member) && string(costs.members[c.member]) != c.value {
			costs.fail(ErrUnsupported, c.member, c.value)
		}
	}
}

// pause is the one break that there may be.
func (o object) pause() *pause {
	all := o.objects("breaks")
	if len(all) == 0 {
		return nil
	}
	if len(all) > 1 {
		o.fail(ErrUnsupported, "breaks", "[{…}]")
	}
	b := all[0]
	b.refuse("max_load")
	rest := &pause{object: b, id: b.id(), description: b.text("description"), service: b.number("service", horizon)}
	if rest.service == 0 {
		b.add(&geo.Error{
			Code: ErrUnsupported, At: geo.Place{Column: b.within("service")}, Value: "0", Want: "1 … " + strconv.Itoa(horizon),
		})
	}
	windows := b.windows("time_windows")
	if len(windows) > 1 {
		b.fail(ErrUnsupported, "time_windows", "[[…, …]]")
	}
	if len(windows) > 0 {
		rest.window = &windows[0]
	}
	return rest
}

// location is where something is: by coordinates, by a row of the matrix, or both.
type location struct {
	numbers []json.RawMessage // longitude and latitude in degrees, as they are written; nil: not given
	index   int               // −1: not given
}

func (l *location) given() bool { return l.numbers != nil || l.index >= 0 }

func (o object) location(coordinates, index string) location {
	l := location{index: -1}
	if o.has(index) {
		l.index = int(o.number(index, mostNumber))
	}
	if !o.has(coordinates) {
		return l
	}
	list := o.list(coordinates)
	notNumber := func(raw json.RawMessage) bool { return !bytes.ContainsAny(raw[:1], "-0123456789") }
	if len(list) < 2 || slices.ContainsFunc(list[:2], notNumber) {
		o.fail(ErrValue, coordinates, "[lon, lat]")
		return l
	}
	l.numbers = list[:2]
	return l
}
