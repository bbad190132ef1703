package backup

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"time"

	"sitedraw/geo"
	"sitedraw/server/transparency"
)

// Contents is what is saved.
type Contents struct {
	Made       time.Time
	Checkpoint string            // signed: of the log in the database
	Database   string            // path of a copy that nobody writes to
	Keys       map[string][]byte // by the name of their file
	Passphrase string
}

// The files of the archive, in order.
const (
	manifestName = "manifest.json"
	keysName     = "keys.locked"
	databaseName = "sitedraw.db"
)

const format = "sitedraw-backup-1"

// manifest is what the archive says of itself.
type manifest struct {
	Format     string `json:"format"`
	Made       string `json:"made"` // RFC 3339, UTC
	Checkpoint string `json:"checkpoint"`
	Files      []file `json:"files"` // keys, then database
}

type file struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// locked is what the pass-phrase locks.
type locked struct {
	Database string            `json:"database"` // its SHA-256
	Keys     map[string][]byte `json:"keys"`
}

// Write writes a back-up. The salt of the lock comes from a source of randomness.
func Write(w io.Writer, c Contents, random io.Reader) error {
	database, err := hashFile(c.Database)
	if err != nil {
		return err
	}
	for name := range c.Keys {
		if !isKeyName(name) {
			return &geo.Error{Code: ErrKeyName, Value: name}
		}
	}
	secret, err := json.Marshal(locked{Database: database.SHA256, Keys: c.Keys})
	if err != nil {
		return err
	}
	keys, err := transparency.Lock(secret, c.Passphrase, random)
	if err != nil {
		return err
	}
	m := manifest{
		Format: format, Made: c.Made.UTC().Format(time.RFC3339), Checkpoint: c.Checkpoint,
		Files: []file{{keysName, int64(len(keys)), hexSum(sha256.Sum256(keys))}, database},
	}
	return writeArchive(w, m, keys, c)
}

func writeArchive(w io.Writer, m manifest, keys []byte, c Contents) error {
	head, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, part := range []struct {
		name string
		body []byte
	}{{manifestName, append(head, '\n')}, {keysName, keys}} {
		to, err := stored(z, part.name, c.Made)
		if err != nil {
			return err
		}
		if _, err := io.Copy(to, bytes.NewReader(part.body)); err != nil {
			return err
		}
	}
	to, err := stored(z, databaseName, c.Made)
	if err != nil {
		return err
	}
	if err := copyFile(to, c.Database); err != nil {
		return err
	}
	return z.Close()
}

// stored begins a file of the archive. What fills the database is compressed
// already.
func stored(z *zip.Writer, name string, made time.Time) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: made.UTC()})
}

func copyFile(w io.Writer, path string) error {
	f, err := os.Open(path) //nolint:gosec // the caller names the file
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	_, err = io.Copy(w, f)
	return err
}

// hashFile describes the database.
func hashFile(path string) (file, error) {
	h := sha256.New()
	counted := &counter{w: h}
	if err := copyFile(counted, path); err != nil {
		return file{}, err
	}
	return file{databaseName, counted.n, hexSum([sha256.Size]byte(h.Sum(nil)))}, nil
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

func hexSum(sum [sha256.Size]byte) string { return hex.EncodeToString(sum[:]) }

// isKeyName holds for names such as "log.key": nothing that leads elsewhere.
func isKeyName(name string) bool {
	const suffix = ".key"
	if len(name) <= len(suffix) || len(name) > 64 || name[len(name)-len(suffix):] != suffix {
		return false
	}
	for _, r := range name[:len(name)-len(suffix)] {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return true
}
