package server

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
	"sitedraw/server/access"
	"sitedraw/server/report"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// planApart has chances that only draws tell, and planMap takes sites off a map.
const (
	planApart = `{"name":"apart","steps":[{"id":"markets","category":["SC"],"n":4,"apart":3000}]}`
	planMap   = `{"name":"map","steps":[{"id":"toilets","category":["GGCS"],"n":1,"method":"map"}]}`
)

// newFigureHouse is a house of draws with these plans too.
func newFigureHouse(t *testing.T) *house {
	t.Helper()
	h := newDrawHouse(t)
	for name, plan := range map[string]string{"apart": planApart, "map": planMap} {
		h.want(h.do("office", http.MethodPut, "/plans/"+name, plan), http.StatusCreated, nil)
	}
	return h
}

// figuresPath is where the figures of a version are.
func figuresPath(register, figures string) string {
	return "/registers/" + register + "/versions/1/" + figures
}

// exposeOrder needs few draws.
func exposeOrder(more object) object {
	order := object{"plan": "apart", "half_width": 0.1}
	maps.Copy(order, more)
	return order
}

func (h *house) exposureOf(who, register string, order object) (a answer, e report.ExposureFile) {
	h.t.Helper()
	a = h.do(who, http.MethodPost, figuresPath(register, "exposure")+"?lang=en", order)
	h.want(a, http.StatusOK, &e)
	return a, e
}

// The API answers the bytes of the verb: those of the report of the same frame, plan
// and options. Asked again, it does not draw again.
func TestExposureIsThatOfTheReport(t *testing.T) {
	h := newFigureHouse(t)
	whole := exposureOrder{Plan: "apart"}
	if err := whole.check(); err != nil || whole.HalfWidth != report.DefaultHalfWidth || whole.groups != report.DefaultGroupHalfWidth {
		t.Errorf("what nobody says otherwise = %+v, %v", whole, err)
	}
	first, e := h.exposureOf("viewer", "county", exposeOrder(object{"rounds": 3}))
	frame := drawFrame(t, t.Name())
	plan, err := sampler.ParsePlan(planApart)
	if err != nil {
		t.Fatal(err)
	}
	o := exposure.Options{Seed: report.DefaultReplaySeed, HalfWidth: 0.1, Shares: exposure.MapShares}
	made := report.Exposure{Seed: o.Seed, HalfWidth: o.HalfWidth, Rounds: 3, Texts: text.For(text.EN)}
	if made.Report, err = exposure.Of(t.Context(), frame, plan, o); err != nil {
		t.Fatal(err)
	}
	made.Stages, made.Never = made.Report.Stages(), made.Report.Never()
	for _, of := range []report.Rollup{
		{By: report.ByUnit, Of: exposure.ByUnit}, {By: report.ByTownship, Of: exposure.ByTownship}, {By: report.ByCategory, Of: exposure.ByCategory},
	} {
		if of.Groups, err = made.Report.RollUp(t.Context(), of.Of, o); err != nil {
			t.Fatal(err)
		}
		made.Rollups = append(made.Rollups, of)
	}
	var want bytes.Buffer
	if err := report.ExposureJSON(&want, made); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.body, want.Bytes()) {
		t.Errorf("exposure = %.600s\nwant %.600s", first.body, want.Bytes())
	}
	if len(e.Total) != frame.Len() || e.Replays == 0 || len(e.Groups["unit"]) != len(drawUnits) {
		t.Errorf("exposure of %d sites by %d draws, %d units", len(e.Total), e.Replays, len(e.Groups["unit"]))
	}
	for range maxFiguring { // whoever draws waits now
		if _, err := take(t.Context(), h.figures.places); err != nil {
			t.Fatal(err)
		}
	}
	again, _ := h.exposureOf("inspector", "county", exposeOrder(object{"rounds": 3}))
	one, _ := h.exposureOf("unit:城管局", "county", exposeOrder(nil))
	if !bytes.Equal(again.body, first.body) || bytes.Contains(one.body, []byte("in_rounds")) {
		t.Errorf("again = %.300s, for one round %.300s", again.body, one.body)
	}
}

// furnishExposure has the exposure worked out as GET finds it, of a plan whose chances
// the design gives.
func (h *house) furnishExposure() {
	h.t.Helper()
	h.want(h.do("viewer", http.MethodPost, figuresPath("county", "exposure"), object{"plan": "plain"}), http.StatusOK, nil)
}

