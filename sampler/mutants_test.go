package sampler_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// mutant is a slightly wrong implementation: one place of the source replaced.
type mutant struct {
	name, file string
	right      string // stands in the file exactly once
	wrong      string
	imports    string // packages that only the wrong one needs
}

// mutants lists mistakes that an implementation of draw-v1 can make. A vector
// must catch each of them.
var mutants = []mutant{
	// Randomness.
	{"key without the spec's name", "key.go", `append(room[:0], Spec...)`, `room[:0]`, ""},
	{"stream block without its zero byte", "stream.go", `sha256.Sum256(s.input[:])`, `sha256.Sum256(append(s.input[:32:32], s.input[33:]...))`, ""},
	{"words little-endian", "stream.go", `w := binary.BigEndian.Uint64(s.block[s.used:])`, `w := binary.LittleEndian.Uint64(s.block[s.used:])`, ""},
	{"modulo bias", "stream.go", `excess == 0 || w < -excess`, `excess == 0 || w < -excess || true`, ""},
	{"below(1) takes no word", "stream.go", `	excess := -n % n`, "	if n == 1 {\n		return 0\n	}\n	excess := -n % n", ""},
	{"unit of 53 bits", "key.go", `(float64(word>>12) + 0.5) / (1 << 52)`, `(float64(word>>11) + 0.5) / (1 << 53)`, ""},
	{"unit may be 0", "key.go", `float64(word>>12) + 0.5`, `float64(word >> 12)`, ""},

	// Frames, order and canonical form.
	{"ids in UTF-16 order", "../geo/site.go", `return strings.Compare(a.ID, b.ID) }`, `return slices.Compare(utf16.Encode([]rune(a.ID)), utf16.Encode([]rune(b.ID))) + 0*strings.Compare(a.ID, b.ID) }`, "unicode/utf16"},
	{"HTML-escaped JSON", "canonical.go", `		if s[i] == '"' || s[i] == '\\' {`, "		if s[i] == '<' || s[i] == '>' || s[i] == '&' {\n			b = append(append(b, s[start:i]...), `\\u0026`...)\n			start = i + 1\n		} else if s[i] == '\"' || s[i] == '\\\\' {", ""},
	{"defaults kept in the plan", "planfile.go", `m.unless("reserve", s.Reserve, 0)`, `m.integer("reserve", s.Reserve)`, ""},
	{"empty at_most kept", "planfile.go", "	if !given {\n		return nil\n	}", "", ""},
	{"stratum name in a scope unescaped", "strata.go", `"/" + escapeScope(name)`, `"/" + name`, ""},
	{"site id in a scope unescaped", "draw.go", `"@" + escapeScope(o.id)`, `"@" + o.id`, ""},
	{"percent escaped last", "candidates.go", `strings.NewReplacer("%", "%25", "/", "%2F", "@", "%40", "+", "%2B")`, `strings.NewReplacer("/", "%2F", "@", "%40", "+", "%2B")`, ""},
	{"line's position at the end", "../geo/site.go", `return g[len(g)/2], true`, `return g[(len(g)-1)/2], true`, ""},

	// Candidates and stages.
	{"any_tags as all tags", "candidates.go", `slices.ContainsFunc(some, has))`, `!slices.ContainsFunc(some, lacks))`, ""},
	{"tags as any tag", "candidates.go", `!slices.ContainsFunc(every, lacks) &&`, `(len(every) == 0 || !slices.ContainsFunc(every, lacks) || slices.ContainsFunc(every, has)) &&`, ""},
	{"not_in forgets reserves", "candidates.go", `append(slices.Clone(d.done[id].main), d.done[id].reserve...)`, `d.done[id].main`, ""},
	{"within opens reserves too", "candidates.go", `range d.done[stage].main {`, `range append(slices.Clone(d.done[stage].main), d.done[stage].reserve...) {`, ""},
	{"a site picked twice opens twice", "candidates.go", `if !seen[site] {`, `if true {`, ""},
	{"province as prefix of two digits", "../geo/areacode.go", `		return string(c[:6])`, `		return string(c[:2])`, ""},
	{"within compares whole codes", "candidates.go", `geo.AreaCode(area).Prefix()), nil`, `area), nil`, ""},
	{"of ignores the pick", "candidates.go", `PartOf == o.id`, `PartOf != ""`, ""},

	{"part_of by prefix", "candidates.go", `PartOf == o.id`, `PartOf[:min(len(o.id), len(f.sites[site].PartOf))] == o.id[:min(len(o.id), len(f.sites[site].PartOf))] && f.sites[site].PartOf != ""`, ""},
	{"only the first polygon counts", "../geo/geometry.go", "	case MultiPolygon:\n		return g\n", "	case MultiPolygon:\n		return g[:1]\n", ""},

	// Strata and allocation.
	{"sites without the key left out", "strata.go", `if start, end := starts[i], starts[i+1]; start < end {`, `if start, end := starts[i], starts[i+1]; start < end && i > 0 {`, ""},
	{"last tag of a prefix", "frame.go", "			first[i] = set[j]\n", "			for j+1 < len(set) && strings.HasPrefix(set[j+1], prefix) {\n				j++\n			}\n			first[i] = set[j]\n", ""},
	{"largest fractions first", "strata.go", `		if next < after {`, `		if 2*(n*size%all) >= all {`, ""},
	{"equal split ties by name", "strata.go", `return tickets[a].Compare(tickets[b])`, `return a - b`, ""},
	{"each takes n in all", "strata.go", `		return allocateEach(clampInt(s.N), sizes)`, `		return allocateProportional(clampInt(s.N), sizes, key)`, ""},
	{"want of each counts once", "draw.go", `return s.N * int64(strata)`, `return s.N`, ""},
	{"shortfalls per stratum's n", "draw.go", `if got < want && d.record != nil {`, `if got < want-1 && d.record != nil {`, ""},

	// Simple, systematic, pareto.
	{"largest tickets", "order.go", `		return a.rank < b.rank`, `		return a.rank > b.rank`, ""},
	{"systematic in order of id", "systematic.go", `return cmp.Compare(c.frame.place.of[a], c.frame.place.of[b])`, `return cmp.Compare(a, b)`, ""},
	{"systematic with a whole step", "systematic.go", `ordered[(r+k*all)/n]`, `ordered[r/n+k*(all/n)]`, ""},
	{"systematic reserves by the scope's own ticket", "systematic.go", `NewKey(c.seed, c.name+"+reserve")`, `c.key`, ""},
	{"systematic interval closed above", "systematic.go", `if target.less(product(uint64(n), before)) {`, `if !product(uint64(n), before).less(target) {`, ""},
	{"certainty forgotten", "pareto.go", "	n = c.n\n", "	if c.n > 0 {\n		return nil, members, c.n\n	}\n", ""},
	{"certainty only once", "pareto.go", `	for n > 0 {`, `	for range 1 {`, ""},
	{"certain above instead of from n·size = S", "pareto.go", `if product(uint64(n), c.size(site)).less(wide{lo: sum}) {`, `if !(wide{lo: sum}).less(product(uint64(n), c.size(site))) {`, ""},
	{"certain sites in order of id", "pareto.go", "	c.sortByTicket(certain)\n", "", ""},
	{"pareto by u over λ", "pareto.go", `q := (u / (1 - u)) / (lambda / (1 - lambda))`, `q := u / lambda`, ""},

	// Balanced.
	{"plane without cosine", "balanced.go", `X: float64(p.Lon) * scale`, `X: float64(p.Lon) * max(scale, 1)`, ""},
	{"cosine not rounded", "../geo/sphere.go", `return math.Floor(float64(1e6*cos(float64(degrees*degree)))+0.5) / 1e6`, `return cos(float64(degrees * degree))`, ""},
	{"middle latitude of all members", "balanced.go", "	scale := geo.Cosine(", "	for _, site := range c.members {\n		p, _ := c.frame.sites[site].Position()\n		south, north = min(south, p.Lat), max(north, p.Lat)\n	}\n	scale := geo.Cosine(", ""},
	{"balanced reserves from one draw", "balanced.go", `c.n+c.reserve, "+both"`, `c.n+c.reserve, ""`, ""},
	{"sample in order of id", "balanced.go", "	c.sortByTicket(main)\n", "", ""},
	{"nearest first by position in A", "nearest.go", `d2 == least && a.index[int(start)+k] < a.leastOf(q)`, `d2 == least && a.index[int(start)+k] > a.leastOf(q)`, ""},

	// Phone map.
	{"last instead of nearest", "phonemap.go", `	chosen := uint64(0)`, "	near = s.finder.Numbers(anchor, clampInt(s.c.step.Map.List), s.radius)\n	chosen := uint64(len(near) - 1)", ""},
	{"nearest asks for no list of one but any", "phonemap.go", `	if p.Take == TakeNearest {`, `	if p.Take == TakeAny {`, ""},
	{"radius without its end", "phonemap.go", `radius: 1000 * min(p.Radius, 1<<32)`, `radius: 1000*min(p.Radius, 1<<32) - 1`, ""},
	{"gives up after 100 tries", "phonemap.go", `const triesPerPick = 1000`, `const triesPerPick = 100`, ""},
	{"gives up after 10,000 tries", "phonemap.go", `const triesPerPick = 1000`, `const triesPerPick = 10_000`, ""},
	{"a repeated anchor once", "phonemap.go", "		points = append(points, p)\n", "		if !slices.Contains(points, p) {\n			points = append(points, p)\n		}\n", "slices"},
	{"anchors go on across scopes", "phonemap.go", `a.points[a.turn%len(a.points)]`, `a.points[(a.turn+len(a.c.record.Picks))%len(a.points)]`, ""},
	{"picked sites stay on the map", "phonemap.go", "			found.hide(chosen)\n", "			found.left--\n", ""},
	{"latitude uniform in degrees", "../geo/uniform.go", `lat := float64(asin(w.s+float64(north*w.ds)) * turned)`, `lat := float64(w.box.Min.Lat.Degrees() + north*(w.box.Max.Lat.Degrees()-w.box.Min.Lat.Degrees()))`, ""},
	{"holes ignored", "../geo/covercell.go", `covered = covered && where != inside`, `covered = covered && where <= inside`, ""},
	{"boundary of the outer ring outside", "../geo/covercell.go", "			case where == boundary:\n				return true\n", "			case where == boundary:\n				covered = false\n", ""},
	{"boundary of a hole outside", "../geo/covercell.go", `covered = covered && where != inside`, `covered = covered && where == outside`, ""},
	{"default window from candidates", "phonemap.go", "		w, err := c.frame.window(c.step.Map.In)\n", "		w, err := c.frame.window(c.step.Map.In)\n	if c.step.Map.In == \"\" {\n		p, _ := c.frame.sites[c.members[0]].Position()\n		box := p.Bounds()\n		for _, site := range c.members {\n			p, _ := c.frame.sites[site].Position()\n			box = box.Union(p.Bounds())\n		}\n		w = geo.BoxWindow(box)\n	}\n", ""},
	{"ties by position", "../geo/index.go", `cmp.Compare(a.Number, b.Number)`, `cmp.Compare(b.Number, a.Number)`, ""},

	// Limits.
	{"counts per stratum instead of per step", "draw.go", `drawing: d, step: s, limits: opened.limits,`, `drawing: d, step: s, limits: newLimits(d, s),`, ""},
	{"apart counts main picks only", "scope.go", `	if !c.limits.farEnough(site) {`, `	if len(c.main) < c.n && !c.limits.farEnough(site) {`, ""},
	{"apart includes its end", "limits.go", `here.DistanceMillimetres(a.vantage) < l.apart`, `here.DistanceMillimetres(a.vantage) <= l.apart`, ""},
	{"sites without a unit are limited", "limits.go", `return group == 0 || l.mains[group] < l.atMost`, `return l.mains[group] < l.atMost`, ""},
	{"at_most never relaxed", "scope.go", `		if !taken[site] {`, `		if !taken[site] && (c.step.AtMost == nil || c.limits.hasRoom(site)) {`, ""},
	{"at_most limits reserves", "scope.go", `	for k := 0; len(c.main) < c.n && !c.limits.full(); k++ {`, `	for k := 0; len(c.main)+len(c.reserves) < c.n+c.reserve; k++ {`, ""},

	// Geometry.
	{"equatorial radius", "../geo/sphere.go", `6_371_008.8`, `6_378_137`, ""},
	{"stretch from the wrong stream", "scope.go", `c.sub("/stretch/" + escapeScope(c.frame.sites[site].ID))`, `c.sub("/stretch/" + c.frame.sites[site].ID)`, ""},
	{"stretch may overrun", "scope.go", `stream.Unit() * (length - walk)`, `stream.Unit() * length`, ""},
	{"stretch truncated to millimetres", "scope.go", `From: geo.Millimetres(from)`, `From: int64(1000 * from)`, ""},
}

