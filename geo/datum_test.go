package geo

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestParseDatum(t *testing.T) {
	for s, want := range map[string]Datum{
		"wgs84": WGS84, "WGS-84": WGS84, "cgcs2000": CGCS2000, "CGCS2000": WGS84,
		"gcj02": GCJ02, "GCJ-02": GCJ02, "bd09": BD09, "BD-09": BD09,
		"wgs 84": WGS84, "GPS": WGS84, "天地图": CGCS2000, "2000国家大地坐标系": CGCS2000,
		"高德": GCJ02, "高德地图": GCJ02, "火星坐标系": GCJ02, "百度": BD09, "Baidu": BD09,
	} {
		if got, err := ParseDatum(s); got != want || err != nil {
			t.Errorf("ParseDatum(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "wgs", "bd09mc", "epsg:4326", "北京54"} {
		_, err := ParseDatum(s)
		wantCode(t, fmt.Sprintf("ParseDatum(%q)", s), err, ErrDatumUnknown)
	}
	for _, d := range Datums() {
		if got, err := ParseDatum(d.String()); got != d || err != nil {
			t.Errorf("ParseDatum(%q) = %v, %v, want %v", d, got, err, d)
		}
	}
}

// Exact vectors (latitude first, as they were given).
func TestConvertVectors(t *testing.T) {
	for _, c := range [][4]float64{
		{31.1774276, 121.5272106, 31.17530398364597, 121.531541859215},
		{22.543847, 113.912316, 22.540796131694766, 113.9171764808363},
		{39.911954, 116.377817, 39.91334545536069, 116.38404722455657},
	} {
		lon, lat := WGS84.Convert(GCJ02, c[1], c[0])
		if math.Abs(lon-c[3]) > 2e-14 || math.Abs(lat-c[2]) > 2e-14 {
			t.Errorf("WGS84.Convert(GCJ02, %v, %v) = %.17g, %.17g, want %v, %v", c[1], c[0], lon, lat, c[3], c[2])
		}
		lon, lat = GCJ02.Convert(WGS84, c[3], c[2])
		if math.Abs(lon-c[1]) > 5e-14 || math.Abs(lat-c[0]) > 5e-14 {
			t.Errorf("GCJ02.Convert(WGS84, %v, %v) = %.17g, %.17g, want %v, %v", c[3], c[2], lon, lat, c[1], c[0])
		}
	}
}

// 664 cities of gcoord; its GCJ-02 column is 0.7 m off the formula throughout.
func TestConvertRealCities(t *testing.T) {
	var cities []struct {
		Coords map[string][2]float64
	}
	if err := json.NewDecoder(openData(t, "crs/gcoord-china-cities.json")).Decode(&cities); err != nil {
		t.Fatal(err)
	}
	worst := map[string]float64{}
	measure := func(name string, limit float64, d Datum, from, want [2]float64) {
		to, _ := ParseDatum(name)
		lon, lat := d.Convert(to, from[0], from[1])
		metres := Distance(mustDegrees(t, lon, lat), mustDegrees(t, want[0], want[1]))
		worst[name] = max(worst[name], metres)
		if metres > limit {
			t.Errorf("%s of %v is %.3f m off, want at most %v m", name, from, metres, limit)
		}
	}
	for _, c := range cities {
		measure("gcj02", 1, WGS84, c.Coords["WGS84"], c.Coords["GCJ02"])
		measure("bd09", 0.02, GCJ02, c.Coords["GCJ02"], c.Coords["BD09"])
	}
	t.Logf("%d cities, greatest distances in metres: gcj02 %.3f, bd09 %.4f", len(cities), worst["gcj02"], worst["bd09"])
}

func mustDegrees(t testing.TB, lon, lat float64) Point {
	t.Helper()
	p, err := PointFromDegrees(lon, lat)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// aroundChina draws points of the box of inChina and 3 degrees around it.
func aroundChina() *rapid.Generator[Point] {
	return rapid.Custom(func(t *rapid.T) Point {
		return Point{
			Lon: E7(rapid.Int32Range(690_000_000, 1_410_000_000).Draw(t, "lon")),
			Lat: E7(rapid.Int32Range(-20_000_000, 590_000_000).Draw(t, "lat")),
		}
	})
}

// Every place of the box, to its border, and every place well outside keeps its
// E7 on the way to any system and back; by way of another one, too.
func TestConvertThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := aroundChina().Draw(t, "point")
		if x, y := p.Lon.Degrees(), p.Lat.Degrees(); !(position{x, y}).inChina(0) && nearChina(x, y) {
			return
		}
		for _, via := range Datums() {
			for _, d := range Datums() {
				lon, lat := via.Degrees(p)
				lon, lat = via.Convert(d, lon, lat)
				back, err := d.Point(lon, lat)
				if err != nil || back != p {
					t.Fatalf("%v by way of %v as %v = %v, %v; back = %v, %v", p, via, d, lon, lat, back, err)
				}
			}
		}
	})
}

