package sqlite

import (
	"errors"
	"os"
	"os/exec"
	"testing"

	"sitedraw/geo"
)

// roleVariable makes the test binary another program: the one named, which writes
// to the folder in folderVariable.
const (
	roleVariable   = "SITEDRAW_TEST_ROLE"
	folderVariable = "SITEDRAW_TEST_FOLDER"
)

// child is the test binary in a role.
func child(t *testing.T, role, folder string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), roleVariable+"="+role, folderVariable+"="+folder)
	c.Stderr = os.Stderr
	return c
}

func codeOrNone(err error) geo.Code {
	code, _ := errors.AsType[geo.Code](err)
	return code
}

func codeOf(err error) geo.Code {
	e, is := errors.AsType[*geo.Error](err)
	if !is {
		return ""
	}
	return e.Code
}
