package intake

import (
	"bytes"
	"os"
	"strconv"
	"testing"
)

func benchRead(b *testing.B, path string) {
	data, err := os.ReadFile(shared(b, path))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(path, bytes.NewReader(data), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// PBF to sites: at most 0.3 s.
func BenchmarkAndorra(b *testing.B) { benchRead(b, "osm/andorra.osm.pbf") }

func BenchmarkWudaokou(b *testing.B) { benchRead(b, "osm/beijing-wudaokou.osm.gz") }

func BenchmarkAdmin(b *testing.B) { benchRead(b, "admin/410928_puyangxian.csv") }

// A table of 100,000 rows.
func BenchmarkCSV(b *testing.B) {
	text := []byte("id,name,category,area,tags,size,lon,lat\n")
	for i := range 100_000 {
		text = append(text, "s"...)
		text = strconv.AppendInt(text, int64(i), 10)
		text = append(text, ",贵溪市第一农贸市场,SC,360681001000,type:produce;ur:111,12,117.1234567,28.1234567\n"...)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("", bytes.NewReader(text), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
