package server

import (
	"bytes"
	"context"
	cryptorand "crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/store/sqlite"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// newFuzzed is a server with a register "county", a plan, a seal and a draw, whose
// clock stands and which answers who the header says.
func newFuzzed(f *testing.F) *Server {
	f.Helper()
	now := func() time.Time { return time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC) }
	folder := f.TempDir()
	db, err := sqlite.Open(folder, sqlite.Options{Now: now})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = db.Close() })
	key, err := transparency.NewKey("fuzz.example", cryptorand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	s, err := New(Config{
		Store: db, Folder: folder, Now: now, Random: cryptorand.Reader, Logger: slog.New(slog.DiscardHandler),
		Identify: whoFromHeader, Keys: Keys{Log: string(transparency.MarshalKey(key))},
		Web: middleware.Config{Now: time.Now}, Passwords: access.Cost{KiB: 64, Passes: 1, Lanes: 1},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(s.Close)
	for _, step := range []struct{ method, path, body string }{
		{"POST", "/users", `{"login":"office","name":"o","role":"office"}`},
		{"POST", "/registers", `{"id":"county","name":"county"}`},
		{"POST", "/registers/county/imports", threeSites},
		{"POST", "/registers/county/versions", `{}`},
		{"PUT", "/plans/plain", `{"name":"plain","steps":[{"id":"m","category":["SC"],"n":1,"reserve":1}]}`},
		{"POST", "/draws", `{"register":"county","plan":"plain"}`},
		{"POST", "/draws", `{"register":"county","plan":"plain","release":"2026-11-23T01:00:00Z"}`},
		{"POST", "/seals", `{"register":"county","plan":"plain","closes":"2026-11-23T01:00:00Z","opens":"2026-11-24T01:00:00Z"}`},
	} {
		r := httptest.NewRequest(step.method, base+step.path, strings.NewReader(step.body))
		r.Header.Set("X-Test-Who", "office")
		if !strings.HasSuffix(step.path, "/imports") {
			r.Header.Set("Content-Type", "application/json")
		}
		a := httptest.NewRecorder()
		if s.Handler().ServeHTTP(a, r); a.Code >= http.StatusMultipleChoices {
			f.Fatalf("%s %s = %d %s", step.method, step.path, a.Code, a.Body)
		}
	}
	return s
}

// address fills the parts of a route's path in.
func (rt route) address(parts []string) string {
	var b strings.Builder
	for segment := range strings.SplitSeq(rt.path, "/") {
		if segment == "" {
			continue
		}
		if strings.HasPrefix(segment, ":") {
			segment = "x"
			if len(parts) > 0 {
				segment, parts = url.PathEscape(parts[0]), parts[1:]
			}
		}
		b.WriteString("/" + segment)
	}
	return base + b.String()
}

// fuzzSeeds are requests that are answered well, most of them, by route.
var fuzzSeeds = map[string][3]string{ // parts of the path with LF between, query, body
	"GET /registers/:register/sites":                   {"county", "q=a&bbox=116,27,118,29&near=117,28&radius=100&limit=2&order=oldest&category=SC&tag=x&mine=false&area=36&datum=gcj02", ""},
	"GET /registers/:register/sites/:site":             {"county\nMS1", "version=1&datum=bd09&fields=name", ""},
	"PUT /registers/:register/sites/:site":             {"county\nX", "datum=wgs84", `{"name":"x","category":"SC","geometry":{"type":"Point","coordinates":[117,28]},"tags":["a"],"point":[117,28]}`},
	"POST /registers/:register/imports":                {"county", "mode=add&column=a:id&crs=gcj02&dry_run=true&columns=%7B%7D&filename=a.csv", "id,name,category\nX,x,SC\n"},
	"GET /registers/:register/diff":                    {"county", "from=1&to=draft&limit=5", ""},
	"GET /registers/:register/versions/:version":       {"county\ncurrent", "", ""},
	"PUT /registers/:register/current":                 {"county", "", `{"version":1}`},
	"PUT /registers/:register/attachments/:kind/:name": {"county\nareas\na.geojson", "", `{"type":"FeatureCollection","features":[]}`},
	"POST /registers/:register/contacts/erase":         {"county", "", `{"unit":"x"}`},
	"PUT /plans/:plan":                                 {"p", "format=json", `{"name":"p","steps":[{"id":"m","category":["SC"],"n":1}]}`},
	"GET /plans/:plan/check":                           {"plain", "register=county&version=1", ""},
	"GET /draws":                                       {"", "register=county&kind=practice&mine=true&after=9&order=newest", ""},
	"POST /draws":                                      {"", "", `{"register":"county","plan":"plain","seed":"七","practice":true,"title":"t","allow_incomplete":true}`},
	"GET /draws/:draw/picks":                           {"1", "format=geojson&datum=gcj02", ""},
	"GET /draws/:draw/sheets":                          {"1", "format=xlsx&unit=x&deadline=2026-11-30", ""},
	"POST /draws/:draw/reserves":                       {"1", "", `{"step":"m","site":"MS1","reason":"shut"}`},
	"POST /draws/:draw/withdraw":                       {"2", "", `{"reason":"x"}`},
	"PUT /draws/:draw/assignments":                     {"1", "", `{"user":2,"day":"2026-11-22","sites":["MS1"]}`},
	"POST /draws/:draw/routes":                         {"1", "", `{"teams":{"dates":["2026-11-25"],"hours":"06:00-18:00","start":{"at":[117.2,28.3]},"end":"start","teams":[{"name":"a","members":[{"name":"b"}]}]},"iterations":10,"roads":null,"profile":"foot","objective":"travel","seed":"s"}`},
	"GET /draws/:draw/routes/:routes":                  {"1\n1", "format=kml&team=a&service=geo", ""},
	"POST /draws/:draw/routes/:routes/replan":          {"1\n1", "", `{"team":"a","date":"2026-11-25","at":"07:00","from":[117.2,28.3]}`},
	"POST /draws/:draw/routes/:routes/swap":            {"1\n1", "", `{"site":"MS1","reason":"closed"}`},
	"POST /seals":                                      {"", "", `{"register":"county","plan":"plain","closes":"2026-11-23T01:00:00Z","opens":"2026-11-24T01:00:00Z","beacon":true}`},
	"POST /seals/:seal/texts":                          {strings.Repeat("0", 64), "", `{"text":"x","name":"y"}`},
	"GET /log/checkpoint":                              {"", "size=1", ""},
	"GET /log/leaves":                                  {"", "from=0&limit=3", ""},
	"GET /log/inclusion":                               {"", "leaf=0&size=1", ""},
	"GET /log/consistency":                             {"", "from=0&to=2", ""},
	"POST /users":                                      {"", "", `{"login":"a","name":"王","role":"unit","unit":"城管局","area":"360681"}`},
	"POST /users/import":                               {"", "", "login,name,role\na,b,viewer\n"},
	"PATCH /users/:user":                               {"1", "", `{"name":"x"}`},
	"POST /tokens":                                     {"", "", `{"name":"t","scopes":["read"],"expires":"2026-12-01T00:00:00Z"}`},
	"POST /session":                                    {"", "", `{"login":"office","password":"x"}`},
	"POST /verify":                                     {"", "", "PK\x03\x04"},
	"GET /audit":                                       {"", "limit=1&user=1", ""},
	"GET /jobs":                                        {"", "after=1", ""},
}

// FuzzRoutes sends anything to every route as every role: what comes back is an
// answer or a refusal with a reason, and never a fault of the program.
func FuzzRoutes(f *testing.F) {
	s := newFuzzed(f)
	routes := slices.DeleteFunc(s.routes(), func(rt route) bool { return rt.path == "/events" }) // it does not end
	for i, rt := range routes {
		seed, known := fuzzSeeds[rt.method+" "+rt.path]
		if !known {
			seed = [3]string{"county\n1", "lang=en", "{}"}
		}
		f.Add(uint8(i), uint8(4), seed[0], seed[1], []byte(seed[2]), "k", true)
		f.Add(uint8(i), uint8(4), seed[0], seed[1], []byte(seed[2]), "", false)
	}
	roles := []string{"", "viewer", "inspector", "unit:城管局", "office"}
	f.Fuzz(func(t *testing.T, number, role uint8, parts, query string, body []byte, key string, isJSON bool) {
		rt := routes[int(number)%len(routes)]
		r, err := http.NewRequestWithContext(context.Background(), rt.method, "http://x/", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		address := rt.address(strings.Split(parts, "\n"))
		if r.URL, err = url.Parse("http://x" + address); err != nil {
			t.Fatal(err)
		}
		r.URL.RawQuery, r.RequestURI, r.RemoteAddr = query, address+"?"+query, "127.0.0.1:1"
		r.Header.Set("X-Test-Who", roles[int(role)%len(roles)])
		if isJSON {
			r.Header.Set("Content-Type", "application/json")
		}
		if key != "" {
			r.Header["Idempotency-Key"] = []string{key}
			r.Header["If-Match"], r.Header["If-None-Match"], r.Header["Accept"] = []string{key}, []string{key}, []string{key}
		}
		a := httptest.NewRecorder()
		s.Handler().ServeHTTP(a, r)
		checkRefusal(t, r, a)
	})
}

// checkRefusal fails where an answer is a fault, or a refusal without a reason.
func checkRefusal(t *testing.T, r *http.Request, a *httptest.ResponseRecorder) {
	t.Helper()
	if a.Code < http.StatusBadRequest {
		return
	}
	var p struct {
		Code   string `json:"code"`
		Detail string `json:"detail"`
	}
	err := json.Unmarshal(a.Body.Bytes(), &p)
	if a.Code == http.StatusInternalServerError || err != nil || p.Code == "" || p.Detail == "" || p.Detail == p.Code {
		t.Errorf("%s %s = %d %s", r.Method, r.URL, a.Code, a.Body)
	}
}

// FuzzBodies decodes anything as each body of the API: it is refused with a code
// that has a sentence, or what it says can be used.
func FuzzBodies(f *testing.F) {
	for _, seed := range fuzzSeeds {
		f.Add([]byte(seed[2]))
	}
	f.Add([]byte(`{"type":"Polygon","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},"datum":"bd09"}`))
	texts, categories := text.For(text.ZH), geo.ShippedCategories()
	now := time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)
	office := access.Who{UserID: 1, Role: access.Office, Session: true}
	f.Fuzz(func(t *testing.T, body []byte) {
		check := func(err error) {
			if err == nil {
				return
			}
			if status, e := statusOf(err); status >= http.StatusInternalServerError || texts.Explain(err) == string(e.Code) {
				t.Errorf("%q: %v has status %d", body, err, status)
			}
		}
		var site siteBody
		if err := decodeBytes(body, &site); err != nil {
			check(err)
		} else if made, err := site.site("x", geo.WGS84, categories); err != nil {
			check(err)
		} else if line := sampler.AppendSite(nil, made); !json.Valid(line) {
			t.Errorf("site of %q = %s", body, line)
		}
		var draw drawOrder
		if err := decodeBytes(body, &draw); err != nil {
			check(err)
		} else {
			release, conclude, err := draw.times(now)
			check(err)
			if err == nil && (release.Before(now) || !conclude.IsZero() && conclude.Before(release)) {
				t.Errorf("times(%q) = %v, %v", body, release, conclude)
			}
			_, err = draw.kind(office)
			check(err)
		}
		var seal sealOrder
		check(decodeBytes(body, &seal))
		var user userOrder
		if err := decodeBytes(body, &user); err != nil {
			check(err)
		} else {
			_, err := user.user(store.Act{By: 1, At: now})
			check(err)
		}
		var token tokenOrder
		if err := decodeBytes(body, &token); err != nil {
			check(err)
		} else {
			_, err := token.token(office, now)
			check(err)
		}
		var opening openingOrder
		if err := decodeBytes(body, &opening); err == nil {
			check(opening.check())
		}
		var said textOrder
		if err := decodeBytes(body, &said); err == nil {
			check(said.check())
		}
	})
}

// decodeBytes is what decode does with a body that has been read.
func decodeBytes(body []byte, v any) error {
	r, err := http.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
	if err != nil {
		return err
	}
	return (&request{Context: echoOf(r)}).decode(v)
}

// FuzzWords reads anything as the small words of addresses and headers.
func FuzzWords(f *testing.F) {
	for _, value := range []string{"", "360681", "360681101201", "zh-CN,en;q=0.5", "en", "a,b,,c", strings.Repeat("0f", 32), `W/"x"`, "true", "1"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		r, err := http.NewRequest(http.MethodGet, "/?lang="+url.QueryEscape(value)+"&list="+url.QueryEscape(value)+"&flag="+url.QueryEscape(value), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header["Accept-Language"] = []string{value}
		if lang := langOf(r); !slices.Contains(text.Langs(), lang) {
			t.Errorf("langOf(%q) = %v", value, lang)
		}
		q := &request{Context: echoOf(r), texts: text.For(text.EN)}
		for _, one := range q.listQuery("list") {
			if one == "" || strings.ContainsRune(one, ',') || strings.TrimSpace(one) != one {
				t.Errorf("listQuery(%q) has %q", value, one)
			}
		}
		if flag, err := q.flagQuery("flag"); err == nil && flag != (value == "true" || value == "1") {
			t.Errorf("flagQuery(%q) = %t", value, flag)
		}
		if code, err := areaQuery(value); err == nil && (len(code) > 12 || !strings.HasPrefix(value, code)) {
			t.Errorf("areaQuery(%q) = %q", value, code)
		}
		if d, err := readDigest("digest", value); err == nil && d.String() != value {
			t.Errorf("readDigest(%q) = %s", value, d)
		}
	})
}

// echoOf is echo's context of a request.
func echoOf(r *http.Request) echo.Context { return echo.New().NewContext(r, httptest.NewRecorder()) }