// nearChina reports whether the position is within 0.02° of the box.
func nearChina(lon, lat float64) bool {
	return lon >= 71.984 && lon <= 137.8547 && lat >= 0.8093 && lat <= 55.8471
}

// The inverse is exact far below 10⁻⁹ degree, also in the box's corners. At 105° E
// and 35° N the offset has the cusp of a square root, which costs two digits.
func TestInverseIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon := rapid.Float64Range(72.004, 137.8347).Draw(t, "lon")
		lat := rapid.Float64Range(0.8293, 55.8271).Draw(t, "lat")
		for _, d := range []Datum{GCJ02, BD09} {
			x, y := WGS84.Convert(d, lon, lat)
			if x, y = d.Convert(WGS84, x, y); math.Abs(x-lon) > 1e-11 || math.Abs(y-lat) > 1e-11 {
				t.Fatalf("%v there and back of %v, %v = %v, %v", d, lon, lat, x, y)
			}
		}
	})
}

func TestConvertOutsideChina(t *testing.T) {
	for _, c := range [][2]float64{{0, 0}, {2.35, 48.85}, {-180, -90}, {180, 90}, {71.9, 30}, {138, 30}, {100, 0.5}, {100, 56}} {
		for _, from := range Datums() {
			for _, to := range Datums() {
				if lon, lat := from.Convert(to, c[0], c[1]); lon != c[0] || lat != c[1] {
					t.Errorf("%v.Convert(%v, %v, %v) = %v, %v, want it as it is", from, to, c[0], c[1], lon, lat)
				}
			}
		}
	}
}

// Along the box's border a GCJ-02 coordinate is read as the place inside that it
// stands for; without any, in a strip that nothing is shifted to, as it is.
func TestConvertAtTheEdge(t *testing.T) {
	r := seeded(41)
	read, strip := 0, 0
	for range 20_000 {
		lon, lat := 72.004+(r.Float64()-0.5)*0.04, 1+50*r.Float64()
		x, y := GCJ02.Convert(WGS84, lon, lat)
		if x == lon && y == lat {
			if place := (position{lon, lat}).invert(wgsToGCJ); place.inChina(inverseMargin) {
				t.Errorf("GCJ02.Convert(WGS84, %v, %v) leaves it, want %v", lon, lat, place)
			}
			strip++
			continue
		}
		u, v := WGS84.Convert(GCJ02, x, y)
		if !(position{x, y}).inChina(inverseMargin) || math.Abs(u-lon) > 1e-11 || math.Abs(v-lat) > 1e-11 {
			t.Errorf("GCJ02.Convert(WGS84, %v, %v) = %v, %v, which is at %v, %v", lon, lat, x, y, u, v)
		}
		read++
	}
	if read < 5_000 || strip < 5_000 {
		t.Errorf("%d coordinates read as shifted, %d as they are: want thousands of each", read, strip)
	}
}

func TestDatumPoint(t *testing.T) {
	nan := math.NaN()
	for _, d := range Datums() {
		for _, c := range []struct {
			lon, lat float64
			code     Code
		}{{nan, 30, ErrDegrees}, {110, nan, ErrDegrees}, {math.Inf(1), 0, ErrDegrees}, {181, 0, ErrLongitude}, {0, -91, ErrLatitude}, {1e300, 1e300, ErrLongitude}} {
			_, err := d.Point(c.lon, c.lat)
			wantCode(t, fmt.Sprintf("%v.Point(%v, %v)", d, c.lon, c.lat), err, c.code)
		}
		_, err := d.ParsePoint("0x1p3", "30")
		wantCode(t, d.String()+".ParsePoint(0x1p3, 30)", err, ErrDegrees)
	}
	// The text is what is rounded: its nearest float64 lies below the half.
	if p, err := WGS84.ParsePoint("119.12345675", "26.00000005"); err != nil || p != (Point{1191234568, 260000001}) {
		t.Errorf("WGS84.ParsePoint = %v, %v, want {119.1234568 26.0000001}", p, err)
	}
	if p, err := GCJ02.ParsePoint("121.531541859215", "31.17530398364597"); err != nil || p != (Point{1215272106, 311774276}) {
		t.Errorf("GCJ02.ParsePoint = %v, %v, want {121.5272106 31.1774276}", p, err)
	}
}

func BenchmarkDatumPoint(b *testing.B) {
	for _, d := range []Datum{GCJ02, BD09} {
		b.Run(d.String(), func(b *testing.B) {
			for b.Loop() {
				_, _ = d.Point(116.404, 39.915)
			}
		})
	}
}

func ExampleDatum_Point() {
	shop, _ := GCJ02.Point(116.38404722455657, 39.91334545536069) // copied from a phone map
	fmt.Println(shop.Lon, shop.Lat)
	lon, lat := BD09.Degrees(shop)
	fmt.Printf("%.6f %.6f\n", lon, lat)
	// Output:
	// 116.377817 39.911954
	// 116.390455 39.919576
}
