package server

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// The life of an official draw, as the office and the public see it, with the
// commitment opened independently.
func TestDrawIsReleasedAndConcluded(t *testing.T) {
	h := newDrawHouse(t)
	release := h.now().Add(2 * time.Hour)
	n := h.made("office", object{"register": "county", "plan": "reserves", "title": "十一月", "release": release})

	var before drawAnswer
	h.want(h.do("", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &before)
	if before.State != stateMade || before.Title+before.Register+before.Record+before.Salt != "" || before.Origin != nil ||
		before.Release != stamp(release) || before.Kind != store.Official {
		t.Errorf("before its release the public sees %+v", before)
	}
	h.want(h.do("unit:城管局", http.MethodGet, drawPath(n, "/picks"), nil), http.StatusForbidden, nil)
	h.want(h.do("office", http.MethodPost, drawPath(n, "/conclude"), nil), http.StatusConflict, nil)

	h.due(time.Hour) // too early
	h.want(h.do("", http.MethodGet, drawPath(n, "/picks"), nil), http.StatusForbidden, nil)
	h.due(time.Hour)
	var released drawAnswer
	h.want(h.do("", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &released)
	salt, err := hex.DecodeString(released.Salt)
	record, err2 := hex.DecodeString(released.Record)
	if err != nil || err2 != nil || released.State != store.Released || released.Origin != nil {
		t.Fatalf("after its release the public sees %+v", released)
	}
	if sum := sha256.Sum256(append(salt, record...)); hex.EncodeToString(sum[:]) != before.Commitment {
		t.Errorf("SHA-256(salt ‖ record) = %x, want the commitment %s", sum, before.Commitment)
	}
	if want := stamp(release.Add(concludeAfter)); released.Conclude != want {
		t.Errorf("conclude = %s, want %s", released.Conclude, want)
	}
	h.want(h.do("unit:城管局", http.MethodGet, drawPath(n, "/record"), nil), http.StatusForbidden, nil)

	h.due(concludeAfter)
	var concluded drawAnswer
	h.want(h.do("", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &concluded)
	if concluded.State != store.Concluded || concluded.Origin == nil || concluded.Origin.Seed != h.record(n).Seed {
		t.Fatalf("after its conclusion the public sees %+v", concluded)
	}
	a := h.do("", http.MethodGet, drawPath(n, "/record"), nil)
	h.want(a, http.StatusOK, nil)
	if sum := sha256.Sum256(a.body); hex.EncodeToString(sum[:]) != released.Record {
		t.Errorf("SHA-256 of the record = %x, want %s", sum, released.Record)
	}
	frame := h.do("", http.MethodGet, drawPath(n, "/frame"), nil)
	h.want(frame, http.StatusOK, nil)
	if sum := sha256.Sum256(frame.body); hex.EncodeToString(sum[:]) != concluded.Frame {
		t.Errorf("SHA-256 of the frame = %x, want %s", sum, concluded.Frame)
	}
	var verified verifyView
	h.want(h.do("viewer", http.MethodPost, drawPath(n, "/verify"), nil), http.StatusOK, &verified)
	if !verified.Agrees || verified.Difference != nil || verified.Picks != len(h.record(n).Picks) {
		t.Errorf("verify = %+v, want it to agree", verified)
	}
}

func TestDrawWithoutReservesIsConcludedAtOnce(t *testing.T) {
	h := newDrawHouse(t)
	if d := h.draw(h.made("office", object{"register": "county", "plan": "plain"})); !d.Has(store.Released) || !d.Has(store.Concluded) {
		t.Errorf("draw %+v has events %+v, want it released and concluded", d, d.Events)
	}
	early := h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(time.Hour)})
	h.want(h.do("office", http.MethodPost, drawPath(early, "/release"), nil), http.StatusOK, nil)
	if d := h.draw(early); !d.Has(store.Concluded) {
		t.Errorf("draw without reserves, released before its time: %+v, want it concluded", d.Events)
	}
	h.want(h.do("office", http.MethodPost, drawPath(early, "/release"), nil), http.StatusConflict, nil)
	h.due(2 * time.Hour) // nothing is done twice
	if d := h.draw(early); len(d.Events) != 2 {
		t.Errorf("events = %+v, want two", d.Events)
	}
}

func TestDrawRefuses(t *testing.T) {
	h := newDrawHouse(t)
	official := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(time.Hour)})
	good := object{"register": "county", "plan": "reserves"}
	with := func(more object) object {
		o := object{}
		for _, from := range []object{good, more} {
			maps.Copy(o, from)
		}
		return o
	}
	for _, c := range []struct {
		name, who, method, path string
		body                    any
		status                  int
		code                    geo.Code
	}{
		{"unit official", "unit:城管局", "POST", "/draws", with(object{"release": h.now().Add(time.Hour)}), 422, sampler.ErrCombination},
		{"practice with a release", "office", "POST", "/draws", with(object{"seed": "x", "release": h.now()}), 422, sampler.ErrCombination},
		{"viewer", "viewer", "POST", "/draws", good, 403, "access.role"},
		{"public", "", "POST", "/draws", good, 401, "access.sign-in"},
		{"release in the past", "office", "POST", "/draws", with(object{"release": h.now().Add(-time.Hour)}), 422, ErrWhen},
		{"release in two years", "office", "POST", "/draws", with(object{"release": h.now().AddDate(2, 0, 0)}), 422, ErrWhen},
		{"conclude before release", "office", "POST", "/draws", with(object{"release": h.now().Add(2 * time.Hour), "conclude": h.now().Add(time.Hour)}), 422, ErrWhen},
		{"conclude after a week", "office", "POST", "/draws", with(object{"conclude": h.now().Add(concludeAfter + time.Hour)}), 422, ErrWhen},
		{"no such register", "office", "POST", "/draws", with(object{"register": "other"}), 404, store.ErrNotFound},
		{"no such version", "office", "POST", "/draws", with(object{"version": 2}), 404, store.ErrNotFound},
		{"no such plan", "office", "POST", "/draws", with(object{"plan": "other"}), 404, store.ErrNotFound},
		{"no plan", "office", "POST", "/draws", object{"register": "county"}, 422, sampler.ErrMemberMissing},
		{"unknown member", "office", "POST", "/draws", with(object{"sead": "x"}), 422, ErrMember},
		{"long seed", "office", "POST", "/draws", with(object{"seed": strings.Repeat("x", 1025)}), 422, sampler.ErrSeedLength},
		{"control in the title", "office", "POST", "/draws", with(object{"title": "a\nb"}), 422, geo.ErrTextControl},
		{"no such draw", "office", "GET", "/draws/99", nil, 404, store.ErrNotFound},
		{"draw 0", "office", "GET", "/draws/0", nil, 422, ErrParameter},
		{"unknown parameter", "", "GET", "/draws?regster=x", nil, 422, ErrQuery},
		{"kind", "", "GET", "/draws?kind=x", nil, 422, ErrParameter},
		{"format", "office", "GET", drawPath(official, "/picks?format=pdf"), nil, 422, ErrParameter},
		{"datum", "office", "GET", drawPath(official, "/picks?datum=mars"), nil, 422, geo.ErrDatumUnknown},
		{"record before release", "viewer", "GET", drawPath(official, "/record"), nil, 403, ErrNotYet},
		{"frame before release", "", "GET", drawPath(official, "/frame"), nil, 403, ErrNotYet},
		{"sheets before release", "unit:城管局", "GET", drawPath(official, "/sheets"), nil, 403, ErrNotYet},
		{"sheets of another unit", "unit:城管局", "GET", drawPath(official, "/sheets?unit=市场局"), nil, 403, "access.role"},
		{"sheets of no unit", "unit", "GET", drawPath(official, "/sheets"), nil, 403, "access.role"},
		{"verify before release", "unit:城管局", "POST", drawPath(official, "/verify"), nil, 403, ErrNotYet},
		{"replay before release", "unit:城管局", "POST", drawPath(official, "/replay"), nil, 403, ErrNotYet},
		{"release by a unit", "unit:城管局", "POST", drawPath(official, "/release"), nil, 403, "access.role"},
		{"withdraw without reason", "office", "POST", drawPath(official, "/withdraw"), object{"reason": ""}, 422, geo.ErrTextLength},
		{"assignments by a viewer", "viewer", "GET", drawPath(official, "/assignments"), nil, 403, "access.role"},
	} {
		a := h.do(c.who, c.method, c.path, c.body)
		if a.status != c.status || !strings.Contains(string(a.body), `"`+string(c.code)+`"`) {
			t.Errorf("%s: %s %s = %d %s, want %d %s", c.name, c.method, c.path, a.status, a.body, c.status, c.code)
		}
	}
}

