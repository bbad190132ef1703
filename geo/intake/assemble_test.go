package intake

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

// townList is a list that gives names to two townships.
const townList = "编号,点位名称,类别,区划代码,经度,纬度\nT1,文留镇,XZZF,410928102000,115.2,35.6\nT2,庆祖镇,XZZF,410928103000,115.0,35.6\n"

func readAs(t testing.TB, name, text string, o Options) *Result {
	t.Helper()
	r, err := Read(name, strings.NewReader(text), o)
	if err != nil {
		t.Fatalf("Read(%s) = %v", name, err)
	}
	return r
}

func areas(sites []geo.Site) map[string]string {
	all := map[string]string{}
	for _, s := range sites {
		all[s.ID] = s.Area
	}
	return all
}

// Every step of an import is taken, in the order that lets a later one use what
// an earlier one found.
func TestAssemble(t *testing.T) {
	towns := readAs(t, "towns", townList, Options{})
	list := readAs(t, "list", "编号,类别,乡镇,经度,纬度,图形,责任人\n"+
		"a,SC,文留,115.3,35.6,,张三\nb,SC,,115.001,35.6,,\n"+
		"c,ZCGD,,,,\"LINESTRING(115.2 35.6,115.3 35.6)\",\n"+
		"e,XQ,,,,\"POLYGON((115 35,115.1 35,115.1 35.1,115 35.1,115 35))\",\nf,LD,,115.05,35.05,,\n", Options{})
	road := geo.Line{{Lon: 1}, {Lon: 2}}
	got, err := Assemble(t.Context(), []*Result{list, towns}, Earlier{}, AssembleOptions{Nearest: true, SizeByLength: true, Roads: []geo.Line{road}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"T1": "410928102000", "T2": "410928103000", "a": "410928102000", "b": "410928103000",
		"c": "410928102000", "e": "410928103000", "f": "410928103000",
	}
	if d := cmp.Diff(want, areas(got.Sites)); d != "" {
		t.Error(d)
	}
	if got.Named != 1 || len(got.Filled) != 4 || got.Sized != 1 || len(got.People) != 1 || len(got.Roads) != 1 {
		t.Errorf("Assemble: %d named, %d filled, %d sized, %d people, %d roads, want 1, 4, 1, 1, 1",
			got.Named, len(got.Filled), got.Sized, len(got.People), len(got.Roads))
	}
	if d := cmp.Diff([]Part{{"f", "e"}}, got.Parts); d != "" {
		t.Error(d)
	}
	if !got.Changes.None() || got.Changes.Same != 0 {
		t.Errorf("Changes = %v where nothing was before", got.Changes)
	}
	if bare, err := Assemble(t.Context(), []*Result{readAs(t, "list", "编号,类别,经度,纬度\nb,SC,115,35\n", Options{})}, Earlier{}, AssembleOptions{}); err != nil ||
		len(bare.Filled)+bare.Sized+bare.Named != 0 {
		t.Errorf("Assemble without options = %v, %v", bare, err)
	}
}

func TestAssembleModes(t *testing.T) {
	before := Earlier{Known: true, Sites: []geo.Site{{ID: "a", Name: "old", Category: "SC"}, {ID: "b", Category: "SC"}},
		People: []geo.Contact{{ID: "b", Person: "stays"}}}
	for mode, want := range map[Mode]struct {
		names                         map[string]string
		added, removed, changed, same int
		people                        []geo.Contact
		vanishing                     bool
	}{
		Replace: {map[string]string{"a": "new", "c": ""}, 1, 1, 1, 0, []geo.Contact{{ID: "c", Person: "fresh"}}, true},
		"":      {map[string]string{"a": "new", "c": ""}, 1, 1, 1, 0, []geo.Contact{{ID: "b", Person: "stays"}, {ID: "c", Person: "fresh"}}, true},
		Update:  {map[string]string{"a": "new", "b": "", "c": ""}, 1, 0, 1, 1, []geo.Contact{{ID: "b", Person: "stays"}, {ID: "c", Person: "fresh"}}, false},
		Add:     {map[string]string{"a": "old", "b": "", "c": ""}, 1, 0, 0, 2, []geo.Contact{{ID: "b", Person: "stays"}, {ID: "c", Person: "fresh"}}, false},
	} {
		list := readAs(t, "list", "编号,类别,点位名称,责任人\na,SC,new,\nc,SC,,fresh\n", Options{})
		got, err := Assemble(t.Context(), []*Result{list}, before, AssembleOptions{Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]string{}
		for _, s := range got.Sites {
			names[s.ID] = s.Name
		}
		c := &got.Changes
		if d := cmp.Diff(want.names, names); d != "" {
			t.Errorf("%q: %s", mode, d)
		}
		if d := cmp.Diff(want.people, got.People); d != "" {
			t.Errorf("%q: %s", mode, d)
		}
		if len(c.Added) != want.added || len(c.Removed) != want.removed || len(c.Changed) != want.changed || c.Same != want.same {
			t.Errorf("%q: +%d -%d ~%d =%d, want %v", mode, len(c.Added), len(c.Removed), len(c.Changed), c.Same, want)
		}
		if v := before.Vanishing(c); v != want.vanishing {
			t.Errorf("Vanishing(%q) = %v, want %v", mode, v, want.vanishing)
		}
	}
}

// One of 20 may vanish without a question, not two.
func TestVanishing(t *testing.T) {
	for _, test := range []struct {
		before, gone int
		want         bool
	}{{0, 0, false}, {19, 1, true}, {20, 1, false}, {20, 2, true}, {1000, 50, false}, {1000, 51, true}} {
		e := Earlier{Known: true, Sites: make([]geo.Site, test.before)}
		if got := e.Vanishing(&geo.Changes{Removed: make([]*geo.Site, test.gone)}); got != test.want {
			t.Errorf("Vanishing(%d of %d) = %v, want %v", test.gone, test.before, got, test.want)
		}
	}
}

// Rows that turn out to be wrong after reading refuse the import and are listed.
func TestAssembleRefuses(t *testing.T) {
	before := Earlier{Known: true, Sites: readAs(t, "before", townList+"k,,SC,,,\n", Options{}).Sites}
	for name, test := range map[string]struct {
		text    string
		mode    Mode
		skip    bool
		before  Earlier
		code    geo.Code
		rejects []geo.Place
		ids     string // of what is made
	}{
		"stranger":         {"编号,责任单位\nk,u\nz,u\n", Update, false, before, ErrRejected, []geo.Place{{File: "list", Line: 3, Column: "id"}}, ""},
		"stranger skipped": {"编号,责任单位\nk,u\nz,u\n", Update, true, before, ErrRejected, []geo.Place{{File: "list", Line: 3, Column: "id"}}, ""},
		"all strangers":    {"编号,责任单位\nk,u\n", Update, false, Earlier{}, ErrRejected, []geo.Place{{File: "list", Line: 2, Column: "id"}}, ""},
		"area":             {"编号,类别,乡镇\nn,SC,某镇\nm,SC,文留\n", Add, false, before, ErrRejected, []geo.Place{{File: "list", Line: 2, Column: "乡镇"}}, ""},
		"area skipped":     {"编号,类别,乡镇\nn,SC,某镇\nm,SC,文留\n", Add, true, before, "", []geo.Place{{File: "list", Line: 2, Column: "乡镇"}}, "T1 T2 k m"},
		"known, area":      {"编号,类别,乡镇\nk,SC,某镇\nm,SC,文留\n", Update, true, before, "", []geo.Place{{File: "list", Line: 2, Column: "乡镇"}}, "T1 T2 k m"},
		"no area known":    {"编号,类别,乡镇\nn,SC,某镇\n", Replace, false, before, "", nil, "n"},
		"no sites":         {"code,level,parent,name,kind\n410928000000,county,,濮阳县,\n", "", false, Earlier{}, ErrNoSites, nil, ""},
		"nothing stays":    {"code,level,parent,name,kind\n410928000000,county,,濮阳县,\n", Replace, false, before, ErrNoSites, nil, ""},
		"nothing added":    {"code,level,parent,name,kind\n410928000000,county,,濮阳县,\n", Add, false, before, "", nil, "T1 T2 k"},
	} {
		list := readAs(t, "list", test.text, Options{Partial: true})
		got, err := Assemble(t.Context(), []*Result{list}, test.before, AssembleOptions{Mode: test.mode, SkipBad: test.skip})
		if test.code == "" && err != nil || test.code != "" && !errors.Is(err, test.code) {
			t.Errorf("%s: Assemble = %v, want %v", name, err, test.code)
			continue
		}
		var places []geo.Place
		for _, e := range got.Rejects {
			places = append(places, e.At)
		}
		if d := cmp.Diff(test.rejects, places); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if made := strings.Join(ids(got.Sites), " "); made != test.ids {
			t.Errorf("%s: sites = %q, want %q", name, made, test.ids)
		}
	}
}

// A site that was there before keeps what it was when its new row is left out.
func TestAssembleLeavesOutRowOnly(t *testing.T) {
	before := Earlier{Known: true, Sites: readAs(t, "before", townList+"k,old,SC,,,\n", Options{}).Sites}
	list := readAs(t, "list", "编号,类别,点位名称,乡镇\nk,SC,new,某镇\n", Options{})
	got, err := Assemble(t.Context(), []*Result{list}, before, AssembleOptions{Mode: Update, SkipBad: true})
	if err != nil || !got.Changes.None() || got.Changes.Same != 3 {
		t.Errorf("Assemble = %+v, %v, want no change", got, err)
	}
}

func TestAssembleTwice(t *testing.T) {
	list := readAs(t, "list", "编号,类别\na,SC\n", Options{})
	if got, err := Assemble(t.Context(), []*Result{list, list}, Earlier{}, AssembleOptions{}); got != nil || !errors.Is(err, geo.ErrDuplicateID) {
		t.Errorf("Assemble(one file twice) = %v, %v, want %v", got, err, geo.ErrDuplicateID)
	}
}

// A dry run leaves what was known, and a second run makes the same; what was made
// and is imported again changes nothing, under any mode.
func TestAssembleAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		registers := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-e]`), 0, 5, rapid.ID)
		sites := func(label string) []geo.Site {
			var list []geo.Site
			for _, id := range slices.Sorted(slices.Values(registers.Draw(t, label))) {
				s := geo.Site{ID: id, Category: rapid.SampledFrom([]string{"SC", "XZZF"}).Draw(t, "category")}
				s.Name = rapid.SampledFrom([]string{"", "甲镇"}).Draw(t, "name")
				s.Area = rapid.SampledFrom([]string{"", "410928102000"}).Draw(t, "area")
				s.Geometry = geo.Point{Lon: geo.E7(rapid.IntRange(0, 3).Draw(t, "lon"))}
				list = append(list, s)
			}
			return list
		}
		before := Earlier{Known: true, Sites: sites("before")}
		known, list := slices.Clone(before.Sites), sites("list")
		o := AssembleOptions{Mode: rapid.SampledFrom(Modes()).Draw(t, "mode"), Nearest: true, Categories: fuzzCategories}
		results := []*Result{{File: "list", Sites: list}}
		first, err := Assemble(t.Context(), results, before, o)
		if err != nil {
			if !errors.Is(err, ErrNoSites) {
				t.Fatalf("Assemble = %v", err)
			}
			return
		}
		second, err := Assemble(t.Context(), results, before, o)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(first.Sites, second.Sites) + cmp.Diff(known, before.Sites); d != "" {
			t.Fatal(d)
		}
		if len(first.Changes.Removed) > 0 && o.Mode != Replace {
			t.Fatalf("%s removed %d sites", o.Mode, len(first.Changes.Removed))
		}
		want := map[string]bool{}
		for _, s := range list {
			want[s.ID] = true
		}
		for _, s := range known {
			want[s.ID] = want[s.ID] || o.Mode != Replace
		}
		maps.DeleteFunc(want, func(_ string, is bool) bool { return !is })
		if got := slices.Sorted(slices.Values(ids(first.Sites))); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
			t.Fatalf("%s: sites = %v, want %v", o.Mode, got, want)
		}
		for _, mode := range Modes() {
			made := []*Result{{File: "made", Sites: slices.Clone(first.Sites)}}
			again, err := Assemble(t.Context(), made, Earlier{Known: true, Sites: first.Sites}, AssembleOptions{Mode: mode, Nearest: true, Categories: fuzzCategories})
			if err != nil || !again.Changes.None() {
				t.Fatalf("%s again = %v, %v", mode, again, err)
			}
		}
	})
}

// An import that is cancelled ends wherever it is, soon and without a result.
func TestAssembleIsCancelled(t *testing.T) {
	list := readAs(t, "list", "编号,名称,类别,乡镇,经度,纬度\na,甲,SC,甲镇,115,35\n", Options{})
	towns := readAs(t, "towns", "code,level,parent,name,kind\n410928102000,town,410928000000,甲镇,town\n", Options{})
	results := []*Result{list, towns}
	polls := 0
	for {
		ctx := &endsAfter{Context: t.Context(), polls: polls}
		got, err := Assemble(ctx, results, Earlier{}, AssembleOptions{Nearest: true, SizeByLength: true})
		if err == nil {
			break
		}
		if got != nil || !errors.Is(err, context.Canceled) {
			t.Fatalf("Assemble that ends at poll %d = %v, %v, want none, %v", polls, got, err, context.Canceled)
		}
		polls++
	}
	if polls < 6 { // merging two files, names, areas, parts
		t.Errorf("Assemble asked its context %d times, want 6 at least", polls)
	}
}

// endsAfter is a context that ends when it has been asked some times.
type endsAfter struct {
	context.Context

	polls int
}

// Err is context.Context's.
func (c *endsAfter) Err() error {
	if c.polls--; c.polls < 0 {
		return context.Canceled
	}
	return nil
}

// Work on many sites asks often.
func TestFillingIsCancelled(t *testing.T) {
	sites := make([]geo.Site, 3*stepsBetweenPolls)
	for i := range sites {
		sites[i] = geo.Site{ID: strconv.Itoa(i), Category: "LD", Geometry: geo.Point{}}
	}
	m := &Merged{Sites: []geo.Site{{ID: "a", Category: "XZZF", Area: "410928102000", Name: "甲镇"}}, Named: make([]Named, len(sites))}
	for name, fill := range map[string]func(context.Context) error{
		"Merge":     func(ctx context.Context) error { _, err := Merge(ctx, &Result{Sites: sites}, &Result{}); return err },
		"NameAreas": func(ctx context.Context) error { _, _, err := m.NameAreas(ctx, geo.ShippedCategories()); return err },
		"FillAreas": func(ctx context.Context) error { _, err := FillAreas(ctx, sites, AreaOptions{}); return err },
		"FillParts": func(ctx context.Context) error { _, err := FillParts(ctx, sites, nil); return err },
	} {
		if err := fill(&endsAfter{Context: t.Context(), polls: 2}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s that ends at its third poll = %v, want %v", name, err, context.Canceled)
		}
	}
}
