package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSiteIsShown(t *testing.T) {
	h := newHouse(t)
	h.filled("县", threeSites)
	a := h.do("viewer", http.MethodGet, registerPath("县")+"/sites/MS1?lang=en", nil)
	h.want(a, http.StatusOK, nil)
	const want = `{"id":"MS1","name":"花园市场","category":"SC","category_name":"Market","area":"360681101000","area_name":"滨江镇",` +
		`"unit":"市场局","tags":["type:produce"],"position":[117.21,28.3],"geometry":{"type":"Point","coordinates":[117.21,28.3]},"datum":"wgs84"}` + "\n"
	if string(a.body) != want {
		t.Errorf("GET site =\n%s, want\n%s", a.body, want)
	}
	if strings.Contains(string(a.body), "张三") {
		t.Error("a person is shown")
	}
	r, _ := http.NewRequest(http.MethodGet, h.http.URL+base+registerPath("县")+"/sites/MS1?lang=en", nil)
	r.Header.Set("X-Test-Who", "viewer")
	r.Header.Set("If-None-Match", a.header.Get("ETag"))
	if again := h.send(r); again.status != http.StatusNotModified || len(again.body) > 0 {
		t.Errorf("GET with If-None-Match = %d %s, want 304", again.status, again.body)
	}
	if zh := h.do("viewer", http.MethodGet, registerPath("县")+"/sites/MS1", nil); zh.header.Get("ETag") == a.header.Get("ETag") {
		t.Error("two languages have one entity tag")
	}
	fields := h.do("viewer", http.MethodGet, registerPath("县")+"/sites/MS1?fields=position,id&datum=gcj02", nil)
	if got := string(fields.body); !strings.HasPrefix(got, `{"id":"MS1","position":[117.2`) || strings.Contains(got, "117.21,28.3]") || strings.Contains(got, "name") {
		t.Errorf("fields in GCJ-02 = %s", got)
	}
	if none := h.do("viewer", http.MethodGet, registerPath("县")+"/sites/MS9", nil); none.status != http.StatusNotFound {
		t.Errorf("GET unknown site = %d, want 404", none.status)
	}
}

func TestSiteIsChangedInTheDraft(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	path := registerPath("x") + "/sites/MS1"
	before := h.do("office", http.MethodGet, path, nil)
	var site map[string]any
	h.want(before, http.StatusOK, &site)
	site["name"] = "花园菜市场"
	put := func(body any, match string) answer {
		encoded, _ := json.Marshal(body) //nolint:errchkjson // a site
		r, _ := http.NewRequest(http.MethodPut, h.http.URL+base+path, strings.NewReader(string(encoded)))
		r.Header.Set("X-Test-Who", "office")
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("If-Match", match)
		return h.send(r)
	}
	changed := put(site, before.header.Get("ETag"))
	h.want(changed, http.StatusOK, nil)
	if again := put(site, before.header.Get("ETag")); again.status != http.StatusPreconditionFailed {
		t.Errorf("PUT with an old entity tag = %d, want 412", again.status)
	}
	var current, draft map[string]any
	h.want(h.do("office", http.MethodGet, path, nil), http.StatusOK, &current)
	h.want(h.do("office", http.MethodGet, path+"?version=draft", nil), http.StatusOK, &draft)
	if current["name"] != "花园市场" || draft["name"] != "花园菜市场" || draft["unit"] != "市场局" {
		t.Errorf("names = %v in the version, %v in the draft", current["name"], draft["name"])
	}

	odd := "/registers/x/sites/" + url.PathEscape("a/b ..%2F😀")
	line := map[string]any{
		"name": "新", "category": "GY", "tags": []string{"b", "a", "b"},
		"geometry": map[string]any{"type": "Polygon", "coordinates": [][][2]float64{{{117, 28}, {117.1, 28}, {117.1, 28.1}, {117, 28}}}},
		"point":    [2]float64{117.05, 28.02},
	}
	h.want(h.do("office", http.MethodPut, odd, line), http.StatusCreated, nil)
	h.want(h.do("office", http.MethodGet, odd+"?version=draft", nil), http.StatusOK, &draft)
	if tags := draft["tags"].([]any); len(tags) != 2 || tags[0] != "a" || draft["point"] == nil {
		t.Errorf("site that was put = %v", draft)
	}
	h.want(h.do("office", http.MethodDelete, "/registers/x/sites/MS2", nil), http.StatusNoContent, nil)
	h.want(h.do("office", http.MethodDelete, "/registers/x/sites/MS2", nil), http.StatusNotFound, nil)
	var sites list[map[string]any]
	h.want(h.do("office", http.MethodGet, "/registers/x/sites?version=draft&fields=id", nil), http.StatusOK, &sites)
	if len(sites.Items) != 3 || sites.Items[1]["id"] != "a/b ..%2F😀" {
		t.Errorf("sites of the draft = %v", sites.Items)
	}
	var changes list[changeAnswer]
	h.want(h.do("office", http.MethodGet, "/registers/x/changes?limit=3", nil), http.StatusOK, &changes)
	var detail siteChange
	if err := json.Unmarshal(changes.Items[2].Detail, &detail); err != nil || changes.Items[2].By != 1 {
		t.Fatalf("journal = %s by %d, %v", changes.Items[2].Detail, changes.Items[2].By, err)
	}
	if !strings.Contains(string(detail.Before), "花园市场") || !strings.Contains(string(detail.After), "花园菜市场") {
		t.Errorf("journal = %s → %s", detail.Before, detail.After)
	}
}

