package route

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestBreakIsTakenAsEarlyAsPossible(t *testing.T) {
	b := &Break{From: 10, To: 14, Duration: 5}
	for begin := range int64(20) {
		for service := range int64(4) {
			for travel := range int64(8) {
				want := int64(never)
				if begin+service <= b.To {
					want = max(begin+service, b.From) + b.Duration + travel
				}
				if arrival := begin + service + travel; arrival <= b.To {
					want = min(want, max(arrival, b.From)+b.Duration)
				}
				if got := b.after(begin, service, service+travel); got != want {
					t.Fatalf("after(%d, %d, %d) = %d, want %d", begin, service, service+travel, got, want)
				}
			}
		}
	}
}

func TestLatestBeginBeforeABreak(t *testing.T) {
	b := &Break{From: 10, To: 14, Duration: 5}
	for limit := range int64(40) {
		for service := range int64(4) {
			for travel := range int64(8) {
				want := int64(-never)
				for begin := int64(-30); begin < 40; begin++ {
					if b.after(begin, service, service+travel) <= limit {
						want = begin
					}
				}
				if got := b.before(limit, service, service+travel); got != want {
					t.Fatalf("before(%d, %d, %d) = %d, want %d", limit, service, service+travel, got, want)
				}
			}
		}
	}
}

// TestWhatFitsIsFeasible compares the decision in constant time with the times of
// the tour that would come of it.
func TestWhatFitsIsFeasible(t *testing.T) {
	fits := 0
	for seed := range uint64(300) {
		in := newInstance(smallProblem(rand.New(rand.NewPCG(seed, 1))))
		tm := &timing{instance: in, ends: []int64{in.plans[0].to}}
		tr := &tour{visits: []visit{{node: in.plans[0].start}, {node: in.plans[0].end}}}
		tm.measure(0, tr)
		for k := range int32(in.stops) {
			found := tm.find(0, tr, k)
			best := int64(never)
			for i := range tr.visits[1:] {
				with := &tour{visits: slices.Insert(slices.Clone(tr.visits), i+1, visit{node: k})}
				if tm.measure(0, with) {
					best = min(best, with.travel-tr.travel+in.service[k])
				}
			}
			if found.cost != best {
				t.Fatalf("seed %d: stop %d costs %d, want %d", seed, k, found.cost, best)
			}
			if best < never {
				fits++
				tm.insert(0, tr, int(found.at), k)
			}
		}
	}
	if fits < 500 {
		t.Errorf("%d stops fitted: the tours are too short", fits)
	}
}

// smallProblem is one shift, with a break or without, and stops with up to three
// windows.
func smallProblem(g *rand.Rand) *Problem {
	const places = 9
	p := &Problem{Travel: Travel{Size: places}}
	for range places * places {
		p.Travel.Milliseconds = append(p.Travel.Milliseconds, g.Int32N(12))
	}
	for k := range places - 1 {
		s := Stop{Start: k, End: k, Service: g.Int64N(6)}
		from := g.Int64N(40)
		for range g.IntN(4) {
			to := from + g.Int64N(30)
			s.Windows = append(s.Windows, Window{from, to})
			from = to + 1 + g.Int64N(20)
		}
		p.Stops = append(p.Stops, s)
	}
	shift := Shift{From: g.Int64N(10), To: 80, Start: places - 1, End: places - 1}
	if g.IntN(3) > 0 {
		from := 10 + g.Int64N(40)
		shift.Break = &Break{From: from, To: from + g.Int64N(30), Duration: 1 + g.Int64N(15)}
	}
	p.Teams = []Team{{Shifts: []Shift{shift}}}
	return p
}
