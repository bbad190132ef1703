package certificate

import (
	"crypto/x509"
	"fmt"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
)

func TestAuthorityIsHeldToItsPurpose(t *testing.T) {
	c := parsed(t, found(t, "draw.guixi.example", "203.0.113.7"))
	switch {
	case !c.IsCA || !c.MaxPathLenZero || c.MaxPathLen != 0:
		t.Error("may found further authorities")
	case !c.PermittedDNSDomainsCritical || len(c.PermittedDNSDomains) != 1+len(localNames) || len(c.PermittedIPRanges) != 1+len(localNetworks):
		t.Errorf("permitted: %v, %v", c.PermittedDNSDomains, c.PermittedIPRanges)
	case c.KeyUsage != x509.KeyUsageCertSign|x509.KeyUsageCRLSign:
		t.Errorf("key usage = %v", c.KeyUsage)
	case c.Subject.CommonName != "贵溪市点位抽取" || c.Issuer.CommonName != c.Subject.CommonName:
		t.Errorf("subject = %v, issuer = %v", c.Subject, c.Issuer)
	case !c.NotBefore.Equal(time.Date(2026, 2, 28, 0, 30, 0, 0, time.UTC)) || !c.NotAfter.Equal(time.Date(2036, 2, 28, 0, 30, 0, 0, time.UTC)):
		t.Errorf("lasts from %v to %v", c.NotBefore, c.NotAfter)
	case c.SerialNumber.Sign() <= 0 || c.SerialNumber.BitLen() != 127:
		t.Errorf("serial = %v", c.SerialNumber)
	}
}

func TestNewAuthorityRefuses(t *testing.T) {
	many := make([]string, mostHosts+1)
	for i := range many {
		many[i] = fmt.Sprintf("h%d.local", i)
	}
	for _, test := range []struct {
		founding Founding
		want     geo.Code
	}{
		{Founding{Name: strings.Repeat("贵", 64), Hosts: many[1:]}, ""},
		{Founding{}, ErrName},
		{Founding{Name: strings.Repeat("贵", 65)}, ErrName},
		{Founding{Name: "a\nb"}, ErrName},
		{Founding{Name: "\xff"}, ErrName},
		{Founding{Name: "x", Hosts: many}, ErrHosts},
		{Founding{Name: "x", Hosts: []string{"a b"}}, ErrHost},
	} {
		_, err := NewAuthority(chance(1), now, test.founding)
		wantCode(t, fmt.Sprintf("NewAuthority(%.20q, %d hosts)", test.founding.Name, len(test.founding.Hosts)), err, test.want)
	}
}
