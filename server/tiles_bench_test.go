package server

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// fullTile is the tile of zoom 14 in which newTileServer's sites lie.
const fullTile = "/tiles/14/13525/6847.mvt?version=1"

// newTileServer is a server with a register "x" of 10,000 sites in one tile.
func newTileServer(b *testing.B) *Server {
	b.Helper()
	s := newFilledServer(b, 0)
	sites := manySites(10_000)
	for i := range sites {
		sites[i].Geometry = geo.Point{Lon: 1_171_850_000 + geo.E7(i%100)*1000, Lat: 283_060_000 + geo.E7(i/100)*1000}
	}
	frame, err := sampler.NewFrame(sites)
	if err != nil {
		b.Fatal(err)
	}
	if err := store.PutFrame(context.Background(), s.Store, frame); err != nil {
		b.Fatal(err)
	}
	err = s.Store.Update(context.Background(), func(w store.Writer) error {
		return w.AddVersion(store.Version{Register: "x", Number: 1, Frame: frame.Digest(), Sites: len(sites)})
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkTile asks the handler for a tile of 10,000 points that has to be cut, and
// for one that was; what it is cut from is there.
func BenchmarkTile(b *testing.B) {
	s := newTileServer(b)
	for _, coding := range []string{"identity", "gzip", "br"} {
		for _, cold := range []string{"cold", "warm"} {
			b.Run(fmt.Sprintf("%s/%s", cold, coding), func(b *testing.B) {
				r := httptest.NewRequest(http.MethodGet, mapBase+"/x"+fullTile, nil)
				r.Header.Set("X-Test-Who", "viewer")
				r.Header.Set("Accept-Encoding", coding)
				recorder := httptest.NewRecorder()
				for b.Loop() {
					if cold == "cold" {
						s.tiles.made = newTiles().made
					}
					recorder.Body.Reset()
					if s.Handler().ServeHTTP(recorder, r); recorder.Code != http.StatusOK {
						b.Fatalf("tile = %d %s", recorder.Code, recorder.Body)
					}
					b.SetBytes(int64(recorder.Body.Len()))
				}
			})
		}
	}
}
