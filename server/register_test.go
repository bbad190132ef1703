package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// threeSites is a list as an office has it; MS2's position is in no polygon.
const threeSites = "编号,名称,类别,区划代码,责任单位,经度,纬度,标签,责任人,电话\n" +
	"town,滨江镇,XZZF,360681101000,,117.20,28.29,,,\n" +
	"MS1,花园市场,SC,360681101000,市场局,117.21,28.30,type:produce,张三,138 0000 0001\n" +
	"MS2,西门市场,SC,360681101201,城管局,117.22,28.31,,李四,13800000002\n"

// filled makes a register of a list and publishes it.
func (h *house) filled(id, list string) {
	h.t.Helper()
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"id": id, "name": id}), http.StatusCreated, nil)
	h.want(h.do("office", http.MethodPost, registerPath(id)+"/imports?filename=list.csv", list), http.StatusCreated, nil)
	h.want(h.do("office", http.MethodPost, registerPath(id)+"/versions", map[string]string{}), http.StatusCreated, nil)
}

func TestRegisterIsMadeNamedAndListed(t *testing.T) {
	h := newHouse(t)
	for _, id := range []string{"county", "示例县", "a/b", "..", "100%25", "😀 x?#", strings.Repeat("长", 85)} {
		var made, got registerAnswer
		a := h.do("office", http.MethodPost, "/registers", map[string]string{"id": id, "name": "县"})
		h.want(a, http.StatusCreated, &made)
		if want := base + "/registers/" + url.PathEscape(id); a.header.Get("Location") != want || made.ID != id {
			t.Errorf("POST register %q: Location %q, id %q", id, a.header.Get("Location"), made.ID)
		}
		h.want(h.do("viewer", http.MethodGet, strings.TrimPrefix(a.header.Get("Location"), base), nil), http.StatusOK, &got)
		if got.ID != id || got.Draft != nil {
			t.Errorf("GET register %q = %+v", id, got)
		}
	}
	var named registerAnswer
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"name": "贵溪市"}), http.StatusCreated, &named)
	if named.ID != "贵溪市" {
		t.Errorf("id of a register without one = %q, want its name", named.ID)
	}
	h.want(h.do("office", http.MethodPatch, registerPath("贵溪市"), map[string]string{"name": "贵溪"}), http.StatusOK, &named)
	h.want(h.do("office", http.MethodGet, registerPath("贵溪市"), nil), http.StatusOK, &named)
	if named.Name != "贵溪" || named.Draft == nil || named.Draft.Edits != 0 {
		t.Errorf("GET after renaming = %+v", named)
	}

	var ids []string
	for next := "/registers?limit=3"; next != ""; {
		var l list[registerAnswer]
		h.want(h.do("unit:城管局", http.MethodGet, next, nil), http.StatusOK, &l)
		for _, g := range l.Items {
			ids = append(ids, g.ID)
		}
		next = strings.TrimPrefix(l.Next, base)
	}
	if len(ids) != 8 {
		t.Errorf("list of registers = %q, want 8", ids)
	}
}

func TestRegisterRefuses(t *testing.T) {
	h := newHouse(t)
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"id": "x", "name": "X"}), http.StatusCreated, nil)
	for _, c := range []struct {
		name, who, method, path string
		body                    any
		status                  int
	}{
		{"public", "", http.MethodGet, "/registers", nil, 401},
		{"viewer creates", "viewer", http.MethodPost, "/registers", map[string]string{"name": "a"}, 403},
		{"no name", "office", http.MethodPost, "/registers", map[string]string{"id": "a"}, 422},
		{"long id", "office", http.MethodPost, "/registers", map[string]string{"id": strings.Repeat("a", 256), "name": "a"}, 422},
		{"control character", "office", http.MethodPost, "/registers", map[string]string{"name": "a\nb"}, 422},
		{"unknown member", "office", http.MethodPost, "/registers", map[string]string{"name": "a", "nam": "b"}, 422},
		{"twice", "office", http.MethodPost, "/registers", map[string]string{"id": "x", "name": "a"}, 409},
		{"unknown", "office", http.MethodGet, "/registers/y", nil, 404},
		{"rename unknown", "office", http.MethodPatch, "/registers/y", map[string]string{"name": "a"}, 404},
		{"unknown parameter", "office", http.MethodGet, "/registers?limt=3", nil, 422},
		{"limit", "office", http.MethodGet, "/registers?limit=1001", nil, 422},
		{"publish nothing", "office", http.MethodPost, "/registers/x/versions", map[string]string{}, 409},
		{"no version", "viewer", http.MethodGet, "/registers/x/versions/current", nil, 404},
		{"version 0", "viewer", http.MethodGet, "/registers/x/versions/0", nil, 422},
		{"version 7", "viewer", http.MethodGet, "/registers/x/versions/7", nil, 404},
		{"sites of nothing", "viewer", http.MethodGet, "/registers/x/sites", nil, 404},
		{"draft for a viewer", "viewer", http.MethodGet, "/registers/x/sites?version=draft", nil, 403},
		{"attachments of the draft", "unit:a", http.MethodGet, "/registers/x/attachments?version=draft", nil, 403},
		{"contacts for a viewer", "viewer", http.MethodGet, "/registers/x/contacts", nil, 403},
		{"current of nothing", "office", http.MethodPut, "/registers/x/current", map[string]int{"version": 1}, 404},
		{"current 0", "office", http.MethodPut, "/registers/x/current", map[string]int{"version": 0}, 422},
		{"import into unknown", "office", http.MethodPost, "/registers/y/imports", threeSites, 404},
		{"site of unknown", "viewer", http.MethodGet, "/registers/y/sites/a", nil, 404},
	} {
		if a := h.do(c.who, c.method, c.path, c.body); a.status != c.status {
			t.Errorf("%s: %s %s = %d, want %d: %s", c.name, c.method, c.path, a.status, c.status, a.body)
		}
	}
}
