package intake

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func TestIsDateFormat(t *testing.T) {
	for _, test := range []struct {
		code string
		want bool
	}{
		{"General", false},
		{"@", false},
		{"0.00E+00", false},
		{"#,##0.00_);[Red](#,##0.00)", false},
		{`"days" 0`, false},
		{`0\d`, false},
		{"0_d", false},
		{"*d0", false},
		{`0"户"`, false},
		{"[$¥-804]#,##0.00", false},
		{"[Red]0;[Magenta]0", false},
		{`"open d`, false},
		{"[open d", false},
		{"yyyy-mm-dd", true},
		{"YYYY/M/D", true},
		{`[$-804]yyyy"年"m"月"d"日"`, true},
		{"yyyy年m月", true},
		{"[h]:mm", true},
		{"[ss]", true},
		{"[H]", true},
		{"mm:ss.0", true},
		{`[$-F800]dddd\,\ mmmm`, true},
		{"[$-804]aaaa", true},
		{"0;d", true},
	} {
		if got := isDateFormat(test.code); got != test.want {
			t.Errorf("isDateFormat(%q) = %t, want %t", test.code, got, test.want)
		}
	}
}

func TestIsDateID(t *testing.T) {
	var got []int
	for id := range 200 {
		if isDateID(id) {
			got = append(got, id)
		}
	}
	if len(got) != 9+10+3+9 || isDateID(48) || isDateID(49) || !isDateID(57) {
		t.Errorf("formats of dates: %v", got)
	}
}

func TestDateText(t *testing.T) {
	for _, test := range []struct {
		days     float64
		from1904 bool
		want     string
	}{
		{0, false, "00:00:00"},
		{0.5, false, "12:00:00"},
		{0.354166666666667, false, "08:30:00"},
		{1, false, "1900-01-01"},
		{59, false, "1900-02-28"},
		{60, false, "1900-02-29"},
		{61, false, "1900-03-01"},
		{45352, false, "2024-03-01"},
		{45352.75, false, "2024-03-01T18:00:00"},
		{45351.999999999, false, "2024-03-01"},
		{2958465, false, "9999-12-31"},
		{43890, true, "2024-03-01"},
		{0, true, "1904-01-01"},
		{-1, false, ""},
		{2958466, false, ""},
		{math.Inf(1), false, ""},
		{math.NaN(), false, ""},
	} {
		got, ok := dateText(test.days, test.from1904)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("dateText(%v, %t) = %q, %t, want %q", test.days, test.from1904, got, ok, test.want)
		}
	}
}

// Whole days agree with excelize's reckoning, from March 1900 on.
func TestDateTextAgainstExcelize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.IntRange(61, 2_950_000).Draw(t, "day")
		from1904 := rapid.Bool().Draw(t, "1904")
		want, err := excelize.ExcelDateToTime(float64(day), from1904)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := dateText(float64(day), from1904); got != want.Format(time.DateOnly) {
			t.Fatalf("dateText(%d, %t) = %q, want %q", day, from1904, got, want.Format(time.DateOnly))
		}
	})
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"1", "1"},
		{"1E-3", "0.001"},
		{"117.2", "117.2"},
		{"117.20000000000000", "117.2"},
		{"360681001001", "360681001001"},
		{"3.60681001001E11", "360681001001"},
		{"-0", "0"},
		{"007", "7"},
		{"0.1", "0.1"},
		{"1e21", "1000000000000000000000"},
		{"", ""},
		{"1e999", ""},
		{"NaN", ""},
		{"Inf", ""},
		{"0x1p3", ""},
		{"1_000", ""},
		{"1,5", ""},
	} {
		got := ""
		if f, ok := parseNumber(test.in); ok {
			got = numberText(f)
		}
		if got != test.want {
			t.Errorf("numberText(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestCellPlace(t *testing.T) {
	for _, test := range []struct {
		text string
		want cellPlace
		ok   bool
	}{
		{"A1", cellPlace{0, 1}, true},
		{"Z9", cellPlace{25, 9}, true},
		{"AA10", cellPlace{26, 10}, true},
		{"XFD1048576", cellPlace{16383, 1048576}, true},
		{text: "XFE1"},
		{text: "A1048577"},
		{text: "A0"},
		{text: "A"},
		{text: "1"},
		{text: ""},
		{text: "a1"},
		{text: "$A$1"},
		{text: "A1B"},
		{text: "AAAAAAAAAAAAAAAAAAAA1"},
		{text: "A99999999999999999999"},
	} {
		got, err := parseCellPlace([]byte(test.text))
		if (err == nil) != test.ok || test.ok && got != test.want {
			t.Errorf("parseCellPlace(%q) = %v, %v, want %v", test.text, got, err, test.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		column := rapid.IntRange(0, sheetColumns-1).Draw(t, "column")
		want, err := excelize.ColumnNumberToName(column + 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := columnName(column); got != want {
			t.Fatalf("columnName(%d) = %q, want %q", column, got, want)
		}
		if p, err := parseCellPlace([]byte(want + "7")); err != nil || p != (cellPlace{column, 7}) {
			t.Fatalf("parseCellPlace(%q) = %v, %v", want+"7", p, err)
		}
	})
}

func FuzzCellFormat(f *testing.F) {
	f.Add("yyyy-mm-dd", 45352.5)
	f.Add("[h]:mm;@", 0.25)
	f.Add(`"a\`, -1e300)
	f.Fuzz(func(t *testing.T, code string, days float64) {
		if isDateFormat(code) && !strings.ContainsAny(strings.ToLower(code), "ymdhsa") {
			t.Errorf("isDateFormat(%q) holds", code)
		}
		if isDateFormat(`"` + strings.ReplaceAll(code, `"`, "") + `"`) {
			t.Errorf("isDateFormat(%q) holds in quotation marks", code)
		}
		for _, from1904 := range []bool{false, true} {
			text, ok := dateText(days, from1904)
			if ok == (text == "") {
				t.Errorf("dateText(%v) = %q, %t", days, text, ok)
			}
			if _, err := time.Parse("2006-01-02", text[:min(10, len(text))]); len(text) > 8 && err != nil && text[:10] != "1900-02-29" {
				t.Errorf("dateText(%v) = %q", days, text)
			}
		}
		if f, ok := parseNumber(numberText(days)); !math.IsNaN(days) && !math.IsInf(days, 0) && (!ok || f != days) {
			t.Errorf("parseNumber(numberText(%v)) = %v, %t", days, f, ok)
		}
	})
}
