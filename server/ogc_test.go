package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/feature"
	"sitedraw/server/store"
)

// collectionOf is a page of features as a client reads it.
type collectionOf struct {
	Type           string
	NumberMatched  *int
	NumberReturned *int
	TimeStamp      string
	Links          []mapLink
	Features       []struct {
		ID       string
		Geometry *struct {
			Type        string
			Coordinates json.RawMessage
		}
		Properties map[string]any
	}
}

func (c *collectionOf) ids() (ids []string) {
	for _, f := range c.Features {
		ids = append(ids, f.ID)
	}
	return ids
}

// link is the address of the first link of a relation.
func link(links []mapLink, rel string) string {
	for _, l := range links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

// follow gets an address that an answer gave, and decodes what is there.
func (h *house) follow(who, address string, v any) answer {
	h.t.Helper()
	path, below := strings.CutPrefix(address, h.http.URL)
	if !below {
		h.t.Fatalf("%q does not begin with the address of the server", address)
	}
	a := h.do(who, http.MethodGet, path, nil)
	h.want(a, http.StatusOK, v)
	return a
}

// scattered makes a register of sites all over the Earth, of two categories, some of
// them nowhere and some lines and surfaces.
func (h *house) scattered(id string, n int) *sampler.Frame {
	h.t.Helper()
	sites := make([]geo.Site, n)
	for i := range sites {
		s := &sites[i]
		s.ID, s.Name, s.Category, s.Unit = fmt.Sprintf("site-%04d", i), fmt.Sprintf("点%d", i), []string{"SC", "GGCS"}[i%2], drawUnits[i%3%2]
		at := geo.Point{Lon: geo.E7(i*37%360-180) * 1e7, Lat: geo.E7(i*53%181-90) * 1e7}
		switch i % 10 {
		case 3:
		case 5:
			s.Geometry = geo.Line{at, {Lon: at.Lon, Lat: at.Lat/2 + 1}}
		default:
			s.Geometry = at
		}
		if i%4 == 0 {
			s.Tags = []string{"type:x"}
		}
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		h.t.Fatal(err)
	}
	h.county(id, f)
	return f
}

func TestOGCLandingLinksServiceDesc(t *testing.T) {
	h := newHouse(t)
	h.wantProblem("without a register", h.do("", http.MethodGet, "/ogc", nil), http.StatusNotFound, store.ErrNotFound)
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"id": "a", "name": "没有点位"}), http.StatusCreated, nil)
	h.filled("县/1", threeSites)
	for _, path := range []string{"/ogc", "/ogc/" + url.PathEscape("县/1")} {
		var landing mapLanding
		h.want(h.do("", http.MethodGet, path, nil), http.StatusOK, &landing)
		described := false
		for _, l := range landing.Links {
			if l.Rel == "service-desc" {
				described = true
				if l.Type != "application/vnd.oai.openapi+json;version=3.0" {
					t.Errorf("service-desc has the type %q", l.Type)
				}
				if a := h.follow("", l.Href, nil); a.header.Get("Content-Type") != l.Type {
					t.Errorf("%s has the type %q, want %q", l.Href, a.header.Get("Content-Type"), l.Type)
				}
			}
		}
		if landing.Title != "县/1" || !described {
			t.Errorf("%s = %+v, want the register that has a version and its service-desc", path, landing)
		}
		for _, rel := range []string{"self", "alternate", "service-doc", "conformance", "data"} {
			if link(landing.Links, rel) == "" {
				t.Errorf("%s has no link %q: %+v", path, rel, landing.Links)
				continue
			}
			h.follow("", link(landing.Links, rel), nil)
		}
		related := 0
		for _, l := range landing.Links {
			if l.Rel == "related" { // tiles and their style
				related++
				h.follow("office", l.Href, nil)
			}
		}
		if related != 2 {
			t.Errorf("%s links %d related answers, want the tiles and the style: %+v", path, related, landing.Links)
		}
	}
	var classes struct{ ConformsTo []string }
	h.want(h.do("", http.MethodGet, "/ogc/conformance", nil), http.StatusOK, &classes)
	if !slices.Equal(classes.ConformsTo, conformance) {
		t.Errorf("conformsTo = %v", classes.ConformsTo)
	}
	h.wantProblem("no such register", h.do("", http.MethodGet, "/ogc/none/conformance", nil), http.StatusNotFound, store.ErrNotFound)
}

