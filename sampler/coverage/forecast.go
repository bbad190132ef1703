package coverage

import (
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
)

// ErrLevel is a probability outside Want. It is a key of the catalogue in server/text.
const ErrLevel geo.Code = "coverage.level"

// Kind tells how a number of rounds was found.
type Kind string

// The kinds.
const (
	Exact     Kind = "exact"     // the least number of rounds, as the design gives it
	Bound     Kind = "bound"     // so many are enough; fewer may do
	Estimated Kind = "estimated" // a bound from chances that were counted over replays
	Counted   Kind = "counted"   // so many are enough for certain, since rounds are coordinated
	Played    Kind = "played"    // counted over rounds that were played
	Unknown   Kind = "unknown"   // the chances of some are not known
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{Exact, Bound, Estimated, Counted, Played, Unknown} }

const (
	// MostRounds is how far a forecast looks, farther than anybody draws.
	MostRounds = 1_000_000
	// Likely is the probability that is asked for if nobody says otherwise.
	Likely = 0.9
)

// Options say what is to be reached, and how surely.
type Options struct {
	By    sampler.By // what is to be reached; empty: every site
	Level float64    // probability that all are, from 0.01 to 0.999999; 0: Likely

	// Chance gives P(at least one main pick) in one faithful round, by the id of a site
	// or the name of a group: SiteChances or GroupChances. Nil: what the design says.
	Chance func(name string) exposure.Figure

	// Coordination is what the next round of a cover takes over: drill.Memory.Cover. Nil:
	// it is the first round, which reaches sites.
	Coordination *sampler.Coordination
}

// Forecast is how many more rounds it takes.
type Forecast struct {
	Rounds     int      // 0: all are reached; −1: more than MostRounds, or not known
	Kind       Kind     //
	Chance     float64  // P(all are reached after as many); at least that unless Kind is Exact; 0 if Rounds is −1
	Error      float64  // by how much rounding may have made Chance wrong
	Missing    int      // what was never reached, but for Impossible
	Impossible []string // what no draw of the plan reaches, sorted: it is not waited for
}

// SiteChances are those of the sites of a report.
func SiteChances(r *exposure.Report) func(id string) exposure.Figure {
	return func(id string) exposure.Figure {
		number, found := r.Frame.Number(id)
		if !found {
			return exposure.Figure{Kind: exposure.Exact}
		}
		return r.Once(number)
	}
}

// GroupChances are those of groups, as exposure.Report.RollUp returns them.
func GroupChances(groups []exposure.Group) func(name string) exposure.Figure {
	once := make(map[string]exposure.Figure, len(groups))
	for i := range groups {
		once[groups[i].Name] = groups[i].Once
	}
	return func(name string) exposure.Figure {
		if f, known := once[name]; known {
			return f
		}
		return exposure.Figure{Kind: exposure.Exact}
	}
}

// level returns the probability that is asked for.
func (o *Options) level() (float64, error) {
	switch {
	case o.Level == 0:
		return Likely, nil
	case o.Level >= 0.01 && o.Level <= 0.999999:
		return o.Level, nil
	default:
		return 0, &geo.Error{Code: ErrLevel, Value: strconv.FormatFloat(o.Level, 'g', -1, 64), Want: "0.01 … 0.999999"}
	}
}

// impossible names the missing targets that nothing touches.
func (t *targets) impossible(missing, touched []bool) (names []string) {
	for g, name := range t.names {
		if missing[g] && !touched[g] {
			names = append(names, name)
		}
	}
	return slices.Clip(names)
}
