package vroom

import (
	"io"
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/route"
)

// Problem is a problem of VROOM and what it comes to.
type Problem struct {
	// Route is what to solve; changing it makes Solution meaningless. Stops are the
	// jobs, teams the vehicles, in their order.
	Route route.Problem

	in     *input
	origin int64   // seconds: time 0 of Route
	metres []int32 // between the places of Route, anything where there is no way; nil: not known
}

// Ways tells the times and lengths of all ways between places: entry
// i·len(places)+j is of the way from i to j, −1 if there is none. Profile is the
// vehicles', "car" unless they say otherwise. Millimetres may be nil.
type Ways func(places []geo.Point, profile string) (milliseconds, millimetres []int32, err error)

// Read reads a problem. Places that no matrix of the problem is for are given to
// ways; if that is nil they are an error. Times are rounded up to seconds, lengths
// to the nearest metre. The error is an *geo.Error, the reader's or that of ways.
func Read(r io.Reader, ways Ways) (*Problem, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, err
	}
	in, err := readInput(data)
	if err != nil {
		return nil, err
	}
	p := &Problem{in: in}
	b := &builder{Problem: p, faults: in.faults}
	if err := b.layOut(ways); err != nil {
		return nil, err
	}
	b.findOrigin()
	b.addTeams()
	b.addStops()
	if in.first != nil {
		return nil, in.first
	}
	return p, p.Route.Check()
}

// builder makes the problem of an input.
type builder struct {
	*Problem
	*faults

	stops  []int   // place of each job
	starts []int   // of each vehicle; nowhere if it has none
	ends   []int   // of each vehicle, or route.Anywhere
	skills []int64 // that jobs need, in order: the groups
	late   object  // whose window begins last …
	member string  // … in this member
}

// Groups beside those of skills come after them: jobs that take of a dimension of
// capacity, then all jobs.
func (b *builder) dimensionGroup(d int) int { return len(b.skills) + d }
func (b *builder) everyJob() int            { return len(b.skills) + b.in.dimensions() }

// dimensions are those of capacity: as many as the first vehicle has.
func (in *input) dimensions() int { return len(in.vehicles[0].capacity) }

// addTeams makes teams of the vehicles.
func (b *builder) addTeams() {
	for i := range b.in.jobs {
		b.skills = append(b.skills, b.in.jobs[i].skills...)
	}
	slices.Sort(b.skills)
	b.skills = slices.Compact(b.skills)
	for i := range b.in.vehicles {
		v := &b.in.vehicles[i]
		team := route.Team{Shifts: []route.Shift{b.shift(v)}, Forbidden: b.forbidden(v)}
		team.Shifts[0].Start, team.Shifts[0].End = b.starts[i], b.ends[i]
		team.Capacity, team.Capacities = split(b.amounts(v.object, "capacity", v.capacity))
		team.MostStops = int(max(v.mostTasks, 0))
		b.Route.Teams = append(b.Route.Teams, team)
	}
}

// forbidden are the groups a vehicle may not visit: of skills it lacks, of what it
// has no room for at all, and all if it takes no tasks.
func (b *builder) forbidden(v *vehicle) route.Set {
	var groups []int
	for i, skill := range b.skills {
		if !slices.Contains(v.skills, skill) {
			groups = append(groups, i)
		}
	}
	for d := range b.in.dimensions() {
		if d >= len(v.capacity) || v.capacity[d] == 0 {
			groups = append(groups, b.dimensionGroup(d))
		}
	}
	if v.mostTasks == 0 {
		groups = append(groups, b.everyJob())
	}
	return route.NewSet(groups...)
}

// split gives the first dimension apart.
func split(amounts []int64) (int64, []int64) {
	if len(amounts) == 0 {
		return 0, nil
	}
	return amounts[0], amounts[1:]
}

// amounts checks how many there are; none are as many zeros.
func (b *builder) amounts(o object, member string, all []int64) []int64 {
	if all == nil {
		return make([]int64, b.in.dimensions())
	}
	if len(all) != b.in.dimensions() {
		o.fail(ErrAmounts, member, count(b.in.dimensions()))
	}
	return all
}

// addStops makes stops of the jobs. By their weights VROOM's order is kept: the
// greatest sum of priorities, then the most jobs.
func (b *builder) addStops() {
	delivered, pickedUp := make([]bool, b.in.dimensions()), make([]bool, b.in.dimensions())
	for i := range b.in.jobs {
		j := &b.in.jobs[i]
		j.delivery, j.pickup = b.amounts(j.object, "delivery", j.delivery), b.amounts(j.object, "pickup", j.pickup)
		if b.first != nil {
			return
		}
		stop := route.Stop{Start: b.stops[i], End: b.stops[i], Service: 1000 * (j.setup + j.service), Windows: b.windows(j)}
		b.checkSetup(i)
		groups := []int{b.everyJob()}
		for _, skill := range j.skills {
			at, _ := slices.BinarySearch(b.skills, skill)
			groups = append(groups, at)
		}
		loads := make([]int64, b.in.dimensions())
		for d := range loads {
			loads[d] = j.delivery[d] + j.pickup[d]
			delivered[d], pickedUp[d] = delivered[d] || j.delivery[d] > 0, pickedUp[d] || j.pickup[d] > 0
			if loads[d] > 0 {
				groups = append(groups, b.dimensionGroup(d))
			}
			if delivered[d] && pickedUp[d] {
				b.mixed(j, d)
			}
		}
		stop.Groups = route.NewSet(groups...)
		stop.Load, stop.Loads = split(loads)
		b.Route.Stops = append(b.Route.Stops, stop)
		b.Route.Weights = append(b.Route.Weights, 1+j.priority*int64(len(b.in.jobs)+1))
	}
}

// mixed refuses what has to be brought and fetched in one dimension: whether that
// fits depends on the order, not on the sum.
func (b *builder) mixed(j *job, d int) {
	member := "pickup"
	if j.pickup[d] == 0 {
		member = "delivery"
	}
	j.fail(ErrMixed, member, count(d))
}

// checkSetup refuses a setup that is due or not, depending on what comes before: it
// is not where the vehicle is already.
func (b *builder) checkSetup(i int) {
	j := &b.in.jobs[i]
	if j.setup == 0 {
		return
	}
	for other, place := range b.stops {
		if other != i && place == b.stops[i] {
			j.fail(ErrSetup, "setup", "0")
		}
	}
	if slices.Contains(b.starts, b.stops[i]) {
		j.fail(ErrSetup, "setup", "0")
	}
}
