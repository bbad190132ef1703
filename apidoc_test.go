package main

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestAPIDocIsTrue runs the lines of docs/api.md against a demo.
func TestAPIDocIsTrue(t *testing.T) {
	linesAreTrue(t, filepath.Join("docs", "api.md"), "console")
}

// TestReadmeServiceIsTrue runs those of the README's service.
func TestReadmeServiceIsTrue(t *testing.T) {
	linesAreTrue(t, "README.md", "sh")
}

// linesAreTrue runs the lines of a document's blocks of a kind against a demo, in
// one shell, and compares what they print.
func linesAreTrue(t *testing.T, path, kind string) {
	t.Helper()
	if !long() {
		t.Skip("SITEDRAW_LONG is not set")
	}
	for _, program := range []string{"curl", "bash"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not installed")
		}
	}
	lines, wants := typedLines(t, path, kind)
	if len(lines) < 10 {
		t.Fatalf("%d lines in %s, want more", len(lines), path)
	}
	address := startDemo(t)
	const end = "\x1e"
	script := "printf '" + end + "'\n" + strings.Join(lines, "\nprintf '"+end+"'\n") + "\n"
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	script = strings.NewReplacer("http://127.0.0.1:8080", address, "go run .", "sitedraw").Replace(script)
	shell := exec.CommandContext(ctx, "bash", "-c", "sitedraw demo --export demo >exported\n"+script)
	shell.Dir, shell.Env = t.TempDir(), append(os.Environ(), "LANG=en")
	out, err := shell.Output()
	if err != nil {
		t.Fatalf("the lines of %s: %v\n%s", path, err, out)
	}
	for i, got := range strings.Split(string(out), end)[1:] {
		if got = strings.TrimSuffix(got, "\n"); !prints(got, wants[i]) {
			t.Errorf("%s prints\n%s\n%s says\n%s", lines[i], got, path, wants[i])
		}
	}
}

// typedLines are the lines to type of a document's blocks of a kind, and what each
// prints.
func typedLines(t *testing.T, path, kind string) (lines, wants []string) {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range regexp.MustCompile("(?s)```"+kind+"\n(.*?)```").FindAllStringSubmatch(string(source), -1) {
		for _, part := range strings.Split("\n"+block[1], "\n$ ")[1:] {
			line, output, _ := strings.Cut(part, "\n")
			lines, wants = append(lines, line), append(wants, strings.TrimSuffix(output, "\n"))
		}
	}
	return lines, wants
}

// prints reports whether text is as told, where … stands for anything.
func prints(text, told string) bool {
	return regexp.MustCompile("(?s)^" + strings.ReplaceAll(regexp.QuoteMeta(told), "…", ".*") + "$").MatchString(text)
}

// startDemo starts a demo in a process of its own and returns its address.
func startDemo(t *testing.T) string {
	t.Helper()
	demo := exec.Command("sitedraw", "demo", "--addr", "127.0.0.1:0", "--no-open")
	demo.Env = append(os.Environ(), "LANG=en")
	out, err := demo.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = demo.Process.Signal(os.Interrupt) // it may have ended
		_ = demo.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if at := addressText.FindString(lines.Text()); at != "" {
			return at
		}
	}
	t.Fatal("the demo ended without an address")
	return ""
}
