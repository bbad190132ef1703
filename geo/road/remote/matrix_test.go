package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/geo/road"
)

// sparse closes some ways, most of them only in one direction.
func sparse(from, to int) bool { return (from*5+to*3)%11 == 0 }

func ask(t testing.TB, s Server, w *world, o Options) *road.Matrix {
	t.Helper()
	m, err := s.Matrix(t.Context(), w.places, o)
	if err != nil {
		t.Fatalf("Matrix = %v", err)
	}
	return m
}

// 131 places in blocks are what one table is that a server without limits gives,
// whose answer is read as a file.
func TestOSRMInBlocksIsOneTable(t *testing.T) {
	w := newWorld(131)
	w.closed = sparse
	large := &standIn{world: w, limit: 1000}
	s := serve(t, "osrm", large.osrmTable)
	request, err := osrm{}.request(t.Context(), s.base, &query{profile: "car", from: w.places, to: w.places, diagonal: true})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	one, err := road.ReadMatrix(response.Body, road.FileOptions{Places: 131})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(w.matrix(), one.Matrix); d != "" {
		t.Fatalf("the stand-in gives something else: %s", d)
	}
	usual := &standIn{world: w, limit: 100}
	if got := ask(t, serve(t, "osrm", usual.osrmTable), w, options()); got.Digest() != one.Digest() {
		t.Errorf("in blocks it differs: %s", cmp.Diff(one.Matrix, got))
	}
	if len(usual.asked) != 9 || usual.asked[0] != "car 50" || usual.asked[1] != "car 100" {
		t.Errorf("it was asked for %v, want nine tables", usual.asked)
	}
}

func TestValhalla(t *testing.T) {
	w := newWorld(131)
	w.closed = sparse
	for _, long := range []bool{false, true} {
		stand := &standIn{world: w, limit: 2500, long: long}
		o := options()
		o.Profile = "ebike"
		if d := cmp.Diff(w.matrix(), ask(t, serve(t, "valhalla", stand.valhallaMatrix), w, o)); d != "" {
			t.Errorf("long %v: %s", long, d)
		}
		if len(stand.asked) != 9 || stand.asked[0] != "bicycle 50" {
			t.Errorf("it was asked for %v, want nine tables", stand.asked)
		}
	}
}

// VROOM has whole seconds, and lengths only if the server adds them.
func TestVROOM(t *testing.T) {
	w := newWorld(31)
	want := w.matrix()
	for i := range want.Milliseconds {
		want.Milliseconds[i] -= want.Milliseconds[i] % 1000
		want.Millimetres[i] -= want.Millimetres[i] % 1000
	}
	for _, long := range []bool{true, false} {
		stand := &standIn{world: w, limit: 200, long: long}
		o := options()
		o.Profile = "foot"
		if !long {
			want.Millimetres = nil
		}
		if d := cmp.Diff(want, ask(t, serve(t, "vroom", stand.vroomSolve), w, o)); d != "" {
			t.Errorf("long %v: %s", long, d)
		}
		if len(stand.asked) != 9 || stand.asked[0] != "foot 182" || stand.asked[1] != "foot 196" {
			t.Errorf("it was asked for %v, want nine problems", stand.asked)
		}
	}
	w.closed = func(from, to int) bool { return from == 20 && to == 3 }
	stand := &standIn{world: w, limit: 200}
	_, err := serve(t, "vroom", stand.vroomSolve).Matrix(t.Context(), w.places, options())
	if e := located(t, err); e.Code != ErrRouting || e.At.Column != "15–28 → 1–14" || e.Value != "500 3: Unfound route(s) from location [117.02469;27.986422]" {
		t.Errorf("without a way: %v", err)
	}
}

// located is the error with a place in it.
func located(t testing.TB, err error) *geo.Error {
	t.Helper()
	var e *geo.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v is no *geo.Error", err)
	}
	return e
}

