// Package text is the one catalogue of texts that a person reads: help, reports,
// headings of tables, and a sentence for every error code, in Chinese and
// English.
//
// zh.json and en.json hold the same keys with the same placeholders; tests see
// to that, and to there being no text a person reads anywhere else. A template
// names its arguments in braces, {value}; a part in square brackets that names
// arguments is left out if one of them is empty:
//
//	"没有名为“{value}”的方案[,是否指“{want}”]。"
//
// Where a number changes words, {count|is|are} takes the first for 1.
//
// [Catalogue.Explain] turns an error of geo, geo/intake, sampler or the operating
// system into sentences: where, then what is wrong, then what would be right.
// Values that come from input are shown with control characters made visible, so
// that a name in a file can not steer a terminal.
package text

import (
	_ "embed" // the catalogues
	"encoding/json"
	"strings"
	"sync"

	"sitedraw/geo"
)

// Lang is a language of the catalogue; the zero value is none.
type Lang string

// The languages.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// ErrLang means that the catalogue has no such language.
const ErrLang geo.Code = "lang.unknown"

// Langs returns all languages.
func Langs() []Lang { return []Lang{ZH, EN} }

// ParseLang reads "zh" or "en", or returns ErrLang.
func ParseLang(s string) (Lang, error) {
	for _, l := range Langs() {
		if strings.EqualFold(s, string(l)) {
			return l, nil
		}
	}
	return "", &geo.Error{Code: ErrLang, Value: s, Want: "zh, en"}
}

// LangFromLocale chooses by the first of the environment's LC_ALL, LC_MESSAGES
// and LANG that is set: Chinese if it begins with "zh", otherwise English.
func LangFromLocale(getenv func(string) string) Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			if strings.HasPrefix(strings.ToLower(locale), string(ZH)) {
				return ZH
			}
			return EN
		}
	}
	return EN
}

//go:embed zh.json
var zh []byte

//go:embed en.json
var en []byte

// Catalogue holds the texts of one language. Goroutines may share it.
type Catalogue struct {
	lang  Lang
	texts map[geo.Code]string
}

// For returns the catalogue of a language; any but ZH is EN.
func For(lang Lang) *Catalogue {
	if lang == ZH {
		return chinese()
	}
	return english()
}

// A catalogue is read when it is first asked for, and then shared.
var (
	chinese = sync.OnceValue(func() *Catalogue { return read(ZH, zh) })
	english = sync.OnceValue(func() *Catalogue { return read(EN, en) })
)

func read(lang Lang, source []byte) *Catalogue {
	c := &Catalogue{lang: lang}
	if err := json.Unmarshal(source, &c.texts); err != nil {
		panic(err) // the files are part of the program, and tested
	}
	return c
}

// Lang returns the catalogue's language.
func (c *Catalogue) Lang() Lang { return c.lang }

// Args are the arguments of a text by name.
type Args map[string]string

// Text returns the text of a key with its arguments filled in; a key that is not
// in the catalogue is returned itself.
func (c *Catalogue) Text(key geo.Code, args Args) string {
	template, known := c.texts[key]
	if !known {
		return string(key)
	}
	if !strings.ContainsAny(template, "[{") {
		return template
	}
	return fill(template, args)
}

// fill puts arguments into a template.
func fill(template string, args Args) string {
	var b strings.Builder
	for template != "" {
		open := strings.IndexByte(template, '[')
		length := strings.IndexByte(template[max(open, 0):], ']')
		if open < 0 || length < 0 {
			filled, _ := replace(template, args)
			b.WriteString(filled)
			break
		}
		before, part := template[:open], template[open+1:open+length]
		filled, _ := replace(before, args)
		b.WriteString(filled)
		switch filled, lacking := replace(part, args); {
		case !strings.Contains(part, "{"):
			b.WriteString("[" + part + "]")
		case !lacking:
			b.WriteString(filled)
		}
		template = template[open+length+1:]
	}
	return b.String()
}

// replace puts arguments for {names}, and reports whether one was empty.
func replace(s string, args Args) (filled string, lacking bool) {
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '{')
		length := strings.IndexByte(s[max(open, 0):], '}')
		if open < 0 || length < 0 {
			b.WriteString(s)
			return b.String(), lacking
		}
		value := argument(s[open+1:open+length], args)
		lacking = lacking || value == ""
		b.WriteString(s[:open] + value)
		s = s[open+length+1:]
	}
}

// argument is what stands for a name in braces; for name|one|many the word that
// goes with a number.
func argument(placeholder string, args Args) string {
	name, words, counted := strings.Cut(placeholder, "|")
	if !counted {
		return args[name]
	}
	one, many, _ := strings.Cut(words, "|")
	switch args[name] {
	case "":
		return ""
	case "1":
		return one
	default:
		return many
	}
}
