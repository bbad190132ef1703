package sampler_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

func drawRound(t *testing.T, f *sampler.Frame, p sampler.Plan, c *sampler.Coordination) *sampler.Record {
	t.Helper()
	r, err := sampler.DrawRound(t.Context(), f, p, "轮次", c, sampler.Options{})
	if err != nil {
		t.Fatalf("DrawRound = %v", err)
	}
	return r
}

// TestRoundByItself: without coordination a round is a draw of draw-v1, to the byte.
func TestRoundByItself(t *testing.T) {
	fs := frames{}
	for _, v := range vectors(t) {
		p := parsePlan(t, string(v.Record.Plan))
		r, err := sampler.DrawRound(t.Context(), fs.read(t, v.FrameFile), p, v.Record.Seed, nil, sampler.Options{})
		if err != nil || string(sampler.AppendRecord(nil, r)) != v.canonical {
			t.Errorf("%s: DrawRound without coordination = %v, want the record of draw-v1", v.Name, err)
		}
	}
}

// TestCoverSetsMethodsAside draws every plan of the vectors as the first round of a
// cover: what is drawn by ticket stays, and sizes and maps are not asked for.
func TestCoverSetsMethodsAside(t *testing.T) {
	fs := frames{}
	for _, v := range vectors(t) {
		f, p := fs.read(t, v.FrameFile), parsePlan(t, string(v.Record.Plan))
		simple := sampler.Plan{Steps: slices.Clone(p.Steps)}
		for i := range simple.Steps {
			s := &simple.Steps[i]
			s.Method, s.BySize, s.Map = sampler.Simple, false, nil
		}
		want, err := sampler.Draw(t.Context(), f, simple, v.Record.Seed, sampler.Options{})
		got, coordinated := sampler.DrawRound(t.Context(), f, p, v.Record.Seed, &sampler.Coordination{Mode: sampler.Cover}, sampler.Options{})
		if err != nil || coordinated != nil {
			t.Errorf("%s: %v, %v, want no errors", v.Name, err, coordinated)
			continue
		}
		// Levels of an earlier step of the round count, so only first steps are the same.
		first := p.Steps[0].ID
		count := func(r *sampler.Record) int {
			return len(r.Picks) - len(slices.DeleteFunc(slices.Clone(r.Picks), func(p sampler.Pick) bool { return p.Step == first }))
		}
		n := count(want)
		if g := count(got); g != n {
			t.Errorf("%s: %d picks of the first step, want %d", v.Name, g, n)
			continue
		}
		for i := range n {
			if g, w := got.Picks[i], want.Picks[i]; g.ID != w.ID || g.Role != w.Role || g.Ticket != w.Ticket {
				t.Errorf("%s: pick %d = %v, want %v", v.Name, i+1, g, w)
			}
		}
		if got.Plan.Digest() != p.Digest() {
			t.Errorf("%s: the plan of the record was changed", v.Name)
		}
	}
}

