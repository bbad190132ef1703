package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitedraw/server/store/sqlite"
)

// BenchmarkServeOpen starts a server on a register of 1,000,000 sites (100,000
// without SITEDRAW_LONG) and asks for one of them, in a process of its own; then it
// publishes a version in which one site differs.
func BenchmarkServeOpen(b *testing.B) {
	n := 100_000
	if long() {
		n = 1_000_000
	}
	o := newOffice(b)
	o.county("county", n)
	var started, opened time.Duration
	var resident, peak int64
	var work time.Duration
	for b.Loop() {
		began := time.Now()
		p := o.start()
		started += time.Since(began)
		p.want(http.StatusOK, call{method: http.MethodGet, path: "/registers/county/sites/site-0000001"}, nil)
		opened += time.Since(began)
		resident, peak = max(resident, p.memory(b, "VmRSS")), max(peak, p.memory(b, "VmHWM"))
		work += p.work(b)
		p.kill()
	}
	b.ReportMetric(work.Seconds()/float64(b.N), "s-of-processors") // where others use the machine
	b.ReportMetric(started.Seconds()/float64(b.N), "s-to-start")
	b.ReportMetric(opened.Seconds()/float64(b.N), "s-to-site")
	b.ReportMetric(float64(resident>>20), "MB-resident")
	b.ReportMetric(float64(peak>>20), "MB-peak")

	before := o.databaseBytes()
	p := o.start()
	site := map[string]any{"name": "改名", "category": "SC", "geometry": map[string]any{"type": "Point", "coordinates": []float64{117, 28}}}
	began := time.Now()
	p.want(http.StatusOK, call{method: http.MethodPut, path: "/registers/county/sites/" + fmt.Sprintf("site-%07d", n/2), body: site}, nil)
	p.want(http.StatusCreated, call{method: http.MethodPost, path: "/registers/county/versions", body: map[string]string{}}, nil)
	b.ReportMetric(time.Since(began).Seconds(), "s-to-publish")
	b.ReportMetric(float64(p.memory(b, "VmHWM")>>20), "MB-peak-publishing")
	p.kill()
	grown := o.databaseBytes() - before
	b.ReportMetric(float64(grown>>10), "KB-of-version")
	if grown > 1<<20 {
		b.Errorf("a version that differs in one site of %d takes %d bytes", n, grown)
	}
}

// work is how long the server's threads have worked, to hundredths of a second.
func (p *serverProcess) work(b *testing.B) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		b.Skip(err)
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	total := 0
	for _, ticks := range strings.Fields(after)[11:13] { // in user and in system mode
		n, err := strconv.Atoi(ticks)
		if err != nil {
			b.Fatal(err)
		}
		total += n
	}
	return time.Duration(total) * 10 * time.Millisecond
}

// databaseBytes is the size of the database when nobody has it open.
func (o *officeFolder) databaseBytes() int64 {
	o.t.Helper()
	o.inStore(func(*sqlite.Store) error { return nil }) // closing it empties the write-ahead log
	info, err := os.Stat(filepath.Join(o.path, "sitedraw.db"))
	if err != nil {
		o.t.Fatal(err)
	}
	return info.Size()
}
