package server

import (
	"cmp"
	"context"
	"encoding/hex"
	"io"
	"net/http"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// What a draw can be refused for.
const (
	ErrWhen       geo.Code = "draw.when"            // Value is no time at which that may happen; Want says when
	ErrIncomplete geo.Code = "draw.lacks-townships" // the plan could draw the townships Names, and the frame lacks them
)

const (
	// concludeAfter is when a draw with reserves is concluded at the latest, after
	// its release: nobody can hold its seed back for ever.
	concludeAfter = 7 * 24 * time.Hour
	// releaseWithin is how long a draw can be kept from the public at most.
	releaseWithin = 366 * 24 * time.Hour

	maxDrawing  = 4   // draws at work at once
	drawWorkers = 2   // goroutines of each
	maxTitle    = 400 // bytes
	seedBytes   = 32  // of a seed that nobody typed
)

// drawOrder is what somebody wants drawn.
type drawOrder struct {
	Register        string     `json:"register"`
	Version         int64      `json:"version"` // 0: the current one
	Plan            string     `json:"plan"`
	Seed            string     `json:"seed"` // empty: the server takes a random one
	Practice        bool       `json:"practice"`
	Title           string     `json:"title"`
	Release         *time.Time `json:"release"`
	Conclude        *time.Time `json:"conclude"`
	AllowIncomplete bool       `json:"allow_incomplete"`
}

// basis is what draws and seals are made from.
type basis struct {
	version store.Version
	frame   *sampler.Frame
	plan    sampler.Plan
	lacking []string // townships that no site stands for

	coordination *sampler.Coordination // with earlier rounds; nil: it is a draw by itself
}

// basis finds a version and a plan, which may be used together.
func (s *Server) basis(ctx context.Context, o *drawOrder) (*basis, error) {
	b := &basis{}
	if o.Title != "" {
		if err := geo.InColumn(geo.CheckTextLength(o.Title, maxTitle), "title"); err != nil {
			return nil, err
		}
	}
	if err := cmp.Or(required("register", o.Register), required("plan", o.Plan)); err != nil {
		return nil, err
	}
	err := s.Store.View(ctx, func(v store.Reader) error {
		var err error
		if b.version, err = versionOrCurrent(v, o.Register, o.Version); err != nil {
			return err
		}
		b.plan, err = s.readPlan(v, o.Plan)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.fill(ctx, b); err != nil {
		return nil, err
	}
	if o.AllowIncomplete {
		return b, nil
	}
	return b, b.complete()
}

// fill opens the frame of a basis and finds what it lacks.
func (s *Server) fill(ctx context.Context, b *basis) error {
	open, err := s.frames.open(ctx, b.version.Frame)
	if err != nil {
		return err
	}
	b.frame = open.frame
	official, err := s.officials.of(ctx, b.version.Attachments)
	if err != nil {
		return err
	}
	for _, code := range sampler.MissingTownships(b.frame, b.plan, official.codes, s.Categories) {
		b.lacking = append(b.lacking, string(code))
	}
	return nil
}

// complete is ErrIncomplete for a frame that lacks townships.
func (b *basis) complete() error {
	if len(b.lacking) == 0 {
		return nil
	}
	return &geo.Error{Code: ErrIncomplete, Kind: geo.Conflict, At: geo.Place{Column: "allow_incomplete"}, Names: b.lacking}
}

func versionOrCurrent(v store.Reader, register string, number int64) (store.Version, error) {
	if number == 0 {
		return currentOf(v, register)
	}
	if _, err := v.Register(register); err != nil {
		return store.Version{}, err
	}
	return v.Version(register, number)
}

// turn waits until a draw may be computed: only some are at work at once, so that
// many at the same time take no more memory than the machine has. The caller ends
// it.
func (s *Server) turn(ctx context.Context) (end func(), err error) {
	select {
	case s.drawing <- struct{}{}:
		return func() { <-s.drawing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// compute draws. If it is a job, that tells how far it is; nil: it is none.
func (s *Server) compute(ctx context.Context, b *basis, seed string, j *job) (*sampler.Record, error) {
	end, err := s.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	return sampler.DrawRound(ctx, b.frame, b.plan, seed, b.coordination, j.drawing())
}

// drawing are the options of a draw of which the job tells how far it is.
func (j *job) drawing() sampler.Options {
	o := sampler.Options{Workers: drawWorkers}
	if j != nil {
		j.at(stepDrawing, 100)
		o.Progress = func(done, total int) { j.at(stepDrawing, 100+800*done/total) }
	}
	return o
}

// times checks when a draw is to be released and concluded: first is the earliest
// time for its release, which is also what counts if none is given.
func (o *drawOrder) times(first time.Time) (release, conclude time.Time, err error) {
	release = first
	if o.Release != nil {
		release = o.Release.UTC().Truncate(time.Millisecond)
		if err := between("release", release, first, first.Add(releaseWithin)); err != nil {
			return release, conclude, err
		}
	}
	if o.Conclude != nil {
		conclude = o.Conclude.UTC().Truncate(time.Millisecond)
		err = between("conclude", conclude, release, release.Add(concludeAfter))
	}
	return release, conclude, err
}

func between(column string, t, first, last time.Time) error {
	if t.Before(first) || t.After(last) {
		return &geo.Error{Code: ErrWhen, At: geo.Place{Column: column}, Value: stamp(t), Want: stamp(first) + " … " + stamp(last)}
	}
	return nil
}

// kind says whether the draw decides anything: only the office makes official
// ones, and none of a seed that somebody chose.
func (o *drawOrder) kind(who access.Who) (string, error) {
	if who.Role == access.Office && !o.Practice && o.Seed == "" {
		need := access.Need{Roles: access.RoleSetOf(access.Office), Scope: access.Draw} // the route asks for practice only
		return store.Official, who.May(need)
	}
	for _, given := range []struct {
		name string
		at   *time.Time
	}{{"release", o.Release}, {"conclude", o.Conclude}} {
		if given.at != nil {
			return "", &geo.Error{Code: sampler.ErrCombination, At: geo.Place{Column: given.name}, Value: given.name, Want: store.Practice}
		}
	}
	return store.Practice, nil
}

// makeDraw makes a draw of a given seed, which is practice, or of a random one.
func (s *Server) makeDraw(r *request) error {
	var order drawOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	kind, err := order.kind(r.who)
	if err != nil {
		return err
	}
	releaseAt, concludeAt, err := order.times(s.now())
	if err != nil {
		return err
	}
	once, err := r.onceKey()
	if err != nil {
		return err
	}
	return r.work(lengthy{kind: jobDraw, once: once, do: func(later *request, j *job) (jobResult, error) {
		d, err := s.drawNow(later.Request().Context(), &order, j)
		if err != nil {
			return jobResult{}, err
		}
		d.Kind = kind
		j.at(stepStoring, 900)
		return later.made(once, func(w store.Writer) (answered, error) {
			act := s.act(later)
			d.schedule(act.At, releaseAt, concludeAt)
			return later.keepDraw(w, d, act)
		})
	}})
}

// keepDraw writes a draw, and tells of it.
func (r *request) keepDraw(w store.Writer, d *drawn, act store.Act) (answered, error) {
	made, err := d.write(w, act)
	if err != nil {
		return answered{}, err
	}
	shown, err := r.view(&seen{Draw: made, sight: sightOf(r.who, &made, nil)})
	if err != nil {
		return answered{}, err
	}
	if made.Kind == store.Practice {
		shown.Origin = &d.origin
	}
	return answered{http.StatusCreated, "/draws/" + count(made.Number), shown}, r.audit(w, "draw.make", drawObject(made.Number), partSeen{made.Kind})
}

// drawNow computes what somebody wants drawn.
func (s *Server) drawNow(ctx context.Context, o *drawOrder, j *job) (*drawn, error) {
	j.at(stepOpening, 0)
	b, err := s.basis(ctx, o)
	if err != nil {
		return nil, err
	}
	seed := o.Seed
	if seed == "" {
		if seed, err = s.randomSeed(); err != nil {
			return nil, err
		}
	}
	record, err := s.compute(ctx, b, seed, j)
	if err != nil {
		return nil, err
	}
	return s.newDrawn(b, record, o.Title)
}

// randomSeed is 32 random bytes in hex.
func (s *Server) randomSeed() (string, error) {
	var b [seedBytes]byte
	_, err := io.ReadFull(s.Random, b[:])
	return hex.EncodeToString(b[:]), err
}