// TestWeightedIsPareto compares a weighted rehearsal with a draw of draw-v1 from a
// frame that has the weights as sizes.
func TestWeightedIsPareto(t *testing.T) {
	f := frames{}.read(t, "frame-grid.ndjson")
	p := parsePlan(t, `{"steps":[{"id":"m","category":["SC"],"n":12,"reserve":3,"method":"map"},{"id":"all","category":["XQ"],"n":"all"}]}`)
	pareto := parsePlan(t, `{"steps":[{"id":"m","category":["SC"],"n":12,"reserve":3,"method":"pareto"},{"id":"all","category":["XQ"],"n":"all"}]}`)
	c := &sampler.Coordination{Mode: sampler.Weighted}
	sites := slices.Clone(f.Sites())
	for i := range sites {
		if sites[i].Size = 1; i%3 == 0 {
			sites[i].Size = int32(2 + i)
			c.Weights = append(c.Weights, sampler.Weight{ID: sites[i].ID, Weight: int64(2 + i)})
		}
	}
	weighed, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	want, err := sampler.Draw(t.Context(), weighed, pareto, "轮次", sampler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := drawRound(t, f, p, c)
	if len(got.Picks) != len(want.Picks) || !slices.Equal(got.Picks, want.Picks) {
		t.Errorf("picks = %v, want %v", got.Picks, want.Picks)
	}
	if got.FrameDigest != f.Digest() || f.Sites()[0].Size == 2 && c.Weights[0].Weight != 2 {
		t.Error("the frame of the record is another")
	}
	if err := sampler.Verify(t.Context(), got, f, sampler.Options{}); err != nil {
		t.Errorf("Verify = %v", err)
	}
}

// TestCoordinationIsNotShared: what a caller does with his coordination later
// changes no record.
func TestCoordinationIsNotShared(t *testing.T) {
	f := frames{}.read(t, "frame-grid.ndjson")
	p := parsePlan(t, `{"steps":[{"id":"m","category":["SC"],"n":3}]}`)
	id := f.Sites()[0].ID
	for _, c := range []*sampler.Coordination{
		{Mode: sampler.Cover, Sites: sampler.Levels{Drawn: []sampler.Drawn{{Name: id, Times: 4}}}},
		{Mode: sampler.Weighted, Weights: []sampler.Weight{{ID: id, Weight: 4}}},
	} {
		r := drawRound(t, f, p, c)
		before := r.Digest()
		if len(c.Sites.Drawn) > 0 {
			c.Sites.Drawn[0].Times = 9
		} else {
			c.Weights[0].Weight = 9
		}
		if r.Digest() != before {
			t.Errorf("the record of mode %s changed with its caller's coordination", c.Mode)
		}
	}
}

// TestCoordinationPlaces wants errors to name the member and item.
func TestCoordinationPlaces(t *testing.T) {
	f := frames{}.read(t, "frame-grid.ndjson")
	r := drawRound(t, f, parsePlan(t, `{"steps":[{"id":"m","category":["SC"],"n":3}]}`), &sampler.Coordination{Mode: sampler.Cover})
	text := string(sampler.AppendRecord(nil, r))
	for _, test := range []struct {
		coordination string
		code         geo.Code
		column       string
	}{
		{`{"mode":"cover","sites":{"drawn":[{"name":"a","times":1},{"name":"b","times":0}]}}`, sampler.ErrNumberRange, "coordination.sites.drawn[2]"},
		{`{"mode":"cover","sites":{"drawn":[{"name":"a","times":"1"}]}}`, sampler.ErrJSONKind, "coordination.sites.drawn[1].times"},
		{`{"mode":"cover","sites":{"new":["b","a"]}}`, sampler.ErrCoordinationOrder, "coordination.sites.new[2]"},
		{`{"mode":"cover","reach":"area","groups":{"new":["","a","a"]}}`, sampler.ErrCoordinationOrder, "coordination.groups.new[3]"},
		{`{"mode":"again","recheck":["a",""]}`, geo.ErrTextLength, "coordination.recheck[2]"},
		{`{"mode":"weighted","weights":[{"id":"a","weight":1},{"id":"b","weight":2147483648}]}`, sampler.ErrNumberRange, "coordination.weights[2]"},
		{`{"mode":"weighted","weights":[{"id":"a","wight":1}]}`, sampler.ErrMember, "coordination.weights[1]"},
		{`{"mode":"weighted","reach":"area"}`, sampler.ErrCoordinationMember, "coordination.reach"},
		{`{"mode":"always"}`, sampler.ErrChoice, "coordination.mode"},
		{`{"mode":"cover","sites":{}}`, sampler.ErrCanonical, ""},
		{`{"reach":"area","mode":"cover"}`, sampler.ErrCanonical, ""},
	} {
		changed := strings.Replace(text, `{"mode":"cover"}`, test.coordination, 1)
		_, err := sampler.ParseRecord(changed)
		var wrong *geo.Error
		if !errors.As(err, &wrong) || wrong.Code != test.code || test.column != "" && wrong.At.Column != test.column {
			t.Errorf("ParseRecord with %s = %v, want %s in %s", test.coordination, err, test.code, test.column)
		}
	}
}

// TestSpecAndCoordinationBelongTogether refuses one without the other.
func TestSpecAndCoordinationBelongTogether(t *testing.T) {
	f := frames{}.read(t, "frame-grid.ndjson")
	p := parsePlan(t, `{"steps":[{"id":"m","category":["SC"],"n":3}]}`)
	coordinated := string(sampler.AppendRecord(nil, drawRound(t, f, p, &sampler.Coordination{Mode: sampler.Cover})))
	alone := string(sampler.AppendRecord(nil, drawRound(t, f, p, nil)))
	for name, text := range map[string]string{
		"coordination in draw-v1":        strings.Replace(coordinated, "rounds-v1", "draw-v1", 1),
		"rounds-v1 without coordination": strings.Replace(alone, "draw-v1", "rounds-v1", 1),
		"rounds-v2":                      strings.Replace(coordinated, "rounds-v1", "rounds-v2", 1),
	} {
		if _, err := sampler.ParseRecord(text); !errors.Is(err, sampler.ErrSpecUnknown) {
			t.Errorf("ParseRecord of %s = %v, want %s", name, err, sampler.ErrSpecUnknown)
		}
	}
}

// TestRoundRefusals: a round is refused for the reasons of a draw as well.
func TestRoundRefusals(t *testing.T) {
	f := frames{}.read(t, "frame-grid.ndjson")
	apart := parsePlan(t, `{"steps":[{"id":"m","category":["SC"],"n":3,"apart":9}]}`)
	unlocated, err := sampler.NewFrame([]geo.Site{{ID: "a", Category: "SC"}})
	if err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	cover := &sampler.Coordination{Mode: sampler.Cover}
	for name, test := range map[string]struct {
		err  func() error
		want error
	}{
		"no seed": {func() error {
			_, err := sampler.DrawRound(t.Context(), f, apart, "", cover, sampler.Options{})
			return err
		}, sampler.ErrSeedLength},
		"unlocated": {func() error {
			_, err := sampler.DrawRound(t.Context(), unlocated, apart, "s", cover, sampler.Options{})
			return err
		}, sampler.ErrUnlocated},
		"cancelled": {func() error {
			_, err := sampler.DrawRound(ended, f, apart, "s", cover, sampler.Options{})
			return err
		}, context.Canceled},
		"cancelled again": {func() error {
			_, err := sampler.DrawRound(ended, f, apart, "s", &sampler.Coordination{Mode: sampler.Again}, sampler.Options{})
			return err
		}, context.Canceled},
	} {
		if err := test.err(); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

// TestKeysAreThoseOfStrata: Key gives what stratifies.
func TestKeysAreThoseOfStrata(t *testing.T) {
	f := frames{}.read(t, "frame-grid.ndjson")
	for _, by := range []sampler.By{sampler.ByCategory, sampler.ByArea, sampler.ByPlace, sampler.ByUnit, "tag:kind:", "tag:"} {
		p := parsePlan(t, fmt.Sprintf(`{"steps":[{"id":"m","category":["SC","ZCGD","XQ"],"n":"all","by":%q}]}`, by))
		for _, pick := range drawRound(t, f, p, nil).Picks {
			if site, _ := f.Site(pick.ID); by.Key(site) != pick.Stratum {
				t.Fatalf("%s: Key(%s) = %q, want %q", by, pick.ID, by.Key(site), pick.Stratum)
			}
		}
	}
	if got := sampler.By("").Key(&f.Sites()[0]); got != "" {
		t.Errorf("Key of none = %q, want none", got)
	}
}

// TestStepsAdmitTheirCandidates: Admits says who can be picked.
func TestStepsAdmitTheirCandidates(t *testing.T) {
	f := frames{}.read(t, "frame-grid.ndjson")
	tag, other := "", ""
	for i := range f.Sites() {
		if tags := f.Sites()[i].Tags; len(tags) > 1 {
			tag, other = tags[0], tags[1]
		}
	}
	p := parsePlan(t, fmt.Sprintf(`{"steps":[{"id":"m","category":["SC","XQ"],"n":"all","tags":[%q]},
		{"id":"n","category":["SC"],"n":"all","any_tags":[%q,"none"]}]}`, tag, other))
	picked := map[[2]string]bool{}
	for _, pick := range drawRound(t, f, p, nil).Picks {
		picked[[2]string{pick.Step, pick.ID}] = true
	}
	for i := range f.Sites() {
		for s := range p.Steps {
			site := &f.Sites()[i]
			if got, want := p.Steps[s].Admits(site), picked[[2]string{p.Steps[s].ID, site.ID}]; got != want {
				t.Errorf("Admits(%s) of %s = %t, want %t", site.ID, p.Steps[s].ID, got, want)
			}
		}
	}
}

func FuzzParseCoordinated(f *testing.F) {
	frame := frames{}.read(f, "frame-grid.ndjson")
	p := parsePlan(f, `{"steps":[{"id":"m","category":["SC"],"n":3}]}`)
	a, b := frame.Sites()[0].ID, frame.Sites()[1].ID
	for _, c := range []sampler.Coordination{
		{Mode: sampler.Cover, Reach: sampler.ByArea, Sites: sampler.Levels{Drawn: []sampler.Drawn{{Name: a, Times: 2}}, New: []string{a, b}},
			Groups: sampler.Levels{New: []string{""}}},
		{Mode: sampler.Weighted, Weights: []sampler.Weight{{ID: a, Weight: 1}, {ID: b, Weight: sampler.MaxWeight}}},
		{Mode: sampler.Again},
	} {
		r, err := sampler.DrawRound(f.Context(), frame, p, "s", &c, sampler.Options{})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(sampler.AppendRecord(nil, r)))
	}
	f.Fuzz(func(t *testing.T, text string) {
		record, err := sampler.ParseRecord(text)
		if err != nil {
			return
		}
		if again := string(sampler.AppendRecord(nil, record)); again != text {
			t.Errorf("written again = %s, want %s", again, text)
		}
		if record.Coordination == nil {
			return
		}
		_, err = sampler.DrawRound(t.Context(), frame, record.Plan, record.Seed, record.Coordination, sampler.Options{})
		if wrong := (*geo.Error)(nil); err != nil && !errors.As(err, &wrong) {
			t.Errorf("DrawRound = %v, want no error or a *geo.Error", err)
		}
	})
}

// Four markets, two a round: who was drawn comes after who was not.
func ExampleDrawRound() {
	frame, err := sampler.NewFrame([]geo.Site{
		{ID: "east", Category: "SC"}, {ID: "north", Category: "SC"}, {ID: "south", Category: "SC"}, {ID: "west", Category: "SC"},
	})
	if err != nil {
		panic(err)
	}
	plan, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{{ID: "market", Category: []string{"SC"}, N: 2}}})
	if err != nil {
		panic(err)
	}
	after := &sampler.Coordination{Mode: sampler.Cover, Sites: sampler.Levels{
		Drawn: []sampler.Drawn{{Name: "east", Times: 1}, {Name: "west", Times: 1}},
	}}
	record, err := sampler.DrawRound(context.Background(), frame, plan, "second round", after, sampler.Options{})
	if err != nil {
		panic(err)
	}
	for _, pick := range record.Picks {
		fmt.Println(pick.ID)
	}
	// Output:
	// south
	// north
}
