package server

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/server/access"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// practiceRoutes are what can be read of a draw by those to whom all of it is open.
func practiceRoutes(d *store.Draw) []string {
	var open []string
	for _, route := range drawRoutes(d) {
		office := strings.Contains(route, "/assignments")
		unit := strings.Contains(route, "/sheets") || strings.Contains(route, "/replay")
		if !office && !unit {
			open = append(open, route)
		}
	}
	return open
}

// All of a practice draw is for those signed in. The public is told to sign in, and
// sees what the log says.
func TestPracticeIsForThoseSignedIn(t *testing.T) {
	h := newDrawHouse(t)
	d := h.draw(h.made("unit:城管局", object{"register": "county", "plan": "reserves", "title": "试一试", "seed": "七"}))
	for _, route := range practiceRoutes(&d) {
		for _, who := range []string{"office", "inspector", "unit:市场局", "viewer"} {
			h.want(h.ask(who, route), http.StatusOK, nil)
		}
		if route != "GET "+drawPath(d.Number, "") {
			h.wantProblem(route, h.ask("", route), http.StatusUnauthorized, access.ErrSignIn)
		}
	}
	var shown drawAnswer
	h.want(h.do("", http.MethodGet, drawPath(d.Number, ""), nil), http.StatusOK, &shown)
	if shown.State != stateMade || shown.Label == "" || shown.Commitment == "" || shown.Frame != "" || shown.Salt != "" || shown.Title != "" {
		t.Errorf("the public sees %+v, want the commitment alone", shown)
	}
}

// The log has of a practice draw its commitment, and never more: neither the clock
// nor the office publishes it. The salt that those signed in are given opens it.
func TestPracticeStaysACommitment(t *testing.T) {
	h := newDrawHouse(t)
	size := h.logSize()
	n := h.made("office", object{"register": "county", "plan": "reserves", "practice": true})
	for _, happens := range []string{"/release", "/conclude"} {
		h.wantProblem(happens, h.do("office", http.MethodPost, drawPath(n, happens), nil), http.StatusConflict, store.ErrState)
	}
	h.due(2 * concludeAfter)
	if got := h.logSize(); got != size+1 || len(h.draw(n).Events) > 0 {
		t.Errorf("the log has %d leaves more and the draw %d events, want its making alone", got-size, len(h.draw(n).Events))
	}
	var shown drawAnswer
	h.want(h.do("viewer", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &shown)
	salt, err1 := readDigest("salt", shown.Salt)
	record, err2 := readDigest("record", shown.Record)
	if err := errors.Join(err1, err2); err != nil || transparency.Commitment(salt, record).String() != shown.Commitment {
		t.Errorf("salt %s and record %s do not open %s: %v", shown.Salt, shown.Record, shown.Commitment, err)
	}
	h.want(h.do("office", http.MethodPost, drawPath(n, "/withdraw"), object{"reason": "只是试试"}), http.StatusOK, nil)
	if a := h.do("", http.MethodGet, drawPath(n, ""), nil); !strings.Contains(string(a.body), `"withdrawn":true`) || strings.Contains(string(a.body), "试试") {
		t.Errorf("the public sees %s, want that it was withdrawn and not why", a.body)
	}
}

// A token that does not read sees on open routes what everybody does.
func TestTokensThatDoNotRead(t *testing.T) {
	h := newDrawHouse(t)
	practice := h.made("office", object{"register": "county", "plan": "plain", "seed": "七"})
	later := h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(time.Hour)})
	for _, scope := range access.Scopes() {
		for n, refused := range map[int64]int{practice: http.StatusUnauthorized, later: http.StatusForbidden} {
			want := refused
			if scope == access.Read {
				want = http.StatusOK
			}
			h.want(h.do("office!"+scope.String(), http.MethodGet, drawPath(n, "/picks"), nil), want, nil)
		}
	}
	var made drawView
	h.want(h.do("unit:城管局!practice", http.MethodPost, "/draws", object{"register": "county", "plan": "plain"}), http.StatusCreated, &made)
	if made.Origin == nil || made.Frame == "" {
		t.Errorf("who makes a practice draw is answered %+v, want all of it", made)
	}
	h.want(h.do("office!practice,draw", http.MethodPost, "/draws", object{
		"register": "county", "plan": "plain", "release": h.now().Add(time.Hour),
	}), http.StatusCreated, &made)
	h.want(h.do("office!practice", http.MethodPost, drawPath(made.Number, "/replay"), nil), http.StatusForbidden, nil)
}

// A sealed draw in whose seed nobody else had a say is official, and says so
// everywhere: by the rule of the command line.
func TestOwnSeedIsSaidEverywhere(t *testing.T) {
	h := newDrawHouse(t)
	note := "除封签者外"
	for _, withText := range []bool{true, false} {
		closes := h.now().Add(time.Minute)
		seal := h.makeSeal(object{"closes": stamp(closes), "opens": stamp(closes.Add(time.Minute))})
		if withText {
			h.want(h.do("", http.MethodPost, "/seals/"+seal.Digest+"/texts", object{"text": "大家好"}), http.StatusCreated, nil)
		}
		h.due(2 * time.Minute)
		n := h.seal(seal.Digest).Draw
		var d drawView
		h.want(h.do("", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &d)
		if d.Kind != store.Official || d.OwnSeed == withText || (d.Label == "") != withText {
			t.Errorf("draw with a text: %v is shown as %+v", withText, d)
		}
		said := map[string]string{"/": string(h.home("", "").body)}
		for _, route := range []string{"", "/picks", "/picks?format=geojson", "/picks?format=csv", "/picks?format=html", "/picks?format=xlsx", "/sheets?format=html", "/sheets?format=xlsx"} {
			said[route] = allOf(t, h.do("office", http.MethodGet, drawPath(n, route), nil))
		}
		for route, body := range said {
			if got := strings.Contains(body, note) || strings.Contains(body, "种子仅由封签者决定"); got == withText {
				t.Errorf("with a text: %v, %s says that the seed is the office's own: %v", withText, route, got)
			}
		}
		var l list[drawView]
		h.want(h.do("", http.MethodGet, "/draws?limit=1", nil), http.StatusOK, &l)
		if l.Items[0].Number != n || l.Items[0].OwnSeed == withText {
			t.Errorf("with a text: %v, the list has %+v", withText, l.Items[0])
		}
	}
}
