package sampler

import (
	"math"

	"sitedraw/geo"
)

// limits keeps what apart and at_most look at: all sites accepted in a step, in
// any stratum and under any pick of within (draw-v1 §6.6).
type limits struct {
	frame *Frame
	apart int64 // millimetres, 0: none
	near  []accepted

	atMost   int64 // main picks of one group, 0: no limit
	grouping grouping
	mains    []int64 // main picks of each group
	closed   int     // groups of the scope that are full
	open     int     // groups of the scope; that of sites without the key is never full
}

type accepted struct {
	lat     geo.E7
	vantage geo.Vantage
}

func newLimits(d *drawing, s *Step) *limits {
	if s.Apart == 0 && s.AtMost == nil {
		return &d.unlimited
	}
	l := &limits{frame: d.frame}
	// A distance never reaches 2³² metres, so a longer apart is the same.
	l.apart = 1000 * min(s.Apart, 1<<32)
	if s.AtMost != nil {
		l.atMost = s.AtMost.N
		l.grouping = d.groupBy(s.AtMost.By)
		l.mains = make([]int64, len(l.grouping.names))
	}
	return l
}

// begin looks at the candidates of a scope, to know when none has room.
func (l *limits) begin(members []int32) {
	l.open, l.closed = 0, 0
	seen := make([]bool, len(l.mains))
	for _, site := range members {
		group := l.grouping.at(site)
		if seen[group] {
			continue
		}
		seen[group] = true
		l.open++
		if group != 0 && l.mains[group] >= l.atMost {
			l.closed++
		}
	}
}

// full reports whether no candidate of the scope has room left.
func (l *limits) full() bool { return l.closed == l.open }

// hasRoom reports whether the site's group has fewer main picks than allowed;
// sites without the key always have room.
func (l *limits) hasRoom(site int32) bool {
	group := l.grouping.at(site)
	return group == 0 || l.mains[group] < l.atMost
}

// count notes a main pick.
func (l *limits) count(site int32) {
	if l.atMost == 0 {
		return
	}
	group := l.grouping.at(site)
	l.mains[group]++
	if group != 0 && l.mains[group] == l.atMost {
		l.closed++
	}
}

// farEnough reports whether the site keeps its distance from all accepted ones,
// and if so notes it as accepted. Without apart it always does.
func (l *limits) farEnough(site int32) bool {
	if l.apart == 0 {
		return true
	}
	p, _ := l.frame.sites[site].Position()
	here := geo.NewVantage(p)
	reach := geo.E7(math.MaxInt32)
	// One unit of E7 of latitude is 11.1 mm; a difference of apart/11 units is
	// farther than apart by itself.
	if units := l.apart/11 + 2; units < math.MaxInt32 {
		reach = geo.E7(units)
	}
	for _, a := range l.near {
		if d := int64(p.Lat) - int64(a.lat); d > int64(reach) || -d > int64(reach) {
			continue
		}
		if here.DistanceMillimetres(a.vantage) < l.apart {
			return false
		}
	}
	l.near = append(l.near, accepted{lat: p.Lat, vantage: here})
	return true
}
