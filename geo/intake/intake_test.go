package intake

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/geo/osm/osmtest"
)

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

const smallOSM = `<node id="1" lon="1" lat="1"><tag k="amenity" v="bank"/></node>`

func TestFormats(t *testing.T) {
	for name, tc := range map[string]struct{ text, format string }{
		"XML":            {osmXML(smallOSM), "osm-xml"},
		"XML and space":  {"\n  " + osmXML(smallOSM)[len(`<?xml version="1.0" encoding="UTF-8"?>`):], "osm-xml"},
		"XML, zipped":    {gzipped(osmXML(smallOSM)), "osm-xml"},
		"PBF":            {string(smallPBF()), "osm-pbf"},
		"PBF, zipped":    {gzipped(string(smallPBF())), "osm-pbf"},
		"list":           {adminHeader + "360681001000,town,360681000000,甲,,town,,,,,,,\n", "admin-csv"},
		"list, quoted":   {"\ufeff\"kind\",\"code\",\"level\",\"parent\",\"name\"\ntown,360681001000,town,360681000000,甲\n", "admin-csv"},
		"CSV":            {"category,id\nSC,a\n", "sites-csv"},
		"CSV, zipped":    {gzipped("category,id\nSC,a\n"), "sites-csv"},
		"CSV, CRLF, BOM": {"\ufeffcategory,id\r\nSC,a\r\n", "sites-csv"},
	} {
		r, err := Read(name, iotest.OneByteReader(strings.NewReader(tc.text)), Options{})
		if err != nil || r.Format != tc.format || len(r.Sites) != 1 {
			t.Errorf("%s: Read = %+v, %v, want %s", name, r, err, tc.format)
		}
	}
}

// Files that are refused as a whole.
func TestRefusedFiles(t *testing.T) {
	xmlHead := `<?xml version="1.0"?>`
	laughs := xmlHead + `<!DOCTYPE osm [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><osm><node id="1" lon="1" lat="1"><tag k="name" v="&b;"/></node></osm>`
	for name, tc := range map[string]struct {
		text string
		code geo.Code
	}{
		"nothing":                 {"", ErrEmpty},
		"mark only":               {"\ufeff", ErrEmpty},
		"space":                   {" \n\t ", ErrEmpty},
		"nothing, zipped":         {gzipped(""), ErrEmpty},
		"zeros":                   {strings.Repeat("\x00", 100), ErrFormat},
		"prose":                   {"hello world", ErrFormat},
		"JSON":                    {`{"type":"FeatureCollection","features":[]}`, ErrNoFeatures},
		"list in JSON":            {"\n [1,2]", ErrFormat},
		"header only":             {"id,category\n", ErrNoRows},
		"archive":                 {"PK\x03\x04,,,\x00", ErrArchive},
		"zipped twice":            {gzipped(gzipped("id,category\na,SC\n")), ErrFormat},
		"head of gzip":            {"\x1f\x8b", ErrTruncated},
		"no gzip":                 {"\x1f\x8b\x07\x00\x00\x00\x00\x00\x00\x00", ErrGzip},
		"gzip cut":                {gzipped(osmXML(smallOSM))[:60], ErrTruncated},
		"gzip damaged":            {damaged(gzipped(osmXML(smallOSM))), ErrGzip},
		"XML cut":                 {osmXML(smallOSM)[:80], ErrTruncated},
		"XML not well-formed":     {"<osm><node></osm>", ErrXML},
		"declaration only":        {xmlHead, ErrXMLRoot},
		"other XML":               {"<gpx></gpx>", ErrXMLRoot},
		"change file":             {"<osmChange></osmChange>", ErrXMLRoot},
		"no elements":             {"<osm></osm>", ErrEmpty},
		"entities":                {laughs, ErrXMLDoctype},
		"entity without doctype":  {strings.Replace(osmXML(smallOSM), "bank", "&lol;", 1), ErrXML},
		"other encoding":          {`<?xml version="1.0" encoding="GBK"?><osm/>`, geo.ErrTextEncoding},
		"bytes that are no UTF-8": {"<osm><node id='1' lon='1' lat='1'><tag k='name' v='\xb9\xf3'/></node></osm>", geo.ErrTextEncoding},
		"depth":                   {"<osm>" + strings.Repeat("<a>", 20) + strings.Repeat("</a>", 20) + "</osm>", ErrXMLDepth},
		"long token":              {"<osm><!--" + strings.Repeat("x", 2<<20) + "--></osm>", ErrTooLong},
		"long row":                {"id,category\na," + strings.Repeat("x", 2<<20) + "\n", ErrTooLong},
		"long header":             {"id,category," + strings.Repeat("x", 2<<20), ErrTooLong},
	} {
		r, err := Read("f", strings.NewReader(tc.text), Options{})
		if e := asError(t, err); e.Code != tc.code || e.At.File != "f" || r != nil {
			t.Errorf("%s: Read = %v, %v, want %s", name, r, err, tc.code)
		}
	}
}

