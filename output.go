package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// tell writes a text to standard error, print to standard output.
func (a *app) tell(key geo.Code, args text.Args)  { a.tellLine(a.texts.Text(key, args)) }
func (a *app) print(key geo.Code, args text.Args) { a.printLine(a.texts.Text(key, args)) }

func (a *app) tellLine(line string) {
	_, _ = fmt.Fprintln(a.errOut, line) // there is nowhere left to tell of an error
}

func (a *app) printLine(line string) {
	if _, err := fmt.Fprintln(a.out, line); a.outErr == nil {
		a.outErr = err
	}
}

// stdio is the name of standard input and output on a command line.
const stdio = "-"

// open opens a file, or standard input for "-". Reading ends when the context
// does.
func (a *app) open(ctx context.Context, name string) (io.ReadCloser, error) {
	if name != stdio {
		f, err := os.Open(name) //nolint:gosec // the user names the file
		if err != nil {
			return nil, err
		}
		return &contextFile{ctx, f}, nil
	}
	// A read of a terminal does not end with the context: it stays behind the
	// pipe.
	read, write := io.Pipe()
	go func() {
		_, err := io.Copy(write, a.in)
		_ = write.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { _ = read.CloseWithError(ctx.Err()) })
	return read, nil
}

// contextFile stops reading when the context ends.
type contextFile struct {
	ctx context.Context
	*os.File
}

func (f *contextFile) Read(p []byte) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.File.Read(p)
}

// save writes a result to standard output if path is empty or "-", otherwise to
// a file that afterwards is whole or as it was before: the bytes go to a file
// beside it, which takes its name at the end.
func (a *app) save(ctx context.Context, path string, write func(io.Writer) error) error {
	const everybody = 0o666 // the umask takes away
	return a.saveMode(ctx, path, everybody, write)
}

// ownerOnly is the mode of files that hold what is not for everybody.
const ownerOnly = 0o600

// savePrivate is save to a file that only its owner may read.
func (a *app) savePrivate(ctx context.Context, path string, write func(io.Writer) error) error {
	return a.saveMode(ctx, path, ownerOnly, write)
}

func (a *app) saveMode(ctx context.Context, path string, mode fs.FileMode, write func(io.Writer) error) error {
	if path == "" || path == stdio {
		return write(a.out)
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // the file changes, not the link
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return a.saveDirect(path, write)
	}
	part, err := createBeside(path, mode)
	if err != nil {
		return inPath(err, path)
	}
	err = fill(ctx, part, write)
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		_ = os.Remove(part.Name()) // what matters is why there is no result
		return inPath(err, path)
	}
	return nil
}

// fill writes a file to the disk and closes it; the first error counts.
func fill(ctx context.Context, f *os.File, write func(io.Writer) error) error {
	err := write(f)
	for _, next := range []func() error{f.Sync, f.Close, ctx.Err} {
		if failed := next(); err == nil {
			err = failed
		}
	}
	return err
}

// saveDirect writes to what is no file, such as a device or a named pipe.
func (a *app) saveDirect(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0) //nolint:gosec // the user names the file
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// canSave refuses a place where save would fail, such as a folder, or a folder that
// is not there, for those who work long before they save.
func canSave(path string) error {
	if path == "" || path == stdio {
		return nil
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		_, err = os.OpenFile(path, os.O_WRONLY, 0) //nolint:gosec // a folder cannot be opened so
		return err
	case err == nil && !info.Mode().IsRegular():
		return nil
	}
	part, err := createBeside(path, ownerOnly)
	if err != nil {
		return inPath(err, path)
	}
	return errors.Join(part.Close(), os.Remove(part.Name()))
}

// createBeside makes a new file in the folder of path.
func createBeside(path string, mode fs.FileMode) (*os.File, error) {
	const attempts = 100 // leftovers of killed programs
	folder, name := filepath.Split(path)
	for i := 0; ; i++ {
		part := filepath.Join(folder, "."+name+"."+strconv.Itoa(os.Getpid()+i)+".part")
		f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) //nolint:gosec // the user names the file
		if !errors.Is(err, fs.ErrExist) || i == attempts {
			return f, err
		}
	}
}

// inPath makes an error of the file beside path one of path itself.
func inPath(err error, path string) error {
	if wrong, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: wrong.Op, Path: path, Err: wrong.Err}
	}
	return err
}

// isTerminal reports whether a person may be reading or writing there.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	null, nullErr := os.Stat(os.DevNull)
	return err == nil && info.Mode()&fs.ModeCharDevice != 0 && (nullErr != nil || !os.SameFile(info, null))
}
