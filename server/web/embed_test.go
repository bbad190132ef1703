package web

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every file has a media type, and what never changes its address has none of the
// things that the policy forbids.
func TestFiles(t *testing.T) {
	assets := 0
	err := fs.WalkDir(Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
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
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if assets == 0 {
		t.Error("there are no assets")
	}
	index, err := fs.ReadFile(Files(), Index)
	if err != nil {
		t.Fatal(err)
	}
	if inline := regexp.MustCompile(`(?s)<script[^>]*>[^<]|<style|style=|https?://`).Find(index); inline != nil {
		t.Errorf("%s holds %q, which the policy forbids", Index, inline)
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
