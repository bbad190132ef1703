package backup

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/server/transparency"
)

const phrase = "eight or more"

func chance(t testing.TB) io.Reader { return rand.NewChaCha8(sha256.Sum256([]byte(t.Name()))) }

// known are back-ups that were made before: locking the keys takes its time.
var known = map[string][]byte{}

// written is a back-up of a database of some bytes.
func written(t testing.TB, database string) []byte {
	t.Helper()
	if before := known[database]; before != nil {
		return before
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, []byte(database), 0o600); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	err := Write(&b, Contents{
		Made: time.Date(2026, 11, 22, 9, 0, 0, 0, time.FixedZone("", 8*3600)), Checkpoint: "signed\n", Database: path,
		Keys: map[string][]byte{"log.key": []byte("secret"), "seals.key": {0, 255}}, Passphrase: phrase,
	}, chance(t))
	if err != nil {
		t.Fatal(err)
	}
	known[database] = b.Bytes()
	return b.Bytes()
}

func read(data []byte) (*Backup, error) { return Read(bytes.NewReader(data), int64(len(data))) }

func TestRoundTrip(t *testing.T) {
	data := written(t, "pages")
	b, err := read(data)
	if err != nil {
		t.Fatal(err)
	}
	if b.Checkpoint != "signed\n" || !b.Made.Equal(time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)) {
		t.Errorf("Read = %q of %v", b.Checkpoint, b.Made)
	}
	var database bytes.Buffer
	if err := b.Extract(&database); err != nil || database.String() != "pages" {
		t.Errorf("Extract = %q, %v", database.String(), err)
	}
	keys, err := b.Keys(phrase)
	if want := map[string][]byte{"log.key": []byte("secret"), "seals.key": {0, 255}}; err != nil || !cmp.Equal(keys, want) {
		t.Errorf("Keys = %q, %v, want %q", keys, err, want)
	}
	if _, err := b.Keys("another one"); !errors.Is(err, transparency.ErrUnlock) {
		t.Errorf("Keys with another pass-phrase = %v, want %v", err, transparency.ErrUnlock)
	}
	if bytes.Contains(data, []byte("secret")) {
		t.Error("a key stands in the back-up as it is")
	}
}

// Whatever byte is changed: it is no back-up any more, or what comes out of it is
// what went in.
func TestNoByteChangesUnseen(t *testing.T) {
	const database = "pages of a database"
	data := written(t, database)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(data)-1).Draw(t, "at")
		changed := slices.Clone(data)
		changed[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		b, err := read(changed)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := b.Extract(&out); err == nil && out.String() != database {
			t.Errorf("byte %d changed: Extract = %q without error", at, out.String())
		}
	})
}

func TestCutIsRefused(t *testing.T) {
	data := written(t, "pages")
	for n := range data {
		if _, err := read(data[:n]); !errors.Is(err, ErrForm) && !errors.Is(err, ErrDamaged) {
			t.Fatalf("Read of the first %d of %d bytes = %v, want %v", n, len(data), err, ErrForm)
		}
	}
}

