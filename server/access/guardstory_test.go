package access

import (
	"strings"
	"testing"
	"time"
)

// knock is one attempt of a story.
type knock struct {
	pass    time.Duration // before it
	times   int           // attempts without a pause between; 0 is one
	login   string
	address string
	device  string
	right   bool          // the password is right
	wait    time.Duration // wanted
}

func (s knock) visitor() Visitor {
	v := Visitor{Login: s.login, Address: address(s.address)}
	if s.device != "" {
		v.Device = known(s.login, s.device)
	}
	return v
}

const (
	home    = "218.87.12.34"
	beside  = "218.87.12.99" // in the same /24
	abroad  = "203.0.113.7"
	desk    = "192.168.1.20"
	desk2   = "192.168.1.21"
	v6      = "2408:8207:1234:5678::1"
	v6again = "2408:8207:1234:5678:ffff::1"
)

var stories = map[string][]knock{
	"failures of a pair pause it, longer and longer, and nobody else": {
		{times: 5, login: "office", address: home},
		{login: "office", address: home, wait: 5 * time.Second},
		{login: "office", address: beside, wait: 5 * time.Second},
		{login: " OFFICE", address: home, wait: 5 * time.Second},
		{login: "unit", address: home},
		{login: "office", address: abroad},
		{login: "office", address: v6},
		{pass: 4 * time.Second, login: "office", address: home, wait: time.Second},
		{pass: time.Second, login: "office", address: home},
		{login: "office", address: home, wait: 10 * time.Second},
		{pass: 10 * time.Second, login: "office", address: home},
		{login: "office", address: home, wait: 20 * time.Second},
	},
	"knocking does not lengthen a pause": {
		{times: 5, login: "office", address: home},
		{pass: time.Second, login: "office", address: home, wait: 4 * time.Second},
		{pass: time.Second, login: "office", address: home, wait: 3 * time.Second},
		{pass: 3 * time.Second, login: "office", address: home, right: true},
		{times: 5, login: "office", address: home},
	},
	"one failure is forgotten in an hour": {
		{times: 5, login: "office", address: home},
		{pass: time.Hour, login: "office", address: home},
		{login: "office", address: home, wait: 5 * time.Second},
		{pass: 3 * time.Hour, times: 3, login: "office", address: home},
		{login: "office", address: home, wait: 5 * time.Second},
	},
	"IPv6 counts by /64": {
		{times: 5, login: "office", address: v6},
		{login: "office", address: v6again, wait: 5 * time.Second},
		{login: "office", address: "2408:8207:1234:5679::1"},
	},
	"a colleague in the same building is somebody else": {
		{times: 5, login: "office", address: desk},
		{login: "office", address: desk, wait: 5 * time.Second},
		{login: "office", address: desk2},
	},
	"a device is not slowed by failures from its own neighbourhood": {
		{times: 5, login: "office", address: home},
		{login: "office", address: home, wait: 5 * time.Second},
		{login: "office", address: home, device: "A", right: true},
		{login: "office", address: home, wait: 5 * time.Second}, // nor does it free the others
	},
	"a stolen device is slowed by itself": {
		{times: 5, login: "office", address: abroad, device: "A"},
		{login: "office", address: home, device: "A", wait: 5 * time.Second},
		{login: "office", address: home, device: "B"},
		{login: "office", address: abroad},
		{login: "unit", address: abroad, device: "A"},
	},
	"success forgets the failures of the pair": {
		{times: 4, login: "office", address: home},
		{login: "office", address: home, right: true},
		{times: 5, login: "office", address: home},
		{login: "office", address: home, wait: 5 * time.Second},
	},
	"success at one's own account frees no other": {
		{times: 4, login: "office", address: abroad},
		{login: "unit", address: abroad, right: true},
		{login: "office", address: abroad},
		{login: "office", address: abroad, wait: 5 * time.Second},
	},
	"the clock set back makes nobody wait longer than a pause": {
		{times: 5, login: "office", address: home},
		{pass: -24 * time.Hour, login: "office", address: home, wait: 5 * time.Second},
		{pass: 5 * time.Second, login: "office", address: home},
	},
	"no login at all counts too": {
		{times: 5, login: "", address: home},
		{login: "", address: home, wait: 5 * time.Second},
	},
	"a login of a megabyte": {
		{times: 5, login: strings.Repeat("烟", 1<<18), address: home},
		{login: strings.Repeat("烟", 1<<18), address: home, wait: 5 * time.Second},
		{login: strings.Repeat("烟", 1<<18) + "x", address: home},
	},
}

func TestLogInGuardStories(t *testing.T) {
	for name, steps := range stories {
		t.Run(name, func(t *testing.T) {
			w := newWatch()
			g := guard(t, w.clock)
			for i, s := range steps {
				w.pass(s.pass)
				for range max(s.times, 1) {
					wait, attempt := g.Allow(s.visitor())
					if wait != s.wait || (attempt == nil) != (s.wait > 0) {
						t.Fatalf("step %d: Allow(%.20q, %s, %q) = %v, %v, want %v", i, s.login, s.address, s.device, wait, attempt, s.wait)
					}
					if s.right {
						attempt.Succeeded()
					}
				}
			}
		})
	}
}
