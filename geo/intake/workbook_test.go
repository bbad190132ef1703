package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// parts are those of a workbook, by name.
type parts map[string]string

const (
	relationStart = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	typeStart     = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

func relationText(id, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id=%q Type=%q Target=%q/>`, id, typeStart+kind, target)
}

// bookOf is a workbook by hand: a sheet's content, and parts that are added or
// put in another's place; empty ones are taken out.
func bookOf(sheet string, others parts) []byte {
	all := parts{
		"_rels/.rels":                relationStart + relationText("r1", "officeDocument", "xl/workbook.xml") + `</Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="x"><sheets><sheet name="点位" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relationStart + relationText("r1", "worksheet", "worksheets/sheet1.xml") + relationText("r2", "sharedStrings", "/xl/sharedStrings.xml") + relationText("r3", "styles", "styles.xml") + `</Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>甲</t></si><si><r><t>乙</t></r><r><rPr/><t xml:space="preserve"> b</t></r><rPh sb="0" eb="1"><t>yi</t></rPh></si><si><t>a_x000A_b_x005F_x000A__xD83D__xDE00__xD83D_</t></si></sst>`,
		"xl/styles.xml":              `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;"/><numFmt numFmtId="22" formatCode="0"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml":   `<worksheet>` + sheet + `</worksheet>`,
	}
	for name, text := range others {
		all[name] = text
		if text == "" {
			delete(all, name)
		}
	}
	return zipOf(all)
}

func zipOf(all parts) []byte {
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write([]byte(all[name]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func readBook(data []byte, wanted string, limits Limits) ([]string, error) {
	x := newReading("list.xlsx", bytes.NewReader(data), Options{Categories: fuzzCategories, Limits: limits})
	s, err := newWorkbookSheet(x, wanted)
	if err != nil {
		return nil, err
	}
	return readSheet(s)
}

// dataOf puts rows into their element.
func dataOf(rows string) string { return "<sheetData>" + rows + "</sheetData>" }

func TestWorkbookCells(t *testing.T) {
	for _, test := range []struct {
		name, sheet string
		want        []string
	}{
		{"strings", dataOf(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>`),
			[]string{"1 甲|乙 b|a\nb_x000A_😀_xD83D_"}},
		{"inline", dataOf(`<row r="1"><c r="A1" t="inlineStr"><is><t>a&amp;</t></is></c><c r="B1" t="inlineStr"><is><r><t>b</t></r><rPh><t>x</t></rPh><r><t><![CDATA[<c>]]></t></r></is></c><c t="str"><v> d </v></c></row>`),
			[]string{"1 a&|b<c>| d "}},
		{"numbers", dataOf(`<row><c><v>1E-3</v></c><c t="n"><v>117.2</v></c><c s="3"><v>-7</v></c><c><v></v></c><c/><c><v>3</v></c></row>`),
			[]string{"1 n:0.001|n:117.2|n:-7|||n:3"}},
		{"dates", dataOf(`<row><c s="1"><v>45352</v></c><c s="2"><v>45352.5</v></c><c t="d"><v>2024-03-01</v></c></row>`),
			[]string{"1 d:2024-03-01|d:2024-03-01T12:00:00|d:2024-03-01"}},
		{"others", dataOf(`<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#REF!</v></c></row>`),
			[]string{"1 b:TRUE|b:FALSE|e:#REF!"}},
		{"formulas", dataOf(`<row><c><f>A1&lt;B1</f><v>1</v></c><c t="str"><f t="shared" si="0"/><v>x</v></c><c s="1"><f>TODAY()</f><v>45352</v></c></row>`),
			[]string{"1 f:=A1<B1|f:=x|f:=TODAY()"}},
		{"gaps", dataOf(`<row r="2"><c r="C2"><v>1</v></c><c r="D2" s="1"/></row><row r="5"/><row r="7"><c r="A7" t="str"><v> </v></c></row><row><c><v>8</v></c></row>`),
			[]string{"2 ||n:1", "8 n:8"}},
		{"last cell", dataOf(`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`), []string{"1048576 n:1"}},
		{"others' elements", `<row><c><v>1</v></c></row><sheetData><row><c><v>2</v><extLst><ext><v>3</v></ext></extLst></c></row><x><c><v>4</v></c></x></sheetData><extLst><sheetData><row><c><v>5</v></c></row></sheetData></extLst>`,
			[]string{"1 n:2"}},
		{"prefixed", `<x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row></x:sheetData>`, []string{"1 甲"}},
		{"bad cells", dataOf(`<row><c><v>x</v></c><c t="s"><v>3</v></c></row><row><c/><c t="s"><v>-1</v></c></row><row><c t="z"><v>1</v></c></row><row><c t="b"><v>2</v></c></row><row><c s="4"><v>1</v></c></row><row><c s="1"><v>-5</v></c></row><row><c t="str"><v>` + "\xff" + `</v></c></row><row><c><v>1</v></c></row>`),
			[]string{`1: A: intake.cell-value: got "x"`, `2: B: intake.cell-index: got "-1", want "3"`, `3: A: intake.cell-value: got "1"`,
				`4: A: intake.cell-value: got "2"`, `5: A: intake.cell-index: got "4", want "4"`, `6: A: intake.cell-value: got "-5"`,
				`7: A: text.encoding: got "\"\\xff\""`, "8 n:1"}},
	} {
		got, err := readBook(bookOf(test.sheet, nil), "", Limits{})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestWorkbookMerged(t *testing.T) {
	text := func(row int, cells ...string) string {
		out := fmt.Sprintf(`<row r="%d">`, row)
		for i, c := range cells {
			if c != "" {
				out += fmt.Sprintf(`<c r="%s%d" t="str"><v>%s</v></c>`, columnName(i), row, c)
			}
		}
		return out + "</row>"
	}
	for _, test := range []struct {
		name, rows, merged string
		want               []string
	}{
		{"a column", text(1, "镇", "村") + text(2, "甲镇", "a") + text(3, "", "b") + text(5, "", "c") + text(6, "", "d"), "A2:A5",
			[]string{"1 镇|村", "2 甲镇|a", "3 甲镇|b", "5 甲镇|c", "6 |d"}},
		{"a header", text(1, "编号", "坐标") + text(2, "", "经度", "纬度") + text(3, "x", "1", "2"), "A1:A2 B1:C1",
			[]string{"1 编号|坐标|坐标", "2 编号|经度|纬度", "3 x|1|2"}},
		{"a title", text(1, "台账") + text(2, "a", "b", "c"), "A1:C1", []string{"1 台账|台账|台账", "2 a|b|c"}},
		{"a row twice as high", text(1, "a", "b") + text(2) + text(3, "c"), "A1:A2 B1:B2", []string{"1 a|b", "3 c"}},
		{"hidden values", text(1, "a", "b") + text(2, "a", "") + text(3, "x", "y"), "A1:A2 A3:B3", []string{"1 a|b", "3 x|x"}},
		{"nothing on top", text(1, "", "b") + text(2, "h", "c"), "A1:A2", []string{"1 |b", "2 |c"}},
		{"begun in a gap", text(3, "h", "c"), "A1:A3", []string{"3 |c"}},
		{"a block", text(1, "a") + text(2, "", "", "z"), "A1:B2", []string{"1 a|a", "2 a|a|z"}},
		{"one cell", text(1, "a"), "A1 A1:A1", []string{"1 a"}},
	} {
		list := "<mergeCells>"
		for ref := range strings.FieldsSeq(test.merged) {
			list += fmt.Sprintf(`<mergeCell ref=%q/>`, ref)
		}
		got, err := readBook(bookOf(dataOf(test.rows)+list+"</mergeCells>", nil), "", Limits{})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestWorkbookRefuses(t *testing.T) {
	const cell = `<row r="1"><c r="A1"><v>1</v></c></row>`
	dense := strings.Repeat(strings.Repeat(" ", 1<<15)+"<a/>", denseBytes>>15)
	var many strings.Builder
	for i := range workbookSheets + 1 {
		fmt.Fprintf(&many, `<sheet name="s%d" r:id="r1"/>`, i)
	}
	encrypted := bookOf(dataOf(cell), nil)
	for at := 0; ; at += 4 {
		next := bytes.Index(encrypted[at:], []byte("PK\x01\x02"))
		if next < 0 {
			break
		}
		at += next
		encrypted[at+8] |= 1
	}
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	locked := ole
	for _, unit := range utf16.Encode([]rune("EncryptedPackage")) {
		locked += string([]byte{byte(unit), byte(unit >> 8)})
	}
	whole := bookOf(dataOf(cell), nil)
	flipped := slices.Clone(whole)
	flipped[bytes.Index(flipped, []byte("xl/worksheets/sheet1.xml"))+30] ^= 0x55
	packageOf := func(main string) []byte {
		return zipOf(parts{"_rels/.rels": relationStart + relationText("r1", "officeDocument", main) + `</Relationships>`})
	}
	for _, test := range []struct {
		name   string
		data   []byte
		wanted string
		want   string
	}{
		{"old", []byte(ole), "", `intake.old-workbook: got ".xls", want ".xlsx"`},
		{"password", []byte(locked), "", `intake.encrypted`},
		{"locked parts", encrypted, "", `intake.encrypted`},
		{"docx", packageOf("word/document.xml"), "", `intake.workbook-kind: got ".docx", want ".xlsx"`},
		{"pptx", packageOf("/ppt/presentation.xml"), "", `intake.workbook-kind: got ".pptx", want ".xlsx"`},
		{"xlsb", packageOf("xl/workbook.bin"), "", `intake.workbook-kind: got ".xlsb", want ".xlsx"`},
		{"ods", zipOf(parts{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "", `intake.workbook-kind: got ".ods", want ".xlsx"`},
		{"odt", zipOf(parts{"mimetype": "application/vnd.oasis.opendocument.text"}), "", `intake.workbook-kind: got ".odt", want ".xlsx"`},
		{"zip", zipOf(parts{"a.txt": "b"}), "", `intake.workbook-kind: got ".zip", want ".xlsx"`},
		{"cut short", whole[:len(whole)/2], "", `intake.archive`},
		{"flipped", flipped, "", `xl/worksheets/sheet1.xml: intake.archive`},
		{"twice", bookOf("", parts{"XL/workbook.xml": "<a/>"}), "", `intake.archive: got "xl/workbook.xml"`},
		{"no workbook", bookOf("", parts{"xl/workbook.xml": ""}), "", `intake.part, want "xl/workbook.xml"`},
		{"no sheet part", bookOf("", parts{"xl/worksheets/sheet1.xml": ""}), "", `intake.part, want "xl/worksheets/sheet1.xml"`},
		{"no relations", bookOf("", parts{"xl/_rels/workbook.xml.rels": ""}), "", `xl/workbook.xml: intake.part: got "点位", want "r1"`},
		{"other root", bookOf("", parts{"xl/workbook.xml": "<a/>"}), "", `xl/workbook.xml: intake.xml-root: got "a", want "workbook"`},
		{"chart's root", bookOf("", parts{"xl/worksheets/sheet1.xml": "<chartsheet/>"}), "", `xl/worksheets/sheet1.xml: intake.xml-root: got "chartsheet", want "worksheet"`},
		{"doctype", bookOf("", parts{"xl/sharedStrings.xml": "<!DOCTYPE a><sst/>"}), "", `xl/sharedstrings.xml: intake.xml-doctype`},
		{"no such sheet", bookOf(dataOf(cell), nil), "点", `intake.sheet: got "点", want "点位" (点位)`},
		{"none shown", bookOf("", parts{"xl/workbook.xml": `<workbook><sheets><sheet name="a" state="hidden" r:id="r1"/></sheets></workbook>`}), "", `intake.sheet (a)`},
		{"many sheets", bookOf("", parts{"xl/workbook.xml": `<workbook><sheets>` + many.String() + `</sheets></workbook>`}), "", `xl/workbook.xml: intake.sheets, want "1000"`},
		{"bomb", bookOf(dense, nil), "", `xl/worksheets/sheet1.xml: intake.archive-dense, want "200"`},
		{"many strings", bookOf("", parts{"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si/>", 101) + "</sst>"}), "", `xl/sharedstrings.xml: intake.too-many, want "100"`},
		{"long text", bookOf(dataOf(`<row><c t="str"><v>`+strings.Repeat("a<!-- -->", 2000)+`</v></c></row>`), nil), "", `1: intake.too-long, want "1000"`},
		{"not closed", bookOf("<sheetData>", nil), "", `xl/worksheets/sheet1.xml: intake.xml: got "worksheet"`},
		{"too far down", bookOf(dataOf(`<row r="1048577"/>`), nil), "", `intake.cell-place: got "1048577", want "1048576"`},
		{"too far right", bookOf(dataOf(`<row r="2"><c r="XFE2"/></row>`), nil), "", `2: intake.cell-place: got "XFE2", want "XFD1048576"`},
		{"next is too far", bookOf(dataOf(`<row r="1"><c r="XFD1"/><c/></row>`), nil), "", `1: intake.cell-order: got "XFE", want "XFD"`},
		{"rows back", bookOf(dataOf(`<row r="2"/><row r="2"/>`), nil), "", `2: intake.cell-order: got "2", want "2"`},
		{"cells back", bookOf(dataOf(`<row r="1"><c r="B1"/><c r="A1"/></row>`), nil), "", `1: intake.cell-order: got "A", want "B"`},
		{"other row's cell", bookOf(dataOf(`<row r="1"><c r="B2"/></row>`), nil), "", `1: intake.cell-order: got "B2", want "1"`},
		{"merged back", bookOf(`<mergeCells><mergeCell ref="B2:A1"/></mergeCells>`, nil), "", `xl/worksheets/sheet1.xml: intake.cell-place: got "A1", want "B2"`},
		{"merged nowhere", bookOf(`<mergeCells><mergeCell ref="B2:"/></mergeCells>`, nil), "", `xl/worksheets/sheet1.xml: intake.cell-place, want "XFD1048576"`},
		{"merged everywhere", bookOf(dataOf(cell)+`<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`, nil), "", `1: intake.too-many, want "100"`},
	} {
		got, err := readBook(test.data, test.wanted, Limits{TokenBytes: 1000, Elements: 100})
		if err == nil {
			t.Errorf("%s: rows %q, want %s", test.name, got, test.want)
			continue
		}
		e := asError(t, err)
		if e.Err = nil; e.Error() != test.want {
			t.Errorf("%s: error %s, want %s", test.name, e, test.want)
		}
	}
}

// Parts are counted as they are unpacked, whatever their headers say.
func TestArchiveLimits(t *testing.T) {
	a, err := openArchive(zipOf(parts{"a": strings.Repeat("x", 1000)}), Limits{TokenBytes: 1000, FileBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int64]string{1000: "", 999: `intake.archive-size, want "999"`} {
		in, err := a.open("a", most)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if _, err = io.Copy(io.Discard, in); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("unpacking to %d bytes: %q, want %q", most, got, want)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestPackedLimit(t *testing.T) {
	if os.Getenv("SITEDRAW_LONG") == "" {
		t.Skip("SITEDRAW_LONG is not set")
	}
	x := newReading("", zeros{}, Options{Categories: fuzzCategories})
	if _, err := x.readPacked(); asError(t, err).Code != ErrArchiveSize {
		t.Errorf("readPacked without end = %v, want %v", err, ErrArchiveSize)
	}
}

func TestWorkbookSheets(t *testing.T) {
	all := parts{
		"xl/workbook.xml": `<workbook><workbookPr date1904="1"/><sheets><sheet name="chart" r:id="r9"/><sheet name="旧" state="veryHidden" r:id="r2"/>` +
			`<sheet name="List" r:id="r1"/><sheet name="third" r:id="r4"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relationStart + relationText("r1", "worksheet", `worksheets\sheet1.xml`) + relationText("r2", "worksheet", "/xl/worksheets/old.xml") +
			relationText("r3", "styles", "styles.xml") + relationText("r4", "worksheet", "../xl/./worksheets/third.xml") + relationText("r9", "chartsheet", "x.xml") +
			`<Relationship Id="r8" Type="x/sharedStrings" Target="http://a" TargetMode="External"/></Relationships>`,
		`xl\worksheets\old.xml`:   `<worksheet>` + dataOf(`<row><c s="1"><v>43890</v></c></row>`) + `</worksheet>`,
		"xl/Worksheets/Third.xml": `<worksheet>` + dataOf(`<row><c><v>3</v></c></row>`) + `</worksheet>`,
	}
	data := bookOf(dataOf(`<row><c><v>1</v></c></row>`), all)
	for wanted, want := range map[string]string{"": "1 n:1", "list": "1 n:1", "旧": "1 d:2024-03-01", "THIRD": "1 n:3"} {
		got, err := readBook(data, wanted, Limits{})
		if diff := cmp.Diff([]string{want}, got); diff != "" || err != nil {
			t.Errorf("sheet %q: %v (-want +got):\n%s", wanted, err, diff)
		}
	}
}

// Both kinds of OOXML read alike.
func TestWorkbookStrict(t *testing.T) {
	const start = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
	relation := func(id, kind, target string) string {
		return fmt.Sprintf(`<Relationship Id=%q Type=%q Target=%q/>`, id, start+kind, target)
	}
	data := bookOf("", parts{
		"_rels/.rels":                relationStart + relation("r1", "officeDocument", "xl/workbook.xml") + `</Relationships>`,
		"xl/_rels/workbook.xml.rels": relationStart + relation("rId1", "worksheet", "worksheets/sheet1.xml") + `</Relationships>`,
		"xl/workbook.xml":            `<x:workbook xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" conformance="strict"><x:sheets><x:sheet name="a" sheetId="1" rel:id="rId1"/></x:sheets></x:workbook>`,
		"xl/worksheets/sheet1.xml":   `<x:worksheet>` + strings.NewReplacer("</", "</x:", "<", "<x:").Replace(`<sheetData><row r="1"><c r="A1" t="d"><v>2024-03-01</v></c></row></sheetData>`) + `</x:worksheet>`,
		"xl/styles.xml":              "",
		"xl/sharedStrings.xml":       "",
	})
	got, err := readBook(data, "", Limits{})
	if diff := cmp.Diff([]string{"1 d:2024-03-01"}, got); diff != "" || err != nil {
		t.Errorf("strict workbook: %v (-want +got):\n%s", err, diff)
	}
}

// excelBook makes a workbook with a library that others wrote.
func excelBook(t testing.TB, fill func(*excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	data, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

func TestWorkbookOfExcelize(t *testing.T) {
	data := excelBook(t, func(f *excelize.File) error {
		format := `yyyy"年"m"月"d"日"`
		date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			return err
		}
		return firstError(firstError(firstError(f.SetSheetRow("Sheet1", "A1", &[]any{"乡镇", "名称", "经度", "是", "日期", "和"}),
			f.SetSheetRow("Sheet1", "A2", &[]any{"甲镇", "a & <b>\n", 117.2034567, true, 45352, nil})),
			firstError(f.SetSheetRow("Sheet1", "A3", &[]any{"", " b ", 1e-7, false, 1, nil}), f.SetCellFormula("Sheet1", "F3", "SUM(C2:C3)"))),
			firstError(f.MergeCell("Sheet1", "A2", "A3"), f.SetCellStyle("Sheet1", "E2", "E3", date)))
	})
	want := []string{"1 乡镇|名称|经度|是|日期|和", "2 甲镇|a & <b>\n|n:117.2034567|b:TRUE|d:2024-03-01", "3 甲镇| b |n:0.0000001|b:FALSE|d:1900-01-01|f:=SUM(C2:C3)"}
	got, err := readBook(data, "", Limits{})
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("rows: %v (-want +got):\n%s", err, diff)
	}
}

func TestWorkbookWithPassword(t *testing.T) {
	var out bytes.Buffer
	f := excelize.NewFile()
	defer f.Close()
	if err := f.Write(&out, excelize.Options{Password: "x"}); err != nil {
		t.Fatal(err)
	}
	if !isWorkbook(out.Bytes()) {
		t.Error("isWorkbook of an encrypted workbook fails")
	}
	if _, err := readBook(out.Bytes(), "", Limits{}); asError(t, err).Code != ErrEncrypted {
		t.Errorf("error %v, want %v", err, ErrEncrypted)
	}
}

// FuzzWorkbook changes a sheet, its strings and its styles, so that the fuzzer
// need not find its way through zip.
func FuzzWorkbook(f *testing.F) {
	f.Add(dataOf(`<row r="1"><c r="A1" t="s"><v>0</v></c><c s="1"><v>45352.5</v></c></row>`)+`<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`,
		`<si><r><t>a</t></r><rPh><t>b</t></rPh></si>`, `<numFmts><numFmt numFmtId="164" formatCode="yyyy"/></numFmts><cellXfs><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs>`)
	f.Add(dataOf(`<row><c t="inlineStr"><is><t>_x000A_</t></is></c><c><f>A1</f></c></row><row r="9"><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>`), "", "")
	f.Fuzz(func(t *testing.T, sheet, list, styles string) {
		data := bookOf(sheet, parts{"xl/sharedStrings.xml": "<sst>" + list + "</sst>", "xl/styles.xml": "<styleSheet>" + styles + "</styleSheet>"})
		fuzzBook(t, data)
	})
}

// FuzzWorkbookFile changes whole files.
func FuzzWorkbookFile(f *testing.F) {
	f.Add(bookOf(dataOf(`<row><c t="s"><v>0</v></c></row>`), nil))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(fuzzBook)
}

func fuzzBook(t *testing.T, data []byte) {
	x := newReading("", bytes.NewReader(data), Options{Categories: fuzzCategories, Limits: Limits{TokenBytes: 1 << 12, Elements: 1 << 12}})
	s, err := newWorkbookSheet(x, "")
	if err != nil {
		asError(t, err)
		return
	}
	lines, err := readSheet(s)
	if err != nil {
		asError(t, err)
	}
	if len(lines) > sheetRows {
		t.Errorf("%d rows", len(lines))
	}
	if _, err := ReadCells("", bytes.NewReader(data), Options{Categories: fuzzCategories}); err != nil {
		asError(t, err)
	}
}
