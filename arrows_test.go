package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "sitedraw"

// room returns the part of the house a package is in: the longest of rooms that
// its path begins with; the empty text is package main.
func room(path string) string {
	path = strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
	best := ""
	for r := range rooms {
		if (path == r || strings.HasPrefix(path, r+"/")) && len(r) > len(best) {
			best = r
		}
	}
	return best
}

// rooms says which rooms each one may import, its own aside.
var rooms = map[string][]string{
	"": {
		"geo", "sampler", "fixtures", "server", "server/report", "server/text", "server/store",
		"server/store/sqlite", "server/store/postgres", "server/web", "server/transparency",
		"server/access", "server/middleware", "server/bundle", "docs",
	},
	"geo":     {},
	"sampler": {"geo"},
	"server": {
		"geo", "sampler", "server/report", "server/text", "server/store",
		"server/store/sqlite", "server/store/postgres", "server/web", "server/transparency",
		"server/access", "server/middleware", "server/bundle", "server/feature", "server/tile", "docs",
	},
	"docs":                  {},
	"server/tile":           {"geo"},
	"server/bundle":         {"geo", "sampler", "server/transparency", "docs", "server/text"},
	"server/access":         {"geo"},
	"server/middleware":     {"geo", "server/text"},
	"server/feature":        {"geo"},
	"server/report":         {"geo", "sampler", "server/text", "server/transparency"},
	"server/transparency":   {"geo"},
	"server/text":           {"geo", "sampler"},
	"server/store":          {"geo", "sampler"},
	"server/store/sqlite":   {"geo", "sampler", "server/store"},
	"server/store/postgres": {"geo", "sampler", "server/store"},
	"server/web":            {},
	"fixtures":              {"geo", "sampler"},
}

// only says who may import a library.
var only = map[string][]string{
	"github.com/paulmach/orb/geo":    {"geo"},
	"github.com/paulmach/orb/planar": {"geo"},
	"github.com/labstack/echo":       {"server", "server/middleware"},
	"modernc.org/sqlite":             {"server/store/sqlite"},
	"github.com/twpayne/go-kml":      {"server/report"},
	"github.com/teambition/rrule-go": {"sampler"},
	"github.com/jackc/pgx":           {"server/store/postgres"},
	"database/sql":                   {"server/store", "server/store/sqlite", "server/store/postgres"},
}

// closed is what package sampler may not import, with all below it: nothing opens
// a file, a socket or a clock there, or finds chance elsewhere than in a seed.
var closed = []string{
	"os", "syscall", "net", "io/ioutil", "path/filepath", "log", "crypto/rand", "math/rand",
	"github.com/xuri/excelize", "github.com/paulmach/osm",
}

// wrongArrow says why one package may not import another; the empty text if it
// may.
func wrongArrow(from, to string) string {
	if to == module || strings.HasPrefix(to, module+"/") {
		if a, b := room(from), room(to); a != b && !slices.Contains(rooms[a], b) {
			return "the house has no arrow from " + a + " to " + b
		}
		return ""
	}
	for library, users := range only {
		if within(to, library) && !slices.Contains(users, room(from)) {
			return "only " + strings.Join(users, ", ") + " may import it"
		}
	}
	if room(from) == "sampler" {
		for _, library := range closed {
			if within(to, library) {
				return "sampler opens nothing"
			}
		}
	}
	return ""
}

func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

func TestArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	packages := 0
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		packages++
		for _, to := range fields[1:] {
			if why := wrongArrow(fields[0], to); why != "" {
				t.Errorf("%s imports %s: %s", fields[0], to, why)
			}
		}
	}
	if packages < 5 {
		t.Errorf("go list found %d packages: the search is broken", packages)
	}
}

