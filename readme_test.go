package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// command is a command of the README and what the README says it prints.
type command struct {
	args []string
	want string
}

// readmeCommands returns the commands of the console blocks.
func readmeCommands(t *testing.T) []command {
	t.Helper()
	source, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var list []command
	for _, block := range regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(string(source), -1) {
		for _, part := range strings.Split("\n"+block[1], "\n$ ")[1:] {
			line, output, _ := strings.Cut(part, "\n")
			list = append(list, command{args: strings.Fields(line), want: strings.TrimSuffix(output, "\n")})
		}
	}
	return list
}

// TestReadmeIsTrue runs the README's commands, in their order and in one empty
// folder, and compares what they print.
func TestReadmeIsTrue(t *testing.T) {
	commands := readmeCommands(t)
	if len(commands) < 8 {
		t.Fatalf("%d commands in README.md, want more", len(commands))
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	project := filepath.Join(t.TempDir(), "sitedraw")
	if err := os.Mkdir(project, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = exec.LookPath("python3")
	hasPython := err == nil
	if err := os.Symlink(filepath.Join(here, "docs"), filepath.Join(project, "docs")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(project)
	if err := os.WriteFile("texts.txt", []byte("甘蔗街道 17\n荆溪镇 4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range commands {
		if !hasPython && c.args[0] == "python3" {
			t.Log("left out, as python3 is not installed: " + strings.Join(c.args, " "))
			continue
		}
		if c.args[3] == "open" {
			now = now.AddDate(0, 2, 0)
		}
		got := runReadme(t, c.args, now)
		if c.args[3] == "seal" || c.args[3] == "open" { // their output holds a secret's digest
			continue
		}
		if !matches(got, c.want) {
			t.Errorf("%s prints\n%s\nREADME.md says\n%s", strings.Join(c.args, " "), got, c.want)
		}
	}
}

// matches compares texts line by line; a line … in want stands for any lines.
func matches(got, want string) bool {
	parts := strings.Split("\n"+want+"\n", "\n…\n")
	rest := "\n" + got + "\n"
	for i, part := range parts {
		if i > 0 {
			part = "\n" + part
		}
		if i > 0 && i == len(parts)-1 {
			return strings.HasSuffix(rest, part)
		}
		if i < len(parts)-1 {
			part += "\n"
		}
		at := strings.Index(rest, part)
		if at < 0 || i == 0 && at > 0 {
			return false
		}
		rest = rest[at+len(part)-1:]
	}
	return rest == "\n"
}

// runReadme runs one command and returns both of its outputs.
func runReadme(t *testing.T, args []string, now time.Time) string {
	t.Helper()
	var out bytes.Buffer
	if args[0] == "python3" {
		cmd := exec.Command("python3", args[1:]...)
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Run(); err != nil {
			t.Error(err)
		}
		return strings.TrimSuffix(out.String(), "\n")
	}
	code := run(context.Background(), args[3:], world{
		in: strings.NewReader(""), out: &out, errOut: &out, getenv: func(string) string { return "" },
		now: func() time.Time { return now }, random: bytes.NewReader(make([]byte, 64)),
	})
	if code != 0 {
		t.Errorf("%s ends with %d: %s", strings.Join(args, " "), code, out.String())
	}
	return strings.TrimSuffix(out.String(), "\n")
}
