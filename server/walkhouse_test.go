package server

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// walk is a house in which every kind of draw was made, and its twin without any.
// What the twin answers too tells nothing about a draw, such as a register's list
// of all its sites.
type walk struct {
	*house
	twin   *house
	doc    *openapi3.T
	draws  []int64
	sealed sampler.Digest // sealed, and not opened before the walk ends
	short  bool
	leaks  map[string]bool // reported already
}

// The registers of the walk: each draw has one of its own and a plan of its own,
// so that what one draw shows is no secret of another.
var walkRegisters = []string{"practice", "future", "sealed", "reserves", "withdrawn", "later", "rehearsal"}

// walkers are those who walk. Inspector 2 has a part of each draw today, 5 tomorrow
// and 6 never. A token with each scope that its owner may give it walks too: one that
// does not read is to see what the public sees.
func walkers() []watcher {
	list := append(watchers(), watcher{"inspector#5", access.Inspector}, watcher{"inspector#6", access.Inspector})
	for _, w := range watchers()[1:] {
		for _, scope := range access.Scopes() {
			if access.CheckScopes(w.role, access.ScopeSetOf(scope)) != nil {
				continue
			}
			token := watcher{w.who + "!" + scope.String(), access.Public}
			if scope == access.Read {
				token.role = w.role
			}
			list = append(list, token)
		}
	}
	return list
}

// practising is who a token for practice counts as where it replays practice draws;
// of all others it sees what everybody does.
func (w watcher) practising() watcher {
	if strings.HasSuffix(w.who, "!"+access.Practice.String()) {
		w.role = access.Unit
	}
	return w
}

