package sampler_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// outsider runs docs/verify.py, the second implementation of draw-v1, and
// returns what it prints and its exit code.
func outsider(t *testing.T, args ...string) (out string, code int) {
	t.Helper()
	cmd := exec.Command("python3", append([]string{"../docs/verify.py"}, args...)...)
	var printed, complaint strings.Builder
	cmd.Stdout, cmd.Stderr = &printed, &complaint
	err := cmd.Run()
	if code = cmd.ProcessState.ExitCode(); err != nil && code < 0 {
		t.Fatal(err)
	}
	return printed.String() + complaint.String(), code
}

func needPython(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed")
	}
}

// longOr returns the number of rounds of the long set or of the short one.
func longOr(long, short int) int {
	if os.Getenv("SITEDRAW_LONG") == "1" {
		return long
	}
	return short
}

// TestOutsiderOnVectors lets docs/verify.py check every vector and refuse what is
// to be refused.
func TestOutsiderOnVectors(t *testing.T) {
	needPython(t)
	list := vectors(t)
	for i, v := range list {
		if i%longOr(1, 40) != 0 {
			continue
		}
		record := writeTemp(t, "record.json", v.canonical)
		out, code := outsider(t, record, filepath.Join(vectorDir, v.FrameFile))
		if code != 0 || !strings.Contains(out, v.RecordDigest) {
			t.Errorf("%s: verify.py ends with %d: %s", v.Name, code, out)
		}
	}
	for i, e := range refusedEntries(t) {
		if i%longOr(1, 40) != 0 {
			continue
		}
		frame := writeTemp(t, "frame.ndjson", strings.Join(e.Frame, "\n")+"\n")
		if out, code := outsider(t, "--draw", writeTemp(t, "plan.json", string(e.Plan)), e.Seed, frame); code != 1 {
			t.Errorf("%s: verify.py ends with %d: %s", e.Refused, code, out)
		}
	}
}

// TestOutsiderOnRandomFrames draws random plans on random frames with both
// implementations, and wants the same bytes.
func TestOutsiderOnRandomFrames(t *testing.T) {
	needPython(t)
	drawn, rounds := 0, longOr(150, 3)
	for round := range rounds {
		random := rand.New(rand.NewPCG(20261122, uint64(round)))
		frame, plan := randomFrame(t, random), randomPlan(t, random)
		seed := fmt.Sprintf("第%d轮", round)
		var want string
		r, err := sampler.Draw(context.Background(), frame, plan, seed, sampler.Options{Workers: 2})
		if err == nil {
			want = string(sampler.AppendRecord(nil, r))
			drawn++
		}
		var file strings.Builder
		if err := sampler.WriteFrame(&file, frame); err != nil {
			t.Fatal(err)
		}
		planText := string(sampler.AppendPlan(nil, &plan))
		got, code := outsider(t, "--draw", writeTemp(t, "plan.json", planText), seed, writeTemp(t, "frame.ndjson", file.String()))
		if (err == nil) != (code == 0) || err == nil && got != want {
			t.Fatalf("round %d, plan %s:\n%v\n%s\nverify.py ends with %d:\n%s", round, planText, err, want, code, got)
		}
	}
	if drawn < rounds/3 {
		t.Errorf("%d of %d rounds were drawn, too few to compare", drawn, rounds)
	}
}

