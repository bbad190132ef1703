package certificate

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"sitedraw/geo"
)

func TestNeedsRenewal(t *testing.T) {
	authority := found(t)
	server := issue(t, authority, "localhost", "192.168.1.20", "fd12::1")
	begin := parsed(t, server).NotBefore
	for _, test := range []struct {
		name  string
		cert  []byte
		now   time.Time
		hosts []string
		want  bool
		code  geo.Code
	}{
		{"new", server.Certificate, now, nil, false, ""},
		{"at its beginning", server.Certificate, begin, nil, false, ""},
		{"before its beginning", server.Certificate, begin.Add(-time.Second), nil, true, ""},
		{"two thirds", server.Certificate, begin.Add(397 * 16 * time.Hour), nil, false, ""},
		{"in the last third", server.Certificate, begin.Add(397*16*time.Hour + time.Second), nil, true, ""},
		{"ended", server.Certificate, begin.AddDate(5, 0, 0), nil, true, ""},
		{"same hosts", server.Certificate, now, []string{"[fd12::1]", "LOCALHOST", "::ffff:192.168.1.20"}, false, ""},
		{"another address", server.Certificate, now, []string{"192.168.1.21"}, true, ""},
		{"another name", server.Certificate, now, []string{"draw.local"}, true, ""},
		{"authority", authority.Certificate, now.AddDate(6, 0, 0), nil, false, ""},
		{"old authority", authority.Certificate, now.AddDate(7, 0, 0), nil, true, ""},
		{"no certificate", nil, now, nil, false, ErrPEM},
		{"a key", server.Key, now, nil, false, ErrPEM},
		{"no host", server.Certificate, now, []string{"a b"}, false, ErrHost},
		{"too many hosts", server.Certificate, now, make([]string, 101), false, ErrHosts},
	} {
		got, err := NeedsRenewal(test.cert, test.now, test.hosts)
		wantCode(t, "NeedsRenewal: "+test.name, err, test.code)
		if got != test.want {
			t.Errorf("NeedsRenewal: %s = %v, want %v", test.name, got, test.want)
		}
	}
}

func TestFingerprintRefuses(t *testing.T) {
	trusted := bytes.ReplaceAll(found(t).Certificate, []byte("CERTIFICATE"), []byte("TRUSTED CERTIFICATE"))
	for _, bad := range [][]byte{nil, []byte("x"), found(t).Key, flipped(found(t).Certificate), trusted} {
		_, err := Fingerprint(bad)
		wantCode(t, fmt.Sprintf("Fingerprint(%.30q)", bad), err, ErrPEM)
	}
}
