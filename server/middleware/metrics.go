package middleware

import (
	"cmp"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics counts requests. Its labels are few, whatever strangers send: patterns
// of routes, known methods, classes of status.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	running  prometheus.Gauge

	known sync.Map // counted → *series, so that labels are not looked up again and again
}

// counted is what requests are told apart by.
type counted struct {
	route, method string // method as methodLabel has it
	class         int    // of the status: 2 is 2xx
}

// series are the numbers that a request adds to.
type series struct {
	requests prometheus.Counter
	seconds  prometheus.Observer
}

func newMetrics(to *prometheus.Registry) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sitedraw_http_requests_total", Help: "Answered requests.",
		}, []string{"route", "method", "class"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sitedraw_http_request_seconds", Help: "Time from a request's headers to its answer's end.",
			Buckets: []float64{0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30},
		}, []string{"route", "method"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "sitedraw_http_requests_running", Help: "Requests that are being answered.",
		}),
	}
	to.MustRegister(m.requests, m.seconds, m.running,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) count(what counted, took time.Duration) {
	s := m.series(what)
	s.requests.Inc()
	s.seconds.Observe(took.Seconds())
}

func (m *metrics) series(what counted) *series {
	if known, ok := m.known.Load(what); ok {
		return known.(*series) //nolint:forcetypeassert // the map holds nothing else
	}
	route := cmp.Or(what.route, "none")
	s := &series{
		requests: m.requests.WithLabelValues(route, what.method, strconv.Itoa(what.class)+"xx"),
		seconds:  m.seconds.WithLabelValues(route, what.method),
	}
	m.known.Store(what, s) // two at once store the same
	return s
}

// methodLabel is a method that HTTP knows, or "other".
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions, http.MethodTrace, http.MethodConnect:
		return method
	default:
		return "other"
	}
}
