package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
)

func TestServerIsTrusted(t *testing.T) {
	authority := found(t, "draw.guixi.example", "SERVER1", "203.0.113.7", "2001:db8::7")
	hosts := []string{
		"localhost", "Draw.local.", "a.b.lan", "x.internal", "home.arpa", "draw.guixi.example", "www.draw.guixi.example", "server1",
		"192.168.1.20", "10.1.2.3", "172.31.255.255", "127.0.0.1", "100.64.0.1", "169.254.1.1", "203.0.113.7",
		"::1", "[fd12::1]", "fe80::1", "2001:db8::7", "::ffff:192.168.1.21", "192.168.1.20", "LOCALHOST",
	}
	server := issue(t, authority, hosts...)
	c := parsed(t, server)
	roots := x509.NewCertPool()
	roots.AddCert(parsed(t, authority))
	for _, host := range hosts {
		_, err := c.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now, DNSName: strings.Trim(host, "[]")})
		wantCode(t, "Verify("+host+")", err, "")
	}
	if len(c.DNSNames) != 8 || len(c.IPAddresses) != 12 || c.IsCA || c.NotAfter.Sub(c.NotBefore) != 397*24*time.Hour {
		t.Errorf("certificate for %v, %v; authority %v; lasts %v", c.DNSNames, c.IPAddresses, c.IsCA, c.NotAfter.Sub(c.NotBefore))
	}
	for _, other := range []string{"example.com", "192.168.1.99", "y.local"} {
		if _, err := c.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now, DNSName: other}); err == nil {
			t.Errorf("Verify(%s) = nil for a host that is not named", other)
		}
	}
}

func TestIssueServerRefuses(t *testing.T) {
	authority := found(t, "draw.guixi.example")
	server := issue(t, authority, "localhost")
	other, err := NewAuthority(chance(9), now, Founding{Name: "other"})
	if err != nil {
		t.Fatal(err)
	}
	local := []string{"localhost"}
	for _, test := range []struct {
		name      string
		authority Pair
		now       time.Time
		hosts     []string
		want      geo.Code
	}{
		{"good", authority, now, local, ""},
		{"no host", authority, now, nil, ErrHosts},
		{"too many", authority, now, make([]string, 101), ErrHosts},
		{"a public name", authority, now, []string{"localhost", "www.bank.example"}, ErrHostPublic},
		{"a name that only ends alike", authority, now, []string{"evildraw.guixi.example"}, ErrHostPublic},
		{"the domain above", authority, now, []string{"guixi.example"}, ErrHostPublic},
		{"a bare name", authority, now, []string{"server1"}, ErrHostPublic},
		{"a public address", authority, now, []string{"203.0.113.7"}, ErrHostPublic},
		{"a public IPv6 address", authority, now, []string{"2408::1"}, ErrHostPublic},
		{"beside a private network", authority, now, []string{"172.32.0.1"}, ErrHostPublic},
		{"a server as authority", server, now, local, ErrAuthority},
		{"after its end", authority, now.AddDate(10, 0, 0), local, ErrAuthority},
		{"before its beginning", authority, now.AddDate(0, 0, -2), local, ErrAuthority},
		{"another's key", Pair{authority.Certificate, other.Key}, now, local, ErrKey},
		{"no certificate", Pair{nil, authority.Key}, now, local, ErrPEM},
		{"no key", Pair{authority.Certificate, nil}, now, local, ErrPEM},
		{"swapped", Pair{authority.Key, authority.Certificate}, now, local, ErrPEM},
		{"damaged certificate", Pair{flipped(authority.Certificate), authority.Key}, now, local, ErrPEM},
		{"damaged key", Pair{authority.Certificate, flipped(authority.Key)}, now, local, ErrPEM},
	} {
		p, err := IssueServer(chance(2), test.now, test.authority, test.hosts)
		wantCode(t, "IssueServer: "+test.name, err, test.want)
		if err != nil && (p.Key != nil || strings.Contains(err.Error(), "PRIVATE KEY-")) {
			t.Errorf("IssueServer: %s = %v with a key", test.name, err)
		}
	}
}

func TestServerEndsWithItsAuthority(t *testing.T) {
	authority := found(t)
	end := parsed(t, authority).NotAfter
	p, err := IssueServer(chance(2), end.AddDate(0, -1, 0), authority, []string{"localhost"})
	if err != nil {
		t.Fatal(err)
	}
	if got := parsed(t, p).NotAfter; !got.Equal(end) {
		t.Errorf("lasts until %v, want the authority's end, %v", got, end)
	}
	early, err := IssueServer(chance(2), parsed(t, authority).NotBefore, authority, []string{"localhost"})
	if err != nil || parsed(t, early).NotBefore.Before(parsed(t, authority).NotBefore) {
		t.Errorf("begins before its authority, %v", err)
	}
}

// A browser that has the authority installed reaches the server; another does not.
func TestServing(t *testing.T) {
	authority := found(t)
	server := issue(t, authority, "127.0.0.1", "localhost")
	pair, err := tls.X509KeyPair(server.Certificate, server.Key)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // of those that do not trust it
	s.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	s.StartTLS()
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority.Certificate)
	for _, test := range []struct {
		roots *x509.CertPool
		want  bool
	}{{roots, true}, {x509.NewCertPool(), false}} {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: test.roots, Time: func() time.Time { return now }}}
		r, err := (&http.Client{Transport: transport}).Get(s.URL)
		if (err == nil) != test.want {
			t.Errorf("Get = %v, want success %v", err, test.want)
		}
		if err == nil {
			r.Body.Close()
		}
		transport.CloseIdleConnections()
	}
}