// A server that takes less is asked for less, and after that not again for more.
func TestTooBig(t *testing.T) {
	w := newWorld(60)
	w.closed = sparse
	for kind, stand := range map[string]*standIn{
		"osrm": {world: w, limit: 12}, "valhalla": {world: w, limit: 40},
	} {
		refused := 0
		handler := map[string]http.HandlerFunc{"osrm": stand.osrmTable, "valhalla": stand.valhallaMatrix}[kind]
		s := serve(t, kind, func(rw http.ResponseWriter, r *http.Request) {
			counted := &statusWriter{ResponseWriter: rw}
			handler(counted, r)
			if counted.status != http.StatusOK {
				refused++
			}
		})
		if d := cmp.Diff(w.matrix(), ask(t, s, w, options())); d != "" {
			t.Errorf("%s: %s", kind, d)
		}
		if refused == 0 || refused > 4 {
			t.Errorf("%s: refused %d times, want a few", kind, refused)
		}
	}
	vroom := &standIn{world: newWorld(20), limit: 30, long: true}
	if got := ask(t, serve(t, "vroom", vroom.vroomSolve), vroom.world, options()); got.N != 20 || got.Milliseconds[19*20] == 0 {
		t.Errorf("vroom: %+v", got)
	}
	none := &standIn{world: w, limit: 0}
	_, err := serve(t, "valhalla", none.valhallaMatrix).Matrix(t.Context(), w.places, options())
	if e := located(t, err); e.Code != ErrTooBig || e.At.Column != "1 → 2" || e.Value != "400 150: Exceeded max locations:0" {
		t.Errorf("a server that takes nothing: %v", err)
	}
}

type statusWriter struct {
	http.ResponseWriter

	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Whatever the blocks and the limits, the matrix is the same; a single place is not
// asked about.
func TestMatrixWhateverTheBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(rapid.IntRange(0, 12).Draw(t, "places"))
		w.closed = sparse
		stand := &standIn{world: w, limit: rapid.IntRange(2, 30).Draw(t, "limit"), long: rapid.Bool().Draw(t, "long")}
		kind := rapid.SampledFrom([]string{"osrm", "valhalla"}).Draw(t, "kind")
		o := options()
		o.Block = rapid.IntRange(1, 15).Draw(t, "block")
		o.Client = &http.Client{Transport: handled(map[string]http.HandlerFunc{"osrm": stand.osrmTable, "valhalla": stand.valhallaMatrix}[kind])}
		s, err := ParseServer(kind + ":http://host")
		if err != nil {
			t.Fatal(err)
		}
		m, err := s.Matrix(context.Background(), w.places, o)
		if err != nil {
			t.Fatalf("Matrix = %v", err)
		}
		if d := cmp.Diff(w.matrix(), m); d != "" {
			t.Fatal(d)
		}
		if len(w.places) < 2 && len(stand.asked) > 0 {
			t.Fatalf("asked %v", stand.asked)
		}
	})
}

// From a place to itself it takes nothing, whatever a server says.
func TestDiagonal(t *testing.T) {
	s := serve(t, "osrm", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]any{"code": "Ok", "durations": [][]any{{7, 1}, {2, nil}}, "distances": [][]any{{8, 3}, {4, nil}}})
	})
	m := ask(t, s, newWorld(2), options())
	if !slices.Equal(m.Milliseconds, []int32{0, 1000, 2000, 0}) || !slices.Equal(m.Millimetres, []int32{0, 3000, 4000, 0}) {
		t.Errorf("Matrix = %+v", m)
	}
}

func TestProgress(t *testing.T) {
	w := newWorld(5)
	stand := &standIn{world: w, limit: 100}
	var told []string
	o := options()
	o.Block, o.Progress = 3, func(done, total int) { told = append(told, fmt.Sprintf("%d/%d", done, total)) }
	ask(t, serve(t, "osrm", stand.osrmTable), w, o)
	if want := []string{"1/4", "2/4", "3/4", "4/4"}; !slices.Equal(told, want) {
		t.Errorf("progress %v, want %v", told, want)
	}
}

func TestMatrixRefusesOptions(t *testing.T) {
	s, err := ParseServer("osrm:http://host")
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]Options{
		"block":   {Block: 51},
		"profile": {Profile: "car/../x"},
		"timeout": {Timeout: -1},
		"rate":    {Rate: -1},
	} {
		o.Now = options().Now
		_, err := s.Matrix(t.Context(), nil, o)
		if e := located(t, err); e.Code != ErrOption || e.At.Column != name {
			t.Errorf("Matrix with a wrong %s = %v", name, err)
		}
	}
	_, err = s.Matrix(t.Context(), make([]geo.Point, 10_001), options())
	if e := located(t, err); e.Code != road.ErrTooManyPlaces || e.Value != strconv.Itoa(10_001) {
		t.Errorf("Matrix of too many places = %v", err)
	}
}
