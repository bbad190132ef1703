package geo

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompare(t *testing.T) {
	at := func(lon, lat E7) Geometry { return Point{Lon: lon, Lat: lat} }
	before := []Site{
		{ID: "a", Name: "gone"},
		{ID: "b", Name: "same", Geometry: at(1, 2), Tags: []string{"x"}},
		{ID: "c", Name: "old", Geometry: at(0, 0)},
		{ID: "d", Category: "SC"},
		{ID: "f", Geometry: Line{{}, {Lon: 1}}},
	}
	after := []Site{
		{ID: "b", Name: "same", Geometry: at(1, 2), Tags: []string{"x"}},
		{ID: "c", Name: "new", Geometry: at(100000, 0), Size: 3},
		{ID: "d", Category: "SC", Geometry: at(5, 5)},
		{ID: "e"},
		{ID: "f", Geometry: Line{{}, {Lon: 2}, {Lon: 2}}},
	}
	c := Compare(before, after)
	type change struct {
		ID      string
		Members []string
		Moved   bool
		MM      int64
	}
	var got []change
	for _, x := range c.Changed {
		got = append(got, change{x.Old.ID, x.Members, x.Moved, x.Millimetres})
	}
	want := []change{
		{"c", []string{"place", "name", "size"}, true, 1112},
		{"d", []string{"place"}, true, -1},
		{"f", []string{"place"}, true, 11},
	}
	want[0].MM = DistanceMillimetres(Point{}, Point{Lon: 100000})
	want[2].MM = DistanceMillimetres(Point{Lon: 1}, Point{Lon: 2})
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(c.Added) != 1 || c.Added[0].ID != "e" || len(c.Removed) != 1 || c.Removed[0].ID != "a" || c.Same != 1 || c.None() {
		t.Errorf("Compare = added %v, removed %v, same %d", c.Added, c.Removed, c.Same)
	}
	if c := Compare(before, before); !c.None() || c.Same != len(before) {
		t.Errorf("Compare(x, x) = %+v", c)
	}
	if c := Compare(nil, nil); !c.None() {
		t.Errorf("Compare(nil, nil) = %+v", c)
	}
}
