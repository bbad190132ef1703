package report

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/server/text"
)

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
	if want := 2*3 + 2; kinds["leg"] != want || kinds["visit"] != 6 || kinds["left_out"] != 18 {
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
	if err != nil || len(rows) != 1+6+18+1 {
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
		{16, "remark", "甲: its day is full\n乙: " + late + "\n乙 ends 2 min later (2026-11-23)"},
		{20, "remark", "甲: its day is full\n乙: " + late + "\n乙 takes 90000 stops more (2026-11-23)"}, {25, "remark", "without position"}, {25, "team", ""},
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
