package intake

import (
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitedraw/geo"
)

// shared returns the path of a file of the shared test data, and skips the test
// where the data is absent.
func shared(t testing.TB, path string) string {
	t.Helper()
	full := filepath.Join("..", "..", "..", "shared", "data", path)
	if _, err := os.Stat(full); err != nil {
		t.Skip("shared data absent: " + path)
	}
	return full
}

func readShared(t testing.TB, path string) *Result {
	t.Helper()
	f, err := os.Open(shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := Read(filepath.Base(path), f, Options{})
	if err != nil {
		t.Fatalf("Read(%q) = %v", path, err)
	}
	return r
}

// readText reads a file that is right.
func readText(t testing.TB, text string) *Result {
	t.Helper()
	r, err := Read("test", strings.NewReader(text), Options{})
	if err != nil {
		t.Fatalf("Read = %v", err)
	}
	return r
}

func siteOf(t testing.TB, r *Result, id string) geo.Site {
	t.Helper()
	for _, s := range r.Sites {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("no site %q among %v", id, ids(r.Sites))
	return geo.Site{}
}

func ids(sites []geo.Site) []string {
	var list []string
	for _, s := range sites {
		list = append(list, s.ID)
	}
	return list
}

// osmXML wraps elements.
func osmXML(elements string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n<osm version=\"0.6\">" + elements + "</osm>\n"
}

func asError(t testing.TB, err error) *geo.Error {
	t.Helper()
	var e *geo.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v is no *geo.Error", err)
	}
	return e
}

func unpackText(t testing.TB, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
