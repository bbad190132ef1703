package tile

import (
	"fmt"
	"testing"

	"sitedraw/geo"
)

// tenThousand is a register of which one tile of zoom 14 holds 10,000 points.
func tenThousand() (*Source, Address) {
	at := Address{Zoom: 14, X: 13525, Y: 6847}
	sites := make([]geo.Site, 10_000)
	for i := range sites {
		sites[i] = geo.Site{
			ID: fmt.Sprintf("990100-SC-%05d", i), Name: fmt.Sprintf("示例县第%d号点位", i), Category: fmt.Sprintf("C%d", i%39),
			Area: fmt.Sprintf("36068110%d201", i%10), Unit: fmt.Sprintf("单位%d", i%40),
			Geometry: geo.Point{Lon: 1_171_850_000 + geo.E7(i%100)*1000, Lat: 283_060_000 + geo.E7(i/100)*1000},
		}
	}
	s := NewSource(Content{Sites: sites})
	place := spotOf(sites[5050].Geometry.(geo.Point), geo.WGS84)
	at.X, at.Y = place.x>>(gridBits-at.Zoom), place.y>>(gridBits-at.Zoom)
	return s, at
}

func BenchmarkTileOfTenThousand(b *testing.B) {
	s, at := tenThousand()
	if from, to := s.points.of(at); to-from != 10_000 {
		b.Fatalf("the tile has %d points", to-from)
	}
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(s.Tile(at))))
	}
}

// The same points as clusters.
func BenchmarkTileOfClusters(b *testing.B) {
	s, at := tenThousand()
	at = Address{Zoom: 10, X: at.X >> 4, Y: at.Y >> 4}
	b.ReportAllocs()
	for b.Loop() {
		s.Tile(at)
	}
}

func BenchmarkTileFromCache(b *testing.B) {
	s, at := tenThousand()
	c := NewCache[Address](1<<30, func(b []byte) int64 { return int64(len(b)) + 1 })
	for b.Loop() {
		if _, err := c.Get(at, func() ([]byte, error) { return s.Tile(at), nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewSource(b *testing.B) {
	s, _ := tenThousand()
	for b.Loop() {
		NewSource(Content{Sites: s.sites})
	}
}
