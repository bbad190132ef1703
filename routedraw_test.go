package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitedraw/sampler/itinerary"
)

// drawnMarkets writes a frame, a draw of it and a teams file, and returns the flags
// that name them.
func drawnMarkets(t *testing.T) (folder string, flags []string) {
	t.Helper()
	folder = t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	for name, content := range map[string]string{
		"sites.csv": "id,name,category,lon,lat,area\nm1,东风市场,SC,117.21,28.28,360681101000\n" +
			"m2,和平市场,SC,117.22,28.28,360681101000\nm3,解放市场,SC,117.23,28.28,360681101000\nm4,新华市场,SC,117.24,28.28,360681101000\n",
		"plan.yaml":  "steps:\n  - {id: sc, category: [SC], n: 3, reserve: 1}\n",
		"teams.yaml": "dates: [2026-11-25]\nhours: 06:00-12:00\nstart: {at: [117.2, 28.28]}\nteams:\n  - {name: 一队, members: [张三]}\n",
	} {
		if err := os.WriteFile(in(name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"frame", in("sites.csv"), "-o", in("frame.ndjson")},
		{"draw", "-f", in("frame.ndjson"), "-p", in("plan.yaml"), "--seed", "x", "-o", in("record.json")},
	} {
		w, _, errOut := quiet("")
		if got := run(context.Background(), args, w); got != exitDone {
			t.Fatalf("%v: exit code %d: %s", args, got, errOut)
		}
	}
	return folder, []string{"-r", in("record.json"), "-f", in("frame.ndjson"), "-t", in("teams.yaml")}
}

// planOf reads a plan that was written.
func planOf(t *testing.T, path string) *itinerary.Itinerary {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	it, err := itinerary.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return it
}

// Ctrl-C writes the best routes that were found, which say that they cannot be made
// again: of a draw, for a team that is late, and for a closed site.
func TestInterruptedRoutes(t *testing.T) {
	folder, flags := drawnMarkets(t)
	plan := filepath.Join(folder, "plan.json")
	w, _, errOut := quiet("")
	if got := run(context.Background(), append([]string{"route", "--iterations", "100", "-o", plan}, flags...), w); got != exitDone {
		t.Fatalf("exit code %d: %s", got, errOut)
	}
	visits := planOf(t, plan).Teams[0].Days[0].Visits
	for _, args := range [][]string{
		{"route"},
		{"route", "replan", plan, "--team", "一队", "--at", "06:10", "--from", "117.2,28.28"},
		{"route", "swap", plan, "--site", visits[0].Stop.ID},
	} {
		output := filepath.Join(folder, "cut.json")
		told := cutShort(t, append(append(args, flags...), "--seconds", "80000", "-o", output))
		it := planOf(t, output)
		if !it.Origin.Stopped || it.Origin.Seconds != 80_000 || len(it.Teams[0].Days[0].Visits) == 0 {
			t.Errorf("%v: origin %+v, days %v", args[:2], it.Origin, it.Teams[0].Days)
		}
		if !strings.Contains(told, "Interrupted: what was written are the best routes") || strings.Contains(told, "nothing was written") {
			t.Errorf("%v: error %q", args[:2], told)
		}
	}
}

// cutShort runs a verb, interrupts its search and returns what it told.
func cutShort(t *testing.T, args []string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	w, _, errOut := quiet("")
	looks := 0
	w.now = func() time.Time {
		if looks++; looks == 50 {
			cancel()
		}
		return time.Unix(int64(looks), 0)
	}
	if got := run(ctx, args, w); got != exitInterrupted {
		t.Fatalf("%v: exit code %d, want %d: %s", args, got, exitInterrupted, errOut)
	}
	return errOut.String()
}
