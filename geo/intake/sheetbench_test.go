package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// benchTable is a million rows of ten columns.
func benchTable() []byte {
	text := []byte("编号,名称,类别,区划代码,标签,规模,经度,纬度,责任单位,备注\n")
	for i := range 1_000_000 {
		text = append(text, 's')
		text = strconv.AppendInt(text, int64(i), 10)
		text = append(text, ",贵溪市第一农贸市场,SC,360681001000,type:produce;ur:111,12,117.1234567,28.1234567,市场局,\n"...)
	}
	return text
}

func benchSheet(b *testing.B, data []byte, rows int, open func(*reading) (sheet, error)) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		x := newReading("", bytes.NewReader(data), Options{})
		s, err := open(x)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for ; err == nil; n++ {
			_, err = s.next()
		}
		if !errors.Is(err, io.EOF) || n-1 != rows {
			b.Fatalf("%d rows, %v", n-1, err)
		}
	}
}

// A million rows by ten columns: at most 1.5 s.
func BenchmarkCSVSheet(b *testing.B) { benchSheet(b, benchTable(), 1_000_001, newCSVSheet) }

func BenchmarkCSVSheetGB18030(b *testing.B) {
	data, err := simplifiedchinese.GB18030.NewEncoder().Bytes(benchTable())
	if err != nil {
		b.Fatal(err)
	}
	benchSheet(b, data, 1_000_001, newCSVSheet)
}

// What encoding/csv alone takes.
func BenchmarkBareCSV(b *testing.B) {
	data := benchTable()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		r := csv.NewReader(bytes.NewReader(data))
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); err != nil {
				break
			}
		}
	}
}

// A sheet of 100,000 rows by twelve columns: at most 4 s.
func BenchmarkWorkbookSheet(b *testing.B) {
	data := excelBook(b, func(f *excelize.File) error {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			return err
		}
		for i := range 100_000 {
			err := w.SetRow(fmt.Sprintf("A%d", i+1), []any{fmt.Sprintf("s%d", i), "贵溪市第一农贸市场", "SC", "360681001000", "type:produce;ur:111", 12,
				117.1234567, 28.1234567, "市场局", "张三", "000-0000", "备注"})
			if err != nil {
				return err
			}
		}
		return w.Flush()
	})
	benchSheet(b, data, 100_000, func(x *reading) (sheet, error) { return newWorkbookSheet(x, "") })
}