// parameterOf is a parameter of an operation of a document.
func parameterOf(t *testing.T, doc *openapi3.T, path, name string) *openapi3.Parameter {
	t.Helper()
	item := doc.Paths.Value(path)
	if item == nil {
		t.Fatalf("the document has no %s: %v", path, slices.Sorted(maps.Keys(doc.Paths.Map())))
	}
	p := item.Get.Parameters.GetByInAndName("query", name)
	if p == nil {
		t.Fatalf("%s has no %s", path, name)
	}
	return p
}

// itemDocuments are the operations that get features, by path: in the document of
// the whole API and in that of a register.
func itemDocuments(t *testing.T) map[string]*openapi3.T {
	t.Helper()
	h := newHouse(t)
	h.filled("x", threeSites)
	own := loadDocument(t, h.do("viewer", http.MethodGet, "/ogc/x/api", nil).body)
	if err := own.Validate(t.Context()); err != nil {
		t.Errorf("/ogc/x/api: %v", err)
	}
	return map[string]*openapi3.T{
		"/ogc/{register}/collections/{collection}/items": loadDocument(t, documents(t)["/openapi.json"]),
		"/collections/sites/items":                       own, "/collections/sites-sc/items": own, "/collections/areas/items": own,
		"/collections/roads/items": own, "/collections/draws/items": own,
	}
}

func TestOGCLimitHasMinimumDefaultAndStyleForm(t *testing.T) {
	for path, doc := range itemDocuments(t) {
		p := parameterOf(t, doc, path, "limit")
		s := p.Schema.Value
		if p.Style != "form" || *p.Explode || !s.Type.Is("integer") || s.Min == nil || *s.Min != 1 || *s.Max != maxFeatures || s.Default != float64(defaultFeatures) {
			t.Errorf("%s: limit = %+v of %+v", path, p, s)
		}
	}
	h := newHouse(t)
	h.scattered("x", 1200)
	for _, c := range []struct {
		query string
		want  int
	}{{"", defaultFeatures}, {"?limit=1", 1}, {"?limit=10000", 1200}, {"?limit=10001", 1200}, {"?limit=99999999999999999999", 1200}} {
		var page collectionOf
		h.want(h.do("viewer", http.MethodGet, "/ogc/x/collections/sites/items"+c.query, nil), http.StatusOK, &page)
		if len(page.Features) != c.want {
			t.Errorf("%q answers %d features, want %d", c.query, len(page.Features), c.want)
		}
	}
}

func TestOGCBoxIsAnArrayOfFourToSixWithoutExplode(t *testing.T) {
	for path, doc := range itemDocuments(t) {
		p := parameterOf(t, doc, path, "bbox")
		s := p.Schema.Value
		if p.Style != "form" || p.Explode == nil || *p.Explode || !s.Type.Is("array") || s.MinItems != 4 || *s.MaxItems != 6 || !s.Items.Value.Type.Is("number") {
			t.Errorf("%s: bbox = %+v of %+v", path, p, s)
		}
	}
	h := newHouse(t)
	h.filled("x", threeSites)
	for _, box := range []string{"117.205,28.295,117.215,28.305", "117.205,28.295,-10,117.215,28.305,10"} {
		var page collectionOf
		h.want(h.do("viewer", http.MethodGet, "/ogc/x/collections/sites/items?bbox="+box, nil), http.StatusOK, &page)
		if !slices.Equal(page.ids(), []string{"MS1"}) {
			t.Errorf("bbox %s = %v, want MS1", box, page.ids())
		}
	}
}

func TestOGCUnknownOrInvalidParametersAnswer400(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	const items = "/ogc/x/collections/sites/items?"
	for _, query := range []string{
		"unknown=1", "Limit=1", "limit=0", "limit=-1", "limit=x", "limit=1.5", "limit=1&limit=2", "bbox=", "bbox=1,2,3", "bbox=1,2,3,NaN",
		"bbox=1,2,3,Inf", "bbox=1,4,3,2", "bbox=1,2,3,4,5", "bbox=1,2,3,4&bbox=1,2,3,4", "bbox=1,2,3,4&bbox-crs=EPSG:4326", "crs=x", "crs=",
		"datetime=x", "datetime=", "datetime=2026-02-01/2026-01-01", "version=0", "version=draft", "version=x", "datum=nad27", "f=xml", "f=json&f=html",
		"offset=-1", "offset=x", "offset=", "offset=99999999999", "offset=1&cursor=1-0", "cursor=x", "cursor=1", "cursor=-1-1", "cursor=2-0&version=1", "level=township", "lang=fr", "%zz=1", "limit=%zz", "category=SC&category=GGCS",
	} {
		a := h.do("viewer", http.MethodGet, items+query, nil)
		if a.status != http.StatusBadRequest || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s = %d %s, want 400 and a problem", query, a.status, a.body)
		}
	}
	for _, path := range []string{"", "/conformance", "/api", "/collections", "/collections/sites", "/collections/draws/items", "/collections/sites/items/MS1"} {
		h.wantProblem(path, h.do("viewer", http.MethodGet, "/ogc/x"+path+"?unknown=1", nil), http.StatusBadRequest, ErrQuery)
		h.wantProblem(path, h.do("viewer", http.MethodGet, "/ogc/x"+path+"?f=json&f=json", nil), http.StatusBadRequest, ErrTwice)
	}
	for _, path := range []string{"/collections/none", "/collections/none/items", "/collections/sites/items/none", "/collections/sites-sc/items/town"} {
		h.wantProblem(path, h.do("viewer", http.MethodGet, "/ogc/x"+path, nil), http.StatusNotFound, store.ErrNotFound)
	}
	h.wantProblem("a version that is not", h.do("viewer", http.MethodGet, items+"cursor=9-0", nil), http.StatusNotFound, store.ErrNotFound)
}

