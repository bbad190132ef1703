package remote

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/road"
)

// shelf keeps the blocks of an unfinished matrix as files in a folder of their own, one
// each, named after what they are of. A file is shelfMagic, the key, the block's number,
// 1 with lengths and 0 without, the entries, and a SHA-256 of all before it; numbers
// are big-endian. A nil shelf keeps nothing.
type shelf struct {
	folder string
	key    [sha256.Size]byte
}

// shelfMagic tells kind and version of a file.
const shelfMagic = "sitedraw block 1\n"

// newShelf is the shelf of one question: server, profile, size of blocks and places.
// A user and password change no answer; a query may.
func newShelf(s Server, places []geo.Point, o *Options) *shelf {
	if o.Folder == "" {
		return nil
	}
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s%q %q %q %d %d\n", shelfMagic, s.String(), s.base.RawQuery, o.Profile, o.Block, len(places))
	for _, p := range places {
		_ = binary.Write(h, binary.BigEndian, p) // a hash takes everything
	}
	key := [sha256.Size]byte(h.Sum(nil))
	return &shelf{folder: filepath.Join(o.Folder, hex.EncodeToString(key[:16])), key: key}
}

func (s *shelf) path(number int) string {
	return filepath.Join(s.folder, strconv.Itoa(number)+".block")
}

// head is the beginning of a block's file.
func (s *shelf) head(number int) []byte {
	return binary.BigEndian.AppendUint32(append([]byte(shelfMagic), s.key[:]...), uint32(number))
}

// keep writes a block, whole or not at all.
func (s *shelf) keep(number int, t *table) error {
	if s == nil {
		return nil
	}
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return err
	}
	return writeWhole(s.path(number), s.encode(number, t))
}

// encode writes the file of a block.
func (s *shelf) encode(number int, t *table) []byte {
	b := append(s.head(number), 0)
	for _, v := range t.milliseconds {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	if t.millimetres != nil {
		b[len(s.head(number))] = 1
	}
	for _, v := range t.millimetres {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// writeWhole writes a file beside its place and then moves it there.
func writeWhole(path string, data []byte) error {
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	_, err = part.Write(data)
	for _, next := range []func() error{part.Sync, part.Close} {
		if failed := next(); err == nil {
			err = failed
		}
	}
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		_ = os.Remove(part.Name()) // what matters is why nothing is kept
	}
	return err
}

// take returns a block that is kept, nil if there is none, or what is there is damaged
// or of another question.
func (s *shelf) take(number int, b block) *table {
	if s == nil {
		return nil
	}
	entries := b.from.length() * b.to.length()
	f, err := os.Open(s.path(number))
	if err != nil {
		return nil
	}
	defer f.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(f, int64(len(shelfMagic)+2*sha256.Size+5+8*entries)+1))
	if err != nil {
		return nil
	}
	return s.decode(data, number, b)
}

// decode reads the file of a block, nil if it is not whole and of this shelf.
func (s *shelf) decode(data []byte, number int, b block) *table {
	head := s.head(number)
	end := len(data) - sha256.Size
	if end <= len(head) || !bytes.HasPrefix(data, head) || sha256.Sum256(data[:end]) != [sha256.Size]byte(data[end:]) {
		return nil
	}
	t := newTable(b.from.length(), b.to.length())
	lists := [][]int32{t.milliseconds, t.millimetres}
	body := data[len(head)+1 : end]
	if data[len(head)] == 0 {
		t.millimetres, lists = nil, lists[:1]
	}
	if data[len(head)] > 1 || len(body) != 4*len(lists)*len(t.milliseconds) {
		return nil
	}
	for _, list := range lists {
		for i := range list {
			list[i] = int32(binary.BigEndian.Uint32(body))
			body = body[4:]
			if list[i] < road.Unreachable {
				return nil
			}
		}
	}
	return t
}

// clear removes what is kept, once all is there.
func (s *shelf) clear() error {
	if s == nil {
		return nil
	}
	return os.RemoveAll(s.folder)
}
