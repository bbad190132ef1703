package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sitedraw/geo/intake"
	"sitedraw/sampler"
)

// awkward is a file as offices have them: which sites it gives and which rows are
// wrong, as "line column code".
type awkward struct {
	name    string
	content []byte
	sites   []string // id and category
	rejects []string
}

func awkwardFiles(t *testing.T) []awkward {
	merged := func(f *excelize.File) error {
		for _, cells := range [][2]string{{"A1", "F1"}, {"A2", "A3"}, {"B2", "B3"}, {"C2", "C3"}, {"D2", "E2"}, {"F2", "F3"}, {"F4", "F5"}} {
			if err := f.MergeCell("Sheet1", cells[0], cells[1]); err != nil {
				return err
			}
		}
		return nil
	}
	hidden := func(f *excelize.File) error {
		if _, err := f.NewSheet("点位"); err != nil {
			return err
		}
		if err := f.SetSheetRow("点位", "A1", &[]any{"编号", "类别"}); err != nil {
			return err
		}
		if err := f.SetSheetRow("点位", "A2", &[]any{"S1", "SC"}); err != nil {
			return err
		}
		f.SetActiveSheet(1)
		return f.SetSheetVisible("Sheet1", false)
	}
	utf16 := func(text string) []byte {
		b := []byte{0xff, 0xfe}
		for _, r := range text {
			b = append(b, byte(r), byte(r>>8))
		}
		return b
	}
	return []awkward{
		{"title.csv", []byte("\xef\xbb\xbf某县点位表,,\r\n\r\n编号,点位名称,类别\r\nA1,甲,SC\r\nA2,乙,\r\n"),
			[]string{"A1 SC"}, []string{"5 类别 intake.cell-empty"}},
		{"gb.csv", gb18030(t, "编号;名称;类别\nB1;南门;农贸市场\nB2;北门;农贸市厂\n"),
			[]string{"B1 SC"}, []string{"3 类别 category.unknown"}},
		{"unicode.txt", utf16("编号\t名称\t类别\nC1\t甲\t小区\nC1\t乙\t小区\n"),
			[]string{"C1 XQ"}, []string{"3 编号 site.duplicate-id"}},
		{"tabs.tsv", []byte("编号\t类别\t经度\t纬度\nD1\tSC\t117.2\t28.3\nD2\tSC\t28.3\t117.2\nD3\tSC\t117.2\t\n"),
			[]string{"D1 SC"}, []string{"3 经度 intake.swapped", "4 纬度 intake.half-position"}},
		{"quotes.csv", []byte("编号,名称,类别\nE1,\"甲,\"\"乙\"\"\",SC\nE2,'=1+1,SC\nE3,-5号楼,SC\n"),
			[]string{"E1 SC", "E2 SC", "E3 SC"}, nil},
		{"total.csv", []byte("序号,编号,类别,规模\n1,F1,SC,３\n2,F2,SC,3\n合计,,,6\n"),
			[]string{"F2 SC"}, []string{"2 规模 intake.full-width"}},
		{"merged.xlsx", workbook(t, [][]any{{"点位登记表"}, {"编号", "名称", "类别", "坐标", "", "责任单位"}, {"", "", "", "经度", "纬度", ""},
			{"G1", "甲", "SC", 117.2, 28.3, "市监局"}, {"G2", "乙", "SC", "117.2°", 28.3, ""}}, merged),
			[]string{"G1 SC"}, []string{"5 经度 intake.sexagesimal"}},
		{"numbers.xlsx", workbook(t, [][]any{{"编号", "类别", "区划代码", "规模"}, {1001, "SC", 360681001000, 120}, {1002, "SC", 36068100, 1.5},
			{1003, "SC", 360681001000, 1.5}}, nil),
			[]string{"1001 SC"}, []string{"3 区划代码 area.code", "4 规模 site.size"}},
		{"formulas.xlsx", workbook(t, [][]any{{"编号", "类别", "责任单位"}, {"H1", "SC", "=A2"}, {"H2", "SC", "甲"}}, nil),
			[]string{"H2 SC"}, []string{"2 责任单位 intake.cell-formula"}},
		{"hidden.xlsx", workbook(t, [][]any{{"内部"}}, hidden), []string{"S1 SC"}, nil},
		{"map.geojson", []byte(`{"type":"FeatureCollection","features":[
			{"type":"Feature","id":"I1","properties":{"类别":"GY"},"geometry":{"type":"Polygon","coordinates":[[[117,28],[117.1,28],[117.1,28.1],[117,28]]]}},
			{"type":"Feature","id":"I2","properties":{"类别":"GY"},"geometry":{"type":"Polygon","coordinates":[[[117,28],[117.1,28.1],[117.1,28],[117,28.1],[117,28]]]}}]}`),
			[]string{"I1 GY"}, []string{"2 geometry.coordinates ring.crosses"}},
		{"export.csv", []byte("id,name,location,typecode,坐标系\nJ1,农贸市场,\"117.2,28.3\",060702,高德\nJ2,写字楼,\"117.2,28.3\",120201,高德\nJ3,农贸市场,\"117.2\",060702,高德\n"),
			[]string{"J1 SC"}, []string{"4 location intake.location"}},
	}
}

