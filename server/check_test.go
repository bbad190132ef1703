package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// lies is a store that tells something else than it keeps.
type lies struct {
	store.Store
	draws     func([]store.Draw)
	seals     func([]store.Seal)
	texts     func([]store.SealText) []store.SealText
	leaves    func([]store.Leaf)
	size      int64 // leaves that are taken away
	registers func([]store.Register)
	blob      func(sampler.Digest, []byte) []byte
	drills    func([]store.Drill)
	rounds    func([]store.Round)
	crews     func([]store.Crew)
}

func (l *lies) View(ctx context.Context, f func(store.Reader) error) error {
	return l.Store.View(ctx, func(r store.Reader) error { return f(liar{r, l}) })
}

type liar struct {
	store.Reader
	*lies
}

func (l liar) Draws(f store.DrawFilter, p store.NumberPage) ([]store.Draw, error) {
	list, err := l.Reader.Draws(f, p)
	if l.draws != nil {
		l.draws(list)
	}
	return list, err
}

func (l liar) Registers(p store.TextPage) ([]store.Register, error) {
	list, err := l.Reader.Registers(p)
	if l.registers != nil {
		l.registers(list)
	}
	return list, err
}

func (l liar) Seals(p store.NumberPage) ([]store.Seal, error) {
	list, err := l.Reader.Seals(p)
	if l.seals != nil {
		l.seals(list)
	}
	return list, err
}

func (l liar) SealTexts(d sampler.Digest) ([]store.SealText, error) {
	list, err := l.Reader.SealTexts(d)
	if l.texts != nil {
		list = l.texts(list)
	}
	return list, err
}

func (l liar) Leaves(from int64, limit int) ([]store.Leaf, error) {
	list, err := l.Reader.Leaves(from, limit)
	if l.leaves != nil {
		l.leaves(list)
	}
	return list, err
}

func (l liar) Drills(p store.TextPage) ([]store.Drill, error) {
	list, err := l.Reader.Drills(p)
	if l.drills != nil {
		l.drills(list)
	}
	return list, err
}

func (l liar) Rounds(drill int64) ([]store.Round, error) {
	list, err := l.Reader.Rounds(drill)
	if l.rounds != nil {
		l.rounds(list)
	}
	return list, err
}

func (l liar) Crews(draw int64) ([]store.Crew, error) {
	list, err := l.Reader.Crews(draw)
	if l.crews != nil {
		l.crews(list)
	}
	return list, err
}

func (l liar) LogSize() (int64, error) {
	size, err := l.Reader.LogSize()
	return size - l.size, err
}

func (l liar) Blob(d sampler.Digest) ([]byte, error) {
	body, err := l.Reader.Blob(d)
	if l.blob != nil {
		body = l.blob(d, slices.Clone(body))
	}
	return body, err
}

// eventful is a house in which everything has happened that the log knows.
func eventful(t *testing.T) *house {
	t.Helper()
	h := newDrawHouse(t)
	seal := h.makeSeal(object{
		"closes": h.now().Add(time.Hour).Format(time.RFC3339), "opens": h.now().Add(2 * time.Hour).Format(time.RFC3339),
	})
	h.want(h.do("", http.MethodPost, "/seals/"+seal.Digest+"/texts", object{"text": "a text"}), http.StatusCreated, nil)
	h.due(time.Hour)
	h.due(time.Hour)
	h.made("office", object{"register": "county", "plan": "plain"})
	h.made("office", object{"register": "county", "plan": "plain", "seed": "x"})
	h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(time.Hour).Format(time.RFC3339)})
	h.want(h.do("office", http.MethodPost, "/draws/2/withdraw", object{"reason": "none"}), http.StatusOK, nil)
	for _, p := range h.record(1).Picks {
		if p.Step == "markets" && p.Role == sampler.Main {
			order := object{"step": p.Step, "replaces": p.ID, "code": "closed", "note": "rain"}
			h.want(h.do("office", http.MethodPost, "/draws/1/reserves", order), http.StatusCreated, nil)
			break
		}
	}
	h.update(func(w store.Writer) error {
		_, err := appendLeaf(w, h.now(), transparency.Current{Register: "county", Number: 1})
		return err
	})
	return h
}

// found checks a store with the keys of a house.
func (h *house) found(s store.Store) []error {
	h.t.Helper()
	return h.checkAll(s).Found
}

// checkAll is the same with what was done.
func (h *house) checkAll(s store.Store) Checked {
	h.t.Helper()
	checker, err := New(Config{Store: s, Now: h.now, Random: h.Random, Logger: h.Logger, Keys: h.Keys})
	if err != nil {
		h.t.Fatal(err)
	}
	defer checker.Close()
	checked, err := checker.Check(context.Background(), func(CheckProgress) {})
	if err != nil {
		h.t.Fatal(err)
	}
	return checked
}

