package web

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// Every file has a media type, and what never changes its address has none of the
// things that the policy forbids.
func TestFiles(t *testing.T) {
	assets := 0
	err := fs.WalkDir(Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) == Packed {
			return err
		}
		if MediaType(name) == "" {
			t.Errorf("MediaType(%q) = \"\"", name)
		}
		if strings.HasPrefix(name, "assets/") {
			assets++
			if !regexp.MustCompile(`-[\w-]{8}\.\w+$`).MatchString(name) {
				t.Errorf("%s: the name holds no digest", name)
			}
			if !bytes.Equal(unpacked(t, name), read(t, name)) {
				t.Errorf("%s%s does not unpack to it", name, Packed)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if assets == 0 {
		t.Error("there are no assets")
	}
	for _, page := range Pages {
		index := read(t, First(page))
		if inline := regexp.MustCompile(`(?s)<script[^>]*>[^<]|<style|style=|https?://`).Find(index); inline != nil {
			t.Errorf("%s holds %q, which the policy forbids", First(page), inline)
		}
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	body, err := fs.ReadFile(Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// unpacked is what the packed form of a file holds.
func unpacked(t *testing.T, name string) []byte {
	t.Helper()
	body, err := io.ReadAll(brotli.NewReader(bytes.NewReader(read(t, name+Packed))))
	if err != nil {
		t.Fatalf("%s%s: %v", name, Packed, err)
	}
	return body
}

// The page of the map names the files that its parts would ask for one after the other,
// and begins like any other.
func TestMapPage(t *testing.T) {
	page, index := string(read(t, First("/map"))), string(read(t, Index))
	begin, end, _ := strings.Cut(index, "  </head>")
	if !strings.HasPrefix(page, begin) || !strings.HasSuffix(page, "  </head>"+end) {
		t.Errorf("%s is not %s with more in its head", First("/map"), Index)
	}
	for _, chunk := range []string{"MapPage", "SiteMap", "MapCanvas"} {
		found, err := fs.Glob(Files(), "assets/"+chunk+"-*.js")
		if err != nil || len(found) != 1 {
			t.Fatalf("the chunks of %s are %v, %v", chunk, found, err)
		}
		if !strings.Contains(page, `<link rel="modulepreload" crossorigin href="/`+found[0]+`">`) {
			t.Errorf("%s does not name %s", First("/map"), found[0])
		}
	}
}

// Each page of router.ts has a path here.
func TestPages(t *testing.T) {
	source, err := os.ReadFile("src/router.ts")
	if err != nil {
		t.Fatal(err)
	}
	var routes []string
	for _, m := range regexp.MustCompile(`path: '([^']+)'`).FindAllStringSubmatch(string(source), -1) {
		routes = append(routes, m[1])
	}
	if got, want := strings.Join(Pages, " "), strings.Join(routes, " "); got != want {
		t.Errorf("Pages = %s\nrouter.ts has %s", got, want)
	}
}
