// Command sitedraw draws the sites of an inspection at random, so that anybody
// can check the draw. The verbs live in one file each; this package only wires
// packages sampler, geo and server together.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// The exit codes. An interrupted program ends with what a shell reports for
// Ctrl-C, whichever signal ended it.
const (
	exitDone        = 0
	exitNo          = 1 // the answer is no
	exitBad         = 2 // bad usage or input, or a file that cannot be read or written
	exitInterrupted = 130
)

// world is everything a verb may use of the world outside, files aside.
type world struct {
	in          io.Reader
	out, errOut io.Writer
	getenv      func(string) string
	now         func() time.Time
	random      io.Reader // of seeds and secrets: the system's source
}

func main() {
	cobra.MousetrapHelpText = "" // no English on Windows when started by a click
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	work := func(ctx context.Context) int {
		return run(ctx, os.Args[1:], world{
			in: os.Stdin, out: os.Stdout, errOut: os.Stderr,
			getenv: os.Getenv, now: time.Now, random: rand.Reader,
		})
	}
	code, is := runAsService(ctx, work)
	if !is {
		code = work(ctx)
	}
	os.Exit(code)
}

// run is the whole program: it does what args say and returns the exit code.
func run(ctx context.Context, args []string, w world) int {
	lang, err := chooseLang(args, w.getenv)
	a := &app{world: w, texts: text.For(lang)}
	if err != nil {
		return a.finish(ctx, err)
	}
	if len(args) == 0 {
		args = []string{"demo"} // a double click shows something
	}
	root := a.rootCommand() //nolint:contextcheck // verbs get the context from cobra
	if verb := firstVerb(args); strings.HasPrefix(verb, cobra.ShellCompRequestCmd) {
		return a.finish(ctx, unknownVerb(root, verb)) // cobra's hidden command is none of ours
	}
	root.SetArgs(append([]string{}, args...))
	return a.finish(ctx, root.ExecuteContext(ctx))
}

// app is what all verbs share.
type app struct {
	world
	texts        *text.Catalogue
	outErr       error  // the first error of writing a line to out
	categoryFile string // of --categories, empty: only the shipped ones
}

// no wraps what makes the answer no; a nil error has been told already.
type no struct{ error }

func (n no) Unwrap() error { return n.error }

// interrupted wraps why a verb ended that has written what it had until then, and
// has told of it.
type interrupted struct{ error }

// finish tells an error and returns the exit code.
func (a *app) finish(ctx context.Context, err error) int {
	if err == nil {
		err = a.outErr
	}
	answer, isNo := errors.AsType[no](err)
	switch {
	case err == nil:
		return exitDone
	case ctx.Err() != nil:
		if _, told := errors.AsType[interrupted](err); !told {
			a.tellLine(a.texts.Explain(ctx.Err()))
		}
		return exitInterrupted
	case isNo:
		if answer.error != nil {
			a.tellLine(a.texts.Explain(answer.error))
		}
		return exitNo
	}
	a.tellLine(a.texts.Explain(err))
	if usage, ok := errors.AsType[*usageError](err); ok {
		a.tell("use.hint", text.Args{"command": usage.command})
	}
	return exitBad
}

// t is the text of a key without arguments.
func (a *app) t(key geo.Code) string { return a.texts.Text(key, nil) }
