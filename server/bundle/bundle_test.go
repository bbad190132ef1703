package bundle

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sitedraw/fixtures"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// codesOf are the codes of facts in their order, without what stands before the
// point.
func codesOf(facts []Fact) string {
	names := make([]string, len(facts))
	for i, f := range facts {
		_, names[i], _ = strings.Cut(string(f.Code), ".")
	}
	return strings.Join(names, " ")
}

func TestCheckFindsAllRight(t *testing.T) {
	sealed, plain := sealedStory(t), plainStory(t)
	offline := sealed.bundle()
	offline.Log = nil
	hidden := sealed.bundle()
	hidden.Log, hidden.Seal.Published = nil, false
	early := sealedStory(t)
	early.entries = early.entries[:4]
	unreleased := early.bundle()
	unreleased.Seal.Published = false
	for _, test := range []struct {
		name        string
		bundle      Bundle
		key         string
		held, notes string
	}{
		{"sealed, with the key known", sealed.bundle(), sealed.key.Public(),
			"record frame draw plan seal seed checkpoint key commitment log-version log-seal log-closed log-draw log-released log-concluded", ""},
		{"sealed", sealed.bundle(), "",
			"record frame draw plan seal seed checkpoint commitment log-version log-seal log-closed log-draw log-released log-concluded", "own-key"},
		{"plain", plain.bundle(), plain.key.Public(),
			"record frame draw plan checkpoint key commitment log-draw log-released log-concluded", "no-seal exercise"},
		{"without log", offline, "", "record frame draw plan seal seed", "no-log"},
		{"with a seal that is not published", hidden, "", "record frame draw plan seal", "unopened no-log"},
		{"before its release", unreleased, "", "record frame draw plan seal checkpoint log-version log-seal log-closed log-draw", "unopened own-key committed"},
		{"of a record alone", Bundle{Record: plain.record, Frame: plain.bundle().Frame}, "", "record frame draw plan", "no-seal no-log"},
	} {
		report, err := check(packed(t, test.bundle), Options{Key: test.key})
		if err != nil || report.Wrong != nil {
			t.Errorf("Check of a bundle %s = %v, %v, want all right", test.name, report, err)
			continue
		}
		if held, notes := codesOf(report.Held), codesOf(report.Notes); held != test.held || notes != test.notes {
			t.Errorf("Check of a bundle %s = %s / %s, want %s / %s", test.name, held, notes, test.held, test.notes)
		}
	}
}

// Every fact that can be told is a sentence in both languages, with its values.
func TestFactsAreSentences(t *testing.T) {
	s := sealedStory(t)
	report, err := check(packed(t, s.bundle()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range text.Langs() {
		for _, f := range append(report.Held, report.Notes...) {
			got := f.Text(text.For(lang))
			if got == string(f.Code) || !strings.Contains(got, f.Value) || strings.ContainsAny(got, "{}") {
				t.Errorf("%s: %+v = %q", lang, f, got)
			}
		}
	}
}

func TestWriteIsDeterministic(t *testing.T) {
	b := sealedStory(t).bundle()
	first, tag := packed(t, b), b.Tag()
	again := sealedStory(t).bundle()
	if !bytes.Equal(packed(t, again), first) || again.Tag() != tag {
		t.Error("two bundles of one draw differ")
	}
	other := sealedStory(t).bundle()
	other.Log.Checkpoint += "x"
	if other.Tag() == tag {
		t.Error("Tag() of another checkpoint is the same")
	}
	names := make([]string, 0, 30)
	for _, f := range unpack(t, first) {
		names = append(names, f.name)
	}
	want := "说明.txt README.txt record.json plan.json frame.ndjson seal.json secret.txt texts.txt beacon.json " +
		"leaf-version.json proof-version.json leaf-seal.json proof-seal.json leaf-closed.json proof-closed.json " +
		"leaf-draw.json proof-draw.json leaf-released.json proof-released.json leaf-concluded.json proof-concluded.json " +
		"checkpoint.txt key.txt spec/draw-v1.md verify.py logproof.py"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("files = %s, want %s", got, want)
	}
}

func TestWriteSaysWhenAFrameCannotBeRead(t *testing.T) {
	b := sealedStory(t).bundle()
	b.Frame = func(io.Writer) error { return io.ErrUnexpectedEOF }
	if err := Write(io.Discard, b); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Write = %v, want %v", err, io.ErrUnexpectedEOF)
	}
}

