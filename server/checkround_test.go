package server

import (
	"bytes"
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
)

// drilled is a house with drills of every mode, one of which was ended: rounds with
// teams, a lot drawn again after a reserve was opened, a round that was withdrawn, and
// results, some of which came when the rounds that look back were held already.
func drilled(t *testing.T) *house {
	t.Helper()
	h := newDrillHouse(t)
	h.drill(weekly("friday", nil))
	h.drill(weekly("cover", object{"mode": "cover", "reach": "area"}))
	next := object{"source": "friday", "every": "daily", "start": "2026-11-28T09:00", "until": "2026-11-30", "teams": nil}
	for _, mode := range []string{"again", "weighted"} {
		next["mode"] = mode
		h.drill(weekly(mode, next))
	}
	h.dueAt(firstRound)
	draw := h.round("office", "friday", 1).Draw
	var standing string
	for _, p := range h.record(draw).Picks {
		if p.Role == sampler.Main && p.Step == "markets" {
			standing = p.ID
			h.want(h.do("office", http.MethodPost, drawPath(draw, "/reserves"), object{"step": p.Step, "replaces": p.ID, "code": "closed"}), http.StatusCreated, nil)
			break
		}
	}
	absent := object{"absent": []string{"P03"}, "reason": "病假"}
	h.want(h.do("office", http.MethodPost, roundPath("friday", 1)+"/teams", absent), http.StatusCreated, nil)
	sites := slices.DeleteFunc(mainPicks(h.record(draw)), func(id string) bool { return id == standing })
	h.foundAt(draw, sites[:2])
	h.dueAt(firstRound.AddDate(0, 0, 1))
	h.foundAt(draw, sites[2:])
	h.dueAt(firstRound.AddDate(0, 0, 3))
	h.want(h.do("office", http.MethodPost, "/drills/again/end", object{"reason": "够了"}), http.StatusOK, nil)
	h.dueAt(firstRound.AddDate(0, 0, 7))
	h.want(h.do("office", http.MethodPost, drawPath(h.round("office", "cover", 2).Draw, "/withdraw"), object{"reason": "名单有误"}), http.StatusOK, nil)
	h.dueAt(firstRound.AddDate(0, 0, 21))
	return h
}

// A check computes again what every round took over and every lot of teams, and says
// how much that was.
func TestCheckDrills(t *testing.T) {
	h := drilled(t)
	got := h.checkAll(h.Store)
	if len(got.Found) > 0 {
		t.Fatalf("Check = %v, want nothing", got.Found)
	}
	held := 0
	for _, drill := range []string{"friday", "cover", "again", "weighted"} {
		for _, r := range h.rounds(drill) {
			if r.Draw != 0 {
				held++
			}
		}
	}
	if got.Drills != 4 || got.Rounds != held || got.Rounds < 12 || got.Lots != 9 || got.Draws != held || got.Erased != nil {
		t.Errorf("Check did %+v, want 4 drills, %d rounds, 9 lots", got, held)
	}
}

