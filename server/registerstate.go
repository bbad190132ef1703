package server

import (
	"context"
	"maps"
	"strconv"
	"sync"
	"sync/atomic"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/report"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// state is a version of a register, or its draft, with its sites at hand.
type state struct {
	*opened

	version store.Version // Number 0: the draft
}

// The words that ?version= takes beside numbers.
const (
	currentVersion = "current"
	draftVersion   = "draft"
)

// state is the state of the route's register that ?version= asks for: the current
// version if it does not.
func (r *request) state() (*state, error) {
	register, err := r.param("register")
	if err != nil {
		return nil, err
	}
	return r.stateOf(register, r.query("version"))
}

// stateOf finds a version by its number, the current one, or the draft, which only
// the office sees.
func (r *request) stateOf(register, which string) (*state, error) {
	ctx := r.Request().Context()
	if which == draftVersion {
		if r.who.Role != access.Office {
			return nil, &geo.Error{Code: access.ErrRole, Value: r.who.Role.String(), Names: []string{access.Office.String()}}
		}
		d, err := r.server.draft(ctx, register)
		if err != nil {
			return nil, err
		}
		o, err := r.server.openDraft(d)
		return &state{opened: o}, err
	}
	version, err := r.version(register, which)
	if err != nil {
		return nil, err
	}
	o, err := r.server.frames.open(ctx, version.Frame)
	return &state{opened: o, version: version}, err
}

// version finds a version by its number, or the current one.
func (r *request) version(register, which string) (store.Version, error) {
	ctx := r.Request().Context()
	if which == "" || which == currentVersion {
		return r.server.registers.current(ctx, register)
	}
	number, err := strconv.ParseInt(which, 10, 64)
	if err != nil || number < 1 {
		return store.Version{}, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "version"}, Value: which, Want: "1 …, " + currentVersion + ", " + draftVersion}
	}
	return r.server.registers.numbered(ctx, register, number)
}

// registers remembers what is asked again and again: the current versions of
// registers, the last draft, and the names of categories.
type registers struct {
	store      store.Store
	categories map[text.Lang]map[string]string // names by code
	levels     map[string]geo.Level            // of categories whose sites stand for areas

	// currents is replaced, never changed: who reads waits for nobody.
	currents atomic.Pointer[map[string]store.Version]

	drafts   sync.Mutex
	draftKey sampler.Digest
	drafted  *opened
}

// maxCurrents is how many current versions are remembered.
const maxCurrents = 1000

func newRegisters(s store.Store, categories *geo.Categories) *registers {
	k := &registers{
		store: s, categories: map[text.Lang]map[string]string{}, levels: categories.AreaLevels(),
	}
	k.forget()
	for _, lang := range text.Langs() {
		k.categories[lang] = report.CategoryNames(categories, text.For(lang))
	}
	return k
}

// numbered returns a version by its number.
func (k *registers) numbered(ctx context.Context, register string, number int64) (v store.Version, err error) {
	err = k.store.View(ctx, func(s store.Reader) error {
		if _, err := s.Register(register); err != nil {
			return err
		}
		v, err = s.Version(register, number)
		return err
	})
	return v, err
}

// current returns the current version of a register. It is asked of the store once,
// until forget is called.
func (k *registers) current(ctx context.Context, register string) (store.Version, error) {
	before := k.currents.Load()
	if v, known := (*before)[register]; known {
		return v, nil
	}
	v, err := k.read(ctx, register)
	if err != nil {
		return v, err
	}
	with := maps.Clone(*before)
	if len(with) == maxCurrents {
		clear(with)
	}
	with[register] = v
	// Not if somebody published since: it may be what it was before.
	k.currents.CompareAndSwap(before, &with)
	return v, nil
}

func (k *registers) read(ctx context.Context, register string) (v store.Version, err error) {
	err = k.store.View(ctx, func(s store.Reader) (err error) {
		v, err = currentOf(s, register)
		return err
	})
	return v, err
}

// currentOf reads the current version, ErrNotFound if none is published.
func currentOf(s store.Reader, register string) (store.Version, error) {
	is, err := s.Register(register)
	if err != nil {
		return store.Version{}, err
	}
	if is.Current == 0 {
		return store.Version{}, &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "version"}, Value: currentVersion}
	}
	return s.Version(register, is.Current)
}

// forget is called whenever a register may have another current version, after it
// was written.
func (k *registers) forget() { k.currents.Store(&map[string]store.Version{}) }
