package backup

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/server/transparency"
)

// The most that is read of the small files.
const (
	maxManifest = 1 << 18
	maxKeys     = 1 << 16
)

// Backup is a back-up that was read and found whole, but for the database, which
// [Backup.Extract] checks.
type Backup struct {
	Made       time.Time
	Checkpoint string // signed; whoever has the key can check it

	database file
	keys     []byte
	archive  *zip.File
}

// Read reads the archive's head and its keys. The reader is used again by Extract.
func Read(r io.ReaderAt, size int64) (*Backup, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &geo.Error{Code: ErrForm, Err: err}
	}
	names := []string{manifestName, keysName, databaseName}
	if len(z.File) != len(names) {
		return nil, &geo.Error{Code: ErrForm}
	}
	for i, f := range z.File {
		if f.Name != names[i] || f.Method != zip.Store || f.UncompressedSize64 != f.CompressedSize64 {
			return nil, &geo.Error{Code: ErrForm, Value: f.Name}
		}
	}
	m, err := readManifest(z.File[0])
	if err != nil {
		return nil, err
	}
	b := &Backup{Checkpoint: m.Checkpoint, database: m.Files[1], archive: z.File[2]}
	if b.Made, err = time.Parse(time.RFC3339, m.Made); err != nil {
		return nil, &geo.Error{Code: ErrForm, Value: m.Made, Err: err}
	}
	if b.keys, err = readSmall(z.File[1], maxKeys); err != nil {
		return nil, err
	}
	if hexSum(sha256.Sum256(b.keys)) != m.Files[0].SHA256 {
		return nil, damaged(keysName, nil)
	}
	return b, nil
}

func readManifest(f *zip.File) (m manifest, err error) {
	body, err := readSmall(f, maxManifest)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return m, damaged(manifestName, err)
	}
	switch {
	case strings.HasPrefix(m.Format, "sitedraw-backup-") && m.Format != format:
		return m, &geo.Error{Code: ErrNewer, Value: m.Format, Want: format}
	case m.Format != format || len(m.Files) != 2 || m.Files[0].Name != keysName || m.Files[1].Name != databaseName:
		return m, &geo.Error{Code: ErrForm, Value: m.Format}
	}
	return m, nil
}

// readSmall reads one of the small files.
func readSmall(f *zip.File, most uint64) ([]byte, error) {
	if f.UncompressedSize64 > most {
		return nil, damaged(f.Name, nil)
	}
	in, err := f.Open()
	if err != nil {
		return nil, damaged(f.Name, err)
	}
	defer func() { _ = in.Close() }() // it was only read
	body, err := io.ReadAll(in)
	if err != nil {
		return nil, damaged(f.Name, err)
	}
	return body, nil
}

func damaged(name string, err error) error {
	return &geo.Error{Code: ErrDamaged, Value: name, Err: err}
}

// Keys unlocks the keys, by the name of their file. ErrOther: they were saved with
// another database than the one beside them.
func (b *Backup) Keys(passphrase string) (map[string][]byte, error) {
	secret, err := transparency.Unlock(b.keys, passphrase)
	if err != nil {
		return nil, err
	}
	var l locked
	if err := json.Unmarshal(secret, &l); err != nil {
		return nil, damaged(keysName, err)
	}
	if l.Database != b.database.SHA256 {
		return nil, &geo.Error{Code: ErrOther}
	}
	for name := range l.Keys {
		if !isKeyName(name) {
			return nil, &geo.Error{Code: ErrKeyName, Value: name}
		}
	}
	return l.Keys, nil
}

// Extract writes the database. What was written is no database if it returns an
// error.
func (b *Backup) Extract(w io.Writer) error {
	in, err := b.archive.Open()
	if err != nil {
		return damaged(databaseName, err)
	}
	defer func() { _ = in.Close() }() // it was only read
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, h), in) //nolint:gosec // it is stored, not compressed
	if errors.Is(err, zip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged(databaseName, err)
	}
	if err != nil {
		return err
	}
	if n != b.database.Bytes || hexSum([sha256.Size]byte(h.Sum(nil))) != b.database.SHA256 {
		return damaged(databaseName, nil)
	}
	return nil
}
