package remote

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
)

// small is a question from two places to two others.
func small() *query {
	places := newWorld(4).places
	return &query{profile: "car", from: places[:2], to: places[2:]}
}

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		p       protocol
		body    string
		times   []int32
		lengths []int32
	}{
		{osrm{}, `{"code":"Ok","durations":[[0,1.0005],[null,3e1]],"distances":[[0.1,1.25],[null,30]],"more":1}`, []int32{0, 1001, -1, 30000}, []int32{100, 1250, -1, 30000}},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[null,2147483.647]]}`, []int32{0, 1000, -1, 2147483647}, nil},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[null,3]],"distances":null}`, []int32{0, 1000, -1, 3000}, nil},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[null,-0]],"distances":[[0,1],[7,0]]}`, []int32{0, 1000, -1, 0}, []int32{0, 1000, -1, 0}},
		{valhalla{}, `{"sources_to_targets":{"durations":[[1,2],[3,null]],"distances":[[0.001,1.0000005],[2147.4,null]]},"units":"kilometers"}`, []int32{1000, 2000, 3000, -1}, []int32{1000, 1000001, 2147400000, -1}},
		{valhalla{}, `{"sources_to_targets":{"durations":[[1,2],[3,null]]}}`, []int32{1000, 2000, 3000, -1}, nil},
		{valhalla{}, `{"sources_to_targets":[[{"time":1,"distance":0.5,"from_index":0,"to_index":0},{"time":2,"distance":1}],[{"time":null,"distance":null},{"time":4,"distance":2}]],"units":"km"}`, []int32{1000, 2000, -1, 4000}, []int32{500000, 1000000, -1, 2000000}},
		{vroom{}, vroomAnswer("1 10", "2 20", "4 40", "3 30"), []int32{10000, 20000, 30000, 40000}, nil},
	} {
		got, err := c.p.decode([]byte(c.body), small())
		if err != nil || !slices.Equal(got.milliseconds, c.times) || !slices.Equal(got.millimetres, c.lengths) || (got.millimetres == nil) != (c.lengths == nil) {
			t.Errorf("decode(%s) = %+v, %v, want %v, %v", c.body, got, err, c.times, c.lengths)
		}
	}
}

// vroomAnswer is a solution with the vehicles and durations of routes.
func vroomAnswer(routes ...string) string {
	var b strings.Builder
	for i, r := range routes {
		if i > 0 {
			b.WriteString(",")
		}
		id, duration, _ := strings.Cut(r, " ")
		b.WriteString(`{"vehicle":` + id + `,"steps":[{"type":"start","duration":0},{"type":"job","id":` + id + `,"duration":` + duration + `}]}`)
	}
	return `{"code":0,"routes":[` + b.String() + `]}`
}

func TestDecodeRefused(t *testing.T) {
	for _, c := range []struct {
		p    protocol
		body string
		code geo.Code
		in   string // of the error
	}{
		{osrm{}, ``, ErrAnswer, ""},
		{osrm{}, `null`, ErrAnswer, "durations"},
		{osrm{}, `[]`, ErrAnswer, "[]"},
		{osrm{}, `{"code":"Ok"}`, ErrAnswer, "durations"},
		{osrm{}, `{"code":"Ok","durations":null}`, ErrAnswer, "durations"},
		{osrm{}, `{"code":"Ok","durations":7}`, ErrAnswer, ""},
		{osrm{}, `{"code":"Ok","durations":[]}`, ErrSize, "0 × 0"},
		{osrm{}, `{"code":"Ok","durations":[[0,1]]}`, ErrSize, "1 × 2"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2]]}`, ErrSize, "2 × 1"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],null]}`, ErrSize, "2 × 0"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2,3],[4,5]]}`, ErrSize, "3 × 2"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2,-3]]}`, ErrEntry, "-3"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2,1e999]]}`, ErrEntry, "1e999"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2,2147483.648]]}`, ErrEntry, "2147483.648"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2,"3"]]}`, ErrEntry, "3"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2,true]]}`, ErrEntry, "true"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2,NaN]]}`, ErrAnswer, "NaN"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2,3]],"distances":[[0,1]]}`, ErrSize, "1 × 2"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2,3]],"distances":[[0,1],[null,3]]}`, ErrEntry, "null"},
		{osrm{}, `{"code":"Ok","durations":[[0,1],[2,3]]} x`, ErrAnswer, "x"},
		{valhalla{}, `{}`, ErrAnswer, "durations"},
		{valhalla{}, `{"sources_to_targets":null}`, ErrAnswer, "durations"},
		{valhalla{}, `{"sources_to_targets":"x"}`, ErrAnswer, "x"},
		{valhalla{}, `{"sources_to_targets":[]}`, ErrAnswer, "durations"},
		{valhalla{}, `{"sources_to_targets":[[{"time":1}]]}`, ErrSize, "1 × 1"},
		{valhalla{}, `{"sources_to_targets":{"durations":[[1,2],[3,4]]},"units":"miles"}`, ErrAnswer, "miles"},
		{valhalla{}, `{"sources_to_targets":[[{"time":1},{}],[{"time":1},{"time":1}]]}`, ErrEntry, "2147483"},
		{valhalla{}, `{"sources_to_targets":[[{"time":1,"distance":1},{"time":1}],[{"time":1},{"time":1}]]}`, ErrEntry, "2147"},
		{valhalla{}, `{"sources_to_targets":[[{"time":1},{"time":1,"to_index":0}],[{"time":1},{"time":1}]]}`, ErrAnswer, "0, 1"},
		{valhalla{}, `{"sources_to_targets":[[{"time":1},{"time":1}],[{"time":1,"from_index":0},{"time":1}]]}`, ErrAnswer, "1, 0"},
		{vroom{}, `{"code":0}`, ErrSize, "0"},
		{vroom{}, strings.Replace(vroomAnswer("1 1", "2 2", "3 3", "4 4"), `"duration":4}`, `"duration":4},{"type":"end"}`, 1), ErrAnswer, "vehicle 4"},
		{vroom{}, `{"code":0,"routes":{}}`, ErrAnswer, ""},
		{vroom{}, vroomAnswer("1 1", "2 2", "3 3"), ErrSize, "3"},
		{vroom{}, vroomAnswer("1 1", "2 2", "3 3", "3 4"), ErrAnswer, "vehicle 3"},
		{vroom{}, vroomAnswer("1 1", "2 2", "3 3", "5 4"), ErrAnswer, "vehicle 5"},
		{vroom{}, vroomAnswer("1 1", "2 2", "3 3", "0 4"), ErrAnswer, "vehicle 0"},
		{vroom{}, vroomAnswer("1 1", "2 2", "3 3", "4 -1"), ErrEntry, "-1"},
		{vroom{}, strings.Replace(vroomAnswer("1 1", "2 2", "3 3", "4 4"), `"id":4`, `"id":3`, 1), ErrAnswer, "vehicle 4"},
		{vroom{}, strings.Replace(vroomAnswer("1 1", "2 2", "3 3", "4 4"), `"type":"job"`, `"type":"break"`, 1), ErrAnswer, "vehicle 1"},
		{vroom{}, strings.Replace(vroomAnswer("1 1", "2 2", "3 3", "4 4"), `,"duration":4`, ``, 1), ErrEntry, ""},
	} {
		got, err := c.p.decode([]byte(c.body), small())
		if got != nil || !errors.Is(err, c.code) || !strings.Contains(err.Error(), c.in) {
			t.Errorf("decode(%s) = %v, %v, want %s with %q", c.body, got, err, c.code, c.in)
		}
	}
}

