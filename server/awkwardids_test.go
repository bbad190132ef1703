package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// awkwardIDs are ids that addresses, JSON or echo might take for something else.
func awkwardIDs() []string {
	return []string{
		"示例县", strings.Repeat("长", 85), strings.Repeat("i", 255), "😀", "👩‍👧‍👦 家", "a/b", "/", "//", "a/../b", "..", ".", "%2F", "%", "%zz", "%252F",
		"?", "a?b=c", "#", "a b", " a", "a ", "a+b", "+", "&x=1", ";", "a;b", `\`, `"quoted"`, "<b>", "{id}", ":register", "*", "é", "~", "current", "draft",
	}
}

// sameID fails unless an answer's member id is the one that was asked for.
func (h *house) sameID(a answer, member, want string) {
	h.t.Helper()
	var got map[string]any
	h.want(a, http.StatusOK, &got)
	if got[member] != want {
		h.t.Errorf("%s = %q, want %q", member, got[member], want)
	}
}

// leadsTo fails unless the address that an answer gives leads to the id.
func (h *house) leadsTo(a answer, id string) {
	h.t.Helper()
	location, known := strings.CutPrefix(a.header.Get("Location"), base)
	if !known {
		h.t.Errorf("Location of %q = %q, want one below %s", id, a.header.Get("Location"), base)
		return
	}
	h.sameID(h.do("office", http.MethodGet, location, nil), "id", id)
}

// allPages follows next from a list's first page and returns a member of all items.
func (h *house) allPages(who, at, member string) (ids []string) {
	h.t.Helper()
	for at != "" {
		var page list[map[string]any]
		h.want(h.do(who, http.MethodGet, at, nil), http.StatusOK, &page)
		for _, item := range page.Items {
			id, _ := item[member].(string)
			ids = append(ids, id)
		}
		at = strings.TrimPrefix(page.Next, base)
	}
	return ids
}

func (h *house) wantAll(got []string) {
	h.t.Helper()
	want := slices.Sorted(slices.Values(awkwardIDs()))
	if slices.Sort(got); !slices.Equal(got, want) {
		h.t.Errorf("the pages have %q, want %q", got, want)
	}
}

func TestAwkwardRegisters(t *testing.T) {
	h := newHouse(t)
	for _, id := range awkwardIDs() {
		made := h.do("office", http.MethodPost, "/registers", object{"id": id, "name": "名"})
		h.want(made, http.StatusCreated, nil)
		h.leadsTo(made, id)
		at := "/registers/" + url.PathEscape(id)
		h.sameID(h.do("viewer", http.MethodGet, at, nil), "id", id)
		h.want(h.do("office", http.MethodPatch, at, object{"name": "新名"}), http.StatusOK, nil)
		h.want(h.do("office", http.MethodPut, at+"/sites/A", object{"name": "甲", "category": "SC"}), http.StatusCreated, nil)
		h.want(h.do("office", http.MethodPost, at+"/versions", object{"note": ""}), http.StatusCreated, nil)
		h.sameID(h.do("viewer", http.MethodGet, at+"/sites/A", nil), "id", "A")
	}
	h.wantAll(h.allPages("viewer", "/registers?limit=2", "id"))
	h.reached(":register")
}

func TestAwkwardSites(t *testing.T) {
	h := newHouse(t)
	h.want(h.do("office", http.MethodPost, "/registers", object{"id": "x", "name": "x"}), http.StatusCreated, nil)
	for _, id := range awkwardIDs() {
		at := "/registers/x/sites/" + url.PathEscape(id)
		h.leadsTo(h.do("office", http.MethodPut, at, object{"name": "甲", "category": "SC"}), id)
	}
	h.want(h.do("office", http.MethodPost, "/registers/x/versions", object{"note": ""}), http.StatusCreated, nil)
	for _, id := range awkwardIDs() {
		h.sameID(h.do("unit:a", http.MethodGet, "/registers/x/sites/"+url.PathEscape(id), nil), "id", id)
	}
	h.wantAll(h.allPages("viewer", "/registers/x/sites?limit=3", "id"))
	for _, id := range awkwardIDs()[1:] {
		h.want(h.do("office", http.MethodDelete, "/registers/x/sites/"+url.PathEscape(id), nil), http.StatusNoContent, nil)
	}
	h.reached(":site")
}

func TestAwkwardPlans(t *testing.T) {
	h := newHouse(t)
	plan := func(name string) object {
		return object{"name": name, "steps": []object{{"id": "s", "category": []string{"SC"}, "n": 1}}}
	}
	for _, name := range awkwardIDs() {
		a := h.do("office", http.MethodPut, "/plans/"+url.PathEscape(name), plan(name))
		if a.status != http.StatusCreated {
			t.Errorf("PUT plan %q = %d %s", name, a.status, a.body)
			continue
		}
		h.want(h.do("", http.MethodGet, "/plans/"+url.PathEscape(name), nil), http.StatusOK, nil)
		h.want(h.do("viewer", http.MethodGet, "/plans/"+url.PathEscape(name)+"/history", nil), http.StatusOK, nil)
	}
	names := h.allPages("", "/plans?limit=2", "name")
	for _, name := range awkwardIDs() {
		if !slices.Contains(names, name) {
			t.Errorf("the pages of plans have not %q: %q", name, names)
		}
	}
	h.reached(":plan")
}

func TestAwkwardAttachments(t *testing.T) {
	h := newHouse(t)
	h.want(h.do("office", http.MethodPost, "/registers", object{"id": "x", "name": "x"}), http.StatusCreated, nil)
	for _, name := range awkwardIDs() {
		at := "/registers/x/attachments/matrix/" + url.PathEscape(name)
		h.want(h.do("office", http.MethodPut, at, "body of "+name), http.StatusOK, nil)
		a := h.do("office", http.MethodGet, at+"?version=draft", nil)
		if h.want(a, http.StatusOK, nil); string(a.body) != "body of "+name {
			t.Errorf("GET attachment %q = %q", name, a.body)
		}
	}
	h.wantAll(h.allPages("office", "/registers/x/attachments?version=draft", "name"))
	h.reached(":name")
}

// What is drawn from sites with such ids has them in its picks.
func TestAwkwardPicks(t *testing.T) {
	h := newDrawHouse(t)
	var sites []geo.Site
	for _, id := range awkwardIDs() {
		sites = append(sites, geo.Site{ID: id, Name: id, Category: "SC"})
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	h.county("a/b", f)
	h.want(h.do("office", http.MethodPut, "/plans/all", object{"name": "all", "steps": []object{{"id": "s", "category": []string{"SC"}, "n": len(sites)}}}), http.StatusCreated, nil)
	n := h.made("office", object{"register": "a/b", "plan": "all"})
	var shown picksView
	h.want(h.do("", http.MethodGet, drawPath(n, "/picks"), nil), http.StatusOK, &shown)
	var ids []string
	for _, p := range shown.Picks {
		ids = append(ids, p.Site.ID)
	}
	h.wantAll(ids)
}

// reached fails if an address with such an id in the place of a parameter leads
// past its route.
func (h *house) reached(param string) {
	h.t.Helper()
	others := strings.NewReplacer(":register", "x", ":version", "1", ":kind", "matrix", ":name", "n", ":site", "A", ":plan", "p", ":draw", "1", ":routes", "1")
	for _, rt := range h.routes() {
		if rt.method != http.MethodGet || !slices.Contains(strings.Split(rt.path, "/"), param) {
			continue
		}
		for _, id := range awkwardIDs() {
			before, after, _ := strings.Cut(rt.path, param)
			at := others.Replace(before) + url.PathEscape(id) + others.Replace(after)
			a := h.do("office", http.MethodGet, at, nil)
			for _, past := range []geo.Code{ErrRoute, ErrMethod, "web.no-route"} {
				if strings.Contains(string(a.body), `"code":"`+string(past)+`"`) {
					h.t.Errorf("GET %s = %d %s, want the handler's answer", at, a.status, a.body)
				}
			}
			if a.status == http.StatusBadRequest || a.status >= http.StatusInternalServerError {
				h.t.Errorf("GET %s = %d %s", at, a.status, a.body)
			}
		}
	}
}
