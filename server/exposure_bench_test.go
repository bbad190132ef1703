package server

import (
	"net/http"
	"testing"

	"sitedraw/fixtures"
)

// BenchmarkExposure asks over a socket for the chances of the demo county's sites under
// its plan of 31 categories, which were worked out before: as data, as a layer of a map
// and for the card of one site.
func BenchmarkExposure(b *testing.B) {
	frame, err := fixtures.County()
	if err != nil {
		b.Fatal(err)
	}
	f := newFast(b, frame, Limits{})
	f.jobs.patience = 1 << 62
	const at, order = "/registers/x/versions/1/exposure", `{"plan":"county-31x131"}`
	f.asked(http.MethodPost, at, order)
	for _, c := range []struct{ name, method, path, body string }{
		{"again", http.MethodPost, at, order},
		{"geojson", http.MethodGet, at + "?plan=county-31x131&format=geojson", ""},
		{"site", http.MethodGet, "/registers/x/sites/" + frame.Sites()[0].ID + "/exposure?plan=county-31x131", ""},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				f.asked(c.method, c.path, c.body)
			}
		})
	}
}
