package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// stage is how far a draw has come.
type stage int

const (
	stageMade stage = iota
	stageReleased
	stageConcluded
)

// stageOf is how far a draw has come for somebody: practice is kept from the public
// for good, and from nobody else.
func stageOf(w watcher, d *store.Draw) stage {
	switch {
	case d.Kind != store.Official && w.role == access.Public:
		return stageMade
	case d.Kind == store.Practice, d.Has(store.Concluded):
		return stageConcluded
	case d.Has(store.Released):
		return stageReleased
	default:
		return stageMade
	}
}

// watcher is somebody who asks; only an inspector has sites of his own.
type watcher struct {
	who  string
	role access.Role
}

func watchers() []watcher {
	return []watcher{
		{"", access.Public}, {"viewer", access.Viewer}, {"unit:城管局", access.Unit}, {"unit:市场局", access.Unit},
		{"inspector", access.Inspector}, {"office", access.Office},
	}
}

// maySee is the table of visible.go, told again by the test.
func maySee(w watcher, at stage, p *sampler.Pick, opened map[string]bool, mine []string) bool {
	public := p.Role == sampler.Main || opened[p.Step+"/"+p.Within+"/"+p.Stratum+"/"+fmt.Sprint(p.Order)]
	switch {
	case w.role == access.Office, at == stageConcluded:
		return true
	case at == stageReleased:
		return public
	default:
		return w.role == access.Inspector && public && slices.Contains(mine, p.ID)
	}
}

// secretsOf lists what must not be found in an answer to somebody, by what it is.
func (h *house) secretsOf(w watcher, d *store.Draw, mine []string) map[string]string {
	h.t.Helper()
	record := h.record(d.Number)
	frame, err := h.frames.open(context.Background(), d.Frame)
	if err != nil {
		h.t.Fatal(err)
	}
	at := stageOf(w, d)
	opened := map[string]bool{}
	list, err := openings(d)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, o := range list {
		opened[o.Step+"/"+o.Within+"/"+o.Stratum+"/"+fmt.Sprint(o.Order)] = true
		if slices.Contains(mine, o.Replaces) {
			mine = append(slices.Clip(mine), o.Site) // who stands before the closed site goes on to it
		}
	}
	seen := map[string]bool{}
	for i := range record.Picks {
		if p := &record.Picks[i]; maySee(w, at, p, opened, mine) {
			seen[p.ID] = true
		}
	}
	secrets := map[string]string{}
	for i := range record.Picks {
		p := &record.Picks[i]
		whole := w.role == access.Office || at >= stageReleased
		if !maySee(w, at, p, opened, mine) || !whole {
			secrets["ticket of "+p.ID] = p.Ticket.String()
		}
		if seen[p.ID] {
			continue
		}
		site, _ := frame.frame.Site(p.ID)
		secrets["id of "+p.ID] = p.ID
		secrets["name of "+p.ID] = site.Name
		position, _ := site.Position()
		for _, datum := range geo.Datums() {
			lon, lat := datum.Degrees(position)
			moved, err := geo.PointFromDegrees(lon, lat)
			if err != nil {
				h.t.Fatal(err)
			}
			secrets["longitude of "+p.ID+" in "+datum.String()] = moved.Lon.String()
			secrets["latitude of "+p.ID+" in "+datum.String()] = moved.Lat.String()
		}
	}
	if w.role == access.Public {
		addRegister(secrets, frame.frame, at, seen)
	}
	if w.role != access.Office {
		h.addPublic(secrets, d, at, list)
		if at < stageConcluded && !d.Has(store.Concluded) { // the log has that of a rehearsal too
			secrets["seed"] = record.Seed
		}
	}
	if at < stageConcluded && d.Seal != nil {
		origin, err := h.origin(context.Background(), d)
		if err != nil {
			h.t.Fatal(err)
		}
		secrets["secret"] = origin.Secret
	}
	return secrets
}

// addRegister adds the sites of the register that the public is not shown. A town's
// name may stand beside a pick in it.
func addRegister(secrets map[string]string, f *sampler.Frame, at stage, seen map[string]bool) {
	for _, site := range f.Sites() {
		if !seen[site.ID] && (at == stageMade || at == stageReleased && site.Category != "XZZF") {
			secrets["undrawn "+site.ID] = site.ID
		}
	}
}

// addPublic adds what all but the office are told later.
func (h *house) addPublic(secrets map[string]string, d *store.Draw, at stage, opened []openingView) {
	for _, o := range opened {
		secrets["note"] = o.Note
	}
	if at >= stageReleased {
		return
	}
	if !d.Has(store.Released) { // the log has both of a rehearsal too
		secrets["record"], secrets["salt"] = d.Record.String(), sampler.Digest(d.Salt).String()
	}
	secrets["reason"] = "理由-" + fmt.Sprint(d.Number)
	for i, o := range opened {
		secrets[fmt.Sprint("salt of opening ", i)] = o.Salt
	}
	if d.Seal == nil && d.Kind != store.Rehearsal { // drills say their plan
		secrets["plan digest"] = d.Plan.String()
	}
}

