package sampler

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"sitedraw/geo"
)

// maxSafe is the largest integer of a frame, plan or record: 2⁵³−1.
const maxSafe = 1<<53 - 1

// maxDepth is how deeply values may nest; a MultiPolygon in a record needs 6.
const maxDepth = 32

// jsonReader reads one JSON value, refusing what draw-v1 refuses: numbers with
// fraction or exponent, members that stand twice, lone surrogates. It never
// repairs anything. Methods give up at the first error, which err keeps.
type jsonReader struct {
	src   string
	at    int
	depth int
	path  []place  // from the outermost value to the one at work
	names []string // members seen so far of the objects at work
	probe bool     // looks what stands here and is not asked why it cannot
	err   error
}

// place is a member's name or, if index is not 0, the index-th item of a list.
type place struct {
	name  string
	index int
}

// reset begins with another text and keeps the memory.
func (r *jsonReader) reset(src string) {
	*r = jsonReader{src: src, path: r.path[:0], names: r.names[:0]}
}

// fail notes the first error at the reader's place.
func (r *jsonReader) fail(code geo.Code, value, want string) {
	if r.err == nil {
		r.err = &geo.Error{Code: code, At: geo.Place{Column: r.column()}, Value: value, Want: want}
	}
}

// failed notes an error of a check, with the reader's place.
func (r *jsonReader) failed(err error) {
	if r.err == nil && err != nil {
		r.err = geo.InColumn(err, r.column())
	}
}

// column is the path as people write it: steps[2].category.
func (r *jsonReader) column() string {
	var b strings.Builder
	for i, p := range r.path {
		switch {
		case p.index > 0:
			b.WriteString("[" + strconv.Itoa(p.index) + "]")
		case i > 0:
			b.WriteString("." + p.name)
		default:
			b.WriteString(p.name)
		}
	}
	return b.String()
}

// syntax notes that something else was expected here.
func (r *jsonReader) syntax(want string) {
	rest := r.src[min(r.at, len(r.src)):]
	if len(rest) > 20 {
		rest = rest[:20]
	}
	r.fail(ErrJSON, strings.ToValidUTF8(rest, "�")+" @"+strconv.Itoa(r.at+1), want)
}

func (r *jsonReader) space() {
	for r.at < len(r.src) {
		switch r.src[r.at] {
		case ' ', '\t', '\r', '\n':
			r.at++
		default:
			return
		}
	}
}

// peek returns the next byte that is not white space, 0 at the end.
func (r *jsonReader) peek() byte {
	r.space()
	if r.err != nil || r.at == len(r.src) {
		return 0
	}
	return r.src[r.at]
}

// take consumes c if it comes next.
func (r *jsonReader) take(c byte) bool {
	if r.peek() != c {
		return false
	}
	r.at++
	return true
}

func (r *jsonReader) expect(c byte) bool {
	if r.take(c) {
		return true
	}
	r.syntax(string(rune(c)))
	return false
}

// opens consumes the first byte of a value of some kind, or notes that the value
// is of another. want shows the kind.
func (r *jsonReader) opens(first byte, want string) bool {
	if r.take(first) {
		return true
	}
	r.wrongKind(want)
	return false
}

// wrongKind notes that a value of another kind stands here, if it is a value.
func (r *jsonReader) wrongKind(want string) {
	if r.probe {
		r.syntax(want)
		return
	}
	probe := &jsonReader{src: r.src, at: r.at, probe: true}
	probe.peek()
	start := probe.at
	if probe.skipValue(); probe.err != nil && !errors.Is(probe.err, ErrWholeNumber) {
		r.syntax(want)
		return
	}
	value := r.src[start:probe.at]
	if len(value) > 40 {
		value = strings.ToValidUTF8(value[:40], "") + "…"
	}
	r.fail(ErrJSONKind, value, want)
}

// literal consumes a word such as null if it comes next.
func (r *jsonReader) literal(word string) bool {
	if r.peek() == word[0] && strings.HasPrefix(r.src[r.at:], word) {
		r.at += len(word)
		return true
	}
	return false
}

// end notes an error unless nothing but white space is left.
func (r *jsonReader) end() {
	if r.peek(); r.err == nil && r.at < len(r.src) {
		r.syntax("")
	}
}

// object reads an object and calls member for each of its names, which must
// consume the value.
func (r *jsonReader) object(member func(name string)) {
	before := len(r.names)
	r.items("{}", func(int) {
		name := r.text()
		if slices.Contains(r.names[before:], name) {
			r.fail(ErrMemberTwice, name, "")
		}
		r.names = append(r.names, name)
		r.path = append(r.path, place{name: name})
		if r.expect(':') {
			member(name)
		}
		r.path = r.path[:len(r.path)-1]
	})
	r.names = r.names[:before]
}

