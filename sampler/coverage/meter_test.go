package coverage_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
)

// frameOf makes a frame; the sites need an id and what a test looks at.
func frameOf(t testing.TB, sites ...geo.Site) *sampler.Frame {
	t.Helper()
	for i := range sites {
		if sites[i].Geometry == nil {
			sites[i].Geometry = geo.Point{Lon: geo.E7(1_170_000_000 + 10_000*i), Lat: 280_000_000}
		}
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// countyOf has markets in villages of townships, one market in each.
func countyOf(t testing.TB, towns, villages int) *sampler.Frame {
	t.Helper()
	var sites []geo.Site
	for town := range towns {
		code := fmt.Sprintf("990001%03d", 100+town)
		sites = append(sites, geo.Site{ID: fmt.Sprintf("t%02d", town), Category: "XZ", Area: code + "000", Unit: "county"})
		for village := range villages {
			sites = append(sites, geo.Site{ID: fmt.Sprintf("t%02dv%02d", town, village), Category: "SC",
				Area: fmt.Sprintf("%s%03d", code, 200+village), Unit: fmt.Sprint("unit ", village%3)})
		}
	}
	return frameOf(t, sites...)
}

// recordOf has main picks, and reserves, which begin with a hyphen.
func recordOf(ids ...string) *sampler.Record {
	r := &sampler.Record{}
	for i, id := range ids {
		p := sampler.Pick{Step: "s", ID: id, Role: sampler.Main, Order: i + 1}
		if id[0] == '-' {
			p.ID, p.Role = id[1:], sampler.Reserve
		}
		r.Picks = append(r.Picks, p)
	}
	return r
}

func planOf(t testing.TB, steps ...sampler.Step) sampler.Plan {
	t.Helper()
	p, err := sampler.NewPlan(sampler.Plan{Name: "p", Steps: steps})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMeter(t *testing.T) {
	frame := countyOf(t, 3, 2)
	before := frameOf(t, geo.Site{ID: "old", Category: "SC", Area: "990001102201", Unit: "unit 0"})
	m := coverage.New(frame, []coverage.Round{
		{Number: 2, Record: recordOf("t00v00", "t00v00", "t00v01", "-t01v00")},
		{Number: 5, Record: recordOf("t00v00", "old", "lost"), Frame: before},
		{Number: 6, Record: recordOf("old", "-t02v01")},
	})
	if !cmp.Equal(m.Gone, []string{"lost", "old"}) || m.Rounds() != 3 {
		t.Errorf("%d rounds, gone %q, want 3, lost and old", m.Rounds(), m.Gone)
	}
	number, _ := frame.Number("t00v00")
	if got, want := m.Site(number), (coverage.Tally{Picks: 3, Rounds: 2, First: 2, Last: 5}); got != want {
		t.Errorf("t00v00: %+v, want %+v", got, want)
	}
	var never []string
	for _, i := range m.Never() {
		never = append(never, frame.Sites()[i].ID)
	}
	if want := []string{"t00", "t01", "t01v00", "t01v01", "t02", "t02v00", "t02v01"}; !cmp.Equal(never, want) {
		t.Errorf("never drawn %q, want %q", never, want)
	}
	for _, test := range []struct {
		by   sampler.By
		want []coverage.Group
	}{
		{sampler.ByArea, []coverage.Group{
			{"990001100", 3, 2, coverage.Tally{Picks: 4, Rounds: 2, First: 2, Last: 5}},
			{"990001101", 3, 0, coverage.Tally{}},
			{"990001102", 3, 0, coverage.Tally{Picks: 1, Rounds: 1, First: 5, Last: 5}}, // by the site that is gone
		}},
		{sampler.ByCategory, []coverage.Group{
			{"SC", 6, 2, coverage.Tally{Picks: 5, Rounds: 2, First: 2, Last: 5}},
			{"XZ", 3, 0, coverage.Tally{}},
		}},
		{sampler.ByUnit, []coverage.Group{
			{"county", 3, 0, coverage.Tally{}},
			{"unit 0", 3, 1, coverage.Tally{Picks: 4, Rounds: 2, First: 2, Last: 5}},
			{"unit 1", 3, 1, coverage.Tally{Picks: 1, Rounds: 1, First: 2, Last: 2}},
		}},
		{"tag:none", []coverage.Group{}},
	} {
		if diff := cmp.Diff(test.want, m.Groups(test.by)); diff != "" {
			t.Errorf("Groups(%s) (-want +got):\n%s", test.by, diff)
		}
	}
}

// Groups of the empty key are the sites.
func TestGroupsOfSites(t *testing.T) {
	frame := countyOf(t, 2, 3)
	m := coverage.New(frame, []coverage.Round{{Number: 1, Record: recordOf("t01v02", "t00")}})
	groups := m.Groups("")
	if len(groups) != frame.Len() {
		t.Fatalf("%d groups of %d sites", len(groups), frame.Len())
	}
	for i, g := range groups {
		if g.Tally != m.Site(int32(i)) || g.Sites != 1 || g.Name != frame.Sites()[i].ID {
			t.Errorf("Groups(\"\")[%d] = %+v, want the site %+v", i, g, m.Site(int32(i)))
		}
	}
}

// Every main pick of a site in a group is one of the group.
func TestGroupsAddUp(t *testing.T) {
	frame := countyOf(t, 5, 7)
	plan := planOf(t, sampler.Step{ID: "a", Category: []string{"SC"}, N: 4}, sampler.Step{ID: "b", Category: []string{"XZ", "SC"}, N: 3, Reserve: 2})
	var rounds []coverage.Round
	for i := range 20 {
		r, err := sampler.Draw(t.Context(), frame, plan, strconv.Itoa(i), sampler.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rounds = append(rounds, coverage.Round{Number: int64(i + 1), Record: r})
	}
	m := coverage.New(frame, rounds)
	for _, by := range []sampler.By{"", sampler.ByArea, sampler.ByPlace, sampler.ByCategory, sampler.ByUnit} {
		picks, sites := 0, 0
		groups := m.Groups(by)
		for _, g := range groups {
			picks, sites = picks+g.Picks, sites+g.Sites
			if g.Rounds > g.Picks || g.Reached > g.Sites || (g.Picks > 0) != (g.Reached > 0) || g.First > g.Last {
				t.Errorf("Groups(%s): %+v", by, g)
			}
		}
		if picks != 20*7 || sites != frame.Len() {
			t.Errorf("Groups(%s): %d picks of %d sites, want %d of %d", by, picks, sites, 20*7, frame.Len())
		}
		if !slices.IsSortedFunc(groups, func(a, b coverage.Group) int { return cmpText(a.Name, b.Name) }) {
			t.Errorf("Groups(%s) are not sorted", by)
		}
	}
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}
