package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/text"
)

const hour = int64(60 * 60 * 1000)

// hostile is a name that HTML, XML, tables and links must not take for theirs.
const hostile = `=cmd|'</name>]]><script>alert(1)</script>&"`

// driven are routes of two teams, one of them on two days, with one of everything.
func driven(t testing.TB, lang text.Lang) Routes {
	t.Helper()
	e := func(east, north geo.E7) itinerary.Position {
		return itinerary.Position{Point: geo.Point{Lon: 1172100000 + east, Lat: 282800000 + north}}
	}
	road := []itinerary.Position{e(0, 0), e(50000, 10000), e(90000, 60000)}
	street := []itinerary.Position{e(120000, 60000), e(150000, 62000)}
	day := func(date, id string) itinerary.Day {
		d := itinerary.Day{
			Breaks: []itinerary.Span{{From: 12 * hour, To: 13 * hour}}, Date: date, SetOut: 8 * hour, Return: 25*hour + hour/2,
			Legs: []itinerary.Leg{
				{Millimetres: 1_250_000, Milliseconds: hour / 2, Path: road, ToSnap: 412_400},
				{Estimated: true, Millimetres: 500_000, Milliseconds: hour / 4},
				{Millimetres: 3_700_000, Milliseconds: hour / 4, Path: []itinerary.Position{street[1], e(0, 0)}},
			},
			Visits: []itinerary.Visit{
				{
					Arrive: 8*hour + hour/2, Begin: 9 * hour, Leave: 10 * hour, Wait: hour / 2,
					Stop: itinerary.Stop{ID: "m" + id, Name: hostile, Category: "SC", Area: "360681001000", Unit: "-城管局", Path: road[2:]},
				},
				{
					Arrive: 11 * hour, Begin: 13 * hour, Leave: 14 * hour,
					Stop: itinerary.Stop{ID: "r" + id, Name: "信江路", Stretch: "信江路(交通路—站江路)", Category: "ZCGD", Chief: "张三", Path: street},
				},
			},
		}
		d.Totals = d.Sum()
		return d
	}
	start := itinerary.Place{At: e(0, 0), Name: "市政府"}
	digest := strings.Repeat("0b", 32)
	both := func(why itinerary.Why) []itinerary.Reason {
		return []itinerary.Reason{{Team: "甲", Why: []itinerary.Why{why}}, {Team: "乙", Why: []itinerary.Why{itinerary.NoWindow, itinerary.ShortShift}}}
	}
	draft := itinerary.Itinerary{
		Origin: itinerary.Origin{
			Estimated: true, Frame: digest, Matrix: digest, Record: digest, Iterations: 1000, Nature: itinerary.Practice, Objective: itinerary.Fair,
			Profile: "car", Seed: "s", Seconds: 5, Incomplete: []string{"360681002000"},
		},
		Teams: []itinerary.Team{
			{
				Name: "甲", Members: []string{"李", "王"}, Hours: itinerary.Span{From: 8 * hour, To: 26 * hour}, Start: start, End: &itinerary.Place{At: e(0, 0)},
				Days: []itinerary.Day{day("2026-11-23", "1"), day("2026-11-24", "2")},
			},
			{Name: "乙", Hours: itinerary.Span{From: 8 * hour, To: 18 * hour}, Start: start, Days: []itinerary.Day{day("2026-11-23", "3")}},
		},
		Unlocated: []itinerary.Stop{{ID: "nowhere"}}, Zone: "+08:00",
	}
	last := &draft.Teams[1].Days[0] // ends with its last visit
	last.Legs, last.Return = last.Legs[:2], 14*hour
	last.Totals = last.Sum()
	for i, why := range itinerary.Whys() {
		draft.LeftOut = append(draft.LeftOut, itinerary.LeftOut{Stop: itinerary.Stop{ID: "w" + string(rune('0'+i)), Name: hostile, Path: road[:1]}, Reasons: both(why)})
	}
	for i, change := range itinerary.Changes() {
		l := itinerary.LeftOut{Stop: itinerary.Stop{ID: "x" + string(rune('0'+i)), Path: street}, Reasons: both(itinerary.FullDay)}
		l.Relaxation = &itinerary.Relaxation{Change: change, Date: "2026-11-23", Team: "乙"}
		if change.Measured() {
			l.Relaxation.By = 90_000
		}
		draft.LeftOut = append(draft.LeftOut, l)
	}
	var stops []itinerary.Stop
	for _, v := range draft.Teams[0].Days[0].Visits {
		stops = append(stops, v.Stop)
	}
	draft.Checks = itinerary.ChecksOf(geo.ShippedChecks(), stops)
	it, err := itinerary.New(draft)
	if err != nil {
		t.Fatal(err)
	}
	return Routes{Itinerary: it, Texts: text.For(lang), Source: "© OpenStreetMap contributors"}
}

