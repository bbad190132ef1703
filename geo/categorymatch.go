package geo

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// categoryName is a text that means a category: its code, a name or an alias.
type categoryName struct{ written, folded string }

// typeRange is a range of a map provider's type codes, both ends included.
type typeRange struct{ from, to int }

// foldName makes names comparable that differ in case, width of letters or
// spaces.
func foldName(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
}

var brackets = regexp.MustCompile(`\(([^()]*)\)`)

func withoutBrackets(folded string) string { return brackets.ReplaceAllString(folded, "") }

// compileWords checks aliases, type codes and keywords.
func (c *Category) compileWords() error {
	for _, list := range []struct {
		member string
		texts  []string
	}{{"aliases", c.Aliases}, {"keywords", c.Keywords}} {
		for _, text := range list.texts {
			if CheckIdentifier(text) != nil || foldName(text) == "" {
				return c.wrong(list.member, text, "")
			}
		}
	}
	for _, text := range c.Types {
		r, ok := parseTypeRange(text)
		if !ok {
			return c.wrong("types", text, "060400, 060700-060706")
		}
		c.ranges = append(c.ranges, r)
	}
	for _, text := range c.Keywords {
		c.keywords = append(c.keywords, foldName(text))
	}
	return nil
}

func parseTypeRange(text string) (typeRange, bool) {
	first, last, ranged := strings.Cut(text, "-")
	if !ranged {
		last = first
	}
	from, known := parseTypeCode(first)
	to, alsoKnown := parseTypeCode(last)
	return typeRange{from, to}, known && alsoKnown && len(first) == 6 && len(last) == 6 && from <= to
}

// parseTypeCode reads six digits, or five where a spreadsheet has taken the zero
// in front away.
func parseTypeCode(text string) (int, bool) {
	n, err := strconv.ParseUint(text, 10, 32)
	return int(n), err == nil && (len(text) == 5 || len(text) == 6)
}

// addNames makes the category's code, names and aliases known. None may mean
// another category already.
func (c *Categories) addNames(i int) error {
	category := &c.list[i]
	for _, list := range []struct {
		member string
		texts  []string
	}{{"code", []string{category.Code}}, {"zh", []string{category.ZH}}, {"en", []string{category.EN}}, {"aliases", category.Aliases}} {
		for _, text := range list.texts {
			name := categoryName{text, foldName(text)}
			if name.folded == "" {
				continue
			}
			if other, taken := c.byName[name.folded]; taken && other != i {
				return &Error{
					Code: ErrCategoryFile, At: Place{Column: category.Code + "." + list.member},
					Value: shorten(text), Names: []string{c.list[other].Code},
				}
			}
			c.byName[name.folded] = i
			c.names = append(c.names, name)
		}
	}
	for _, name := range []string{category.ZH, category.EN} {
		plain := withoutBrackets(foldName(name))
		if _, taken := c.byPlain[plain]; !taken && plain != "" {
			c.byPlain[plain] = i
		}
	}
	return nil
}

// Find returns the category that a text of a table means: by its code, Chinese or
// English name or an alias, whatever the case, width and spaces, and also without
// what stands in brackets. The error is ErrCategoryUnknown with the nearest name.
func (c *Categories) Find(text string) (*Category, error) {
	folded := foldName(text)
	if i, known := c.byName[folded]; known {
		return &c.list[i], nil
	}
	plain := withoutBrackets(folded)
	if i, known := c.byName[plain]; known {
		return &c.list[i], nil
	}
	if i, known := c.byPlain[plain]; known {
		return &c.list[i], nil
	}
	return nil, &Error{Code: ErrCategoryUnknown, Value: shorten(text), Want: c.nearName(folded)}
}

// nearName is the longest Chinese name within a text that is no name itself, or
// else the nearest of the names that hold half of its letters: to a text of two
// letters all names of two are near. No name is as long as MaxIdentifier: to a
// longer text none is near, which is soon said.
func (c *Categories) nearName(folded string) string {
	if len(folded) > MaxIdentifier {
		return ""
	}
	var within categoryName
	var alike []string
	for _, n := range c.names {
		letters := utf8.RuneCountInString(n.folded)
		if letters > 1 && len(n.folded) > letters && len(n.folded) > len(within.folded) && strings.Contains(folded, n.folded) {
			within = n
		}
		if half(folded, n.folded) {
			alike = append(alike, n.folded)
		}
	}
	if within.written != "" {
		return within.written
	}
	near := Nearest(folded, alike)
	i := slices.IndexFunc(c.names, func(n categoryName) bool { return n.folded == near })
	if i < 0 {
		return ""
	}
	return c.names[i].written
}

// half reports whether a name holds at least half of a text's letters.
func half(text, name string) bool {
	held, letters := 0, 0
	for _, r := range text {
		letters++
		if strings.ContainsRune(name, r) {
			held++
		}
	}
	return held > 0 && 2*held >= letters
}

// Clues are what a map provider's table tells of a place. Each may be empty.
type Clues struct {
	TypeCode string // codes of six digits, several separated by "|", e.g. "060703"
	Type     string // its type in words, from wide to narrow, e.g. "购物服务;综合市场;农副产品市场"
	Name     string
}

// Recognise returns the category that a place most likely belongs to, or false.
//
// The type code decides, by the narrowest range of Types that holds it; of equals
// the first category of the file. Otherwise the Keywords decide, those in Type
// before those in Name. As the word that says what a place is comes last in its
// Chinese name, the keyword that ends last wins, then the longest. What stands in
// brackets does not count unless it is a category's name: 人民广场(公交站).
func (c *Categories) Recognise(clues Clues) (*Category, bool) {
	if i := c.byTypeCode(clues.TypeCode); i >= 0 {
		return &c.list[i], true
	}
	for _, text := range []string{clues.Type, clues.Name} {
		if i := c.byKeyword(foldName(text)); i >= 0 {
			return &c.list[i], true
		}
	}
	return nil, false
}

// byTypeCode returns the number of a category, or −1.
func (c *Categories) byTypeCode(codes string) int {
	found, width := -1, 0
	for _, text := range strings.FieldsFunc(codes, func(r rune) bool { return strings.ContainsRune("|;,；， ", r) }) {
		code, ok := parseTypeCode(text)
		if !ok {
			continue
		}
		for i := range c.list {
			for _, r := range c.list[i].ranges {
				if r.from <= code && code <= r.to && (found < 0 || r.to-r.from < width || r.to-r.from == width && i < found) {
					found, width = i, r.to-r.from
				}
			}
		}
	}
	return found
}

// byKeyword returns the number of a category, or −1.
func (c *Categories) byKeyword(folded string) int {
	for _, part := range brackets.FindAllStringSubmatch(folded, -1) {
		if i, known := c.byName[part[1]]; known {
			return i
		}
	}
	folded = withoutBrackets(folded)
	found, end, length := -1, 0, 0
	for i := range c.list {
		for _, word := range c.list[i].keywords {
			if !strings.Contains(folded, word) { // much faster than LastIndex
				continue
			}
			if e := strings.LastIndex(folded, word) + len(word); e > end || e == end && len(word) > length {
				found, end, length = i, e, len(word)
			}
		}
	}
	return found
}