func TestCheck(t *testing.T) {
	h := eventful(t)
	if found := h.found(h.Store); len(found) > 0 {
		t.Fatalf("Check = %v, want nothing", found)
	}
	draw := func(number int64, change func(*store.Draw)) func([]store.Draw) {
		return func(list []store.Draw) {
			for i := range list {
				if list[i].Number == number {
					change(&list[i])
				}
			}
		}
	}
	first := h.draw(1)
	record := h.record(1)
	for name, test := range map[string]struct {
		lies lies
		want geo.Code
	}{
		"salt":       {lies{draws: draw(4, func(d *store.Draw) { d.Salt[0]++ })}, ErrLeafOther},
		"kind":       {lies{draws: draw(3, func(d *store.Draw) { d.Kind = store.Official })}, ErrLeafOther},
		"time":       {lies{draws: draw(2, func(d *store.Draw) { d.Made.At = d.Made.At.Add(time.Hour) })}, ErrLeafOther},
		"release":    {lies{draws: draw(4, func(d *store.Draw) { d.Release = d.Release.Add(time.Hour) })}, ErrLeafOther},
		"no leaf":    {lies{draws: draw(4, func(d *store.Draw) { d.Leaf = 99 })}, ErrNoLeaf},
		"event lost": {lies{draws: draw(2, func(d *store.Draw) { d.Events = d.Events[:len(d.Events)-1] })}, ErrLeafLost},
		"event": {lies{draws: draw(1, func(d *store.Draw) {
			d.Events[len(d.Events)-1].Detail = []byte(`{"opening":"x","salt":"` + strings.Repeat("0", 64) + `"}`)
		})}, ErrLeafOther},
		"other record": {lies{draws: draw(3, func(d *store.Draw) { d.Record = h.draw(2).Record })}, ErrLeafOther},
		"frame":        {lies{draws: draw(3, func(d *store.Draw) { d.Plan[0]++ })}, ErrFrameOther},
		"seal": {lies{seals: func(list []store.Seal) {
			for i := range list {
				list[i].Release = list[i].Release.Add(time.Hour)
			}
		}}, ErrLeafOther},
		"text":      {lies{texts: func([]store.SealText) []store.SealText { return nil }}, ErrSeedOther},
		"text, log": {lies{texts: func([]store.SealText) []store.SealText { return nil }}, ErrLeafOther},
		"leaf":      {lies{leaves: func(list []store.Leaf) { list[len(list)-1].Data = list[0].Data }}, ErrLeafLost},
		"log's end": {lies{size: 2}, ErrNoLeaf},
		"current": {lies{registers: func(list []store.Register) {
			for i := range list {
				list[i].Current = 2
			}
		}}, ErrCurrent},
		"no record": {lies{blob: func(d sampler.Digest, body []byte) []byte {
			if d == first.Record {
				return []byte("{}")
			}
			return body
		}}, ErrRecordForm},
		"another pick": {lies{blob: func(d sampler.Digest, body []byte) []byte {
			if d != first.Record {
				return body
			}
			changed := *record
			changed.Picks = slices.Clone(record.Picks)
			changed.Picks[0].ID, changed.Picks[1].ID = changed.Picks[1].ID, changed.Picks[0].ID
			return sampler.AppendRecord(nil, &changed)
		}}, ErrDrawOther},
	} {
		t.Run(name, func(t *testing.T) {
			test.lies.Store = h.Store
			found := h.found(&test.lies)
			if !slices.ContainsFunc(found, func(err error) bool { return errors.Is(err, test.want) }) {
				t.Errorf("Check = %v, want %v", found, test.want)
			}
		})
	}
}

// A seal's secret is in nobody's hands before the conclusion: without the key a
// check says so.
func TestCheckWithoutTheKeyOfSeals(t *testing.T) {
	h := eventful(t)
	h.Keys.Sealed[0]++
	if found := h.found(h.Store); len(found) != 1 || !errors.Is(found[0], ErrSeedOther) || !errors.Is(found[0], ErrSecretLost) {
		t.Errorf("Check = %v, want %v because of %v", found, ErrSeedOther, ErrSecretLost)
	}
}

func TestCheckCheckpoint(t *testing.T) {
	h := newDrawHouse(t)
	ctx := context.Background()
	early, err := h.Checkpoint(ctx)
	if err != nil {
		t.Fatal(err)
	}
	h.made("office", object{"register": "county", "plan": "plain"})
	now, err := h.Checkpoint(ctx)
	if err != nil {
		t.Fatal(err)
	}
	other, beyond := early, now
	other.Root[0]++
	beyond.Size++
	for name, test := range map[string]struct {
		seen transparency.Checkpoint
		want error
	}{
		"nothing": {transparency.Checkpoint{Root: emptyRoot(t)}, nil}, "early": {early, nil}, "now": {now, nil},
		"other": {other, ErrLogForked}, "beyond": {beyond, ErrLogForked},
	} {
		if err := h.CheckCheckpoint(ctx, test.seen); !errors.Is(err, test.want) {
			t.Errorf("CheckCheckpoint of %s = %v, want %v", name, err, test.want)
		}
	}
}

func emptyRoot(t *testing.T) [32]byte {
	t.Helper()
	root, err := transparency.Root(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// A log that was begun again tells everybody of the one before, and a check agrees
// with it.
func TestRestartLog(t *testing.T) {
	h := eventful(t)
	ctx := context.Background()
	last, err := h.Checkpoint(ctx)
	if err != nil {
		t.Fatal(err)
	}
	last.Size += 7
	if err := h.RestartLog(ctx, Restart{Last: last, Key: "old+key"}); err != nil {
		t.Fatal(err)
	}
	var shown logView
	h.want(h.do("", http.MethodGet, "/log", nil), http.StatusOK, &shown)
	want := []restartView{{last.Origin, "old+key", last.Size, last.Root.String(), last.Size - 7, stamp(h.now())}}
	if !slices.Equal(shown.Restarts, want) || shown.Size != last.Size-6 {
		t.Errorf("the log tells %+v, want restarts %+v", shown, want)
	}
	if found := h.found(h.Store); len(found) > 0 {
		t.Errorf("Check = %v, want nothing", found)
	}
}