func TestComplaint(t *testing.T) {
	for _, c := range []struct {
		p    protocol
		body string
		want complaint
	}{
		{osrm{}, `{"code":"Ok"}`, complaint{}},
		{osrm{}, `<html>`, complaint{}},
		{osrm{}, `{"message":"Too Many Requests"}`, complaint{}},
		{osrm{}, `{"code":"TooBig","message":"Too many table coordinates"}`, complaint{"TooBig: Too many table coordinates", ErrTooBig}},
		{osrm{}, `{"code":"InvalidQuery"}`, complaint{"InvalidQuery", ""}},
		{valhalla{}, `{"error_code":150,"error":"Exceeded max locations:50"}`, complaint{"150: Exceeded max locations:50", ErrTooBig}},
		{valhalla{}, `{"error_code":171,"error":"No suitable edges near location"}`, complaint{"171: No suitable edges near location", ""}},
		{valhalla{}, `{"sources_to_targets":[]}`, complaint{}},
		{vroom{}, `{"code":2,"error":"Invalid profile: x."}`, complaint{"2: Invalid profile: x.", ""}},
		{vroom{}, `{"code":3,"error":"Unfound route(s)"}`, complaint{"3: Unfound route(s)", ErrRouting}},
		{vroom{}, `{"code":4,"error":"Too many"}`, complaint{"4: Too many", ErrTooBig}},
		{vroom{}, `{"code":0}`, complaint{}},
	} {
		if got := c.p.complaint([]byte(c.body)); got != c.want {
			t.Errorf("complaint(%s) = %+v, want %+v", c.body, got, c.want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	for content, want := range map[string]string{
		"":                                "",
		"a\n\t b \x00\xff":                "a b \x00\ufffd",
		strings.Repeat("矩阵", 1000):        strings.Repeat("矩阵", 20) + "…",
		strings.Repeat("x", 121):          strings.Repeat("x", 120) + "…",
		strings.Repeat("x", 120) + "    ": strings.Repeat("x", 120),
	} {
		if got := excerpt([]byte(content)); got != want {
			t.Errorf("excerpt(%.20q) = %q, want %q", content, got, want)
		}
	}
}

// FuzzDecode gives every protocol any answer: an error of this package, or a table of
// the right size whose entries can be.
func FuzzDecode(f *testing.F) {
	for _, body := range []string{
		`{"code":"Ok","durations":[[0,1.5],[null,3]],"distances":[[0,1],[null,3]]}`,
		`{"sources_to_targets":{"durations":[[1,2],[3,null]],"distances":[[1,2],[3,null]]}}`,
		`{"sources_to_targets":[[{"time":1,"distance":0.5},{"time":2}],[{"time":null},{"time":4}]]}`,
		vroomAnswer("1 1", "2 2", "4 4", "3 3"), `{"code":"TooBig"}`, `{"code":3,"error":"x"}`, `null`, `[[`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, k := range kinds {
			k.protocol.complaint([]byte(body))
			got, err := k.protocol.decode([]byte(body), small())
			if err != nil {
				located(t, err)
				continue
			}
			checkTable(t, got, 2, 2)
		}
	})
}
