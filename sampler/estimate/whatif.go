package estimate

import (
	"context"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Situation is what is known before a draw.
type Situation struct {
	Frame *sampler.Frame
	Known map[string]float64 // scores from 0 to 1 by site; at least one
	// Draw makes the i-th future draw, i from 0. It is called from several
	// goroutines at once and gives the same record for the same i.
	Draw    func(ctx context.Context, i int) (*sampler.Record, error)
	Seed    string       // of what unknown sites are taken to score
	Weights *geo.Weights // nil: geo.ShippedWeights
}

// Simulation is what future draws would score if nothing changed: each category the
// mean of its main picks, weighed as in a report. A site of which nothing is known
// scores in each draw what one of its category scores that is known, taken at
// random; without any, one of all that are known.
type Simulation struct {
	Scores  []float64 // one a draw, ascending, from 0 to 1
	Mean    float64
	SD      float64  // standard deviation of Scores
	Repairs []Repair // the ten that raise the mean most, the best first
}

// Repair is what it brings to lift a site to the full score.
type Repair struct {
	ID, Category string
	Score        float64 // now
	Picks        float64 // how often a draw picks it, on average
	Gain         float64 // by which the mean score rises
}

// mostDraws bounds a simulation; repairs are as many as are named.
const (
	mostDraws = 1_000_000
	repairs   = 10
)

// chunk is how many draws are added up together, so that sums are the same on any
// number of cores.
const chunk = 32

// Simulate makes that many future draws on all cores. The error is ErrDraws for a
// number outside 1 … 1,000,000, ErrNone if nothing is known or a draw has no picks,
// ErrScore, ErrUnknownSite for a known site that the frame lacks, or Draw's own.
func Simulate(ctx context.Context, s Situation, draws int) (*Simulation, error) {
	if draws < 1 || draws > mostDraws {
		return nil, &geo.Error{Code: ErrDraws, Value: strconv.Itoa(draws), Want: "1 … " + strconv.Itoa(mostDraws)}
	}
	if s.Weights == nil {
		s.Weights = geo.ShippedWeights()
	}
	f, err := newFuture(s)
	if err != nil {
		return nil, err
	}
	chunks := make([]tally, (draws+chunk-1)/chunk)
	if err := f.run(ctx, chunks, draws); err != nil {
		return nil, err
	}
	return f.sum(chunks), nil
}

// Quantile returns the score below which a share p of the draws lies, 0 ≤ p ≤ 1,
// taken between neighbours where it falls between two.
func (s *Simulation) Quantile(p float64) float64 {
	at := max(0, min(1, p)) * float64(len(s.Scores)-1)
	low := int(at)
	high := min(low+1, len(s.Scores)-1)
	return s.Scores[low] + float64((at-float64(low))*(s.Scores[high]-s.Scores[low]))
}

// future is a situation with the known scores by category, in the order of ids.
type future struct {
	Situation

	donors map[string][]float64
	all    []float64
}

// tally adds up the draws of a chunk.
type tally struct {
	scores []float64
	picks  map[string]float64
	slopes map[string]float64 // Σ of what a full point of the site adds to the score
	err    error
}

func newFuture(s Situation) (*future, error) {
	f := &future{Situation: s, donors: map[string][]float64{}}
	ids := make([]string, 0, len(s.Known))
	for id := range s.Known {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if len(ids) == 0 {
		return nil, &geo.Error{Code: ErrNone}
	}
	for _, id := range ids {
		r := Result{ID: id, Score: s.Known[id]}
		v, fault := r.value()
		if fault != nil {
			return nil, fault
		}
		site, ok := s.Frame.Site(id)
		if !ok {
			return nil, r.wrong(ErrUnknownSite, id, "")
		}
		f.donors[site.Category] = append(f.donors[site.Category], v)
		f.all = append(f.all, v)
	}
	return f, nil
}

// run fills the chunks. After an error no more are begun, but those that are end, so
// that the first error does not depend on who was faster.
func (f *future) run(ctx context.Context, chunks []tally, draws int) error {
	begin, stop := context.WithCancel(ctx)
	defer stop()
	next := make(chan int)
	var crew sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(chunks)) {
		crew.Go(func() {
			for c := range next {
				if chunks[c] = f.chunk(ctx, c*chunk, min(draws, (c+1)*chunk)); chunks[c].err != nil {
					stop()
				}
			}
		})
	}
	for c := range chunks {
		if begin.Err() != nil {
			break
		}
		next <- c
	}
	close(next)
	crew.Wait()
	for i := range chunks {
		if chunks[i].err != nil {
			return chunks[i].err
		}
	}
	return ctx.Err()
}

func (f *future) chunk(ctx context.Context, from, to int) tally {
	t := tally{picks: map[string]float64{}, slopes: map[string]float64{}}
	for i := from; i < to && t.err == nil; i++ {
		var record *sampler.Record
		if record, t.err = f.Draw(ctx, i); t.err == nil {
			t.err = f.add(&t, record, i)
		}
	}
	return t
}

// add scores one draw.
func (f *future) add(t *tally, record *sampler.Record, i int) error {
	steps, order, counts := map[string]string{}, []string{}, map[string]int{}
	for k := range record.Plan.Steps {
		c := category(&record.Plan.Steps[k])
		steps[record.Plan.Steps[k].ID] = c
		if !slices.Contains(order, c) {
			order = append(order, c)
		}
	}
	for k := range record.Picks {
		if p := &record.Picks[k]; p.Role == sampler.Main {
			counts[steps[p.Step]]++
		}
	}
	shares := Shares(f.Weights, func(c string) bool { return counts[c] > 0 }, order)
	if len(shares) == 0 {
		return &geo.Error{Code: ErrNone}
	}
	score := 0.0
	for k := range record.Picks {
		p := &record.Picks[k]
		if p.Role != sampler.Main {
			continue
		}
		c := steps[p.Step]
		slope := shares[c] / float64(counts[c])
		score += float64(slope * f.score(p.ID, i))
		t.picks[p.ID]++
		t.slopes[p.ID] += slope
	}
	t.scores = append(t.scores, min(1, score))
	return nil
}

// score is what a site is taken to score in the i-th draw.
func (f *future) score(id string, i int) float64 {
	if v, known := f.Known[id]; known {
		return v
	}
	donors := f.all
	if site, ok := f.Frame.Site(id); ok && len(f.donors[site.Category]) > 0 {
		donors = f.donors[site.Category]
	}
	stream := sampler.NewStream(sampler.NewKey(f.Seed, "what-if/"+strconv.Itoa(i)+"/"+id))
	return donors[stream.Below(uint64(len(donors)))]
}

// sum joins the chunks in their order.
func (f *future) sum(chunks []tally) *Simulation {
	s := &Simulation{}
	picks, slopes := map[string]float64{}, map[string]float64{}
	for i := range chunks {
		s.Scores = append(s.Scores, chunks[i].scores...)
		for id, n := range chunks[i].picks {
			picks[id] += n
			slopes[id] += chunks[i].slopes[id]
		}
	}
	draws := float64(len(s.Scores))
	slices.Sort(s.Scores)
	s.Mean = meanOf(s.Scores)
	s.SD = math.Sqrt(sumOfSquares(s.Scores) / max(1, draws-1))
	for id, slope := range slopes {
		now, known := f.Known[id]
		if gain := (1 - now) * slope / draws; known && gain > 0 {
			site, _ := f.Frame.Site(id)
			s.Repairs = append(s.Repairs, Repair{ID: id, Category: site.Category, Score: now, Picks: picks[id] / draws, Gain: gain})
		}
	}
	slices.SortFunc(s.Repairs, func(a, b Repair) int {
		switch {
		case a.Gain > b.Gain:
			return -1
		case a.Gain < b.Gain:
			return 1
		default:
			return strings.Compare(a.ID, b.ID)
		}
	})
	s.Repairs = slices.Clone(s.Repairs[:min(repairs, len(s.Repairs))])
	return s
}
