package route

// Times are milliseconds after the midnight at which the first day begins; the
// next day begins Day later. Both ends of what is said to last from one time to
// another belong to it.
const (
	Minute  = 60_000
	Day     = 24 * 60 * Minute
	MaxTime = 24 * Day // greatest time: within 32 bits with any leg added
)

// Problem is what is to be planned. Stops, teams and places are told by their
// numbers from 0.
type Problem struct {
	Travel Travel
	Stops  []Stop
	Teams  []Team

	// Weights, by stop, are 1 or more and what leaving it out costs, in place of the
	// stops' priorities: the least sum is sought. nil: priorities decide.
	Weights []int64
}

// Travel says how long each way takes: Milliseconds[a*Size+b] from place a to
// place b, Unreachable if there is no way. It need not be symmetric, and the way
// over a third place may be shorter.
type Travel struct {
	Size         int
	Milliseconds []int32
}

// Unreachable is the travel time between places without a way.
const Unreachable = -1

// Stop is a place to visit, or a stretch to walk from Start to End.
type Stop struct {
	Start, End int      // places; the same unless it is a stretch
	Service    int64    // milliseconds from arriving at Start to leaving End, waiting aside
	Windows    []Window // when service may begin; in order, apart; none: at any time
	Priority   int      // one of a higher priority goes before any number of lower ones
	Load       int64    // what it takes of a team's capacity
	Loads      []int64  // the same in further dimensions, such as volume beside weight; missing ones are 0
	Groups     Set      // townships, units: see Team.Forbidden
}

// Window lasts from From to To.
type Window struct{ From, To int64 }

// Team visits stops, on one route in each of its shifts.
type Team struct {
	Shifts     []Shift
	Forbidden  Set     // groups of which it visits no stop; of two people, the union of both
	Capacity   int64   // greatest sum of loads of a route; 0: no bound
	Capacities []int64 // the same for Stop.Loads, by dimension; 0 or missing: no bound
	MostStops  int     // greatest number of stops of a route; 0: no bound
}

// Shift is when and from where to where a team drives. It leaves Start at From or
// later and is at End at To or before.
type Shift struct {
	From, To   int64
	Start, End int // places; End may be Anywhere
	Break      *Break
}

// Anywhere is the end of a route that ends with its last visit.
const Anywhere = -1

// Break is a rest between two visits, on the spot: before a leg or after it. It
// begins between From and To. Who is back by then rests at home, outside the shift.
type Break struct{ From, To, Duration int64 }

// Set is a set of small numbers, such as those of townships. The zero value is
// empty.
type Set []uint64

// NewSet returns the set of the numbers, which are 0 or more.
func NewSet(numbers ...int) Set {
	var s Set
	for _, n := range numbers {
		for len(s) <= n/64 {
			s = append(s, 0)
		}
		s[n/64] |= 1 << (n % 64)
	}
	return s
}

// Union returns what is in either set.
func (s Set) Union(o Set) Set {
	if len(s) < len(o) {
		s, o = o, s
	}
	all := append(Set(nil), s...)
	for i, word := range o {
		all[i] |= word
	}
	return all
}

// Meets says whether a number is in both sets.
func (s Set) Meets(o Set) bool {
	for i := range min(len(s), len(o)) {
		if s[i]&o[i] != 0 {
			return true
		}
	}
	return false
}

// Daily returns the windows, which are of the first day, on each of so many days.
func Daily(windows []Window, days int) []Window {
	var all []Window
	for d := range int64(days) {
		for _, w := range windows {
			all = append(all, Window{From: w.From + d*Day, To: w.To + d*Day})
		}
	}
	return all
}
