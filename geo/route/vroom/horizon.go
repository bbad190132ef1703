package vroom

import (
	"strconv"

	"sitedraw/geo/route"
)

// horizon is how many seconds a plan lasts at most.
const horizon = route.MaxTime / 1000

func count(n int) string { return strconv.Itoa(n) }

// findOrigin chooses the second at which the plan's time begins: that of VROOM
// unless times are too great for it, as timestamps are. Vehicles without a time
// window can then leave half the horizon before the first time there is.
func (b *builder) findOrigin() {
	first, last, open := int64(mostNumber), int64(0), false
	see := func(o object, member string, w route.Window) {
		first = min(first, w.From)
		if w.From >= last {
			last, b.late, b.member = w.From, o, member
		}
	}
	for i := range b.in.vehicles {
		v := &b.in.vehicles[i]
		if v.window != nil {
			see(v.object, "time_window", *v.window)
		}
		open = open || v.window == nil
		if v.rest != nil && v.rest.window != nil {
			see(v.rest.object, "time_windows", *v.rest.window)
		}
	}
	for i := range b.in.jobs {
		for _, w := range b.in.jobs[i].windows {
			see(b.in.jobs[i].object, "time_windows", w)
		}
	}
	if last < horizon {
		return
	}
	if b.origin = first; open {
		b.origin = max(0, first-horizon/2)
	}
	if last-b.origin >= horizon {
		b.late.fail(ErrHorizon, b.member, "< "+strconv.FormatInt(b.origin+horizon, 10))
	}
}

// during is a window in the plan's time; its end is within the horizon.
func (b *builder) during(w route.Window) route.Window {
	return route.Window{From: 1000 * (w.From - b.origin), To: 1000 * min(w.To-b.origin, horizon)}
}

func (b *builder) windows(j *job) []route.Window {
	var all []route.Window
	for _, w := range j.windows {
		all = append(all, b.during(w))
	}
	return all
}

// shift is a vehicle's, without its places.
func (b *builder) shift(v *vehicle) route.Shift {
	hours := route.Window{To: route.MaxTime}
	if v.window != nil {
		if hours = b.during(*v.window); hours.From == hours.To {
			v.fail(ErrUnsupported, "time_window", "from < to")
		}
	}
	shift := route.Shift{From: hours.From, To: hours.To}
	if v.rest == nil {
		return shift
	}
	// A vehicle ends after its break, so that one at home is over in time too.
	rest := route.Break{From: hours.From, To: hours.To - 1000*v.rest.service, Duration: 1000 * v.rest.service}
	if v.rest.window != nil {
		w := b.during(*v.rest.window)
		rest.From, rest.To = max(rest.From, w.From), min(rest.To, w.To)
	}
	if rest.To < rest.From {
		v.fail(ErrBreak, "breaks", "")
	}
	shift.Break = &rest
	return shift
}
