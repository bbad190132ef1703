package road

import (
	"strings"
	"testing"

	"sitedraw/geo/osm"
)

func tagsOf(text string) osm.Tags {
	var tags osm.Tags
	for field := range strings.FieldsSeq(text) {
		key, value, _ := strings.Cut(field, "=")
		tags = append(tags, osm.Tag{Key: key, Value: value})
	}
	return tags
}

// Speeds forward and backward in km/h for each profile.
func TestPassage(t *testing.T) {
	for _, c := range []struct {
		tags             string
		car, ebike, foot [2]int64
	}{
		{"highway=residential", [2]int64{25, 25}, [2]int64{18, 18}, [2]int64{5, 5}},
		{"highway=primary maxspeed=60", [2]int64{48, 48}, [2]int64{20, 20}, [2]int64{5, 5}},
		{"highway=residential maxspeed=10", [2]int64{8, 8}, [2]int64{8, 8}, [2]int64{5, 5}},
		{"highway=primary maxspeed=CN:urban maxspeed:backward=80", [2]int64{40, 64}, [2]int64{20, 20}, [2]int64{5, 5}},
		{"highway=primary oneway=yes", [2]int64{50, 0}, [2]int64{20, 0}, [2]int64{5, 5}},
		{"highway=primary oneway=-1", [2]int64{0, 50}, [2]int64{0, 20}, [2]int64{5, 5}},
		{"highway=primary oneway=reversible", [2]int64{}, [2]int64{}, [2]int64{5, 5}},
		{"highway=primary oneway=alternating", [2]int64{50, 50}, [2]int64{20, 20}, [2]int64{5, 5}},
		{"highway=tertiary junction=roundabout", [2]int64{40, 0}, [2]int64{20, 0}, [2]int64{5, 5}},
		{"highway=tertiary junction=roundabout oneway=no", [2]int64{40, 40}, [2]int64{20, 20}, [2]int64{5, 5}},
		{"highway=motorway", [2]int64{100, 0}, [2]int64{}, [2]int64{}},
		{"highway=residential oneway=yes oneway:bicycle=no", [2]int64{25, 0}, [2]int64{18, 18}, [2]int64{5, 5}},
		{"highway=residential oneway=yes cycleway=opposite_lane", [2]int64{25, 0}, [2]int64{18, 18}, [2]int64{5, 5}},
		{"highway=residential oneway=yes cycleway:left=opposite", [2]int64{25, 0}, [2]int64{18, 18}, [2]int64{5, 5}},
		{"highway=residential oneway:bicycle=yes", [2]int64{25, 25}, [2]int64{18, 0}, [2]int64{5, 5}},
		{"highway=footway oneway:foot=yes", [2]int64{}, [2]int64{}, [2]int64{5, 0}},
		{"highway=service access=private", [2]int64{}, [2]int64{}, [2]int64{}},
		{"highway=service access=private foot=yes", [2]int64{}, [2]int64{}, [2]int64{5, 5}},
		{"highway=residential motor_vehicle=no", [2]int64{}, [2]int64{18, 18}, [2]int64{5, 5}},
		{"highway=residential motor_vehicle=no motorcar=yes", [2]int64{25, 25}, [2]int64{18, 18}, [2]int64{5, 5}},
		{"highway=residential vehicle=no bicycle=yes", [2]int64{}, [2]int64{18, 18}, [2]int64{5, 5}},
		{"highway=residential bicycle=dismount", [2]int64{25, 25}, [2]int64{}, [2]int64{5, 5}},
		{"highway=trunk motorroad=yes", [2]int64{70, 70}, [2]int64{}, [2]int64{}},
		{"highway=trunk foot=no", [2]int64{70, 70}, [2]int64{20, 20}, [2]int64{}},
		{"highway=cycleway", [2]int64{}, [2]int64{20, 20}, [2]int64{5, 5}},
		{"highway=footway", [2]int64{}, [2]int64{}, [2]int64{5, 5}},
		{"highway=footway bicycle=designated", [2]int64{}, [2]int64{8, 8}, [2]int64{5, 5}},
		{"highway=footway access=yes", [2]int64{}, [2]int64{}, [2]int64{5, 5}},
		{"highway=pedestrian motor_vehicle=destination", [2]int64{10, 10}, [2]int64{10, 10}, [2]int64{5, 5}},
		{"highway=primary route=ferry", [2]int64{}, [2]int64{}, [2]int64{}},
		{"route=ferry motor_vehicle=yes", [2]int64{}, [2]int64{}, [2]int64{}},
		{"highway=construction", [2]int64{}, [2]int64{}, [2]int64{}},
		{"building=yes", [2]int64{}, [2]int64{}, [2]int64{}},
	} {
		for i, p := range Profiles() {
			got := p.passage(tagsOf(c.tags))
			want := [][2]int64{c.car, c.ebike, c.foot}[i]
			if got.forward != want[0]*1000 || got.backward != want[1]*1000 {
				t.Errorf("%s: passage(%q) = %v, want %v km/h", p.Name, c.tags, got, want)
			}
		}
	}
}

func TestParseMaxspeed(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
	}{
		{"50", 50_000}, {"50 km/h", 50_000}, {"50kmh", 50_000}, {"30 mph", 48_279}, {"60;40", 40_000}, {"walk", 5_000},
		{"CN:urban", 50_000}, {"CN:rural", 70_000}, {"none", 0}, {"", 0}, {"4", 0}, {"131", 0}, {"99999999999", 0}, {"-50", 0},
		{"50 knots", 0}, {"signals; 30", 30_000}, {"5", 5_000}, {"130", 130_000},
	} {
		if got := parseMaxspeed(c.text); got != c.want {
			t.Errorf("parseMaxspeed(%q) = %d, want %d", c.text, got, c.want)
		}
	}
}

func FuzzMaxspeed(f *testing.F) {
	for _, text := range []string{"50", "30 mph", "60;CN:urban", "a;;9"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := parseMaxspeed(text); got != 0 && (got < leastLimit || got > mostLimit) {
			t.Errorf("parseMaxspeed(%q) = %d", text, got)
		}
	})
}

func TestFindProfile(t *testing.T) {
	seen := map[[32]byte]string{}
	for _, p := range Profiles() {
		if got, err := FindProfile(p.Name); err != nil || got.Digest() != p.Digest() {
			t.Errorf("FindProfile(%q) = %v, %v", p.Name, got, err)
		}
		if other := seen[p.Digest()]; other != "" {
			t.Errorf("%s and %s have one digest", p.Name, other)
		}
		seen[p.Digest()] = p.Name
	}
	if _, err := FindProfile("boat"); codeOf(t, err) != ErrProfile {
		t.Errorf("FindProfile(boat) = %v", err)
	}
}
