package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Rows of items are one result a site for estimates, and each its own for a round.
func TestReadItems(t *testing.T) {
	digest := strings.Repeat("AB", 32)
	data := "编号,检查内容,达标项,检查项,得分,检查日期,检查人,照片摘要\n" +
		"甲,秩序,3,4,,2026-11-17,张三,\n" +
		"乙,,7,8,,2026-11-16,李四," + digest + "\n" +
		"甲,卫生,1,2,,2026-11-16,李四," + digest + "\n" +
		"丙,秩序,,,0.5,,,\n" +
		"甲,设施,,,,,,\n" +
		"丙,卫生,1,1,,,张三,\n" +
		"甲,秩序,4,4,,,王五,\n" +
		"乙,秩序,1,1,,,,\n" +
		"丁,秩序,,,0.5,,,\n丁,卫生,,,0.25,,,\n"
	photo := strings.ToLower(digest)
	found, err := ReadFindings("r", strings.NewReader(data), Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := []Inspection{
		{Line: 2, ID: "甲", Item: "秩序", Met: 3, Observed: 4, When: "2026-11-17", By: "张三"},
		{Line: 3, ID: "乙", Met: 7, Observed: 8, When: "2026-11-16", By: "李四", Photo: photo},
		{Line: 4, ID: "甲", Item: "卫生", Met: 1, Observed: 2, When: "2026-11-16", By: "李四", Photo: photo},
		{Line: 5, ID: "丙", Item: "秩序", Score: 0.5},
		{Line: 7, ID: "丙", Item: "卫生", Met: 1, Observed: 1, By: "张三"},
		{Line: 8, ID: "甲", Item: "秩序", Met: 4, Observed: 4, By: "王五"},
		{Line: 9, ID: "乙", Item: "秩序", Met: 1, Observed: 1},
		{Line: 10, ID: "丁", Item: "秩序", Score: 0.5},
		{Line: 11, ID: "丁", Item: "卫生", Score: 0.25},
	}
	if diff := cmp.Diff(rows, found.Rows); diff != "" || found.Open != 1 || len(found.Unused) > 0 {
		t.Errorf("ReadFindings: %d open, %q unused (-want +got):\n%s", found.Open, found.Unused, diff)
	}
	sums, err := ReadInspections("r", strings.NewReader(data), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Inspection{
		{Line: 2, ID: "甲", Met: 4, Observed: 6, When: "2026-11-17", By: "张三, 李四"},
		{Line: 3, ID: "乙", Met: 7, Observed: 8, When: "2026-11-16", By: "李四"},
		{Line: 5, ID: "丙", Score: 0.75, By: "张三"},
		{Line: 8, ID: "甲", Met: 4, Observed: 4, By: "王五"}, // twice: the estimate refuses it
		{Line: 9, ID: "乙", Met: 1, Observed: 1},           // an item beside the site as a whole
		{Line: 10, ID: "丁", Score: 0.375},
	}
	if diff := cmp.Diff(want, sums.Rows); diff != "" || sums.Open != 1 {
		t.Errorf("ReadInspections (-want +got):\n%s", diff)
	}
}

// Without items the rows are what they were, two of one site too.
func TestReadInspectionsTwice(t *testing.T) {
	got, err := ReadInspections("r", strings.NewReader("id,met,observed\na,1,2\na,2,2\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Inspection{{Line: 2, ID: "a", Met: 1, Observed: 2}, {Line: 3, ID: "a", Met: 2, Observed: 2}}
	if diff := cmp.Diff(want, got.Rows); diff != "" {
		t.Errorf("ReadInspections (-want +got):\n%s", diff)
	}
}

func TestReadItemsRejects(t *testing.T) {
	for _, test := range []struct{ row, want string }{
		{"a,i,1,1,abc", `r: 2: photo: intake.photo: got "abc", want "64"`},
		{"a,i,1,1," + strings.Repeat("g", 64), `r: 2: photo: intake.photo: got "` + strings.Repeat("g", 64) + `", want "64"`},
		{"a,i,1,1," + strings.Repeat("0", 66), `r: 2: photo: intake.photo: got "` + strings.Repeat("0", 66) + `", want "64"`},
		{"a," + strings.Repeat("x", 256) + ",1,1,", `r: 2: item: text.length: got "` + strings.Repeat("x", 80) + `…", want "255"`},
	} {
		got, err := ReadFindings("r", strings.NewReader("id,item,met,observed,photo\n"+test.row+"\n"), Options{})
		if asError(t, err).Code != ErrRejected || got.Bad != 1 {
			t.Errorf("%s: %v, want it rejected", test.row, err)
			continue
		}
		if reject := got.Rejects[0].Error(); reject != test.want {
			t.Errorf("%s: %s, want %s", test.row, reject, test.want)
		}
	}
}

// FuzzFindings holds that sums keep all checks of a table, and that a site's row stays a
// result.
func FuzzFindings(f *testing.F) {
	f.Add("id,item,met,observed,score\na,i,7,8,\na,j,,,0.5\na,i,1,1,\nb,,1,1,\n")
	f.Add("编号,检查内容,达标项,检查项,照片摘要\n甲,秩序,1,1,\n甲,,1,1,\n")
	f.Fuzz(func(t *testing.T, text string) {
		limits := Options{Limits: Limits{TokenBytes: 1 << 16, Elements: 1 << 16, Rejects: 10}}
		found, err := ReadFindings("fuzz", strings.NewReader(text), limits)
		if err != nil {
			asError(t, err)
			return
		}
		sums, err := ReadInspections("fuzz", strings.NewReader(text), limits)
		if err != nil {
			t.Fatalf("findings are read, inspections are not: %v", err)
		}
		sites := map[string]bool{}
		for _, row := range found.Rows {
			sites[row.ID] = true
			if row.Photo != "" && (len(row.Photo) != 64 || strings.ToLower(row.Photo) != row.Photo) {
				t.Errorf("%+v", row)
			}
		}
		for _, row := range sums.Rows {
			right := row.Item == "" && row.Photo == "" && row.Score >= 0 && row.Score <= 1 && row.Met >= 0 && row.Met <= row.Observed
			if !right || row.Observed > 0 && row.Score != 0 {
				t.Errorf("%+v", row)
			}
			delete(sites, row.ID)
		}
		if len(sites) > 0 || len(sums.Rows) > len(found.Rows) {
			t.Errorf("%d rows of %d findings, without %v", len(sums.Rows), len(found.Rows), sites)
		}
	})
}
