package dispatch_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/geo/route"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
)

func at(lon, lat geo.E7) geo.Point { return geo.Point{Lon: lon, Lat: lat} }

// town is a small frame: two markets, a street that is crossed by two others, a
// junction, a hall of a category of the office's own, and one site without a place.
func town() []geo.Site {
	return []geo.Site{
		{ID: "m1", Name: "东市场", Category: "SC", Area: "360681101001", Unit: "市监局", Geometry: at(1172100000, 282800000)},
		{ID: "m2", Name: "西市场", Category: "SC", Area: "360681102000", Unit: "市监局", Geometry: at(1172300000, 282900000)},
		{ID: "m3", Name: "南市场", Category: "SC", Area: "360681103000", Unit: "市监局", Geometry: at(1172200000, 282700000)},
		{ID: "z1", Name: "信江路", Category: "ZCGD", Area: "360681101000", Geometry: geo.Line{at(1172000000, 282850000), at(1172400000, 282850000)}},
		{ID: "z2", Name: "交通路", Category: "ZCGD", Area: "360681101000", Geometry: geo.Line{at(1172050000, 282800000), at(1172050000, 282900000)}},
		{ID: "z3", Name: "站江路", Category: "ZCGD", Area: "360681101000", Geometry: geo.Line{at(1172090000, 282800000), at(1172090000, 282900000)}},
		{ID: "b1", Name: "3路", Category: "GJXL", Geometry: geo.Line{at(1172100000, 282810000), at(1172100000, 282900000)}},
		{ID: "j1", Name: "信江路口", Category: "JTLK", Area: "360681102000", Geometry: at(1172050000, 282850000)},
		{ID: "o1", Name: "自有", Category: "OWN", Unit: "城管局", Geometry: at(1172500000, 282500000)},
		{ID: "u1", Name: "无处", Category: "SC", Area: "360681102000"},
	}
}

// draft is what the tests plan: the first market, the street's first 500 m, the
// junction, the own site and the one without a place are drawn, with two reserves.
func draft(t *testing.T) dispatch.Input {
	t.Helper()
	frame, err := sampler.NewFrame(town())
	if err != nil {
		t.Fatal(err)
	}
	pick := func(step, id string, role sampler.Role, order int) sampler.Pick {
		return sampler.Pick{Step: step, ID: id, Role: role, Order: order}
	}
	street := pick("streets", "z1", sampler.Main, 1)
	street.Stretch = &sampler.Stretch{From: 500_000, To: 1_000_000}
	return dispatch.Input{
		Frame: frame,
		Record: &sampler.Record{FrameDigest: frame.Digest(), Picks: []sampler.Pick{
			pick("markets", "m1", sampler.Main, 1), pick("markets", "u1", sampler.Main, 2),
			pick("markets", "m2", sampler.Reserve, 1), pick("markets", "m3", sampler.Reserve, 2),
			street, pick("junctions", "j1", sampler.Main, 1), pick("own", "o1", sampler.Main, 1),
		}},
		Teams: mustParse(`
dates: [2026-11-25]
hours: 06:00-18:00
start: {name: 创建办, at: [117.21, 28.28]}
teams:
  - {name: 甲, members: [{name: 张三, township: "360681102000"}, 李四]}
  - {name: 乙, members: [王五], forbid: {units: [市监局, 无此局]}}
`),
		Contacts: []geo.Contact{{ID: "z1", Chief: "赵路长"}},
	}
}

