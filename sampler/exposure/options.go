package exposure

import (
	"runtime"
	"strconv"

	"sitedraw/geo"
)

// Options say how closely figures are estimated that the design does not give.
type Options struct {
	// Seed opens the randomness of the replays.
	Seed string
	// HalfWidth is that of the 95 % interval of each counted figure at which
	// replays end; 0 means 0.005. Sums over steps may be wider.
	HalfWidth float64
	// Replays is how many draws are made at most; 0 means 100,000.
	Replays int
	// Workers is the number of goroutines; 0 means one for each core.
	Workers int
	// Progress, if not nil, is told how many of at most how many draws are made.
	Progress func(done, most int)
	// Shares gives the chances in one pick of a map; without it they are counted.
	Shares Shares
}

// The defaults: half a percentage point either way, which a share of a half
// reaches after 38,412 draws.
const (
	defaultHalfWidth = 0.005
	defaultReplays   = 100_000
)

// filled returns the options with their defaults.
func (o Options) filled() (Options, error) {
	if o.HalfWidth == 0 {
		o.HalfWidth = defaultHalfWidth
	}
	if !(o.HalfWidth > 0 && o.HalfWidth < 1) {
		return o, &geo.Error{Code: ErrHalfWidth, Value: strconv.FormatFloat(o.HalfWidth, 'g', -1, 64), Want: "0 … 1"}
	}
	if o.Replays < 0 {
		return o, &geo.Error{Code: ErrReplays, Value: strconv.Itoa(o.Replays), Want: "1"}
	}
	if o.Replays == 0 {
		o.Replays = defaultReplays
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o, nil
}
