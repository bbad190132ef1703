//go:build !windows

package sqlite

import (
	"errors"
	"os"
	"syscall"
)

// isFull reports whether the system has no room for what was to be written.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EFBIG) || errors.Is(err, syscall.EDQUOT)
}

// isReadOnly reports whether the file system takes no writes.
func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }

// syncFolder waits until the names in a folder are on the disk.
func syncFolder(path string) error {
	f, err := os.Open(path) //nolint:gosec // the folder that the operator named
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
