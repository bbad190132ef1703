package feature

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
)

func TestOneInEachSystem(t *testing.T) {
	list := sites{
		{ID: `a/"\东`, Name: "é", Geometry: geo.Point{Lon: 1_172_425_184, Lat: 282_925_184}},
		{ID: "hole", Geometry: geo.Polygon{
			geo.Ring(path(0, 0, 0, 10, 10, 10, 10, 0, 0, 0)),
			geo.Ring(path(2, 2, 4, 2, 4, 4, 2, 2)),
		}},
		{ID: "line", Geometry: path(-1, 0, 1, 2)},
		{ID: "many", Geometry: geo.MultiPolygon{{geo.Ring(path(0, 0, 5, 0, 5, 5, 0, 0))}}},
		{ID: "nowhere"},
		{ID: "pole", Geometry: geo.Point{Lon: geo.MaxLon, Lat: geo.MaxLat}},
	}
	for _, c := range []struct {
		number int
		view   View
		want   string
	}{
		{0, View{}, `{"type":"Feature","id":"a/\"\\东","geometry":{"type":"Point","coordinates":[117.2425184,28.2925184]},"properties":{"name":"é"}}`},
		{0, View{CRS: EPSG4326}, `"coordinates":[28.2925184,117.2425184]`},
		{0, View{CRS: EPSG4490}, `"coordinates":[28.2925184,117.2425184]`},
		{0, View{CRS: EPSG3857}, `"coordinates":[13051377.448,3285903.976]`},
		{0, View{Datum: geo.GCJ02}, `"coordinates":[117.2476`},
		{1, View{}, `"coordinates":[[[0,0],[0.000001,0],[0.000001,0.000001],[0,0.000001],[0,0]],[[0.0000002,0.0000002],[0.0000004,0.0000004],[0.0000004,0.0000002],[0.0000002,0.0000002]]]`},
		{2, View{CRS: EPSG4326}, `{"type":"LineString","coordinates":[[0,-0.0000001],[0.0000002,0.0000001]]}`},
		{3, View{}, `{"type":"MultiPolygon","coordinates":[[[[0,0],[0.0000005,0],[0.0000005,0.0000005],[0,0]]]]}`},
		{4, View{}, `"geometry":null`},
		{5, View{CRS: EPSG3857}, `"coordinates":[20037508.343,`},
	} {
		if got := string(New(list, c.view).One(c.number)); !strings.Contains(got, c.want) {
			t.Errorf("%v: One(%d) = %s, want %s", c.view, c.number, got, c.want)
		}
	}
}

// The coordinates of EPSG:3857 are those that PROJ gives, to the millimetre.
func TestMercator(t *testing.T) {
	for _, c := range []struct {
		lon, lat    geo.E7
		east, north int64
	}{
		{0, 0, 0, 0},
		{geo.MaxLon, 0, 20_037_508_343, 0},
		{-geo.MaxLon, 0, -20_037_508_343, 0},
		{1_172_425_184, 282_925_184, 13_051_377_448, 3_285_903_976},
		{100_000_000, 600_000_000, 1_113_194_908, 8_399_737_890},
		{100_000_000, -600_000_000, 1_113_194_908, -8_399_737_890},
	} {
		if east, north := mercatorEast(c.lon), mercatorNorth(c.lat); east != c.east || north != c.north {
			t.Errorf("%s, %s = %d, %d, want %d, %d", c.lon, c.lat, east, north, c.east, c.north)
		}
	}
	for lat := geo.MaxLat - 1000; lat < geo.MaxLat-1; lat++ {
		if mercatorNorth(lat) >= mercatorNorth(lat+1) {
			t.Fatalf("the north of %s is not below that of %s", lat, lat+1)
		}
	}
}

func TestParseCRS(t *testing.T) {
	for i, uri := range Systems() {
		if got, err := ParseCRS(uri); err != nil || got != CRS(i) || got.String() != uri {
			t.Errorf("ParseCRS(%q) = %v, %v", uri, got, err)
		}
	}
	for _, uri := range []string{"", "CRS84", "http://www.opengis.net/def/crs/EPSG/0/4327"} {
		if _, err := ParseCRS(uri); err == nil {
			t.Errorf("ParseCRS(%q) takes it", uri)
		}
	}
}