func newWalk(t *testing.T) *walk {
	t.Helper()
	w := &walk{doc: loadDocument(t, documents(t)["/openapi.json"]), short: os.Getenv("SITEDRAW_LONG") == "", leaks: map[string]bool{}}
	for _, h := range []**house{&w.house, &w.twin} {
		*h = newDrawHouse(t)
		many := access.Rate{Every: time.Nanosecond, Burst: 1 << 30} // time stands still between the stages
		(*h).hold(Limits{Read: many, LookUp: many, Write: many, SignIn: many, Verify: many})
		for _, id := range walkRegisters {
			(*h).county(id, drawFrame(t, id))
			plan := strings.Replace(planReserves, `"reserves"`, `"plan-`+id+`"`, 1)
			(*h).want((*h).do("office", http.MethodPut, "/plans/plan-"+id, plan), http.StatusCreated, nil)
		}
		(*h).update(func(s store.Writer) error {
			for _, login := range []string{"inspector-5", "inspector-6"} {
				if _, err := s.AddUser(store.User{Login: login, Role: "inspector", Made: store.Act{At: (*h).now()}}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	w.inspect("P01", 12)
	w.twin.figures = w.figures // what is worked out of one is of the other, which has the same registers
	w.makeDraws()
	return w
}

// makeDraws makes one draw of each kind; all but the first and the fourth are
// released in two hours.
func (w *walk) makeDraws() {
	w.t.Helper()
	start := w.now()
	release := start.Add(2 * time.Hour)
	closes := start.Add(time.Minute)
	seal := w.makeSeal(object{
		"register": "sealed", "plan": "plan-sealed", "closes": stamp(closes), "opens": stamp(closes.Add(time.Minute)), "release": stamp(release),
	})
	later := w.makeSeal(object{
		"register": "later", "plan": "plan-later", "closes": stamp(start.AddDate(0, 1, 0)), "opens": stamp(start.AddDate(0, 1, 1)), "release": stamp(start.AddDate(0, 1, 2)),
	})
	var err error
	if w.sealed, err = readDigest("seal", later.Digest); err != nil {
		w.t.Fatal(err)
	}
	rehearsal := object{
		"name": "walk-drill", "title": "演习-标题", "register": "rehearsal", "plan": "plan-rehearsal", "every": "2026-11-22T09:02,2026-12-22T09:02",
		"start": "2026-11-22T09:02", "seeds": "practice", "seed": "演习的暗语", "release_minutes": 118, "teams": object{}, "mode": "cover",
	}
	w.drill(rehearsal)
	w.twin.drill(rehearsal) // and holds no round of it
	w.due(2 * time.Minute)
	w.twin.pass(2 * time.Minute)
	w.draws = []int64{
		w.made("office", object{"register": "practice", "plan": "plan-practice", "seed": "演练的种子"}),
		w.made("office", object{"register": "future", "plan": "plan-future", "title": "未来", "release": release}),
		w.seal(seal.Digest).Draw,
		w.made("office", object{"register": "reserves", "plan": "plan-reserves"}),
		w.made("office", object{"register": "withdrawn", "plan": "plan-withdrawn", "release": release}),
		w.round("office", "walk-drill", 1).Draw,
	}
	for i, n := range w.draws {
		w.assignHalves(n)
		if i == 0 {
			continue
		}
		p := w.mains(n)[0]
		w.want(w.do("office", http.MethodPost, drawPath(n, "/reserves"), object{
			"step": p.Step, "within": p.Within, "stratum": p.Stratum, "replaces": p.ID, "code": "closed", "note": "备注不外传",
		}), http.StatusCreated, nil)
	}
	for _, n := range w.draws {
		halves := w.halves(n)
		w.handMade(n, "walk-"+count(n), halves[0], halves[1])
		w.walkFindings(n)
	}
	reason := object{"reason": "理由-" + count(w.draws[4])}
	w.want(w.do("office", http.MethodPost, drawPath(w.draws[4], "/withdraw"), reason), http.StatusOK, nil)
}

// mains are the main picks of a draw that have reserves.
func (w *walk) mains(number int64) (list []sampler.Pick) {
	for _, p := range w.record(number).Picks {
		if p.Role == sampler.Main && p.Step == "markets" {
			list = append(list, p)
		}
	}
	return list
}

// assignHalves gives one half of the main picks to an inspector for today, the
// other to another for tomorrow.
func (w *walk) assignHalves(number int64) {
	w.t.Helper()
	halves := w.halves(number)
	tomorrow := w.now().AddDate(0, 0, 1).In(w.Location).Format(dayLayout)
	for _, body := range []object{
		{"user": 2, "day": w.today(), "sites": halves[0]}, {"user": 5, "day": tomorrow, "sites": halves[1]},
	} {
		w.want(w.do("office", http.MethodPut, drawPath(number, "/assignments"), body), http.StatusOK, nil)
	}
}

// halves are the main picks of a draw that have reserves, by turns.
func (w *walk) halves(number int64) (halves [2][]string) {
	for i, p := range w.mains(number) {
		halves[i%2] = append(halves[i%2], p.ID)
	}
	return halves
}

// teamSecrets are what the routes of a draw say of people: for the office, and of the
// first team for the inspector who has its sites today.
func (w *walk) teamSecrets(who watcher, number int64, mine []string) map[string]string {
	mark := "walk-" + count(number)
	secrets := map[string]string{
		"team B": "队" + mark + "B", "member of team B": "队员" + mark + "B", "seed of the routes": "种子" + mark, "teams as given": `"` + mark + `"`,
	}
	if who.role != access.Inspector || len(mine) == 0 {
		secrets["team A"], secrets["member of team A"] = "队"+mark+"A", "队员"+mark+"A"
	}
	if who.role == access.Office {
		return nil
	}
	return secrets
}

// secrets are what somebody must not find in any answer now.
func (w *walk) secrets(who watcher) map[string]string {
	w.t.Helper()
	all := map[string]string{}
	user := int64(2)
	name, _, _ := strings.Cut(who.who, "!")
	if _, id, another := strings.Cut(name, "#"); another {
		_, _ = fmt.Sscan(id, &user)
	}
	for _, n := range w.draws {
		d := w.draw(n)
		var mine []string
		err := w.Store.View(context.Background(), func(v store.Reader) error {
			parts, err := v.AssignmentsOf(user, w.today())
			for _, part := range parts {
				if part.Draw == n {
					mine = part.Sites
				}
			}
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, list := range []map[string]string{w.secretsOf(who, &d, mine), w.teamSecrets(who, n, mine), w.findingSecrets(who, &d, mine)} {
			for what, secret := range list {
				all["draw "+count(n)+": "+what] = secret
			}
		}
	}
	all["secret of a seal"] = w.secretOf(w.sealed)
	if who.role != access.Office {
		all["text of the drill's seeds"] = "演习的暗语"
		for i := 1; i <= 12; i++ {
			all[fmt.Sprintf("inspector %d", i)] = fmt.Sprintf("测评员%02d", i)
			all[fmt.Sprintf("id of inspector %d", i)] = w.idOfMember(who, i)
		}
	}
	for what, secret := range all {
		if secret == "" {
			delete(all, what)
		}
	}
	return all
}

// idOfMember is the id of an inspector as long as nobody but the office may see the teams
// of the rehearsal.
func (w *walk) idOfMember(who watcher, n int) string {
	if d := w.draw(w.draws[5]); who.role != access.Public && d.Has(store.Released) {
		return ""
	}
	return fmt.Sprintf("%q", fmt.Sprintf("P%02d", n))
}

// secretOf is the secret of a seal, which nobody may see.
func (w *walk) secretOf(seal sampler.Digest) (secret string) {
	w.t.Helper()
	err := w.Store.View(context.Background(), func(v store.Reader) error {
		kept, err := v.Seal(seal)
		if err == nil {
			secret, err = w.unlockSecret(&kept)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return secret
}