func TestExposureInEveryForm(t *testing.T) {
	h := newFigureHouse(t)
	at := figuresPath("county", "exposure")
	h.wantProblem("before", h.do("viewer", http.MethodGet, at+"?plan=plain", nil), http.StatusNotFound, ErrNotExposed)
	h.wantProblem("before", h.do("viewer", http.MethodGet, "/registers/county/sites/"+drawFrame(t, t.Name()).Sites()[0].ID+"/exposure?plan=plain", nil),
		http.StatusNotFound, ErrNotExposed)
	h.furnishExposure()
	for format, begins := range map[string]string{"json": `{"plan"`, "csv": "\ufeff", "xlsx": "PK", "svg": "<svg", "geojson": `{"type"`} {
		for _, query := range []string{"", "&rounds=4&lang=en", "&by=unit", "&by=site&datum=gcj02"} {
			a := h.do("viewer", http.MethodGet, at+"?plan=plain&format="+format+query, nil)
			h.want(a, http.StatusOK, nil)
			if !strings.HasPrefix(string(a.body), begins) || a.header.Get("Content-Type") != exportTypes[format] {
				t.Errorf("%s%s is %q and begins with %.40q", format, query, a.header.Get("Content-Type"), a.body)
			}
		}
	}
	var byUnit, bySite report.ExposureFile
	h.want(h.do("viewer", http.MethodGet, at+"?plan=plain&by=unit", nil), http.StatusOK, &byUnit)
	h.want(h.do("viewer", http.MethodGet, at+"?plan=plain&by=site&rounds=2", nil), http.StatusOK, &bySite)
	if len(byUnit.Groups) != 1 || byUnit.Groups["unit"] == nil || len(bySite.Groups) != 0 || bySite.Total[0].Rounds == nil {
		t.Errorf("groups = %v and %v", byUnit.Groups, bySite.Groups)
	}
	csv := h.do("viewer", http.MethodGet, at+"?plan=plain&format=csv&by=unit", nil)
	if lines := bytes.Count(csv.body, []byte("\n")); lines != len(drawUnits)+1 {
		t.Errorf("CSV of %d units has %d lines", len(drawUnits), lines)
	}
	for query, code := range map[string]geo.Code{
		"": sampler.ErrMemberMissing, "plan=plain&format=pdf": ErrParameter, "plan=plain&by=x": ErrParameter, "plan=plain&rounds=0": ErrParameter,
		"plan=plain&rounds=100001": ErrParameter, "plan=plain&datum=x": geo.ErrDatumUnknown, "plan=plain&half_width=1": ErrQuery,
	} {
		h.wantProblem(query, h.do("viewer", http.MethodGet, at+"?"+query, nil), http.StatusUnprocessableEntity, code)
	}
	h.wantProblem("plan", h.do("viewer", http.MethodGet, at+"?plan=none", nil), http.StatusNotFound, store.ErrNotFound)
	h.wantProblem("version", h.do("viewer", http.MethodGet, "/registers/county/versions/9/exposure?plan=plain", nil), http.StatusNotFound, store.ErrNotFound)
}

// The layer has each located site with the chances of the report, in the datum that is
// asked for.
func TestExposureAsALayer(t *testing.T) {
	h := newFigureHouse(t)
	h.furnishExposure()
	var e report.ExposureFile
	h.want(h.do("viewer", http.MethodGet, figuresPath("county", "exposure?plan=plain"), nil), http.StatusOK, &e)
	for _, datum := range geo.Datums() {
		var layer struct {
			Datum    string
			Features []struct {
				ID         string
				Geometry   struct{ Coordinates []json.Number }
				Properties struct {
					Pi, Once, Error *float64
					Kind            string
				}
			}
		}
		h.want(h.do("viewer", http.MethodGet, figuresPath("county", "exposure?plan=plain&format=geojson&datum="+datum.String()), nil), http.StatusOK, &layer)
		if len(layer.Features) != len(e.Total) || (layer.Datum == "") != (datum == geo.WGS84) {
			t.Fatalf("%s: %d features in %q, want %d", datum, len(layer.Features), layer.Datum, len(e.Total))
		}
		for i, f := range layer.Features {
			want := e.Total[i]
			p := f.Properties
			if f.ID != want.ID || *p.Pi != *want.Pi || *p.Once != *want.Once || *p.Error != *want.OnceError || p.Kind != want.OnceKind {
				t.Errorf("%s: feature %+v, want %+v", datum, f, want)
			}
			var site struct{ Position []json.Number }
			h.want(h.do("viewer", http.MethodGet, "/registers/county/sites/"+url.PathEscape(f.ID)+"?datum="+datum.String(), nil), http.StatusOK, &site)
			if i%10 == 0 && (site.Position[0] != f.Geometry.Coordinates[0] || site.Position[1] != f.Geometry.Coordinates[1]) {
				t.Errorf("%s: %s is at %v, want %v", datum, f.ID, f.Geometry.Coordinates, site.Position)
			}
		}
	}
}

