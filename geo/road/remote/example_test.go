package remote_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"sitedraw/geo"
	"sitedraw/geo/road/remote"
)

// A table of two places, of which the second is in a one-way street.
func ExampleServer_Matrix() {
	osrm := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"code":"Ok","durations":[[0,61.5],[null,0]],"distances":[[0,480],[null,0]]}`)
	}))
	defer osrm.Close()
	server, err := remote.ParseServer("osrm:" + osrm.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	places := []geo.Point{{Lon: 1172117000, Lat: 282849000}, {Lon: 1172150000, Lat: 282850000}}
	matrix, err := server.Matrix(context.Background(), places, remote.Options{Now: time.Now})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(matrix.At(0, 1))
	fmt.Println(matrix.At(1, 0))
	// Output:
	// 61500 480000
	// -1 -1
}
