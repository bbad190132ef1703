package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitedraw/geo/route/vroom"
)

// smallProblem is a problem of VROOM with four places.
const smallProblem = `{"vehicles": [{"id": 1, "start_index": 0, "end_index": 0}],
	"jobs": [{"id": 7, "location_index": 1}, {"id": 8, "location_index": 2}, {"id": 9, "location_index": 3}],
	"matrix": [[0, 9, 5, 7], [8, 0, 6, 4], [5, 7, 0, 3], [2, 6, 4, 0]]}`

// routeSmall runs the verb in a world and returns the solution.
func routeSmall(ctx context.Context, t *testing.T, w world, want int, flags ...string) *vroom.Solution {
	t.Helper()
	folder := t.TempDir()
	problem, output := filepath.Join(folder, "problem.json"), filepath.Join(folder, "solution.json")
	if err := os.WriteFile(problem, []byte(smallProblem), 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"route", "--problem", problem, "-o", output}, flags...)
	if got := run(ctx, args, w); got != want {
		t.Fatalf("exit code %d, want %d: %s", got, want, w.errOut)
	}
	data, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	var s vroom.Solution
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// Ctrl-C writes the best routes that were found, and says so.
func TestInterruptedSearch(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	w, _, errOut := quiet("")
	looks := 0
	w.now = func() time.Time {
		if looks++; looks == 50 {
			cancel()
		}
		return time.Unix(int64(looks), 0)
	}
	s := routeSmall(ctx, t, w, exitInterrupted, "--seconds", "80000")
	if s.Summary.Unassigned > 0 || s.Summary.Cost != 18 {
		t.Errorf("summary %+v", s.Summary)
	}
	if !strings.Contains(errOut.String(), "Interrupted: what was written are the best routes") || strings.Contains(errOut.String(), "nothing was written") {
		t.Errorf("error %q", errOut)
	}
}

// A search by the clock says that it cannot be repeated, and how long it took.
func TestSearchByTheClock(t *testing.T) {
	w, _, errOut := quiet("")
	now := time.Unix(0, 0)
	w.now = func() time.Time {
		now = now.Add(10 * time.Millisecond)
		return now
	}
	s := routeSmall(context.Background(), t, w, exitDone, "--seconds", "3")
	if s.Summary.Cost != 18 || s.Summary.Computing.Solving < 3000 || s.Summary.Computing.Solving > 3100 {
		t.Errorf("summary %+v", s.Summary)
	}
	if !strings.Contains(errOut.String(), "cannot be repeated") {
		t.Errorf("error %q", errOut)
	}
}
