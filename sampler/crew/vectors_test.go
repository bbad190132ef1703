package crew

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const vectorDir = "../../docs/spec/teams"

// vector is one scenario of teams-v1: a job and what follows from it.
type vector struct {
	Name       string          `json:"name"`
	Comment    string          `json:"comment"`
	Job        vectorJob       `json:"job"`
	Assignment json.RawMessage `json:"assignment,omitempty"`
	Clash      *vectorClash    `json:"clash,omitempty"`
	Digest     string          `json:"digest,omitempty"`
}

type vectorJob struct {
	Seed       string          `json:"seed"`
	Record     string          `json:"record"`
	Lot        int             `json:"lot"`
	Date       string          `json:"date"`
	Inspectors json.RawMessage `json:"inspectors"`
	Sites      []vectorSite    `json:"sites"`
	Rules      writtenRules    `json:"rules"`
	Before     []writtenVisit  `json:"before"`
}

type vectorSite struct {
	ID   string `json:"id"`
	Area string `json:"area,omitempty"`
	Unit string `json:"unit,omitempty"`
}

type vectorClash struct {
	Rules []struct {
		Kind      RuleKind        `json:"kind"`
		Inspector string          `json:"inspector"`
		Recusal   *writtenRecusal `json:"recusal"`
	} `json:"rules"`
	Sites    []string `json:"sites"`
	Smallest bool     `json:"smallest"`
}

// job returns the vector's job.
func (v *vector) job(t *testing.T) *Job {
	t.Helper()
	j := &Job{Seed: v.Job.Seed, Lot: v.Job.Lot, Date: v.Job.Date}
	j.Rules = Rules{Size: v.Job.Rules.Size, Most: v.Job.Rules.Most, Lead: v.Job.Rules.Lead, Way: v.Job.Rules.Way}
	if n, err := hex.Decode(j.Record[:], []byte(v.Job.Record)); n != len(j.Record) || err != nil {
		t.Fatalf("%s: record %s", v.Name, v.Job.Record)
	}
	var people []writtenInspector
	if err := json.Unmarshal(v.Job.Inspectors, &people); err != nil {
		t.Fatal(err)
	}
	for i := range people { // one by one: they stand in any order
		one, err := ParseInspectors(appendJSON(nil, people[i:i+1]))
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		j.Inspectors = append(j.Inspectors, one...)
	}
	for _, s := range v.Job.Sites {
		j.Sites = append(j.Sites, Site(s))
	}
	for _, b := range v.Job.Before {
		j.Before = append(j.Before, Visit(b))
	}
	return j
}

// vectors reads all vectors.
func vectors(t *testing.T) map[string]*vector {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(vectorDir, "*.json"))
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d vectors, %v", len(paths), err)
	}
	all := map[string]*vector{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		v := &vector{}
		if err := json.Unmarshal(text, v); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all[path] = v
	}
	return all
}

func TestVectors(t *testing.T) {
	for path, v := range vectors(t) {
		if v.Name+".json" != filepath.Base(path) || (v.Clash == nil) == (v.Assignment == nil) {
			t.Errorf("%s is named %s, or holds not one result", path, v.Name)
		}
		a, err := Assign(v.job(t))
		if v.Clash != nil {
			checkClash(t, v, err)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		var want any
		if err := json.Unmarshal(v.Assignment, &want); err != nil {
			t.Fatal(err)
		}
		if got := string(Append(nil, a)); got != string(appendJSON(nil, want)) || a.Digest().String() != v.Digest {
			t.Errorf("%s:\n%s, want\n%s", v.Name, got, appendJSON(nil, want))
		}
		if again, err := Parse(appendJSON(nil, want)); err != nil || Check(v.job(t), again) != nil {
			t.Errorf("%s: Parse and Check = %v", v.Name, err)
		}
	}
}

func checkClash(t *testing.T, v *vector, err error) {
	t.Helper()
	clash, is := errors.AsType[*Clash](err)
	if !is {
		t.Errorf("%s: Assign = %v, want a clash", v.Name, err)
		return
	}
	var want []string
	for _, r := range v.Clash.Rules {
		of := Recusal{}
		if r.Recusal != nil {
			of = Recusal{Site: r.Recusal.Site, Unit: r.Recusal.Unit, Area: r.Recusal.Area, Reason: r.Recusal.Reason}
		}
		want = append(want, fmt.Sprint(r.Kind, r.Inspector, of))
	}
	var got []string
	for _, r := range clash.Rules {
		got = append(got, fmt.Sprint(r.Kind, r.Inspector, r.Recusal))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || strings.Join(clash.Sites, "\n") != strings.Join(v.Clash.Sites, "\n") ||
		clash.Smallest != v.Clash.Smallest {
		t.Errorf("%s: %+v, want %+v", v.Name, clash, v.Clash)
	}
}

// outsider runs docs/teams.py, the second implementation of teams-v1, and returns what
// it prints and its exit code.
func outsider(t rapid.TB, args ...string) (out string, code int) {
	t.Helper()
	cmd := exec.Command("python3", append([]string{"-B", "../../docs/teams.py"}, args...)...)
	printed, err := cmd.CombinedOutput()
	if code = cmd.ProcessState.ExitCode(); err != nil && code < 0 {
		t.Fatal(err)
	}
	return string(printed), code
}

func needPython(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed")
	}
}

func TestOutsiderOnVectors(t *testing.T) {
	needPython(t)
	short := map[string]bool{"lot": true, "cross-ring": true, "clash-recusal": true}
	for path, v := range vectors(t) {
		if longOr(1, 0) == 0 && !short[v.Name] {
			continue
		}
		if out, code := outsider(t, "--vector", path); code != 0 || !strings.Contains(out, "agrees "+v.Name+" "+v.Digest) {
			t.Errorf("%s: teams.py ends with %d: %s", v.Name, code, out)
		}
	}
}

// TestOutsiderOnRandomJobs settles random jobs with both implementations.
func TestOutsiderOnRandomJobs(t *testing.T) {
	needPython(t)
	if longOr(1, 0) == 0 {
		t.Skip("set SITEDRAW_LONG=1: it runs Python for each job")
	}
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		j := smallJob(t, rapid.SampledFrom(Ways()).Draw(t, "way"))
		checkWithOutsider(t, &j, filepath.Join(dir, "v.json"))
	})
	for _, way := range Ways() {
		j := countyJob(40, 90)
		j.Rules.Way = way
		checkWithOutsider(t, &j, filepath.Join(dir, "v.json"))
	}
}

