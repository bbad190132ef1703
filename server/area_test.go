package server

import (
	"net/http"
	"strings"
	"testing"
)

func TestAreaCounts(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	var l list[areaAnswer]
	h.want(h.do("viewer", http.MethodGet, "/registers/x/areas", nil), http.StatusOK, &l)
	want := []areaAnswer{
		{Code: "360681101000", Name: "滨江镇", Level: "township", Kind: "town", Sites: 3},
		{Code: "360681101201", Level: "village", Kind: "village", Township: "360681101000", Sites: 1},
	}
	if len(l.Items) != 2 || l.Items[0] != want[0] || l.Items[1] != want[1] {
		t.Errorf("areas = %+v, want %+v", l.Items, want)
	}
	h.want(h.do("viewer", http.MethodGet, "/registers/x/areas?level=village&within=360681101000", nil), http.StatusOK, &l)
	if len(l.Items) != 1 {
		t.Errorf("villages = %+v", l.Items)
	}
	h.want(h.do("viewer", http.MethodGet, "/registers/x/areas?limit=1", nil), http.StatusOK, &l)
	if len(l.Items) != 1 || !strings.Contains(l.Next, "after=360681101000") {
		t.Errorf("first page = %+v", l)
	}
	h.want(h.do("viewer", http.MethodGet, "/registers/x/areas?level=county", nil), http.StatusUnprocessableEntity, nil)
}

func TestCategoriesAreListed(t *testing.T) {
	h := newHouse(t)
	var l struct {
		Items  []categoryAnswer
		Groups []groupAnswer
	}
	h.want(h.do("", http.MethodGet, "/categories?lang=en", nil), http.StatusOK, &l)
	if len(l.Items) != len(h.Categories.All()) || len(l.Groups) == 0 || l.Items[0].Name != l.Items[0].EN {
		t.Errorf("categories = %d, groups = %d", len(l.Items), len(l.Groups))
	}
	group := l.Groups[0].Code
	h.want(h.do("", http.MethodGet, "/categories?group="+group, nil), http.StatusOK, &l)
	if len(l.Items) == 0 || l.Items[0].Name != l.Items[0].ZH {
		t.Errorf("categories of %s = %+v", group, l.Items)
	}
	var one categoryAnswer
	h.want(h.do("", http.MethodGet, "/categories/SC", nil), http.StatusOK, &one)
	if one.Code != "SC" {
		t.Errorf("category = %+v", one)
	}
	h.want(h.do("", http.MethodGet, "/categories/ZZZ", nil), http.StatusNotFound, nil)
	h.want(h.do("", http.MethodGet, "/categories?group=x", nil), http.StatusUnprocessableEntity, nil)
}
