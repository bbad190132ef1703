package drill_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
)

const roundsDir = "../../docs/spec/rounds"

// scenario is one file of the vectors of rounds-v1: a drill and its records.
type scenario struct {
	Name  string `json:"name"`
	Drill struct {
		Mode  sampler.Mode    `json:"mode"`
		Reach sampler.By      `json:"reach"`
		Seeds drill.SeedRule  `json:"seeds"`
		Seed  string          `json:"seed"`
		Plan  json.RawMessage `json:"plan"`
	} `json:"drill"`
	Plan   json.RawMessage     `json:"plan"`
	Frames map[string][]string `json:"frames"`
	Rounds []struct {
		Frame  string           `json:"frame"`
		Failed []string         `json:"failed"`
		Losses map[string]int64 `json:"losses"`
		Digest string           `json:"record_digest"`
		Record json.RawMessage  `json:"record"`
	} `json:"rounds"`
}

func scenarios(t *testing.T) []scenario {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(roundsDir, "*.json"))
	if err != nil || len(files) < 11 {
		t.Fatalf("Glob(%q) = %d files, %v", roundsDir, len(files), err)
	}
	var list []scenario
	for _, file := range files {
		if filepath.Base(file) == "refused.json" {
			continue
		}
		var s scenario
		if err := json.Unmarshal(read(t, file), &s); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		list = append(list, s)
	}
	return list
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// canonicalJSON writes a value in canonical form with the standard library,
// independently of package sampler.
func canonicalJSON(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func readFrame(t *testing.T, lines []string) *sampler.Frame {
	t.Helper()
	f, err := sampler.ReadFrame(strings.NewReader(strings.Join(lines, "\n") + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readPlan(t *testing.T, text string) sampler.Plan {
	t.Helper()
	p, err := sampler.ParsePlan(text)
	if err != nil {
		t.Fatalf("ParsePlan(%s) = %v", text, err)
	}
	return p
}

// took returns what the i-th round of a scenario takes over.
func (s *scenario) took(i int, f *sampler.Frame, p *sampler.Plan, m *drill.Memory) *sampler.Coordination {
	switch s.Drill.Mode {
	case sampler.Cover:
		return m.Cover(f, s.Drill.Reach)
	case sampler.Again:
		c, _ := drill.Recheck(f, p, s.Rounds[i].Failed)
		return c
	case sampler.Weighted:
		return drill.Weigh(f, s.Rounds[i].Losses)
	default:
		return nil
	}
}

// made draws the rounds of a scenario.
func (s *scenario) made(t *testing.T) []drill.Round {
	t.Helper()
	frames := map[string]*sampler.Frame{}
	for name, lines := range s.Frames {
		frames[name] = readFrame(t, lines)
	}
	p := readPlan(t, string(s.Plan))
	var m drill.Memory
	var list []drill.Round
	for i := range s.Rounds {
		f := frames[s.Rounds[i].Frame]
		r, err := sampler.DrawRound(t.Context(), f, p, drill.Seed(s.Drill.Seed, i+1), s.took(i, f, &p, &m), sampler.Options{})
		if err != nil {
			t.Fatalf("DrawRound = %v", err)
		}
		m.Add(f, r)
		list = append(list, drill.Round{Frame: f, Record: r})
	}
	return list
}

// TestRoundVectors draws the rounds of every scenario, and wants the bytes of the
// records that docs/rounds.py made.
func TestRoundVectors(t *testing.T) {
	modes := map[sampler.Mode]bool{}
	for _, s := range scenarios(t) {
		modes[s.Drill.Mode] = true
		t.Run(s.Name, func(t *testing.T) {
			var before drill.Memory
			for i, round := range s.made(t) {
				got, want := string(sampler.AppendRecord(nil, round.Record)), canonicalJSON(t, s.Rounds[i].Record)
				if d := round.Record.Digest().String(); got != want || d != s.Rounds[i].Digest {
					t.Fatalf("round %d = %s, %s, want %s, %s", i+1, d, got, s.Rounds[i].Digest, want)
				}
				readBack(t, want, round.Frame)
				if d := drill.Check(round, &before); d != nil {
					t.Errorf("Check of round %d = %v, want nil", i+1, d)
				}
				before.Add(round.Frame, round.Record)
			}
		})
	}
	if len(modes) != len(sampler.Modes()) {
		t.Errorf("scenarios of %d modes, want %d", len(modes), len(sampler.Modes()))
	}
}

// readBack reads a record, verifies it and writes the same bytes.
func readBack(t *testing.T, text string, f *sampler.Frame) {
	t.Helper()
	r, err := sampler.ParseRecord(text)
	if err != nil {
		t.Fatalf("ParseRecord = %v", err)
	}
	if again := string(sampler.AppendRecord(nil, r)); again != text {
		t.Errorf("written again = %s, want %s", again, text)
	}
	if err := sampler.Verify(t.Context(), r, f, sampler.Options{Workers: 3}); err != nil {
		t.Errorf("Verify = %v", err)
	}
}

// roundRefusals pairs each entry of refused.json with what it is refused for: on
// reading, and on drawing if it can be read.
var roundRefusals = map[string]geo.Code{
	"no mode":                                sampler.ErrChoice,
	"mode faithful":                          sampler.ErrChoice,
	"unknown mode":                           sampler.ErrChoice,
	"reach of category":                      sampler.ErrChoice,
	"reach of another mode":                  sampler.ErrCoordinationMember,
	"levels of another mode":                 sampler.ErrCoordinationMember,
	"groups without reach":                   sampler.ErrCoordinationMember,
	"recheck in a cover":                     sampler.ErrCoordinationMember,
	"weights in a cover":                     sampler.ErrCoordinationMember,
	"unknown member":                         sampler.ErrMember,
	"unknown member of levels":               sampler.ErrMember,
	"unknown member of a level":              sampler.ErrMember,
	"drawn 0 times":                          sampler.ErrNumberRange,
	"drawn less than 0 times":                sampler.ErrNumberRange,
	"drawn not sorted":                       sampler.ErrCoordinationOrder,
	"drawn twice in the list":                sampler.ErrCoordinationOrder,
	"new not sorted":                         sampler.ErrCoordinationOrder,
	"new without a name":                     geo.ErrTextLength,
	"drawn without a name":                   geo.ErrTextLength,
	"level of a site that the frame lacks":   sampler.ErrCoordinationName,
	"new site that the frame lacks":          sampler.ErrCoordinationName,
	"group that the frame lacks":             sampler.ErrCoordinationName,
	"recheck of a site that the frame lacks": sampler.ErrCoordinationName,
	"recheck of a site that fits no step":    sampler.ErrCoordinationStep,
	"recheck not sorted":                     sampler.ErrCoordinationOrder,
	"recheck twice":                          sampler.ErrCoordinationOrder,
	"weight 0":                               sampler.ErrNumberRange,
	"weight over 2^31-1":                     sampler.ErrNumberRange,
	"weights not sorted":                     sampler.ErrCoordinationOrder,
	"weight of a site that the frame lacks":  sampler.ErrCoordinationName,
}

// refusedRound is one entry of refused.json.
type refusedRound struct {
	Refused      string          `json:"refused"`
	Coordination json.RawMessage `json:"coordination"`
	Frame        []string        `json:"frame"`
	Plan         json.RawMessage `json:"plan"`
	Seed         string          `json:"seed"`
}

func refusedRounds(t *testing.T) (list []refusedRound) {
	t.Helper()
	if err := json.Unmarshal(read(t, filepath.Join(roundsDir, "refused.json")), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestRoundsRefused(t *testing.T) {
	entries := refusedRounds(t)
	if len(entries) != len(roundRefusals) {
		t.Errorf("%d entries, want %d", len(entries), len(roundRefusals))
	}
	for _, e := range entries {
		f, p := readFrame(t, e.Frame), readPlan(t, string(e.Plan))
		head := `,"frame":{"digest":"` + f.Digest().String() + `","sites":` + strconv.Itoa(f.Len()) + `},"plan":`
		text := `{"coordination":` + canonicalJSON(t, e.Coordination) + head + canonicalJSON(t, e.Plan) + `,"seed":"s","spec":"rounds-v1"}`
		r, err := sampler.ParseRecord(text)
		if err == nil {
			_, err = sampler.DrawRound(t.Context(), f, p, e.Seed, r.Coordination, sampler.Options{})
		}
		var wrong *geo.Error
		if !errors.As(err, &wrong) || wrong.Code != roundRefusals[e.Refused] {
			t.Errorf("%s: %v, want %s", e.Refused, err, roundRefusals[e.Refused])
		} else if !strings.HasPrefix(wrong.At.Column, "coordination") {
			t.Errorf("%s: %v is in %q, want a member of coordination", e.Refused, err, wrong.At.Column)
		}
	}
}

// outsider runs docs/rounds.py, the second implementation of rounds-v1, and
// returns what it prints and its exit code.
func outsider(t *testing.T, args ...string) (out string, code int) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed")
	}
	printed, err := exec.Command("python3", append([]string{"../../docs/rounds.py"}, args...)...).CombinedOutput()
	exit := (*exec.ExitError)(nil)
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit != nil {
		code = exit.ExitCode()
	}
	return string(printed), code
}

// longOr returns the number of rounds of the long set or of the short one.
func longOr(long, short int) int {
	if os.Getenv("SITEDRAW_LONG") == "1" {
		return long
	}
	return short
}

// bundle writes what an outsider is handed, and returns its folder.
func bundle(t *testing.T, definition string, rounds []drill.Round) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"drill.json": definition}
	for i, round := range rounds {
		var frame strings.Builder
		if err := sampler.WriteFrame(&frame, round.Frame); err != nil {
			t.Fatal(err)
		}
		files["frame-"+round.Frame.Digest().String()+".ndjson"] = frame.String()
		files["round-"+strconv.Itoa(i+1)+".record.json"] = string(sampler.AppendRecord(nil, round.Record))
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// definition is what of drill.json docs/rounds.py looks at.
func (s *scenario) definition(t *testing.T) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{
		"mode": s.Drill.Mode, "reach": s.Drill.Reach, "seeds": s.Drill.Seeds, "seed": s.Drill.Seed, "plan": s.Drill.Plan,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOutsiderOnRounds lets docs/rounds.py check what Go made of the scenarios, and
// find what was changed.
func TestOutsiderOnRounds(t *testing.T) {
	list := scenarios(t)
	for i, s := range list {
		if i%longOr(1, 5) != 1%longOr(1, 5) {
			continue
		}
		rounds := s.made(t)
		dir := bundle(t, s.definition(t), rounds)
		out, code := outsider(t, dir)
		if code != 0 || strings.Count(out, "OK round") != len(rounds) {
			t.Errorf("%s: rounds.py ends with %d: %s", s.Name, code, out)
		}
		last := filepath.Join(dir, "round-"+strconv.Itoa(len(rounds))+".record.json")
		text := strings.Replace(string(read(t, last)), `"times":`, `"times":1`, 1)
		if s.Drill.Mode != sampler.Cover {
			continue
		}
		if err := os.WriteFile(last, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, code := outsider(t, dir); code != 1 || !strings.Contains(out, "coordination: expected") {
			t.Errorf("%s with a changed level: rounds.py ends with %d: %s", s.Name, code, out)
		}
	}
}

// TestOutsiderRefusesRounds lets docs/rounds.py refuse what is to be refused.
func TestOutsiderRefusesRounds(t *testing.T) {
	for i, e := range refusedRounds(t) {
		if i%longOr(1, 30) != 0 {
			continue
		}
		dir := t.TempDir()
		for name, text := range map[string]string{
			"plan": string(e.Plan), "frame": strings.Join(e.Frame, "\n") + "\n", "coordination": string(e.Coordination),
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		at := func(name string) string { return filepath.Join(dir, name) }
		if out, code := outsider(t, "--draw", at("plan"), e.Seed, at("frame"), at("coordination")); code != 1 {
			t.Errorf("%s: rounds.py ends with %d: %s", e.Refused, code, out)
		}
	}
}

// TestEveryChangeIsFound changes what rounds took over, and wants the change
// named by Verify or by Check.
func TestEveryChangeIsFound(t *testing.T) {
	for _, s := range scenarios(t) {
		p := readPlan(t, string(s.Plan))
		var before drill.Memory
		for i, round := range s.made(t) {
			expected := s.took(i, round.Frame, &p, &before)
			for name, changed := range changes(round.Record.Coordination) {
				r := *round.Record
				r.Coordination = changed
				if sampler.Verify(t.Context(), &r, round.Frame, sampler.Options{}) == nil && drill.CheckFrom(&r, expected) == nil {
					t.Errorf("%s, round %d: %s was not found", s.Name, i+1, name)
				}
				if c := r.Coordination; c != nil && c.Mode == sampler.Cover && s.Drill.Mode == sampler.Cover && name != "joined" &&
					drill.Check(drill.Round{Frame: round.Frame, Record: &r}, &before) == nil {
					t.Errorf("%s, round %d: Check does not find %s", s.Name, i+1, name)
				}
			}
			before.Add(round.Frame, round.Record)
		}
	}
}

// changes lists coordinations that differ a little from c.
func changes(c *sampler.Coordination) map[string]*sampler.Coordination {
	list := map[string]*sampler.Coordination{}
	change := func(name string, how func(*sampler.Coordination)) {
		other := *c
		other.Sites.Drawn, other.Groups.Drawn = slices.Clone(c.Sites.Drawn), slices.Clone(c.Groups.Drawn)
		other.Sites.Joined, other.Weights = slices.Clone(c.Sites.Joined), slices.Clone(c.Weights)
		how(&other)
		list[name] = &other
	}
	if c == nil {
		return map[string]*sampler.Coordination{"a mode": {Mode: sampler.Cover}}
	}
	list["no coordination"] = nil
	if len(c.Sites.Drawn) > 0 {
		change("a level", func(c *sampler.Coordination) { c.Sites.Drawn[0].Times++ })
		change("no level", func(c *sampler.Coordination) { c.Sites.Drawn = c.Sites.Drawn[1:] })
	}
	if len(c.Groups.Drawn) > 0 {
		change("a group's level", func(c *sampler.Coordination) { c.Groups.Drawn[0].Times++ })
	}
	if len(c.Sites.New) > 0 {
		change("one that is new", func(c *sampler.Coordination) { c.Sites.New = c.Sites.New[1:] })
	}
	if len(c.Sites.Joined) > 0 {
		change("joined", func(c *sampler.Coordination) { c.Sites.Joined[0].Times++ })
	}
	if len(c.Recheck) > 0 {
		change("a site to look at again", func(c *sampler.Coordination) { c.Recheck = c.Recheck[1:] })
	}
	if len(c.Weights) > 0 {
		change("a weight", func(c *sampler.Coordination) { c.Weights[0].Weight++ })
	}
	return list
}
