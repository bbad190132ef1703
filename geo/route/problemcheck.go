package route

import (
	"math"
	"slices"
	"strconv"

	"sitedraw/geo"
)

// Check returns an *geo.Error for the first thing in the problem that is wrong. A
// problem without stops is right.
func (p *Problem) Check() error {
	if err := p.Travel.check(); err != nil {
		return err
	}
	if len(p.Teams) == 0 {
		return &geo.Error{Code: ErrNoTeams}
	}
	for i := range p.Stops {
		if err := p.checkStop(&p.Stops[i]); err != nil {
			return inside(err, "stops", i)
		}
	}
	for i := range p.Teams {
		if err := p.checkTeam(&p.Teams[i]); err != nil {
			return inside(err, "teams", i)
		}
	}
	return p.checkPriorities()
}

// inside puts a member of a list before the path of an error.
func inside(err *geo.Error, list string, i int) *geo.Error {
	path := list + "[" + strconv.Itoa(i) + "]"
	if err.At.Column != "" {
		path += "." + err.At.Column
	}
	err.At.Column = path
	return err
}

func wrong(code geo.Code, member string, value int64) *geo.Error {
	return &geo.Error{Code: code, At: geo.Place{Column: member}, Value: strconv.FormatInt(value, 10)}
}

func (t *Travel) check() error {
	if t.Size < 0 || len(t.Milliseconds) != t.Size*t.Size {
		return &geo.Error{
			Code: ErrTravelSize, At: geo.Place{Column: "travel"},
			Value: strconv.Itoa(len(t.Milliseconds)), Want: strconv.Itoa(t.Size) + " × " + strconv.Itoa(t.Size),
		}
	}
	for i, ms := range t.Milliseconds {
		if ms < Unreachable {
			return wrong(ErrTravelTime, "travel["+strconv.Itoa(i/t.Size)+"]["+strconv.Itoa(i%t.Size)+"]", int64(ms))
		}
	}
	return nil
}

func (p *Problem) checkStop(s *Stop) *geo.Error {
	if err := firstOf(p.place("start", s.Start), p.place("end", s.End), timeOf("service", s.Service)); err != nil {
		return err
	}
	if err := loadOf("load", s.Load); err != nil {
		return err
	}
	for i, load := range s.Loads {
		if err := loadOf("", load); err != nil {
			return inside(err, "loads", i)
		}
	}
	for i, w := range s.Windows {
		err := w.check()
		if err == nil && i > 0 && w.From <= s.Windows[i-1].To {
			err = wrong(ErrHours, "from", w.From)
		}
		if err != nil {
			return inside(err, "windows", i)
		}
	}
	return nil
}

func (w *Window) check() *geo.Error {
	if err := firstOf(timeOf("from", w.From), timeOf("to", w.To)); err != nil {
		return err
	}
	if w.To < w.From {
		return wrong(ErrHours, "to", w.To)
	}
	return nil
}

func (p *Problem) checkTeam(t *Team) *geo.Error {
	if len(t.Shifts) == 0 {
		return &geo.Error{Code: ErrNoHours, At: geo.Place{Column: "shifts"}}
	}
	bounds := append([]int64{t.Capacity, int64(t.MostStops)}, t.Capacities...)
	if i := slices.IndexFunc(bounds, func(n int64) bool { return n < 0 }); i >= 0 {
		return wrong(ErrBound, [...]string{"capacity", "most_stops", "capacities"}[min(i, 2)], bounds[i])
	}
	for i := range t.Shifts {
		if err := p.checkShift(&t.Shifts[i]); err != nil {
			return inside(err, "shifts", i)
		}
		if i > 0 && t.Shifts[i].From < t.Shifts[i-1].To {
			return inside(wrong(ErrHours, "from", t.Shifts[i].From), "shifts", i)
		}
	}
	return nil
}

func (p *Problem) checkShift(s *Shift) *geo.Error {
	hours := Window{s.From, s.To}
	if err := firstOf(hours.check(), p.place("start", s.Start)); err != nil {
		return err
	}
	if s.From == s.To {
		return wrong(ErrHours, "to", s.To)
	}
	if s.End != Anywhere {
		if err := p.place("end", s.End); err != nil {
			return err
		}
	}
	if s.Break == nil {
		return nil
	}
	rest := Window{s.Break.From, s.Break.To}
	err := firstOf(rest.check(), timeOf("duration", s.Break.Duration))
	if err == nil && s.Break.Duration == 0 {
		err = wrong(ErrTime, "duration", 0)
	}
	if err != nil {
		err.At.Column = "break." + err.At.Column
	}
	return err
}

func (p *Problem) place(member string, place int) *geo.Error {
	if place >= 0 && place < p.Travel.Size {
		return nil
	}
	err := wrong(ErrPlace, member, int64(place))
	err.Want = "0 … " + strconv.Itoa(p.Travel.Size-1)
	return err
}

func timeOf(member string, t int64) *geo.Error {
	if t >= 0 && t <= MaxTime {
		return nil
	}
	err := wrong(ErrTime, member, t)
	err.Want = "0 … " + strconv.Itoa(MaxTime)
	return err
}

// mostLoad keeps sums over all stops within 63 bits.
const mostLoad = math.MaxUint32

func loadOf(member string, n int64) *geo.Error {
	if n >= 0 && n <= mostLoad {
		return nil
	}
	err := wrong(ErrAmount, member, n)
	err.Want = "0 … " + strconv.Itoa(mostLoad)
	return err
}

func firstOf(errs ...*geo.Error) *geo.Error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// checkWeights says whether they are there for all stops, and their sum is of 63
// bits.
func (p *Problem) checkWeights() error {
	if len(p.Weights) != len(p.Stops) {
		err := wrong(ErrWeights, "weights", int64(len(p.Weights)))
		err.Want = strconv.Itoa(len(p.Stops))
		return err
	}
	sum := int64(0)
	for i, weight := range p.Weights {
		if weight < 1 || weight > math.MaxInt64-sum {
			return inside(wrong(ErrWeight, "", weight), "weights", i)
		}
		sum += weight
	}
	return nil
}

// checkPriorities says whether the weights of stops stay whole numbers of 63 bits.
func (p *Problem) checkPriorities() error {
	if p.Weights != nil {
		return p.checkWeights()
	}
	count := map[int]int{}
	for i := range p.Stops {
		count[p.Stops[i].Priority]++
	}
	product, priorities := int64(1), make([]int, 0, len(count))
	for priority := range count {
		priorities = append(priorities, priority)
	}
	slices.Sort(priorities)
	for _, priority := range priorities {
		n := int64(count[priority] + 1)
		if product > math.MaxInt64/n {
			return wrong(ErrPriorities, "stops", int64(len(priorities)))
		}
		product *= n
	}
	return nil
}

func (o *Options) check() error {
	if o.Elapsed == nil && (o.Iterations < 1 || o.Iterations > MostIterations) {
		err := wrong(ErrIterations, "", int64(o.Iterations))
		err.Want = "1 … " + strconv.Itoa(MostIterations)
		return err
	}
	return nil
}