// routeOutputs are all forms that routes are written in.
var routeOutputs = map[string]func(io.Writer, Routes) error{
	"csv": RoutesCSV, "xlsx": RoutesXLSX, "geojson": RoutesGeoJSON, "gpx": RoutesGPX, "kml": RoutesKML, "html": RoutesHTML,
}

func wayOut(t testing.TB, form string, r Routes) string {
	t.Helper()
	var b bytes.Buffer
	if err := routeOutputs[form](&b, r); err != nil {
		t.Fatalf("%s: %v", form, err)
	}
	return b.String()
}

// The same routes give the same bytes, in every form and language, and no key of
// the catalogue is left in them.
func TestRoutesAreTheSame(t *testing.T) {
	for form := range routeOutputs {
		for _, lang := range text.Langs() {
			first := wayOut(t, form, driven(t, lang))
			if first != wayOut(t, form, driven(t, lang)) {
				t.Errorf("%s in %s differs from time to time", form, lang)
			}
			if key := regexp.MustCompile(`\b(route|column|fact)\.[a-z]`).FindString(first); form != "xlsx" && key != "" {
				t.Errorf("%s in %s holds the key %s…", form, lang, key)
			}
		}
	}
}

// What is practice, estimated, cut short by a clock or incomplete says so.
func TestRoutesSayWhatTheyAreWorth(t *testing.T) {
	for _, form := range []string{"html", "kml", "gpx"} {
		page := wayOut(t, form, driven(t, text.EN))
		for _, want := range []string{"no official draw", "360681002000", "estimated in part", "5 seconds"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", form, want)
			}
		}
	}
	collection := wayOut(t, "geojson", driven(t, text.EN))
	for _, want := range []string{`"nature":"practice"`, `"estimated":true`, `"incomplete":["360681002000"]`} {
		if !strings.Contains(collection, want) {
			t.Errorf("geojson lacks %s", want)
		}
	}
}

func TestRoutesOfSomeTeams(t *testing.T) {
	for form := range routeOutputs {
		r := driven(t, text.ZH)
		r.Teams = []string{"乙"}
		out := wayOut(t, form, r)
		if form == "xlsx" {
			continue // packed
		}
		if strings.Contains(out, "甲 · ") || strings.Contains(out, "m1") || strings.Contains(out, "x3") || strings.Contains(out, "nowhere") {
			t.Errorf("%s of one team tells of another, or of what is left out", form)
		}
	}
}

