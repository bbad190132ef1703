package certificate

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"sitedraw/geo"
)

var now = time.Date(2026, 3, 1, 8, 30, 0, 5, time.FixedZone("CST", 8*3600))

func chance(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

func wantCode(t *testing.T, call string, err error, code geo.Code) {
	t.Helper()
	switch {
	case code == "" && err != nil:
		t.Errorf("%s = %v, want no error", call, err)
	case code != "" && !errors.Is(err, code):
		t.Errorf("%s = %v, want %s", call, err, code)
	}
}

func found(t *testing.T, hosts ...string) Pair {
	t.Helper()
	p, err := NewAuthority(chance(1), now, Founding{Name: "贵溪市点位抽取", Hosts: hosts})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func issue(t *testing.T, authority Pair, hosts ...string) Pair {
	t.Helper()
	p, err := IssueServer(chance(2), now, authority, hosts)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func parsed(t *testing.T, p Pair) *x509.Certificate {
	t.Helper()
	cert, err := parse(p.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// flipped is a PEM text whose data begin with something else.
func flipped(text []byte) []byte {
	block, _ := pem.Decode(text)
	block.Bytes[0] ^= 1
	return pem.EncodeToMemory(block)
}
