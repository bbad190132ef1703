package road

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo/osm"
	"sitedraw/geo/stream"
)

// cross is a street through a crossing, another from there to a square that goes
// round in one direction, and an alley that leads out only.
var cross = []string{
	"1 0 0", "2 1 0", "3 2 0", "4 1 1", "5 1 2", "6 2 2", "7 2 3", "8 1 3", "9 5 5",
	"1 2 3: highway=primary",
	"2 4 5: highway=residential",
	"5 6 7 8 5: highway=residential junction=roundabout",
	"7 9: highway=service oneway=yes",
	"3 99: highway=service",
	"1 9: highway=footway",
}

func TestBuild(t *testing.T) {
	g := buildTown(t, Car(), cross...)
	r := g.Report()
	if r.Ways != 5 || r.Cut != 1 || r.Parts != 1 || r.Lost != 1 || r.LostMetres == 0 {
		t.Errorf("report = %+v", r)
	}
	// Junctions: both ends and the middle of the street, the entry of the square,
	// and where the alley leaves.
	if r.Junctions != 5 || r.Edges != 5 || len(g.arcs) != 8 {
		t.Errorf("%d junctions, %d edges, %d arcs, want 5, 5, 8", r.Junctions, r.Edges, len(g.arcs))
	}
}

func TestBuildRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		o    BuildOptions
		want any
	}{
		"no roads":   {town("1 0 0", "2 1 0", "1 2: highway=footway"), BuildOptions{}, ErrNoRoads},
		"one-way":    {town("1 0 0", "2 1 0", "1 2: highway=primary oneway=yes"), BuildOptions{}, ErrNoRoads},
		"no extract": {"id,name\n", BuildOptions{}, osm.ErrFormat},
		"empty":      {"", BuildOptions{}, stream.ErrEmpty},
		"cut":        {town(cross...)[:300], BuildOptions{}, stream.ErrTruncated},
		"too many":   {town(cross...), BuildOptions{Elements: 20}, osm.ErrTooMany},
		"too long":   {town(cross...), BuildOptions{Limits: stream.Limits{FileBytes: 100}}, stream.ErrTooBig},
	} {
		c.o.Name = "x.osm"
		g, err := Build(t.Context(), strings.NewReader(c.text), c.o)
		if g != nil || codeOf(t, err) != c.want || !strings.HasPrefix(err.Error(), "x.osm: ") {
			t.Errorf("%s: Build = %v, %v, want %v", name, g, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Build(ctx, strings.NewReader(town(cross...)), BuildOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Build after the end = %v", err)
	}
}

// The order of the elements of a file decides nothing.
func TestBuildOrder(t *testing.T) {
	want := buildTown(t, Car(), cross...).encode(cacheKey{})
	elements := strings.SplitAfter(strings.TrimSuffix(strings.TrimPrefix(town(cross...), `<osm version="0.6">`), "</osm>"), "/>")
	var whole []string // nodes, and ways with all that is in them
	for _, e := range elements {
		if last := len(whole) - 1; last >= 0 && strings.Contains(whole[last], "<way") && !strings.HasPrefix(e, "</way><way") {
			whole[last] += e
			continue
		}
		if rest, isNext := strings.CutPrefix(e, "</way>"); isNext {
			whole[len(whole)-1] += "</way>"
			e = rest
		}
		whole = append(whole, e)
	}
	for range 5 {
		rand.Shuffle(len(whole), func(i, j int) { whole[i], whole[j] = whole[j], whole[i] })
		g, err := Build(t.Context(), strings.NewReader(`<osm version="0.6">`+strings.Join(whole, "")+"</osm>"), BuildOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, g.encode(cacheKey{})); d != "" {
			t.Fatal("another order, another graph")
		}
	}
}

// Parts are strongly connected exactly if each end reaches the other.
func TestStrongParts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n := 1 + r.IntN(9)
		var edges []edge
		reach := make([][]bool, n)
		for i := range reach {
			reach[i] = make([]bool, n)
			reach[i][i] = true
		}
		for range r.IntN(2 * n) {
			a, b := r.IntN(n), r.IntN(n)
			edges = append(edges, edge{from: int32(a), to: int32(b), backward: closed})
			reach[a][b] = true
		}
		for k := range n {
			for i := range n {
				for j := range n {
					reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
				}
			}
		}
		first, arcs, _ := arcsOf(n, edges)
		part, sizes := strongParts(first, arcs)
		counts := make([]int, len(sizes))
		for i := range n {
			counts[part[i]]++
			for j := range n {
				if (part[i] == part[j]) != (reach[i][j] && reach[j][i]) {
					t.Fatalf("%d and %d of %v: parts %v", i, j, edges, part)
				}
			}
		}
		if !slices.Equal(counts, sizes) {
			t.Fatalf("sizes %v, want %v", sizes, counts)
		}
	}
}

// Every shared extract gives roads for every profile.
func TestBuildShared(t *testing.T) {
	for _, path := range []string{"osm/andorra.osm.pbf", "osm/guixi-360681.osm.gz", "osm/henan-puyang-rural.osm.gz", "osm/beijing-wudaokou.osm.gz"} {
		if strings.Contains(path, "wudaokou") && os.Getenv("SITEDRAW_LONG") == "" {
			continue
		}
		for _, p := range Profiles() {
			r := buildShared(t, path, p).Report()
			t.Logf("%s, %s: %+v", path, p.Name, r)
			if r.Metres < 20_000 || r.LostMetres > r.Metres/2 {
				t.Errorf("%s, %s: %+v", path, p.Name, r)
			}
		}
	}
}
