package text

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Explain renders an error in a language; see Catalogue.Explain.
func Explain(lang Lang, err error) string { return For(lang).Explain(err) }

// Explain renders an error as sentences, one a line: a *geo.Error, a
// *sampler.Difference, an error of the operating system, a cancelled context,
// each alone, wrapped or in a list of errors.Join. Any other is shown as a fault
// of the program. Nil is the empty text.
func (c *Catalogue) Explain(err error) string {
	if err == nil {
		return ""
	}
	if sentence := c.sentence(err); sentence != "" {
		return sentence
	}
	return c.capital(c.Text("error.unexpected", Args{"value": Visible(err.Error())}))
}

// sentence is the empty text for an error that the catalogue does not know.
func (c *Catalogue) sentence(err error) string {
	switch e := err.(type) { //nolint:errorlint // it walks the tree itself: lists are shown whole
	case *geo.Error:
		return c.located(e)
	case *sampler.Difference:
		return c.difference(e)
	case geo.Code:
		return c.capital(c.Text(e, nil))
	case *fs.PathError:
		return c.system(e, e.Path)
	case *os.LinkError:
		return c.system(e, e.New)
	case interface{ Unwrap() []error }:
		return c.list(e.Unwrap())
	}
	if cause := errors.Unwrap(err); cause != nil {
		if sentence := c.sentence(cause); sentence != "" {
			return sentence
		}
	}
	return c.system(err, "")
}

// list renders each error on a line of its own.
func (c *Catalogue) list(errs []error) string {
	lines := make([]string, len(errs))
	for i, err := range errs {
		lines[i] = c.Explain(err)
	}
	return strings.Join(lines, "\n")
}

// located renders place, sentence and, where it helps, cause.
func (c *Catalogue) located(e *geo.Error) string {
	sentence := c.Text(e.Code, c.args(e))
	if e.Err != nil {
		if cause := c.cause(e); cause != "" {
			sentence = c.Text("sentence.because", Args{"sentence": sentence, "cause": cause})
		}
	}
	return c.at(c.place(e.At), sentence)
}

// cause is the sentence of an error's cause, without its file if that is the
// error's own.
func (c *Catalogue) cause(e *geo.Error) string {
	if wrong, ok := errors.AsType[*fs.PathError](e.Err); ok && wrong.Path == e.At.File {
		return c.system(wrong, "")
	}
	return c.sentence(e.Err)
}

// at puts a sentence after the place it is about.
func (c *Catalogue) at(place []string, sentence string) string {
	if len(place) == 0 {
		return c.capital(sentence)
	}
	where := strings.Join(place, c.Text("place.and", nil))
	return c.Text("place.then", Args{"place": where, "sentence": sentence})
}