func TestCheckOfTheDemoCounty(t *testing.T) {
	frame, err := fixtures.County()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := sampler.ShippedPlan("county-31x131")
	if err != nil {
		t.Fatal(err)
	}
	b := Bundle{Record: draw(t, frame, plan, "2026"), Frame: func(w io.Writer) error { return sampler.WriteFrame(w, frame) }}
	data := packed(t, b)
	report, err := check(data, Options{})
	if err != nil || report.Wrong != nil || len(report.Record.Picks) != 131 {
		t.Fatalf("Check = %+v, %v", report, err)
	}
	if long() {
		outsiders(t, data, "")
	}
}

// What is in the bundle convinces those who do not have the program: both programs
// in Python say ok, and every line of the readme prints what stands below it.
func TestOutsidersAgree(t *testing.T) {
	s := sealedStory(t)
	outsiders(t, packed(t, s.bundle()), s.key.Public())
}

func outsiders(t *testing.T, data []byte, key string) {
	t.Helper()
	folder := t.TempDir()
	for _, f := range unpack(t, data) {
		path := filepath.Join(folder, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(f.body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	readme, err := os.ReadFile(filepath.Join(folder, readmeEnglish))
	if err != nil {
		t.Fatal(err)
	}
	chinese, err := os.ReadFile(filepath.Join(folder, readmeChinese))
	if err != nil {
		t.Fatal(err)
	}
	commands := regexp.MustCompile(`\n    (.+)\n(?:    = ([0-9a-f]{64})\n)?`).FindAllStringSubmatch(afterFiles(string(readme)), -1)
	ran, pythons := 0, 0
	for _, c := range commands {
		line, want := c[1], c[2]
		if !strings.Contains(string(chinese), line) {
			t.Errorf("%s lacks the command %s", readmeChinese, line)
		}
		program, _, _ := strings.Cut(line, " ")
		if program == "sitedraw" || !haveAll(line, program) {
			continue
		}
		if program == "python3" {
			if pythons++; pythons > 2 && !long() {
				continue // it takes its time to start
			}
		}
		run := exec.Command("sh", "-c", line)
		run.Dir = folder
		out, err := run.CombinedOutput()
		if err != nil || !strings.HasPrefix(strings.ToLower(string(out)), strings.ToLower(want)) {
			t.Errorf("%s: %v, prints %s, want %s", line, err, out, want)
		}
		ran++
	}
	least := 4
	if key != "" {
		least = 8
	}
	if ran < least {
		t.Skipf("python3, sha256sum, sh or xxd is not installed: %d commands of %d were run", ran, len(commands))
	}
}

// afterFiles is what follows the list of files.
func afterFiles(readme string) string {
	_, after, _ := strings.Cut(readme, "CHECK WITH")
	return after
}

// haveAll reports whether the programs of a command line are installed.
func haveAll(line, program string) bool {
	names := []string{"sh"}
	for _, name := range []string{"python3", "sha256sum", "xxd"} {
		if program == name || strings.Contains(line, "| "+name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			return false
		}
	}
	return true
}

func TestCheckEndsWithTheContext(t *testing.T) {
	data := packed(t, sealedStory(t).bundle())
	parts, err := Read(bytes.NewReader(data), int64(len(data)), PublicLimits())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if report, err := Check(ctx, parts, Options{Limits: PublicLimits()}); !errors.Is(err, context.Canceled) {
		t.Errorf("Check = %v, %v, want %v", report, err, context.Canceled)
	}
}

func TestCheckOfPartsHeld(t *testing.T) {
	s := plainStory(t)
	of := func(body string) Part {
		return Part{func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }, int64(len(body))}
	}
	var frame bytes.Buffer
	if err := sampler.WriteFrame(&frame, s.frame); err != nil {
		t.Fatal(err)
	}
	parts := Parts{
		RecordPart: of(string(sampler.AppendRecord(nil, s.record))), FramePart: of(frame.String()),
		PlanPart: of("name: markets\ntitle: 市场\nsteps:\n  - {id: m, category: [SC], n: 2, reserve: 1}\n"),
	}
	report, err := Check(context.Background(), parts, Options{Limits: PublicLimits()})
	if err != nil || report.Wrong != nil || codesOf(report.Held) != "record frame draw plan" {
		t.Errorf("Check of loose files = %+v, %v", report, err)
	}
	parts[PlanPart] = of("name: markets\ntitle: 市场\nsteps:\n  - {id: m, category: [SC], n: 3, reserve: 1}\n")
	report, err = Check(context.Background(), parts, Options{Limits: PublicLimits()})
	if err != nil || !errors.Is(report.Wrong, sampler.DiffPlan) {
		t.Errorf("Check with another plan = %+v, %v, want %s", report, err, sampler.DiffPlan)
	}
	delete(parts, FramePart)
	if _, err := Check(context.Background(), parts, Options{Limits: PublicLimits()}); !errors.Is(err, ErrMissing) {
		t.Errorf("Check without frame = %v, want %s", err, ErrMissing)
	}
}