func unzipped(t *testing.T, packed []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	r.Multistream(false)
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// A body, plain or compressed, is the features one by one with commas between,
// whatever of it was compressed before.
func TestBodyJoins(t *testing.T) {
	list := somewhere(1000, 4)
	f := New(list, View{})
	random := rand.New(rand.NewPCG(1, 1))
	selections := []Selection{All(1000), All(0), All(128), All(1), Some(nil), Some([]int32{0, 1, 2, 500, 999})}
	for range 20 {
		from := random.IntN(1000)
		page, _, _ := All(1000).Page(from-1, random.IntN(600))
		selections = append(selections, page, page.Keep(func(int) bool { return random.IntN(8) > 0 }))
	}
	sums := map[uint32]string{}
	for _, s := range selections {
		want := []byte("[")
		s.Each(func(number int) {
			if len(want) > 1 {
				want = append(want, comma...)
			}
			want = append(want, f.One(number)...)
		})
		want = append(want, ']')
		body := f.Body([]byte("["), s, []byte("]"))
		var plain bytes.Buffer
		if _, err := body.WriteTo(&plain); err != nil || !bytes.Equal(plain.Bytes(), want) {
			t.Fatalf("Body of %d = %d bytes, %v, want %d", s.Len(), plain.Len(), err, len(want))
		}
		if !bytes.Equal(unzipped(t, body.Gzip()), want) || !bytes.Equal(body.Gzip(), body.Gzip()) {
			t.Fatalf("Gzip of %d is not the body", s.Len())
		}
		if body.Len() != len(want) || !json.Valid(want) {
			t.Fatalf("Len = %d, want %d of JSON", body.Len(), len(want))
		}
		if other, same := sums[body.Sum()]; same && other != string(want) {
			t.Fatalf("two bodies of %d and %d bytes have the sum %d", len(other), len(want), body.Sum())
		}
		sums[body.Sum()] = string(want)
	}
	changed := New(renamed{list}, View{})
	if one := Some([]int32{7}); f.Body(nil, one, nil).Sum() == changed.Body(nil, one, nil).Sum() {
		t.Error("a feature of other properties has the same sum")
	}
	if _, err := f.Body(nil, All(1000), nil).WriteTo(broken{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("WriteTo = %v, want the writer's error", err)
	}
}

// renamed is a list whose properties are others.
type renamed struct{ List }

func (renamed) AppendProperties(b []byte, _ int) []byte { return append(b, `{"name":"改"}`...) }

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// Pages have every feature once, whatever their length.
func TestSelectionPages(t *testing.T) {
	some := Some([]int32{1, 5, 6, 7, 90, 99})
	for _, s := range []Selection{All(100), All(0), some, Some(nil), some.And([]int32{0, 5, 99}), All(8).And([]int32{2, 8, 9})} {
		var all []int
		s.Each(func(number int) { all = append(all, number) })
		for limit := 1; limit < 12; limit++ {
			var got []int
			after, more := -1, true
			for pages := 0; more && pages < 200; pages++ {
				var page Selection
				page, after, more = s.Page(after, limit)
				page.Each(func(number int) { got = append(got, number) })
				if page.Len() > limit || more && page.Len() != limit {
					t.Errorf("a page of %d has %d", limit, page.Len())
				}
			}
			if !slices.Equal(got, all) || s.Len() != len(all) {
				t.Errorf("pages of %d have %v, want %v", limit, got, all)
			}
		}
	}
	if got := some.And([]int32{0, 5, 99}).Len(); got != 2 {
		t.Errorf("And keeps %d, want 2", got)
	}
	if got := All(10).Drop(3).And([]int32{0, 3, 5, 9, 10}).Len(); got != 3 {
		t.Errorf("And keeps %d of a stretch, want 3", got)
	}
	for _, s := range []Selection{All(10), Some([]int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})} {
		for n, want := range map[int]int{0: 10, 3: 7, 10: 0, 11: 0} {
			page, last, _ := s.Drop(n).Page(-1, 100)
			if page.Len() != want || want > 0 && last != 9 {
				t.Errorf("Drop(%d) leaves %d up to %d, want %d", n, page.Len(), last, want)
			}
		}
	}
	if page, _, more := some.Page(1000, 10); page.Len() != 0 || more {
		t.Errorf("a page behind the end has %d", page.Len())
	}
}

func TestParseCursor(t *testing.T) {
	for _, c := range []Cursor{{1, 0}, {0, 7}, {12, 1<<31 - 1}} {
		if got, err := ParseCursor(c.String()); err != nil || got != c {
			t.Errorf("ParseCursor(%q) = %v, %v", c, got, err)
		}
	}
	for _, text := range []string{"", "1", "1-", "-1-1", "1--1", "01-1", "1-+1", "1-2147483648", "9223372036854775808-1", "1-1-1", "１-1"} {
		if got, err := ParseCursor(text); err == nil {
			t.Errorf("ParseCursor(%q) = %v, want %s", text, got, ErrCursor)
		}
	}
}

func TestParseInterval(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, c := range []struct {
		text string
		in   string
		want bool
	}{
		{"2026-11-22", "2026-11-22T23:59:59.9Z", true},
		{"2026-11-22", "2026-11-23T00:00:00Z", false},
		{"2026-11-22T01:00:00Z", "2026-11-22T01:00:00Z", true},
		{"2026-11-22T09:00:00+08:00", "2026-11-22T01:00:00Z", true},
		{"2026-11-22t01:00:00z", "2026-11-22T01:00:01Z", false},
		{"2026-11-01/2026-11-22", "2026-11-22T12:00:00Z", true},
		{"2026-11-01/2026-11-22", "2026-10-31T12:00:00Z", false},
		{"../2026-11-22", "1970-01-01T00:00:00Z", true},
		{"2026-11-22/", "2026-11-21T00:00:00Z", false},
		{"../..", "2026-11-21T00:00:00Z", true},
	} {
		if i, err := ParseInterval(c.text); err != nil || i.Holds(at(c.in)) != c.want {
			t.Errorf("ParseInterval(%q) = %v, %v; holds %s = %t, want %t", c.text, i, err, c.in, !c.want, c.want)
		}
	}
	for _, text := range []string{"", "..", "x", "2026-11-22/2026-11-21", "2026-13-01", "2026-11-22/2026-11-23/2026-11-24", "2026-11-22 01:00:00"} {
		if i, err := ParseInterval(text); err == nil {
			t.Errorf("ParseInterval(%q) = %v, want %s", text, i, ErrTime)
		}
	}
}

func FuzzParseCursor(f *testing.F) {
	f.Add("3-9999")
	f.Add("-1")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseCursor(text); err == nil && c.String() != text {
			t.Errorf("ParseCursor(%q) = %v, which is written %q", text, c, c.String())
		}
	})
}

func FuzzParseCRS(f *testing.F) {
	f.Add("http://www.opengis.net/def/crs/EPSG/0/3857")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseCRS(text); err == nil && c.String() != text {
			t.Errorf("ParseCRS(%q) = %s", text, c)
		}
	})
}

func FuzzParseInterval(f *testing.F) {
	f.Add("2026-11-22T01:00:00Z/..")
	f.Add("../2026-11-22")
	f.Fuzz(func(t *testing.T, text string) {
		i, err := ParseInterval(text)
		if err == nil && !i.From.IsZero() && !i.To.IsZero() && i.To.Before(i.From) {
			t.Errorf("ParseInterval(%q) = %v", text, i)
		}
		if err == nil && !i.From.IsZero() && !i.Holds(i.From) {
			t.Errorf("ParseInterval(%q) = %v, which has not its own beginning", text, i)
		}
	})
}
