package geo_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sitedraw/geo"
)

func TestShippedWeights(t *testing.T) {
	w := geo.ShippedWeights()
	if w.FieldPoints != 40 || w.QuestionnairePoints != 20 || len(w.Bundles) != 1 {
		t.Fatalf("ShippedWeights() = %+v, want 40 and 20 points and the bundle of townships", w)
	}
	categories := geo.ShippedCategories()
	parts, sum := map[string]int{}, 0
	for _, p := range w.Bundles[0].Parts {
		if _, err := categories.Lookup(p.Category); err != nil {
			t.Errorf("a part of the township: %v", err)
		}
		parts[p.Category] = p.Weight
		sum += p.Weight
	}
	if diff := cmp.Diff(map[string]int{"XZZF": 20, "XZJD": 30, "XZCS": 15, "XZC": 20, "GLYX": 15}, parts); diff != "" || sum != 100 {
		t.Errorf("parts of the township, %d in all: %s", sum, diff)
	}
}

func TestWrongWeights(t *testing.T) {
	const a = `{"category":"A","weight":1}`
	bundle := func(code, weight, parts string) string {
		return `{"field_points":40,"categories":[` + a + `],"bundles":[{"code":"` + code + `","zh":"束","en":"b","weight":` + weight + `,"parts":[` + parts + `]}]}`
	}
	for text, column := range map[string]string{
		`{"field_points":0}`:                                                        "field_points",
		`{"field_points":1001}`:                                                     "field_points",
		`{"field_points":40,"questionnaire_points":-1}`:                             "questionnaire_points",
		`{"field_points":40,"other":-1}`:                                            "other",
		`{"field_points":40,"categories":[` + a + `,` + a + `]}`:                    "category",
		`{"field_points":40,"categories":[{"category":"","weight":1}]}`:             "category",
		`{"field_points":40,"categories":[{"category":"A","weight":0}]}`:            "A.weight",
		`{"field_points":40,"more":1}`:                                              "",
		`{"field_points":40} 1`:                                                     "",
		bundle("", "1", `{"category":"B","weight":1}`):                              ".code",
		bundle("A", "1", `{"category":"B","weight":1}`):                             "A.code",
		bundle("T", "0", `{"category":"B","weight":1}`):                             "T.weight",
		bundle("T", "1", ``):                                                        "T.parts",
		bundle("T", "1", a):                                                         "T.category",
		bundle("T", "1", `{"category":"T","weight":1}`):                             "T.category",
		bundle("T", "1", `{"category":"B","weight":1001}`):                          "T.B.weight",
		bundle("T", "1", `{"category":"B","weight":1},{"category":"B","weight":1}`): "T.category",
		bundle("\\u0007", "1", `{"category":"B","weight":1}`):                       "\a.code",
		bundle("T", "1", `{"category":"B","weight":1}`)[:60]:                        "",
	} {
		w, err := geo.ParseWeights([]byte(text))
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != geo.ErrWeightFile || e.At.Column != column || w != nil {
			t.Errorf("ParseWeights(%s) = %v, %v, want %s in %q", text, w, err, geo.ErrWeightFile, column)
		}
	}
}

func FuzzParseWeights(f *testing.F) {
	f.Add([]byte(`{"field_points":40,"other":1,"categories":[{"category":"A","weight":2}],"bundles":[{"code":"T","zh":"乡","en":"T","weight":5,"parts":[{"category":"B","weight":20}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := geo.ParseWeights(data)
		if err != nil {
			if !errors.Is(err, geo.ErrWeightFile) || w != nil {
				t.Errorf("ParseWeights(%q) = %v, %v, want %s", data, w, err, geo.ErrWeightFile)
			}
			return
		}
		again, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		got, err := geo.ParseWeights(again)
		if diff := cmp.Diff(w, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("ParseWeights(%s) = %v: %s", again, err, diff)
		}
	})
}
