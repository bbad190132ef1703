package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// registerRows yields made-up rows of a register, a heading first.
func registerRows(n int) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		if !yield([]string{"编号", "点位名称", "类别", "区划代码", "责任单位", "标签", "规模", "经度", "纬度", "所属点位"}) {
			return
		}
		chance := rand.New(rand.NewPCG(1, 2))
		categories := []string{"SC", "GJZD", "GGCS", "YHWD", "SCCS", "XQ", "BGJD", "ZXX"}
		for i := range n {
			row := []string{
				fmt.Sprintf("P%07d", i), fmt.Sprintf("第%d号点位", i), categories[chance.IntN(len(categories))],
				fmt.Sprintf("3606810%02d%03d", 1+chance.IntN(20), 1+chance.IntN(30)), fmt.Sprintf("责任单位%02d", chance.IntN(60)),
				"type:produce;grid:" + fmt.Sprint(chance.IntN(100)), fmt.Sprint(1 + chance.IntN(5000)),
				fmt.Sprintf("%.7f", 117+chance.Float64()/2), fmt.Sprintf("%.7f", 28+chance.Float64()/2), "",
			}
			if !yield(row) {
				return
			}
		}
	}
}

// benchmarkFrame makes a frame of a file, and reports the time of a bare reader
// of the same file beside it, and the most memory that the heap took.
func benchmarkFrame(b *testing.B, name string, bare func(string) error) {
	out := filepath.Join(b.TempDir(), "frame.ndjson")
	var bareTime time.Duration
	var peak uint64
	for b.Loop() {
		_ = os.Remove(out)
		done := make(chan struct{})
		finished := make(chan struct{})
		go func() {
			defer close(finished)
			for {
				select {
				case <-done:
					return
				case <-time.After(200 * time.Millisecond):
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapSys-m.HeapReleased)
				}
			}
		}()
		var report bytes.Buffer
		code := run(context.Background(), []string{"frame", name, "-o", out}, world{
			in: bytes.NewReader(nil), out: io.Discard, errOut: &report, getenv: func(string) string { return "" }, now: time.Now,
		})
		close(done)
		<-finished
		if code != 0 {
			b.Fatal(report.String())
		}
		b.StopTimer()
		begin := time.Now()
		if err := bare(name); err != nil {
			b.Fatal(err)
		}
		bareTime += time.Since(begin)
		b.StartTimer()
	}
	b.ReportMetric(bareTime.Seconds()/float64(b.N), "bare-s/op")
	b.ReportMetric(float64(peak)/1e6, "heap-MB")
}

// BenchmarkFrameCSV makes a frame of 1,000,000 rows; the peer only splits them
// into cells.
func BenchmarkFrameCSV(b *testing.B) {
	name := filepath.Join(b.TempDir(), "register.csv")
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	buffered := bufio.NewWriter(f)
	table := csv.NewWriter(buffered)
	for row := range registerRows(1_000_000) {
		if err := table.Write(row); err != nil {
			b.Fatal(err)
		}
	}
	table.Flush()
	if err := errors.Join(buffered.Flush(), f.Close()); err != nil {
		b.Fatal(err)
	}
	benchmarkFrame(b, name, func(name string) error {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		rows := csv.NewReader(f)
		rows.ReuseRecord = true
		for {
			if _, err := rows.Read(); err != nil {
				if errors.Is(err, io.EOF) {
					return nil
				}
				return err
			}
		}
	})
}

// BenchmarkFrameXLSX makes a frame of a workbook of 100,000 rows; the peer reads
// its cells with excelize.
func BenchmarkFrameXLSX(b *testing.B) {
	name := filepath.Join(b.TempDir(), "register.xlsx")
	book := excelize.NewFile()
	out, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	number := 0
	for row := range registerRows(100_000) {
		number++
		cells := make([]any, len(row))
		for i, text := range row {
			cells[i] = text
		}
		if err := out.SetRow(fmt.Sprintf("A%d", number), cells); err != nil {
			b.Fatal(err)
		}
	}
	if err := errors.Join(out.Flush(), book.SaveAs(name), book.Close()); err != nil {
		b.Fatal(err)
	}
	benchmarkFrame(b, name, func(name string) error {
		book, err := excelize.OpenFile(name)
		if err != nil {
			return err
		}
		defer book.Close()
		rows, err := book.Rows("Sheet1")
		if err != nil {
			return err
		}
		for rows.Next() {
			if _, err := rows.Columns(); err != nil {
				return err
			}
		}
		return rows.Close()
	})
}
