package remote

import (
	"net/http"
	"testing"
)

// BenchmarkMatrix puts together the times between 131 places, answers made beforehand:
// what is left is ours.
func BenchmarkMatrix(b *testing.B) {
	w := newWorld(131)
	stand := &standIn{world: w, limit: 10_000}
	for kind, handler := range map[string]http.HandlerFunc{"osrm": stand.osrmTable, "valhalla": stand.valhallaMatrix, "vroom": stand.vroomSolve} {
		b.Run(kind, func(b *testing.B) {
			s, err := ParseServer(kind + ":http://host")
			if err != nil {
				b.Fatal(err)
			}
			kept := &recorded{handler: handler, bodies: map[string][]byte{}}
			o := options()
			o.Client = &http.Client{Transport: kept}
			for b.Loop() {
				ask(b, s, w, o)
			}
			b.ReportMetric(float64(len(kept.bodies)), "requests")
		})
	}
}