// TestMutantsStandInTheSource keeps the list true to the source.
func TestMutantsStandInTheSource(t *testing.T) {
	for _, m := range mutants {
		if _, err := mutate(m); err != "" {
			t.Errorf("%s: %s", m.name, err)
		}
	}
	if len(mutants) < 60 {
		t.Errorf("%d mutants, want 60 or more", len(mutants))
	}
}

// mutate returns the mutated source.
func mutate(m mutant) (source, problem string) {
	text, err := os.ReadFile(m.file)
	if err != nil {
		return "", err.Error()
	}
	if n := strings.Count(string(text), m.right); n != 1 {
		return "", m.file + ": the place to replace stands there not once but " + strings.Repeat("|", n) + " times"
	}
	source = strings.Replace(string(text), m.right, m.wrong, 1)
	if m.imports != "" {
		source = strings.Replace(source, "import (", "import (\n\t"+strconv.Quote(m.imports), 1)
	}
	return source, ""
}

// TestVectorsCatchMutants runs the vectors on every mutant, laid over the source
// for the compiler only, and wants each to fail.
func TestVectorsCatchMutants(t *testing.T) {
	if os.Getenv("SITEDRAW_LONG") != "1" {
		t.Skip("long: set SITEDRAW_LONG=1")
	}
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel() // each is a compiler and a test, which take turns
			out, err := runMutant(t, m)
			if err == nil {
				t.Errorf("no vector caught it")
			}
			if !strings.Contains(out, "--- FAIL") {
				t.Errorf("it does not compile or run:\n%s", out)
			}
		})
	}
}

func runMutant(t *testing.T, m mutant) (string, error) {
	t.Helper()
	source, problem := mutate(m)
	if problem != "" {
		t.Fatal(problem)
	}
	dir := t.TempDir()
	original, err := filepath.Abs(m.file)
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(dir, "mutant.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"mutant.go": source, "overlay.json": string(overlay)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "test", "-vet=off", "-count=1", "-timeout=60s",
		"-overlay="+filepath.Join(dir, "overlay.json"), "-run=^(TestVectors|TestVectorsInAnyOrder|TestTickets|TestStreams|TestAllocations|TestSeals)$", ".")
	cmd.Env = append(os.Environ(), "SITEDRAW_LONG=")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