func TestDrawIsWithdrawnAndStays(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(time.Hour)})
	h.want(h.do("office", http.MethodPost, drawPath(n, "/withdraw"), object{"reason": "点位库有误"}), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPost, drawPath(n, "/withdraw"), object{"reason": "again"}), http.StatusConflict, nil)
	var d drawAnswer
	h.want(h.do("", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &d)
	if !d.Withdrawn || d.Reason != "" || d.State != stateMade {
		t.Errorf("before its release a withdrawn draw is shown as %+v", d)
	}
	h.due(time.Hour)
	h.want(h.do("", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &d)
	if !d.Withdrawn || d.Reason != "点位库有误" || d.State != store.Concluded || d.Origin == nil {
		t.Errorf("a withdrawn draw that was concluded is shown as %+v", d)
	}
	page := h.do("", http.MethodGet, drawPath(n, "/picks?format=html"), nil)
	if !strings.Contains(string(page.body), "点位库有误") {
		t.Errorf("the table of a withdrawn draw does not say why")
	}
}

func TestDrawsOfUnitsArePractice(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("unit:城管局", object{"register": "county", "plan": "reserves"})
	var d drawAnswer
	h.want(h.do("viewer", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &d)
	if d.Kind != store.Practice || d.Label == "" || d.State != store.Concluded || d.Origin == nil || d.Origin.Seed != h.record(n).Seed {
		t.Errorf("draw of a unit = %+v, want practice, concluded, with its seed", d)
	}
	for who, told := range map[string]bool{"viewer": false, "unit:城管局": true, "office": true} {
		var d drawAnswer
		h.want(h.do(who, http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &d)
		if (d.MadeBy != 0) != told {
			t.Errorf("%s reads made_by %d", who, d.MadeBy)
		}
	}
	for _, format := range []string{"json", "geojson", "csv", "html"} {
		a := h.do("unit:城管局", http.MethodGet, drawPath(n, "/picks?lang=zh&format="+format), nil)
		if h.want(a, http.StatusOK, nil); !strings.Contains(string(a.body), "练习") && !strings.Contains(string(a.body), "演练") {
			t.Errorf("picks as %s do not say that they are practice: %.300s", format, a.body)
		}
	}
	var replayed replayView
	h.want(h.do("unit:城管局", http.MethodPost, drawPath(n, "/replay"), nil), http.StatusOK, &replayed)
	if !replayed.Agrees || replayed.Label == "" || len(replayed.Picks) != *d.Main {
		t.Errorf("replay = %+v, want the %d main picks", replayed, *d.Main)
	}
}

func TestDrawListIsPagedAndFiltered(t *testing.T) {
	h := newDrawHouse(t)
	var all, hidden []int64
	for i := range 7 {
		order := object{"register": "county", "plan": "plain"}
		if i%3 == 0 {
			order["release"] = h.now().Add(time.Hour)
		}
		n := h.made("office", order)
		if all = append(all, n); i%3 == 0 {
			hidden = append(hidden, n)
		}
	}
	numbers := func(who, query string) (got []int64) {
		for next := "/draws?limit=2" + query; next != ""; {
			var l list[drawView]
			h.want(h.do(who, http.MethodGet, next, nil), http.StatusOK, &l)
			for _, d := range l.Items {
				got = append(got, d.Number)
			}
			next = strings.TrimPrefix(l.Next, base)
		}
		return got
	}
	newest := slices.Clone(all)
	slices.Reverse(newest)
	seen := slices.DeleteFunc(slices.Clone(all), func(n int64) bool { return slices.Contains(hidden, n) })
	for _, c := range []struct {
		who, query string
		want       []int64
	}{
		{"", "", newest}, {"", "&order=oldest", all}, {"office", "&order=oldest&register=county", all},
		{"viewer", "&order=oldest&register=county", seen}, {"", "&register=other", nil},
		{"", "&kind=practice", nil}, {"viewer", "&mine=true", nil}, {"office", "&order=oldest&mine=true", all},
	} {
		if got := numbers(c.who, c.query); !slices.Equal(got, c.want) {
			t.Errorf("draws%s for %q = %v, want %v", c.query, c.who, got, c.want)
		}
	}
	h.want(h.do("", http.MethodGet, "/draws?mine=true", nil), http.StatusUnauthorized, nil)
}

// The same key with the same order is one draw, with the same answer.
func TestDrawIsMadeOncePerKey(t *testing.T) {
	h := newDrawHouse(t)
	ask := func(body string) answer {
		r, err := http.NewRequest(http.MethodPost, h.http.URL+base+"/draws", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Test-Who", "office")
		r.Header.Set(keyHeader, "november")
		return h.send(r)
	}
	body := `{"register":"county","plan":"plain"}`
	first := ask(body)
	h.pass(time.Hour)
	again := ask(body)
	if first.status != http.StatusCreated || again.status != first.status || string(again.body) != string(first.body) {
		t.Errorf("the same order again = %d %s, want %d %s", again.status, again.body, first.status, first.body)
	}
	if other := ask(`{"register":"county","plan":"reserves"}`); other.status != http.StatusConflict {
		t.Errorf("another order with the key = %d, want 409", other.status)
	}
	h.want(h.do("office", http.MethodGet, "/draws/2", nil), http.StatusNotFound, nil)
}

// A token that was given practice only makes no official draw, though its owner
// may.
func TestDrawKindOfTokens(t *testing.T) {
	token := func(role access.Role, scopes ...access.Scope) access.Who {
		return access.Who{UserID: 1, Role: role, Scopes: access.ScopeSetOf(scopes...)}
	}
	for _, c := range []struct {
		name  string
		who   access.Who
		order drawOrder
		kind  string
		err   error
	}{
		{"practice only", token(access.Office, access.Practice), drawOrder{}, "", access.ErrScope},
		{"practice of a seed", token(access.Office, access.Practice), drawOrder{Seed: "x"}, store.Practice, nil},
		{"both", token(access.Office, access.Practice, access.Draw), drawOrder{}, store.Official, nil},
		{"unit", token(access.Unit, access.Practice), drawOrder{}, store.Practice, nil},
	} {
		kind, err := c.order.kind(c.who)
		if !errors.Is(err, c.err) || err == nil && kind != c.kind {
			t.Errorf("%s: kind = %s, %v, want %s, %v", c.name, kind, err, c.kind, c.err)
		}
	}
}
