package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"sitedraw/geo"
)

func TestReadInspections(t *testing.T) {
	const chinese = "点位编号,点位名称,达标项,检查项,得分,检查日期,检查人\n甲1,农贸市场,7,8,,2026年11月6日,一队\n甲2,学校,,,0.5,2026/11/16 09:30,张三\n甲3,公厕,,,,,\n"
	encoded := func(text string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	want := []Inspection{
		{Line: 2, ID: "甲1", Met: 7, Observed: 8, When: "2026-11-06", By: "一队"},
		{Line: 3, ID: "甲2", Score: 0.5, When: "2026-11-16", By: "张三"},
	}
	for name, data := range map[string]string{
		"utf-8":   "\ufeff" + chinese,
		"gb18030": encoded(simplifiedchinese.GB18030.NewEncoder().String(chinese)),
		"utf-16":  encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(chinese)),
		"titled":  chinese,
	} {
		got, err := ReadInspections(name, strings.NewReader(data), Options{})
		if err != nil {
			t.Errorf("ReadInspections(%s) = %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got.Rows); diff != "" {
			t.Errorf("ReadInspections(%s) (-want +got):\n%s", name, diff)
		}
		if got.Open != 1 || !cmp.Equal(got.Unused, []string{"点位名称"}) {
			t.Errorf("ReadInspections(%s): %d open, %q unused, want 1 and 点位名称", name, got.Open, got.Unused)
		}
	}
}

// Both ends of a score are scores, whatever the decimals.
func TestReadInspectionsEnds(t *testing.T) {
	r, err := ReadInspections("r", strings.NewReader("id,score\na,0\nb,1\nc,1.00\nd,.25\ne,2.5e-1\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []float64
	for _, row := range r.Rows {
		got = append(got, row.Score)
	}
	if want := []float64{0, 1, 1, 0.25, 0.25}; !cmp.Equal(got, want) {
		t.Errorf("scores %v, want %v", got, want)
	}
}

// A workbook's dates and numbers are read as they are shown, below a title.
func TestReadInspectionsOfWorkbook(t *testing.T) {
	book := bookOf(dataOf(
		`<row><c t="str"><v>模拟测评</v></c></row>`+
			`<row r="3"><c t="str"><v>id</v></c><c t="str"><v>score</v></c><c t="str"><v>when</v></c></row>`+
			`<row r="4"><c t="str"><v>a</v></c><c><v>0.85</v></c><c s="1"><v>45352</v></c></row>`), nil)
	got, err := ReadInspections("r.xlsx", strings.NewReader(string(book)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Inspection{{Line: 4, ID: "a", Score: 0.85, When: "2024-03-01"}}, got.Rows); diff != "" {
		t.Errorf("ReadInspections (-want +got):\n%s", diff)
	}
}

// Every wrong row is named with what would be right, and nothing comes of the others.
func TestReadInspectionsRejects(t *testing.T) {
	for _, test := range []struct{ row, want string }{
		{"a,9,8,,,", `r: 3: met: intake.checks: got "9", want "0 … 8"`},
		{"a,-1,8,,,", `r: 3: met: intake.checks: got "-1", want "0 … 8"`},
		{"a,7.5,8,,,", `r: 3: met: intake.checks: got "7.5", want "0 … 8"`},
		{"a,0,0,,,", `r: 3: observed: intake.checks: got "0", want "1 … 100000"`},
		{"a,3,,,,", `r: 3: observed: intake.cell-empty`},
		{"a,,8,,,", `r: 3: met: intake.cell-empty`},
		{"a,７,8,,,", `r: 3: met: intake.full-width: got "７", want "7"`},
		{"a,7,8,0.9,,", `r: 3: score: intake.two-results: got "0.9"`},
		{"a,,,85,,", `r: 3: score: intake.percent: got "85", want "0.85"`},
		{"a,,,1%,,", `r: 3: score: intake.percent: got "1%", want "0.01"`},
		{"a,,,1.5,,", `r: 3: score: intake.percent: got "1.5", want "0.015"`},
		{"a,,,-0.1,,", `r: 3: score: intake.score: got "-0.1", want "0 … 1"`},
		{"a,,,101,,", `r: 3: score: intake.score: got "101", want "0 … 1"`},
		{"a,,,NaN,,", `r: 3: score: intake.score: got "NaN", want "0 … 1"`},
		{"a,,,0x1p-1,,", `r: 3: score: intake.score: got "0x1p-1", want "0 … 1"`},
		{"a,,,好,,", `r: 3: score: intake.score: got "好", want "0 … 1"`},
		{",,,0.5,,", `r: 3: id: intake.cell-empty`},
		{"a,,,0.5,yesterday,", `r: 3: when: intake.day: got "yesterday", want "2026-11-16"`},
		{"a,,,0.5,2026-02-30,", `r: 3: when: intake.day: got "2026-02-30", want "2026-11-16"`},
		{"a,,", `r: 3: intake.row-width: got "3", want "6"`},
	} {
		data := "id,met,observed,score,when,by\nb,,,0.5,,\n" + test.row + "\n"
		got, err := ReadInspections("r", strings.NewReader(data), Options{})
		if asError(t, err).Code != ErrRejected || got == nil || got.Rows != nil || got.Bad != 1 {
			t.Errorf("%s: %v, %+v, want one row rejected and none read", test.row, err, got)
			continue
		}
		if reject := got.Rejects[0].Error(); reject != test.want {
			t.Errorf("%s: %s, want %s", test.row, reject, test.want)
		}
	}
}

func TestReadInspectionsRefuses(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{"", `r: intake.empty`},
		{"id,score\n", `r: intake.no-rows`},
		{"id,score\na,\n", `r: intake.no-results: got "1"`},
		{"编号,达标项\na,3\n", `r: 1: 检查项 (observed): intake.column-missing, want "检查项 (observed)"`},
		{"编号,检查项\na,3\n", `r: 1: 达标项 (met): intake.column-missing, want "达标项 (met)"`},
		{"id,remark\na,3\n", `r: 1: 得分 (score): intake.column-missing, want "得分 (score)"`},
		{"达标项,检查项\n3,4\n", `r: 1: 编号 (id): intake.column-missing, want "编号 (id)"`},
		{"id,得分,score\na,1,0\n", `r: 1: score: intake.column-twice: got "score"`},
		{"x,y\n1,2\n", `r: 1: intake.header: got "x, y", want "编号 (id), 达标项 (met), 检查项 (observed), 得分 (score)"`},
		{"{}", `r: intake.format: got "{}", want "xlsx, csv"`},
	} {
		got, err := ReadInspections("r", strings.NewReader(test.data), Options{})
		if err == nil || got != nil {
			t.Errorf("ReadInspections(%q) = %+v, want %s", test.data, got, test.want)
			continue
		}
		if e := asError(t, err).Error(); e != test.want {
			t.Errorf("ReadInspections(%q) = %s, want %s", test.data, e, test.want)
		}
	}
}

// FuzzInspections holds that what is read is a result, and that all else is an error
// with a code.
func FuzzInspections(f *testing.F) {
	f.Add("id,met,observed,when,by\na,7,8,2026-11-16,x\n")
	f.Add("\ufeff编号,得分,检查日期\r\n甲,0.5,2026年1月2日\r\n乙,85%,\r\n")
	f.Add("id,score\na,1e-1\nb,.5\n合计,1\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ReadInspections("fuzz", strings.NewReader(text), Options{Limits: Limits{TokenBytes: 1 << 16, Elements: 1 << 16, Rejects: 10}})
		if err != nil {
			asError(t, err)
			return
		}
		for _, row := range r.Rows {
			right := row.ID != "" && geo.CheckText(row.ID) == nil && row.Line > 0 && (row.When == "" || isDay(row.When)) &&
				(row.Observed == 0 && row.Met == 0 && row.Score >= 0 && row.Score <= 1 ||
					row.Observed > 0 && row.Met >= 0 && row.Met <= row.Observed && row.Score == 0)
			if !right {
				t.Errorf("%+v", row)
			}
		}
	})
}