func TestOGCNumberMatchedIsExact(t *testing.T) {
	h := newHouse(t)
	sites := h.scattered("x", 1000).Sites()
	for _, c := range []struct {
		at    string
		keeps func(*geo.Site) bool
	}{
		{"sites/items?", func(*geo.Site) bool { return true }},
		{"sites-sc/items?", func(s *geo.Site) bool { return s.Category == "SC" }},
		{"sites/items?category=GGCS", func(s *geo.Site) bool { return s.Category == "GGCS" }},
		{"sites/items?tag=type:x&unit=" + drawUnits[0], func(s *geo.Site) bool { return s.Has("type:x") && s.Unit == drawUnits[0] }},
		{"sites-ggcs/items?bbox=0,0,90,45", func(s *geo.Site) bool {
			return s.Category == "GGCS" && geo.Meets(s.Geometry, geo.Box{Max: geo.Point{Lon: 900_000_000, Lat: 450_000_000}})
		}},
		{"sites/items?bbox=-180,-90,180,90", func(s *geo.Site) bool { return s.Geometry != nil }},
		{"sites/items?area=360681101000", func(*geo.Site) bool { return false }},
	} {
		want := []string{}
		for i := range sites {
			if c.keeps(&sites[i]) {
				want = append(want, sites[i].ID)
			}
		}
		got, at := []string{}, h.http.URL+"/ogc/x/collections/"+c.at+"&limit=73"
		for at != "" {
			var page collectionOf
			h.follow("viewer", at, &page)
			if page.NumberMatched == nil || *page.NumberMatched != len(want) || *page.NumberReturned != len(page.Features) {
				t.Fatalf("%s: numberMatched, numberReturned = %v, %v, want %d, %d", at, page.NumberMatched, page.NumberReturned, len(want), len(page.Features))
			}
			got, at = append(got, page.ids()...), link(page.Links, "next")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: the pages have %d features, want %d", c.at, len(got), len(want))
		}
	}
}

func TestOGCSelfAlternateNextAndCollectionLinksAreComplete(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	first := h.http.URL + "/ogc/x/collections/sites/items?limit=2&datum=gcj02&version=1&lang=en"
	var page, self, next collectionOf
	body := h.follow("viewer", first, &page).body
	if again := h.follow("viewer", link(page.Links, "self"), &self); string(again.body) != string(body) {
		t.Errorf("self answers\n%s, want\n%s", again.body, body)
	}
	if a := h.follow("viewer", link(page.Links, "alternate"), nil); !strings.HasPrefix(a.header.Get("Content-Type"), htmlMedia) || !strings.Contains(string(a.body), "MS1") {
		t.Errorf("alternate = %s %s", a.header.Get("Content-Type"), a.body)
	}
	var collection collectionAnswer
	if h.follow("viewer", link(page.Links, "collection"), &collection); collection.ID != "sites" {
		t.Errorf("collection = %+v", collection)
	}
	if h.follow("viewer", link(page.Links, "next"), &next); !slices.Equal(append(page.ids(), next.ids()...), []string{"MS1", "MS2", "town"}) {
		t.Errorf("pages = %v, %v", page.ids(), next.ids())
	}
	if link(next.Links, "next") != "" {
		t.Errorf("the last page has a next: %v", next.Links)
	}
	var counted collectionOf
	if h.follow("viewer", first+"&offset=2", &counted); !slices.Equal(counted.ids(), []string{"town"}) || *counted.NumberMatched != 3 {
		t.Errorf("after an offset of 2 = %v of %d", counted.ids(), *counted.NumberMatched)
	}
	if h.follow("viewer", h.http.URL+"/ogc/x/collections/sites/items?limit=1&offset=1", &counted); strings.Contains(link(counted.Links, "next"), "offset") {
		t.Errorf("next of an offset = %v", counted.Links)
	}
	for _, l := range slices.Concat(page.Links, next.Links, collection.Links) {
		if l.Type == "" || l.Title == "" || !strings.Contains(l.Href, "datum=gcj02") || !strings.Contains(l.Href, "version=1") || !strings.Contains(l.Href, "lang=en") {
			t.Errorf("link %+v loses something", l)
		}
	}
	var item struct{ Links []mapLink }
	h.want(h.do("viewer", http.MethodGet, "/ogc/x/collections/sites/items/MS1?crs="+url.QueryEscape(feature.EPSG3857.String()), nil), http.StatusOK, &item)
	for _, rel := range []string{"self", "alternate", "collection"} {
		h.follow("viewer", link(item.Links, rel), nil)
	}
	if page.TimeStamp != "2026-11-22T01:00:00Z" {
		t.Errorf("timeStamp = %q, want the version's", page.TimeStamp)
	}
}