func TestRoutesGeoJSON(t *testing.T) {
	var collection struct {
		Features []struct {
			Geometry *struct {
				Type        string          `json:"type"`
				Coordinates json.RawMessage `json:"coordinates"`
			} `json:"geometry"`
			Properties map[string]any `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal([]byte(wayOut(t, "geojson", driven(t, text.ZH))), &collection); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, f := range collection.Features {
		kinds[f.Properties["kind"].(string)]++
	}
	if want := 2*3 + 2; kinds["leg"] != want || kinds["visit"] != 6 || kinds["left_out"] != 17 {
		t.Errorf("features = %v", kinds)
	}
	leg, visit := collection.Features[0], collection.Features[1]
	if leg.Geometry.Type != "LineString" || leg.Properties["far"] != true || string(leg.Geometry.Coordinates) != "[[117.21,28.28],[117.215,28.281],[117.219,28.286]]" {
		t.Errorf("leg = %s %v", leg.Geometry.Coordinates, leg.Properties)
	}
	if visit.Properties["begin"] != "2026-11-23T01:00:00Z" || visit.Properties["name"] != hostile || visit.Properties["links"].(map[string]any)["geo"] == nil {
		t.Errorf("visit = %v", visit.Properties)
	}
	if guessed := collection.Features[2]; guessed.Geometry != nil || guessed.Properties["estimated"] != true {
		t.Errorf("a leg without a way = %v", guessed)
	}
	if walked := collection.Features[3]; walked.Geometry.Type != "LineString" || walked.Properties["stretch"] != "信江路(交通路—站江路)" {
		t.Errorf("a stretch = %v", walked)
	}
}

func TestRoutesGPX(t *testing.T) {
	var file gpx
	if err := xml.Unmarshal([]byte(wayOut(t, "gpx", driven(t, text.ZH))), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Spots) != 6 || len(file.Routes) != 3 || len(file.Tracks) != 3 {
		t.Fatalf("%d waypoints, %d routes, %d tracks", len(file.Spots), len(file.Routes), len(file.Tracks))
	}
	if s := file.Spots[0]; s.Lat != "28.286" || s.Lon != "117.219" || s.Time != "2026-11-23T01:00:00Z" || s.Name != "1 "+hostile {
		t.Errorf("waypoint = %+v", s)
	}
	if got := []int{len(file.Routes[0].Spots), len(file.Routes[2].Spots)}; !slices.Equal(got, []int{4, 3}) {
		t.Errorf("routes have %v places", got)
	}
	if got := []int{len(file.Tracks[0].Segments), len(file.Tracks[2].Segments)}; !slices.Equal(got, []int{4, 3}) {
		t.Errorf("tracks have %v segments", got)
	}
	if got := len(file.Tracks[0].Segments[0].Spots); got != 3 {
		t.Errorf("the first segment has %d positions: it does not follow the road", got)
	}
}

func TestRoutesKML(t *testing.T) {
	var file kmlFile
	if err := xml.Unmarshal([]byte(wayOut(t, "kml", driven(t, text.ZH))), &file); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range file.Document.Folders {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"甲", "乙", "未排入的点位"}) || len(file.Document.Folders[0].Folders) != 2 || len(file.Document.Folders[1].Places) != 5 {
		t.Errorf("folders = %v", names)
	}
	day := file.Document.Folders[0].Folders[0]
	if got := day.Places[0]; got.Point != "117.219,28.286" || got.Name != "1 "+hostile {
		t.Errorf("visit = %+v", got)
	}
	var styles []string
	for _, p := range day.Places[2:] {
		styles = append(styles, p.Style)
	}
	if want := []string{"#road", "#estimated", "#walk", "#road"}; !slices.Equal(styles, want) {
		t.Errorf("ways = %v, want %v", styles, want)
	}
}

// No name, whatever it holds, makes a file that is no XML or says anything else.
func TestRoutesOfAnyName(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.StringN(1, 40, 120).Filter(func(s string) bool { return geo.CheckText(s) == nil }).Draw(rt, "name")
		r := driven(t, text.EN)
		r.Itinerary.Teams[0].Days[0].Visits[0].Stop.Name = name
		shown := strings.Map(func(c rune) rune {
			if c == '\ufffe' || c == '\uffff' {
				return '\ufffd'
			}
			return c
		}, name)
		var track gpx
		if err := xml.Unmarshal([]byte(wayOut(t, "gpx", r)), &track); err != nil || track.Spots[0].Name != "1 "+shown {
			rt.Fatalf("GPX of %q: %q, %v", name, track.Spots[0].Name, err)
		}
		var folders kmlFile
		if err := xml.Unmarshal([]byte(wayOut(t, "kml", r)), &folders); err != nil || folders.Document.Folders[0].Folders[0].Places[0].Name != "1 "+shown {
			rt.Fatalf("KML of %q: %v", name, err)
		}
	})
}

func TestRoutesCSV(t *testing.T) {
	out := wayOut(t, "csv", driven(t, text.EN))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 1+6+17+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	column := func(row int, heading string) string {
		i := slices.Index(rows[0], heading)
		if i < 0 {
			t.Fatalf("no column %q in %q", heading, rows[0])
		}
		return rows[row][i]
	}
	const late = "cannot be there in its hours, even with nothing else to do; its day is too short, even with nothing else to do"
	for _, test := range []struct {
		row           int
		heading, want string
	}{
		{1, "name", "'" + hostile}, {1, "unit", "'-城管局"}, {1, "arrival", "08:30"}, {1, "waiting (min)", "30"}, {1, "begin", "09:00"},
		{1, "way (km)", "1.3"}, {1, "nature", "practice; the frame lacks 1 township"}, {1, "remark", "412 m off the roads"},
		{2, "stretch", "信江路(交通路—站江路)"}, {2, "remark", "estimated, no roads"}, {2, "Road chief", "张三"},
		{2, "longitude of the stretch's end (WGS 84)", "117.225"}, {1, "longitude of the stretch's end (WGS 84)", ""},
		{7, "remark", "甲: it may not inspect this township\n乙: " + late + "\nno single change is known"}, {7, "nature", "practice; the frame lacks 1 township"},
		{15, "remark", "甲: its day is full\n乙: " + late + "\n乙 ends 2 min later (2026-11-23)"},
		{19, "remark", "甲: its day is full\n乙: " + late + "\n乙 takes 90000 stops more (2026-11-23)"}, {24, "remark", "without position"}, {24, "team", ""},
	} {
		if got := column(test.row, test.heading); got != test.want {
			t.Errorf("row %d, %s = %q, want %q", test.row, test.heading, got, test.want)
		}
	}
	if link := column(2, "Amap"); !strings.HasPrefix(link, "https://uri.amap.com/navigation?from=") {
		t.Errorf("link = %q", link)
	}
}

func TestRoutesXLSX(t *testing.T) {
	f, err := excelize.OpenReader(strings.NewReader(wayOut(t, "xlsx", driven(t, text.ZH))))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"目录", "甲 · 2026-11-23", "甲 · 2026-11-24", "乙 · 2026-11-23", "未排入的点位"}
	if got := f.GetSheetList(); !slices.Equal(got, want) {
		t.Fatalf("worksheets = %v, want %v", got, want)
	}
	rows, err := f.GetRows(want[1])
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for i, row := range rows {
		if len(row) > 5 && strings.HasPrefix(row[5], hostile) {
			at, _ := excelize.CoordinatesToCellName(6, i+1)
			formula, err := f.GetCellFormula(want[1], at)
			found = err == nil && formula == "" && row[3] == "09:00"
			if rest := rows[i+1]; rest[5] != "休息" || rest[2] != "12:00" {
				t.Errorf("after the first visit stands %v", rest)
			}
		}
	}
	if !found {
		t.Errorf("the first visit is not there: %v", rows)
	}
}

func TestRoutesHTML(t *testing.T) {
	page := wayOut(t, "html", driven(t, text.ZH))
	if strings.Contains(page, "<script") || strings.Contains(page, "ZgotmplZ") || strings.Contains(page, " style=") {
		t.Error("a name got through, a link was taken out, or a style is not in the sheet")
	}
	if got := strings.Count(page, "<section>"); got != 3+1+1 {
		t.Errorf("%d sections", got)
	}
	if got := strings.Count(page, `shape-rendering="crispEdges"`); got != 6 {
		t.Errorf("%d QR codes", got)
	}
	for _, want := range []string{
		`href="geo:28.286000,117.219000?q=`, "路长 张三", "<b>信江路(交通路—站江路)</b>", "<b>09:00–10:00</b>", "08:30 到达，等候 30 分钟",
		"离道路 412 米", "<b>01:30 &#43;1</b>", "<b>12:00–13:00</b>", `class="guessed"`, `class="walk"`, "© OpenStreetMap contributors", ">200 m<",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// Breaks stand where they are taken.
func TestRoutesHTMLIsInOrder(t *testing.T) {
	page := wayOut(t, "html", driven(t, text.ZH))
	at := 0
	for _, want := range []string{"<b>09:00–10:00</b>", "<b>12:00–13:00</b>", "<b>13:00–14:00</b>", "<b>01:30 &#43;1</b>", "2026-11-24"} {
		next := strings.Index(page[at:], want)
		if next < 0 {
			t.Fatalf("%s does not stand where it belongs", want)
		}
		at += next
	}
}

// A break before leaving comes first, one at home last.
func TestBreaksAreInOrder(t *testing.T) {
	r := driven(t, text.ZH)
	d := r.days()[0]
	d.Breaks = []itinerary.Span{{From: 7 * hour}, {From: 9 * hour}, {From: 15 * hour}, {From: 26 * hour}}
	var got []string
	for _, item := range d.items() {
		switch {
		case item.visit != nil:
			got = append(got, "visit")
		case item.rest != nil:
			got = append(got, clock(item.rest.From))
		default:
			got = append(got, "home")
		}
	}
	if want := []string{"07:00", "visit", "09:00", "visit", "15:00", "home", "02:00 +1"}; !slices.Equal(got, want) {
		t.Errorf("items = %v, want %v", got, want)
	}
}

// The way from a stretch begins where it was left.
func TestWaysBeginWhereVisitsEnd(t *testing.T) {
	r := driven(t, text.ZH)
	d := r.days()[0]
	slices.Reverse(d.Visits)
	visits := d.visits()
	if got := visits[1].from(); got.At != (geo.Point{Lon: 1172250000, Lat: 282862000}) || got.Name != "信江路(交通路—站江路)" {
		t.Errorf("from = %v", got)
	}
	if got := visits[0].from(); got.At != (geo.Point{Lon: 1172100000, Lat: 282800000}) || got.Name != "市政府" {
		t.Errorf("the first way is from %v", got)
	}
}

// Everything drawn lies in the drawing, and a kilometre east is as long as one north.
func TestRouteMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := func() geo.Point {
			return geo.Point{Lon: geo.E7(rapid.IntRange(1172000000, 1179000000).Draw(t, "lon")), Lat: geo.E7(rapid.IntRange(280000000, 289000000).Draw(t, "lat"))}
		}
		box := point().Bounds().Union(point().Bounds())
		on := newPlane(box)
		for _, corner := range []geo.Point{box.Min, box.Max} {
			x, y := on.place(corner)
			if len(x) > 5 || len(y) > 5 || strings.HasPrefix(x, "-") || strings.HasPrefix(y, "-") {
				t.Fatalf("%v is drawn at %s,%s", corner, x, y)
			}
		}
		if bar := on.bar(); len(bar.Length) > 5 || bar.Label == "" {
			t.Fatalf("bar = %+v", bar)
		}
	})
}

