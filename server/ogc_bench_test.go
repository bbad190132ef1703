package server

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/sampler"
)

// BenchmarkOneFeature asks over 4 connections for one of 100,000 features by id, with
// a token and everything that a request passes, and an echo handler for the same
// bytes, in turns. The limits are those of the default.
func BenchmarkOneFeature(b *testing.B) {
	frame, err := sampler.NewFrame(manySites(100_000))
	if err != nil {
		b.Fatal(err)
	}
	f := newFast(b, frame, Limits{})
	own := newSiteClients(b, f.http.Listener.Addr().String(), func(n int) string {
		return fmt.Sprintf("GET /ogc/x/collections/sites/items/site-%07d HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", n, f.token)
	})
	own.round(b, 10_000)
	besideEcho(b, own, 4000, func(n int) string {
		return fmt.Sprintf("GET /sites/site-%07d HTTP/1.1\r\nHost: x\r\n\r\n", n)
	})
}

// besideEcho measures requests of own clients and as many of echo, which answers
// /sites/… with the bytes of one of them, in turns.
func besideEcho(b *testing.B, own *siteClients, turn int, request func(n int) string) {
	body := bytes.Clone(own.ask(b, 0, 50_000))
	e := echo.New()
	const known = 2048 // bytes, up to which net/http tells the length by itself
	e.GET("/sites/:site", func(c echo.Context) error {
		if len(body) > known {
			c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
		}
		return c.Blob(http.StatusOK, geoJSONMedia, body)
	})
	bare := httptest.NewServer(e)
	defer bare.Close()
	other := newSiteClients(b, bare.Listener.Addr().String(), request)
	other.round(b, 1000)
	own.round(b, 1000)
	clear(own.waits)
	var ownTook, otherTook, ownWork, otherWork time.Duration
	for b.Loop() {
		began := processorTime(b)
		ownTook += own.round(b, turn)
		between := processorTime(b)
		otherTook += other.round(b, turn)
		ownWork, otherWork = ownWork+between-began, otherWork+processorTime(b)-between
	}
	asked := float64(b.N * turn)
	b.ReportMetric(asked/ownTook.Seconds(), "answers/s")
	b.ReportMetric(float64(own.wait(0.99).Microseconds())/1000, "p99-ms")
	b.ReportMetric(asked/otherTook.Seconds(), "echo/s")
	b.ReportMetric(otherTook.Seconds()/ownTook.Seconds(), "of-echo")
	b.ReportMetric(otherWork.Seconds()/ownWork.Seconds(), "of-echo-processor") // where others use the machine
}

// fetch gets an address with a token and returns how long it took until all had come.
func (f *fast) fetch(client *http.Client, path, coding string) (time.Duration, int) {
	r, err := http.NewRequest(http.MethodGet, f.http.URL+path, nil)
	if err != nil {
		f.b.Error(err)
		return 0, 0
	}
	r.Header.Set("Authorization", "Bearer "+f.token)
	r.Header.Set("Accept-Encoding", coding)
	began := time.Now()
	answer, err := client.Do(r)
	if err != nil {
		f.b.Error(err)
		return 0, 0
	}
	defer func() { _ = answer.Body.Close() }()
	n, err := io.Copy(io.Discard, answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		f.b.Errorf("%s = %d, %v", path, answer.StatusCode, err)
	}
	return time.Since(began), int(n)
}

// BenchmarkFeatures asks over 4 connections for the 100 features of a box, beside
// echo, and over one for pages of 10,000 features from anywhere, of 100,000; of pages
// it tells the median.
func BenchmarkFeatures(b *testing.B) {
	frame, err := sampler.NewFrame(manySites(100_000))
	if err != nil {
		b.Fatal(err)
	}
	f := newFast(b, frame, Limits{})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: siteConnections, DisableCompression: true}}
	defer client.CloseIdleConnections()
	for from := 0; from < 100_000; from += maxFeatures {
		f.fetch(client, fmt.Sprintf("/ogc/x/collections/sites/items?limit=10000&cursor=1-%d", from), "gzip")
	}
	for _, coding := range []string{"identity", "gzip"} {
		b.Run("10000/"+coding, func(b *testing.B) {
			var took []time.Duration
			random, size := rand.New(rand.NewPCG(1, 1)), 0
			for b.Loop() {
				path := fmt.Sprintf("/ogc/x/collections/sites/items?limit=10000&cursor=1-%d", random.IntN(90_000))
				one, n := f.fetch(client, path, coding)
				took, size = append(took, one), n
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(size), "B/page")
		})
	}
	b.Run("box", func(b *testing.B) {
		boxes := newSiteClients(b, f.http.Listener.Addr().String(), func(n int) string {
			return fmt.Sprintf("GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", hundred(n), f.token)
		})
		besideEcho(b, boxes, 1000, func(n int) string {
			return fmt.Sprintf("GET /sites/x%s HTTP/1.1\r\nHost: x\r\n\r\n", strings.TrimPrefix(hundred(n), "/ogc/x/collections/sites/items"))
		})
	})
}

// hundred is the address of a box around 10 columns and 10 rows of the grid of
// manySites.
func hundred(n int) string {
	column, row := n%980, n/980%88
	west, south := 117+float64(column)*0.0005-0.0001, 28+float64(row)*0.0005-0.0001
	return fmt.Sprintf("/ogc/x/collections/sites/items?bbox=%.4f,%.4f,%.4f,%.4f", west, south, west+0.0047, south+0.0047)
}
