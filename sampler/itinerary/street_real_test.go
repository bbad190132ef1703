package itinerary

import (
	"compress/gzip"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// guixi are the named roads of the town centre of Guixi, way by way.
func guixi(t testing.TB) (streets []Street) {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "osm", "guixi-360681.osm.gz"))
	if err != nil {
		t.Skip("the shared data are not here")
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var extract struct {
		Nodes []struct {
			ID  string `xml:"id,attr"`
			Lon string `xml:"lon,attr"`
			Lat string `xml:"lat,attr"`
		} `xml:"node"`
		Ways []struct {
			Refs []struct {
				Ref string `xml:"ref,attr"`
			} `xml:"nd"`
			Tags []struct {
				K string `xml:"k,attr"`
				V string `xml:"v,attr"`
			} `xml:"tag"`
		} `xml:"way"`
	}
	if err := xml.NewDecoder(unpacked).Decode(&extract); err != nil {
		t.Fatal(err)
	}
	places := map[string]geo.Point{}
	for _, n := range extract.Nodes {
		if places[n.ID], err = geo.ParsePoint(n.Lon, n.Lat); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range extract.Ways {
		tags := map[string]string{}
		for _, tag := range w.Tags {
			tags[tag.K] = tag.V
		}
		var l geo.Line
		for _, nd := range w.Refs {
			l = append(l, places[nd.Ref])
		}
		if tags["highway"] != "" && tags["name"] != "" && len(l) > 1 {
			streets = append(streets, Street{tags["name"], l})
		}
	}
	return streets
}

// Most stretches in the middle of a town are named by both ends.
func TestStretchNamesOfGuixi(t *testing.T) {
	streets := guixi(t)
	long, both := 0, 0
	for _, s := range streets {
		mm := geo.Millimetres(s.Line.Length())
		if mm < 300_000 {
			continue
		}
		long++
		stretch := sampler.Stretch{From: mm / 4, To: mm / 4 * 3}.Along(s.Line)
		name := StretchName(s.Name, s.Line, stretch, streets)
		from, to, named := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(name, s.Name+"("), ")"), "—")
		if named && from != "" && to != "" {
			both++
		}
		if from == s.Name && named || to == s.Name {
			t.Errorf("%s is named after itself", name)
		}
		t.Log(name)
	}
	if long < 20 || both*2 < long {
		t.Errorf("%d of %d stretches are named by both ends", both, long)
	}
}

func BenchmarkStretchName(b *testing.B) {
	streets := guixi(b)
	s := streets[len(streets)/2]
	for b.Loop() {
		StretchName(s.Name, s.Line, s.Line, streets)
	}
}
