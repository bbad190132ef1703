package geo_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

func TestShippedChecks(t *testing.T) {
	number, weight := map[string]int{}, map[string]int{}
	for _, c := range geo.ShippedChecks() {
		number[c.Category]++
		weight[c.Category] += c.Weight
		if name, passed := c.Rule.Grade(0, 5); passed {
			t.Errorf("%s.%s: nothing met gives grade %q", c.Category, c.ID, name)
		}
		if _, passed := c.Rule.Grade(5, 5); !passed {
			t.Errorf("%s.%s: all met gives no grade", c.Category, c.ID)
		}
	}
	for _, category := range geo.ShippedCategories().All() {
		code := category.Code
		if slices.Contains([]string{"LD", "XIAN", "QY"}, code) { // nobody inspects these by themselves
			continue
		}
		if n := number[code]; n < 3 || n > 6 || weight[code] != 100 {
			t.Errorf("%s has %d checks of weight %d, want 3 to 6 of weight 100", code, n, weight[code])
		}
		delete(number, code)
	}
	if len(number) > 0 {
		t.Errorf("checks for unknown categories: %v", number)
	}
}

const oneCheck = `{"category":"A","id":"x","item":{"zh":"甲","en":"a"},"group":"order","standard":{"zh":"乙","en":"b"},"weight":100,"rule":"all"}`

func TestWrongChecks(t *testing.T) {
	for _, tc := range []struct{ old, new, column string }{
		{`"A"`, `""`, "x.category"},
		{`"x"`, `""`, "A.id"},
		{`"甲"`, `""`, "A.x.item.zh"},
		{`"a"`, `""`, "A.x.item.en"},
		{`"乙"`, `""`, "A.x.standard.zh"},
		{`"b"`, `""`, "A.x.standard.en"},
		{`"order"`, `"Order"`, "A.x.group"},
		{`100`, `0`, "A.x.weight"},
		{`100`, `101`, "A.x.weight"},
		{`100`, `99`, "A.weight"},
		{`"all"`, `"every"`, "A.x.rule"},
		{`"rule"`, `"rules"`, ""},
	} {
		text := `{"checks":[` + strings.Replace(oneCheck, tc.old, tc.new, 1) + `]}`
		_, err := geo.ParseChecks([]byte(text))
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != geo.ErrCheckFile || e.At.Column != tc.column {
			t.Errorf("ParseChecks(%s) = %v, want %s in %q", text, err, geo.ErrCheckFile, tc.column)
		}
	}
	if _, err := geo.ParseChecks([]byte(`{"checks":[` + oneCheck + "," + oneCheck + `]}`)); !errors.Is(err, geo.ErrCheckFile) {
		t.Errorf("a check that stands twice = %v, want %s", err, geo.ErrCheckFile)
	}
}

func TestRules(t *testing.T) {
	for _, tc := range []struct {
		rule    string
		met, of int
		name    string
		passed  bool
	}{
		{"all", 5, 5, "", true},
		{"all", 1, 1, "", true},
		{"all", 4, 5, "", false},
		{"all", 0, 0, "", false},
		{"3/3", 3, 3, "", true},
		{"3/3", 2, 3, "", false},
		{"2/3", 2, 3, "", true},
		{"2/3", 1, 3, "", false},
		{"2/3", 2, 4, "", false}, // the share counts
		{"2/3", 3, 4, "", true},
		{"A 5/5; B 4/5", 5, 5, "A", true},
		{"A 5/5; B 4/5", 4, 5, "B", true},
		{"A 5/5; B 4/5", 3, 5, "", false},
		{"A 5/5; B 4/5", 4, 4, "A", true},
		{"优 5/5; 良 4/5; 中 3/5", 3, 5, "中", true},
	} {
		r, err := geo.ParseRule(tc.rule)
		if err != nil {
			t.Errorf("ParseRule(%q) = %v", tc.rule, err)
			continue
		}
		if name, passed := r.Grade(tc.met, tc.of); name != tc.name || passed != tc.passed {
			t.Errorf("%q.Grade(%d, %d) = %q, %v, want %q, %v", tc.rule, tc.met, tc.of, name, passed, tc.name, tc.passed)
		}
		if r.String() != tc.rule {
			t.Errorf("ParseRule(%q).String() = %q", tc.rule, r)
		}
	}
	if name, passed := (geo.Rule{}).Grade(1, 1); name != "" || passed {
		t.Errorf("the zero rule gives %q, %v", name, passed)
	}
}

func TestWrongRules(t *testing.T) {
	for _, text := range []string{
		"", "ALL", "3", "4/3", "0/3", "-1/3", "3/3/3", "3/3;", "; 3/3", "A 4/5; B 4/5", "A 4/5; B 5/5", "A 5/5; A 4/5", "3/3; 2/3", "5/5; B 4/5",
		"A 5/5; 4/5", "A  B 5/5", "1/1001", "9/99999999", "A 5/5; all",
	} {
		if r, err := geo.ParseRule(text); !errors.Is(err, geo.ErrCheckRule) {
			t.Errorf("ParseRule(%q) = %v, %v, want %s", text, r, err, geo.ErrCheckRule)
		}
	}
}

// More spots that meet the standard never give a worse grade.
func TestGradesRise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.IntRange(1, 20).Draw(t, "of")
		best := rapid.IntRange(2, of+1).Draw(t, "best")
		rule := "A " + strconv.Itoa(min(best, of)) + "/" + strconv.Itoa(of)
		if best <= of {
			rule += "; B " + strconv.Itoa(best-1) + "/" + strconv.Itoa(of)
		}
		r, err := geo.ParseRule(rule)
		if err != nil {
			t.Fatalf("ParseRule(%q) = %v", rule, err)
		}
		order := []string{"", "B", "A"}
		n, before := rapid.IntRange(1, 30).Draw(t, "n"), 0
		for met := range n + 1 {
			name, _ := r.Grade(met, n)
			if i := slices.Index(order, name); i < before {
				t.Fatalf("%q.Grade(%d, %d) = %q, after %q", rule, met, n, name, order[before])
			} else {
				before = i
			}
		}
	})
}

func FuzzParseChecks(f *testing.F) {
	f.Add([]byte(`{"checks":[` + oneCheck + `]}`))
	f.Add([]byte(`{"checks":[` + strings.Replace(oneCheck, `"all"`, `"A 5/5; B 4/5"`, 1) + `]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		checks, err := geo.ParseChecks(data)
		if err != nil {
			if !errors.Is(err, geo.ErrCheckFile) || checks != nil {
				t.Errorf("ParseChecks(%q) = %v, %v, want %s", data, checks, err, geo.ErrCheckFile)
			}
			return
		}
		again, err := json.Marshal(map[string][]geo.Check{"checks": checks})
		if err != nil {
			t.Fatal(err)
		}
		got, err := geo.ParseChecks(again)
		if diff := cmp.Diff(checks, got, cmp.Comparer(func(a, b geo.Rule) bool { return a.String() == b.String() }), cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("ParseChecks(%s) = %v: %s", again, err, diff)
		}
	})
}