func TestOGCCollectionsAndCollectionAgree(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	ids := map[string][]string{"viewer": {"sites", "sites-sc", "sites-xzzf", "areas", "roads", "draws"}, "": {"draws"}}
	for who, want := range ids {
		var all collectionsAnswer
		h.want(h.do(who, http.MethodGet, "/ogc/x/collections?lang=en", nil), http.StatusOK, &all)
		var got []string
		for _, listed := range all.Collections {
			got = append(got, listed.ID)
			var one collectionAnswer
			h.follow(who, link(listed.Links, "self"), &one)
			a, _ := json.Marshal(listed) //nolint:errchkjson // it was decoded
			b, _ := json.Marshal(one)    //nolint:errchkjson // it was decoded
			if string(a) != string(b) {
				t.Errorf("%s is\n%s among all, and by itself\n%s", listed.ID, a, b)
			}
			if listed.ItemType != "feature" || !slices.Equal(listed.CRS, feature.Systems()) || listed.StorageCRS != feature.Systems()[0] {
				t.Errorf("collection = %+v", listed)
			}
			h.follow(who, link(listed.Links, "items"), &collectionOf{})
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q sees the collections %v, want %v", who, got, want)
		}
	}
	var sites collectionAnswer
	h.want(h.do("viewer", http.MethodGet, "/ogc/x/collections/sites-sc", nil), http.StatusOK, &sites)
	if sites.Extent == nil || sites.Extent.Spatial.BBox[0] != [4]float64{117.21, 28.3, 117.22, 28.31} {
		t.Errorf("extent = %+v", sites.Extent)
	}
	for _, id := range ids["viewer"][:5] {
		h.wantProblem(id, h.do("", http.MethodGet, "/ogc/x/collections/"+id+"/items", nil), http.StatusUnauthorized, access.ErrSignIn)
	}
}

func TestOGCBoxesAcross180AndAtThePoles(t *testing.T) {
	h := newHouse(t)
	frame, err := sampler.NewFrame([]geo.Site{
		{ID: "east", Category: "SC", Geometry: geo.Point{Lon: -1_799_000_000}}, {ID: "greenwich", Category: "SC", Geometry: geo.Point{}},
		{ID: "north", Category: "SC", Geometry: geo.Point{Lon: 5, Lat: geo.MaxLat}}, {ID: "south", Category: "SC", Geometry: geo.Point{Lat: -geo.MaxLat}},
		{ID: "west", Category: "SC", Geometry: geo.Point{Lon: geo.MaxLon}},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.county("x", frame)
	for _, c := range []struct{ query, want string }{
		{"bbox=179,-1,-179,1", "east west"},
		{"bbox=-1,179,1,-179&bbox-crs=" + feature.EPSG4326.String(), "east west"},
		{"bbox=-1,179,1,-179&bbox-crs=" + feature.EPSG4490.String(), "east west"},
		{"bbox=20000000,-1,-20000000,1&bbox-crs=" + feature.EPSG3857.String(), "east west"},
		{"bbox=-180,89,180,90", "north"},
		{"bbox=-180,-90,180,-89.5", "south"},
		{"bbox=-180,-90,180,90", "east greenwich north south west"},
		{"bbox=0,0,0,0", "greenwich"},
		{"bbox=1,1,2,2", ""},
	} {
		var page collectionOf
		h.want(h.do("viewer", http.MethodGet, "/ogc/x/collections/sites/items?"+c.query, nil), http.StatusOK, &page)
		if got := strings.Join(page.ids(), " "); got != c.want {
			t.Errorf("%s = %q, want %q", c.query, got, c.want)
		}
	}
}
