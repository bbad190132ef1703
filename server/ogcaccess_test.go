package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/feature"
)

// get sends a GET with headers, without following what it answers.
func (h *house) get(path string, headers ...string) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, h.http.URL+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return h.send(r)
}

// GIS programs send a token as the password of Basic. Nothing else opens anything by
// Basic, and nothing but maps is opened by it.
func TestOGCTakesTokensByBasic(t *testing.T) {
	h := newHouse(t)
	b := h.person(someOffice)
	var made, small shownToken
	h.want(b.do(http.MethodPost, "/tokens", tokenOrder{Name: "QGIS", Scopes: []string{"read"}}), http.StatusCreated, &made)
	h.want(b.do(http.MethodPost, "/tokens", tokenOrder{Name: "small", Scopes: []string{"practice"}}), http.StatusCreated, &small)
	h.filled("x", threeSites)
	basic := func(path, login, password string) answer {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.http.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(login, password)
		return h.send(r)
	}
	const sites = "/ogc/x/collections/sites/items"
	for _, login := range []string{"", "anybody", "office"} {
		h.want(basic(sites, login, made.Token), http.StatusOK, nil)
	}
	h.want(h.get(sites, "Authorization", "Bearer "+made.Token), http.StatusOK, nil)
	h.wantProblem("a person's password", basic(sites, "office", goodPassword), http.StatusUnauthorized, access.ErrToken)
	h.wantProblem("no password", basic(sites, made.Token, ""), http.StatusUnauthorized, access.ErrToken)
	h.wantProblem("a token that does not read", basic(sites, "", small.Token), http.StatusUnauthorized, access.ErrSignIn)
	h.wantProblem("beside maps", basic(base+"/registers", "", made.Token), http.StatusUnauthorized, access.ErrToken)
}

// Programs are told that they may sign in by Basic; a browser is not, which would ask
// for a password in a window of its own.
func TestOGCChallengesPrograms(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	const sites = "/ogc/x/collections/sites"
	if got := h.get(sites).header.Values("WWW-Authenticate"); len(got) != 2 || got[0] != "Bearer" || !strings.HasPrefix(got[1], "Basic realm=") {
		t.Errorf("WWW-Authenticate = %q, want Bearer and Basic", got)
	}
	if got := h.get(sites, "Sec-Fetch-Site", "same-origin").header.Values("WWW-Authenticate"); !slices.Equal(got, []string{"Bearer"}) {
		t.Errorf("a browser's WWW-Authenticate = %q, want Bearer", got)
	}
	if got := h.get(base + "/registers").header.Values("WWW-Authenticate"); !slices.Equal(got, []string{"Bearer"}) {
		t.Errorf("WWW-Authenticate of the API = %q, want Bearer", got)
	}
}

func TestOGCWordsAreNoRegisters(t *testing.T) {
	h := newHouse(t)
	for _, word := range mapWords {
		h.wantProblem(word, h.do("office", http.MethodPost, "/registers", map[string]string{"id": word, "name": "x"}), http.StatusUnprocessableEntity, ErrRegisterWord)
	}
	for _, rt := range h.routes() {
		word, _, _ := strings.Cut(strings.TrimPrefix(rt.path, mapBase+"/"), "/")
		if strings.HasPrefix(rt.path, mapBase+"/") && word != ":register" && !slices.Contains(mapWords, word) {
			t.Errorf("a register may be called %q, as %s is", word, rt.path)
		}
	}
}

// A cursor is answered from the version that it began with, whatever is published
// meanwhile.
func TestOGCCursorKeepsItsVersion(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	var page collectionOf
	h.follow("viewer", h.http.URL+"/ogc/x/collections/sites/items?limit=1", &page)
	h.want(h.do("office", http.MethodDelete, "/registers/x/sites/MS2", nil), http.StatusNoContent, nil)
	h.want(h.do("office", http.MethodPut, "/registers/x/sites/A", map[string]any{"category": "SC", "name": "新"}), http.StatusCreated, nil)
	h.pass(time.Hour)
	h.want(h.do("office", http.MethodPost, "/registers/x/versions", map[string]string{}), http.StatusCreated, nil)
	got := page.ids()
	for at := link(page.Links, "next"); at != ""; {
		var next collectionOf
		h.follow("viewer", at, &next)
		if *next.NumberMatched != 3 || next.TimeStamp != page.TimeStamp {
			t.Errorf("%s is of %d features of %s, want 3 of %s", at, *next.NumberMatched, next.TimeStamp, page.TimeStamp)
		}
		got, at = append(got, next.ids()...), link(next.Links, "next")
	}
	if !slices.Equal(got, []string{"MS1", "MS2", "town"}) {
		t.Errorf("pages = %v, want those of version 1", got)
	}
	var now, before collectionOf
	h.follow("viewer", h.http.URL+"/ogc/x/collections/sites/items", &now)
	h.follow("viewer", h.http.URL+"/ogc/x/collections/sites/items?version=1", &before)
	if !slices.Equal(now.ids(), []string{"A", "MS1", "town"}) || !slices.Equal(before.ids(), got) {
		t.Errorf("now %v, before %v", now.ids(), before.ids())
	}
	if now.Features[0].Geometry != nil {
		t.Errorf("a site without a place has the geometry %v", now.Features[0].Geometry)
	}
}