// The card of a site has what the whole report says of it.
func TestExposureOfOneSite(t *testing.T) {
	h := newFigureHouse(t)
	h.furnishExposure()
	var e report.ExposureFile
	h.want(h.do("viewer", http.MethodGet, figuresPath("county", "exposure?plan=plain"), nil), http.StatusOK, &e)
	for i, site := range drawFrame(t, t.Name()).Sites() {
		var card siteExposureView
		h.want(h.do("viewer", http.MethodGet, "/registers/county/sites/"+site.ID+"/exposure?plan=plain", nil), http.StatusOK, &card)
		if card.ID != site.ID || card.Version != 1 || card.Plan.Digest != e.Plan.Digest || *card.Total.Pi != *e.Total[i].Pi || *card.Total.Once != *e.Total[i].Once {
			t.Errorf("card of %s = %+v, want %+v", site.ID, card, e.Total[i])
		}
		if card.Unit == nil || card.Unit.Name != site.Unit || card.Township == nil || card.Township.Name != geo.AreaCode(site.Area).Township() {
			t.Errorf("card of %s has the unit %+v and the township %+v", site.ID, card.Unit, card.Township)
		}
		if drawn := site.Category != "GGCS"; (card.Never == nil) != drawn || (len(card.Steps) == 1) != drawn || drawn && *card.Steps[0].Pi != *card.Total.Pi {
			t.Errorf("card of %s: steps %+v, never %+v", site.ID, card.Steps, card.Never)
		}
	}
	for path, code := range map[string]geo.Code{
		"none/exposure?plan=plain": store.ErrNotFound, "none/exposure?plan=none": store.ErrNotFound, "none/exposure?plan=plain&version=9": store.ErrNotFound,
	} {
		h.wantProblem(path, h.do("viewer", http.MethodGet, "/registers/county/sites/"+path, nil), http.StatusNotFound, code)
	}
	h.wantProblem("no site", h.do("viewer", http.MethodGet, "/registers/county/sites/none/exposure", nil), http.StatusNotFound, store.ErrNotFound)
}

// Without a plan the card is of the one that was worked out last as GET has it: not of
// another version, not with options, and only while the plan is as it was.
func TestExposureOfOneSiteUnderThePlanOfLate(t *testing.T) {
	h := newFigureHouse(t)
	at, card := figuresPath("county", "exposure"), "/registers/county/sites/"+drawFrame(t, t.Name()).Sites()[0].ID+"/exposure"
	under := func(query, want string) {
		t.Helper()
		var c siteExposureView
		if h.want(h.do("inspector", http.MethodGet, card+query, nil), http.StatusOK, &c); c.Plan.Name != want {
			t.Errorf("card%s is under %q, want %q", query, c.Plan.Name, want)
		}
	}
	worked := func(at string, order object) {
		t.Helper()
		h.want(h.do("viewer", http.MethodPost, at, order), http.StatusOK, nil)
	}
	h.wantProblem("before", h.do("viewer", http.MethodGet, card, nil), http.StatusNotFound, ErrNoneExposed)
	worked(at, object{"plan": "reserves", "half_width": 0.2})
	h.wantProblem("with options", h.do("viewer", http.MethodGet, card, nil), http.StatusNotFound, ErrNoneExposed)
	worked(at, object{"plan": "plain"})
	under("", "plain")
	worked(at, object{"plan": "reserves"})
	under("", "reserves")
	worked(at, object{"plan": "plain"})              // which is remembered
	worked(at, object{"plan": "plain", "rounds": 2}) // which is only told otherwise
	under("?plan=plain", "plain")
	under("", "reserves")
	contacts := "编号,路长\n" + drawFrame(t, t.Name()).Sites()[0].ID + ",张三\n"
	h.want(h.do("office", http.MethodPut, "/registers/county/attachments/contacts/contacts.csv", contacts), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPost, "/registers/county/versions", object{}), http.StatusCreated, nil)
	h.wantProblem("another version", h.do("viewer", http.MethodGet, card, nil), http.StatusNotFound, ErrNoneExposed)
	under("?version=1", "reserves")
	worked("/registers/county/versions/2/exposure", object{"plan": "plain"})
	under("", "plain")
	under("?version=1", "reserves")
	h.want(h.do("office", http.MethodPut, "/plans/reserves", strings.Replace(planApart, "apart", "reserves", 1)), http.StatusOK, nil)
	under("?version=1", "plain")
}

