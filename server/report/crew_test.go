package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
	"sitedraw/sampler/crew"
	"sitedraw/server/text"
)

// manned is a draw with three teams, one of which has nothing to do.
func manned(t testing.TB, lang text.Lang) Crew {
	t.Helper()
	d := drawOf(t, lacking, []geo.Site{
		{ID: "m1", Name: hostile, Category: "SC", Unit: "=1+1", Area: "990100001001", Geometry: geo.Point{Lon: 1230000000, Lat: 335000000}},
		{ID: "m2", Name: "南门市场", Category: "SC", Unit: "城管局", Area: "990100002000"},
		{ID: "m3", Category: "SC"},
		{ID: "t", Name: "立春镇", Category: "XZZF", Area: "990100001000"},
	}, lang)
	d.Practice = true
	return Crew{
		Draw: d, Drill: "每周五", Round: 3, Names: map[string]string{"a": "张三", "b": "张三", "d": "+李四"},
		Assignment: &crew.Assignment{
			Record: d.Record.Digest(), Lot: 2, Date: "2026-11-27", Attempt: 5, Repeats: 1,
			Rules: crew.Rules{Size: 2, Lead: "组长", Way: crew.Cross}, Ring: []string{"990100001", "990100002"},
			Teams: []crew.Team{
				{Members: []string{"a", "b"}, Sites: []string{"m1", "m3"}}, {Members: []string{"c", "d"}, Sites: []string{"m2"}}, {Members: []string{"e"}},
			},
			Idle: []string{"f"},
		},
	}
}

func crewTable(t testing.TB, c Crew) [][]string {
	t.Helper()
	var b bytes.Buffer
	if err := CrewCSV(&b, c); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCrewCSV(t *testing.T) {
	rows := crewTable(t, manned(t, text.ZH))
	want := [][]string{
		{"演练", "每周五", "3", "2026-11-27", "1", "张三（a）、张三（b）", "1", "m1", "'" + hostile, "SC", "农贸市场", "立春镇", "990100001001", "'=1+1", "123", "33.5"},
		{"演练", "每周五", "3", "2026-11-27", "1", "张三（a）、张三（b）", "2", "m3", "", "SC", "农贸市场", "", "", "", "", ""},
		{"演练", "每周五", "3", "2026-11-27", "2", "c、+李四（d）", "1", "m2", "南门市场", "SC", "农贸市场", "990100002000", "990100002000", "城管局", "", ""},
		{"演练", "每周五", "3", "2026-11-27", "3", "e", "", "", "", "", "", "", "", "", "", ""},
		{"演练", "每周五", "3", "2026-11-27", "", "f", "", "", "", "", "", "", "", "", "", ""},
	}
	for i := range want {
		want[i][10] = rows[i+1][10] // as the categories have it; below
		if diff := cmp.Diff(want[i], rows[i+1][:len(want[i])]); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", i+1, diff)
		}
	}
	if len(rows) != len(want)+1 {
		t.Errorf("%d rows, want %d", len(rows), len(want)+1)
	}
	category, err := geo.ShippedCategories().Lookup("SC")
	if err != nil || rows[1][10] != category.ZH {
		t.Errorf("the category is called %q, want %v", rows[1][10], category)
	}
	if at := slices.Index(rows[0], "高德"); at < 0 || !strings.HasPrefix(rows[1][at], "https://uri.amap.com/marker?position=") || rows[2][at] != "" {
		t.Errorf("links %q, %q, want one of the site with a position alone", rows[1][16:], rows[2][16:])
	}
	if last := len(rows[0]) - 1; rows[4][last] != "没有抽中的点位。" || rows[5][last] != "未编组" || rows[1][last] != "" {
		t.Errorf("remarks %q, %q, %q", rows[1][last], rows[4][last], rows[5][last])
	}
}

// A team gets its own table only, with nobody of another.
func TestCrewOfOneTeam(t *testing.T) {
	c := manned(t, text.EN)
	c.Teams = []int{2}
	rows := crewTable(t, c)
	if len(rows) != 2 || rows[1][4] != "2" || rows[1][7] != "m2" {
		t.Errorf("rows %q, want those of team 2", rows[1:])
	}
	var b bytes.Buffer
	if err := CrewXLSX(&b, c); err != nil {
		t.Fatal(err)
	}
	cells := strings.Join(crewCells(t, b.Bytes()), "\n")
	for _, other := range []string{"张三", "m1", "m3", "\ne\n", "\nf\n"} {
		if strings.Contains(cells, other) {
			t.Errorf("the workbook of team 2 says %q:\n%s", other, cells)
		}
	}
}

// crewCells are the cells of all worksheets, each behind the sheet's name.
func crewCells(t testing.TB, data []byte) (list []string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		list = append(list, sheet)
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			list = append(list, row...)
		}
	}
	return list
}

func TestCrewXLSX(t *testing.T) {
	for _, lang := range text.Langs() {
		c := manned(t, lang)
		var first, again bytes.Buffer
		if err := errors.Join(CrewXLSX(&first, c), CrewXLSX(&again, c)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Errorf("%s: two runs differ", lang)
		}
		cells := crewCells(t, first.Bytes())
		for _, want := range []string{
			c.teamName(1), c.teamName(2), c.teamName(3), hostile, "=1+1", c.people([]string{"a", "b"}), "f", c.title(),
			c.Texts.Text("crew.idle", nil), c.Texts.Text("nature.practice-note", nil),
		} {
			if !slices.Contains(cells, want) {
				t.Errorf("%s: the workbook lacks %q", lang, want)
			}
		}
		whole := strings.Join(cells, "\n")
		for _, want := range []string{"立春镇 → 990100002 → 立春镇", c.Record.Digest().String(), c.Texts.Text("crew.way-cross", nil), "2026-11-27"} {
			if !strings.Contains(whole, want) {
				t.Errorf("%s: the workbook lacks %q", lang, want)
			}
		}
		second := cells[slices.Index(cells, c.Texts.Text("sheet.of-unit", text.Args{"value": c.title(), "name": c.teamName(2)})):]
		second = second[:slices.Index(second, c.teamName(3))]
		if !slices.Contains(second, "m2") || slices.Contains(second, "m1") || slices.Contains(second, c.people([]string{"a", "b"})) {
			t.Errorf("%s: the worksheet of team 2 is %q", lang, second)
		}
		if strings.Contains(whole, "crew.") {
			t.Errorf("%s: a key of the catalogue is left in\n%s", lang, whole)
		}
	}
}

func TestCrewTitle(t *testing.T) {
	c := manned(t, text.ZH)
	if got := c.title(); got != "每周五第 3 轮检查组名单" {
		t.Errorf("title() = %q, want 每周五第 3 轮检查组名单", got)
	}
	c.Drill, c.Round = "", 0
	if got := c.title(); got != "检查组名单" {
		t.Errorf("title() = %q, want 检查组名单", got)
	}
}

func TestCrewIsRefused(t *testing.T) {
	c := manned(t, text.ZH)
	c.Assignment.Teams[0].Sites = []string{"gone"}
	for form, write := range map[string]func(io.Writer, Crew) error{"csv": CrewCSV, "xlsx": CrewXLSX} {
		if err := write(io.Discard, c); !errors.Is(err, ErrSite) {
			t.Errorf("%s: %v, want %s", form, err, ErrSite)
		}
	}
}
