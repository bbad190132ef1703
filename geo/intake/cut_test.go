package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sitedraw/geo"
)

// cutReader yields a file up to a place and then an error, again and again.
type cutReader struct {
	data []byte
	err  error
}

func (c *cutReader) Read(p []byte) (int, error) {
	if len(c.data) == 0 {
		return 0, c.err
	}
	n := copy(p, c.data)
	c.data = c.data[n:]
	return n, nil
}

// wholeFiles are files of each format, long enough to be cut.
func wholeFiles() map[string][]byte {
	var table, rows, features, elements strings.Builder
	table.WriteString("编号,点位名称,类别,经度,纬度\n")
	for i := range 400 {
		n := strconv.Itoa(i)
		rows.WriteString(`<row><c t="inlineStr"><is><t>` + n + `</t></is></c><c t="inlineStr"><is><t>SC</t></is></c></row>`)
		table.WriteString(n + ",第" + n + "号市场,SC,117.2,28." + n + "\n")
		features.WriteString(`,{"type":"Feature","properties":{"id":"` + n + `","category":"SC"},"geometry":{"type":"Point","coordinates":[117.2,28.2]}}`)
		elements.WriteString(`<node id="` + strconv.Itoa(i+1) + `" lon="117.2" lat="28.2"><tag k="amenity" v="bank"/></node>`)
	}
	return map[string][]byte{
		"csv":    []byte(table.String()),
		"csv.gz": []byte(gzipped(table.String())),
		"xlsx": bookOf(`<sheetData><row><c t="inlineStr"><is><t>编号</t></is></c><c t="inlineStr"><is><t>类别</t></is></c></row>`+
			rows.String()+`</sheetData>`, nil),
		"geojson": []byte(`{"type":"FeatureCollection","features":[` + features.String()[1:] + "]}"),
		"osm":     []byte(osmXML(elements.String())),
		"pbf":     smallPBF(),
	}
}

// An upload that breaks off leaves nothing and says so, wherever it does; one that
// is called off ends with the reason. No goroutine is left.
func TestReadCut(t *testing.T) {
	defer goleak.VerifyNone(t)
	for name, data := range wholeFiles() {
		if _, err := Read(name, bytes.NewReader(data), Options{}); err != nil {
			t.Fatalf("Read(%s) = %v", name, err)
		}
		for _, test := range []struct {
			err  error
			code geo.Code
		}{{io.ErrUnexpectedEOF, ErrTruncated}, {context.Canceled, ErrRead}, {context.DeadlineExceeded, ErrRead}} {
			for i := range 12 {
				at := i * (len(data) - 1) / 11
				for _, skip := range []bool{false, true} {
					r, err := Read(name, &cutReader{data[:at], test.err}, Options{SkipBad: skip, Categories: fuzzCategories})
					if r != nil || !errors.Is(err, test.code) || !errors.Is(err, test.err) {
						t.Errorf("Read(%s, cut at %d of %d by %v) = %v, %v, want %v", name, at, len(data), test.err, r, err, test.code)
					}
				}
			}
		}
	}
}