func TestExposureRefused(t *testing.T) {
	h := newFigureHouse(t)
	for name, c := range map[string]struct {
		more   object
		status int
		code   geo.Code
	}{
		"no plan":          {object{"plan": ""}, 422, sampler.ErrMemberMissing},
		"another plan":     {object{"plan": "none"}, 404, store.ErrNotFound},
		"half-width 1":     {object{"half_width": 1}, 422, exposure.ErrHalfWidth},
		"half-width -1":    {object{"half_width": -1}, 422, exposure.ErrHalfWidth},
		"many replays":     {object{"replays": maxReplays + 1}, 422, ErrFiguresLarge},
		"replays -1":       {object{"replays": -1}, 422, ErrParameter},
		"many rounds":      {object{"rounds": maxRounds + 1}, 422, ErrFiguresLarge},
		"seed":             {object{"seed": strings.Repeat("x", maxReplaySeed+1)}, 422, geo.ErrTextLength},
		"two rounds":       {object{"rounds": 1, "until": "2026-12-31", "every": "7"}, 422, ErrParameter},
		"until what":       {object{"every": "7"}, 422, sampler.ErrMemberMissing},
		"how often":        {object{"until": "2026-12-31"}, 422, sampler.ErrMemberMissing},
		"no date":          {object{"until": "2026-13-31", "every": "7"}, 422, exposure.ErrDate},
		"no calendar":      {object{"until": "2026-12-31", "every": "x"}, 422, exposure.ErrCalendar},
		"no map":           {object{"map": object{}}, 422, sampler.ErrMemberMissing},
		"another map":      {object{"map": object{"register": "none"}}, 404, store.ErrNotFound},
		"plan without map": {object{"plan": "plain", "map": object{"register": "county"}}, 422, exposure.ErrNoMap},
		"a member more":    {object{"x": 1}, 422, ErrMember},
		"a text":           {object{"rounds": "1"}, 422, ErrJSON},
	} {
		h.wantProblem(name, h.do("office", http.MethodPost, figuresPath("county", "exposure"), exposeOrder(c.more)), c.status, c.code)
	}
	h.wantProblem("no JSON", h.do("office", http.MethodPost, figuresPath("county", "exposure"), "x"), http.StatusUnsupportedMediaType, ErrMedia)
	h.wantProblem("query", h.do("office", http.MethodPost, figuresPath("county", "exposure?x=1"), exposeOrder(nil)), http.StatusUnprocessableEntity, ErrQuery)
}

// Rounds until a day are counted from today where nobody says otherwise.
func TestExposureUntilADay(t *testing.T) {
	h := newFigureHouse(t)
	until := h.now().AddDate(0, 0, 15).Format(dayLayout)
	_, e := h.exposureOf("office", "county", exposeOrder(object{"until": until, "every": "7"}))
	if e.Rounds != 3 || e.Until != until || e.Total[0].Rounds == nil {
		t.Errorf("rounds = %d until %q, want 3", e.Rounds, e.Until)
	}
}

// A second register stands for a phone's map: what only that has may be taken.
func TestExposureOffTheRegister(t *testing.T) {
	h := newFigureHouse(t)
	var sites []geo.Site
	for _, s := range drawFrame(t, t.Name()).Sites() {
		if s.Category == "GGCS" && len(sites) < 8 {
			sites = append(sites, s)
		}
	}
	for id, list := range map[string][]geo.Site{"few": sites[:4], "osm": sites} {
		f, err := sampler.NewFrame(list)
		if err != nil {
			t.Fatal(err)
		}
		h.county(id, f)
	}
	_, e := h.exposureOf("office", "few", exposeOrder(object{"plan": "map", "map": object{"register": "osm"}}))
	if len(e.Off) != 1 || e.Off[0].Step != "toilets" || len(e.Off[0].Sites) != 4 || e.Off[0].Share == nil || *e.Off[0].Share == 0 {
		t.Errorf("off = %+v, want the four that only the map has", e.Off)
	}
	missing := h.do("office", http.MethodPost, figuresPath("few", "exposure"), exposeOrder(object{"plan": "map", "map": object{"register": "none"}}))
	if h.wantProblem("map", missing, http.StatusNotFound, store.ErrNotFound); !bytes.Contains(missing.body, []byte(`"at":{"column":"map.register"}`)) {
		t.Errorf("no such map = %s, want the member named", missing.body)
	}
	_, none := h.exposureOf("office", "few", exposeOrder(object{"plan": "map", "map": object{"register": "few", "version": 1}}))
	if len(none.Off) != 1 || len(none.Off[0].Sites) > 0 {
		t.Errorf("off against itself = %+v", none.Off)
	}
}

