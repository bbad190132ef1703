package sqlite

import (
	"errors"

	"golang.org/x/sys/windows"
)

// isFull reports whether the system has no room for what was to be written.
func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED) || errors.Is(err, windows.ERROR_FILE_TOO_LARGE)
}

// isReadOnly reports whether the file system takes no writes.
func isReadOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// syncFolder does nothing: the system writes names with their files.
func syncFolder(string) error { return nil }
