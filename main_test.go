package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitedraw/server/text"
)

// quiet is a world without files, clock or chance.
func quiet(in string) (w world, out, errOut *bytes.Buffer) {
	out, errOut = &bytes.Buffer{}, &bytes.Buffer{}
	return world{
		in: strings.NewReader(in), out: out, errOut: errOut,
		getenv: func(string) string { return "" },
		now:    func() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) },
		random: chance(1),
	}, out, errOut
}

func folderOf(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestSaveLeavesNothingHalfWritten(t *testing.T) {
	w, _, _ := quiet("")
	a := &app{world: w, texts: text.For(text.EN)}
	interrupted, cancel := context.WithCancel(context.Background())
	broken := errors.New("broken")
	for _, test := range []struct {
		name  string
		ctx   context.Context
		write func(io.Writer) error
		want  error
	}{
		{"failure in the middle", context.Background(), func(w io.Writer) error {
			io.WriteString(w, "half")
			return broken
		}, broken},
		{"Ctrl-C in the middle", interrupted, func(w io.Writer) error {
			cancel()
			_, err := io.WriteString(w, "whole, but nobody waits for it")
			return err
		}, context.Canceled},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "result")
			if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := a.save(test.ctx, path, test.write); !errors.Is(err, test.want) {
				t.Errorf("save = %v, want %v", err, test.want)
			}
			if got, _ := os.ReadFile(path); string(got) != "before" {
				t.Errorf("the file holds %q, want what it held before", got)
			}
			if diff := cmp.Diff([]string{"result"}, folderOf(t, filepath.Dir(path))); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSavePassesALeftover(t *testing.T) {
	w, _, _ := quiet("")
	a := &app{world: w, texts: text.For(text.EN)}
	path := filepath.Join(t.TempDir(), "result")
	left, err := createBeside(path, ownerOnly)
	if err != nil {
		t.Fatal(err)
	}
	left.Close()
	whole := func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err }
	if err := a.save(context.Background(), path, whole); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "whole" {
		t.Errorf("the file holds %q", got)
	}
}

// An interrupted program says so and ends with 130, also while it waits for
// standard input.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	w, out, errOut := quiet("")
	never, end := io.Pipe()
	defer end.Close()
	w.in = &firstRead{in: never, then: cancel}
	if got := run(ctx, []string{"frame", "-"}, w); got != exitInterrupted {
		t.Errorf("exit code %d, want %d", got, exitInterrupted)
	}
	if out.Len() > 0 || errOut.String() != "Interrupted; nothing was written.\n" {
		t.Errorf("out %q, error %q", out, errOut)
	}
}

// firstRead calls then before it waits for ever.
type firstRead struct {
	in   io.Reader
	then func()
}

func (f *firstRead) Read(p []byte) (int, error) {
	f.then()
	return f.in.Read(p)
}

// terminal opens what passes for a terminal, or skips.
func terminal(t *testing.T) *os.File {
	t.Helper()
	f, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no terminal to be had: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestWorkbookIsNotShownOnATerminal(t *testing.T) {
	w, _, errOut := quiet("")
	w.out = terminal(t)
	if got := run(context.Background(), []string{"draw", "-f", "f", "-p", "township-village", "--format", "xlsx"}, w); got != exitBad {
		t.Errorf("exit code %d, want %d", got, exitBad)
	}
	if want := "XLSX cannot be shown on a terminal. Name a file with -o.\n"; !strings.HasPrefix(errOut.String(), want) {
		t.Errorf("error %q, want %q", errOut, want)
	}
}

func TestIsTerminal(t *testing.T) {
	if !isTerminal(terminal(t)) {
		t.Error("a terminal is none")
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if isTerminal(null) || isTerminal(&bytes.Buffer{}) {
		t.Error("the null device or a buffer is a terminal")
	}
}

// Progress is shown after a second, on a terminal only.
func TestProgress(t *testing.T) {
	w, _, errOut := quiet("")
	now := w.now()
	w.now = func() time.Time { return now }
	a := &app{world: w, texts: text.For(text.EN)}
	a.progress("progress.draw").at(1, 2)
	now = now.Add(time.Hour)
	a.progress("progress.draw").at(1, 2)
	if errOut.Len() > 0 {
		t.Errorf("off a terminal it says %q", errOut)
	}
	a.errOut = terminal(t)
	p := a.progress("progress.draw")
	p.at(1, 2)
	if p.shown {
		t.Error("shown before a second has passed")
	}
	now = now.Add(quietTime)
	p.at(1, 2)
	p.end()
	if !p.shown {
		t.Error("not shown after a second")
	}
}

func TestColumnsOf(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "点位": 4, "ａ": 2, "e\u0301": 1, "–": 1, "“x”": 3, "，": 2, "🙂": 2} {
		if got := columnsOf(s); got != want {
			t.Errorf("columnsOf(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestWorldWithoutChance(t *testing.T) {
	w, out, errOut := quiet("")
	w.random = strings.NewReader("too short")
	path := filepath.Join(t.TempDir(), "frame.ndjson")
	if err := os.WriteFile(path, []byte(`{"category":"SC","id":"a"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(context.Background(), []string{"draw", "-f", path, "-p", "township-village"}, w); got != exitBad || out.Len() > 0 {
		t.Errorf("exit code %d, out %q", got, out)
	}
	if !strings.Contains(errOut.String(), "unexpected") {
		t.Errorf("error %q", errOut)
	}
}

// A plan may ask for 2⁵³−1 picks in each of very many scopes.
func TestCountsDoNotOverflow(t *testing.T) {
	const most = math.MaxInt64
	for _, test := range []struct{ got, want int64 }{
		{plus(2, 3), 5}, {plus(most, 0), most}, {plus(most-1, 2), most}, {plus(most, most), most},
		{times(2, 3), 6}, {times(0, most), 0}, {times(most, 0), 0}, {times(1<<53-1, 1<<11), most}, {times(1<<53-1, 1024), (1<<53 - 1) * 1024},
	} {
		if test.got != test.want {
			t.Errorf("got %d, want %d", test.got, test.want)
		}
	}
}
