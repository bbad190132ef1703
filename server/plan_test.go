package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// put sends a plan as the office with headers by pairs.
func (h *house) put(path, body string, headers ...string) answer {
	h.t.Helper()
	r, err := http.NewRequest(http.MethodPut, h.http.URL+base+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("X-Test-Who", "office")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return h.send(r)
}

// A plan comes back the same from every form in which it is given out.
func TestPlanGoesRoundInEveryForm(t *testing.T) {
	h := newDrawHouse(t)
	var kept planView
	for _, format := range []string{"json", "yaml", "csv", "xlsx"} {
		a := h.do("", http.MethodGet, "/plans/reserves?format="+format, nil)
		h.want(a, http.StatusOK, nil)
		if format != "json" && !strings.Contains(a.header.Get("Content-Disposition"), "reserves."+format) {
			t.Errorf("%s is called %q", format, a.header.Get("Content-Disposition"))
		}
		kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
		h.want(h.put("/plans/reserves", string(a.body), "Content-Type", kind), http.StatusOK, &kept)
		h.want(h.put("/plans/reserves?format="+format, string(a.body), "Content-Type", "application/octet-stream"), http.StatusOK, &kept)
	}
	var states list[planView]
	h.want(h.do("viewer", http.MethodGet, "/plans/reserves/history", nil), http.StatusOK, &states)
	if len(states.Items) != 1 || states.Items[0] != (planView{
		Name: "reserves", Title: "有备选的方案", Digest: kept.Digest, Steps: 3, Source: planOffice, Made: stamp(h.now()),
	}) {
		t.Errorf("history = %+v, want one state: nothing has changed", states)
	}
	for _, name := range sampler.ShippedPlans() {
		a := h.do("", http.MethodGet, "/plans/"+name+"?format=yaml", nil)
		h.want(a, http.StatusOK, nil)
		if source, err := sampler.ShippedPlanSource(name); err != nil || string(source) != string(a.body) {
			t.Errorf("shipped plan %s is not given out as it was written", name)
		}
	}
}

func TestPlanStatesStay(t *testing.T) {
	h := newDrawHouse(t)
	get := func() (planDigest string) {
		a := h.do("", http.MethodGet, "/plans/plain", nil)
		h.want(a, http.StatusOK, nil)
		return strings.Trim(a.header.Get("ETag"), `"`)
	}
	first := get()
	changed := strings.Replace(planPlain, `"n":3`, `"n":2`, 1)
	var second planView
	h.want(h.put("/plans/plain", changed, "If-Match", `"`+first+`"`), http.StatusOK, &second)
	h.want(h.put("/plans/plain", planPlain, "If-Match", `"`+first+`"`), http.StatusPreconditionFailed, nil)
	h.want(h.put("/plans/plain", planPlain, "If-None-Match", "*"), http.StatusPreconditionFailed, nil)
	h.want(h.put("/plans/new", strings.Replace(planPlain, "plain", "new", 1), "If-Match", "*"), http.StatusPreconditionFailed, nil)
	h.want(h.put("/plans/new", strings.Replace(planPlain, `"name":"plain",`, "", 1), "If-None-Match", "*"), http.StatusCreated, nil)
	if got := get(); got != second.Digest || got == first {
		t.Errorf("the newest state = %s, want %s", got, second.Digest)
	}
	old := h.do("", http.MethodGet, "/plans/plain?digest="+first, nil)
	if h.want(old, http.StatusOK, nil); !strings.Contains(string(old.body), `"n":3`) {
		t.Errorf("the first state = %s", old.body)
	}
	h.want(h.do("", http.MethodGet, "/plans/plain?digest="+strings.Repeat("0", 64), nil), http.StatusNotFound, nil)
	var all list[planView]
	h.want(h.do("", http.MethodGet, "/plans?limit=1000", nil), http.StatusOK, &all)
	var names []string
	for next := "/plans?limit=2"; next != ""; {
		var l list[planView]
		h.want(h.do("", http.MethodGet, next, nil), http.StatusOK, &l)
		for _, p := range l.Items {
			names = append(names, p.Name)
		}
		next = strings.TrimPrefix(l.Next, base)
	}
	if len(names) != len(all.Items) || len(names) != len(sampler.ShippedPlans())+3 {
		t.Errorf("pages hold %q, want %d", names, len(all.Items))
	}
	for i := range names {
		if i > 0 && names[i-1] >= names[i] {
			t.Errorf("names = %q, want them in order", names)
		}
	}
}

func TestPlanRefuses(t *testing.T) {
	h := newDrawHouse(t)
	shipped := sampler.ShippedPlans()[0]
	for _, c := range []struct {
		name, path, body string
		status           int
		code             geo.Code
	}{
		{"shipped", "/plans/" + shipped, `{"steps":[{"id":"a","category":["SC"],"n":1}]}`, 409, ErrPlanShipped},
		{"another name", "/plans/mine", planPlain, 422, ErrPlanName},
		{"no steps", "/plans/mine", `{}`, 422, sampler.ErrMemberMissing},
		{"not YAML", "/plans/mine", "a: [", 422, sampler.ErrPlanYAML},
		{"a table without headings", "/plans/mine?format=csv", "a,b\nc,d\n", 422, sampler.ErrTableHeading},
		{"format", "/plans/mine?format=toml", "", 422, ErrParameter},
	} {
		a := h.put(c.path, c.body)
		if a.status != c.status || !strings.Contains(string(a.body), `"`+string(c.code)+`"`) {
			t.Errorf("%s = %d %s, want %d %s", c.name, a.status, a.body, c.status, c.code)
		}
	}
	h.want(h.do("unit:城管局", http.MethodPut, "/plans/mine", planPlain), http.StatusForbidden, nil)
	h.want(h.do("", http.MethodGet, "/plans/none", nil), http.StatusNotFound, nil)
}

func TestPlanIsChecked(t *testing.T) {
	h := newDrawHouse(t)
	more := `{"name":"more","steps":[{"id":"all","category":["SC"],"n":30},{"id":"none","category":["XX"],"n":1},
		{"id":"sized","category":["GGCS"],"n":2,"method":"systematic","by_size":true}]}`
	h.want(h.put("/plans/more", more), http.StatusCreated, nil)
	var got forecastView
	h.want(h.do("viewer", http.MethodGet, "/plans/more/check?register=county", nil), http.StatusOK, &got)
	if !got.Refused || got.Version != 1 || len(got.Steps) != 3 || got.Steps[0].Candidates.Max != 24 ||
		got.Steps[0].Short.Min != 6 || got.Steps[2].Unsized != 24 {
		t.Errorf("check = %+v", got)
	}
	if len(got.Unknown) != 1 || got.Unknown[0].Category != "XX" {
		t.Errorf("unknown categories = %+v, want XX", got.Unknown)
	}
	total := 0
	for _, g := range got.Never.Groups {
		if total += g.Count; len(g.Sites) > maxNeverSites || g.Detail == "" {
			t.Errorf("group %+v", g)
		}
	}
	if total != got.Never.Count || total == 0 {
		t.Errorf("never = %+v, of %d", got.Never, total)
	}
	h.want(h.do("", http.MethodGet, "/plans/more/check?register=county", nil), http.StatusUnauthorized, nil)
	h.want(h.do("viewer", http.MethodGet, "/plans/more/check", nil), http.StatusUnprocessableEntity, nil)
	h.want(h.do("viewer", http.MethodGet, "/plans/more/check?register=county&version=7", nil), http.StatusNotFound, nil)
}

// FuzzPlanBody sends anything as a plan: it is refused, or comes back the same.
func FuzzPlanBody(f *testing.F) {
	for _, format := range []string{"", "json", "yaml", "csv", "xlsx"} {
		f.Add(format, []byte(planReserves))
		f.Add(format, []byte("name: x\nsteps:\n  - {id: a, category: [SC], n: all}\n"))
		f.Add(format, []byte("id,category,n\na,SC,3\n"))
		f.Add(format, []byte("PK\x03\x04"))
	}
	e := echo.New()
	f.Fuzz(func(t *testing.T, format string, body []byte) {
		req := httptest.NewRequest(http.MethodPut, "/", strings.NewReader(string(body)))
		r := &request{Context: e.NewContext(req, httptest.NewRecorder()), texts: text.For(text.EN)}
		r.QueryParams().Set("format", format)
		plan, err := r.decodePlan()
		if err != nil {
			if status, _ := statusOf(err); status >= http.StatusInternalServerError {
				t.Errorf("decodePlan(%s, %q) = %v, status %d", format, body, err, status)
			}
			return
		}
		canonical := sampler.AppendPlan(nil, &plan)
		again, err := sampler.ParsePlan(string(canonical))
		if err != nil || string(sampler.AppendPlan(nil, &again)) != string(canonical) {
			t.Errorf("ParsePlan(%s) = %v, want the same plan", canonical, err)
		}
	})
}

// FuzzDrawQuery reads anything as the parameters of draws, seals and the log.
func FuzzDrawQuery(f *testing.F) {
	for _, value := range []string{"", "1", "-1", "x", "9223372036854775808", "2026-11-22T09:00:00Z", "gcj02", "newest"} {
		f.Add(value)
	}
	e := echo.New()
	f.Fuzz(func(t *testing.T, value string) {
		r := &request{Context: e.NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()), texts: text.For(text.ZH)}
		for _, name := range []string{"size", "from", "after", "limit", "order", "format", "datum", "deadline", "kind", "mine", "leaf"} {
			r.QueryParams().Set(name, value)
		}
		_, errs := r.drawFilter()
		_, err := r.numberPage()
		size, sizeErr := r.sizeQuery("size", 7)
		if sizeErr == nil && (size < 0 || size > 7) {
			t.Errorf("sizeQuery(%q) = %d", value, size)
		}
		index, indexErr := leafIndex("from", value)
		if indexErr == nil && index < 0 {
			t.Errorf("leafIndex(%q) = %d", value, index)
		}
		_, formatErr := r.format("json", "csv")
		_, datumErr := r.datum()
		_, timeErr := r.timeQuery("deadline")
		_, digestErr := readDigest("seal", value)
		for _, err := range []error{errs, err, sizeErr, indexErr, formatErr, datumErr, timeErr, digestErr} {
			if err == nil {
				continue
			}
			if status, e := statusOf(err); status >= http.StatusInternalServerError || r.texts.Explain(err) == string(e.Code) {
				t.Errorf("%q: %v has status %d", value, err, status)
			}
		}
	})
}