func TestOGCCoordinateSystems(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	for crs, want := range map[feature.CRS]string{
		feature.CRS84: "[117.21,28.3]", feature.EPSG4326: "[28.3,117.21]", feature.EPSG4490: "[28.3,117.21]", feature.EPSG3857: "[13047757.516,3286849.848]",
	} {
		for _, path := range []string{"/ogc/x/collections/sites/items?limit=1&crs=", "/ogc/x/collections/sites/items/MS1?crs="} {
			a := h.do("viewer", http.MethodGet, path+url.QueryEscape(crs.String()), nil)
			if h.want(a, http.StatusOK, nil); !strings.Contains(string(a.body), `"coordinates":`+want) || a.header.Get("Content-Crs") != "<"+crs.String()+">" {
				t.Errorf("%s = %s %s, want %s", crs, a.header.Get("Content-Crs"), a.body, want)
			}
		}
	}
	var page collectionOf
	h.follow("viewer", h.http.URL+"/ogc/x/collections/sites/items?datum=gcj02&bbox=117.214,28.296,117.216,28.298", &page)
	if !slices.Equal(page.ids(), []string{"MS1"}) || strings.Contains(string(page.Features[0].Geometry.Coordinates), "117.21,") {
		t.Errorf("in GCJ-02 = %+v", page)
	}
}

// An item is found by any id, and its answer has an entity tag.
func TestOGCItemsByAwkwardIDs(t *testing.T) {
	h := newHouse(t)
	var sites []geo.Site
	for _, id := range awkwardIDs() {
		sites = append(sites, geo.Site{ID: id, Name: id, Category: "SC"})
	}
	frame, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	h.county("a/b 县", frame)
	root := "/ogc/" + url.PathEscape("a/b 县") + "/collections/sites/items"
	for _, id := range awkwardIDs() {
		escaped := strings.NewReplacer(".", "%2E").Replace(url.PathEscape(id))
		var item struct {
			ID    string
			Links []mapLink
		}
		a := h.do("viewer", http.MethodGet, root+"/"+escaped, nil)
		if h.want(a, http.StatusOK, &item); item.ID != id {
			t.Errorf("item %q has the id %q", id, item.ID)
		}
		if again := h.get(root+"/"+escaped, "X-Test-Who", "viewer", "If-None-Match", a.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("item %q with its entity tag = %d, want 304", id, again.status)
		}
	}
	head, err := http.NewRequestWithContext(t.Context(), http.MethodHead, h.http.URL+root, nil)
	if err != nil {
		t.Fatal(err)
	}
	head.Header.Set("X-Test-Who", "viewer")
	if a := h.send(head); a.status != http.StatusOK || len(a.body) > 0 {
		t.Errorf("HEAD = %d with %d bytes", a.status, len(a.body))
	}
}

// A page has the same bytes in every coding, and an entity tag in each.
func TestOGCPagesInEachCoding(t *testing.T) {
	h := newHouse(t)
	h.scattered("x", 500)
	ask := func(coding, tag string) answer {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.http.URL+"/ogc/x/collections/sites/items", nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{"X-Test-Who": "viewer", "Accept-Encoding": coding, "If-None-Match": tag} {
			r.Header.Set(name, value)
		}
		resp, err := h.http.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer{resp.StatusCode, resp.Header, body}
	}
	plain, packed := ask("identity", ""), ask("gzip, br", "")
	if !bytes.Equal(gunzipped(t, packed.body), plain.body) || len(plain.body) < 50_000 {
		t.Errorf("a page has %d bytes, and %d compressed", len(plain.body), len(packed.body))
	}
	for _, coding := range []string{"identity", "gzip", "br"} {
		first := ask(coding, "")
		if got := orElse(first.header.Get("Content-Encoding"), "identity"); got != coding {
			t.Errorf("a page for %s is in %s", coding, got)
		}
		if again := ask(coding, first.header.Get("ETag")); again.status != http.StatusNotModified || len(again.body) > 0 {
			t.Errorf("a page in %s with its entity tag = %d with %d bytes, want 304", coding, again.status, len(again.body))
		}
		if same := ask(coding, ""); !bytes.Equal(same.body, first.body) || same.header.Get("ETag") != first.header.Get("ETag") {
			t.Errorf("a page in %s differs from itself", coding)
		}
	}
}

