package intake

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

func TestFillParts(t *testing.T) {
	estate := func(id string, west, east geo.E7) geo.Site {
		p := box(t, west, 0, east, 100)
		return geo.Site{ID: id, Category: "XQ", Geometry: p, Marked: true, Mark: MarkOf(p)}
	}
	house := func(id string, lon, lat geo.E7) geo.Site {
		return geo.Site{ID: id, Category: "LD", Geometry: geo.Point{Lon: lon, Lat: lat}}
	}
	sites := []geo.Site{
		estate("b-east", 100, 200), estate("a-west", 0, 100), estate("overlap", 150, 250),
		{ID: "estate's mark", Category: "XQ", Geometry: geo.Point{Lon: 50, Lat: 50}},
		house("in-west", 50, 50), house("border", 100, 50), house("corner", 100, 0), house("both", 160, 50),
		house("outer", 250, 50), house("outside", 251, 50), {ID: "nowhere", Category: "LD"},
		{ID: "had", Category: "LD", PartOf: "other", Geometry: geo.Point{Lon: 50, Lat: 50}},
		{ID: "market", Category: "SC", Geometry: geo.Point{Lon: 50, Lat: 50}},
	}
	want := []Part{{"border", "b-east"}, {"both", "b-east"}, {"corner", "b-east"}, {"in-west", "a-west"}, {"outer", "overlap"}}
	filled, err := FillParts(t.Context(), sites, nil)
	if d := cmp.Diff(want, filled); err != nil || d != "" {
		t.Error(d)
	}
	got := map[string]string{}
	for _, s := range sites {
		if s.PartOf != "" {
			got[s.ID] = s.PartOf
		}
	}
	parts := map[string]string{"border": "b-east", "both": "b-east", "corner": "b-east", "in-west": "a-west", "outer": "overlap", "had": "other"}
	if d := cmp.Diff(parts, got); d != "" {
		t.Error(d)
	}
	if again, err := FillParts(t.Context(), sites, nil); again != nil || err != nil {
		t.Errorf("FillParts again = %v, want none", again)
	}
}
