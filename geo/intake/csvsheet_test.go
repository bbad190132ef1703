package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// readSheet reads a sheet to its end: cells joined by "|" behind the row's
// number, and errors in their place. The last is nil if the sheet ended well.
func readSheet(s sheet) (lines []string, err error) {
	for {
		row, err := s.next()
		var broken *rowError
		switch {
		case errors.Is(err, io.EOF):
			return lines, nil
		case errors.As(err, &broken):
			lines = append(lines, broken.Error())
			continue
		case err != nil:
			return lines, err
		}
		lines = append(lines, rowText(row))
	}
}

func rowText(row sheetRow) string {
	var texts []string
	for _, c := range row.cells {
		texts = append(texts, []string{"", "n:", "d:", "f:", "b:", "e:"}[c.kind]+c.text)
	}
	return lineName(row.number) + strings.Join(texts, "|")
}

func lineName(n int) string {
	return strings.TrimSuffix((&geo.Error{At: geo.Place{Line: n}}).Error(), ": ") + " "
}

// openText opens a table of text, and returns what it was read with.
func openText(t testing.TB, text string, limits Limits) (*reading, sheet) {
	t.Helper()
	x := newReading("list.csv", strings.NewReader(text), Options{Categories: fuzzCategories, Limits: limits})
	if _, err := x.unpack(); err != nil {
		t.Fatal(err)
	}
	s, err := newCSVSheet(x)
	if err != nil {
		t.Fatal(err)
	}
	return x, s
}

func encoded(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func utf16Of(order unicode.Endianness) encoding.Encoding { return unicode.UTF16(order, unicode.UseBOM) }

func TestCSVSheet(t *testing.T) {
	const list = "编号,名称\na,贵溪市场\nb,一\n"
	rows := []string{"1 编号|名称", "2 a|贵溪市场", "3 b|一"}
	for _, test := range []struct {
		name, text, charset string
		want                []string
	}{
		{"ascii", "a,b\n1,2\n", "utf-8", []string{"1 a|b", "2 1|2"}},
		{"utf-8", list, "utf-8", rows},
		{"utf-8 with mark", "\ufeff" + list, "utf-8", rows},
		{"gb18030", encoded(t, simplifiedchinese.GB18030, list), "gb18030", rows},
		{"utf-16 le", encoded(t, utf16Of(unicode.LittleEndian), list), "utf-16", rows},
		{"utf-16 be", encoded(t, utf16Of(unicode.BigEndian), list), "utf-16", rows},
		{"unicode text", encoded(t, utf16Of(unicode.LittleEndian), strings.ReplaceAll(list, ",", "\t")), "utf-16", rows},
		{"gb like utf-8", encoded(t, simplifiedchinese.GB18030, "号,一\n称,溪\n"), "gb18030", []string{"1 号|一", "2 称|溪"}},
		{"four bytes", encoded(t, simplifiedchinese.GB18030, "a,㐀𠀀é\n"), "gb18030", []string{"1 a|㐀𠀀é"}},
		{"gzip", gzipped(list), "utf-8", rows},
		{"semicolons", "a;b,c\r\n1;2\r\n", "utf-8", []string{"1 a|b,c", "2 1|2"}},
		{"tabs", "a\tb;c\td\n", "utf-8", []string{"1 a|b;c|d"}},
		{"wide comma", "a，b,c\n", "utf-8", []string{"1 a，b|c"}},
		{"no separator", "a\nb\n", "utf-8", []string{"1 a", "2 b"}},
		{"quotes", "a,\"b\n\"\"c\"\"\"\nd,e\n", "utf-8", []string{"1 a|b\n\"c\"", "3 d|e"}},
		{"blank rows", "a,b\n,\n\n\u3000, \nc,d\n,,,", "utf-8", []string{"1 a|b", "5 c|d"}},
		{"ragged", "a,b\nc\nd,e,f\n", "utf-8", []string{"1 a|b", "2 c", "3 d|e|f"}},
		{"formulas", "'=1,'+1,'-1,'@x,''=1,'\uff1d\n'a,''b,=1,',''\n", "utf-8", []string{"1 =1|+1|-1|@x|'=1|\uff1d", "2 'a|''b|=1|'|''"}},
	} {
		x, s := openText(t, test.text, Limits{})
		got, err := readSheet(s)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", test.name, diff)
		}
		if x.result.Charset != test.charset {
			t.Errorf("%s: charset = %q, want %q", test.name, x.result.Charset, test.charset)
		}
	}
}

