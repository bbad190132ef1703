package remote

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"golang.org/x/time/rate"

	"sitedraw/geo"
)

// Options say how a server is asked. A zero member means its default, but for Now,
// which must be set.
type Options struct {
	Client   *http.Client                               // how requests travel; nil: http.Client's zero value
	Now      func() time.Time                           // the clock
	Sleep    func(context.Context, time.Duration) error // waits, or returns the context's error; nil: by a timer
	Random   io.Reader                                  // spreads the pauses before tries; nil: they are not spread
	Profile  string                                     // car, ebike or foot, or a name of the server's own; empty: car
	Block    int                                        // places a side of a block; 0: as many as the protocol allows
	Timeout  time.Duration                              // of each request; 0: DefaultTimeout
	Retries  int                                        // tries after the first; 0: DefaultRetries, below 0: none
	Rate     rate.Limit                                 // requests a second; 0: DefaultRate, rate.Inf: any number
	Folder   string                                     // where blocks are kept until all are there; empty: nowhere
	Progress func(done, total int)                      // if not nil, told how many blocks are there
}

// Defaults of Options.
const (
	DefaultTimeout = time.Minute
	DefaultRetries = 5
	DefaultRate    = rate.Limit(5)
)

// profileName is what may stand in a path as it is.
var profileName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// settle fills in what is not said and refuses what cannot be.
func (o *Options) settle(p protocol) error {
	o.Profile = cmp.Or(o.Profile, "car")
	o.Block = cmp.Or(o.Block, p.side())
	o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	o.Retries = max(cmp.Or(o.Retries, DefaultRetries), 0)
	o.Rate = cmp.Or(o.Rate, DefaultRate)
	if o.Client == nil {
		o.Client = &http.Client{}
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	switch {
	case !profileName.MatchString(o.Profile):
		return optionError("profile", o.Profile, "A–Z a–z 0–9 _ -")
	case o.Block < 1 || o.Block > p.side():
		return optionError("block", strconv.Itoa(o.Block), "1–"+strconv.Itoa(p.side()))
	case o.Timeout < 0:
		return optionError("timeout", o.Timeout.String(), "> 0")
	case o.Rate < 0:
		return optionError("rate", strconv.FormatFloat(float64(o.Rate), 'g', -1, 64), "> 0")
	}
	if own := p.profiles()[o.Profile]; own != "" {
		o.Profile = own
	}
	return nil
}

func optionError(name, value, want string) error {
	return &geo.Error{Code: ErrOption, At: geo.Place{Column: name}, Value: excerpt([]byte(value)), Want: want}
}

// sleep waits by a timer.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