func TestClock(t *testing.T) {
	for ms, want := range map[int64]string{0: "00:00", 59_999: "00:00", 24*hour - 1: "23:59", 24 * hour: "00:00 +1", 25*hour + 60_000: "01:01 +1"} {
		if got := clock(ms); got != want {
			t.Errorf("clock(%d) = %s, want %s", ms, got, want)
		}
	}
	if got := kilometres(49_999) + " " + kilometres(50_000) + " " + kilometres(12_340_000) + " " + minutes(29_999) + " " + minutes(30_000); got != "0.0 0.1 12.3 0 1" {
		t.Errorf("rounded: %s", got)
	}
}

// Where nothing could be planned there is still something to read.
func TestRoutesOfNobody(t *testing.T) {
	r := driven(t, text.EN)
	nobody := itinerary.Itinerary{Origin: r.Itinerary.Origin, Zone: "+08:00", Unlocated: r.Itinerary.Unlocated}
	it, err := itinerary.New(nobody)
	if err != nil {
		t.Fatal(err)
	}
	r.Itinerary = it
	for form := range routeOutputs {
		if wayOut(t, form, r) == "" {
			t.Errorf("%s is empty", form)
		}
	}
	if page := wayOut(t, "html", r); !strings.Contains(page, "nowhere") || !strings.Contains(page, "no official draw") {
		t.Error("the page does not list what has no position")
	}
}

