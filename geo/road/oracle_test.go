package road

import (
	"encoding/json"
	"os"
	"testing"

	"sitedraw/geo"
)

// oracle holds shortest lengths by somebody else's Dijkstra; null: no way.
type oracle struct {
	Pairs []struct {
		From       [2]float64 `json:"from_lonlat"`
		To         [2]float64 `json:"to_lonlat"`
		Undirected *float64   `json:"undirected_m"`
		Directed   *float64   `json:"directed_m"`
	}
}

// The lengths are those of the oracle, within what places rounded to E7 and lengths
// rounded to millimetres make of it: 20 mm and a millionth. The oracle begins also
// where no way leads back, so all parts of the network are searched; where it does
// not, the kept part gives the same.
func TestOracle(t *testing.T) {
	for name, file := range map[string]string{"andorra": "osm/andorra.osm.pbf", "guixi": "osm/guixi-360681.osm.gz"} {
		data, err := os.ReadFile(shared(t, "routing/"+name+"_routing_oracle.json"))
		if err != nil {
			t.Fatal(err)
		}
		var o oracle
		if err := json.Unmarshal(data, &o); err != nil || len(o.Pairs) == 0 {
			t.Fatalf("%s: %d pairs, %v", name, len(o.Pairs), err)
		}
		directed, undirected := wholeGraph(t, file, metres(OnewayKept)), wholeGraph(t, file, metres(OnewayFoot))
		kept, compared := buildShared(t, file, metres(OnewayKept)), 0
		for _, pair := range o.Pairs {
			var places []geo.Point
			for _, at := range [][2]float64{pair.From, pair.To} {
				p, err := geo.PointFromDegrees(at[0], at[1])
				if err != nil {
					t.Fatal(err)
				}
				places = append(places, p)
			}
			compareLength(t, name+" directed", directed, places, pair.Directed)
			compareLength(t, name+" undirected", undirected, places, pair.Undirected)
			if a, b := kept.Snap(places[0]), kept.Snap(places[1]); a.Millimetres+b.Millimetres == 0 {
				compareLength(t, name+" kept", kept, places, pair.Directed)
				compared++
			}
		}
		if compared < len(o.Pairs)-2 {
			t.Errorf("%s: %d of %d pairs are in the kept part", name, compared, len(o.Pairs))
		}
	}
}

// wholeGraph holds all parts of a network.
func wholeGraph(t *testing.T, path string, p Profile) *Graph {
	t.Helper()
	f, err := os.Open(shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, err := readNetwork(t.Context(), f, &BuildOptions{Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	return newGraph(n.junctions, n.edges, n.shapes)
}

func compareLength(t *testing.T, name string, g *Graph, places []geo.Point, want *float64) {
	t.Helper()
	snaps, err := g.SnapAll(t.Context(), places)
	if err != nil {
		t.Fatal(err)
	}
	m, err := g.Matrix(t.Context(), snaps, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, got := m.At(0, 1)
	if want == nil {
		if got != Unreachable {
			t.Errorf("%s: %v to %v = %d mm, want none", name, places[0], places[1], got)
		}
		return
	}
	if off := float64(got) - *want*1000; off < -20-*want/1000 || off > 20+*want/1000 {
		t.Errorf("%s: %v to %v = %d mm, want %.3f m", name, places[0], places[1], got, *want)
	}
}
