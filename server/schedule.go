package server

import (
	"context"
	"errors"
	"time"

	"sitedraw/geo"
	"sitedraw/server/store"
)

const (
	longestSleep = time.Minute      // of the schedule
	firstPause   = 5 * time.Second  // before what failed is tried again
	longestPause = 10 * time.Minute // likewise, after it failed again and again
)

// schedule is what failed and when it is tried again.
type schedule struct {
	server *Server
	pauses map[string]pause
}

type pause struct {
	until time.Time
	last  time.Duration
}

// runSchedule does what falls due until the context ends.
func (s *Server) runSchedule(ctx context.Context) error {
	c := s.newSchedule()
	for {
		rung := s.bell.next() // what is due may change by what the log says
		if err := c.due(ctx); err != nil && ctx.Err() == nil {
			s.Logger.ErrorContext(ctx, "schedule", "error", err)
		}
		wait := c.sleep(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-rung:
		case <-s.After(wait):
		}
	}
}

func (s *Server) newSchedule() *schedule { return &schedule{server: s, pauses: map[string]pause{}} }

// Due does everything that is due now: seals close and open, draws are released
// and concluded, rounds of drills are sealed and held, in the order in which they fell due, also while the server was
// down. What fails is left for the next time and hinders nothing else.
func (s *Server) Due(ctx context.Context) error { return s.newSchedule().due(ctx) }

// task is one thing that is due.
type task struct {
	name string
	at   time.Time
	do   func(context.Context) error
}

// due does what is due until nothing is left: a seal that opens makes a draw that
// may be due to be released.
func (c *schedule) due(ctx context.Context) error {
	var errs []error
	tried := map[string]bool{}
	for ctx.Err() == nil {
		now := c.server.now()
		tasks, err := c.tasks(ctx, now)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		next := c.next(tasks, tried)
		if next == nil {
			break
		}
		tried[next.name] = true
		err = next.do(ctx)
		if errors.Is(err, store.ErrState) {
			err = nil // somebody has done it
		}
		c.noted(next.name, now, err)
		errs = append(errs, inTask(err, next.name))
	}
	return errors.Join(append(errs, ctx.Err())...)
}

// inTask names the task of an error for the log. What a draw is refused for may
// name sites that it would have picked: of that no more than the code is told.
func inTask(err error, name string) error {
	if err == nil {
		return nil
	}
	at := geo.Place{Column: name}
	_, e := statusOf(err)
	if e.Kind == geo.Invalid {
		return &geo.Error{Code: e.Code, At: at}
	}
	return &geo.Error{Code: e.Code, Kind: e.Kind, At: at, Err: err}
}

// next is the first task that was not tried and need not wait.
func (c *schedule) next(tasks []task, tried map[string]bool) *task {
	var first *task
	for i := range tasks {
		t := &tasks[i]
		waits := c.pauses[t.name].until.After(c.server.now())
		if !tried[t.name] && !waits && (first == nil || t.at.Before(first.at)) {
			first = t
		}
	}
	return first
}

// noted remembers how long what failed has to wait.
func (c *schedule) noted(name string, now time.Time, err error) {
	if err == nil {
		delete(c.pauses, name)
		return
	}
	p := pause{last: min(2*c.pauses[name].last, longestPause)}
	p.last = max(p.last, firstPause)
	p.until = now.Add(p.last)
	c.pauses[name] = p
}

// tasks lists what is due at a time; among what is due at the same time, seals
// close before they open, draws are released before they are concluded, and rounds are
// sealed and held last.
func (c *schedule) tasks(ctx context.Context, now time.Time) (tasks []task, err error) {
	s := c.server
	err = s.Store.View(ctx, func(v store.Reader) error {
		closing, err1 := v.SealsToClose(now)
		opening, err2 := v.SealsToOpen(now)
		releasing, err3 := v.DrawsToRelease(now)
		concluding, err4 := v.DrawsToConclude(now)
		rounds, err5 := v.RoundsDue(now)
		for i := range closing {
			k := &closing[i]
			tasks = append(tasks, task{"close " + k.Digest.String(), k.Closes, func(ctx context.Context) error { return s.closeSeal(ctx, k.Digest) }})
		}
		for i := range opening {
			k := &opening[i]
			tasks = append(tasks, task{"open " + k.Digest.String(), k.Opens, func(ctx context.Context) error { return s.openNow(ctx, k) }})
		}
		for i := range releasing {
			d := &releasing[i]
			tasks = append(tasks, task{"release " + count(d.Number), d.Release, func(ctx context.Context) error { return s.turnPublic(ctx, d, release) }})
		}
		for i := range concluding {
			if d := &concluding[i]; d.Has(store.Released) {
				tasks = append(tasks, task{"conclude " + count(d.Number), d.Conclude, func(ctx context.Context) error { return s.turnPublic(ctx, d, conclude) }})
			}
		}
		tasks = append(tasks, s.roundTasks(rounds)...)
		return errors.Join(err1, err2, err3, err4, err5)
	})
	return tasks, err
}

// turnPublic releases or concludes a draw whose time has come.
func (s *Server) turnPublic(ctx context.Context, d *store.Draw, f func(store.Writer, *store.Draw, originView, store.Act) error) error {
	origin, err := s.origin(ctx, d)
	if err != nil {
		return err
	}
	return s.Store.Update(ctx, func(w store.Writer) error {
		now, err := w.Draw(d.Number)
		if err != nil {
			return err
		}
		return f(w, &now, origin, store.Act{At: s.now()})
	})
}

// sleep is how long there is nothing to do, at most a minute. What waits after it
// failed does not count before its time.
func (c *schedule) sleep(ctx context.Context) time.Duration {
	now := c.server.now()
	wait := longestSleep
	sooner := func(at time.Time) { wait = min(wait, max(at.Sub(now), time.Millisecond)) }
	var due time.Time
	err := c.server.Store.View(ctx, func(v store.Reader) (err error) {
		due, err = v.NextDue()
		return err
	})
	if err == nil && due.After(now) {
		sooner(due)
		return wait
	}
	tasks, err := c.tasks(ctx, now.Add(longestSleep))
	if err != nil {
		return firstPause
	}
	for i := range tasks {
		until := c.pauses[tasks[i].name].until
		if until.IsZero() {
			until = tasks[i].at
		}
		sooner(until)
	}
	return wait
}