// array reads an array and calls item for each of its values.
func (r *jsonReader) array(item func(i int)) {
	r.items("[]", func(i int) {
		r.path = append(r.path, place{index: i + 1})
		item(i)
		r.path = r.path[:len(r.path)-1]
	})
}

// items reads what stands between a pair of brackets.
func (r *jsonReader) items(brackets string, item func(i int)) {
	closing := brackets[1]
	if !r.opens(brackets[0], brackets) {
		return
	}
	if r.depth++; r.depth > maxDepth {
		r.fail(ErrJSONDeep, "", strconv.Itoa(maxDepth))
	}
	for i := 0; r.err == nil; i++ {
		if i == 0 && r.take(closing) {
			break
		}
		item(i)
		if r.take(closing) {
			break
		}
		r.expect(',')
	}
	r.depth--
}

// unknown notes a member that nobody knows, with the nearest of the known.
func (r *jsonReader) unknown(name string, known []string) {
	r.path = r.path[:len(r.path)-1]
	r.fail(ErrMember, name, geo.Nearest(name, known))
	r.path = append(r.path, place{name: name})
}

// boolean reads true or false.
func (r *jsonReader) boolean() bool {
	if r.literal("true") {
		return true
	}
	if !r.literal("false") {
		r.wrongKind("true, false")
	}
	return false
}

// integer reads a whole number within ±(2⁵³−1), without fraction, exponent or
// minus zero.
func (r *jsonReader) integer() int64 {
	r.peek()
	start := r.at
	for r.at < len(r.src) && strings.IndexByte("+-.0123456789eE", r.src[r.at]) >= 0 {
		r.at++
	}
	word := r.src[start:r.at]
	if word == "" {
		r.wrongKind("0 … 9")
		return 0
	}
	v, err := strconv.ParseInt(word, 10, 64)
	if err != nil || v > maxSafe || v < -maxSafe || strconv.FormatInt(v, 10) != word {
		r.fail(ErrWholeNumber, word, "")
	}
	return v
}

// text reads a string.
func (r *jsonReader) text() string {
	if !r.opens('"', `"…"`) {
		return ""
	}
	start := r.at
	for r.at < len(r.src) {
		switch c := r.src[r.at]; {
		case c == '"':
			r.at++
			return r.src[start : r.at-1]
		case c == '\\':
			return r.escaped(start)
		case c < 0x20:
			r.fail(geo.ErrTextControl, r.src[start:r.at], "")
			return ""
		}
		r.at++
	}
	r.syntax(`"`)
	return ""
}

// escaped reads the rest of a string that holds escapes.
func (r *jsonReader) escaped(start int) string {
	out := []byte(r.src[start:r.at])
	for r.at < len(r.src) && r.err == nil {
		c := r.src[r.at]
		r.at++
		switch {
		case c == '"':
			return string(out)
		case c == '\\':
			out = r.escape(out)
		case c < 0x20:
			r.fail(geo.ErrTextControl, string(out), "")
		default:
			out = append(out, c)
		}
	}
	r.syntax(`"`)
	return ""
}

// escape reads what follows a backslash and appends it.
func (r *jsonReader) escape(out []byte) []byte {
	if r.at == len(r.src) {
		return out
	}
	c := r.src[r.at]
	r.at++
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		return append(out, "\"\\/\b\f\n\r\t"[i])
	}
	if c == 'u' {
		unit := r.hex4()
		if utf16.IsSurrogate(unit) {
			unit = r.lowSurrogate(unit)
		}
		return utf8.AppendRune(out, unit)
	}
	r.at--
	r.syntax(`\" \\ \/ \b \f \n \r \t \u`)
	return out
}

func (r *jsonReader) lowSurrogate(high rune) rune {
	if strings.HasPrefix(r.src[r.at:], `\u`) {
		r.at += 2
		if whole := utf16.DecodeRune(high, r.hex4()); whole != utf8.RuneError {
			return whole
		}
	}
	r.fail(geo.ErrTextEncoding, "", "")
	return utf8.RuneError
}

func (r *jsonReader) hex4() rune {
	if r.at+4 <= len(r.src) {
		if v, err := strconv.ParseUint(r.src[r.at:r.at+4], 16, 16); err == nil {
			r.at += 4
			return rune(v)
		}
	}
	r.syntax("0000 … ffff")
	return 0
}
