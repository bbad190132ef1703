package text

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"sitedraw/geo"
)

// system renders what the operating system refuses about a file, if path names
// one, and a cancelled context; the empty text for anything else.
func (c *Catalogue) system(err error, path string) string {
	for _, known := range []struct {
		is  error
		key geo.Code
	}{
		{context.Canceled, "error.cancelled"},
		{context.DeadlineExceeded, "error.deadline"},
		{fs.ErrNotExist, "file.not-found"},
		{syscall.EROFS, "file.read-only"},
		{fs.ErrPermission, "file.permission"},
		{fs.ErrExist, "file.exists"},
		{syscall.EISDIR, "file.is-folder"},
		{syscall.ENOTDIR, "file.no-folder"},
		{syscall.ENAMETOOLONG, "file.long-name"},
		{syscall.ENOSPC, "file.full"},
		{syscall.EFBIG, "file.full"},
	} {
		if errors.Is(err, known.is) {
			return c.at(c.place(geo.Place{File: path}), c.Text(known.key, nil))
		}
	}
	if path != "" {
		return c.at(c.place(geo.Place{File: path}), c.Text("file.other", nil))
	}
	return ""
}
