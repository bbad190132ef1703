package remote

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/geo/road"
)

// world is places with ways between them that are all different, one way and the
// other, in whole seconds and metres and a half of each. Where closed says so there is
// no way.
type world struct {
	places []geo.Point
	closed func(from, to int) bool
}

func newWorld(places int) *world {
	w := &world{closed: func(int, int) bool { return false }}
	for i := range places {
		w.places = append(w.places, geo.Point{Lon: geo.E7(1_170_000_000 + i*12_345), Lat: geo.E7(280_000_000 - i*6_789)})
	}
	return w
}

// takes is what a way takes in halves of a second and of a metre, −1 if there is none.
func (w *world) takes(from, to int) (seconds, metres int) {
	switch {
	case from == to:
		return 0, 0
	case w.closed(from, to):
		return -1, -1
	default:
		return 1 + from*431 + to*2, 3 + to*977 + from*2
	}
}

// matrix is what everybody should get.
func (w *world) matrix() *road.Matrix {
	n := len(w.places)
	m := &road.Matrix{N: n, Milliseconds: make([]int32, n*n), Millimetres: make([]int32, n*n)}
	for i := range n {
		for j := range n {
			seconds, metres := w.takes(i, j)
			m.Milliseconds[i*n+j], m.Millimetres[i*n+j] = int32(max(seconds*500, -1)), int32(max(metres*500, -1))
		}
	}
	return m
}

// find returns the number of a place by its coordinates as they were sent.
func (w *world) find(lon, lat string) (int, error) {
	p, err := geo.ParsePoint(lon, lat)
	i := slices.Index(w.places, p)
	if err != nil || i < 0 {
		return 0, fmt.Errorf("no place at %q, %q", lon, lat)
	}
	return i, nil
}

// halves writes a number of halves times a unit, null for none.
func halves(v int, unit float64) json.RawMessage {
	if v < 0 {
		return json.RawMessage("null")
	}
	return json.RawMessage(strconv.FormatFloat(float64(v)*unit/2, 'f', -1, 64))
}

// tables are the entries of a request, in units of a second and of some metres.
func (w *world) tables(from, to []int, metres float64) (durations, distances [][]json.RawMessage) {
	for i, f := range from {
		durations, distances = append(durations, nil), append(distances, nil)
		for _, t := range to {
			d, l := w.takes(f, t)
			durations[i], distances[i] = append(durations[i], halves(d, 1)), append(distances[i], halves(l, 1/metres))
		}
	}
	return durations, distances
}

func reply(w http.ResponseWriter, status int, content any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(content); err != nil {
		panic(err)
	}
}

// standIn is a server that behaves as a protocol is documented, within limits.
type standIn struct {
	*world

	limit int // places of an OSRM table, pairs of a Valhalla matrix, vehicles of VROOM
	long  bool
	asked []string
}

// osrmTable answers /table/v1/{profile}/{coordinates} as osrm-routed does.
func (s *standIn) osrmTable(w http.ResponseWriter, r *http.Request) {
	complain := func(code, message string) {
		reply(w, http.StatusBadRequest, map[string]string{"code": code, "message": message})
	}
	parts := strings.Split(r.URL.Path, "/")
	if r.Method != http.MethodGet || len(parts) != 5 || parts[1] != "table" || parts[2] != "v1" {
		complain("InvalidUrl", "URL string malformed")
		return
	}
	var places []int
	for pair := range strings.SplitSeq(parts[4], ";") {
		lon, lat, _ := strings.Cut(pair, ",")
		place, err := s.find(lon, lat)
		if err != nil {
			complain("NoSegment", "Could not find a matching segment for coordinate "+strconv.Itoa(len(places)))
			return
		}
		places = append(places, place)
	}
	s.asked = append(s.asked, parts[3]+" "+strconv.Itoa(len(places)))
	chosen := map[string][]int{"sources": places, "destinations": places}
	for option := range strings.SplitSeq(r.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(option, "=")
		switch name {
		case "annotations", "generate_hints", "key":
		case "sources", "destinations":
			chosen[name] = nil
			for text := range strings.SplitSeq(value, ";") {
				i, err := strconv.Atoi(text)
				if err != nil || i < 0 || i >= len(places) {
					complain("InvalidOptions", "Source index must be between 0 and "+strconv.Itoa(len(places)-1))
					return
				}
				chosen[name] = append(chosen[name], places[i])
			}
		default:
			complain("InvalidQuery", "Query string malformed close to position 1")
			return
		}
	}
	switch {
	case len(places) < 2:
		complain("InvalidOptions", "Number of coordinates needs to be at least two.")
		return
	case len(places) > s.limit:
		complain("TooBig", "Too many table coordinates")
		return
	}
	durations, distances := s.tables(chosen["sources"], chosen["destinations"], 1)
	reply(w, http.StatusOK, map[string]any{"code": "Ok", "durations": durations, "distances": distances, "sources": []any{}, "destinations": []any{}})
}

// valhallaMatrix answers /sources_to_targets, in the long form if long is set.
func (s *standIn) valhallaMatrix(w http.ResponseWriter, r *http.Request) {
	complain := func(number int, text string) {
		reply(w, http.StatusBadRequest, map[string]any{"error_code": number, "error": text, "status_code": 400, "status": "Bad Request"})
	}
	type location struct{ Lat, Lon json.Number }
	var request struct {
		Sources, Targets []location
		Costing, Units   string
		Verbose          *bool
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil || r.URL.Path != "/sources_to_targets" || r.Method != http.MethodPost {
		complain(100, "Failed to parse json request")
		return
	}
	if request.Units != "kilometers" {
		complain(100, "Failed to parse json request")
		return
	}
	if !slices.Contains([]string{"auto", "bicycle", "pedestrian"}, request.Costing) {
		complain(125, "No costing method found: "+request.Costing)
		return
	}
	if len(request.Sources)*len(request.Targets) > s.limit {
		complain(150, "Exceeded max locations:"+strconv.Itoa(s.limit))
		return
	}
	var lists [2][]int
	for i, list := range [][]location{request.Sources, request.Targets} {
		for _, l := range list {
			place, err := s.find(string(l.Lon), string(l.Lat))
			if err != nil {
				complain(171, "No suitable edges near location")
				return
			}
			lists[i] = append(lists[i], place)
		}
	}
	s.asked = append(s.asked, request.Costing+" "+strconv.Itoa(len(request.Sources)))
	durations, distances := s.tables(lists[0], lists[1], 1000)
	content := map[string]any{"units": "kilometers", "algorithm": "costmatrix"}
	if !s.long {
		content["sources_to_targets"] = map[string]any{"durations": durations, "distances": distances}
		reply(w, http.StatusOK, content)
		return
	}
	var rows [][]any
	for i := range durations {
		rows = append(rows, nil)
		for j := range durations[i] {
			rows[i] = append(rows[i], map[string]any{"from_index": i, "to_index": j, "time": durations[i][j], "distance": distances[i][j]})
		}
	}
	content["sources_to_targets"] = rows
	reply(w, http.StatusOK, content)
}

// serve starts a handler and returns the server of a kind that it stands in for.
func serve(t testing.TB, kind string, h http.HandlerFunc) Server {
	t.Helper()
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	s, err := ParseServer(kind + ":" + web.URL)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// clock is a time that only sleeping moves.
type clock struct {
	now   time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time { return c.now }

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// options are for a server that needs no waiting.
func options() Options {
	c := &clock{now: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)}
	return Options{Now: c.Now, Sleep: c.Sleep}
}

// zeros is a source of chance that always gives 0.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
