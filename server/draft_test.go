package server

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// Edits upon a base give what a map of sites by id would.
func TestDraftIsBaseAndEdits(t *testing.T) {
	ids := []string{"a", "b", "c", "ca", "d", "é", "中"}
	names := rapid.SampledFrom([]string{"", "甲", "乙", `"\`})
	rapid.Check(t, func(t *rapid.T) {
		model := map[string]geo.Site{}
		for _, id := range rapid.SliceOfDistinct(rapid.SampledFrom(ids), rapid.ID[string]).Draw(t, "base") {
			model[id] = geo.Site{ID: id, Name: names.Draw(t, "name"), Category: "SC"}
		}
		base, err := sampler.NewFrame(slices.Collect(maps.Values(model)))
		if err != nil {
			t.Fatal(err)
		}
		d := &draft{base: open(base, geo.ShippedCategories())}
		for _, id := range slices.Sorted(slices.Values(rapid.SliceOfDistinct(rapid.SampledFrom(ids), rapid.ID[string]).Draw(t, "edited"))) {
			e := store.Edit{ID: id}
			delete(model, id)
			if rapid.Bool().Draw(t, "put") {
				s := geo.Site{ID: id, Name: names.Draw(t, "new name"), Category: "GY"}
				model[id], e.Line = s, sampler.AppendSite(nil, &s)
			}
			d.edits = append(d.edits, e)
		}
		got, err := d.sites()
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSortedFunc(got, func(a, b geo.Site) int { return strings.Compare(a.ID, b.ID) }) || len(got) != len(model) {
			t.Fatalf("sites = %+v, want %+v", got, model)
		}
		for _, s := range got {
			if want := model[s.ID]; want.Name != s.Name || want.Category != s.Category {
				t.Errorf("site %q = %+v, want %+v", s.ID, s, want)
			}
		}
	})
}

func TestDraftIsDropped(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	h.want(h.do("office", http.MethodDelete, "/registers/x/sites/MS2", nil), http.StatusNoContent, nil)
	var d draftAnswer
	h.want(h.do("office", http.MethodGet, "/registers/x/draft", nil), http.StatusOK, &d)
	if d.Edits != 1 || d.Started == "" {
		t.Errorf("draft = %+v, want one edit", d)
	}
	sites, err := h.draftSites(t.Context(), "x")
	if err != nil || len(sites) != 2 {
		t.Errorf("draftSites = %d sites, %v, want 2", len(sites), err)
	}
	h.want(h.do("office", http.MethodDelete, "/registers/x/draft", nil), http.StatusNoContent, nil)
	h.want(h.do("office", http.MethodDelete, "/registers/x/draft", nil), http.StatusNoContent, nil)
	h.want(h.do("office", http.MethodGet, "/registers/x/sites/MS2?version=draft", nil), http.StatusOK, nil)
	h.want(h.do("viewer", http.MethodGet, "/registers/x/draft", nil), http.StatusForbidden, nil)
	h.want(h.do("viewer", http.MethodGet, "/registers/x/changes", nil), http.StatusForbidden, nil)
}

func TestDispositionNamesFilesInAnyLetters(t *testing.T) {
	for name, want := range map[string]string{
		"a.csv":     `attachment; filename="a.csv"; filename*=UTF-8''a.csv`,
		"贵溪.csv":    `attachment; filename="__.csv"; filename*=UTF-8''%E8%B4%B5%E6%BA%AA.csv`,
		"a\"\r\nb/": `attachment; filename="a___b_"; filename*=UTF-8''a%22%0D%0Ab%2F`,
	} {
		if got := disposition(name); got != want {
			t.Errorf("disposition(%q) = %s, want %s", name, got, want)
		}
	}
}
