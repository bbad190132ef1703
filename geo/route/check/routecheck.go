package check

import (
	"slices"

	"sitedraw/geo/route"
)

// span is a time that is taken up by driving, waiting apart, or by a service.
type span struct{ from, to int64 }

// checkRoute checks one route, all of whose stops are known.
func (c *checker) checkRoute(r *route.Route) {
	team := &c.problem.Teams[r.Team]
	shift := &team.Shifts[r.Shift]
	if r.Depart < shift.From || r.Return > shift.To {
		c.add(Hours, -1)
	}
	c.checkLoad(team, r)
	busy := c.walk(shift, r)
	c.checkRest(shift, r, busy)
}

// checkLoad checks what does not depend on time.
func (c *checker) checkLoad(team *route.Team, r *route.Route) {
	load, loads := int64(0), make([]int64, len(r.Loads))
	for _, v := range r.Visits {
		stop := &c.problem.Stops[v.Stop]
		load, loads = load+stop.Load, plus(loads, stop.Loads)
		for word := range min(len(stop.Groups), len(team.Forbidden)) {
			if stop.Groups[word]&team.Forbidden[word] != 0 {
				c.add(Forbidden, v.Stop)
				break
			}
		}
	}
	if load != r.Load || !slices.Equal(loads, r.Loads) {
		c.add(Total, -1)
	}
	if team.Capacity > 0 && load > team.Capacity {
		c.add(Capacity, -1)
	}
	for d, capacity := range team.Capacities {
		if d < len(loads) && capacity > 0 && loads[d] > capacity {
			c.add(Capacity, -1)
		}
	}
	if team.MostStops > 0 && len(r.Visits) > team.MostStops {
		c.add(MostStops, -1)
	}
}

// plus adds a stop's loads to a sum, dimension by dimension.
func plus(sum, loads []int64) []int64 {
	for d, load := range loads {
		if d == len(sum) {
			sum = append(sum, 0)
		}
		sum[d] += load
	}
	return sum
}

// walk follows the route's times and returns when the team drives or serves.
func (c *checker) walk(shift *route.Shift, r *route.Route) []span {
	var busy []span
	place, now, travel := shift.Start, r.Depart, int64(0)
	drive := func(to int, arrive int64, stop int) {
		leg := c.leg(place, to, stop)
		travel += leg
		if arrive-leg < now {
			c.add(TooFast, stop)
		}
		busy = append(busy, span{arrive - leg, arrive})
	}
	for _, v := range r.Visits {
		stop := &c.problem.Stops[v.Stop]
		drive(stop.Start, v.Arrive, v.Stop)
		if v.Begin < v.Arrive || v.Leave-v.Begin != stop.Service {
			c.add(TooFast, v.Stop)
		}
		if !open(stop.Windows, v.Begin) {
			c.add(Window, v.Stop)
		}
		busy = append(busy, span{v.Begin, v.Leave})
		place, now = stop.End, v.Leave
	}
	drive(shift.End, r.Return, -1)
	if travel != r.Travel {
		c.add(Total, -1)
	}
	return busy
}

// leg is the travel between two places, 0 to anywhere.
func (c *checker) leg(from, to, stop int) int64 {
	if to == route.Anywhere {
		return 0
	}
	t := c.problem.Travel.Milliseconds[from*c.problem.Travel.Size+to]
	if t < 0 {
		c.add(NoWay, stop)
		return 0
	}
	return int64(t)
}

// open says whether a time is within one of the windows, or there are none.
func open(windows []route.Window, t int64) bool {
	for _, w := range windows {
		if w.From <= t && t <= w.To {
			return true
		}
	}
	return len(windows) == 0
}

// checkRest checks the break: there if one is due, at its time, and while the team
// neither drives nor serves. It may begin after the return.
func (c *checker) checkRest(shift *route.Shift, r *route.Route, busy []span) {
	if (shift.Break == nil) != (r.Rest == nil) {
		c.add(NoRest, -1)
		return
	}
	if r.Rest == nil {
		return
	}
	b := shift.Break
	if r.Rest.From < b.From || r.Rest.From > b.To || r.Rest.To-r.Rest.From != b.Duration || r.Rest.From < shift.From {
		c.add(Rest, -1)
	}
	for _, s := range busy {
		if r.Rest.From < s.to && s.from < r.Rest.To {
			c.add(Rest, -1)
			return
		}
	}
}
