package vroom

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/route"
)

// input is a problem as it is written. Times are seconds.
type input struct {
	*faults

	jobs      []job
	vehicles  []vehicle
	profile   string
	durations [][]int64 // nil if places have to be routed
	distances [][]int64 // metres; nil: not known
}

// Bounds of a problem, which keep the search below a gigabyte.
const (
	mostBytes = 1 << 28
	mostJobs  = 5_000
	mostSpots = 10_000_000 // jobs × vehicles
)

// job is a stop.
type job struct {
	object

	id               uint64
	description      string
	at               location
	setup, service   int64
	delivery, pickup []int64
	skills           []int64
	priority         int64
	windows          []route.Window
}

// readAll reads a file of at most mostBytes.
func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err == nil && len(data) > mostBytes {
		err = &geo.Error{Code: ErrSize, Value: "> " + strconv.Itoa(mostBytes), Want: strconv.Itoa(mostBytes)}
	}
	return data, err
}

// readInput reads a problem and checks each member by itself.
func readInput(data []byte) (*input, error) {
	in := &input{faults: &faults{}}
	top := object{faults: in.faults}
	if err := json.Unmarshal(data, &top.members); err != nil || top.members == nil {
		return nil, notJSON(data, err)
	}
	top.refuseFilled("shipments")
	jobs, vehicles := top.objects("jobs"), top.objects("vehicles")
	for _, member := range [...]string{"jobs", "vehicles"} {
		if len(top.list(member)) == 0 {
			in.add(&geo.Error{Code: ErrMissing, Value: member})
		}
	}
	if len(jobs) > mostJobs || len(jobs)*len(vehicles) > mostSpots {
		in.add(&geo.Error{
			Code: ErrSize, Value: strconv.Itoa(len(jobs)) + " × " + strconv.Itoa(len(vehicles)),
			Want: strconv.Itoa(mostJobs) + ", " + strconv.Itoa(mostSpots),
		})
	}
	if in.first != nil {
		return nil, in.first
	}
	for _, o := range vehicles {
		in.vehicles = append(in.vehicles, readVehicle(o))
	}
	for _, o := range jobs {
		in.jobs = append(in.jobs, readJob(o))
	}
	in.checkIDs()
	in.readMatrix(top)
	if in.first != nil {
		return nil, in.first
	}
	return in, nil
}

// notJSON says where it stops being JSON.
func notJSON(data []byte, err error) error {
	wrong := &geo.Error{Code: ErrJSON, Value: quoted(data)}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at := max(0, min(int(syntax.Offset)-1, len(data)))
		wrong.At.Line = 1 + strings.Count(string(data[:at]), "\n")
		wrong.Value = quoted(data[at:])
	}
	return wrong
}

func readJob(o object) job {
	o.refuse("service_per_type", "setup_per_type")
	j := job{
		object: o, id: o.id(), description: o.text("description"), at: o.location("location", "location_index"),
		setup: o.number("setup", horizon), service: o.number("service", horizon),
		delivery: o.numbers("delivery"), pickup: o.numbers("pickup"),
		skills: o.numbers("skills"), priority: o.number("priority", mostPriority), windows: o.windows("time_windows"),
	}
	if amount := o.numbers("amount"); j.delivery == nil && j.pickup == nil {
		j.delivery = amount // the older name
	}
	if !j.at.given() {
		o.require("location")
	}
	return j
}

// mostPriority is VROOM's.
const mostPriority = 100

// checkIDs says whether each id is there once.
func (in *input) checkIDs() {
	seen := map[uint64]bool{}
	for i := range in.jobs {
		in.once(seen, in.jobs[i].object, in.jobs[i].id)
	}
	clear(seen)
	for i := range in.vehicles {
		in.once(seen, in.vehicles[i].object, in.vehicles[i].id)
	}
}

func (in *input) once(seen map[uint64]bool, o object, id uint64) {
	if seen[id] {
		o.fail(ErrDouble, "id", "")
	}
	seen[id] = true
}

// readMatrix reads the matrix of the one profile that all vehicles have.
func (in *input) readMatrix(top object) {
	in.profile = in.vehicles[0].profile
	for i := range in.vehicles {
		if v := &in.vehicles[i]; v.profile != in.profile {
			v.fail(ErrUnsupported, "profile", in.profile)
		}
	}
	if !top.has("matrices") {
		if in.profile == defaultProfile { // the older name
			in.durations = top.matrix("matrix")
		}
		return
	}
	var matrices map[string]json.RawMessage
	if top.read("matrices", &matrices, "{…}"); matrices[in.profile] == nil {
		return
	}
	o := top.object("matrices."+in.profile, matrices[in.profile])
	o.refuse("costs")
	o.require("durations")
	in.durations, in.distances = o.matrix("durations"), o.matrix("distances")
	if in.distances != nil && len(in.distances) != len(in.durations) {
		o.fail(ErrValue, "distances", strconv.Itoa(len(in.durations))+" × "+strconv.Itoa(len(in.durations)))
	}
}

// matrix is a member that is square; nil if there is none.
func (o object) matrix(member string) [][]int64 {
	rows := o.list(member)
	if rows == nil {
		return nil
	}
	all := make([][]int64, len(rows))
	for i, raw := range rows {
		var plain bool
		if all[i], plain = plainRow(raw, len(rows)); plain {
			continue
		}
		var list []json.RawMessage
		path := indexed(o.within(member), i)
		if json.Unmarshal(raw, &list) != nil || len(list) != len(rows) {
			o.add(&geo.Error{Code: ErrValue, At: geo.Place{Column: path}, Value: quoted(raw), Want: "[" + strconv.Itoa(len(rows)) + " × …]"})
			return nil
		}
		all[i] = o.row(path, list)
	}
	return all
}

// plainRow reads a row of the right length in which nothing is wrong, many times as
// fast as whoever has to say what is.
func plainRow(raw json.RawMessage, size int) ([]int64, bool) {
	var row []int64
	wrong := func(n int64) bool { return n < 0 || n > mostNumber }
	if bytes.IndexByte(raw, 'n') >= 0 || json.Unmarshal(raw, &row) != nil { // null would be read as 0
		return nil, false
	}
	return row, len(row) == size && !slices.ContainsFunc(row, wrong)
}

// windows are those of a job or break: in order, and apart. nil if there are none.
func (o object) windows(member string) []route.Window {
	if !o.has(member) {
		return nil
	}
	var all []route.Window
	for i, raw := range o.list(member) {
		all = append(all, o.window(indexed(o.within(member), i), raw))
	}
	if len(all) == 0 {
		o.fail(ErrValue, member, "[[…, …], …]")
	}
	slices.SortFunc(all, func(a, b route.Window) int { return int(a.From - b.From) })
	for i := range len(all) - 1 {
		if all[i+1].From <= all[i].To {
			o.fail(ErrValue, member, "…, "+strconv.FormatInt(all[i].To, 10)+"], ["+strconv.FormatInt(all[i].To+1, 10)+", …")
		}
	}
	return all
}

// window reads one: both ends belong to it.
func (f *faults) window(path string, raw json.RawMessage) route.Window {
	var ends []json.RawMessage
	if json.Unmarshal(raw, &ends) == nil && len(ends) >= 2 {
		from, ok := number(ends[0])
		to, also := number(ends[1])
		if ok && also && from <= to {
			return route.Window{From: from, To: to}
		}
	}
	f.add(&geo.Error{Code: ErrValue, At: geo.Place{Column: path}, Value: quoted(raw), Want: "[from, to], from ≤ to"})
	return route.Window{}
}
