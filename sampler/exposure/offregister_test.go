package exposure

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// metres is a place so far east and north of a corner.
func metres(east, north int) geo.Point {
	return geo.Point{Lon: geo.E7(east * 90), Lat: geo.E7(north * 90)}
}

func market(id, name string, at geo.Point) geo.Site {
	return geo.Site{ID: id, Category: "SC", Name: name, Geometry: at}
}

// second is a register of four markets in a town, and a map that shows them in its
// own way, with three more.
func second(t *testing.T, step sampler.Step) Second {
	t.Helper()
	town := geo.Polygon{{metres(-200, -200), metres(4200, -200), metres(4200, 1200), metres(-200, 1200), metres(-200, -200)}}
	step.ID, step.Category, step.Method = "sc", []string{"SC"}, sampler.Map
	return Second{
		Register: frameOf(t, []geo.Site{
			market("r1", "第一农贸市场", metres(0, 0)), market("r2", "南门菜场", metres(1000, 0)),
			market("r3", "花卉市场", metres(2000, 0)), {ID: "r4", Category: "SC", Name: "没有位置"},
			{ID: "town", Category: "XZQ", Geometry: town}, {ID: "w", Category: "WC", Geometry: metres(3000, 0)},
		}),
		Map: frameOf(t, []geo.Site{
			market("m1", "示例县第一农贸市场", metres(150, 0)), // its name
			market("m2", "别的名字", metres(1020, 0)),     // beside it
			market("m3", "花鸟城", metres(2100, 0)),      // near, but of another name
			market("m4", "", metres(1000, 200)),       // near, without a name
			market("m5", "第二农贸市场", metres(0, 250)),    // counts differently
			market("r3", "搬走的", metres(4000, 1000)),   // the same id
			{ID: "m7", Category: "SC", Name: "没有位置"},  // on no map
			{ID: "m8", Category: "WC", Geometry: metres(0, 0)},
		}),
		Plan: planOf(t, sampler.Step{ID: "wc", Category: []string{"WC"}, N: 1}, step),
	}
}

func ids(f *sampler.Frame, off []OffSite) (list []string) {
	for _, s := range off {
		list = append(list, f.Sites()[s.Site].ID)
	}
	slices.Sort(list)
	return list
}

func TestOffRegister(t *testing.T) {
	in := second(t, sampler.Step{N: 1, Map: &sampler.MapParameters{In: "XZQ", Take: sampler.TakeNearest}})
	in.Options = Options{Seed: "s", Shares: MapShares}
	off, err := OffRegister(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(off.Steps) != 1 || off.Replays != 0 || off.Frame.Len() != 8 { // six on the map, town and w
		t.Fatalf("%d steps, %d replays, %d sites", len(off.Steps), off.Replays, off.Frame.Len())
	}
	s := off.Steps[0]
	if got := ids(off.Frame, s.Off); s.Step != "sc" || s.Sites != 6 || !slices.Equal(got, []string{"m3", "m4", "m5"}) {
		t.Errorf("%s: of %d sites %v are off the register", s.Step, s.Sites, got)
	}
	sum := 0.0
	for k, site := range s.Off {
		if sum += site.Pi.Value; k > 0 && site.Pi.Value > s.Off[k-1].Pi.Value {
			t.Error("the likeliest does not stand first")
		}
	}
	if s.Expected.Kind != Bounded || !near(s.Expected.Value, sum) || s.Once != s.Expected ||
		math.Abs(s.Share.Value-sum) > 1e-9 || sum < .2 || sum > .8 {
		t.Errorf("expected %+v, share %+v, once %+v, want %v", s.Expected, s.Share, s.Once, sum)
	}
}

// Distances decide what is one place.
func TestOffRegisterDistances(t *testing.T) {
	for _, tt := range []struct {
		named, beside int64
		want          []string
	}{{100, 0, []string{"m1", "m3", "m4", "m5"}}, {0, 150, []string{"m4", "m5"}}, {200, 300, nil}, {1, 1, []string{"m1", "m2", "m3", "m4", "m5"}}} {
		in := second(t, sampler.Step{N: 1})
		in.Named, in.Beside, in.Options = tt.named, tt.beside, Options{Seed: "s", Shares: MapShares}
		off, err := OffRegister(context.Background(), in)
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(off.Frame, off.Steps[0].Off); !slices.Equal(got, tt.want) {
			t.Errorf("%d m by name, %d m beside: %v, want %v", tt.named, tt.beside, got, tt.want)
		}
	}
}

// Three of six at random from a map that shows all: each is expected half the time,
// three of them 1.5 times, and none of them is taken once in twenty draws.
func TestOffRegisterCounted(t *testing.T) {
	in := second(t, sampler.Step{N: 3})
	in.Options = Options{Seed: "s", HalfWidth: .02, Shares: MapShares}
	off, err := OffRegister(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	s := off.Steps[0]
	for what, tt := range map[string]struct {
		got  Figure
		want float64
	}{"expected": {s.Expected, 1.5}, "share": {s.Share, .5}, "once": {s.Once, 1 - 1./20}} {
		if tt.got.Kind != Replayed || math.Abs(tt.got.Value-tt.want) > 2*tt.got.Error || tt.got.Error > .1 {
			t.Errorf("%s: %+v, want about %v", what, tt.got, tt.want)
		}
	}
	if off.Replays == 0 {
		t.Error("nothing was replayed")
	}
}

func TestOffRegisterRefusals(t *testing.T) {
	in := second(t, sampler.Step{N: 1})
	in.Named = -1
	_, err := OffRegister(context.Background(), in)
	wantCode(t, err, ErrNear)
	in.Named, in.Beside = 0, -1
	_, err = OffRegister(context.Background(), in)
	wantCode(t, err, ErrNear)
	in.Beside, in.Options.HalfWidth = 0, 2
	_, err = OffRegister(context.Background(), in)
	wantCode(t, err, ErrHalfWidth)
	in.Plan = planOf(t, sampler.Step{ID: "wc", Category: []string{"WC"}, N: 1})
	_, err = OffRegister(context.Background(), in)
	wantCode(t, err, ErrNoMap)
	in = second(t, sampler.Step{N: 1, Map: &sampler.MapParameters{In: "nothing"}})
	in.Options.Shares = MapShares
	_, err = OffRegister(context.Background(), in)
	wantCode(t, err, sampler.ErrNoPolygons)
}

// A register and a map that agree leave nothing over.
func TestOffRegisterOfTheSame(t *testing.T) {
	in := second(t, sampler.Step{N: 1})
	in.Map, in.Options.Shares = in.Register, MapShares
	off, err := OffRegister(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if s := off.Steps[0]; len(s.Off) != 0 || s.Share != exactly(0) || s.Once != exactly(0) || s.Sites != 3 {
		t.Errorf("%+v", s)
	}
}

func TestByChief(t *testing.T) {
	f := townships(t, 3, 5)
	contacts := []geo.Contact{{ID: "990001100200", Chief: "甲"}, {ID: "990001101200", Chief: "甲"}, {ID: "990001101201", Chief: "乙"}, {ID: "990001101202"}}
	groups := rolled(t, exactReport(t, f, sampler.Step{ID: "v", Category: []string{"V"}, N: 2}), ByChief(contacts))
	if got := fmt.Sprint(len(groups), groups[0].Name, groups[0].Sites, groups[1].Name, groups[1].Sites); got != "2乙1甲2" {
		t.Errorf("groups %s", got)
	}
	wantExact(t, "甲", groups[1].Once, 1-6./8*5/7)
}