// What is drawn is on the map for everybody once it is released, and not before;
// opened reserves come at the end, so that a cursor loses nothing.
func TestOGCDrawsAreWhatIsReleased(t *testing.T) {
	h := newDrawHouse(t)
	draws := func(who, query string) (page collectionOf) {
		h.t.Helper()
		h.follow(who, h.http.URL+"/ogc/county/collections/draws/items?"+query, &page)
		return page
	}
	h.made("unit:城管局", object{"register": "county", "plan": "reserves", "practice": true})
	n := h.made("office", object{"register": "county", "plan": "reserves", "title": "抽查", "release": stamp(h.now().Add(time.Hour))})
	for _, who := range []string{"", "viewer", "office"} {
		if page := draws(who, ""); *page.NumberMatched != 0 {
			t.Errorf("%q sees %v before the release", who, page.ids())
		}
	}
	h.due(2 * time.Hour)
	record := h.record(n)
	var mains []sampler.Pick
	for _, p := range record.Picks {
		if p.Role == sampler.Main {
			mains = append(mains, p)
		}
	}
	page := draws("", "limit=3")
	if *page.NumberMatched != len(mains) || page.ids()[0] != count(n)+"-1" || page.Features[0].Properties["site"] != mains[0].ID {
		t.Fatalf("released draws = %+v, want the %d main picks", page, len(mains))
	}
	i := slices.IndexFunc(mains, func(p sampler.Pick) bool { return p.Step == "markets" })
	h.want(h.do("office", http.MethodPost, drawPath(n, "/reserves"), object{
		"step": "markets", "within": mains[i].Within, "replaces": mains[i].ID, "code": "closed",
	}), http.StatusCreated, nil)
	var all []string
	for at := h.http.URL + "/ogc/county/collections/draws/items?limit=2"; at != ""; {
		var next collectionOf
		h.follow("", at, &next)
		all, at = append(all, next.ids()...), link(next.Links, "next")
	}
	if len(all) != len(mains)+1 || all[len(all)-1] != count(n)+"-r1" {
		t.Errorf("draws = %v, want the opened reserve at the end", all)
	}
	for query, want := range map[string]int{
		"role=reserve": 1, "step=markets&role=main": 4, "draw=" + count(n): len(all), "draw=99": 0, "version=1": len(all),
		"datetime=2026-11-22": len(all), "datetime=../2026-11-21": 0, "bbox=0,0,1,1": 0,
	} {
		if got := draws("viewer", query); *got.NumberMatched != want {
			t.Errorf("%s = %d draws, want %d", query, *got.NumberMatched, want)
		}
	}
	h.want(h.do("", http.MethodGet, "/ogc/county/collections/draws/items/"+count(n)+"-r1", nil), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPost, drawPath(n, "/withdraw"), object{"reason": "错了"}), http.StatusOK, nil)
	if page := draws("", "limit=1"); page.Features[0].Properties["withdrawn"] != true {
		t.Errorf("a withdrawn draw says %v", page.Features[0].Properties)
	}
	h.due(2 * concludeAfter)
	if page := draws("", ""); *page.NumberMatched != len(all) {
		t.Errorf("after the conclusion there are %d, want %d: reserves that were not opened are no picks", *page.NumberMatched, len(all))
	}
}

