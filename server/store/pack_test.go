package store

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestPack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := bytes.Repeat(rapid.SliceOf(rapid.Byte()).Draw(t, "body"), rapid.IntRange(0, 100).Draw(t, "times"))
		p, err := Pack(body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Unpack()
		if err != nil || !bytes.Equal(got, body) {
			t.Fatalf("Unpack(Pack(%d bytes)) = %d bytes, %v", len(body), len(got), err)
		}
	})
}

// A body that is not the one that was packed is never returned.
func TestUnpackDamaged(t *testing.T) {
	body := bytes.Repeat([]byte("点位,"), 50)
	whole, err := Pack(body)
	if err != nil {
		t.Fatal(err)
	}
	damaged := []Packed{whole, whole, whole, whole, {}}
	damaged[0].Size++
	damaged[1].Size = -1
	damaged[2].Size = MaxBody + 1
	damaged[3].Digest[0] ^= 1
	for i := range whole.Body {
		p := whole
		p.Body = bytes.Clone(whole.Body)
		p.Body[i] ^= 0x10
		damaged = append(damaged, p)
	}
	for i, p := range damaged {
		if got, err := p.Unpack(); !errors.Is(err, ErrCorrupt) && !bytes.Equal(got, body) {
			t.Errorf("Unpack(damaged %d) = %d bytes, %v, want %v", i, len(got), err, ErrCorrupt)
		}
	}
}

// Whatever stands in the database, Unpack returns an error or what was packed, and
// takes no more memory than a body may have.
func FuzzUnpack(f *testing.F) {
	for _, body := range []string{"", "body", string(make([]byte, 100_000))} {
		p, err := Pack([]byte(body))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(p.Body, p.Size)
	}
	f.Fuzz(func(t *testing.T, body []byte, size int64) {
		p := Packed{Size: min(size, 1<<20), Body: body}
		if got, err := p.Unpack(); !errors.Is(err, ErrCorrupt) {
			t.Errorf("Unpack() = %d bytes, %v, want %v", len(got), err, ErrCorrupt)
		}
	})
}
