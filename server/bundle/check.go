package bundle

import (
	"cmp"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// Options say how a bundle is checked.
type Options struct {
	Limits  Limits
	Key     string          // the log's public key, known by other means than the bundle; empty: not known
	Known   string          // a key that counts as known where the bundle has it; others are no fault
	Sampler sampler.Options // of the drawing again
}

// Fact is something that a bundle shows, or something that a reader should know.
type Fact struct {
	Code        geo.Code
	Value, Want string
}

// Text is the fact as a sentence.
func (f Fact) Text(texts *text.Catalogue) string {
	return texts.Text(f.Code, text.Args{"value": text.Visible(f.Value), "want": text.Visible(f.Want)})
}

// Report is what Check found.
type Report struct {
	Record *sampler.Record // nil: it could not be read
	Frame  *sampler.Frame  // nil: it could not be read
	Held   []Fact          // what follows
	Notes  []Fact          // what nothing shows, and what one should know
	Wrong  error           // the first thing that is wrong: a *sampler.Difference or *geo.Error; nil: all is right
}

// Check checks a bundle offline, and stops at the first thing that is wrong, which
// is no error of Check but an answer. The errors are those of the context, of
// Limits, ErrMissing for record and frame, and of a file that cannot be read.
func Check(ctx context.Context, parts Parts, o Options) (*Report, error) {
	i := &inspection{ctx: ctx, parts: parts, Options: o, Report: &Report{}}
	for _, step := range []func() error{i.readRecord, i.readFrame, i.draw, i.checkPlan, i.checkSeal, i.checkLog} {
		err := step()
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !isAnswer(err) {
			return nil, err
		}
		i.Wrong = err
		return i.Report, nil
	}
	i.checkTools()
	return i.Report, ctx.Err()
}

// isAnswer holds for what is wrong with a draw, not with the file it came in or the
// machine that reads it.
func isAnswer(err error) bool {
	for _, refused := range []geo.Code{ErrLarge, ErrSites, ErrMissing, ErrZip} {
		if errors.Is(err, refused) {
			return false
		}
	}
	_, differs := errors.AsType[*sampler.Difference](err)
	_, wrong := errors.AsType[*geo.Error](err)
	return differs || wrong
}

// inspection is one Check.
type inspection struct {
	*Report
	Options

	ctx     context.Context
	parts   Parts
	seal    *sampler.Seal // nil: none
	opening sampler.Opening
	leaves  leaves
}

func (i *inspection) hold(code geo.Code, value, want string) {
	i.Held = append(i.Held, Fact{code, value, want})
}

func (i *inspection) note(code geo.Code, value string) {
	i.Notes = append(i.Notes, Fact{Code: code, Value: value})
}

func (i *inspection) has(name string) bool {
	_, has := i.parts[name]
	return has
}

// with reads a part of at most so many bytes by a function.
func (i *inspection) with(name string, limit int64, read func(io.Reader) error) error {
	part, has := i.parts[name]
	if !has {
		return &geo.Error{Code: ErrMissing, Value: name}
	}
	from, err := part.Open()
	if err != nil {
		return &geo.Error{Code: ErrZip, At: geo.Place{File: name}, Value: name, Err: err}
	}
	limits := i.Limits
	limits.Bytes = limit
	r := &reader{ctx: i.ctx, name: name, from: from, left: limit, lines: limits.Sites, limits: limits}
	return cmp.Or(geo.InFile(read(r), name), from.Close())
}

// small is the whole of a short part; empty if it is not there.
func (i *inspection) small(name string) (body string, err error) {
	if !i.has(name) {
		return "", nil
	}
	err = i.with(name, maxSmall, func(r io.Reader) error {
		var b strings.Builder
		_, err := io.Copy(&b, r)
		body = b.String()
		return err
	})
	return body, err
}

func (i *inspection) readRecord() error {
	err := i.with(RecordPart, i.Limits.Record, func(r io.Reader) (err error) {
		i.Record, err = sampler.ReadRecord(r)
		return err
	})
	if err != nil {
		return err
	}
	i.hold(HeldRecord, i.Record.Digest().String(), "")
	return nil
}

func (i *inspection) readFrame() error {
	return i.with(FramePart, i.Limits.Bytes, func(r io.Reader) (err error) {
		i.Frame, err = sampler.ReadFrame(r)
		return err
	})
}

// draw draws again.
func (i *inspection) draw() error {
	if err := sampler.Verify(i.ctx, i.Record, i.Frame, i.Sampler); err != nil {
		return err
	}
	i.hold(HeldFrame, i.Frame.Digest().String(), strconv.Itoa(i.Frame.Len()))
	i.hold(HeldDraw, strconv.Itoa(len(i.Record.Picks)), "")
	i.coordination()
	return nil
}

// coordination says what the drawing again believed: that of what a round took over
// from those before nothing is shown here.
func (i *inspection) coordination() {
	c := i.Record.Coordination
	if c == nil {
		return
	}
	notes := map[sampler.Mode]geo.Code{sampler.Cover: NotedCover, sampler.Again: NotedAgain, sampler.Weighted: NotedWeighted}
	i.note(notes[c.Mode], "")
}

// checkPlan compares the plan that lies beside the record, if one does, in
// whatever form.
func (i *inspection) checkPlan() error {
	if !i.has(PlanPart) {
		return nil
	}
	var plan sampler.Plan
	err := i.with(PlanPart, maxSmall, func(r io.Reader) (err error) {
		plan, err = sampler.ReadPlan(r)
		return err
	})
	if err != nil {
		return err
	}
	if err := i.Record.CheckPlan(&plan); err != nil {
		return err
	}
	i.hold(HeldPlan, plan.Digest().String(), "")
	return nil
}

// checkTools says which of the rule and the programs are not those that this
// program carries: of another version, or somebody's own.
func (i *inspection) checkTools() {
	for _, t := range allTools() {
		if body, err := i.small(t.name); i.has(t.name) && (err != nil || body != string(t.body)) {
			i.note(NotedTools, t.name)
		}
	}
}
