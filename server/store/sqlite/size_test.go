package sqlite

import (
	"context"
	"os"
	"testing"

	"sitedraw/server/store"
)

// A version that differs in one site costs what one chunk costs, and its list of
// chunks.
func TestVersionSize(t *testing.T) {
	sites, bound := 20_000, int64(100_000)
	if os.Getenv("SITEDRAW_LONG") != "" {
		sites, bound = 1_000_000, 1_000_000
	}
	s := open(t, t.TempDir())
	keepFrame(t, s, sites, "")
	before := sized(t, s)
	changed := keepFrame(t, s, sites, " 改")
	grown := sized(t, s) - before
	t.Logf("%d sites take %d bytes; another version %d", sites, before, grown)
	if _, err := store.OpenFrame(context.Background(), s, changed.Digest()); err != nil {
		t.Errorf("OpenFrame() = %v, want nil", err)
	}
	if grown < 0 || grown >= bound {
		t.Errorf("a version that differs in one of %d sites costs %d bytes, want less than %d", sites, grown, bound)
	}
}
