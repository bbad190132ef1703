package geo_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sitedraw/geo"
)

func TestShippedVisits(t *testing.T) {
	hours := map[string][]string{}
	for _, v := range geo.ShippedVisits() {
		if v.ServiceMinutes < 10 || v.ServiceMinutes > 60 {
			t.Errorf("%s takes %d minutes, want 10 to 60", v.Category, v.ServiceMinutes)
		}
		spans := []string{v.ID}
		for i, h := range v.Hours {
			if h.From >= h.To || i > 0 && v.Hours[i-1].To > h.From {
				t.Errorf("%s: hours %v are not in order", v.Category, v.Hours)
			}
			spans = append(spans, h.From.String()+"-"+h.To.String())
		}
		hours[v.Category] = append(hours[v.Category], strings.Join(spans, " "))
	}
	for code, want := range map[string][]string{
		"SC":   {" 06:00-09:00"},
		"ZWDT": {" 08:30-12:00 14:00-17:30"},
		"JTLK": {"peak 07:30-09:00", "off-peak 10:00-11:30"},
		"XQ":   {" 18:30-21:00"},
	} {
		if diff := cmp.Diff(want, hours[code]); diff != "" {
			t.Errorf("visits of %s: %s", code, diff)
		}
	}
	for _, c := range geo.ShippedCategories().All() {
		window := c.Code == "XIAN" || c.Code == "QY" // what is drawn in, not visited
		if visited := len(hours[c.Code]) > 0; visited == window {
			t.Errorf("%s has visits: %v, want %v", c.Code, visited, !window)
		}
		delete(hours, c.Code)
	}
	if len(hours) > 0 {
		t.Errorf("visits of unknown categories: %v", hours)
	}
}

func TestWrongVisits(t *testing.T) {
	line := func(category, id, minutes, hours string) string {
		return `{"category":"` + category + `","id":"` + id + `","minutes":` + minutes + `,"hours":[` + hours + `]}`
	}
	const morning, noon = `{"from":"08:00","to":"12:00"}`, `{"from":"12:00","to":"13:00"}`
	for text, column := range map[string]string{
		line("", "", "30", morning):                                         "category",
		line("A", "\\u0007", "30", morning):                                 "A.id",
		line("A", "", "0", morning):                                         "A.minutes",
		line("A", "", "481", morning):                                       "A.minutes",
		line("A", "", "30", ""):                                             "A.hours",
		line("A", "", "30", noon+","+morning):                               "A.hours",
		line("A", "", "30", morning+","+morning):                            "A.hours",
		line("A", "", "30", `{"from":"12:00","to":"08:00"}`):                "A.hours",
		line("A", "", "30", `{"from":"08:00","to":"08:00"}`):                "A.hours",
		line("A", "", "30", `{"from":"8:00","to":"09:00"}`):                 "A.hours",
		line("A", "", "30", `{"from":"08:00"}`):                             "A.hours",
		line("A", "", "30", morning) + "," + line("A", "", "30", morning):   "A.id",
		line("A", "x", "30", morning) + "," + line("A", "x", "30", morning): "A.id",
		line("A", "x", "30", morning) + "," + line("A", "", "30", morning):  "A.id",
		line("A", "", "30", morning) + "," + line("A", "x", "30", morning):  "A.id",
		`{"category":"A","service_minutes":30}`:                             "",
	} {
		_, err := geo.ParseVisits([]byte(`{"visits":[` + text + `]}`))
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != geo.ErrVisitFile || e.At.Column != column {
			t.Errorf("ParseVisits(%s) = %v, want %s in %q", text, err, geo.ErrVisitFile, column)
		}
	}
	touching := `{"visits":[` + line("A", "", "480", morning+","+noon) + "," + line("B", "x", "1", noon) + "," + line("B", "y", "1", morning) + `]}`
	if v, err := geo.ParseVisits([]byte(touching)); err != nil || len(v) != 3 {
		t.Errorf("ParseVisits(%s) = %v, %v", touching, v, err)
	}
}

// What is no such JSON is told with its line, member and text.
func TestParseVisitsSaysWhere(t *testing.T) {
	for text, want := range map[string]geo.Error{
		"{\n\"visits\":[\n{,}]}":                   {At: geo.Place{Line: 3}, Value: ",}]}"},
		"{\n\"visits\":[{\"minuts\":4}]}":          {At: geo.Place{Line: 2}, Value: "minuts"},
		"{\n\"visits\":[\n{\"minutes\":\"x\"}]}":   {At: geo.Place{Line: 3, Column: "visits.minutes"}, Value: "string"},
		"{\n\"visits\":[\n":                        {At: geo.Place{Line: 3}},
		"{\"visits\":[]}\n{}":                      {At: geo.Place{Line: 2}, Value: "{}"},
		"{\n\"visits\":[{\"category\":\"A\"\n]}]}": {At: geo.Place{Line: 3}, Value: "]}]}"},
	} {
		_, err := geo.ParseVisits([]byte(text))
		if e, is := errors.AsType[*geo.Error](err); !is || e.Code != geo.ErrVisitFile || e.At != want.At || e.Value != want.Value {
			t.Errorf("ParseVisits(%q) = %+v, want %+v", text, err, want)
		}
	}
}

func TestTimeOfDay(t *testing.T) {
	for minutes := range 24*60 + 1 {
		text := geo.TimeOfDay(minutes).String()
		if got, err := geo.ParseTimeOfDay(text); err != nil || int(got) != minutes {
			t.Errorf("ParseTimeOfDay(%q) = %d, %v, want %d", text, got, err, minutes)
		}
	}
	for text, want := range map[string]geo.TimeOfDay{"00:00": 0, "06:00": 360, "17:30": 1050, "24:00": 1440} {
		if got, err := geo.ParseTimeOfDay(text); err != nil || got != want {
			t.Errorf("ParseTimeOfDay(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "6:00", "06:60", "24:01", "25:00", "06.00", "0600", "06:00:00", "+6:00", "０６:00", "ab:cd"} {
		if got, err := geo.ParseTimeOfDay(text); !errors.Is(err, geo.ErrTimeOfDay) {
			t.Errorf("ParseTimeOfDay(%q) = %v, %v, want %s", text, got, err, geo.ErrTimeOfDay)
		}
	}
}

func FuzzParseVisits(f *testing.F) {
	f.Add([]byte(`{"visits":[{"category":"A","id":"peak","minutes":15,"hours":[{"from":"07:30","to":"09:00"},{"from":"23:00","to":"24:00"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		visits, err := geo.ParseVisits(data)
		if err != nil {
			if !errors.Is(err, geo.ErrVisitFile) || visits != nil {
				t.Errorf("ParseVisits(%q) = %v, %v, want %s", data, visits, err, geo.ErrVisitFile)
			}
			return
		}
		again, err := json.Marshal(map[string][]geo.Visit{"visits": visits})
		if err != nil {
			t.Fatal(err)
		}
		got, err := geo.ParseVisits(again)
		if diff := cmp.Diff(visits, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("ParseVisits(%s) = %v: %s", again, err, diff)
		}
	})
}