func TestWrongArrow(t *testing.T) {
	for _, test := range []struct {
		from, to string
		wrong    bool
	}{
		{"sitedraw", "sitedraw/sampler", false},
		{"sitedraw", "sitedraw/geo/intake", false},
		{"sitedraw", "sitedraw/fixtures", false},
		{"sitedraw/geo/intake", "sitedraw/geo", false},
		{"sitedraw/geo/road", "sitedraw/geo/osm", false},
		{"sitedraw/geo/road/remote", "sitedraw/geo/road", false},
		{"sitedraw/geo/road/remote", "sitedraw/sampler", true},
		{"sitedraw/geo/route/check", "sitedraw/geo/route", false},
		{"sitedraw/geo/route/vroom", "sitedraw/geo/route", false},
		{"sitedraw/geo/route/vroom", "sitedraw/server/text", true},
		{"sitedraw/geo/route", "sitedraw/sampler", true},
		{"sitedraw/sampler/drill", "sitedraw/sampler", false},
		{"sitedraw/sampler/itinerary", "sitedraw/geo", false},
		{"sitedraw/sampler/itinerary", "sitedraw/server/text", true},
		{"sitedraw/sampler/estimate", "sitedraw/sampler", false},
		{"sitedraw/sampler/estimate", "os", true},
		{"sitedraw/sampler/estimate", "sitedraw/sampler/exposure", false},
		{"sitedraw/sampler/dispatch", "sitedraw/geo/route/check", false},
		{"sitedraw/geo/route", "sitedraw/sampler/dispatch", true},
		{"sitedraw/server/report", "sitedraw/sampler/itinerary", false},
		{"sitedraw/server/store/sqlite", "sitedraw/server/store", false},
		{"sitedraw/server", "github.com/labstack/echo/v4", false},
		{"sitedraw/geo", "github.com/paulmach/orb/planar", false},
		{"sitedraw/geo", "sitedraw/sampler", true},
		{"sitedraw/geo/road", "sitedraw/sampler", true},
		{"sitedraw/sampler", "sitedraw/server/text", true},
		{"sitedraw/server/store/sqlite", "sitedraw/server/store/postgres", true},
		{"sitedraw/server/store", "sitedraw/server", true},
		{"sitedraw/server/report", "sitedraw/server/store", true},
		{"sitedraw/server", "sitedraw/fixtures", true},
		{"sitedraw/geo", "sitedraw", true},
		{"sitedraw/sampler", "github.com/paulmach/orb/geo", true},
		{"sitedraw/geo", "github.com/labstack/echo/v4", true},
		{"sitedraw/server", "modernc.org/sqlite", true},
		{"sitedraw/sampler", "os", true},
		{"sitedraw/sampler", "net/http", true},
		{"sitedraw/sampler/itinerary", "os", true},
		{"sitedraw/sampler/exposure", "sitedraw/geo", false},
		{"sitedraw/sampler/exposure", "sitedraw/geo/share", false},
		{"sitedraw/sampler/balance", "sitedraw/geo", false},
		{"sitedraw/geo/share", "sitedraw/sampler", true},
		{"sitedraw/sampler/exposure", "math/rand/v2", true},
		{"sitedraw/sampler/drill", "github.com/xuri/excelize/v2", true},
		{"sitedraw/sampler", "math/rand/v2", true},
		{"sitedraw/sampler", "time", false},
		{"sitedraw/sampler", "embed", false},
	} {
		if got := wrongArrow(test.from, test.to) != ""; got != test.wrong {
			t.Errorf("wrongArrow(%q, %q) = %v, want %v", test.from, test.to, got, test.wrong)
		}
	}
}

// Below main nothing asks what time it is: a clock is an argument.
func TestNoClockBelowMain(t *testing.T) {
	files := 0
	for _, folder := range []string{"geo", "sampler", "server", "fixtures"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				if path == folder {
					return nil // a room that is not built yet
				}
				return err
			}
			files++
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && isClock(s, folder) {
					t.Errorf("%s: time.%s below main", set.Position(s.Pos()), s.Sel.Name)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 50 {
		t.Errorf("found %d files: the search is broken", files)
	}
}

// isClock holds for what asks the time. A server may wait, which decides nothing.
func isClock(s *ast.SelectorExpr, folder string) bool {
	x, ok := s.X.(*ast.Ident)
	clock := []string{"Now", "Since", "Until"}
	if folder != "server" {
		clock = append(clock, "Tick", "After")
	}
	return ok && x.Name == "time" && slices.Contains(clock, s.Sel.Name)
}