func writeTemp(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// randomFrame makes up to 250 sites: townships, villages, sites of all shapes,
// parts, equal positions, missing areas and units, awkward ids.
func randomFrame(t *testing.T, random *rand.Rand) *sampler.Frame {
	t.Helper()
	var sites []geo.Site
	for town := range 2 + random.IntN(5) {
		area := fmt.Sprintf("990001%03d000", 100+town)
		sites = append(sites, geo.Site{ID: area, Category: "T", Area: area, Geometry: randomPoint(random), Size: int32(1 + random.IntN(9))})
	}
	towns := len(sites)
	prefixes := []string{"a", "b/", "点", "🏪", "x@y+", "%", `"\`}
	for i := range 20 + random.IntN(230) {
		site := geo.Site{
			ID:       fmt.Sprintf("%s%d", prefixes[random.IntN(len(prefixes))], i),
			Category: []string{"A", "B", "C"}[random.IntN(3)],
			Size:     int32(1 + random.IntN(1<<random.IntN(20))),
			Geometry: randomPoint(random),
		}
		if random.IntN(10) > 0 {
			site.Area = fmt.Sprintf("990001%03d%03d", 100+random.IntN(towns), 200+random.IntN(4))
		}
		if random.IntN(5) > 0 {
			site.Unit = fmt.Sprintf("单位%d", random.IntN(6))
		}
		for _, tag := range []string{"k:甲", "k:乙", "k:丙/", "m:1", "m:2"} {
			if random.IntN(4) == 0 {
				site.Tags = append(site.Tags, tag)
			}
		}
		slices.Sort(site.Tags)
		switch random.IntN(12) {
		case 0:
			site.Geometry = geo.Line{randomPoint(random), randomPoint(random), randomPoint(random)}
		case 1:
			site.PartOf = sites[random.IntN(len(sites))].ID
		case 2:
			site.Geometry = sites[random.IntN(towns)].Geometry
		}
		sites = append(sites, site)
	}
	for i := range random.IntN(4) {
		sites = append(sites, geo.Site{ID: fmt.Sprintf("poly%d", i), Category: "P", Geometry: randomPolygon(t, random), Marked: true, Mark: randomPoint(random)})
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// randomPoint lies on a lattice half of the time, so that distances tie.
func randomPoint(random *rand.Rand) geo.Point {
	lon, lat := random.IntN(3_000_000), random.IntN(3_000_000)
	if random.IntN(2) == 0 {
		lon, lat = lon/500_000*500_000, lat/500_000*500_000
	}
	return geo.Point{Lon: geo.E7(1_170_000_000 + lon), Lat: geo.E7(280_000_000 + lat)}
}

// randomPolygon is one or two triangles, one of them with a hole.
func randomPolygon(t *testing.T, random *rand.Rand) geo.Geometry {
	t.Helper()
	ring := func(x, y, size geo.E7) []geo.Point {
		return []geo.Point{{Lon: x, Lat: y}, {Lon: x + size, Lat: y}, {Lon: x, Lat: y + size}, {Lon: x, Lat: y}}
	}
	o := randomPoint(random)
	size := geo.E7(200_000 + random.IntN(1_500_000))
	first, err := geo.NewPolygon([][]geo.Point{ring(o.Lon, o.Lat, size), ring(o.Lon+size/10, o.Lat+size/10, size/2)})
	if err != nil {
		t.Fatal(err)
	}
	if random.IntN(2) == 0 {
		return first
	}
	second, err := geo.NewPolygon([][]geo.Point{ring(o.Lon-2*size, o.Lat, size)})
	if err != nil {
		t.Fatal(err)
	}
	return geo.MultiPolygon{first, second}
}

// randomPlan makes up to six steps of any kind that a plan allows.
func randomPlan(t *testing.T, random *rand.Rand) sampler.Plan {
	t.Helper()
	for {
		plan := sampler.Plan{Name: "random"}
		for i := range 1 + random.IntN(6) {
			plan.Steps = append(plan.Steps, randomStep(random, i))
		}
		if plan, err := sampler.NewPlan(plan); err == nil {
			return plan
		}
	}
}

func randomStep(random *rand.Rand, i int) sampler.Step {
	maybe := func(n int) bool { return random.IntN(n) == 0 }
	earlier := func() string { return fmt.Sprintf("s%d", random.IntN(max(1, i))) }
	by := []sampler.By{sampler.ByArea, sampler.ByPlace, sampler.ByUnit, "tag:k:", "tag:", sampler.ByCategory}
	s := sampler.Step{
		ID: fmt.Sprintf("s%d", i), N: int64(1 + random.IntN(12)), Reserve: int64(random.IntN(3)),
		Category: [][]string{{"A"}, {"B"}, {"A", "C"}, {"T"}, {"C", "B", "T"}}[random.IntN(5)],
		Method:   sampler.Methods()[random.IntN(5)],
	}
	if maybe(2) {
		s.By = by[random.IntN(len(by))]
		s.Allocate = []sampler.Allocation{sampler.Proportional, sampler.Equal, sampler.Each}[random.IntN(3)]
	}
	if maybe(5) {
		s.Tags = []string{"k:甲"}
	}
	if maybe(5) {
		s.AnyTags = []string{"k:乙", "m:1"}
	}
	if maybe(6) {
		s.In = []string{"poly0"}
	}
	if maybe(4) {
		s.Apart = int64(1 + random.IntN(3000))
	}
	if maybe(4) {
		s.AtMost = &sampler.AtMost{By: by[random.IntN(5)], N: int64(1 + random.IntN(3))}
	}
	if maybe(4) {
		s.Walk = int64(1 + random.IntN(20_000))
	}
	if maybe(10) {
		s.N = sampler.All
	}
	s.BySize = maybe(3)
	if i > 0 {
		randomStage(&s, random, earlier)
	}
	if s.Method == sampler.Map {
		s.Map = randomMap(random, earlier, i)
	}
	return s
}

func randomStage(s *sampler.Step, random *rand.Rand, earlier func() string) {
	switch random.IntN(6) {
	case 0, 1:
		s.Within = earlier()
	case 2:
		s.Of = earlier()
	case 3:
		s.NotIn = []string{earlier()}
	}
}

func randomMap(random *rand.Rand, earlier func() string, i int) *sampler.MapParameters {
	m := &sampler.MapParameters{Radius: int64(100 + random.IntN(20_000)), List: int64(1 + random.IntN(12))}
	if random.IntN(2) == 0 {
		m.Take = sampler.TakeNearest
	}
	switch {
	case random.IntN(3) == 0:
		m.In = "P"
	case random.IntN(3) == 0 && i > 0:
		m.Anchor = "picks:" + earlier()
	}
	return m
}