// Every stage of draws with reserves, sealed and not, with an opened reserve, a
// part for the inspector and a reason for withdrawing.
func TestVisibleAtEveryStage(t *testing.T) {
	h := newDrawHouse(t)
	sealed := h.sealed(time.Hour)
	plain := h.made("office", object{"register": "county", "plan": "reserves", "title": "标题", "release": h.now().Add(time.Hour)})
	practice := h.made("unit:城管局", object{"register": "county", "plan": "reserves", "title": "标题", "seed": "演练的种子"})
	mine := map[int64][]string{}
	for _, n := range []int64{sealed, plain} {
		record := h.record(n)
		main := slices.IndexFunc(record.Picks, func(p sampler.Pick) bool { return p.Step == "markets" })
		p := record.Picks[main]
		mine[n] = []string{p.ID}
		h.want(h.do("office", http.MethodPut, drawPath(n, "/assignments"), object{"user": 2, "day": h.today(), "sites": mine[n]}), http.StatusOK, nil)
		h.want(h.do("office", http.MethodPost, drawPath(n, "/reserves"), object{
			"step": p.Step, "within": p.Within, "replaces": p.ID, "code": "closed", "note": "备注不外传",
		}), http.StatusCreated, nil)
		h.want(h.do("office", http.MethodPost, drawPath(n, "/withdraw"), object{"reason": "理由-" + fmt.Sprint(n)}), http.StatusOK, nil)
	}
	for at, after := range []time.Duration{0, time.Hour, concludeAfter} {
		h.due(after)
		for _, n := range []int64{sealed, plain} {
			if d := h.draw(n); stageOf(watcher{}, &d) != stage(at) {
				t.Fatalf("draw %d is at stage %d, want %d", n, stageOf(watcher{}, &d), at)
			}
		}
		for _, w := range watchers() {
			h.watch(t, w, []int64{sealed, plain, practice}, mine)
		}
	}
}

// A rehearsal is released and concluded like an official draw, to those signed in.
func TestVisibleRehearsal(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"release_minutes": 60}))
	h.dueAt(firstRound)
	p := h.record(1).Picks[0]
	for _, other := range h.record(1).Picks {
		if other.Step == "markets" && other.Role == sampler.Main {
			p = other
		}
	}
	h.want(h.do("office", http.MethodPut, drawPath(1, "/assignments"), object{"user": 2, "day": h.today(), "sites": []string{p.ID}}), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPost, drawPath(1, "/reserves"), object{
		"step": p.Step, "within": p.Within, "replaces": p.ID, "code": "closed", "note": "备注不外传",
	}), http.StatusCreated, nil)
	for at, after := range []time.Duration{0, time.Hour, concludeAfter} {
		h.due(after)
		d := h.draw(1)
		if got := stageOf(watcher{"viewer", access.Viewer}, &d); got != stage(at) {
			t.Fatalf("the rehearsal is at stage %d, want %d", got, at)
		}
		for _, w := range watchers() {
			h.watch(t, w, []int64{1}, map[int64][]string{1: {p.ID}})
		}
		for role, want := range map[access.Role][3]sight{
			access.Public: {{}, {signIn: true}, {signIn: true}},
			access.Viewer: {{}, {picks: true, released: true}, {picks: true, all: true, released: true}},
			access.Office: {{picks: true, all: true, audited: true}, {picks: true, all: true, released: true}, {picks: true, all: true, released: true}},
		} {
			if got := sightOf(access.Who{Role: role, UserID: 9, Session: true}, &d, nil); fmt.Sprint(got) != fmt.Sprint(want[at]) {
				t.Errorf("stage %d: sightOf(%v) = %+v, want %+v", at, role, got, want[at])
			}
		}
	}
}

// No answer of any route that reads draws, seals, the log or events holds a site,
// a ticket, a seed, a secret, a record's digest or a salt that the one who asks
// must not see, whatever happened to the draws.
func TestVisibleShowsNothingTooEarly(t *testing.T) {
	checks, most := 0, 1 // each is hundreds of requests
	if os.Getenv("SITEDRAW_LONG") != "" {
		most = 20
	}
	rapid.Check(t, func(rt *rapid.T) {
		if checks++; checks > most {
			return
		}
		h := newDrawHouse(t)
		mine := map[int64][]string{}
		var numbers []int64
		for range rapid.IntRange(1, 3).Draw(rt, "draws") {
			release := time.Duration(rapid.IntRange(0, 4).Draw(rt, "release")) * time.Hour
			var n int64
			switch rapid.SampledFrom([]string{"sealed", "plain", "practice"}).Draw(rt, "kind") {
			case "sealed":
				n = h.sealed(release)
			case "practice":
				n = h.made("unit:城管局", object{"register": "county", "plan": "reserves", "title": "标题", "seed": "演练的种子"})
			default:
				plan := rapid.SampledFrom([]string{"reserves", "plain"}).Draw(rt, "plan")
				n = h.made("office", object{"register": "county", "plan": plan, "title": "标题", "release": h.now().Add(release)})
			}
			numbers = append(numbers, n)
			if rapid.Bool().Draw(rt, "assign") {
				mine[n] = h.assigned(rt, n)
			}
			d := h.draw(n)
			if d.Reserves > 0 && rapid.Bool().Draw(rt, "open") {
				h.openOne(rt, n)
			}
			if rapid.IntRange(0, 3).Draw(rt, "withdraw") == 0 {
				h.want(h.do("office", http.MethodPost, drawPath(n, "/withdraw"), object{"reason": "理由-" + fmt.Sprint(n)}), http.StatusOK, nil)
			}
		}
		h.due(time.Duration(rapid.SampledFrom([]int{0, 1, 3, 24 * 8}).Draw(rt, "passes")) * time.Hour)
		for _, w := range watchers() {
			h.watch(rt, w, numbers, mine)
		}
	})
}