// A dozen files as offices have them give the right sites, and exactly the
// expected rows are wrong.
func TestAwkwardFiles(t *testing.T) {
	for _, a := range awkwardFiles(t) {
		r, err := intake.Read(a.name, bytes.NewReader(a.content), intake.Options{SkipBad: true})
		if err != nil {
			t.Errorf("%s: %v", a.name, err)
			continue
		}
		var sites, rejects []string
		for _, s := range r.Sites {
			sites = append(sites, s.ID+" "+s.Category)
		}
		for _, e := range r.Rejects {
			rejects = append(rejects, fmt.Sprint(e.At.Line, " ", e.At.Column, " ", e.Code))
		}
		if d := cmp.Diff(a.sites, sites) + cmp.Diff(a.rejects, rejects); d != "" {
			t.Errorf("%s: %s", a.name, d)
		}
	}
}

// libreOffice converts files as a person would, by saving them under another
// name.
func libreOffice(t *testing.T, to string, more ...string) {
	t.Helper()
	args := append([]string{"--headless", "-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir()), "--convert-to", to, "--outdir", "saved"}, more...)
	if out, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice %v: %v\n%s", args, err, out)
	}
}

// What LibreOffice saves is read: its workbooks and its text give the same frame
// that was exported, and what it makes of texts is noticed.
func TestLibreOffice(t *testing.T) {
	if os.Getenv("SITEDRAW_LONG") == "" {
		t.Skip("takes ten seconds; set SITEDRAW_LONG=1")
	}
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("LibreOffice is not installed")
	}
	t.Chdir(t.TempDir())
	frameOf := func(name string) string {
		w, _, errOut := quiet("")
		if code := run(context.Background(), []string{"frame", name, "-o", name + ".ndjson"}, w); code != exitDone {
			t.Fatalf("frame %s: exit code %d: %s", name, code, errOut)
		}
		f, err := os.Open(name + ".ndjson")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		frame, err := sampler.ReadFrame(f)
		if err != nil {
			t.Fatal(err)
		}
		return frame.Digest().String()
	}
	w, _, errOut := quiet("")
	if code := run(context.Background(), []string{"--lang", "zh", "demo", "--export", "demo"}, w); code != exitDone {
		t.Fatal(errOut)
	}
	want := frameOf("demo/register.xlsx")
	const gb18030, semicolon, quote = "85", "59", "34" // LibreOffice's numbers
	libreOffice(t, "xlsx", "demo/register.xlsx")
	libreOffice(t, "csv:Text - txt - csv (StarCalc):"+semicolon+","+quote+","+gb18030, "demo/register.xlsx")
	for _, name := range []string{"saved/register.xlsx", "saved/register.csv"} {
		if got := frameOf(name); got != want {
			t.Errorf("%s gives the frame %s, want %s", name, got, want)
		}
	}

	typed := "编号,名称,类别,经度,纬度,规模\nA-1,南门,SC,117.2034567,28.3,120\n3/1,北门,SC,117.21,28.31,80\n5,\"=1+1\",SC,117.22,28.32,\n"
	if err := os.WriteFile("typed.csv", []byte(typed), 0o600); err != nil {
		t.Fatal(err)
	}
	const asTyped = "--infilter=CSV:44,34,76,1,,0,false,true,false,true" // dates and formulas are recognised
	for to, code := range map[string]string{"xlsx": "", "xls": "intake.old-workbook", "ods": "intake.workbook-kind"} {
		libreOffice(t, to, asTyped, "typed.csv")
		f, err := os.Open("saved/typed." + to)
		if err != nil {
			t.Fatal(err)
		}
		r, err := intake.Read("typed."+to, f, intake.Options{SkipBad: true})
		f.Close()
		if code != "" {
			if err == nil || !strings.Contains(err.Error(), code) {
				t.Errorf("typed.%s: %v, want %s", to, err, code)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var rejects []string
		for _, e := range r.Rejects {
			rejects = append(rejects, fmt.Sprint(e.At.Line, " ", e.At.Column, " ", e.Code))
		}
		if !slices.Equal(rejects, []string{"3 编号 intake.cell-date", "4 名称 intake.cell-formula"}) || len(r.Sites) != 1 || r.Sites[0].ID != "A-1" {
			t.Errorf("typed.xlsx gives %+v and rejects %v", r.Sites, rejects)
		}
	}
}