func dispatched(t *testing.T, in dispatch.Input) *dispatch.Dispatch {
	t.Helper()
	d, err := dispatch.New(in)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The plan of the draft: who goes where, what the stretch is called, and what is
// looked at.
func TestPlan(t *testing.T) {
	in := draft(t)
	d := dispatched(t, in)
	if located, unlocated := d.Stops(); located != 5 || unlocated != 1 {
		t.Errorf("Stops = %d, %d", located, unlocated)
	}
	it := planned(t, d, dispatch.Options{Iterations: 500, Objective: route.Fair})
	(&audit{reporter: t, in: in, plan: it}).run()
	if len(it.LeftOut) != 0 || len(it.Unlocated) != 1 || it.Unlocated[0].ID != "u1" {
		t.Errorf("left out %v, unlocated %v", it.LeftOut, it.Unlocated)
	}
	who := map[string]string{}
	for _, team := range it.Teams {
		for _, v := range team.Days[0].Visits {
			who[v.Stop.ID+v.Stop.Visit] = team.Name
			if v.Stop.ID == "z1" {
				checkStretch(t, &v)
			}
		}
	}
	// The first team may not go to its township, the second not to its unit.
	if diff := cmp.Diff(map[string]string{"m1": "甲", "j1peak": "乙", "j1off-peak": "乙", "z1": who["z1"], "o1": who["o1"]}, who); diff != "" {
		t.Errorf("who visits what (-want +got):\n%s", diff)
	}
	if o := it.Origin; !o.Estimated || o.Nature != itinerary.Drawn || o.Objective != itinerary.Fair || o.Iterations != 500 ||
		o.Seed != d.DefaultSeed() || len(o.Seed) != 16 || o.Profile != "car" {
		t.Errorf("origin = %+v", o)
	}
	if len(it.Checks) == 0 || it.Checks[0].Category != "JTLK" {
		t.Errorf("checks = %v", it.Checks)
	}
}

// checkStretch wants the street to be walked from 500 m to 1000 m, named by its
// cross streets, of which a bus line is none.
func checkStretch(t *testing.T, v *itinerary.Visit) {
	t.Helper()
	s := &v.Stop
	if s.Stretch != "信江路(交通路—站江路)" || s.Chief != "赵路长" || !s.Walked() {
		t.Errorf("stretch %q with chief %q, %v", s.Stretch, s.Chief, s.Path)
	}
	line := geo.Line{at(1172000000, 282850000), at(1172400000, 282850000)}
	want := (&sampler.Stretch{From: 500_000, To: 1_000_000}).Along(line)
	if s.First().Point != want[0] || s.Last().Point != want[len(want)-1] {
		t.Errorf("walked from %v to %v, want %v", s.First(), s.Last(), want)
	}
	if took := v.Leave - v.Begin; took != 30*ms { // by the data; the walk takes six minutes
		t.Errorf("the visit takes %d", took)
	}
}

// A stretch whose walk takes longer than its minutes takes the walk; what was drawn
// of a street twice is walked from the first end to the last.
func TestLongStretch(t *testing.T) {
	in := draft(t)
	again := in.Record.Picks[4]
	again.Step, again.Stretch = "more", &sampler.Stretch{From: 0, To: 400_000}
	far := again
	far.Step, far.Stretch = "yet more", &sampler.Stretch{From: 3_400_000, To: 3_600_000}
	in.Record.Picks = append(in.Record.Picks, again, far)
	for _, v := range visitsOf(planned(t, dispatched(t, in), dispatch.Options{Iterations: 100})) {
		if took := v.Leave - v.Begin; v.Stop.ID == "z1" && took != 3_600_000*3600/5000 {
			t.Errorf("the walk of 3.6 km takes %d", took)
		}
	}
}

func visitsOf(it *itinerary.Itinerary) (list []itinerary.Visit) {
	for _, team := range it.Teams {
		for _, day := range team.Days {
			list = append(list, day.Visits...)
		}
	}
	return list
}

// A whole line, which was not drawn to be walked, takes its minutes from end to end.
func TestWholeLine(t *testing.T) {
	in := draft(t)
	in.Record.Picks[4].Stretch = nil
	for _, v := range visitsOf(planned(t, dispatched(t, in), dispatch.Options{Iterations: 100})) {
		if v.Stop.ID == "z1" && (v.Leave-v.Begin != 30*ms || v.Stop.Stretch != "" || v.Stop.Last().Lon != 1172400000) {
			t.Errorf("visit = %+v", v)
		}
	}
}

// What was drawn by lot for a team is visited by no other, and by none if that team may
// not; no change to the rules gives it away.
func TestPlanKeepsLots(t *testing.T) {
	for _, turn := range []int{0, 1} {
		in := draft(t)
		in.Teams.Teams[turn].Sites = []string{"o1", "z1"}
		in.Teams.Teams[1-turn].Sites = []string{"m1"}
		it := planned(t, dispatched(t, in), dispatch.Options{Iterations: 300, Objective: route.Fair})
		(&audit{reporter: t, in: in, plan: it}).run()
		who := map[string]string{}
		for _, team := range it.Teams {
			for _, v := range team.Days[0].Visits {
				who[v.Stop.ID] = team.Name
			}
		}
		own := it.Teams[turn].Name
		if who["o1"] != own || who["z1"] != own || who["j1"] != "乙" {
			t.Errorf("the lots of %s are visited so: %v", own, who)
		}
		var left []string
		for _, l := range it.LeftOut {
			left = append(left, l.Stop.ID+" "+string(l.Reasons[0].Why[0])+" "+string(l.Reasons[1].Why[0]))
			if l.Relaxation != nil && l.Relaxation.Change != itinerary.AllowUnit {
				t.Errorf("%s could be visited by %v", l.Stop.ID, l.Relaxation)
			}
		}
		if want := map[int][]string{0: {"m1 others_lot own_unit"}, 1: nil}[turn]; !slices.Equal(left, want) {
			t.Errorf("left out %v, want %v", left, want)
		}
	}
}

func TestDoubts(t *testing.T) {
	want := dispatch.Doubts{NoArea: []string{"o1"}, UnknownUnits: []string{"无此局"}, NoVisits: []string{"OWN"}}
	if diff := cmp.Diff(want, dispatched(t, draft(t)).Doubts()); diff != "" {
		t.Errorf("Doubts (-want +got):\n%s", diff)
	}
	in := draft(t)
	twice := in.Teams.Teams[0].Members[0].Name
	in.Teams.Teams[1].Members[0].Name = twice
	want.TwoTeams = []string{twice}
	if diff := cmp.Diff(want, dispatched(t, in).Doubts()); diff != "" {
		t.Errorf("Doubts of a member of two teams (-want +got):\n%s", diff)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, test := range []struct {
		name         string
		change       func(*dispatch.Input)
		code         geo.Code
		column, want string
	}{
		{"another frame", func(in *dispatch.Input) { in.Record.FrameDigest[0]++ }, dispatch.ErrOtherFrame, "", ""},
		{"a township that is near", func(in *dispatch.Input) { in.Teams.Teams[0].Members[0].Township = "360681104000" }, dispatch.ErrTownship, "teams[1].members[1].township", "360681101000"},
		{"a township that is not", func(in *dispatch.Input) { in.Teams.Teams[1].Townships = []string{"110101001000"} }, dispatch.ErrTownship, "teams[2].forbid.townships[1]", "360681101000, 360681102000, 360681103000"},
		{"more teams than stops", func(in *dispatch.Input) { in.Record.Picks = in.Record.Picks[:2] }, dispatch.ErrTooMany, "teams", "1"},
		{"a category that is not", func(in *dispatch.Input) { in.Teams.Priorities = map[string]int{"CS": 1} }, geo.ErrCategoryUnknown, "priorities", ""},
		{"visits of none", func(in *dispatch.Input) {
			in.Teams.Visits = []geo.Visit{{Category: "CS", ServiceMinutes: 1, Hours: []geo.Span{{To: 1}}}}
		}, geo.ErrCategoryUnknown, "visits[1].category", ""},
		{"a site that was not drawn", func(in *dispatch.Input) { in.Teams.Teams[1].Sites = []string{"m2", "z2"} }, dispatch.ErrNotDrawn, "teams[2].sites[2]", ""},
		{"a site of two teams", func(in *dispatch.Input) {
			in.Teams.Teams[0].Sites, in.Teams.Teams[1].Sites = []string{"o1"}, []string{"z1", "o1"}
		}, sampler.ErrListTwice, "teams[2].sites[2]", ""},
		{"a pick that is no site", func(in *dispatch.Input) { in.Record.Picks[0].ID = "m9" }, dispatch.ErrPick, "", ""},
		{"a start that is far", func(in *dispatch.Input) { in.Teams.Teams[0].Start.At.Lon = 0 }, dispatch.ErrFar, "teams[1].start", "200"},
		{"an end that is far", func(in *dispatch.Input) { in.Teams.Teams[1].End.At.Lat += 30_000_000 }, dispatch.ErrFar, "teams[2].end", "200"},
		{"no teams", func(in *dispatch.Input) { in.Teams.Teams = nil }, route.ErrNoTeams, "teams", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := draft(t)
			test.change(&in)
			_, err := dispatch.New(in)
			e, is := errors.AsType[*geo.Error](err)
			if !is || e.Code != test.code || e.At.Column != test.column || test.want != "" && e.Want != test.want {
				t.Errorf("New = %v, want %s at %q, want %q", err, test.code, test.column, test.want)
			}
		})
	}
}

// What one team alone keeps, no change allows if it breaks two rules.
func TestLeftOutSaysWhy(t *testing.T) {
	in := draft(t)
	in.Teams.Teams = in.Teams.Teams[:1]
	in.Teams.Teams[0].Units = []string{"城管局"}
	it := planned(t, dispatched(t, in), dispatch.Options{Iterations: 100})
	got := map[string]itinerary.LeftOut{}
	for _, l := range it.LeftOut {
		got[l.Stop.ID+l.Stop.Visit] = l
	}
	if len(got) != 3 {
		t.Fatalf("left out = %v", got)
	}
	for key, want := range map[string]itinerary.Change{"j1peak": itinerary.AllowTownship, "o1": itinerary.AllowUnit} {
		l := got[key]
		if l.Relaxation == nil || l.Relaxation.Change != want || l.Relaxation.Team != "甲" || l.Relaxation.Date != "2026-11-25" || l.Relaxation.By != 0 {
			t.Errorf("%s: %v, %+v", key, l.Reasons, l.Relaxation)
		}
	}
	in.Teams.Teams[0].Units = []string{"市监局"}
	in.Teams.Teams[0].Members[0].Township = "360681101000"
	it = planned(t, dispatched(t, in), dispatch.Options{Iterations: 100})
	for _, l := range it.LeftOut {
		if l.Stop.ID == "m1" && (l.Relaxation != nil || !slices.Equal(l.Reasons[0].Why, []itinerary.Why{itinerary.OwnTownship, itinerary.OwnUnit})) {
			t.Errorf("m1: %v, %+v", l.Reasons, l.Relaxation)
		}
	}
}

// Markets in the morning, before which the team has no hours: the reason is the
// window, and the cheapest change an earlier start.
func TestLeftOutForItsWindow(t *testing.T) {
	in := draft(t)
	in.Teams.Teams[0].Hours.From = 10 * 60
	it := planned(t, dispatched(t, in), dispatch.Options{Iterations: 100})
	if len(it.LeftOut) != 1 || it.LeftOut[0].Stop.ID != "m1" {
		t.Fatalf("left out = %v", it.LeftOut)
	}
	l := it.LeftOut[0]
	if diff := cmp.Diff([]itinerary.Reason{
		{Team: "甲", Why: []itinerary.Why{itinerary.NoWindow}}, {Team: "乙", Why: []itinerary.Why{itinerary.OwnUnit}},
	}, l.Reasons); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	if r := l.Relaxation; r == nil || r.Team != "甲" || r.Change != itinerary.EarlierStart && r.Change != itinerary.LaterClosing || r.By <= 0 {
		t.Errorf("relaxation = %+v", r)
	}
}

// A higher priority goes before any number of stops of a lower one.
func TestPriorities(t *testing.T) {
	in := draft(t)
	in.Teams.Teams = in.Teams.Teams[:1]
	in.Teams.Teams[0].MostStops = 1
	in.Teams.Teams[0].Members[0].Township = ""
	for _, first := range []string{"SC", "OWN", "ZCGD"} {
		in.Teams.Priorities = map[string]int{first: 1}
		visits := visitsOf(planned(t, dispatched(t, in), dispatch.Options{Iterations: 200}))
		if len(visits) != 1 || visits[0].Stop.Category != first {
			t.Errorf("with priority of %s: %v", first, visits)
		}
	}
}

// Dates may be apart: the itinerary's times are of each day.
func TestDatesApart(t *testing.T) {
	in := draft(t)
	in.Teams.Dates = []string{"2026-11-25", "2027-02-01"}
	in.Teams.Teams[0].MostStops, in.Teams.Teams[1].MostStops = 1, 2
	it := planned(t, dispatched(t, in), dispatch.Options{Iterations: 500})
	(&audit{reporter: t, in: in, plan: it}).run()
	if len(visitsOf(it)) != 5 || !slices.ContainsFunc(it.Teams, func(t itinerary.Team) bool { return len(t.Days) == 2 }) {
		t.Errorf("plan = %s", itinerary.Append(nil, it))
	}
}

// Who stops the search early, or by a clock, gets a plan that says so.
func TestStopped(t *testing.T) {
	d := dispatched(t, draft(t))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	it, err := d.Plan(ctx, estimated(t, d.Places()), dispatch.Options{})
	if err != nil || !it.Origin.Stopped || len(visitsOf(it)) == 0 {
		t.Errorf("Plan = %v, %v", it, err)
	}
	asked := 0
	it, err = d.Plan(context.Background(), estimated(t, d.Places()), dispatch.Options{Seconds: 7, Elapsed: func() int { asked++; return asked * 100 }})
	if err != nil || it.Origin.Stopped || it.Origin.Seconds != 7 || it.Origin.Iterations == dispatch.DefaultIterations {
		t.Errorf("Plan = %+v, %v", it, err)
	}
}

func TestPlanRefusesOtherPlaces(t *testing.T) {
	d := dispatched(t, draft(t))
	for _, travel := range []dispatch.Travel{{}, estimated(t, d.Places()[1:])} {
		if _, err := d.Plan(context.Background(), travel, dispatch.Options{}); !errors.Is(err, dispatch.ErrPlaces) {
			t.Errorf("Plan = %v, want %s", err, dispatch.ErrPlaces)
		}
	}
}

// Where teams start and end the roads have to lead; a site off the roads is visited
// all the same.
func TestPlanRefusesPlacesOffTheRoads(t *testing.T) {
	d := dispatched(t, draft(t))
	for place, refused := range map[int]bool{0: true, 2: false} {
		travel := estimated(t, d.Places())
		travel.Snaps = make([]int64, len(d.Places()))
		travel.Snaps[place] = 5_000_000
		if _, err := d.Plan(context.Background(), travel, dispatch.Options{Iterations: 10}); err != nil {
			t.Errorf("5 km off at place %d: %v", place, err)
		}
		travel.Snaps[place]++
		_, err := d.Plan(context.Background(), travel, dispatch.Options{Iterations: 10})
		if errors.Is(err, dispatch.ErrOffRoads) != refused {
			t.Errorf("more at place %d: Plan = %v, refused is %v", place, err, refused)
		}
	}
	in := draft(t)
	in.Teams.Teams[1].End.At = itinerary.Position{Point: at(1172200000, 282900000)}
	d = dispatched(t, in)
	travel := estimated(t, d.Places())
	travel.Snaps = make([]int64, len(d.Places()))
	travel.Snaps[slices.Index(d.Places(), at(1172200000, 282900000))] = 6_000_000
	_, err := d.Plan(context.Background(), travel, dispatch.Options{Iterations: 10})
	if e, is := errors.AsType[*geo.Error](err); !is || e.Code != dispatch.ErrOffRoads || e.At.Column != "teams[2].end" || e.Value != "6000" {
		t.Errorf("an end off the roads: Plan = %v", err)
	}
}

// Teams that start at places of one name have labels of their own.
func TestLabelsOfOneName(t *testing.T) {
	in := draft(t)
	in.Teams.Teams[1].Start.At = itinerary.Position{Point: at(1172200000, 282900000)}
	if diff := cmp.Diff([]string{"创建办", "乙.start", "j1", "o1", "z1", "z1.end"}, dispatched(t, in).Labels()); diff != "" {
		t.Errorf("Labels (-want +got):\n%s", diff)
	}
}

// A file's labels are the names of starts and the ids of sites, in any order.
func TestArranged(t *testing.T) {
	d := dispatched(t, draft(t))
	if diff := cmp.Diff([]string{"创建办", "j1", "o1", "z1", "z1.end"}, d.Labels()); diff != "" {
		t.Fatalf("Labels (-want +got):\n%s", diff) // the market lies at the start
	}
	file, err := road.ReadMatrix(strings.NewReader(",z1.end,x,o1,z1,j1,创建办\nz1.end,0,1,2,3,4,5\nx,6,0,7,8,9,10\no1,11,12,0,13,14,15\nz1,16,17,18,0,19,20\nj1,21,22,23,24,0,25\n创建办,26,27,28,29,30,0\n"), road.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := dispatch.Arranged(file, d.Labels())
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := m.At(0, 4); m.N != 5 || got != 26_000 {
		t.Errorf("from the start to the stretch's end: %d of %d places", got, m.N)
	}
	if got, _ := m.At(2, 1); got != 14_000 {
		t.Errorf("from o1 to j1: %d", got)
	}
	it, err := d.Plan(context.Background(), dispatch.Travel{Matrix: m, Profile: "ours"}, dispatch.Options{Iterations: 100})
	if err != nil || it.Origin.Estimated || it.Teams[0].Days[0].Legs[0].Path != nil {
		t.Errorf("Plan = %v, %v", it, err)
	}
	if _, err := dispatch.Arranged(file, []string{"nowhere"}); !errors.Is(err, dispatch.ErrLabels) {
		t.Errorf("Arranged = %v, want %s", err, dispatch.ErrLabels)
	}
	for second, code := range map[string]geo.Code{"x": sampler.ErrListTwice, "\xb4\xb4": geo.ErrTextEncoding} {
		if _, err := dispatch.Arranged(&road.File{Matrix: file.Matrix, Labels: []string{"x", second}}, nil); !errors.Is(err, code) {
			t.Errorf("Arranged with the label %q = %v, want %s", second, err, code)
		}
	}
}
