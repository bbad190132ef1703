package main

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/server/middleware"
	"sitedraw/server/text"
)

func TestReadSettings(t *testing.T) {
	for source, want := range map[string][]setting{
		"":                                   nil,
		"addr: 127.0.0.1:80\nbackup-keep: 3": {{"addr", []string{"127.0.0.1:80"}}, {"backup-keep", []string{"3"}}},
		"tls-self: true\ncors: [a, b]":       {{"cors", []string{"a", "b"}}, {"tls-self", []string{"true"}}},
		"data: 数据\n":                         {{"data", []string{"数据"}}},
	} {
		got, err := readSettings(strings.NewReader(source))
		if err != nil || !cmp.Equal(got, want, cmp.AllowUnexported(setting{})) {
			t.Errorf("readSettings(%q) = %v, %v, want %v", source, got, err, want)
		}
	}
	for source, want := range map[string]geo.Code{
		"[a]": errConfigForm, "a": errConfigForm, "a: {b: c}": errConfigValue, "a: [[b]]": errConfigValue, "a: 1.5": errConfigValue, "a: [b": errConfigForm,
	} {
		if _, err := readSettings(strings.NewReader(source)); !errors.Is(err, want) {
			t.Errorf("readSettings(%q) = %v, want %v", source, err, want)
		}
	}
}

func FuzzReadSettings(f *testing.F) {
	f.Add("addr: 127.0.0.1:80\ncors: [a, b]\n")
	f.Fuzz(func(t *testing.T, source string) {
		settings, err := readSettings(strings.NewReader(source))
		if err != nil {
			return
		}
		w, _, _ := quiet("")
		cmd := (&app{world: w, texts: text.For(text.EN)}).serveCommand()
		for _, s := range settings {
			if err := s.apply(cmd.Flags()); err != nil {
				if _, known := errors.AsType[*geo.Error](err); !known {
					t.Errorf("%v has no code", err)
				}
			}
		}
	})
}

func TestBase(t *testing.T) {
	own := machineName()
	for _, test := range []struct {
		s     serving
		bound string
		want  string
	}{
		{serving{}, "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{serving{}, "[::1]:80", "http://[::1]"},
		{serving{}, "0.0.0.0:8080", "http://" + own + ":8080"},
		{serving{}, "[::]:80", "http://" + own},
		{serving{self: true}, "192.168.1.2:443", "https://192.168.1.2"},
		{serving{self: true}, "192.168.1.2:80", "https://192.168.1.2:80"},
		{serving{hosts: []string{"draws.local", "x"}}, "0.0.0.0:8443", "http://draws.local:8443"},
		{serving{files: middleware.TLS{Hosts: []string{"draws.example"}}}, "0.0.0.0:443", "https://draws.example"},
		{serving{files: middleware.TLS{CertFile: "c"}, hosts: []string{"::1"}}, "0.0.0.0:443", "https://[::1]"},
	} {
		bound, err := net.ResolveTCPAddr("tcp", test.bound)
		if err != nil {
			t.Fatal(err)
		}
		if got := test.s.base(bound); got != test.want {
			t.Errorf("base(%s) = %s, want %s", test.bound, got, test.want)
		}
	}
}

func TestParseURL(t *testing.T) {
	for _, test := range []struct {
		s           serving
		given, want string // empty: it is refused
	}{
		{serving{}, "https://draw.example", "https://draw.example"},
		{serving{}, "http://127.0.0.1:8080/", "http://127.0.0.1:8080"},
		{serving{}, "https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"},
		{serving{hosts: []string{"x", "draw.example"}}, "https://Draw.example:8443", "https://Draw.example:8443"},
		{serving{hosts: []string{"x"}}, "https://draw.example", ""},
		{serving{self: true}, "https://127.0.0.1", "https://127.0.0.1"},
		{serving{self: true}, "https://draw.example", ""},
		{serving{}, "draw.example", ""}, {serving{}, "ftp://draw.example", ""}, {serving{}, "https://", ""},
		{serving{}, "https://:8080", ""}, {serving{}, "https://draw.example/draws", ""}, {serving{}, "https://draw.example?", ""},
		{serving{}, "https://draw.example#a", ""}, {serving{}, "https://a:b@draw.example", ""}, {serving{}, "https://draw.example:x", ""},
	} {
		w, _, _ := quiet("")
		cmd := (&app{world: w, texts: text.For(text.EN)}).serveCommand()
		got, err := test.s.parseURL(cmd, test.given)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("parseURL(%s) = %q, %v, want %q", test.given, got, err, test.want)
		}
	}
}

