package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// refusal is an input that must be refused: which files, and how it is told.
type refusal struct {
	name   string
	files  map[string][]byte
	args   []string // the files in order
	en, zh string   // a line of the report, whole
}

func gb18030(t *testing.T, text string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// workbook makes a workbook of one sheet; cells that begin with "=" are formulas,
// and change may do more to it.
func workbook(t *testing.T, rows [][]any, change func(*excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		for j, value := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			var err error
			if formula, is := value.(string); is && strings.HasPrefix(formula, "=") {
				err = f.SetCellFormula("Sheet1", cell, formula[1:])
			} else {
				err = f.SetCellValue("Sheet1", cell, value)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if change != nil {
		if err := change(f); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zipBomb is a workbook whose sheet of empty rows and spaces unpacks to 1,000 times
// its size.
func zipBomb(t *testing.T) []byte {
	t.Helper()
	good := workbook(t, [][]any{{"编号"}}, nil)
	parts, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range parts.File {
		out, err := w.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		content := []byte("<worksheet><sheetData>" + strings.Repeat("<row></row>"+strings.Repeat(" ", 1013), 72<<10) + "</sheetData></worksheet>")
		if part.Name != "xl/worksheets/sheet1.xml" {
			in, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			if content, err = io.ReadAll(in); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := out.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// manySheets is a workbook of so many empty sheets.
func manySheets(t *testing.T, n int) []byte {
	t.Helper()
	var sheets, relations strings.Builder
	const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const root = `<Relationships><Relationship Id="r" Target="xl/workbook.xml" Type="` + types + `/officeDocument"/></Relationships>`
	parts := [][2]string{{"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", root}}
	for i := range n {
		fmt.Fprintf(&sheets, `<sheet name="s%d" sheetId="%d" r:id="r%d"/>`, i, i+1, i)
		fmt.Fprintf(&relations, `<Relationship Id="r%d" Target="worksheets/sheet%d.xml" Type="%s/worksheet"/>`, i, i, types)
		parts = append(parts, [2]string{fmt.Sprintf("xl/worksheets/sheet%d.xml", i), "<worksheet/>"})
	}
	parts = append(parts,
		[2]string{"xl/workbook.xml", `<workbook xmlns:r="` + types + `"><sheets>` + sheets.String() + "</sheets></workbook>"},
		[2]string{"xl/_rels/workbook.xml.rels", "<Relationships>" + relations.String() + "</Relationships>"})
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range parts {
		out, err := w.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(out, part[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// oleFile is the head of an OLE file with one stream of a name, as .xls files and
// encrypted workbooks are.
func oleFile(stream string) []byte {
	b := make([]byte, 4096)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for i, r := range stream {
		b[1024+2*i] = byte(r)
	}
	return b
}

// letters is a stream without end.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// table is a CSV file with headings for one row.
func table(row string) map[string][]byte {
	return map[string][]byte{"list.csv": []byte("编号,名称,类别,经度,纬度\n" + row + "\n")}
}

func refusals(t *testing.T) []refusal {
	dated := func(f *excelize.File) error {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 16}) // d-mmm
		if err != nil {
			return err
		}
		return f.SetCellStyle("Sheet1", "A2", "A2", style)
	}
	list, book := []string{"list.csv"}, []string{"list.xlsx"}
	return []refusal{
		{"mixed encodings", map[string][]byte{"list.csv": append([]byte("编号,名称,类别\nA,南门农贸市场,SC\nB,"), append(gb18030(t, "北门农贸市场"), ",SC\n"...)...)},
			list,
			`list.csv, line 3, “名称”: the cell “北门农贸市场” is not in utf-8, as the rest of the file is. Save all of it in one encoding.`,
			`list.csv 第 3 行，“名称”一项：这一格“北门农贸市场”不是文件其余部分所用的 utf-8 编码。请统一编码后重新保存。`},
		{"wrong encoding", map[string][]byte{"list.csv": append(gb18030(t, "编号,名称,类别\nA,南门农贸市场,SC\nB,"), "\xff\xff,SC\n"...)}, list,
			`list.csv, line 3, “名称”: the cell “"\xff\xff"” is not in gb18030, as the rest of the file is. Save all of it in one encoding.`,
			`list.csv 第 3 行，“名称”一项：这一格“"\xff\xff"”不是文件其余部分所用的 gb18030 编码。请统一编码后重新保存。`},
		{".xls named .xlsx", map[string][]byte{"list.xlsx": oleFile("Workbook")}, book,
			`list.xlsx: this is a .xls file of an old Excel. Save it as .xlsx.`,
			`list.xlsx：这是旧版 Excel 的 .xls 文件。请另存为 .xlsx。`},
		{"encrypted workbook", map[string][]byte{"list.xlsx": oleFile("EncryptedPackage")}, book,
			`list.xlsx: the workbook has a password. Remove it and save the workbook again.`,
			`list.xlsx：工作簿设了密码。请取消密码后重新保存。`},
		{"formula for an id", map[string][]byte{"list.xlsx": workbook(t, [][]any{{"编号", "类别"}, {"=B2&1", "SC"}}, nil)}, book,
			`list.xlsx, line 2, “编号”: a formula, =B2&1, stands where a value is needed; paste the column as values.`,
			`list.xlsx 第 2 行，“编号”一项：单元格里是公式 =B2&1，这里需要的是值。请把这一列“粘贴为数值”。`},
		{"3-1 read as a date", map[string][]byte{"list.xlsx": workbook(t, [][]any{{"编号", "类别"}, {45352, "SC"}}, dated)}, book,
			`list.xlsx, line 2, “编号”: the spreadsheet made the date 2024-03-01 of this cell; format the column as text and write the value again.`,
			`list.xlsx 第 2 行，“编号”一项：表格软件把这个单元格当成了日期 2024-03-01。请把这一列设为“文本”格式后重新填写。`},
		{"full-width digits", table("A,市场,SC,１１７.2,28.3"), list,
			`list.csv, line 2, “经度”: “１１７.2” has digits of full width; write “117.2”.`,
			`list.csv 第 2 行，“经度”一项：“１１７.2”用了全角数字或符号，应写作“117.2”。`},
		{"degrees, minutes, seconds", table("A,市场,SC,117°12′30″,28°17′24″"), list,
			`list.csv, line 2, “经度”: “117°12′30″ 28°17′24″” is in degrees, minutes and seconds; write decimal degrees: 117.2083333 28.2900000.`,
			`list.csv 第 2 行，“经度”一项：“117°12′30″ 28°17′24″”是度分秒，应写成十进制度数：117.2083333 28.2900000。`},
		{"swapped columns", table("A,SC,南门农贸大楼一层东区,117.2,28.3"), list,
			`list.csv, line 2, “类别”: “南门农贸大楼一层东区” is no category, but the name “SC” is one: are the two columns swapped?`,
			`list.csv 第 2 行，“类别”一项：“南门农贸大楼一层东区”不是类别，而名称“SC”却是类别：这两列是不是写反了？`},
		{"metres", table("A,市场,SC,39421234.5,3130000"), list,
			`list.csv, line 2, “经度”: “39421234.5 3130000” are no degrees but metres of a map projection, probably CGCS2000 / 3-degree Gauss-Kruger zone 39 (EPSG:4527). Save the file with longitudes and latitudes: WGS 84 (EPSG:4326) or CGCS2000 (EPSG:4490).`,
			`list.csv 第 2 行，“经度”一项：“39421234.5 3130000”不是经纬度，而是投影坐标（米），应为 CGCS2000 / 3-degree Gauss-Kruger zone 39 (EPSG:4527)。请导出为经纬度，即 WGS 84（EPSG:4326）或 CGCS2000（EPSG:4490）。`},
		{"latitude first", table("A,市场,SC,28.3,117.2"), list,
			`list.csv, line 2, “经度”: longitude and latitude are swapped: “28.3 117.2” should be “117.2 28.3”.`,
			`list.csv 第 2 行，“经度”一项：经度和纬度写反了：“28.3 117.2”应为“117.2 28.3”。`},
		{"rows below the total", table("A,市场,SC,117.2,28.3\n合计,,,,\nB,市场,SC,117.2,28.3"), list,
			`list.csv, line 4: the row stands below the total in line 3; sites stand above it.`,
			`list.csv 第 4 行：这一行在合计行（第 3 行）下面。点位应写在合计行上面。`},
		{"zip bomb", map[string][]byte{"list.xlsx": zipBomb(t)}, book,
			`list.xlsx, “xl/worksheets/sheet1.xml”: the workbook unpacks to more than 200 times its size, which is refused for safety.`,
			`list.xlsx，“xl/worksheets/sheet1.xml”一项：工作簿解压后超过原大小的 200 倍，出于安全不予读取。`},
		{"10,000 sheets", map[string][]byte{"list.xlsx": manySheets(t, 10_000)}, book,
			`list.xlsx, “xl/workbook.xml”: the workbook has too many sheets; at most 1000 are read.`,
			`list.xlsx，“xl/workbook.xml”一项：工作簿里的工作表太多，最多 1000 张。`},
		{"an id in two files", map[string][]byte{"a.csv": []byte("编号,类别\nA,SC\n"), "b.csv": []byte("编号,类别\nB,SC\nA,SC\n")}, []string{"a.csv", "b.csv"},
			`b.csv, line 3, “id”: the site id “A” is used twice, see also a.csv. Each id may be used once.`,
			`b.csv 第 3 行，“id”一项：点位编号“A”重复，另见 a.csv。每个编号只能用一次。`},
		{"a category nobody knows", table("A,市场,农贸市厂,117.2,28.3"), list,
			`list.csv, line 2, “类别”: there is no category “农贸市厂”; perhaps “农贸市场” is meant.`,
			`list.csv 第 2 行，“类别”一项：没有“农贸市厂”这一类别，是否指“农贸市场”。`},
		{"a line without end", nil, []string{"-"},
			`standard input, line 2: a row or element is too long; at most 1114112 bytes are read.`,
			`标准输入 第 2 行：有一行或一个元素太长，最多 1114112 字节。`},
		{"a map provider's export", map[string][]byte{"list.csv": []byte("name,location,typecode\n市场,\"117.2,28.3\",060700\n")}, list,
			`list.csv, line 1, “location”: this looks like a map provider's export, whose coordinates are shifted by some 500 m: say which by --crs gcj02 (Amap, Tencent), --crs bd09 (Baidu) or --crs wgs84.`,
			`list.csv 第 1 行，“location”一项：这像是地图服务商导出的数据，其坐标有约 500 米的偏移。请用 --crs gcj02（高德、腾讯）、--crs bd09（百度）或 --crs wgs84 说明坐标系。`},
	}
}

// Every refusal that an office may meet: file, row, column, value and what would
// be right, in both languages; and nothing is left behind.
func TestRefusals(t *testing.T) {
	for _, r := range refusals(t) {
		t.Run(r.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for name, content := range r.files {
				if err := os.WriteFile(name, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for lang, want := range map[string]string{"en": r.en, "zh": r.zh} {
				w, _, errOut := quiet("")
				w.in = io.MultiReader(strings.NewReader("编号,类别\nA,"), io.LimitReader(letters{}, 10<<30))
				args := append([]string{"--lang", lang, "frame", "-o", "frame.ndjson", "--contacts", "people.csv"}, r.args...)
				if code := run(context.Background(), args, w); code != exitBad {
					t.Errorf("exit code %d, want %d", code, exitBad)
				}
				if !strings.Contains(errOut.String(), want+"\n") {
					t.Errorf("the report is\n%s\nwant the line\n%s", errOut.String(), want)
				}
			}
			left, err := filepath.Glob("*")
			if err != nil || len(left) != len(r.files) {
				t.Errorf("files %v are left, %v", left, err)
			}
		})
	}
}
