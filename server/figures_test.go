package server

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sitedraw/server/store"
)

func key(t *testing.T, parts ...any) figureKey {
	t.Helper()
	k, err := figureKeyOf(parts...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// What many ask for at the same time is made once, and only some is made at once.
func TestFiguresAreMadeOnce(t *testing.T) {
	f := newFigures()
	var made, at, most atomic.Int64
	var asking sync.WaitGroup
	for i := range 40 {
		asking.Go(func() {
			k := key(t, i%4)
			value, err := f.of(t.Context(), k, func() (any, int, error) {
				made.Add(1)
				for now := at.Add(1); now > most.Load(); {
					most.Store(now)
				}
				defer at.Add(-1)
				return i % 4, 1, nil
			})
			if err != nil || value != i%4 {
				t.Errorf("of(%d) = %v, %v", i%4, value, err)
			}
		})
	}
	asking.Wait()
	if made.Load() != 4 || most.Load() > maxFiguring {
		t.Errorf("%d made, %d at once, want 4, %d at most", made.Load(), most.Load(), maxFiguring)
	}
}

// What failed, was cancelled or is a fault of the program is not remembered; who waited
// for it makes it.
func TestFiguresFail(t *testing.T) {
	f := newFigures()
	k := key(t, "x")
	wrong := errors.New("wrong")
	if _, err := f.of(t.Context(), k, func() (any, int, error) { return nil, 0, wrong }); !errors.Is(err, wrong) {
		t.Errorf("of = %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = f.of(t.Context(), k, func() (any, int, error) { panic("x") })
	}()
	if _, known := f.find(k); known {
		t.Fatal("what failed is remembered")
	}
	begun, goOn := make(chan struct{}), make(chan struct{})
	var asking sync.WaitGroup
	asking.Go(func() {
		_, err := f.of(t.Context(), k, func() (any, int, error) {
			close(begun)
			<-goOn
			return nil, 0, wrong
		})
		if !errors.Is(err, wrong) {
			t.Errorf("of = %v", err)
		}
	})
	<-begun
	left, leave := context.WithCancel(t.Context())
	leave()
	if _, err := f.of(left, k, func() (any, int, error) { return 1, 1, nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("of whoever left = %v", err)
	}
	asking.Go(func() {
		if value, err := f.of(t.Context(), k, func() (any, int, error) { return 2, 1, nil }); value != 2 || err != nil {
			t.Errorf("of whoever waited = %v, %v", value, err)
		}
	})
	close(goOn)
	asking.Wait()
	for range maxFiguring {
		f.places <- struct{}{}
	}
	if _, err := f.of(left, key(t, "y"), func() (any, int, error) { return 1, 1, nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("of without a place = %v", err)
	}
}

// Memory is bounded: what was asked for longest ago goes, the last stays whatever it
// weighs.
func TestFiguresAreForgotten(t *testing.T) {
	f := newFigures()
	put := func(name string, weight int) {
		t.Helper()
		if _, err := f.of(t.Context(), key(t, name), func() (any, int, error) { return name, weight, nil }); err != nil {
			t.Fatal(err)
		}
	}
	has := func(names string) {
		t.Helper()
		for name := range strings.SplitSeq("a b c d", " ") {
			f.mu.Lock()
			_, known := f.known[key(t, name)]
			f.mu.Unlock()
			if known != strings.Contains(names, name) {
				t.Errorf("%s is known: %v, want those of %q", name, known, names)
			}
		}
	}
	put("a", maxFigureWeight/3)
	put("b", maxFigureWeight/3)
	has("a b")
	put("a", 0) // asked for again: it is not made
	put("c", maxFigureWeight/3)
	has("a c")
	put("d", 2*maxFigureWeight)
	has("d")
	put("a", 1)
	if has("a"); f.weight != 1+figureOverhead || f.recent.Len() != 1 {
		t.Errorf("weight = %d of %d", f.weight, f.recent.Len())
	}
}

// Jobs that ended are remembered as long as there is room for what they came to.
func TestJobsForgetLongResults(t *testing.T) {
	h := newHouse(t)
	q := h.jobs
	for n := range int64(5) {
		q.all = append(q.all, &job{number: n + 1, ended: time.Unix(1, 0), result: jobResult{body: make([]byte, maxResults*2/5)}})
	}
	q.all = append(q.all, &job{number: 6}, &job{number: 7, ended: time.Unix(1, 0)})
	q.forget()
	var left []int64
	for _, j := range q.all {
		left = append(left, j.number)
	}
	if len(left) != 4 || left[0] != 4 || left[3] != 7 {
		t.Errorf("jobs %v are remembered, want 4 to 7", left)
	}
	q.all = []*job{{number: 1, ended: time.Unix(1, 0), result: jobResult{body: make([]byte, maxResults+1)}}}
	if q.forget(); len(q.all) != 1 {
		t.Error("the last is forgotten")
	}
}

// Who may ask for which figures.
func TestFiguresAreForTheirRoles(t *testing.T) {
	h := newFigureHouse(t)
	site := drawFrame(t, t.Name()).Sites()[0].ID
	h.furnishExposure()
	for _, c := range []struct {
		method, path string
		body         any
		may          string
	}{
		{http.MethodPost, figuresPath("county", "exposure"), object{"plan": "plain"}, "viewer unit:城管局 inspector office"},
		{http.MethodGet, figuresPath("county", "exposure?plan=plain"), nil, "viewer unit:城管局 inspector office"},
		{http.MethodGet, "/registers/county/sites/" + site + "/exposure?plan=plain", nil, "viewer unit:城管局 inspector office"},
		{http.MethodPost, figuresPath("county", "what-if"), object{"plan": "plain", "draws": 5, "known": []object{{"id": site, "score": 1}}}, "unit:城管局 office"},
		{http.MethodPost, figuresPath("county", "audit"), object{"plan": "plain", "draws": 100}, "office"},
		{http.MethodPost, figuresPath("county", "compare"), object{"category": "SC", "n": 2, "draws": 2}, "viewer unit:城管局 inspector office"},
	} {
		for _, who := range []string{"", "viewer", "unit:城管局", "inspector", "office", "office!read", "office!draw"} {
			want := http.StatusForbidden
			switch {
			case who == "":
				want = http.StatusUnauthorized
			case strings.HasSuffix(who, "!draw"):
			case strings.Contains(c.may, strings.TrimSuffix(who, "!read")):
				want = http.StatusOK
			}
			if a := h.do(who, c.method, c.path, c.body); a.status != want {
				t.Errorf("%q: %s %s = %d %.200s, want %d", who, c.method, c.path, a.status, a.body, want)
			}
		}
	}
	h.wantProblem("version", h.do("office", http.MethodPost, "/registers/county/versions/9/audit", object{"plan": "plain"}), http.StatusNotFound, store.ErrNotFound)
}