// People reach a server by the address that it was told, or else where it listens.
func TestReached(t *testing.T) {
	bound := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	for want, s := range map[string]serving{"http://127.0.0.1:8080": {}, "https://draw.example": {url: "https://draw.example"}} {
		if got := s.reached(bound); got != want {
			t.Errorf("reached(%v) = %s, want %s", bound, got, want)
		}
	}
}

func TestNextOrigin(t *testing.T) {
	for origin, want := range map[string]string{
		"draws": "draws-2", "draws-2": "draws-3", "draws-9": "draws-10", "draws-1": "draws-1-2", "draws-02": "draws-02-2",
		"sitedraw-12345678": "sitedraw-12345678-2", "a-b": "a-b-2", "-2": "-2-2",
	} {
		if got := nextOrigin(origin); got != want {
			t.Errorf("nextOrigin(%q) = %q, want %q", origin, got, want)
		}
	}
}

func TestSecretLine(t *testing.T) {
	for source, want := range map[string]string{"a b\n": "a b", "\ufeffa\r\n": "a", "a\r\nb": "a", "": ""} {
		if got, err := secretLine(strings.NewReader(source)); err != nil || got != want {
			t.Errorf("secretLine(%q) = %q, %v, want %q", source, got, err, want)
		}
	}
}

// Keys are made once, for their owner alone, and never beside a database.
func TestOpenKeys(t *testing.T) {
	w, _, _ := quiet("")
	a := &app{world: w, texts: text.For(text.EN)}
	d := dataFolder(filepath.Join(t.TempDir(), "data"))
	first, err := a.openKeys(d, "draws.example")
	if err != nil {
		t.Fatal(err)
	}
	key, err := first.logKey()
	if err != nil || key.Origin() != "draws.example" {
		t.Errorf("the log is called %q, %v", key.Origin(), err)
	}
	for _, name := range []string{logKeyFile, sealsKeyFile} {
		info, err := os.Stat(d.keyPath(name))
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != ownerOnly {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	again, err := a.openKeys(d, "other")
	if err != nil || !cmp.Equal(first, again) {
		t.Errorf("openKeys made the keys anew: %v", err)
	}
	if err := os.WriteFile(d.path("sitedraw.db"), nil, ownerOnly); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(d.keyPath(logKeyFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := a.openKeys(d, ""); !errors.Is(err, errKeyMissing) {
		t.Errorf("openKeys without a key beside a database = %v, want %v", err, errKeyMissing)
	}
	if err := os.WriteFile(d.keyPath(sealsKeyFile), []byte("short\n"), ownerOnly); err != nil {
		t.Fatal(err)
	}
	bad := keySet{logKeyFile: first[logKeyFile], sealsKeyFile: []byte("short\n")}
	if _, err := bad.server(); !errors.Is(err, errKeyForm) {
		t.Errorf("server keys of a short key = %v, want %v", err, errKeyForm)
	}
}

// A server that cannot listen leaves the folder free.
func TestServeGivesTheFolderFree(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	folder := t.TempDir()
	for range 2 {
		w, _, errOut := quiet("")
		w.now = time.Now
		if code := run(context.Background(), []string{"serve", "--data", folder, "--addr", taken.Addr().String()}, w); code != exitBad {
			t.Errorf("serve at a taken address ends with %d, want %d", code, exitBad)
		}
		if !strings.Contains(errOut.String(), "cannot listen at") {
			t.Errorf("error %q", errOut)
		}
	}
}
