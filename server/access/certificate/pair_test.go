package certificate

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// The same randomness and time make the same certificates, other randomness others.
func TestCertificatesComeFromTheirRandomness(t *testing.T) {
	a, b := found(t), found(t)
	if !bytes.Equal(a.Certificate, b.Certificate) || !bytes.Equal(a.Key, b.Key) {
		t.Error("NewAuthority makes two authorities of one randomness")
	}
	if s := issue(t, a, "localhost"); !bytes.Equal(s.Certificate, issue(t, b, "localhost").Certificate) || bytes.Equal(s.Key, a.Key) {
		t.Error("IssueServer makes two certificates of one randomness, or repeats the authority's key")
	}
	c, err := NewAuthority(chance(9), now, Founding{Name: "贵溪市点位抽取"})
	if err != nil || bytes.Equal(a.Key, c.Key) {
		t.Errorf("NewAuthority of other randomness = the same key, %v", err)
	}
}

// What is no number below the curve's order is thrown away.
func TestNewKeyRejects(t *testing.T) {
	beyond := bytes.Repeat([]byte{0xff}, 32)
	zero := make([]byte, 32)
	good := bytes.Repeat([]byte{7}, 32)
	key, err := newKey(bytes.NewReader(bytes.Join([][]byte{beyond, zero, good}, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := key.Bytes(); !bytes.Equal(raw, good) || err != nil {
		t.Errorf("newKey = %x, %v, want %x", raw, err, good)
	}
	for _, short := range [][]byte{nil, zero, beyond, good[:31]} {
		if _, err := newKey(bytes.NewReader(short)); err == nil {
			t.Errorf("newKey(%x) = a key", short)
		}
	}
}

// Little randomness makes an error, never a certificate.
func TestTooLittleRandomness(t *testing.T) {
	authority := found(t)
	for n := range int64(48) {
		if _, err := NewAuthority(io.LimitReader(chance(1), n), now, Founding{Name: "x"}); err == nil {
			t.Errorf("NewAuthority with %d bytes = an authority", n)
		}
		if _, err := IssueServer(io.LimitReader(chance(1), n), now, authority, []string{"localhost"}); err == nil {
			t.Errorf("IssueServer with %d bytes = a certificate", n)
		}
	}
}

func FuzzPair(f *testing.F) {
	authority, err := NewAuthority(chance(1), now, Founding{Name: "x"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(authority.Certificate, authority.Key)
	f.Add(authority.Key, authority.Certificate)
	f.Fuzz(func(t *testing.T, cert, key []byte) {
		c, k, err := decode(Pair{cert, key})
		if err == nil && (c == nil || !k.PublicKey.Equal(c.PublicKey)) {
			t.Errorf("decode = %v, %v", c, k)
		}
		if err != nil && !errors.Is(err, ErrPEM) && !errors.Is(err, ErrKey) {
			t.Errorf("decode = %v", err)
		}
	})
}