// place lists the parts of a place, from file to column.
func (c *Catalogue) place(at geo.Place) []string {
	var parts []string
	file := Visible(at.File)
	if file == "-" {
		file = c.Text("place.stdin", nil)
	}
	switch line := positive(at.Line); {
	case file != "" && line != "":
		parts = append(parts, c.Text("place.file-line", Args{"file": file, "line": line}))
	case line != "":
		parts = append(parts, c.Text("place.line", Args{"line": line}))
	case file != "":
		parts = append(parts, file)
	}
	if number, byPlace := strings.CutPrefix(at.Step, "#"); byPlace {
		parts = append(parts, c.Text("place.step-number", Args{"step": Visible(number)}))
	} else if at.Step != "" {
		parts = append(parts, c.Text("place.step", Args{"step": Visible(at.Step)}))
	}
	if number, offset := strings.CutPrefix(at.Column, "@"); offset {
		parts = append(parts, c.Text("place.byte", Args{"column": Visible(number)}))
	} else if at.Column != "" {
		parts = append(parts, c.Text("place.column", Args{"column": Visible(at.Column)}))
	}
	return parts
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// args are what the sentence of an error may name. {at} is the byte that Value
// carries where JSON breaks off.
func (c *Catalogue) args(e *geo.Error) Args {
	args := Args{
		"value": Visible(e.Value), "want": Visible(e.Want),
		"names": c.names(e), "count": positive(len(e.Names)),
	}
	if i := strings.LastIndex(e.Value, " @"); e.Code == sampler.ErrJSON && i >= 0 {
		args["value"], args["at"] = Visible(e.Value[:i]), e.Value[i+2:]
	}
	return args
}

// shownNames is how many names a sentence lists before it only counts.
const shownNames = 5

// names lists the first names. Where another row is concerned its number stands
// there, and becomes a place; so does the key of a rule, which becomes its name.
func (c *Catalogue) names(e *geo.Error) string {
	shown := make([]string, 0, shownNames)
	for _, name := range e.Names[:min(len(e.Names), shownNames)] {
		if ofRows(e.Code) {
			name = c.rowOrFile(name)
		}
		shown = append(shown, Visible(c.rule(name)))
	}
	list := strings.Join(shown, c.Text("names.and", nil))
	if len(e.Names) > shownNames {
		return c.Text("names.more", Args{"names": list, "count": strconv.Itoa(len(e.Names))})
	}
	return list
}

// rule says what a rule is called that stands there as its key and its subject.
func (c *Catalogue) rule(name string) string {
	if !strings.HasPrefix(name, ruleKeys) {
		return name
	}
	key, subject, _ := strings.Cut(name, " ")
	return c.Text(geo.Code(key), Args{"value": subject})
}

// ruleKeys begin the keys of what rules of teams are called.
const ruleKeys = "crew.rule."

// rowOrFile makes a place of the number of a row, or of standard input.
func (c *Catalogue) rowOrFile(name string) string {
	if _, err := strconv.Atoi(name); err == nil && len(name) < areaDigits {
		return c.Text("place.line", Args{"line": name})
	}
	if name == "-" {
		return c.Text("place.stdin", nil)
	}
	return name
}

// areaDigits is the length of an area's code, which is no number of a row.
const areaDigits = 12

// ofRows tells the codes whose names may be numbers of rows, or files.
func ofRows(code geo.Code) bool {
	return code == geo.ErrDuplicateID || code == "intake.same-twice" || code == "intake.after-total"
}

// difference renders where a record differs from its recomputation.
func (c *Catalogue) difference(d *sampler.Difference) string {
	place := c.place(geo.Place{Step: d.Step})
	for _, part := range []struct {
		key   geo.Code
		value string
	}{{"place.within", d.Within}, {"place.stratum", d.Stratum}} {
		if part.value != "" {
			place = append(place, c.Text(part.key, Args{"value": Visible(part.value)}))
		}
	}
	switch {
	case d.Order > 0 && d.Role == sampler.Reserve:
		place = append(place, c.Text("place.reserve", Args{"order": strconv.Itoa(d.Order)}))
	case d.Order > 0:
		place = append(place, c.Text("place.main", Args{"order": strconv.Itoa(d.Order)}))
	}
	args := Args{"member": d.Member, "expected": c.orNone(d.Expected), "found": c.orNone(d.Found)}
	if d.Code == sampler.DiffShortfall {
		args["expected"], args["found"] = c.shortfall(d, d.Expected), c.shortfall(d, d.Found)
	}
	if d.Err != nil {
		args["reason"] = c.Explain(d.Err)
	}
	return c.at(place, c.Text(d.Code, args))
}

func (c *Catalogue) orNone(value string) string {
	if value == "" {
		return c.Text("value.none", nil)
	}
	return Visible(value)
}

// shortfall renders the canonical object of a shortfall, or that there is none.
// One that is not of the step where the difference is names its own.
func (c *Catalogue) shortfall(d *sampler.Difference, object string) string {
	var s struct {
		Step   string `json:"step"`
		Within string `json:"within"`
		Want   int64  `json:"want"`
		Got    int64  `json:"got"`
	}
	if object == "" || json.Unmarshal([]byte(object), &s) != nil {
		return c.Text("shortfall.none", nil)
	}
	args := Args{
		"step": Visible(s.Step), "within": Visible(s.Within),
		"want": strconv.FormatInt(s.Want, 10), "got": strconv.FormatInt(s.Got, 10),
	}
	if s.Step != d.Step || s.Within != d.Within {
		return c.Text("shortfall.elsewhere", args)
	}
	return c.Text("shortfall.counts", args)
}

// capital begins a sentence with a capital letter, where the script has them.
func (c *Catalogue) capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if c.lang == ZH || size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// longestShown is how many letters of a value a sentence shows.
const longestShown = 160

// Visible shows a value from input: bytes that are no UTF-8 and letters that do
// not print are written as escapes, and a very long one is cut.
func Visible(s string) string {
	var b strings.Builder
	letters := 0
	for i := 0; i < len(s); letters++ {
		if letters == longestShown {
			return b.String() + "…"
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if (r == utf8.RuneError && size == 1) || !unicode.IsPrint(r) {
			quoted := strconv.QuoteToASCII(s[i : i+size])
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}
