package geo

import (
	"fmt"
	"math"
	"testing"
)

func TestNewPoint(t *testing.T) {
	for _, c := range []struct {
		lon, lat E7
		code     Code
	}{
		{0, 0, ""}, {MaxLon, MaxLat, ""}, {-MaxLon, -MaxLat, ""},
		{MaxLon + 1, 0, ErrLongitude}, {-MaxLon - 1, 0, ErrLongitude},
		{0, MaxLat + 1, ErrLatitude}, {0, -MaxLat - 1, ErrLatitude}, {math.MinInt32, 0, ErrLongitude},
	} {
		_, err := NewPoint(c.lon, c.lat)
		wantCode(t, fmt.Sprintf("NewPoint(%d, %d)", c.lon, c.lat), err, c.code)
	}
}

func TestParsePoint(t *testing.T) {
	for _, c := range []struct {
		lon, lat string
		code     Code
	}{
		{"180", "-90", ""}, {"180.0000001", "0", ErrLongitude}, {"0", "90.0000001", ErrLatitude},
		{"180.00000004", "0", ""}, {"x", "0", ErrDegrees}, {"0", "", ErrDegrees},
	} {
		_, err := ParsePoint(c.lon, c.lat)
		wantCode(t, fmt.Sprintf("ParsePoint(%q, %q)", c.lon, c.lat), err, c.code)
	}
}

func TestPointFromDegrees(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		lon, lat float64
		code     Code
	}{
		{180, 90, ""}, {-180, -90, ""}, {180.1, 0, ErrLongitude}, {0, 90.1, ErrLatitude},
		{nan, 0, ErrDegrees}, {0, nan, ErrDegrees}, {inf, 0, ErrDegrees}, {0, -inf, ErrDegrees},
		{1e300, 0, ErrLongitude}, {0, -1e300, ErrLatitude}, {500, 0, ErrLongitude},
	} {
		_, err := PointFromDegrees(c.lon, c.lat)
		wantCode(t, fmt.Sprintf("PointFromDegrees(%v, %v)", c.lon, c.lat), err, c.code)
	}
	if p, _ := PointFromDegrees(1.00000005, -0.00000025); p != (Point{Lon: 10_000_001, Lat: -3}) {
		t.Errorf("PointFromDegrees(1.00000005, -0.00000025) = %v, want {1.0000001 -0.0000003}", p)
	}
}

func TestBox(t *testing.T) {
	b := Box{Min: Point{Lon: -10, Lat: 0}, Max: Point{Lon: 10, Lat: 20}}
	for _, c := range []struct {
		p    Point
		want bool
	}{
		{Point{0, 10}, true}, {Point{-10, 0}, true}, {Point{10, 20}, true}, {Point{10, 21}, false},
		{Point{-11, 5}, false}, {Point{11, 5}, false}, {Point{0, -1}, false},
	} {
		if got := b.Contains(c.p); got != c.want {
			t.Errorf("Contains(%v) = %v, want %v", c.p, got, c.want)
		}
		if got := b.Intersects(c.p.Bounds()); got != c.want {
			t.Errorf("Intersects(%v) = %v, want %v", c.p, got, c.want)
		}
		if u := b.Union(c.p.Bounds()); !u.Contains(c.p) || !u.Contains(b.Min) || !u.Contains(b.Max) {
			t.Errorf("Union(%v) = %v, want both inside", c.p, u)
		}
	}
}
