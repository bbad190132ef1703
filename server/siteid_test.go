package server

import (
	"strconv"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// The table finds every site and no other, as the frame's own search does.
func TestIDTable(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000, 1023, 1024, 1025, 5000} {
		sites := make([]geo.Site, n)
		for i := range sites {
			sites[i] = geo.Site{ID: "站 " + strconv.Itoa(i), Name: "x", Category: "SC", Geometry: geo.Point{Lon: 1_170_000_000, Lat: 280_000_000}}
		}
		frame, err := sampler.NewFrame(sites)
		if err != nil {
			t.Fatal(err)
		}
		table := newIDTable(frame.Sites())
		for i := range n + 1000 {
			id := "站 " + strconv.Itoa(i)
			got, found := table.site(id)
			want, known := frame.Site(id)
			if got != want || found != known {
				t.Fatalf("site(%q) of %d = %v, %v, want %v, %v", id, n, got, found, want, known)
			}
		}
	}
}
