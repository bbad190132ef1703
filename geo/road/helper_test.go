package road

import (
	"errors"
	"fmt"
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

func buildShared(t testing.TB, path string, p Profile) *Graph {
	t.Helper()
	f, err := os.Open(shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g, err := Build(t.Context(), f, BuildOptions{Name: path, Profile: p})
	if err != nil {
		t.Fatalf("Build(%q) = %v", path, err)
	}
	return g
}

// town is a map in text: nodes "1 lon lat" in units of 10⁻³ degree around 117° E
// 28° N, and ways "1 2 3: key=value key=value".
func town(lines ...string) string {
	var b strings.Builder
	b.WriteString(`<osm version="0.6">`)
	for i, line := range lines {
		nodes, tags, isWay := strings.Cut(line, ":")
		if !isWay {
			var id int
			var lon, lat float64
			if _, err := fmt.Sscan(line, &id, &lon, &lat); err != nil {
				panic(err)
			}
			fmt.Fprintf(&b, `<node id="%d" lon="%.7f" lat="%.7f"/>`, id, 117+lon/1000, 28+lat/1000)
			continue
		}
		fmt.Fprintf(&b, `<way id="%d">`, i+1)
		for ref := range strings.FieldsSeq(nodes) {
			fmt.Fprintf(&b, `<nd ref="%s"/>`, ref)
		}
		for tag := range strings.FieldsSeq(tags) {
			key, value, _ := strings.Cut(tag, "=")
			fmt.Fprintf(&b, `<tag k="%s" v="%s"/>`, key, value)
		}
		b.WriteString(`</way>`)
	}
	return b.String() + `</osm>`
}

// at is a place in the units of town.
func at(lon, lat float64) geo.Point {
	p, err := geo.PointFromDegrees(117+lon/1000, 28+lat/1000)
	if err != nil {
		panic(err)
	}
	return p
}

func buildTown(t testing.TB, p Profile, lines ...string) *Graph {
	t.Helper()
	g, err := Build(t.Context(), strings.NewReader(town(lines...)), BuildOptions{Profile: p})
	if err != nil {
		t.Fatalf("Build = %v", err)
	}
	return g
}

// metres is a profile for which a metre takes a second, so that the fastest way is
// the shortest: on all classes of roads, without a look at access.
func metres(oneway Oneway) Profile {
	speeds := map[string]int64{"pedestrian": 3600}
	for class := range carSpeeds {
		if class != "track" {
			speeds[class] = 3600
		}
	}
	return Profile{Name: "metres", Speeds: speeds, Oneway: oneway, Motor: true}
}

func codeOf(t testing.TB, err error) geo.Code {
	t.Helper()
	var e *geo.Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("error %v is no *geo.Error", err)
	}
	if e == nil {
		return ""
	}
	return e.Code
}
