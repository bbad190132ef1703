package sampler_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// TestFrameRefusals lists what ReadFrame refuses beyond refused.json.
func TestFrameRefusals(t *testing.T) {
	long := strings.Repeat("x", 256)
	for _, tt := range []struct {
		name, text string
		code       geo.Code
		column     string
	}{
		{"no LF at the end", `{"id":"a"}`, sampler.ErrFrameMissing, ""},
		{"an empty line", "{\"id\":\"a\"}\n\n", sampler.ErrJSON, ""},
		{"a byte order mark", "\ufeff{\"id\":\"a\"}\n", sampler.ErrFrameBOM, ""},
		{"CR", "{\"id\":\"a\"}\r\n", sampler.ErrFrameCR, ""},
		{"no object", "[]\n", sampler.ErrJSONKind, ""},
		{"braces without end", strings.Repeat("{", 10_000_000) + "\n", sampler.ErrJSON, ""},
		{"brackets without end", strings.Repeat("[", 10_000_000) + "\n", sampler.ErrJSON, ""},
		{"text after the object", "{\"id\":\"a\"}x\n", sampler.ErrJSON, ""},
		{"no id", "{\"category\":\"SC\"}\n", geo.ErrTextLength, "id"},
		{"empty member", "{\"id\":\"a\",\"name\":\"\"}\n", sampler.ErrCanonical, ""},
		{"member twice", "{\"id\":\"a\",\"id\":\"b\"}\n", sampler.ErrMemberTwice, ""},
		{"not UTF-8", "{\"id\":\"\xff\"}\n", geo.ErrTextEncoding, "id"},
		{"lone surrogate", "{\"id\":\"\\ud800\"}\n", geo.ErrTextEncoding, "id"},
		{"needless escape", "{\"id\":\"\\u0061\"}\n", sampler.ErrCanonical, ""},
		{"long unit", `{"id":"a","unit":"` + long + "\"}\n", geo.ErrTextLength, "unit"},
		{"area of 11 digits", "{\"area\":\"99000110000\",\"id\":\"a\"}\n", geo.ErrAreaCode, "area"},
		{"tag twice", "{\"id\":\"a\",\"tags\":[\"x\",\"x\"]}\n", geo.ErrSiteTags, "tags"},
		{"size 2^31", "{\"id\":\"a\",\"size\":2147483648}\n", geo.ErrSiteSize, "size"},
		{"size -1", "{\"id\":\"a\",\"size\":-1}\n", geo.ErrSiteSize, "size"},
		{"size of 2^53", "{\"id\":\"a\",\"size\":9007199254740992}\n", sampler.ErrWholeNumber, "size"},
		{"minus zero", "{\"geometry\":{\"coordinates\":[-0,1],\"type\":\"Point\"},\"id\":\"a\"}\n", sampler.ErrWholeNumber, "geometry.coordinates[1]"},
		{"NaN", "{\"geometry\":{\"coordinates\":[NaN,1],\"type\":\"Point\"},\"id\":\"a\"}\n", sampler.ErrJSON, "geometry.coordinates[1]"},
		{"longitude", "{\"geometry\":{\"coordinates\":[1800000001,1],\"type\":\"Point\"},\"id\":\"a\"}\n", geo.ErrLongitude, "geometry.coordinates"},
		{"three coordinates", "{\"geometry\":{\"coordinates\":[1,1,1],\"type\":\"Point\"},\"id\":\"a\"}\n", sampler.ErrJSON, "geometry.coordinates"},
		{"unknown geometry", "{\"geometry\":{\"coordinates\":[1,1],\"type\":\"Circle\"},\"id\":\"a\"}\n", sampler.ErrGeometryType, "geometry.coordinates"},
		{"no coordinates", "{\"geometry\":{\"type\":\"Point\"},\"id\":\"a\"}\n", sampler.ErrMemberMissing, "geometry"},
		{"line of one", "{\"geometry\":{\"coordinates\":[[1,1]],\"type\":\"LineString\"},\"id\":\"a\"}\n", geo.ErrLineShort, "geometry.coordinates"},
		{"open ring of four", "{\"geometry\":{\"coordinates\":[[[0,0],[10,0],[10,10],[0,10]]],\"type\":\"Polygon\"},\"id\":\"a\"}\n", geo.ErrRingOpen, "geometry.coordinates"},
		{"bow-tie", "{\"geometry\":{\"coordinates\":[[[0,0],[10,10],[10,0],[0,20],[0,0]]],\"type\":\"Polygon\"},\"id\":\"a\"}\n", geo.ErrRingCrosses, "geometry.coordinates"},
		{"hole as large as the ring", "{\"geometry\":{\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]],[[0,0],[9,0],[9,9],[0,0]]],\"type\":\"Polygon\"},\"id\":\"a\"}\n", geo.ErrPolygonSurface, "geometry.coordinates"},
		{"no polygon", "{\"geometry\":{\"coordinates\":[],\"type\":\"MultiPolygon\"},\"id\":\"a\"}\n", geo.ErrPolygonEmpty, "geometry.coordinates"},
		{"point of a point", "{\"geometry\":{\"coordinates\":[1,1],\"type\":\"Point\"},\"id\":\"a\",\"point\":[1,1]}\n", geo.ErrSitePoint, "point"},
	} {
		_, err := sampler.ReadFrame(strings.NewReader(tt.text))
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != tt.code || e.At.Line == 0 || tt.column != "" && e.At.Column != tt.column {
			t.Errorf("%s: ReadFrame = %v, want %s in %q", tt.name, err, tt.code, tt.column)
		}
	}
}

