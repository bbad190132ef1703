package middleware

import (
	"crypto/tls"
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

var proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}

func TestAddress(t *testing.T) {
	for _, test := range []struct {
		peer      string
		forwarded []string
		want      string
	}{
		{"203.0.113.9:5", nil, "203.0.113.9"},
		{"203.0.113.9:5", []string{"1.2.3.4"}, "203.0.113.9"}, // nobody trusted said so
		{"10.0.0.1:5", nil, "10.0.0.1"},
		{"10.0.0.1:5", []string{"1.2.3.4"}, "1.2.3.4"},
		{"10.0.0.1:5", []string{"9.9.9.9, 1.2.3.4"}, "1.2.3.4"}, // the left is the client's own word
		{"10.0.0.1:5", []string{"9.9.9.9", "1.2.3.4, 10.0.0.2"}, "1.2.3.4"},
		{"10.0.0.1:5", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		{"10.0.0.1:5", []string{"9.9.9.9, rubbish, 10.0.0.2"}, "10.0.0.2"},
		{"10.0.0.1:5", []string{""}, "10.0.0.1"},
		{"10.0.0.1:5", []string{"1.2.3.4:777"}, "1.2.3.4"},
		{"10.0.0.1:5", []string{"[2001:db8::1]:777"}, "2001:db8::1"},
		{"10.0.0.1:5", []string{"[2001:db8::1]"}, "2001:db8::1"},
		{"10.0.0.1:5", []string{"2001:DB8:0::1"}, "2001:db8::1"},
		{"[::ffff:10.0.0.1]:5", []string{"::ffff:1.2.3.4"}, "1.2.3.4"},
		{"[fd00::1]:5", []string{"1.2.3.4"}, "1.2.3.4"},
		{"[fe80::1%eth0]:5", nil, "fe80::1"},
		{"@", []string{"1.2.3.4"}, ""},
	} {
		h := &house{Config: Config{Proxies: proxies}}
		r := &http.Request{RemoteAddr: test.peer, Header: http.Header{"X-Forwarded-For": test.forwarded}}
		if got := h.address(r); got != test.want {
			t.Errorf("address(%s, %q) = %q, want %q", test.peer, test.forwarded, got, test.want)
		}
	}
}

// Whatever a client forwards, an address is one of those named, and the last one
// that is not trusted wins.
func FuzzForwardedFor(f *testing.F) {
	for _, s := range []string{"1.2.3.4", "a, 10.0.0.1", "[::1]:5,", ",,", "[", "1.2.3.4%eth0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		h := &house{Config: Config{Proxies: proxies}}
		stranger := &http.Request{RemoteAddr: "203.0.113.9:5", Header: http.Header{"X-Forwarded-For": {line}}}
		if got := h.address(stranger); got != "203.0.113.9" {
			t.Errorf("a stranger's %q makes him %q", line, got)
		}
		trusted := &http.Request{RemoteAddr: "10.0.0.1:5", Header: http.Header{"X-Forwarded-For": {line}}}
		if _, err := netip.ParseAddr(h.address(trusted)); err != nil {
			t.Errorf("address(%q) = %v", line, err)
		}
		trusted.Header["X-Forwarded-For"] = []string{line + ", 198.51.100.7"}
		if got := h.address(trusted); got != "198.51.100.7" {
			t.Errorf("address(%q, 198.51.100.7) = %q", line, got)
		}
	})
}

func TestFromHere(t *testing.T) {
	for _, test := range []struct {
		peer   string
		header string
		want   bool
	}{
		{"127.0.0.1:5", "", true},
		{"[::1]:5", "", true},
		{"203.0.113.9:5", "", false},
		{"10.0.0.1:5", "X-Forwarded-For: 127.0.0.1", true},
		{"10.0.0.1:5", "X-Forwarded-For: 1.2.3.4", false},
		{"127.0.0.1:5", "X-Forwarded-For: 127.0.0.1", false}, // a proxy here that nobody told us of
		{"127.0.0.1:5", "Forwarded: for=1.2.3.4", false},
		{"127.0.0.1:5", "X-Real-Ip: 1.2.3.4", false},
		{"@", "", false},
	} {
		h := &house{Config: Config{Proxies: proxies}}
		r := &http.Request{RemoteAddr: test.peer, Header: http.Header{}}
		if name, value, ok := strings.Cut(test.header, ": "); ok {
			r.Header.Set(name, value)
		}
		if got := h.fromHere(r); got != test.want {
			t.Errorf("fromHere(%s, %s) = %v, want %v", test.peer, test.header, got, test.want)
		}
	}
}

func TestSecure(t *testing.T) {
	h := &house{Config: Config{Proxies: proxies}}
	said := http.Header{"X-Forwarded-Proto": {"https"}}
	for _, test := range []struct {
		r    *http.Request
		want bool
	}{
		{&http.Request{RemoteAddr: "1.2.3.4:5", Header: said}, false},
		{&http.Request{RemoteAddr: "10.0.0.1:5", Header: said}, true},
		{&http.Request{RemoteAddr: "10.0.0.1:5"}, false},
		{&http.Request{RemoteAddr: "1.2.3.4:5", TLS: &tls.ConnectionState{}}, true},
	} {
		if got := h.secure(test.r); got != test.want {
			t.Errorf("secure(%s, %v) = %v, want %v", test.r.RemoteAddr, test.r.Header, got, test.want)
		}
	}
}