func damaged(text string) string {
	b := []byte(text)
	b[len(b)-6] ^= 1 // checksum
	return string(b)
}

// No part of a file is taken for the whole: every prefix is refused, but where
// it ends between two blocks of a PBF or two rows of a table.
func TestTruncatedFiles(t *testing.T) {
	pbf := string(smallPBF())
	for name, text := range map[string]string{"xml": osmXML(smallOSM), "gz": gzipped(osmXML(smallOSM)), "pbf": pbf} {
		for n := range len(text) - 1 {
			r, err := Read(name, strings.NewReader(text[:n]), Options{})
			if name == "xml" && n >= len(strings.TrimSpace(text)) {
				continue
			}
			if err == nil {
				t.Errorf("%s: Read of %d of %d bytes = %+v", name, n, len(text), r)
			}
			asError(t, err)
		}
	}
}

// repeat yields a text for ever.
type repeat struct {
	text string
	at   int
}

func (r *repeat) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		copied := copy(p[n:], r.text[r.at:])
		n, r.at = n+copied, (r.at+copied)%len(r.text)
	}
	return n, nil
}

func endless(head, body string) io.Reader {
	return io.MultiReader(strings.NewReader(head), &repeat{text: body})
}

// Files without end come to an end.
func TestEndlessFiles(t *testing.T) {
	member := gzipped("")
	block := smallPBF()[len(osmtest.File()):]
	for name, tc := range map[string]struct {
		file io.Reader
		code geo.Code
	}{
		"zeros":               {endless("", "\x00"), ErrFormat},
		"space":               {endless("", " "), ErrFormat},
		"one row":             {endless("id,category\n", "x"), ErrTooLong},
		"one quoted cell":     {endless("id,category\n\"", "x\n"), ErrTooLong},
		"empty rows":          {endless("id,category\n", "\n"), ErrTooLong},
		"rows":                {endless("id,category\n", "a,SC\n"), ErrTooMany},
		"short rows":          {endless("id,category\n", "a\n"), ErrTooMany},
		"rows of a list":      {endless(adminHeader, strings.Repeat(",", 12)+"\n"), ErrTooMany},
		"text in XML":         {endless("<osm>", "x"), ErrTooLong},
		"comments":            {endless("<osm>", "<!-- -->"), ErrTooMany},
		"nodes":               {endless("<osm>", `<node id="1" lon="1" lat="1"/>`), ErrTooMany},
		"tags":                {endless(`<osm><node id="1" lon="1" lat="1">`, `<tag k="a" v="b"/>`), ErrTooMany},
		"open elements":       {endless("<osm>", "<a>"), ErrXMLDepth},
		"attributes":          {endless("<osm><node", ` a="b"`), ErrTooLong},
		"blocks":              {endless(string(osmtest.File()), string(block)), ErrTooMany},
		"unknown blocks":      {endless(string(osmtest.File()), string(osmtest.Block("x", nil))), ErrTooMany},
		"gzip without output": {endless("", member), ErrTooLong},
		"gzip header":         {endless("\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x00", "x"), ErrGzip},
	} {
		_, err := Read("", tc.file, Options{Limits: Limits{Elements: 10000, TokenBytes: 100000}})
		if e := asError(t, err); e.Code != tc.code {
			t.Errorf("%s: Read = %v, want %s", name, err, tc.code)
		}
	}
}

// A gzip bomb is unpacked as a stream and ends at the limits.
func TestGzipBomb(t *testing.T) {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	_, _ = io.CopyN(w, endless("id,category\n", "x"), 30<<20)
	_ = w.Close()
	_, err := Read("", &b, Options{})
	if e := asError(t, err); e.Code != ErrTooLong {
		t.Errorf("Read = %v", err)
	}
}

func TestReadErrors(t *testing.T) {
	for _, text := range []string{"", "id,category\n", "<osm>", string(smallPBF())[:40], gzipped(osmXML(smallOSM))[:30]} {
		_, err := Read("f", io.MultiReader(strings.NewReader(text), iotest.ErrReader(os.ErrPermission)), Options{})
		e := asError(t, err)
		if e.Code != ErrRead || e.Kind != geo.Unavailable || !errors.Is(err, os.ErrPermission) {
			t.Errorf("Read(%q and an error) = %v", text, err)
		}
	}
}

func TestReadTwiceIsTheSame(t *testing.T) {
	a, b := readShared(t, "osm/beijing-wudaokou.osm.gz"), readShared(t, "osm/beijing-wudaokou.osm.gz")
	if d := cmp.Diff(a, b); d != "" {
		t.Error(d)
	}
	for _, s := range a.Sites {
		if p, located := s.Position(); located && geo.Polygons(s.Geometry) != nil && !geo.MultiPolygon(geo.Polygons(s.Geometry)).Covers(p) {
			t.Errorf("%s: its mark lies outside", s.ID)
		}
	}
}
