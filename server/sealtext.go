package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// What a text can be refused for.
const (
	ErrSealClosed geo.Code = "seal.closed"     // the seal took texts until Value
	ErrSealFull   geo.Code = "seal.full"       // it has taken as many texts, or bytes, as it may: Want
	ErrTextBlank  geo.Code = "seal.text-blank" // nothing but spaces
	ErrTextLong   geo.Code = "seal.text-long"  // more than Want characters
)

// How much a seal takes. All its texts go into one leaf of the log, which is why
// their bytes are counted too.
const (
	maxTextLetters = 1000
	maxTexts       = 10_000
	maxTextBytes   = 1_000_000 // as they stand in a leaf
)

// arrivals holds whoever contributes to a rate and knows how much each seal has
// taken, without reading all its texts for every one that comes.
type arrivals struct {
	limiter *access.Limiter

	mu    sync.Mutex
	taken map[sampler.Digest]intakeSize
}

// intakeSize is how much a seal has taken.
type intakeSize struct{ texts, bytes int }

func newArrivals(clock func() time.Time) (*arrivals, error) {
	limiter, err := access.NewLimiter(access.Rate{Every: 10 * time.Second, Burst: 5}, 100_000, clock)
	return &arrivals{limiter: limiter, taken: map[sampler.Digest]intakeSize{}}, err
}

// with adds a text.
func (n intakeSize) with(text string) intakeSize {
	escaped := strings.Count(text, `"`) + strings.Count(text, `\`)
	return intakeSize{n.texts + 1, n.bytes + len(text) + escaped + len(`"",`)}
}

// textOrder is what somebody contributes.
type textOrder struct {
	Text string `json:"text"`
}

func (o *textOrder) check() error {
	if strings.TrimSpace(o.Text) == "" {
		return &geo.Error{Code: ErrTextBlank, At: geo.Place{Column: "text"}}
	}
	if n := utf8.RuneCountInString(o.Text); n > maxTextLetters {
		return &geo.Error{Code: ErrTextLong, At: geo.Place{Column: "text"}, Value: strconv.Itoa(n), Want: strconv.Itoa(maxTextLetters)}
	}
	return geo.InColumn(geo.CheckText(o.Text), "text")
}

// textView is a text that somebody contributed: who it was is not shown.
type textView struct {
	Number int64  `json:"number"` // in the order of arrival
	Text   string `json:"text"`
	Time   string `json:"time"`
}

// contributedView tells whoever contributed what becomes of his text.
type contributedView struct {
	textView

	Notice string `json:"notice"` // that it is public for good
}

// contribute takes a text for the seed of a seal, from anybody, until it closes.
func (s *Server) contribute(r *request) error {
	var order textOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	if wait, ok := s.arrived.limiter.Allow(r.payer()); !ok {
		return access.Later(wait)
	}
	seal, err := s.pathSeal(r)
	if err != nil {
		return err
	}
	s.arrived.mu.Lock() // so that what a seal takes is counted exactly
	defer s.arrived.mu.Unlock()
	size, err := s.sizeWith(r.Request().Context(), seal, order.Text)
	if err != nil {
		return err
	}
	delete(s.arrived.taken, seal.Digest) // it is read again unless the text is added
	added := false
	err = r.create(func(w store.Writer) (answered, error) {
		act := s.act(r)
		if seal.Closed != nil || !act.At.Before(seal.Closes) {
			return answered{}, &geo.Error{Code: ErrSealClosed, Kind: geo.Conflict, At: geo.Place{Column: "seal"}, Value: stamp(seal.Closes)}
		}
		if err := w.AddSealText(seal.Digest, store.SealText{Text: order.Text, Made: act}); err != nil {
			return answered{}, err
		}
		added = true
		notice := r.texts.Text("seal.text-public", nil)
		shown := contributedView{textView{int64(size.texts), order.Text, stamp(act.At)}, notice}
		return answered{status: http.StatusCreated, body: shown}, nil
	})
	if err == nil && added {
		s.arrived.taken[seal.Digest] = size
	}
	return err
}

// payer is who is held to the rate: an account, or an address.
func (r *request) payer() string {
	if r.who.UserID != 0 {
		return "user " + count(r.who.UserID)
	}
	return "address " + r.RealIP()
}

// sizeWith is how much a seal has taken with one text more, or ErrSealFull.
func (s *Server) sizeWith(ctx context.Context, seal *store.Seal, text string) (intakeSize, error) {
	size, known := s.arrived.taken[seal.Digest]
	if !known {
		texts, err := s.sealTexts(ctx, seal.Digest)
		if err != nil {
			return size, err
		}
		for i := range texts {
			size = size.with(texts[i].Text)
		}
	}
	size = size.with(text)
	full := &geo.Error{Code: ErrSealFull, Kind: geo.Conflict, At: geo.Place{Column: "seal"}}
	switch {
	case size.texts > maxTexts:
		full.Want = strconv.Itoa(maxTexts)
		return size, full
	case size.bytes > maxTextBytes:
		full.Want = strconv.Itoa(maxTextBytes)
		return size, full
	default:
		return size, nil
	}
}

func (s *Server) sealTexts(ctx context.Context, seal sampler.Digest) (texts []store.SealText, err error) {
	err = s.Store.View(ctx, func(v store.Reader) (err error) {
		texts, err = v.SealTexts(seal)
		return err
	})
	return texts, err
}

// listTexts lists the texts of a seal in the order of arrival.
func (s *Server) listTexts(r *request) error {
	if err := r.knownQueries("after", "limit"); err != nil {
		return err
	}
	p, err := r.numberPage()
	if err != nil {
		return err
	}
	seal, err := s.pathSeal(r)
	if err != nil {
		return err
	}
	texts, err := s.sealTexts(r.Request().Context(), seal.Digest)
	if err != nil {
		return err
	}
	from := slices.IndexFunc(texts, func(t store.SealText) bool { return t.Number > p.After })
	if from < 0 {
		from = len(texts)
	}
	var shown []textView
	for _, t := range texts[from:min(len(texts), from+p.Limit)] {
		shown = append(shown, textView{t.Number, t.Text, stamp(t.Made.At)})
	}
	return page(r, shown, func(t textView) string { return count(t.Number) })
}
