package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// The program under test takes its clock and its randomness from these, if set.
const (
	nowVariable    = "SITEDRAW_TEST_NOW"    // RFC 3339
	randomVariable = "SITEDRAW_TEST_RANDOM" // a number
)

func TestMain(m *testing.M) {
	testscript.Main(leakFree{m}, map[string]func(){
		"sitedraw": func() { os.Exit(runForScript()) },
		"request":  func() { os.Exit(request(os.Args[1:])) },
	})
}

// leakFree are tests that must leave no goroutine behind.
type leakFree struct{ *testing.M }

// Run is testscript.TestingM's.
func (m leakFree) Run() int {
	code := m.M.Run()
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// runForScript is main with a clock and a randomness that scripts can set.
func runForScript() int {
	w := world{in: os.Stdin, out: os.Stdout, errOut: os.Stderr, getenv: os.Getenv, now: time.Now, random: rand.Reader}
	if now, err := time.Parse(time.RFC3339, os.Getenv(nowVariable)); err == nil {
		w.now = func() time.Time { return now }
	}
	if seed, err := strconv.ParseUint(os.Getenv(randomVariable), 10, 64); err == nil {
		w.random = chance(seed)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return run(ctx, os.Args[1:], w)
}

// chance is a source of randomness that is the same every time.
func chance(seed uint64) io.Reader {
	var key [32]byte
	binary.BigEndian.PutUint64(key[:], seed)
	return mathrand.NewChaCha8(key)
}

// TestScript runs testdata/script, one file for each behaviour.
func TestScript(t *testing.T) {
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	shared := filepath.Join(filepath.Dir(root), "shared", "data")
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			e.Setenv("VECTORS", filepath.Join(root, "docs", "spec", "vectors"))
			if _, err := os.Stat(shared); err == nil {
				e.Setenv("SHARED", shared)
			}
			return nil
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "shared":
				_, err := os.Stat(shared)
				return err == nil, nil
			case "long":
				return long(), nil
			default:
				return false, errors.ErrUnsupported
			}
		},
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "port": port, "gone": gone},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// exits runs a program that must end with a certain code: exits CODE PROGRAM ARG…
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program [args...]")
	}
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}