func checkWithOutsider(t rapid.TB, j *Job, path string) {
	t.Helper()
	people, err := NewInspectors(j.Inspectors)
	if err != nil {
		t.Fatal(err)
	}
	v := map[string]any{"name": "random"}
	job := vectorJob{
		Seed: j.Seed, Record: j.Record.String(), Lot: j.Lot, Date: j.Date, Inspectors: AppendInspectors(nil, people),
		Rules: writtenOrder(j.Rules), Before: []writtenVisit{},
	}
	for _, s := range j.Sites {
		job.Sites = append(job.Sites, vectorSite(s))
	}
	for _, b := range j.Before {
		job.Before = append(job.Before, writtenVisit(b))
	}
	v["job"] = job
	a, err := Assign(j)
	if clash, is := errors.AsType[*Clash](err); is {
		v["clash"] = wireClash(clash)
	} else if err != nil {
		t.Fatal(err)
	} else {
		v["assignment"] = json.RawMessage(Append(nil, a))
	}
	if err := os.WriteFile(path, appendJSON(nil, v), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := outsider(t, "--vector", path); code != 0 {
		t.Fatalf("teams.py ends with %d: %s", code, out)
	}
}

func wireClash(c *Clash) map[string]any {
	rules := []map[string]any{}
	for _, r := range c.Rules {
		rule := map[string]any{"kind": r.Kind}
		if r.Inspector != "" {
			rule["inspector"] = r.Inspector
		}
		if r.Kind == Recused {
			rule["recusal"] = writtenRecusal{Area: r.Recusal.Area, Reason: r.Recusal.Reason, Site: r.Recusal.Site, Unit: r.Recusal.Unit}
		}
		rules = append(rules, rule)
	}
	return map[string]any{"rules": rules, "sites": c.Sites, "smallest": c.Smallest}
}

// TestOutsiderOnFolder lets docs/teams.py check two rounds of a folder, the second
// after the first, and refuse what was changed.
func TestOutsiderOnFolder(t *testing.T) {
	needPython(t)
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	frame, sites := strings.Builder{}, []Site{}
	for i := range 8 {
		s := Site{ID: fmt.Sprintf("s%d", i), Area: township(i%4, i%3)}
		fmt.Fprintf(&frame, `{"area":"%s","id":"%s"}`+"\n", s.Area, s.ID)
		sites = append(sites, s)
	}
	write("register.ndjson", frame.String())
	job := countyJob(12, 60)
	job.Before = nil
	for round := 1; round <= 2; round++ {
		var picks []string
		for i, s := range sites[round : round+6] { // the last is the reserve that takes the place of the one before it
			role, order := "main", i+1
			if i == 5 {
				role, order = "reserve", 1
			}
			picks = append(picks, fmt.Sprintf(`{"id":"%s","order":%d,"role":"%s","step":"a"}`, s.ID, order, role))
		}
		seed := fmt.Sprintf("round %d", round)
		record := fmt.Sprintf(`{"frame":{"digest":"%s","sites":8},"picks":[%s],"seed":"%s","spec":"draw-v1"}`,
			digestOf([]byte(frame.String())), strings.Join(picks, ","), seed)
		j := job
		j.Seed, j.Record, j.Sites = seed, digestOf([]byte(record)), append(append([]Site{}, sites[round:round+4]...), sites[round+5])
		a := mustAssign(t, &j)
		people, err := NewInspectors(j.Inspectors)
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("round-%02d.", round)
		write(name+"record.json", record)
		write(name+"inspectors.json", string(AppendInspectors(nil, people)))
		write(name+"teams.json", string(Append(nil, a))+"\n")
		job.Before = a.Visits(j.Sites)
	}
	if out, code := outsider(t, dir); code != 0 || strings.Count(out, "agrees") != 2 {
		t.Fatalf("teams.py ends with %d: %s", code, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "round-02.teams.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`"repeats":0`, `"repeats":1`},
		{`"lot":1`, `"lot":2`},
		{`"attempt":`, `"attempt":1`},
		{`"sites":["s`, `"sites":["s0","s`},
		{`"date":"2026-11-27"`, `"date":"2026-12-05"`},
		{`"before":"`, `"before":"00`},
	} {
		write("round-02.teams.json", strings.Replace(string(text), change[0], change[1], 1))
		if out, code := outsider(t, dir); code != 1 || !strings.Contains(out, "refused") {
			t.Errorf("%s: teams.py ends with %d: %s", change[1], code, out)
		}
	}
	if _, code := outsider(t); code != 2 {
		t.Errorf("no argument: teams.py ends with %d", code)
	}
}
