package sqlite

import (
	"os"
	"path/filepath"
)

// probe is how far behind the longest file of the database a write is tried.
const probe = 1 << 16

// hasNoRoom reports whether a file like those of the database can be no longer:
// SQLite tells a full disk from a broken one only where the system says ENOSPC, and
// not where a quota or a limit of the process ends it.
func hasNoRoom(path string) bool {
	longest := int64(0)
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(path + suffix); err == nil { //nolint:gosec // the store's own file
			longest = max(longest, info.Size())
		}
	}
	f, err := os.CreateTemp(filepath.Dir(path), "room-*")
	if err != nil {
		return isFull(err)
	}
	_, err = f.WriteAt(make([]byte, probe), longest)
	_ = f.Close()
	_ = os.Remove(f.Name()) //nolint:gosec // it was just made; its error says nothing about room
	return isFull(err)
}