func TestSiteInOtherDatums(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	body := map[string]any{"category": "SC", "geometry": map[string]any{"type": "Point", "coordinates": [2]float64{117.21, 28.3}}}
	for _, datum := range []string{"gcj02", "bd09"} {
		h.want(h.do("office", http.MethodPut, "/registers/x/sites/"+datum+"?datum="+datum, body), http.StatusCreated, nil)
		var site struct{ Position [2]float64 }
		h.want(h.do("office", http.MethodGet, "/registers/x/sites/"+datum+"?version=draft&datum="+datum, nil), http.StatusOK, &site)
		if dx, dy := site.Position[0]-117.21, site.Position[1]-28.3; dx*dx+dy*dy > 1e-12 {
			t.Errorf("%s: position comes back as %v", datum, site.Position)
		}
		// what was read in a datum is sent back in it, whatever the address says
		a := h.do("office", http.MethodGet, "/registers/x/sites/"+datum+"?version=draft&datum="+datum, nil)
		var raw json.RawMessage = a.body
		h.want(h.do("office", http.MethodPut, "/registers/x/sites/"+datum, raw), http.StatusOK, nil)
		h.want(h.do("office", http.MethodPut, "/registers/x/sites/"+datum+"?datum=wgs84", raw), http.StatusUnprocessableEntity, nil)
		again := h.do("office", http.MethodGet, "/registers/x/sites/"+datum+"?version=draft&datum="+datum, nil)
		if string(again.body) != string(a.body) {
			t.Errorf("%s: read and sent back %s became %s", datum, a.body, again.body)
		}
	}
}

func TestSiteIsRefused(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	for _, c := range []struct{ name, path, body string }{
		{"other id", "a", `{"id":"b","category":"SC"}`},
		{"no category", "a", `{"name":"n"}`},
		{"unknown category", "a", `{"category":"ZZ"}`},
		{"area", "a", `{"category":"SC","area":"12"}`},
		{"size", "a", `{"category":"SC","size":-1}`},
		{"size beyond", "a", `{"category":"SC","size":2147483648}`},
		{"text", "a", `{"category":"SC","name":"a\u0000"}`},
		{"point of a point", "a", `{"category":"SC","point":[1,2],"geometry":{"type":"Point","coordinates":[1,2]}}`},
		{"no coordinates", "a", `{"category":"SC","geometry":{"type":"Point"}}`},
		{"null coordinates", "a", `{"category":"SC","geometry":{"type":"Point","coordinates":null}}`},
		{"longitude", "a", `{"category":"SC","geometry":{"type":"Point","coordinates":[181,2]}}`},
		{"unknown shape", "a", `{"category":"SC","geometry":{"type":"Circle","coordinates":[1,2]}}`},
		{"crossing ring", "a", `{"category":"SC","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}`},
		{"unknown member", "a", `{"category":"SC","colour":"red"}`},
		{"datum", "a", `{"category":"SC","datum":"mars"}`},
		{"not JSON", "a", `{`},
		{"two values", "a", `{"category":"SC"} {}`},
	} {
		r, _ := http.NewRequest(http.MethodPut, h.http.URL+base+"/registers/x/sites/"+c.path, strings.NewReader(c.body))
		r.Header.Set("X-Test-Who", "office")
		r.Header.Set("Content-Type", "application/json")
		if a := h.send(r); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: PUT %s = %d %s, want 422", c.name, c.body, a.status, a.body)
		}
	}
}