// TestPlanRefusals lists what ReadPlan refuses beyond refused.json. Each text is
// the members of the last of two steps, or a whole plan.
func TestPlanRefusals(t *testing.T) {
	for _, tt := range []struct {
		step string
		code geo.Code
		want string // what the error offers instead
	}{
		{`"n":1.5`, sampler.ErrWholeNumber, ""},
		{`"n":"some"`, sampler.ErrChoice, ""},
		{`"n":1,"n":2`, sampler.ErrMemberTwice, ""},
		{`"n":1,"resrve":2`, sampler.ErrMember, "reserve"},
		{`"n":1,"method":"random"`, sampler.ErrChoice, "simple, systematic, pareto, balanced, map"},
		{`"n":1,"by":"village"`, sampler.ErrChoice, ""},
		{`"n":1,"allocate":"even"`, sampler.ErrChoice, ""},
		{`"n":1,"by_size":1`, sampler.ErrJSONKind, "true, false"},
		{`"n":1,"tags":"a"`, sampler.ErrJSONKind, "[]"},
		{`"n":1,"tags":[""]`, geo.ErrTextLength, ""},
		{`"n":1,"walk":-5`, sampler.ErrNumberRange, ""},
		{`"n":1,"at_most":{"by":"category","n":1}`, sampler.ErrChoice, ""},
		{`"n":1,"at_most":{"by":"unit"}`, sampler.ErrMemberMissing, ""},
		{`"n":1,"at_most":{"n":3}`, sampler.ErrMemberMissing, ""},
		{`"n":1,"at_most":{"by":"unit","n":0}`, sampler.ErrNumberRange, ""},
		{`"n":1,"within":"frist"`, sampler.ErrStepEarlier, "first"},
		{`"n":1,"within":"s"`, sampler.ErrStepEarlier, ""},
		{`"n":1,"not_in":["other"]`, sampler.ErrStepEarlier, ""},
		{`"n":1,"method":"map","map":{"anchor":"first"}`, sampler.ErrChoice, ""},
		{`"n":1,"method":"map","map":{"anchor":"picks:s"}`, sampler.ErrStepEarlier, ""},
		{`"n":1,"method":"map","map":{"radius":0}`, sampler.ErrNumberRange, ""},
		{`"n":1,"method":"map","map":{"take":"all"}`, sampler.ErrChoice, ""},
		{`"n":1,"method":"map","map":{"size":3}`, sampler.ErrMember, ""},
		{`"n":1,"method":"systematic","map":{"radius":3}`, sampler.ErrCombination, ""},
		{`"n":"all","allocate":"each"`, sampler.ErrCombination, ""},
		{`"n":"all","by_size":true,"method":"systematic"`, sampler.ErrCombination, ""},
		{`"n":"all","method":"pareto"`, sampler.ErrCombination, ""},
		{`"n":1,"by_size":true`, sampler.ErrCombination, ""},
		{`"n":1,"by_size":true,"method":"pareto"`, sampler.ErrCombination, ""},
		{`"n":1,"apart":5,"method":"systematic"`, sampler.ErrCombination, ""},
		{`"n":1,"at_most":{"by":"unit","n":1},"method":"balanced"`, sampler.ErrCombination, ""},
		{`"n":1,"by":"tag:` + "e\u0301" + `"`, geo.ErrTextNotNFC, ""},
	} {
		text := `{"steps":[{"id":"first","category":["SC"],"n":1},{"id":"s","category":["SC"],` + tt.step + `}]}`
		_, err := sampler.ReadPlan(strings.NewReader(text))
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != tt.code || e.At.Step != "s" || tt.want != "" && e.Want != tt.want {
			t.Errorf("%s: ReadPlan = %v, want %s in step s, offering %q", tt.step, err, tt.code, tt.want)
		}
	}
	for text, code := range map[string]geo.Code{
		``:                          sampler.ErrPlanYAML,
		`{}`:                        sampler.ErrMemberMissing,
		`[]`:                        sampler.ErrJSONKind,
		`{"steps":[]}`:              sampler.ErrMemberMissing,
		`{"steps":[null]}`:          sampler.ErrJSONKind,
		`{"step":[]}`:               sampler.ErrMember,
		"steps: &a\n- *a\n":         sampler.ErrPlanYAML,
		"steps: [{id: a, n: 0x10}]": sampler.ErrPlanYAML,
		"steps: [{id: a, n: 1.0}]":  sampler.ErrPlanYAML,
		"a: 1\n---\nb: 2\n":         sampler.ErrPlanYAML,
		"steps: !!set {a}":          sampler.ErrPlanYAML,
		"\xff":                      geo.ErrTextEncoding,
		strings.Repeat("[", 60_000): sampler.ErrPlanYAML,
		`{"steps":` + strings.Repeat("[", 100_000): sampler.ErrJSON,
	} {
		if _, err := sampler.ReadPlan(strings.NewReader(text)); !errors.Is(err, code) {
			t.Errorf("ReadPlan(%.40q) = %v, want %s", text, err, code)
		}
	}
}

