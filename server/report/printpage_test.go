package report

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"sitedraw/server/text"
)

// render returns what a writer writes.
func render[T any](t testing.TB, write func(io.Writer, T) error, from T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, from); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// checkPage wants every element closed, and nothing that runs, is fetched or is
// styled beyond the one style sheet.
func checkPage(t testing.TB, page []byte) {
	t.Helper()
	var open []string
	void := []string{"meta", "col"}
	z := html.NewTokenizer(bytes.NewReader(page))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		token := z.Token()
		switch kind {
		case html.StartTagToken:
			if !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
			if slices.Contains([]string{"script", "link", "img", "iframe", "object", "embed", "base"}, token.Data) {
				t.Errorf("the page has <%s>", token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes %v", token.Data, open)
			}
			open = open[:len(open)-1]
		default: // opens and closes nothing
		}
		for _, a := range token.Attr {
			if a.Key == "style" || a.Key == "src" || strings.HasPrefix(a.Key, "on") || a.Key == "href" && !strings.HasPrefix(a.Val, "#leaf-") {
				t.Errorf("<%s> has %s=%q", token.Data, a.Key, a.Val)
			}
		}
	}
	if len(open) > 0 || !errors.Is(z.Err(), io.EOF) {
		t.Errorf("left open: %v, %v", open, z.Err())
	}
}

// cellsOfPage are the texts of all cells of a page.
func cellsOfPage(t testing.TB, page []byte) (cells []string) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var words func(*html.Node) string
	words = func(n *html.Node) (s string) {
		if n.Type == html.TextNode {
			return n.Data
		}
		for c := range n.ChildNodes() {
			s += words(c)
		}
		return s
	}
	for n := range root.Descendants() {
		if n.Data == "td" {
			cells = append(cells, words(n))
		}
	}
	return cells
}

// cellsOfBook are the texts of all cells of a workbook. None may be a formula.
func cellsOfBook(t testing.TB, book []byte) (cells []string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, value := range row {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if formula, _ := f.GetCellFormula(sheet, at); formula != "" {
					t.Errorf("%s!%s holds the formula %q", sheet, at, formula)
				}
				cells = append(cells, value)
			}
		}
	}
	return cells
}

func TestStylePolicyIsOfTheStyles(t *testing.T) {
	for name, page := range map[string][]byte{
		"result": render(t, ResultHTML, Result{Draw: sample(t, text.EN)}),
		"links":  linksPage(t, []Link{{URL: "https://x"}}, text.EN),
		"routes": []byte(wayOut(t, "html", driven(t, text.EN))),
	} {
		_, style, _ := bytes.Cut(page, []byte("<style>"))
		style, _, _ = bytes.Cut(style, []byte("</style>"))
		if got := string(style); got != printStyle && got != linksStyle && got != routeStyle {
			t.Errorf("%s: the template changed the style sheet to %q", name, got)
		}
	}
	if policy := StylePolicy(); strings.Count(policy, "'sha256-") != 3 || strings.Contains(policy, "unsafe") {
		t.Errorf("StylePolicy() = %q", policy)
	}
}

func TestSheetNames(t *testing.T) {
	long := strings.Repeat("长", 40)
	for _, test := range []struct{ names, want []string }{
		{[]string{"城管局", "城管局", "城管局"}, []string{"城管局", "城管局 (2)", "城管局 (3)"}},
		{[]string{"a/b:c", "A\\B?C", "[*]", "'x'"}, []string{"a_b_c", "A_B_C (2)", "___", "_x_"}},
		{[]string{"", " ", "History", "ſ", "S"}, []string{"_", "_ (2)", "History (2)", "ſ", "S (2)"}},
		{[]string{"\u212a", "k", "K"}, []string{"\u212a", "k (2)", "K (3)"}},
		{[]string{long, long}, []string{long[:93], long[:81] + " (2)"}},
		{[]string{strings.Repeat("\U00020000", 20)}, []string{strings.Repeat("\U00020000", 15)}},
	} {
		var leaves []leaf
		for _, name := range test.names {
			leaves = append(leaves, leaf{name: name})
		}
		if diff := cmp.Diff(test.want, sheetNames(leaves)); diff != "" {
			t.Errorf("sheetNames(%q) (-want +got):\n%s", test.names, diff)
		}
	}
}

// Whatever units are called, a spreadsheet takes the names, and no sheet is lost.
func TestSheetNamesAreTaken(t *testing.T) {
	letters := rapid.SliceOfN(rapid.SampledFrom([]rune("aAbſsSKk'[]:*?/\\ 城\U00020000\ufffe\uffffİiıßẞ()2")), 0, 40)
	rapid.Check(t, func(t *rapid.T) {
		leaves := make([]leaf, rapid.IntRange(1, 12).Draw(t, "sheets"))
		for i := range leaves {
			leaves[i].name = string(letters.Draw(t, "name"))
		}
		names := sheetNames(leaves)
		f := excelize.NewFile()
		defer f.Close()
		if err := f.SetSheetName("Sheet1", names[0]); err != nil {
			t.Fatalf("SetSheetName(%q) = %v", names[0], err)
		}
		for _, name := range names[1:] {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatalf("NewSheet(%q) = %v", name, err)
			}
		}
		if got := f.GetSheetList(); !slices.Equal(got, names) {
			t.Fatalf("sheets %q, want %q", got, names)
		}
	})
}

func TestLines(t *testing.T) {
	for _, test := range []struct {
		text  string
		width float64
		want  float64
	}{
		{"", 10, 1}, {"123456789", 10, 1}, {"1234567890", 10, 2}, {"一二三四", 9, 1}, {"一二三四五", 9, 2}, {"a\nb\n", 9, 3},
	} {
		if got := lines(test.text, test.width); got != test.want {
			t.Errorf("lines(%q, %v) = %v, want %v", test.text, test.width, got, test.want)
		}
	}
}

func linksPage(t testing.TB, links []Link, lang text.Lang) []byte {
	t.Helper()
	return render(t, func(w io.Writer, l []Link) error { return LinksHTML(w, l, text.For(lang)) }, links)
}

func TestLinksHTML(t *testing.T) {
	until := time.Date(2026, 5, 4, 9, 0, 0, 0, time.FixedZone("", 8*3600))
	page := linksPage(t, []Link{
		{Name: "<script>alert(1)</script>", Unit: "城管局", URL: "https://x.example/join#a&b=\"c\"", Expires: until},
		{Name: "乙", URL: "javascript:alert(1)"},
	}, text.ZH)
	checkPage(t, page)
	for want, times := range map[string]int{
		"<svg": 2, "<article>": 2, "&lt;script&gt;": 1, "有效期至 2026-05-04 09:00:00 &#43;08:00": 1, "href": 0, "zh-CN": 1,
	} {
		if got := bytes.Count(page, []byte(want)); got != times {
			t.Errorf("the page has %q %d times, want %d", want, got, times)
		}
	}
	secret := strings.Repeat("secret", 500)
	err := LinksHTML(io.Discard, []Link{{URL: secret}}, text.For(text.ZH))
	if !errors.Is(err, ErrQR) || strings.Contains(err.Error(), "secret") {
		t.Errorf("LinksHTML of a long link = %v, want %s without the link", err, ErrQR)
	}
}
