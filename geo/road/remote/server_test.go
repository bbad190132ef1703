package remote

import (
	"strings"
	"testing"

	"sitedraw/geo"
)

func TestParseServer(t *testing.T) {
	for text, want := range map[string]string{
		"osrm:https://router.example":                        "osrm:https://router.example",
		"valhalla:http://127.0.0.1:8002/":                    "valhalla:http://127.0.0.1:8002",
		"vroom:https://me:secret@host/solve/?key=secret":     "vroom:https://host/solve",
		"osrm:http://[::1]:5000/a%2Fb/":                      "osrm:http://[::1]:5000/a/b",
		"osrm:https://router.example:8443/routed-car?x=y#":   "osrm:https://router.example:8443/routed-car",
		"valhalla:HTTPS://valhalla.example/matrix?token=a@b": "valhalla:https://valhalla.example/matrix",
	} {
		s, err := ParseServer(text)
		if err != nil || s.String() != want {
			t.Errorf("ParseServer(%q) = %q, %v, want %q", text, s, err, want)
		}
		if !IsServer(text) {
			t.Errorf("IsServer(%q) = false", text)
		}
	}
}

func TestParseServerRefused(t *testing.T) {
	for text, want := range map[string]struct {
		code  geo.Code
		value string
	}{
		"":                                {ErrKind, ""},
		"travel.csv":                      {ErrKind, "travel.csv"},
		`C:\travel.csv`:                   {ErrKind, "C"},
		"OSRM:https://host":               {ErrKind, "OSRM"},
		"osrm":                            {ErrAddress, ""},
		"osrm:host":                       {ErrAddress, "host"},
		"osrm:ftp://host":                 {ErrAddress, "ftp://host"},
		"osrm:https://":                   {ErrAddress, "https://"},
		"osrm:https://:5000":              {ErrAddress, "https://:5000"},
		"osrm:https://host#part":          {ErrAddress, "https://host#part"},
		"osrm:https://u:secret@host:port": {ErrAddress, "host:port"},
		"osrm:https://u:secret@/?secret":  {ErrAddress, "/"},
		"osrm:https://ho st?secret":       {ErrAddress, "https://ho st"},
	} {
		_, err := ParseServer(text)
		if e := located(t, err); e.Code != want.code || e.Value != want.value || strings.Contains(err.Error(), "secret") {
			t.Errorf("ParseServer(%q) = %v, want %s of %q", text, err, want.code, want.value)
		}
	}
	for _, file := range []string{"travel.csv", `C:\travel.csv`, "osrm", "dir/osrm:x"} {
		if IsServer(file) {
			t.Errorf("IsServer(%q) = true", file)
		}
	}
}

// No error shows more of an address than host and path.
func FuzzParseServer(f *testing.F) {
	for _, text := range []string{"osrm:https://u:p@host/x?k=v", "vroom:http://[::1]:80", "valhalla:", "x:y"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseServer(text)
		if err != nil {
			located(t, err)
			return
		}
		again, err := ParseServer(s.String())
		if err != nil || again.String() != s.String() {
			t.Fatalf("ParseServer(%q) = %q, and of that %q, %v", text, s, again, err)
		}
	})
}