// TestDrawRefusals lists what Draw refuses of a frame beyond refused.json, with
// the sites it names.
func TestDrawRefusals(t *testing.T) {
	const frame = `{"category":"SC","geometry":{"coordinates":[1,1],"type":"Point"},"id":"a","size":1}
{"category":"SC","id":"b"}
{"category":"SC","id":"c"}
`
	for _, tt := range []struct {
		step  string
		code  geo.Code
		names string
	}{
		{`"n":1,"method":"balanced"`, sampler.ErrUnlocated, "b c"},
		{`"n":1,"apart":5`, sampler.ErrUnlocated, "b c"},
		{`"n":1,"method":"systematic","by_size":true`, sampler.ErrSizeMissing, "b c"},
		{`"n":1,"in":["nowhere"]`, sampler.ErrWindow, ""},
		{`"n":1,"in":["a"]`, sampler.ErrWindow, ""},
	} {
		f, err := sampler.ReadFrame(strings.NewReader(frame))
		if err != nil {
			t.Fatal(err)
		}
		plan := parsePlan(t, `{"steps":[{"id":"s","category":["SC"],`+tt.step+`}]}`)
		_, err = sampler.Draw(context.Background(), f, plan, "seed", sampler.Options{})
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != tt.code || strings.Join(e.Names, " ") != tt.names || e.At.Step != "s" {
			t.Errorf("%s: Draw = %v, want %s naming %q", tt.step, err, tt.code, tt.names)
		}
	}
	anchors := parsePlan(t, `{"steps":[{"id":"s","category":["SC"],"n":3},{"id":"m","category":["SC"],"tags":["x"],"n":1,"method":"map","map":{"anchor":"picks:s"}}]}`)
	f, err := sampler.ReadFrame(strings.NewReader(strings.Replace(frame, `"size":1`, `"size":1,"tags":["x"]`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sampler.Draw(context.Background(), f, anchors, "seed", sampler.Options{}); !errors.Is(err, sampler.ErrAnchor) {
		t.Errorf("unlocated anchor: Draw = %v, want %s", err, sampler.ErrAnchor)
	}
}

// TestDrawStops cancels a draw that would never end: the only polygon is a
// sliver that no anchor hits.
func TestDrawStops(t *testing.T) {
	f, err := sampler.ReadFrame(strings.NewReader(`{"category":"AREA","geometry":{"coordinates":[[[0,0],[1800000000,899999999],[1799999999,899999999],[0,0]]],"type":"Polygon"},"id":"a","point":[0,0]}
{"category":"SC","geometry":{"coordinates":[1,1],"type":"Point"},"id":"b"}
`))
	if err != nil {
		t.Fatal(err)
	}
	plan := parsePlan(t, `{"steps":[{"id":"m","category":["SC"],"n":1,"method":"map","map":{"in":"AREA","radius":1}}]}`)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := sampler.Draw(ctx, f, plan, "seed", sampler.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Draw = %v, want the context's error", err)
	}
}
