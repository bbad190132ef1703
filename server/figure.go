package server

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// subject is what figures are of: a version of a register, and a plan that would be
// drawn from it; without steps where none is asked for.
type subject struct {
	*state

	plan sampler.Plan
}

// subject is that of a version in the path and a plan by its name, which may be empty.
func (r *request) subject(plan string) (*subject, error) {
	version, err := r.pathVersion()
	if err != nil {
		return nil, err
	}
	o, err := r.server.frames.open(r.Request().Context(), version.Frame)
	if err != nil {
		return nil, err
	}
	return r.subjectOf(&state{opened: o, version: version}, plan)
}

// subjectOf adds the plan to a version that is not too large to be looked at whole.
func (r *request) subjectOf(st *state, plan string) (*subject, error) {
	if sites := st.frame.Len(); sites > maxFigureSites {
		return nil, figuresTooLarge("version", int64(sites), maxFigureSites)
	}
	on := &subject{state: st}
	if plan == "" {
		return on, nil
	}
	err := r.server.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		on.plan, err = r.server.readPlan(v, plan)
		return err
	})
	return on, err
}

// key names figures of the subject: the parts are what else decides them. The version
// is one of those, since what belongs to it is told too.
func (s *subject) key(kind string, parts ...any) (figureKey, error) {
	return figureKeyOf(append([]any{kind, s.version.Register, s.version.Number, s.digest, s.plan.Digest().String()}, parts...)...)
}

// fileName is what a file of figures is called.
func (s *subject) fileName(kind string) string {
	return s.version.Register + "-" + count(s.version.Number) + "-" + kind
}

func figuresTooLarge(column string, value, most int64) error {
	return &geo.Error{Code: ErrFiguresLarge, At: geo.Place{Column: column}, Value: count(value), Want: "1–" + count(most)}
}

// bounded returns an error for a number that is not 0, which is the default, and
// outside 1 … most: ErrFiguresLarge if it is too large, otherwise ErrParameter.
func bounded(column string, value, most int64) error {
	switch {
	case value < 0:
		return &geo.Error{Code: ErrParameter, At: geo.Place{Column: column}, Value: count(value), Want: "1–" + count(most)}
	case value > most:
		return figuresTooLarge(column, value, most)
	default:
		return nil
	}
}

// asked is figures that somebody asks for, and the form in which he does.
type asked[T any] struct {
	kind         string // of the job
	key          figureKey
	format, name string // of a file; json: data
	makes        func(ctx context.Context, j *job) (made *T, sites int, err error)
	write        func(w io.Writer, format string, made *T, texts *text.Catalogue) error
}

// answerFigures answers with figures: at once if they are remembered, else when they
// are worked out. If that takes over a second it is a job, whose result is always data;
// the same request again has them then in the form that it asks for.
func answerFigures[T any](r *request, a asked[T]) error {
	if value, known := r.server.figures.find(a.key); known {
		made, _ := value.(*T)
		return a.send(r, made)
	}
	var made *T
	t := lengthy{kind: a.kind, do: func(later *request, j *job) (jobResult, error) {
		j.at(stepOpening, 0)
		ctx := later.Request().Context()
		value, err := r.server.figures.of(ctx, a.key, func() (any, int, error) {
			v, sites, err := a.makes(ctx, j)
			if err != nil {
				return nil, 0, err
			}
			return v, sites, ctx.Err()
		})
		if err != nil {
			return jobResult{}, err
		}
		made, _ = value.(*T)
		var b bytes.Buffer
		err = a.write(&b, "json", made, later.texts)
		return jobResult{status: http.StatusOK, body: bytes.TrimSuffix(b.Bytes(), []byte("\n"))}, err
	}}
	if a.format != "json" {
		t.answer = func() error { return a.send(r, made) }
	}
	return r.work(t)
}

// send answers with figures that are worked out.
func (a *asked[T]) send(r *request, made *T) error {
	return r.sendFigures(a.name, a.format, func(w io.Writer) error { return a.write(w, a.format, made, r.texts) })
}

// sendFigures answers with data, or with a file.
func (r *request) sendFigures(name, format string, write func(io.Writer) error) error {
	if format != "json" {
		return r.sendFile(name, format, write)
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	r.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return r.Blob(http.StatusOK, echo.MIMEApplicationJSON, b.Bytes())
}

// replaying tells how many draws were made, of a part of all the work in permille.
func (j *job) replaying(from, to int) func(done, of int) {
	return func(done, of int) {
		at := from + (to-from)*min(done, of)/max(1, of)
		j.atWith(stepReplaying, at, text.Args{"count": count(int64(done))})
	}
}
