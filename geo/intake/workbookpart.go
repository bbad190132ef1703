package intake

import (
	"path"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// relation says that a part needs another.
type relation struct {
	id   string
	kind string // last part of the type's address, which both kinds of OOXML share
	part string
}

// relations reads what a part needs, or with an empty name the whole file; none
// if it does not say.
func (a *archive) relations(of string) ([]relation, error) {
	name := path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	if of == "" {
		name = "_rels/.rels"
	}
	if a.parts[name] == nil {
		return nil, nil
	}
	var list []relation
	err := a.walk(name, "Relationships", smallBytes, func(m *markup) error {
		if m.mark != openMark || m.depth != 2 || string(m.attr("TargetMode")) == "External" {
			return nil
		}
		r, err := readRelation(m, path.Dir(of))
		list = append(list, r)
		return err
	})
	return list, err
}

// readRelation reads one relation of a part in a folder.
func readRelation(m *markup, folder string) (relation, error) {
	id, err := m.value("Id")
	if err != nil {
		return relation{}, err
	}
	target, err := m.value("Target")
	if err != nil {
		return relation{}, err
	}
	kind, err := m.value("Type")
	if !strings.HasPrefix(target, "/") {
		target = folder + "/" + target
	}
	return relation{id: id, kind: path.Base(kind), part: partName(target)}, err
}

// readStyles tells of each style whether it shows numbers as dates.
func (a *archive) readStyles(part string) ([]bool, error) {
	codes := map[int]string{}
	var ids []int
	list := ""
	err := a.walk(part, "styleSheet", smallBytes, func(m *markup) (err error) {
		switch {
		case m.mark != openMark:
		case m.depth == 2:
			list = string(m.name)
		case m.depth == 3 && list == "numFmts" && string(m.name) == "numFmt":
			codes[formatID(m)], err = m.value("formatCode")
		case m.depth == 3 && list == "cellXfs" && string(m.name) == "xf":
			ids = append(ids, formatID(m))
		}
		return err
	})
	dates := make([]bool, len(ids))
	for i, id := range ids {
		if code, own := codes[id]; own {
			dates[i] = isDateFormat(code)
		} else {
			dates[i] = isDateID(id)
		}
	}
	return dates, err
}

// formatID is the number of a format; what is no number is the general one, 0.
func formatID(m *markup) int {
	id, err := strconv.Atoi(string(m.attr("numFmtId")))
	if err != nil {
		return 0
	}
	return id
}

// readStrings reads the strings that cells share.
func (a *archive) readStrings(part string, most int) ([]string, error) {
	var list []string
	var r runs
	err := a.walk(part, "sst", stringBytes, func(m *markup) error {
		if m.depth < 2 {
			return nil
		}
		if m.depth > 2 || m.mark == textMark {
			return r.step(m)
		}
		if m.mark == openMark {
			r.reset()
			return nil
		}
		text, err := cellString(r.text)
		if list = append(list, text); len(list) > most {
			return &geo.Error{Code: ErrTooMany, Want: strconv.Itoa(most)}
		}
		return err
	})
	return list, err
}

// runs gathers the text of a string that may be of several fonts. How it is
// pronounced (rPh) is no part of it.
type runs struct {
	text     []byte
	phonetic int // depth of the rPh the reader is in; 0: in none
	inText   bool
}

func (r *runs) reset() { *r = runs{text: r.text[:0]} }

func (r *runs) step(m *markup) (err error) {
	switch m.mark {
	case openMark:
		if r.phonetic == 0 && string(m.name) == "rPh" {
			r.phonetic = m.depth
		}
		r.inText = r.phonetic == 0 && string(m.name) == "t"
	case shutMark:
		if m.depth == r.phonetic {
			r.phonetic = 0
		}
		r.inText = false
	case textMark:
		if r.inText {
			r.text, err = m.appendText(r.text)
		}
	}
	return err
}

// cellString makes a text of what a cell holds: it must be UTF-8, and _x000D_ and
// the like mean the letter of that number.
func cellString(raw []byte) (string, error) {
	if !utf8.Valid(raw) {
		return "", &geo.Error{Code: geo.ErrTextEncoding, Value: stream.Quote(raw)}
	}
	return unescapeLetters(string(raw)), nil
}

// unescapeLetters resolves _xHHHH_, UTF-16 by units. Half a pair stays as it is.
func unescapeLetters(text string) string {
	at := strings.Index(text, "_x")
	if at < 0 {
		return text
	}
	var b strings.Builder
	for at >= 0 {
		b.WriteString(text[:at])
		r, length := escapedLetter(text[at:])
		if length == 0 {
			r, length = '_', 1
		}
		b.WriteRune(r)
		text = text[at+length:]
		at = strings.Index(text, "_x")
	}
	b.WriteString(text)
	return b.String()
}

// escapedLetter reads the one or two units that text begins with; length 0 means
// none.
func escapedLetter(text string) (letter rune, length int) {
	first, found := escapedUnit(text)
	switch {
	case !found:
		return 0, 0
	case !utf16.IsSurrogate(first):
		return first, unitLength
	}
	second, found := escapedUnit(text[unitLength:])
	if pair := utf16.DecodeRune(first, second); found && pair != utf8.RuneError {
		return pair, 2 * unitLength
	}
	return 0, 0
}

const unitLength = len("_x0000_")

func escapedUnit(text string) (rune, bool) {
	if len(text) < unitLength || text[:2] != "_x" || text[unitLength-1] != '_' {
		return 0, false
	}
	unit, err := strconv.ParseUint(text[2:unitLength-1], 16, 16)
	return rune(unit), err == nil
}
