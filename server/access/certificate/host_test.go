package certificate

import (
	"fmt"
	"strings"
	"testing"
)

func TestHosts(t *testing.T) {
	long := strings.Repeat("a", 63)
	for _, test := range []struct {
		host string
		want string // as it is written; "" for a refusal
	}{
		{"draw.local", "draw.local"},
		{"Draw.LOCAL.", "draw.local"},
		{"xn--fiq228c.local", "xn--fiq228c.local"},
		{"a-b.c1", "a-b.c1"},
		{long + "." + long + "." + long + "." + long[:61], long + "." + long + "." + long + "." + long[:61]},
		{"192.168.1.20", "192.168.1.20"},
		{"::1", "::1"},
		{"[::1]", "::1"},
		{"::ffff:10.0.0.1", "10.0.0.1"},
		{"", ""},
		{".", ""},
		{"a..b", ""},
		{".local", ""},
		{"-a.local", ""},
		{"a-.local", ""},
		{"a_b.local", ""},
		{"*.local", ""},
		{"a b", ""},
		{"draw.local:8080", ""},
		{"http://draw.local", ""},
		{"点位.local", ""},
		{long + "a.local", ""},
		{long + "." + long + "." + long + "." + long[:62], ""},
		{"192.168.1", ""},
		{"192.168.1.256", ""},
		{"192.168.01.20", ""},
		{"[192.168.1.20]", ""},
		{"[::1", ""},
		{"[]", ""},
		{"fe80::1%eth0", ""},
		{"192.168.1.0/24", ""},
		{"a\x00.local", ""},
	} {
		n, err := parseHosts([]string{test.host, test.host})
		got := strings.Join(n.dns, " ")
		for _, a := range n.addresses {
			got += a.String()
		}
		code := ErrHost
		if test.want != "" {
			code = ""
		}
		wantCode(t, fmt.Sprintf("parseHosts(%q)", test.host), err, code)
		if got != test.want {
			t.Errorf("parseHosts(%q) = %q, want %q", test.host, got, test.want)
		}
	}
}

func FuzzHosts(f *testing.F) {
	for _, host := range []string{"draw.local", "[::1]", "192.168.1.20", "xn--fiq228c.", "fe80::1%eth0", "a..b"} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		n, err := parseHosts([]string{host})
		if err != nil {
			wantCode(t, "parseHosts", err, ErrHost)
			return
		}
		if len(n.dns)+len(n.addresses) != 1 {
			t.Errorf("parseHosts(%q) = %v", host, n)
		}
		for _, name := range n.dns {
			if again, err := parseHosts([]string{name}); err != nil || len(again.dns) != 1 || again.dns[0] != name {
				t.Errorf("parseHosts(%q) = %v, %v", name, again, err)
			}
		}
	})
}
