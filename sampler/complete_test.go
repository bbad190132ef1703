package sampler

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

// countySites are two towns, a subdistrict and a farm, each with a village.
func countySites() []geo.Site {
	var sites []geo.Site
	for _, town := range []struct{ code, kind string }{
		{"990100001", "subdistrict"}, {"990100100", "town"}, {"990100200", "township"}, {"990100500", "quasi"},
	} {
		sites = append(sites,
			geo.Site{ID: town.code + "000", Category: "XZZF", Area: town.code + "000", Tags: []string{"kind:" + town.kind}},
			geo.Site{ID: town.code + "201", Category: "XZC", Area: town.code + "201"})
	}
	return sites
}

const (
	allTownships  = `steps: [{id: t, category: [XZZF], n: 1}, {id: v, category: [XZC], within: t, n: 1}]`
	onlyTowns     = `steps: [{id: t, category: [XZZF], any_tags: ["kind:town", "kind:township"], n: 1}, {id: v, category: [XZC], within: t, n: 1}]`
	onlyUrban     = `steps: [{id: t, category: [XZZF], tags: ["kind:subdistrict"], n: 1}, {id: v, category: [XZC], of: t, n: 1}]`
	orOtherTags   = `steps: [{id: t, category: [XZZF], any_tags: ["kind:town", "seat:yes"], n: 1}, {id: v, category: [XZC], within: t, n: 1}]`
	oneStage      = `steps: [{id: t, category: [XZZF], n: 1}, {id: v, category: [XZC], n: 1}]`
	withinVillage = `steps: [{id: t, category: [XZC], n: 1}, {id: v, category: [SC], within: t, n: 1}]`
)

func TestMissingTownships(t *testing.T) {
	official := []geo.AreaCode{"990100000000", "990100001000", "990100100000", "990100101000", "990100200000", "990100002000", "990100100201"}
	for _, c := range []struct {
		name, plan string
		without    []string // ids
		official   []geo.AreaCode
		want       []geo.AreaCode
	}{
		{"complete", allTownships, nil, nil, nil},
		{"a town that a village names", allTownships, []string{"990100100000"}, nil, []geo.AreaCode{"990100100000"}},
		{"with its village it is forgotten", allTownships, []string{"990100100000", "990100100201"}, nil, nil},
		{"but not by an official list", allTownships, nil, official, []geo.AreaCode{"990100002000", "990100101000"}},
		{"a subdistrict is not asked for", onlyTowns, []string{"990100001000"}, official, []geo.AreaCode{"990100101000"}},
		{"only subdistricts are", onlyUrban, []string{"990100001000", "990100100000"}, official, []geo.AreaCode{"990100001000", "990100002000"}},
		{"other tags may be there", orOtherTags, []string{"990100500000"}, nil, []geo.AreaCode{"990100500000"}},
		{"one stage", oneStage, []string{"990100100000"}, official, nil},
		{"within villages", withinVillage, []string{"990100100000"}, official, nil},
		{"no townships", allTownships, []string{"990100001000", "990100100000", "990100200000", "990100500000"}, nil, nil},
		{"no townships, and a list", onlyTowns, []string{"990100001000", "990100100000", "990100200000", "990100500000"}, official,
			[]geo.AreaCode{"990100100000", "990100101000", "990100200000"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			sites := slices.DeleteFunc(countySites(), func(s geo.Site) bool { return slices.Contains(c.without, s.ID) })
			got := missingTownships(t, sites, c.plan, c.official)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("MissingTownships (-want +got):\n%s", diff)
			}
		})
	}
}

func missingTownships(t testing.TB, sites []geo.Site, plan string, official []geo.AreaCode) []geo.AreaCode {
	t.Helper()
	frame, err := NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	p, err := ReadPlan(strings.NewReader(plan))
	if err != nil {
		t.Fatal(err)
	}
	return MissingTownships(frame, p, official, geo.ShippedCategories())
}

// Two sites for one township, and one of an area below or above it.
func TestMissingTownshipsStanding(t *testing.T) {
	sites := []geo.Site{
		{ID: "a", Category: "XZZF", Area: "990100100000"}, {ID: "b", Category: "XZZF", Area: "990100100000"},
		{ID: "c", Category: "XZZF", Area: "990100101001"}, {ID: "d", Category: "XZZF", Area: "990100000000"},
		{ID: "e", Category: "XZZF"}, {ID: "f", Category: "SC", Area: "990100100001"},
	}
	if got := missingTownships(t, sites, allTownships, nil); !slices.Equal(got, []geo.AreaCode{"990100101000"}) {
		t.Errorf("MissingTownships = %v, want 990100101000", got)
	}
}

// What is missing is what the list has and the frame has not, whichever it is.
func TestMissingTownshipsIsDifference(t *testing.T) {
	codes := []geo.AreaCode{"990100001000", "990100100000", "990100101000", "990100200000", "990100500000"}
	some := rapid.SliceOfDistinct(rapid.SampledFrom(codes), func(c geo.AreaCode) geo.AreaCode { return c })
	rapid.Check(t, func(r *rapid.T) {
		stands, named, listed := some.Draw(r, "stands"), some.Draw(r, "named"), some.Draw(r, "listed")
		var sites []geo.Site
		for _, c := range stands {
			sites = append(sites, geo.Site{ID: string(c), Category: "XZZF", Area: string(c)})
		}
		for _, c := range named {
			sites = append(sites, geo.Site{ID: "v" + string(c), Category: "SC", Area: c.Township() + "201"})
		}
		var want []geo.AreaCode
		for _, c := range codes {
			known := slices.Contains(listed, c) || len(stands) > 0 && slices.Contains(named, c)
			if known && !slices.Contains(stands, c) {
				want = append(want, c)
			}
		}
		if got := missingTownships(t, sites, allTownships, listed); !slices.Equal(got, want) {
			r.Fatalf("MissingTownships = %v, want %v", got, want)
		}
	})
}

// The vectors' frames that have townships have all of them: no plan that the
// vectors hold is refused for their sake.
func TestVectorsAreComplete(t *testing.T) {
	shipped, err := ShippedPlan("township-village")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../docs/spec/vectors/frame-*.ndjson")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d frames, %v", len(files), err)
	}
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		frame, err := ReadFrame(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		if got := MissingTownships(frame, shipped, nil, geo.ShippedCategories()); got != nil {
			t.Errorf("MissingTownships(%s) = %v, want none", filepath.Base(name), got)
		}
	}
}
