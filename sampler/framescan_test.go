package sampler

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

// anyText is a text that may need escapes, composition or several bytes a letter.
var anyText = rapid.StringOfN(rapid.SampledFrom([]rune("aAe0 \"\\,:[]{}/市场é\u0301\u2028点😀")), 0, 8, -1)

// anySite may be refused.
func anySite(t *rapid.T) geo.Site {
	coordinate := rapid.Int32Range(-1_800_000_000, 1_800_000_000)
	point := rapid.Custom(func(t *rapid.T) geo.Point {
		return geo.Point{Lon: geo.E7(coordinate.Draw(t, "lon")), Lat: geo.E7(coordinate.Draw(t, "lat") / 2)}
	})
	s := geo.Site{
		ID: "s" + anyText.Draw(t, "id"), Name: anyText.Draw(t, "name"), Category: anyText.Draw(t, "category"),
		Area: rapid.SampledFrom([]string{"", "360681101201", "36"}).Draw(t, "area"), Unit: anyText.Draw(t, "unit"),
		PartOf: anyText.Draw(t, "part_of"), Size: rapid.SampledFrom([]int32{0, 1, 10, geo.MaxSize}).Draw(t, "size"),
		Tags: rapid.SliceOfN(anyText, 0, 3).Draw(t, "tags"),
	}
	if slices.Sort(s.Tags); len(s.Tags) == 0 {
		s.Tags = nil
	}
	switch rapid.IntRange(0, 3).Draw(t, "geometry") {
	case 0:
		s.Geometry = point.Draw(t, "point")
	case 1:
		s.Geometry = geo.Line{point.Draw(t, "from"), point.Draw(t, "to")}
	case 2:
		s.Geometry = geo.Polygon{{{Lon: 0, Lat: 0}, {Lon: 9, Lat: 0}, {Lon: 9, Lat: 9}, {Lon: 0, Lat: 0}}}
		s.Mark, s.Marked = geo.Point{Lon: 3, Lat: 2}, true
	}
	return s
}

// What the scanner reads the reader of everything reads too, as the same site,
// however a line was changed; and the scanner leaves it no plain line.
func TestScannedAsRead(t *testing.T) {
	var kept lineParser // remembers texts from line to line
	rapid.Check(t, func(t *rapid.T) {
		site := anySite(t)
		line := string(AppendSite(nil, &site))
		_, at := site.Geometry.(geo.Point)
		plain := (at || site.Geometry == nil) && !strings.Contains(line, `\`) && site.Check() == nil
		if _, ok := kept.scanner.site([]byte(line)); plain && !ok {
			t.Errorf("a plain line is not scanned: %s", line)
		}
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			from := rapid.IntRange(0, len(line)).Draw(t, "from")
			to := rapid.IntRange(from, min(from+2, len(line))).Draw(t, "to")
			line = line[:from] + rapid.SampledFrom([]string{"", "-", "0", "1", ",", " ", `"`, `\`, "]", "\xff", "\x01", "a"}).Draw(t, "put") + line[to:]
		}
		checkScanned(t, &kept, line)
	})
}

// checkScanned compares what the two readers make of a line.
func checkScanned(t interface{ Errorf(string, ...any) }, p *lineParser, line string) {
	scanned, ok := p.scanner.site([]byte(line))
	if !ok {
		return
	}
	if read, err := p.parseAny([]byte(line + "\n")); err != nil || !reflect.DeepEqual(read, scanned) {
		t.Errorf("%s is scanned as %+v and read as %+v, %v", line, scanned, read, err)
	}
}

// What is one byte away from canonical form is not scanned.
func TestNotScanned(t *testing.T) {
	const whole = `{"area":"360681101201","category":"SC","geometry":{"coordinates":[1170000000,-280000000],"type":"Point"},` +
		`"id":"a","name":"市场","part_of":"b","size":12,"tags":["x","y"],"unit":"u"}`
	var s lineScanner
	if _, ok := s.site([]byte(whole)); !ok {
		t.Fatalf("%s is not scanned", whole)
	}
	for _, c := range []struct{ from, to string }{
		{`{"area"`, `{,"area"`},
		{`"area":"360681101201"`, `"area":""`},
		{`"360681101201"`, `"3606811012"`},
		{`{"area":"360681101201",`, `{"area":"360681101201"`},
		{`"SC"`, `"SC","category":"SC"`},
		{`"SC"`, "\"S\tC\""},
		{`"SC"`, "\"S\xffC\""},
		{`"SC"`, "\"e\u0301\""},
		{`"SC"`, `"S\u0043"`},
		{`"SC"`, `"S\"C"`},
		{`1170000000`, `+1170000000`},
		{`1170000000`, `0117000000`},
		{`1170000000`, `1800000001`},
		{`1170000000`, `11700000000`},
		{`1170000000`, `1.17e9`},
		{`1170000000`, ``},
		{`-280000000`, `-0`},
		{`-280000000`, `-900000001`},
		{`-280000000`, `-280000000,1`},
		{`,"id":"a"`, ``},
		{`"id":"a","name":"市场"`, `"name":"市场","id":"a"`},
		{`:12`, `:0`},
		{`:12`, `:012`},
		{`:12`, `:-12`},
		{`:12`, `:2147483648`},
		{`:12`, `:"12"`},
		{`["x","y"]`, `[]`},
		{`["x","y"]`, `["x""y"]`},
		{`["x","y"]`, `["x","y",]`},
		{`["x","y"],"unit":"u"`, `["x","y"`},
		{`["x","y"]`, `["y","x"]`},
		{`["x","y"]`, `["x","x"]`},
		{`"u"}`, `"u"} `},
		{`"u"}`, `"u","z":1}`},
		{`"u"}`, `"u"`},
		{`"u"}`, `"u`},
	} {
		line := strings.Replace(whole, c.from, c.to, 1)
		if site, ok := s.site([]byte(line)); ok {
			t.Errorf("%s is scanned as %+v", line, site)
		}
	}
}

// However many texts there are, and however long, each stays what it is.
func TestScannedTextsStay(t *testing.T) {
	var s lineScanner
	sites := make([]geo.Site, 3*maxShared)
	line := func(i int) string {
		name := strings.Repeat("n", i*37%(slabBytes/4)+1)
		return fmt.Sprintf(`{"id":"id %d","name":"%s","tags":["t%d"],"unit":"u%d"}`, i, name, i/2, i/2)
	}
	for i := range sites {
		site, ok := s.site([]byte(line(i)))
		if sites[i] = site; !ok {
			t.Fatalf("%s is not scanned", line(i))
		}
	}
	for i := range sites {
		if got := string(AppendSite(nil, &sites[i])); got != line(i) {
			t.Fatalf("site %d is now %s, want %s", i, got, line(i))
		}
	}
}
