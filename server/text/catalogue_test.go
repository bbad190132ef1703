package text

import (
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

func keys(lang Lang) []geo.Code { return slices.Sorted(maps.Keys(For(lang).texts)) }

func TestLanguagesHaveTheSameKeys(t *testing.T) {
	if diff := cmp.Diff(keys(ZH), keys(EN)); diff != "" {
		t.Errorf("keys of zh.json (-) and en.json (+) differ:\n%s", diff)
	}
}

var placeholder = regexp.MustCompile(`\{[^}|]*`)

func placeholders(lang Lang, key geo.Code) []string {
	list := placeholder.FindAllString(For(lang).texts[key], -1)
	for i := range list {
		list[i] += "}"
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestLanguagesHaveTheSamePlaceholders(t *testing.T) {
	for _, key := range keys(ZH) {
		if diff := cmp.Diff(placeholders(ZH, key), placeholders(EN, key)); diff != "" {
			t.Errorf("%s: placeholders of zh (-) and en (+) differ:\n%s", key, diff)
		}
	}
}

func TestNoTextIsEmptyOrUntranslated(t *testing.T) {
	ideograph := regexp.MustCompile(`\p{Han}`)
	for _, key := range keys(ZH) {
		if en := For(EN).texts[key]; en == "" || ideograph.MatchString(en) {
			t.Errorf("en %s = %q", key, en)
		}
		if For(ZH).texts[key] == "" {
			t.Errorf("zh %s is empty", key)
		}
	}
}

func TestEveryCodeHasASentence(t *testing.T) {
	found := codes(t)
	if len(found) < 80 {
		t.Fatalf("found %d codes: the search is broken", len(found))
	}
	known := For(ZH).texts
	allowed := []string{"{value}", "{want}", "{names}", "{count}", "{at}"}
	for code, place := range found {
		if _, ok := known[geo.Code(code)]; !ok {
			t.Errorf("%s: code %q has no sentence in the catalogue", place, code)
		}
		if strings.HasPrefix(code, "verify.") {
			continue // a Difference has more to say
		}
		for _, p := range placeholders(ZH, geo.Code(code)) {
			if !slices.Contains(allowed, p) {
				t.Errorf("%s: the sentence of %q names %s, which a geo.Error has not", place, code, p)
			}
		}
	}
}

func TestNoKeyIsUnused(t *testing.T) {
	used := codes(t)
	for _, s := range everything(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if value, ok := literal(n); ok {
				used[value] = s.path
			}
			return true
		})
	}
	for _, key := range keys(ZH) {
		if used[string(key)] == "" {
			t.Errorf("key %q stands nowhere in the program", key)
		}
	}
}

func TestFill(t *testing.T) {
	for _, test := range []struct {
		template string
		args     Args
		want     string
	}{
		{"plain", nil, "plain"},
		{"{a}-{b}", Args{"a": "1", "b": "{a}"}, "1-{a}"},
		{"x[, {a}]", Args{"a": "1"}, "x, 1"},
		{"x[, {a}]!", nil, "x!"},
		{"x[ {a}{b}]", Args{"a": "1"}, "x"},
		{"[lon,lat] {a}", Args{"a": "[1]"}, "[lon,lat] [1]"},
		{"[{a}][{b}]", Args{"b": "2"}, "2"},
		{"open [ and { stay", nil, "open [ and { stay"},
	} {
		if got := fill(test.template, test.args); got != test.want {
			t.Errorf("fill(%q, %v) = %q, want %q", test.template, test.args, got, test.want)
		}
	}
}

func TestLangFromLocale(t *testing.T) {
	for _, test := range []struct {
		env  map[string]string
		want Lang
	}{
		{nil, EN},
		{map[string]string{"LANG": "zh_CN.UTF-8"}, ZH},
		{map[string]string{"LANG": "ZH_TW"}, ZH},
		{map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, EN},
		{map[string]string{"LANG": "de_DE", "LC_MESSAGES": "zh_CN"}, ZH},
	} {
		if got := LangFromLocale(func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("LangFromLocale(%v) = %q, want %q", test.env, got, test.want)
		}
	}
}

func TestParseLang(t *testing.T) {
	for _, l := range Langs() {
		if got, err := ParseLang(strings.ToUpper(string(l))); got != l || err != nil {
			t.Errorf("ParseLang(%q) = %q, %v", strings.ToUpper(string(l)), got, err)
		}
	}
	if _, err := ParseLang("fr"); err == nil {
		t.Error("ParseLang(fr) passes")
	}
}
