package main

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sitedraw/sampler"
)

// readDraw reads record and frame of an unpacked bundle.
func readDraw(t testing.TB, folder string) (*sampler.Record, *sampler.Frame) {
	t.Helper()
	record, err := os.Open(filepath.Join(folder, "record.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	r, err := sampler.ReadRecord(record)
	if err != nil {
		t.Fatal(err)
	}
	frame, err := os.Open(filepath.Join(folder, "frame.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer frame.Close()
	f, err := sampler.ReadFrame(frame)
	if err != nil {
		t.Fatal(err)
	}
	return r, f
}

// compareDraw checks that what was picked and what is missing are the 131 sites of
// the plan.
func compareDraw(t testing.TB, r *sampler.Record, picks int) {
	t.Helper()
	missing := 0
	for _, s := range r.Shortfalls {
		missing += int(s.Want - s.Got)
	}
	if len(r.Picks) != picks || picks+missing != 131 {
		t.Errorf("%d picks, %d missing, the answer has %d; want 131 together", len(r.Picks), missing, picks)
	}
	t.Logf("%d picks, %d shortfalls", picks, len(r.Shortfalls))
}

// compareSites checks that the register is the list, unit by unit, and the map: its
// places one by one, and nothing that it does not have.
func (place realPlace) compareSites(t testing.TB, f *sampler.Frame, shared string) {
	t.Helper()
	units := readUnits(t, filepath.Join(shared, place.list))
	elements := readElements(t, filepath.Join(shared, place.roads))
	wanted, found := map[string]int{}, map[string]int{}
	for _, category := range elements {
		wanted[category]++
	}
	for _, s := range f.Sites() {
		name, fromMap := strings.CutPrefix(s.ID, "osm:")
		if !fromMap {
			if !units[s.Area] {
				t.Errorf("%s stands for the area %q, which the list has not, or twice", s.ID, s.Area)
			}
			delete(units, s.Area)
			continue
		}
		name, _, _ = strings.Cut(name, "#") // a part of a road
		category, there := elements[name]
		if township := category == "XZZF"; !there || (s.Area == "") != township {
			t.Errorf("%s in area %q: want an element of the map, in an area unless it is a township itself", s.ID, s.Area)
		}
		if category == roadOrNode {
			category = ""
		} else if category != s.Category {
			t.Errorf("%s is %s, want %s", s.ID, s.Category, category)
		}
		found[category]++
	}
	delete(wanted, roadOrNode)
	delete(found, "")
	if len(units) > 0 || fmt.Sprint(found) != fmt.Sprint(wanted) {
		t.Errorf("%s: left of the list %v; of the map %v, want %v", place.name, units, found, wanted)
	}
}

// readUnits are the codes of a list's townships and villages.
func readUnits(t testing.TB, path string) map[string]bool {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code, level := slices.Index(rows[0], "code"), slices.Index(rows[0], "level")
	units := map[string]bool{}
	for _, row := range rows[1:] {
		if row[level] != "county" {
			units[row[code]] = true
		}
	}
	return units
}

// roadOrNode stands for elements that are no place of their own: of roads the
// importer makes sites by the piece.
const roadOrNode = "road"

// placeCategories are the categories of places, by one of their tags.
var placeCategories = map[string]string{
	"place=quarter": "SQ", "place=village": "XZC", "place=hamlet": "XZC", "place=town": "XZZF", "railway=station": "JTCZ",
	"leisure=park": "GY", "amenity=school": "ZXX", "amenity=townhall": "ZWDT", "amenity=hospital": "YY", "amenity=post_office": "CKDW",
}

// element is a node, way or relation of a map as its XML has it.
type element struct {
	ID   int64 `xml:"id,attr"`
	Tags []struct {
		Key   string `xml:"k,attr"`
		Value string `xml:"v,attr"`
	} `xml:"tag"`
}

// category is that of a place, roadOrNode of what may be a road, a water or a
// crossing, and empty for the rest.
func (e *element) category(kind string) string {
	found := ""
	if kind == "node" {
		found = roadOrNode
	}
	for _, tag := range e.Tags {
		if category := placeCategories[tag.Key+"="+tag.Value]; category != "" {
			return category
		}
		if tag.Key == "highway" || tag.Key == "waterway" {
			found = roadOrNode
		}
	}
	return found
}

// readElements are the categories of a map's elements, "way/17", read without the
// importer.
func readElements(t testing.TB, path string) map[string]string {
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
	d, elements := xml.NewDecoder(unpacked), map[string]string{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements
		}
		if err != nil {
			t.Fatal(err)
		}
		start, is := token.(xml.StartElement)
		if !is || !slices.Contains([]string{"node", "way", "relation"}, start.Name.Local) {
			continue
		}
		var e element
		if err := d.DecodeElement(&e, &start); err != nil {
			t.Fatal(err)
		}
		if category := e.category(start.Name.Local); category != "" {
			elements[start.Name.Local+"/"+strconv.FormatInt(e.ID, 10)] = category
		}
	}
}
