package remote

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"golang.org/x/time/rate"

	"sitedraw/geo"
	"sitedraw/geo/road"
)

// maxPlaces is what a matrix of package road takes.
const maxPlaces = 10_000

// session is one call of Matrix: what is asked of whom, and how.
type session struct {
	Options

	protocol protocol
	base     *url.URL
	address  string // base, as errors show it
	places   []geo.Point
	client   *http.Client
	limiter  *rate.Limiter
	most     int // places a side that the server takes, as far as is known
	shelf    *shelf
}

// Matrix asks for the times and lengths between places; lengths are not known where
// the server gives none. Equal places are asked about like others; from a place to
// itself it takes nothing.
//
// The error is a *geo.Error of this package, road.ErrTooManyPlaces, one of a file in
// the folder, or ctx's. After an error the folder holds the blocks that are there, and
// the same call goes on with those that are missing; after success they are removed.
func (s Server) Matrix(ctx context.Context, places []geo.Point, o Options) (*road.Matrix, error) {
	if err := o.settle(s.protocol); err != nil {
		return nil, err
	}
	if len(places) > maxPlaces {
		return nil, &geo.Error{Code: road.ErrTooManyPlaces, Value: strconv.Itoa(len(places)), Want: strconv.Itoa(maxPlaces)}
	}
	work := &session{
		Options: o, protocol: s.protocol, base: s.base, address: s.address(), places: places, client: follow(o.Client),
		limiter: rate.NewLimiter(o.Rate, 1), most: o.Block, shelf: newShelf(s, places, &o),
	}
	whole, err := work.all(ctx)
	if err != nil {
		return nil, err
	}
	if err := work.shelf.clear(); err != nil {
		return nil, err
	}
	return &road.Matrix{N: len(places), Milliseconds: whole.milliseconds, Millimetres: whole.millimetres}, nil
}

// all puts the blocks together, those that are kept and those that must be asked for.
func (s *session) all(ctx context.Context) (*table, error) {
	whole := newTable(len(s.places), len(s.places))
	blocks := cut(len(s.places), s.Block)
	for i, b := range blocks {
		part := s.shelf.take(i, b)
		if part == nil {
			var err error
			if part, err = s.block(ctx, b); err != nil {
				return nil, err
			}
			if err := s.shelf.keep(i, part); err != nil {
				return nil, err
			}
		}
		whole.put(part, b.from.first, b.to.first)
		if s.Progress != nil {
			s.Progress(i+1, len(blocks))
		}
	}
	return whole, nil
}

// block asks for a block, in quarters if it is larger than the server takes.
func (s *session) block(ctx context.Context, b block) (*table, error) {
	if b.empty() {
		return newTable(1, 1), nil
	}
	if b.side() <= s.most {
		t, err := s.ask(ctx, b)
		if !tooBig(err) || b.side() == 1 {
			return t, err
		}
		s.most = (b.side() + 1) / 2
	}
	whole := newTable(b.from.length(), b.to.length())
	for _, part := range b.quarters() {
		t, err := s.block(ctx, part)
		if err != nil {
			return nil, err
		}
		whole.put(t, part.from.first-b.from.first, part.to.first-b.to.first)
	}
	return whole, nil
}
