package geo

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// Where the compiler may fuse x*y+z, only functions that decide nothing contain
// it: the index's bounds, which have a margin, and asin, which asks for it.
func TestOnlyBoundsAreFused(t *testing.T) {
	if !longTests() {
		t.Skip("TestOnlyBoundsAreFused: SITEDRAW_LONG is not 1")
	}
	allowed := regexp.MustCompile(`^(sitedraw/geo\.(\(\*Finder\)\.(visit|enqueue)|\(\*lineSearch\)\.(visit|lower)|\(\*gauge\)\.(haversine|lower)|shortSine|lowCosine|lowSine|loosen|asin)|github\.com/)`)
	fused := regexp.MustCompile(`\s(VFN?M(ADD|SUB)\w*|FN?M(ADD|SUB)\w*)\s`)
	for _, target := range []string{"GOARCH=amd64 GOAMD64=v3", "GOARCH=arm64"} {
		build := exec.Command("go", "build", "-gcflags=-S", ".")
		build.Env = append(append(os.Environ(), "CGO_ENABLED=0"), strings.Fields(target)...)
		listing, err := build.CombinedOutput()
		if err != nil {
			t.Fatalf("%s go build: %v\n%s", target, err, listing)
		}
		function, seen := "", false
		for line := range strings.Lines(string(listing)) {
			if name, _, found := strings.Cut(line, " STEXT"); found {
				function = name
			}
			if fused.MatchString(line) {
				seen = true
				if !allowed.MatchString(function) {
					t.Errorf("%s: %s is fused: %s", target, function, strings.TrimSpace(line))
				}
			}
		}
		if !seen {
			t.Errorf("%s: no fused instruction at all, want asin's: is the listing read right?", target)
		}
	}
}