// Areas and roads come from the files beside the version; without a file, areas are
// the sites that stand for them.
func TestOGCAreasAndRoads(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	var page collectionOf
	h.follow("viewer", h.http.URL+"/ogc/x/collections/areas/items", &page)
	if !slices.Equal(page.ids(), []string{"town"}) || page.Features[0].Properties["level"] != "township" || page.Features[0].Properties["name"] != "滨江镇" {
		t.Errorf("areas = %+v, want the town", page)
	}
	const areas = `{"type":"FeatureCollection","features":[{"type":"Feature","id":"a1","geometry":{"type":"Polygon","coordinates":[[[117,28],[118,28],[118,29],[117,28]]]},` +
		`"properties":{"name":"滨江镇","category":"XZZF","area":"360681101000"}}]}`
	const roads = `<osm version="0.6"><node id="1" lat="28.1" lon="117.1"/><node id="2" lat="28.2" lon="117.2"/>` +
		`<way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="name" v="路"/></way></osm>`
	h.want(h.do("office", http.MethodPut, "/registers/x/attachments/areas/areas.geojson", areas), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPut, "/registers/x/attachments/roads/roads.osm", roads), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPost, "/registers/x/versions", map[string]string{}), http.StatusCreated, nil)
	h.follow("viewer", h.http.URL+"/ogc/x/collections/areas/items?level=township&bbox=117.9,28.5,117.95,28.6", &page)
	if len(page.Features) != 1 || page.Features[0].Geometry.Type != "Polygon" {
		t.Errorf("areas = %+v, want the polygon", page)
	}
	h.follow("viewer", h.http.URL+"/ogc/x/collections/roads/items?bbox=117.14,28.14,117.16,28.16", &page)
	if !slices.Equal(page.ids(), []string{"1"}) || page.Features[0].Geometry.Type != "LineString" {
		t.Errorf("roads = %+v", page)
	}
	h.want(h.do("viewer", http.MethodGet, "/ogc/x/collections/roads/items/1", nil), http.StatusOK, nil)
	for _, id := range []string{"0", "01", "2", "x"} {
		h.want(h.do("viewer", http.MethodGet, "/ogc/x/collections/roads/items/"+id, nil), http.StatusNotFound, nil)
	}
}

// A browser gets a page of every address, under a policy that runs nothing.
func TestOGCPages(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	for _, path := range []string{
		"", "/conformance", "/api", "/collections", "/collections/sites", "/collections/sites/items", "/collections/sites/items/MS1", "/collections/draws/items",
	} {
		for _, at := range []string{"/ogc", "/ogc/x"} {
			a := h.get(at+path, "X-Test-Who", "viewer", "Accept", "text/html,*/*")
			h.want(a, http.StatusOK, nil)
			if a.header.Get("Content-Type") != "text/html; charset=UTF-8" || !strings.Contains(a.header.Get("Content-Security-Policy"), "default-src 'none'") ||
				bytes.Contains(a.body, []byte("map.")) || !bytes.Contains(a.body, []byte("</html>")) {
				t.Errorf("%s%s = %v %s", at, path, a.header, a.body)
			}
			if json := h.get(at+path+"?f=json", "X-Test-Who", "viewer", "Accept", "text/html"); strings.HasPrefix(json.header.Get("Content-Type"), "text/html") {
				t.Errorf("%s%s?f=json is a page", at, path)
			}
		}
	}
}

// What was asked for lately stays, as far as there is room.
func TestLayersForget(t *testing.T) {
	l := newLayers()
	made := 0
	get := func(of string, n int) {
		if _, err := l.get(layerKey{of: of}, func() (feature.List, error) { made++; return make(roadList, n), nil }); err != nil {
			t.Fatal(err)
		}
	}
	get("a", maxLayerSites/2)
	get("b", maxLayerSites/4)
	get("a", 0)
	get("c", maxLayerSites/2)
	get("a", 0)
	if made != 3 || l.size > maxLayerSites {
		t.Errorf("made %d layers of %d features, want a kept", made, l.size)
	}
	get("huge", 2*maxLayerSites)
	get("huge", 0)
	if made != 4 || l.recent.Len() != 1 || l.size != 2*maxLayerSites {
		t.Errorf("made %d, keeps %d of %d features", made, l.recent.Len(), l.size)
	}
}

func TestCategoryIDs(t *testing.T) {
	got := categoryIDs([]string{"", "SC", "ab", "AB", "类"})
	for code, want := range map[string]string{"SC": "sites-sc", "ab": "sites-ab", "AB": "sites-AB", "类": "sites-类"} {
		if got[code] != want {
			t.Errorf("id of %q = %q, want %q", code, got[code], want)
		}
	}
	if _, has := got[""]; has {
		t.Error("sites without a category have a collection")
	}
}

// gunzipped is what a compressed body holds.
func gunzipped(t *testing.T, body []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
