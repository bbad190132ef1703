package server

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"sitedraw/fixtures"
)

// BenchmarkPostRoutes plans the routes of the demo county's 131 sites for three teams
// over a socket until the plan is on the disk: by estimate, and on the county's
// roads, whose graph is in memory. BenchmarkPostRoutes/read reads the itinerary.
func BenchmarkPostRoutes(b *testing.B) {
	frame, err := fixtures.County()
	if err != nil {
		b.Fatal(err)
	}
	f := newFast(b, frame, Limits{})
	f.asked(http.MethodPost, "/draws", `{"register":"x","plan":"county-31x131","practice":true}`)
	f.asked(http.MethodPut, "/registers/x/attachments/roads/roads.osm.gz", string(fixtures.Roads()))
	const teams = `"iterations":10000,"teams":{"dates":["2026-11-25"],"hours":"06:00-20:00","start":{"at":[122.97,33.47]},"end":"start",` +
		`"teams":[{"name":"a","members":[{"name":"a"}]},{"name":"b","members":[{"name":"b"}]},{"name":"c","members":[{"name":"c"}]}]}}`
	for _, times := range []struct{ name, roads string }{{"estimated", `{"roads":null,`}, {"roads", `{`}} {
		f.asked(http.MethodPost, "/draws/1/routes", times.roads+teams)
		b.Run(times.name, func(b *testing.B) {
			for b.Loop() {
				f.asked(http.MethodPost, "/draws/1/routes", times.roads+teams)
			}
		})
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			f.asked(http.MethodGet, "/draws/1/routes/1", "")
		}
	})
}

// asked sends a request and reads what is answered well.
func (f *fast) asked(method, path, body string) {
	f.b.Helper()
	r, err := http.NewRequestWithContext(f.b.Context(), method, f.http.URL+base+path, strings.NewReader(body))
	if err != nil {
		f.b.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+f.token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := f.http.Client().Do(r)
	if err != nil {
		f.b.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if told, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode >= http.StatusMultipleChoices || answer.StatusCode == http.StatusAccepted {
		f.b.Fatalf("%s %s = %d %.300s, %v", method, path, answer.StatusCode, told, err)
	}
}