// A writer that fails is told of.
func TestRoutesThatCannotBeWritten(t *testing.T) {
	for form, write := range routeOutputs {
		if err := write(fullWriter{}, driven(t, text.EN)); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s = %v", form, err)
		}
	}
}

type fullWriter struct{}

func (fullWriter) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// manyDriven are routes of three teams and 132 visits, with ways of 60 positions.
func manyDriven(b *testing.B) Routes {
	b.Helper()
	r := driven(b, text.ZH)
	day := r.Itinerary.Teams[0].Days[0]
	draft := *r.Itinerary
	draft.LeftOut, draft.Teams = nil, nil
	for i := range 3 {
		team := itinerary.Team{Name: string(rune('a' + i)), Hours: itinerary.Span{To: 24 * hour}, Start: r.Itinerary.Teams[0].Start}
		d := itinerary.Day{Date: "2026-11-23"}
		for j := range 44 {
			leg, v := day.Legs[0], day.Visits[0]
			leg.Path = slices.Repeat(leg.Path, 20)
			leg.Milliseconds = hour / 12
			v.Stop.ID = team.Name + string(rune('A'+j))
			v.Arrive = d.Return + leg.Milliseconds
			v.Begin, v.Leave = v.Arrive, v.Arrive+hour/6
			d.Return = v.Leave
			d.Legs, d.Visits = append(d.Legs, leg), append(d.Visits, v)
		}
		d.Reckon()
		team.Days = []itinerary.Day{d}
		draft.Teams = append(draft.Teams, team)
	}
	it, err := itinerary.New(draft)
	if err != nil {
		b.Fatal(err)
	}
	r.Itinerary = it
	return r
}

func BenchmarkRoutes(b *testing.B) {
	r := manyDriven(b)
	for form, write := range routeOutputs {
		b.Run(form, func(b *testing.B) {
			for b.Loop() {
				if err := write(io.Discard, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
