package server

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/sampler"
)

// home asks for the page as somebody.
func (h *house) home(who, query string) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, h.http.URL+homePath+query, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if who != "" {
		r.Header.Set("X-Test-Who", who)
	}
	a := h.send(r)
	h.want(a, http.StatusOK, nil)
	return a
}

// holds fails unless the page holds each of the texts.
func (h *house) holds(a answer, texts ...string) {
	h.t.Helper()
	for _, want := range texts {
		if !strings.Contains(string(a.body), want) {
			h.t.Errorf("the page lacks %q:\n%s", want, a.body)
		}
	}
}

func TestHomeWithoutDraws(t *testing.T) {
	h := newDrawHouse(t)
	for query, want := range map[string]string{"?lang=en": "No draw has been released yet.", "": "还没有公布过抽签。"} {
		a := h.home("", query)
		h.holds(a, want, "draws.example/test\n1\n", "/openapi.json")
		policy := a.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(string(a.body), "<script") {
			t.Errorf("/%s may run scripts: %s", query, policy)
		}
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, h.http.URL+authorityPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	h.want(h.send(r), http.StatusNotFound, nil)
}

// The page shows everybody what the public may see, and the office no more.
func TestHomeShowsWhatIsPublic(t *testing.T) {
	h := newDrawHouse(t)
	h.made("office", object{
		"register": "county", "plan": "reserves", "title": "<b>Title</b>", "release": h.now().Add(time.Hour).Format(time.RFC3339),
	})
	for _, who := range []string{"", "office", "unit:城管局", "viewer"} {
		if body := string(h.home(who, "?lang=en").body); !strings.Contains(body, "No draw has been released yet.") || strings.Contains(body, "Title") {
			t.Errorf("the page shows %q a draw before its release", who)
		}
	}
	h.due(time.Hour)
	shown, d := h.home("office", "?lang=en"), h.draw(1)
	h.holds(shown, "&lt;b&gt;Title&lt;/b&gt;", d.Record.String(), "/api/v1/log/inclusion?draw=1")
	main := map[string]int{}
	for _, p := range h.record(1).Picks {
		if p.Role == sampler.Main {
			main[p.ID]++
		}
	}
	rows := 0
	for _, n := range main {
		rows += n
	}
	for _, p := range h.record(1).Picks {
		if listed := strings.Contains(string(shown.body), "名称"+p.ID); listed != (main[p.ID] > 0) {
			t.Errorf("the page lists the %s pick %s: %v", p.Role, p.ID, listed)
		}
	}
	if got := strings.Count(string(shown.body), "<tr>"); got != 1+rows {
		t.Errorf("the page has %d rows, want a heading and %d", got, rows)
	}
	if strings.Contains(string(shown.body), "/bundle") {
		t.Error("the page leads to what is not public before the conclusion")
	}
	h.want(h.do("office", http.MethodPost, "/draws/1/conclude", nil), http.StatusOK, nil)
	h.holds(h.home("", ""), "/api/v1/draws/1/bundle", "/api/v1/draws/1/record")
}

// Practice is for those signed in, and the page for everybody.
func TestHomeLeavesPracticeOut(t *testing.T) {
	h := newDrawHouse(t)
	practice := object{"register": "county", "plan": "plain", "seed": "a", "title": "For practice"}
	h.made("office", practice)
	h.holds(h.home("office", "?lang=en"), "No draw has been released yet.")
	h.made("office", object{"register": "county", "plan": "plain", "title": "It counts"})
	h.made("office", practice)
	h.want(h.do("office", http.MethodPost, "/draws/2/withdraw", object{"reason": "Flood & storm"}), http.StatusOK, nil)
	h.holds(h.home("", "?lang=en"), "It counts", "Withdrawn:", "Flood &amp; storm")
}
