package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/server/store"
)

// officialTowns is a list of the three townships of a draw's tests and of one that
// they lack.
const officialTowns = "code,level,parent,name,kind\n" +
	"360681101000,town,360681000000,甲镇,town\n360681102000,town,360681000000,乙镇,town\n" +
	"360681103000,town,360681000000,丙镇,town\n360681104000,town,360681000000,丁镇,town\n" +
	"360681104201,village,360681104000,丁村村民委员会,village\n"

// missing counts what a level lacks.
func missing(list []completenessAnswer, level string) int {
	for i := range list {
		if list[i].Level == level {
			return list[i].Missing
		}
	}
	return -1
}

// An official list that lies beside a version says what that lacks, wherever the
// version is used; versions before it are as they were.
func TestOfficialListDecidesCompleteness(t *testing.T) {
	h := newDrawHouse(t)
	const lacking = "360681104000"
	var forecast forecastView
	check := func(version string) {
		t.Helper()
		forecast = forecastView{}
		h.want(h.do("office", http.MethodGet, "/plans/plain/check?register=county&version="+version, nil), http.StatusOK, &forecast)
	}
	h.want(h.do("office", http.MethodPut, "/registers/county/attachments/official/list.csv", officialTowns), http.StatusOK, nil)
	if check("current"); len(forecast.Townships) != 0 || forecast.Completeness != nil {
		t.Errorf("check of the version without a list = %v, %+v", forecast.Townships, forecast.Completeness)
	}
	if check("draft"); !slices.Equal(forecast.Townships, []string{lacking}) {
		t.Errorf("check of the draft lacks %v, want %s", forecast.Townships, lacking)
	}
	var published publishedAnswer
	h.want(h.do("office", http.MethodPost, "/registers/county/versions", object{}), http.StatusCreated, &published)
	if missing(published.Completeness, "township") != 1 || missing(published.Completeness, "village") != 1 {
		t.Errorf("published with %+v, want a township and a village missing", published.Completeness)
	}
	if check("2"); !slices.Equal(forecast.Townships, []string{lacking}) || missing(forecast.Completeness, "village") != 1 {
		t.Errorf("check lacks %v, %+v", forecast.Townships, forecast.Completeness)
	}
	at := h.now()
	for path, order := range map[string]object{
		"/draws": {"register": "county", "plan": "plain"},
		"/seals": {"register": "county", "plan": "plain", "closes": stamp(at.Add(time.Hour)), "opens": stamp(at.Add(2 * time.Hour))},
	} {
		a := h.do("office", http.MethodPost, path, order)
		if a.status != http.StatusConflict || !strings.Contains(string(a.body), string(ErrIncomplete)) || !strings.Contains(string(a.body), lacking) {
			t.Errorf("POST %s = %d %s, want %s", path, a.status, a.body, ErrIncomplete)
		}
		order["allow_incomplete"] = true
		h.want(h.do("office", http.MethodPost, path, order), http.StatusCreated, nil)
		order["allow_incomplete"], order["version"] = false, 1
		h.want(h.do("office", http.MethodPost, path, order), http.StatusCreated, nil)
	}
	if d := h.draw(1); !slices.Equal(d.Incomplete, []string{lacking}) {
		t.Errorf("the draw lacks %v, want %s", d.Incomplete, lacking)
	}
}

// Lists are read once, and not all of them are remembered.
func TestOfficialListsAreRemembered(t *testing.T) {
	h := newDrawHouse(t)
	h.want(h.do("office", http.MethodPut, "/registers/county/attachments/official/list.csv", officialTowns), http.StatusOK, nil)
	d, err := h.draft(t.Context(), "county")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 * maxOfficials {
		d.Attachments[0].Name = count(i) + ".csv"
		if list, err := h.officials.of(t.Context(), d.Attachments); err != nil || len(list.codes) != 5 {
			t.Fatalf("list = %+v, %v, want 5 areas", list, err)
		}
	}
	if n := len(h.officials.known); n > maxOfficials {
		t.Errorf("%d lists are remembered, want %d at most", n, maxOfficials)
	}
	d.Attachments[0].Erased = true
	if list, err := h.officials.of(t.Context(), slices.Concat(d.Attachments, []store.Attachment{{Kind: kindRoads}})); err != nil || list.sites != nil {
		t.Errorf("list of what is erased = %+v, %v", list, err)
	}
}