// Road chiefs are people: the office sees all, a unit those of its own sites, nobody
// else any; and that somebody looked is noted.
func TestExposureByChief(t *testing.T) {
	h := newFigureHouse(t)
	table := "编号,路长\n"
	for i, s := range drawFrame(t, t.Name()).Sites() {
		table += s.ID + ",路长" + count(int64(i%2)) + s.Unit + "\n"
	}
	h.want(h.do("office", http.MethodPut, "/registers/county/attachments/contacts/contacts.csv", table), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPost, "/registers/county/versions", object{}), http.StatusCreated, nil)
	at := "/registers/county/versions/2/exposure"
	for who, want := range map[string]int{"office": 2 * len(drawUnits), "unit:城管局": 2, "unit": 0, "viewer": -1, "inspector": -1} {
		a := h.do(who, http.MethodPost, at, exposeOrder(object{"chiefs": true}))
		if want < 0 {
			h.wantProblem(who, a, http.StatusForbidden, access.ErrRole)
			h.wantProblem(who, h.do(who, http.MethodGet, at+"?plan=plain&by=chief", nil), http.StatusForbidden, access.ErrRole)
			continue
		}
		var e report.ExposureFile
		h.want(a, http.StatusOK, &e)
		if len(e.Groups["chief"]) != want || who != "office" && bytes.Contains(a.body, []byte("市场局")) && bytes.Contains(a.body, []byte("路长0市场局")) {
			t.Errorf("%s: chiefs = %+v, want %d", who, e.Groups["chief"], want)
		}
		plain := h.do(who, http.MethodPost, at, exposeOrder(nil))
		if h.want(plain, http.StatusOK, nil); bytes.Contains(plain.body, []byte("路长")) {
			t.Errorf("%s: chiefs that nobody asked for: %.300s", who, plain.body)
		}
		h.wantProblem(who, h.do(who, http.MethodGet, at+"?plan=plain&by=chief", nil), http.StatusNotFound, ErrNotExposed)
	}
	for _, who := range []string{"office", "unit:城管局"} {
		h.want(h.do(who, http.MethodPost, at, object{"plan": "plain", "chiefs": true}), http.StatusOK, nil)
		var e report.ExposureFile
		a := h.do(who, http.MethodGet, at+"?plan=plain&by=chief", nil)
		if h.want(a, http.StatusOK, &e); len(e.Groups) != 1 || len(e.Groups["chief"]) == 0 || who != "office" && bytes.Contains(a.body, []byte("路长0市场局")) {
			t.Errorf("%s: groups = %v", who, e.Groups)
		}
	}
	var noted list[auditView]
	h.want(h.do("office", http.MethodGet, "/audit?action=contacts.read", nil), http.StatusOK, &noted)
	if len(noted.Items) != 10 {
		t.Errorf("%d entries of who read contacts, want 10", len(noted.Items))
	}
}

// An exposure that takes long is a job that tells how far it is; cancelled, nothing
// is remembered of it, and the next one that waited works it out.
func TestExposureIsAJobIfItTakesLong(t *testing.T) {
	h := newFigureHouse(t)
	t.Cleanup(h.Close)
	var ends []func()
	for range maxFiguring {
		end, err := take(t.Context(), h.figures.places)
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, end)
	}
	h.jobs.patience = time.Nanosecond
	at := figuresPath("county", "exposure")
	first, second := h.begun("first", at, exposeOrder(nil)), h.begun("second", at, exposeOrder(nil))
	if first.Kind != jobExpose || first.ID == second.ID {
		t.Errorf("jobs = %+v and %+v", first, second)
	}
	h.want(h.do("office", http.MethodDelete, jobPath(first.ID), nil), http.StatusOK, nil)
	if first = h.ended(first.ID); first.State != jobCancelled {
		t.Errorf("job = %+v", first)
	}
	for _, end := range ends {
		end()
	}
	second = h.ended(second.ID)
	var e report.ExposureFile
	if err := json.Unmarshal(second.Result, &e); err != nil || second.State != jobDone || second.Status != http.StatusOK || len(e.Total) == 0 {
		t.Errorf("job = %+v, %v", second, err)
	}
	h.want(h.do("office", http.MethodPost, at, exposeOrder(nil)), http.StatusOK, nil)
	var seen jobAnswer
	if h.want(h.do("office", http.MethodGet, jobPath(second.ID), nil), http.StatusOK, &seen); seen.Result == nil {
		t.Error("the office does not see what it asked for")
	}
	h.want(h.do("viewer", http.MethodGet, jobPath(second.ID), nil), http.StatusNotFound, nil)
}
