package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/bundle"
	"sitedraw/server/transparency"
)

// ErrCheckLong means that checking a file took longer than Want seconds.
const ErrCheckLong geo.Code = "http.check-long"

const (
	checkTime   = 10 * time.Second // of work for one file
	maxChecked  = 16               // files of all addresses that are sent, wait or are checked at once
	maxChecking = 2                // that are checked at once
	maxPacking  = 2                // bundles that are packed at once
)

// checking says who is having files checked. Anybody may, so nobody may have more
// than one at a time, and all together keep no draw waiting.
type checking struct {
	mu        sync.Mutex
	addresses map[string]bool
	within    time.Duration // of work for one file
	work      chan struct{} // holds one for each file being checked
	packing   chan struct{} // holds one for each bundle being packed
}

func newChecking() *checking {
	return &checking{
		addresses: map[string]bool{}, within: checkTime,
		work: make(chan struct{}, maxChecking), packing: make(chan struct{}, maxPacking),
	}
}

// enter lets an address send one file: ErrRate while it has another here, ErrBusy
// while there are too many of others.
func (c *checking) enter(address string) (leave func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.addresses[address] {
		return nil, access.Later(checkTime)
	}
	if len(c.addresses) >= maxChecked {
		return nil, &geo.Error{Code: ErrBusy, Kind: geo.Unavailable}
	}
	c.addresses[address] = true
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.addresses, address)
	}, nil
}

// take waits for a place; the caller ends it.
func take(ctx context.Context, places chan struct{}) (end func(), err error) {
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// verifyUpload checks a bundle, or a record with its frame, that anybody sends.
// Nothing of it is kept.
func (s *Server) verifyUpload(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	leave, err := s.checking.enter(access.AddressKey(addressOf(r.Context)))
	if err != nil {
		return err
	}
	defer leave()
	sent, err := r.spoolParts()
	if err != nil {
		return err
	}
	defer sent.remove()
	report, err := s.check(r.Request().Context(), sent)
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, r.showReport(report))
}

// check checks what was sent, for so long and no longer.
func (s *Server) check(ctx context.Context, sent *sentParts) (*bundle.Report, error) {
	end, err := take(ctx, s.checking.work)
	if err != nil {
		return nil, err
	}
	defer end()
	within, cancel := context.WithTimeout(ctx, s.checking.within)
	defer cancel()
	parts, err := sent.open()
	if err != nil {
		return nil, err
	}
	o := bundle.Options{Limits: bundle.PublicLimits(), Sampler: sampler.Options{Workers: 1}}
	if key, err := transparency.ParseKey([]byte(s.Keys.Log)); err == nil {
		o.Known = key.Public()
	}
	report, err := bundle.Check(within, parts, o)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil, &geo.Error{Code: ErrCheckLong, Want: count(int64(checkTime / time.Second))}
	}
	return report, err
}

// checkView is what was found.
type checkView struct {
	Agrees     bool            `json:"agrees"`
	Record     string          `json:"record,omitempty"`
	Frame      string          `json:"frame,omitempty"`
	Plan       *planRef        `json:"plan,omitempty"`
	Seed       string          `json:"seed,omitempty"`
	Picks      *int            `json:"picks,omitempty"`
	Checked    []factView      `json:"checked"`
	Notes      []factView      `json:"notes"`
	Difference *differenceView `json:"difference,omitempty"`
}

// factView is something that was checked, or that one should know.
type factView struct {
	Code geo.Code `json:"code"`
	Text string   `json:"text"` // in the reader's language
}

func (r *request) showReport(report *bundle.Report) checkView {
	shown := checkView{
		Agrees: report.Wrong == nil, Difference: r.whatIsWrong(report.Wrong),
		Checked: r.facts(report.Held), Notes: r.facts(report.Notes),
	}
	if record := report.Record; record != nil {
		picks := len(record.Picks)
		shown.Record, shown.Seed, shown.Picks = record.Digest().String(), record.Seed, &picks
		shown.Plan = &planRef{record.Plan.Name, record.Plan.Digest().String()}
	}
	if report.Frame != nil {
		shown.Frame = report.Frame.Digest().String()
	}
	return shown
}

func (r *request) facts(list []bundle.Fact) []factView {
	shown := make([]factView, len(list))
	for i, f := range list {
		shown[i] = factView{f.Code, f.Text(r.texts)}
	}
	return shown
}

// whatIsWrong is difference also for what is wrong with a file.
func (r *request) whatIsWrong(err error) *differenceView {
	if shown := r.difference(err); shown != nil || err == nil {
		return shown
	}
	shown := &differenceView{Detail: r.texts.Explain(err)}
	if e, is := errors.AsType[*geo.Error](err); is {
		shown.Code, shown.Step, shown.Member = e.Code, e.At.Step, cmp.Or(e.At.Column, e.At.File)
		shown.Expected, shown.Found = e.Want, e.Value
	}
	return shown
}
