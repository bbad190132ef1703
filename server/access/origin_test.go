package access

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sitedraw/geo"
)

func TestSameOrigin(t *testing.T) {
	local := Origin{"http", "127.0.0.1:8080"}
	public := Origin{"https", "draw.guixi.example"}
	bracket := Origin{"http", "[::1]:8080"}
	for _, test := range []struct {
		ours    Origin
		origins string // with | between several; "-" for none
		site    string
		want    geo.Code
	}{
		{local, "-", "-", ""}, // a program
		{local, "http://127.0.0.1:8080", "-", ""},
		{local, "http://127.0.0.1:8080", "same-origin", ""},
		{local, "-", "same-origin", ""},
		{local, "-", "none", ""},
		{bracket, "http://[::1]:8080", "same-origin", ""},
		{public, "https://draw.guixi.example", "same-origin", ""},
		{public, "https://draw.guixi.example:443", "-", ""},
		{public, "HTTPS://Draw.Guixi.Example", "-", ""},
		{Origin{"https", "Draw.guixi.example:443"}, "https://draw.guixi.example", "-", ""},
		{Origin{"http", "localhost"}, "http://localhost:80", "-", ""},

		{local, "null", "-", ErrOrigin},
		{local, "null", "same-origin", ErrOrigin},
		{local, "", "-", ErrOrigin},
		{local, "http://127.0.0.1:8080", "cross-site", ErrOrigin},
		{local, "http://127.0.0.1:8080", "same-site", ErrOrigin},
		{local, "http://127.0.0.1:8080", "Same-Origin", ErrOrigin},
		{local, "http://127.0.0.1:8080", "", ErrOrigin},
		{local, "-", "cross-site", ErrOrigin},
		{local, "-", "same-site", ErrOrigin},
		{local, "http://127.0.0.1:8080", "none|cross-site", ErrOrigin},
		{local, "http://127.0.0.1:8080|http://127.0.0.1:8080", "-", ErrOrigin},
		{local, "http://evil.example", "-", ErrOrigin},
		{local, "http://evil.example", "same-origin", ErrOrigin},
		{local, "http://127.0.0.1", "-", ErrOrigin},
		{local, "http://127.0.0.1:8081", "-", ErrOrigin},
		{local, "http://localhost:8080", "-", ErrOrigin},
		{local, "https://127.0.0.1:8080", "-", ErrOrigin},
		{local, "http://127.0.0.1:8080/", "-", ErrOrigin},
		{local, "http://127.0.0.1:8080 ", "-", ErrOrigin},
		{local, "http://127.0.0.1:8080 http://evil.example", "-", ErrOrigin},
		{local, "http://127.0.0.1:8080@evil.example", "-", ErrOrigin},
		{local, "http://x@127.0.0.1:8080", "-", ErrOrigin},
		{local, "//127.0.0.1:8080", "-", ErrOrigin},
		{local, "file://", "-", ErrOrigin},
		{public, "https://draw.guixi.example.evil.example", "-", ErrOrigin},
		{public, "https://evil-draw.guixi.example", "-", ErrOrigin},
		{public, "https://draw.guixi.example:80", "-", ErrOrigin},
		{public, "https://draw.guixi.example:443:443", "-", ErrOrigin},
		{public, "http://draw.guixi.example", "-", ErrOrigin},
		{public, "http://draw.guixi.example:443", "-", ErrOrigin},
		{public, "https://draw.guixi.example.", "-", ErrOrigin},
		{Origin{"http", ""}, "http://", "-", ErrOrigin},
		{Origin{"", ""}, "://", "-", ErrOrigin},
	} {
		h := http.Header{}
		for name, values := range map[string]string{"Origin": test.origins, "Sec-Fetch-Site": test.site} {
			if values != "-" {
				h[name] = strings.Split(values, "|")
			}
		}
		err := SameOrigin(h, test.ours)
		wantCode(t, "SameOrigin("+test.origins+", "+test.site+", "+test.ours.text()+")", err, test.want)
	}
}

// What passes is, to a parser of addresses too, a page of our own.
func FuzzOrigin(f *testing.F) {
	f.Add("http://127.0.0.1:8080", "127.0.0.1:8080")
	f.Add("HTTP://localhost:80", "localhost")
	f.Add("null", "localhost")
	f.Fuzz(func(t *testing.T, origin, host string) {
		ours := Origin{"http", host}
		if err := SameOrigin(http.Header{"Origin": {origin}}, ours); err != nil {
			wantCode(t, "SameOrigin", err, ErrOrigin)
			return
		}
		a, errA := url.Parse(origin)
		b, errB := url.Parse("http://" + host)
		if errA != nil || errB != nil {
			return // no browser has such a page
		}
		port := func(u *url.URL) string {
			if u.Port() == "" {
				return "80"
			}
			return u.Port()
		}
		if !strings.EqualFold(a.Hostname(), b.Hostname()) || port(a) != port(b) || a.Scheme != "http" {
			t.Errorf("SameOrigin(%q, %q) passes", origin, host)
		}
	})
}
