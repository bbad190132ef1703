package geo

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestSitePosition(t *testing.T) {
	a, b, c := Point{1, 1}, Point{2, 2}, Point{3, 1}
	square := mustPolygon(t, []E7{0, 0, 10, 0, 10, 10, 0, 10})
	for _, test := range []struct {
		name string
		site Site
		want Point
		ok   bool
	}{
		{"point", Site{Geometry: a}, a, true},
		{"line of two", Site{Geometry: Line{a, b}}, b, true},
		{"line of three", Site{Geometry: Line{a, b, c}}, b, true},
		{"marked polygon", Site{Geometry: square, Marked: true, Mark: c}, c, true},
		{"marked multipolygon", Site{Geometry: MultiPolygon{square}, Marked: true, Mark: c}, c, true},
		{"polygon without a mark", Site{Geometry: square}, Point{}, false},
		{"mark without a polygon", Site{Marked: true, Mark: c}, Point{}, false},
		{"no geometry", Site{}, Point{}, false},
	} {
		got, ok := test.site.Position()
		if got != test.want || ok != test.ok {
			t.Errorf("%s: Position() = %v, %v, want %v, %v", test.name, got, ok, test.want, test.ok)
		}
	}
}

func TestSiteCheck(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Site)
		code   Code
		column string
	}{
		{"good", func(*Site) {}, "", ""},
		{"long name", func(s *Site) { s.Name = strings.Repeat("n", 9999) }, "", ""},
		{"largest size", func(s *Site) { s.Size = MaxSize }, "", ""},
		{"no id", func(s *Site) { s.ID = "" }, ErrTextLength, "id"},
		{"control in name", func(s *Site) { s.Name = "a\x02" }, ErrTextControl, "name"},
		{"long unit", func(s *Site) { s.Unit = strings.Repeat("u", 256) }, ErrTextLength, "unit"},
		{"part_of not NFC", func(s *Site) { s.PartOf = "e\u0301" }, ErrTextNotNFC, "part_of"},
		{"short area", func(s *Site) { s.Area = "36068110" }, ErrAreaCode, "area"},
		{"negative size", func(s *Site) { s.Size = -1 }, ErrSiteSize, "size"},
		{"unsorted tags", func(s *Site) { s.Tags = []string{"b", "a"} }, ErrSiteTags, "tags"},
		{"double tag", func(s *Site) { s.Tags = []string{"a", "a"} }, ErrSiteTags, "tags"},
		{"empty tag", func(s *Site) { s.Tags = []string{""} }, ErrTextLength, "tags"},
		{"mark on a point", func(s *Site) { s.Marked = true }, ErrSitePoint, "point"},
	} {
		s := Site{ID: "a", Name: "学校", Category: "SC", Area: "360681100000", Unit: "u", Tags: []string{"a", "b"}, Geometry: Point{1, 2}}
		test.change(&s)
		err := s.Check()
		wantCode(t, test.name, err, test.code)
		var e *Error
		if errors.As(err, &e) && e.At.Column != test.column {
			t.Errorf("%s: column %q, want %q", test.name, e.At.Column, test.column)
		}
	}
}

func TestSortSites(t *testing.T) {
	sites := []Site{{ID: "b"}, {ID: "村"}, {ID: "B"}, {ID: "\U0001f3ea"}, {ID: "\uff21"}}
	wantCode(t, "SortSites", SortSites(sites), "")
	var ids []string
	for _, s := range sites {
		ids = append(ids, s.ID)
	}
	// By UTF-8 bytes: U+FF21 before U+1F3EA, which UTF-16 would turn round.
	if got, want := strings.Join(ids, " "), "B b 村 \uff21 \U0001f3ea"; got != want {
		t.Errorf("SortSites = %s, want %s", got, want)
	}
	wantCode(t, "SortSites", SortSites([]Site{{ID: "a"}, {ID: "b"}, {ID: "a"}}), ErrDuplicateID)
}

func ExampleSite_Has() {
	s := Site{Tags: []string{"A类", "kind:town", "night"}}
	fmt.Println(s.Has("night"), s.Has("nigh"))
	// Output: true false
}
