package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

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