// watch asks everything as somebody.
func (h *house) watch(t rapid.TB, w watcher, numbers []int64, mine map[int64][]string) {
	today := h.today()
	var draws []store.Draw
	secrets := make([]map[string]string, len(numbers))
	for i, n := range numbers {
		d := h.draw(n)
		own := mine[n]
		if d.Made.At.In(h.Location).Format(dayLayout) != today {
			own = nil // it was for another day
		}
		draws, secrets[i] = append(draws, d), h.secretsOf(w, &d, own)
	}
	for i := range draws {
		for _, route := range drawRoutes(&draws[i]) {
			said := everything(t, h.ask(w.who, route))
			for what, secret := range secrets[i] {
				if secret != "" && (strings.Contains(said, secret) || strings.Contains(said, url.QueryEscape(secret))) {
					t.Errorf("%q: %s, stage %d: %s is in the answer", w.who, route, stageOf(w, &draws[i]), what)
				}
			}
		}
	}
	for _, route := range h.otherRoutes(draws) {
		said := everything(t, h.ask(w.who, route))
		for i := range draws {
			for what, secret := range secrets[i] {
				if secret != "" && what != "plan digest" && strings.Contains(said, secret) {
					t.Errorf("%q: %s, draw %d at stage %d: %s is in the answer", w.who, route, draws[i].Number, stageOf(w, &draws[i]), what)
				}
			}
			if w.role != access.Office && strings.Contains(route, "register=") && stageOf(w, &draws[i]) == stageMade &&
				strings.Contains(said, fmt.Sprintf(`"number":%d,`, draws[i].Number)) {
				t.Errorf("%q: %s tells of what register draw %d was made", w.who, route, draws[i].Number)
			}
		}
	}
}

// A part of a draw that has no sites is no part, and never the whole.
func TestVisibleEmptyPart(t *testing.T) {
	d := &store.Draw{Number: 1}
	who := access.Who{UserID: 2, Role: access.Inspector}
	for _, mine := range [][]store.Assignment{
		nil, {{Draw: 2, User: 2, Sites: []string{"a"}}}, {{Draw: 1, User: 3, Sites: []string{"a"}}}, {{Draw: 1, User: 2}},
	} {
		s := sightOf(who, d, mine)
		if s.whole() || s.all || s.sees(&sampler.Pick{ID: "a", Role: sampler.Main}, nil) {
			t.Errorf("sightOf(inspector, %v) = %+v, want nothing seen", mine, s)
		}
	}
	s := sightOf(who, d, []store.Assignment{{Draw: 1, User: 2, Sites: []string{"b", "a"}}, {Draw: 1, User: 2, Sites: []string{"c"}}})
	for id, want := range map[string]bool{"a": true, "b": true, "c": true, "d": false} {
		if got := s.sees(&sampler.Pick{ID: id, Role: sampler.Main}, nil); got != want {
			t.Errorf("sees(%s) = %v, want %v", id, got, want)
		}
	}
}

// Whoever of the office sees a draw before its release stands in the audit log.
func TestVisibleReadsAreAudited(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(time.Hour)})
	reads := func() int {
		var audits []store.Audit
		err := h.Store.View(context.Background(), func(v store.Reader) (err error) {
			audits, err = v.Audits(store.AuditFilter{Action: "draw.read"}, store.NumberPage{})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(audits)
	}
	paths := []string{"", "/picks", "/picks?format=xlsx", "/record", "/frame", "/sheets", "/assignments"}
	for i, rest := range paths {
		h.want(h.do("office", http.MethodGet, drawPath(n, rest), nil), http.StatusOK, nil)
		if got := reads(); got != i+1 {
			t.Errorf("after GET %s there are %d entries, want %d", rest, got, i+1)
		}
	}
	h.want(h.do("viewer", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, nil)
	h.due(time.Hour)
	h.want(h.do("office", http.MethodGet, drawPath(n, "/picks"), nil), http.StatusOK, nil)
	if got := reads(); got != len(paths) {
		t.Errorf("there are %d entries, want %d: neither what nobody saw nor what is public", got, len(paths))
	}
}