// forgedRecord is the record of a draw made again from another history: it agrees with
// itself, and not with the rounds before.
func (h *house) forgedRecord(draw int64, forge func(*sampler.Coordination) *sampler.Coordination) lies {
	h.t.Helper()
	d, record := h.draw(draw), h.record(draw)
	open, err := h.frames.open(context.Background(), d.Frame)
	if err != nil {
		h.t.Fatal(err)
	}
	copied := *record.Coordination
	forged, err := sampler.DrawRound(context.Background(), open.frame, record.Plan, record.Seed, forge(&copied), sampler.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	return lies{blob: func(of sampler.Digest, body []byte) []byte {
		if of == d.Record {
			return sampler.AppendRecord(nil, forged)
		}
		return body
	}}
}

// Whatever is changed about rounds and teams is found, and named by drill, round and
// lot.
func TestCheckFindsChangedRounds(t *testing.T) {
	h := drilled(t)
	number := func(drill string, n int64) int64 { return h.round("office", drill, n).Draw }
	crews := func(draw int64, lot int, change func(*store.Crew)) lies {
		return lies{crews: func(list []store.Crew) {
			for i := range list {
				if list[i].Draw == draw && list[i].Lot == lot {
					change(&list[i])
				}
			}
		}}
	}
	round := func(draw int64, change func(*store.Round)) lies {
		return lies{rounds: func(list []store.Round) {
			for i := range list {
				if draw == list[i].Draw {
					change(&list[i])
				}
			}
		}}
	}
	swap := func(c *store.Crew) {
		c.Body = bytes.ReplaceAll(bytes.ReplaceAll(bytes.ReplaceAll(c.Body, []byte(`"P02"`), []byte(`"?"`)), []byte(`"P05"`), []byte(`"P02"`)), []byte(`"?"`), []byte(`"P05"`))
	}
	twice := number("friday", 2)
	cover := number("cover", 4)
	for name, test := range map[string]struct {
		lies  lies
		want  geo.Code
		value string // what the finding is about
		lot   string
	}{
		"cover": {h.forgedRecord(cover, func(c *sampler.Coordination) *sampler.Coordination {
			c.Sites.Drawn = c.Sites.Drawn[1:]
			return c
		}), ErrHistoryOther, "cover/4", ""},
		"again": {h.forgedRecord(number("again", 2), func(c *sampler.Coordination) *sampler.Coordination {
			c.Recheck = append(c.Recheck[1:], h.record(number("friday", 1)).Picks[1].ID)
			slices.Sort(c.Recheck)
			c.Recheck = slices.Compact(c.Recheck)
			return c
		}), ErrHistoryOther, "again/2", ""},
		"weighted": {h.forgedRecord(number("weighted", 2), func(c *sampler.Coordination) *sampler.Coordination {
			c.Weights = []sampler.Weight{{ID: c.Weights[0].ID, Weight: c.Weights[0].Weight + 1}}
			return c
		}), ErrHistoryOther, "weighted/2", ""},
		"member":         {crews(number("friday", 1), 1, swap), ErrTeamsOther, "friday/1", "1"},
		"member, lot 2":  {crews(number("friday", 1), 2, swap), ErrTeamsOther, "friday/1", "2"},
		"lot":            {crews(number("cover", 3), 1, func(c *store.Crew) { c.Lot = 2 }), ErrTeamsOther, "cover/3", "2"},
		"inspectors":     {crews(number("cover", 3), 1, func(c *store.Crew) { c.Inspectors = bytes.Replace(c.Inspectors, []byte("P04"), []byte("P4x"), 1) }), ErrTeamsOther, "cover/3", "1"},
		"people gone":    {crews(number("cover", 3), 1, func(c *store.Crew) { c.Inspectors = nil }), ErrTeamsOther, "cover/3", "1"},
		"another draw":   {round(number("friday", 3), func(r *store.Round) { r.Draw = twice }), ErrRoundTwice, count(twice), ""},
		"no round's":     {round(twice, func(r *store.Round) { r.Draw = 0 }), ErrRoundTwice, count(twice), ""},
		"made, no draw":  {round(twice, func(r *store.Round) { r.Draw = 0 }), ErrRoundState, "friday/2", store.RoundMade},
		"not made":       {round(twice, func(r *store.Round) { r.State = store.RoundPlanned }), ErrRoundState, "friday/2", store.RoundPlanned},
		"another number": {round(twice, func(r *store.Round) { r.Number = 9 }), ErrRoundOther, "friday/9", "seed"},
		"register": {lies{drills: func(list []store.Drill) {
			for i := range list {
				list[i].Register = "other"
			}
		}}, ErrDrillOther, "again", ""},
	} {
		t.Run(name, func(t *testing.T) {
			test.lies.Store = h.Store
			found := h.found(&test.lies)
			if !slices.ContainsFunc(found, func(err error) bool {
				e, is := errors.AsType[*geo.Error](err)
				return is && e.Code == test.want && e.Value == test.value && (test.lot == "" || e.Want == test.lot)
			}) {
				t.Errorf("Check = %v, want %v of %s %s", found, test.want, test.value, test.lot)
			}
		})
	}
}

// Of teams whose inspectors were erased a check says that it cannot draw them again; what
// does not follow from the inspectors is still looked at.
func TestCheckAfterAnErasure(t *testing.T) {
	h := drilled(t)
	h.want(h.do("office", http.MethodPost, "/inspectors/P05/erase", object{}), http.StatusOK, nil)
	got := h.checkAll(h.Store)
	if len(got.Found) > 0 || got.Lots != 0 || len(got.Erased) != 9 || !slices.Contains(got.Erased, "friday/1 · 2") {
		t.Errorf("Check = %+v, want no fault, and nine lots that cannot be drawn again", got)
	}
	moved := lies{Store: h.Store, crews: func(list []store.Crew) {
		for i := range list {
			body := string(list[i].Body)
			at := strings.Index(body, `"before":"`)
			if at >= 0 {
				list[i].Body = []byte(body[:at+10] + strings.Repeat("0", 63) + "1" + body[at+74:])
			}
		}
	}}
	found := h.found(&moved)
	if !slices.ContainsFunc(found, func(err error) bool { return errors.Is(err, ErrTeamsOther) }) {
		t.Errorf("Check of other visits before = %v, want %v", found, ErrTeamsOther)
	}
}

// A sealed round has the draw of its seal, and that one alone.
func TestCheckSealedRound(t *testing.T) {
	h := newDrillHouse(t)
	h.Beacon = &fixedBeacon{signature: round1000}
	due := h.sealedAt1000(nil)
	h.dueAt(due.Add(-196 * time.Second))
	h.dueAt(due)
	if got := h.checkAll(h.Store); len(got.Found) > 0 || got.Rounds != 1 || got.Lots != 1 {
		t.Fatalf("Check = %+v, want nothing of one round", got)
	}
	for want, change := range map[geo.Code]func(*store.Round){
		ErrRoundTwice: func(r *store.Round) { r.Draw = 0 },
		ErrRoundOther: func(r *store.Round) { r.Seal = &sampler.Digest{} },
	} {
		found := h.found(&lies{Store: h.Store, rounds: func(list []store.Round) { change(&list[0]) }})
		if !slices.ContainsFunc(found, func(err error) bool { return errors.Is(err, want) }) {
			t.Errorf("Check = %v, want %v", found, want)
		}
	}
}

// A check of rounds tells how far it is, and ends when it is told to.
func TestCheckDrillsEnds(t *testing.T) {
	h := drilled(t)
	ctx, cancel := context.WithCancel(t.Context())
	var last CheckProgress
	checked, err := h.Check(ctx, func(p CheckProgress) {
		if p.Done >= p.Total || p.Done < last.Done {
			t.Errorf("progress %+v after %+v", p, last)
		}
		if last = p; p.Done == p.Total*3/4 {
			cancel() // among the rounds
		}
	})
	if !errors.Is(err, context.Canceled) || checked.Rounds == 0 || last.Done != last.Total*3/4 {
		t.Errorf("Check = %+v, %v at %+v, want %v", checked, err, last, context.Canceled)
	}
}
