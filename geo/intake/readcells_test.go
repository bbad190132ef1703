package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadCells(t *testing.T) {
	want := []Row{{1, []string{"id", "n"}}, {3, []string{"a", "2"}}}
	for name, data := range map[string]string{
		"a.csv":  "id,n\n\na,2\n",
		"b.xlsx": string(bookOf(dataOf(`<row><c t="str"><v>id</v></c><c t="str"><v>n</v></c></row><row r="3"><c t="str"><v>a</v></c><c><v>2</v></c></row>`), nil)),
	} {
		got, err := ReadCells(name, strings.NewReader(data), Options{})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("ReadCells(%q): %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestReadCellsRefuses(t *testing.T) {
	book := func(row string) string {
		return string(bookOf(dataOf(`<row r="4"><c r="A4"><v>1</v></c>`+row+`</row>`), nil))
	}
	for _, test := range []struct {
		data, sheet, want string
	}{
		{"", "", `p: intake.empty`},
		{"hello", "", `p: intake.format: got "hello", want "xlsx, csv"`},
		{"a,b\nc,\"d\n", "", `p: 2: intake.quote: got "6"`},
		{"编,b\nc,\xca\n", "", `p: 2: B: intake.charset: got "\"\\xca\"", want "utf-8"`},
		{strings.Repeat("a,b\n", 10_001), "", `p: intake.too-many, want "10000"`},
		{"a,b\n" + strings.Repeat(strings.Repeat("a", 1<<13)+",b\n", 9_000), "", `p: intake.too-long, want "67108864"`},
		{book(`<c r="B4"><f>A4+1</f><v>2</v></c>`), "", `p: 4: B: intake.cell-formula: got "=A4+1"`},
		{book(`<c r="C4" s="1"><v>45352</v></c>`), "", `p: 4: C: intake.cell-date: got "2024-03-01"`},
		{book(`<c r="AA4" t="e"><v>#REF!</v></c>`), "", `p: 4: AA: intake.cell-error: got "#REF!"`},
		{book(`<c r="B4"><v>x</v></c>`), "", `p: 4: B: intake.cell-value: got "x"`},
		{book(""), "方案", `p: intake.sheet: got "方案", want "点位" (点位)`},
	} {
		rows, err := ReadCells("p", strings.NewReader(test.data), Options{Sheet: test.sheet})
		if err == nil {
			t.Errorf("ReadCells(%.40q) = %d rows, want %s", test.data, len(rows), test.want)
			continue
		}
		if got := asError(t, err).Error(); got != test.want {
			t.Errorf("ReadCells(%.40q) = %s, want %s", test.data, got, test.want)
		}
	}
}