// rebuilt is an archive of files in the order given: name, body, name, body …
func rebuilt(t testing.TB, method uint16, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func partOf(t testing.TB, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestReadRefuses(t *testing.T) {
	data := written(t, "pages")
	head, keys := partOf(t, data, manifestName), partOf(t, data, keysName)
	for name, test := range map[string]struct {
		data []byte
		want geo.Code
	}{
		"nothing":      {nil, ErrForm},
		"a text":       {[]byte("no archive"), ErrForm},
		"empty":        {rebuilt(t, zip.Store), ErrForm},
		"other order":  {rebuilt(t, zip.Store, keysName, keys, manifestName, head, databaseName, "pages"), ErrForm},
		"one more":     {rebuilt(t, zip.Store, manifestName, head, keysName, keys, databaseName, "pages", "x", ""), ErrForm},
		"outside":      {rebuilt(t, zip.Store, manifestName, head, keysName, keys, "../"+databaseName, "pages"), ErrForm},
		"compressed":   {rebuilt(t, zip.Deflate, manifestName, head, keysName, keys, databaseName, "pages"), ErrForm},
		"other keys":   {rebuilt(t, zip.Store, manifestName, head, keysName, keys+" ", databaseName, "pages"), ErrDamaged},
		"no manifest":  {rebuilt(t, zip.Store, manifestName, "[]", keysName, keys, databaseName, "pages"), ErrDamaged},
		"long":         {rebuilt(t, zip.Store, manifestName, head+strings.Repeat(" ", maxManifest), keysName, keys, databaseName, "pages"), ErrDamaged},
		"of tomorrow":  {rebuilt(t, zip.Store, manifestName, strings.Replace(head, format, "sitedraw-backup-2", 1), keysName, keys, databaseName, "pages"), ErrNewer},
		"of something": {rebuilt(t, zip.Store, manifestName, strings.Replace(head, format, "other", 1), keysName, keys, databaseName, "pages"), ErrForm},
	} {
		if _, err := read(test.data); !errors.Is(err, test.want) {
			t.Errorf("Read of %s = %v, want %v", name, err, test.want)
		}
	}
}

func TestExtractRefusesAnotherDatabase(t *testing.T) {
	data := written(t, "pages")
	b, err := read(rebuilt(t, zip.Store, manifestName, partOf(t, data, manifestName), keysName, partOf(t, data, keysName), databaseName, "PAGES"))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Extract(io.Discard); !errors.Is(err, ErrDamaged) {
		t.Errorf("Extract = %v, want %v", err, ErrDamaged)
	}
}

// Who has no pass-phrase can write a database and a manifest that agree, but not
// the keys that go with them.
func TestKeysOfAnotherDatabase(t *testing.T) {
	ours, theirs := written(t, "pages"), written(t, "forged")
	head := strings.Replace(partOf(t, theirs, manifestName), hexSum(sha256.Sum256([]byte(partOf(t, theirs, keysName)))),
		hexSum(sha256.Sum256([]byte(partOf(t, ours, keysName)))), 1)
	b, err := read(rebuilt(t, zip.Store, manifestName, head, keysName, partOf(t, ours, keysName), databaseName, "forged"))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Extract(io.Discard); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Keys(phrase); !errors.Is(err, ErrOther) {
		t.Errorf("Keys = %v, want %v", err, ErrOther)
	}
}

func TestWriteRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", ".key", "../log.key", "log", "log.KEY", strings.Repeat("a", 61) + ".key"} {
		err := Write(io.Discard, Contents{Database: path, Keys: map[string][]byte{name: nil}, Passphrase: phrase}, chance(t))
		if !errors.Is(err, ErrKeyName) {
			t.Errorf("Write with the key %q = %v, want %v", name, err, ErrKeyName)
		}
	}
	if err := Write(io.Discard, Contents{Database: path, Passphrase: "short"}, chance(t)); !errors.Is(err, transparency.ErrPassphrase) {
		t.Errorf("Write with a short pass-phrase = %v, want %v", err, transparency.ErrPassphrase)
	}
}

func TestRotate(t *testing.T) {
	day := func(n int) string { return Name(time.Date(2026, 11, n, 2, 0, 0, 0, time.UTC)) }
	others := []string{"notes.txt", "sitedraw-.backup.zip", "sitedraw-20261301T000000Z.backup.zip", "x" + day(1), day(1) + ".part"}
	for _, test := range []struct {
		keep int
		want []string
	}{{0, []string{day(1), day(2)}}, {1, []string{day(1), day(2)}}, {2, []string{day(1)}}, {3, []string{}}, {9, []string{}}} {
		got := Rotate(slices.Concat([]string{day(3), day(1)}, others, []string{day(2)}), test.keep)
		if !slices.Equal(got, test.want) {
			t.Errorf("Rotate(…, %d) = %q, want %q", test.keep, got, test.want)
		}
	}
	if got := Newest(append(others, day(2), day(1))); !got.Equal(time.Date(2026, 11, 2, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("Newest = %v", got)
	}
	if got := Newest(others); !got.IsZero() {
		t.Errorf("Newest(%q) = %v, want none", others, got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(written(f, "pages"))
	f.Add(rebuilt(f, zip.Store, manifestName, "{}", keysName, "", databaseName, ""))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := read(data)
		if err != nil {
			if _, known := errors.AsType[*geo.Error](err); !known {
				t.Errorf("Read = %v, which has no code", err)
			}
			return
		}
		_ = b.Extract(io.Discard)
	})
}