// Rows of another encoding are rejected one by one.
func TestCSVSheetMixed(t *testing.T) {
	gb := func(text string) string { return encoded(t, simplifiedchinese.GB18030, text) }
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"gb in utf-8", "编号,名称\na," + gb("市场") + "\nb,市场\n",
			[]string{"1 编号|名称", `2: B: intake.charset: got "市场", want "utf-8"`, "3 b|市场"}},
		{"utf-8 in gb", gb("编号,名称\na,市场\nb,商店\n") + "c,农贸市场\nd,农贸市\n" + gb("e,店\n"),
			[]string{"1 编号|名称", "2 a|市场", "3 b|商店", `4: B: intake.charset: got "农贸市场", want "gb18030"`,
				`5: B: intake.charset: got "农贸市", want "gb18030"`, "6 e|店"}},
		{"broken gb", gb("编号,名称\na,市场\n") + "b,\xca\n" + gb("c,店\n"),
			[]string{"1 编号|名称", "2 a|市场", `3: B: intake.charset: got "\"\\xca\"", want "gb18030"`, "4 c|店"}},
		{"half a pair", encoded(t, utf16Of(unicode.LittleEndian), "a,b\nc,") + "\x00\xd8\n\x00e\x00,\x00f\x00",
			[]string{"1 a|b", `2: B: intake.charset: got "�", want "utf-16"`, "3 e|f"}},
	} {
		_, s := openText(t, test.text, Limits{})
		got, err := readSheet(s)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestCSVSheetEnds(t *testing.T) {
	long := strings.Repeat("x", 3*stream.BufferBytes)
	for _, test := range []struct {
		name, text, want string
	}{
		{"stray quote", "a,b\nc,d\"e\n", `2: intake.quote: got "4"`},
		{"open quote", "a,b\n\"c,d\n", `2: intake.quote: got "6"`},
		{"long row", "a,b\n" + long + ",d\n", `2: intake.too-long, want "66536"`},
		{"blank rows", "a,b\n" + strings.Repeat(",\n", 50), `intake.too-many, want "20"`},
		{"cut gzip", gzipped("a,b\n" + long)[:60], `2: intake.truncated`},
	} {
		_, s := openText(t, test.text, Limits{TokenBytes: 1000, Elements: 20})
		_, err := readSheet(s)
		if err == nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		e := asError(t, err)
		e.Err = nil
		if got := e.Error(); got != test.want {
			t.Errorf("%s: error %s, want %s", test.name, got, test.want)
		}
	}
}

// A row that goes on beyond the stretch looked at says nothing by where it is cut.
func TestCSVSheetCutWindow(t *testing.T) {
	for shift := range 3 {
		long := strings.Repeat("x", shift) + strings.Repeat("贵", windowBytes)
		x, s := openText(t, "a,\u00e9\nb,"+long+"\n", Limits{})
		got, err := readSheet(s)
		if len(got) != 2 || err != nil || x.result.Charset != charsetUTF8 {
			t.Errorf("shift %d: %d rows, %v, charset %q, want 2 of %q", shift, len(got), err, x.result.Charset, charsetUTF8)
		}
	}
}

func TestFindSeparator(t *testing.T) {
	for _, test := range []struct {
		head string
		want rune
	}{
		{"a,b", ','},
		{"a;b", ';'},
		{"a\tb", '\t'},
		{"a,b;c", ','},
		{"a\n", 0},
		{"", 0},
		{"\"a;b;c\",d", ','},
		{"id,tags\n1,a;b;c\n2,a;b;c\n", ','},
		{"id;lon\n1;117,2\n2;117,3\n", ';'},
		{"title; of 2024\nid,name,lon\n1,a,2\n", ','},
		{"\"a\n,,,,\";b\n", ';'},
	} {
		if got := findSeparator([]byte(test.head)); got != test.want {
			t.Errorf("findSeparator(%q) = %q, want %q", test.head, got, test.want)
		}
	}
}

func TestFitsCSV(t *testing.T) {
	for _, test := range []struct {
		head string
		want bool
	}{
		{"id,name\n", true},
		{"title\nid;name\n", true},
		{"\xb1\xe0\xba\xc5\tb", true},
		{encoded(t, utf16Of(unicode.LittleEndian), "编号\t名称"), true},
		{encoded(t, utf16Of(unicode.BigEndian), "编号,名称")[:11], true},
		{encoded(t, utf16Of(unicode.BigEndian), "{\"a\":1,\"b\":2}"), false},
		{"id\nname\n", false},
		{"", false},
		{" \n", false},
		{` {"a":1,"b":2}`, false},
		{`["a","b"]`, false},
		{"<osm a=\"1,2\">", false},
		{"PK\x03\x04,,", false},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1,", false},
		{"\x00\x00\x00\x0d\x0a\x09OSMHeader,", false},
	} {
		if got := fitsCSV([]byte(test.head)); got != test.want {
			t.Errorf("fitsCSV(%q) = %t, want %t", test.head, got, test.want)
		}
	}
}

// What encoding/csv writes comes back, in every encoding, whatever stands in the
// cells.
func TestCSVSheetRoundTrip(t *testing.T) {
	texts := rapid.StringMatching(`[a-z0-9 '"=,;\n贵溪市场一𠀀é]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		table := rapid.SliceOfN(rapid.SliceOfN(texts, 3, 3), 1, 8).Draw(t, "table")
		var plain bytes.Buffer
		w := csv.NewWriter(&plain)
		_ = w.Write([]string{"编号的", "名称的", "类别的"})
		_ = w.WriteAll(table)
		want := [][]string{{"编号的", "名称的", "类别的"}}
		for _, row := range table {
			if strings.TrimSpace(strings.Join(row, "")) != "" {
				for i := range row {
					row[i] = withoutApostrophe(row[i])
				}
				want = append(want, row)
			}
		}
		for _, e := range []encoding.Encoding{unicode.UTF8, utf16Of(unicode.LittleEndian), simplifiedchinese.GB18030} {
			text, err := e.NewEncoder().String(plain.String())
			if err != nil {
				t.Fatal(err)
			}
			x := newReading("", strings.NewReader(text), Options{Categories: fuzzCategories})
			s, err := newCSVSheet(x)
			if err != nil {
				t.Fatal(err)
			}
			for _, cells := range want {
				row, err := s.next()
				if err != nil {
					t.Fatalf("next() = %v, want %q", err, cells)
				}
				var got []string
				for _, c := range row.cells {
					got = append(got, c.text)
				}
				if diff := cmp.Diff(cells, got); diff != "" {
					t.Fatalf("%v: row (-want +got):\n%s", e, diff)
				}
			}
			if row, err := s.next(); !errors.Is(err, io.EOF) {
				t.Fatalf("next() = %v, %v, want EOF", row, err)
			}
		}
	})
}

func FuzzCSVSheet(f *testing.F) {
	f.Add([]byte("a,b\n\"c\n\"\"\",d\n'=1;2\n"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x00"))
	f.Add([]byte("\xb1\xe0\xba\xc5;b\n\x81\x30\x81\x30;贵溪市场\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		x := newReading("", bytes.NewReader(data), Options{Categories: fuzzCategories, Limits: Limits{TokenBytes: 1 << 12, Elements: 1 << 12}})
		if _, err := x.unpack(); err != nil {
			return
		}
		s, err := newCSVSheet(x)
		if err != nil {
			asError(t, err)
			return
		}
		line := 0
		for {
			row, err := s.next()
			if _, bad := errors.AsType[*rowError](err); bad {
				continue
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				asError(t, err)
				return
			}
			if row.number <= line {
				t.Errorf("row %d after %d", row.number, line)
			}
			line = row.number
			for _, c := range row.cells {
				if c.kind != textCell || !utf8.ValidString(c.text) {
					t.Errorf("row %d: cell %q of kind %d", line, c.text, c.kind)
				}
			}
		}
	})
}
