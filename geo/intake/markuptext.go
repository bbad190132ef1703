package intake

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

const xmlSpace = " \t\r\n"

// openQuote returns the quotation mark of the value in which a stretch of a tag
// breaks off, 0 if in none: the ">" that seems to end the tag may be part of the
// value. It begins in a value with the mark quote.
func openQuote(quote byte, stretch []byte) byte {
	for _, b := range stretch {
		switch {
		case quote == 0 && (b == '"' || b == '\''):
			quote = b
		case b == quote:
			quote = 0
		}
	}
	return quote
}

// isXMLName holds for names of elements and attributes, as far as ASCII goes.
func isXMLName(name []byte) bool {
	for i, b := range name {
		letter := 'a' <= b|0x20 && b|0x20 <= 'z' || b == '_' || b >= utf8.RuneSelf
		inner := '0' <= b && b <= '9' || b == '-' || b == '.' || b == ':'
		if !letter && (i == 0 || !inner) {
			return false
		}
	}
	return len(name) > 0
}

func localName(name []byte) []byte {
	return name[bytes.LastIndexByte(name, ':')+1:]
}

// readAttributes takes the attributes of a tag apart, and reports whether they
// are well-formed. Declarations of name spaces are of no account.
func (m *markup) readAttributes(raw []byte) bool {
	m.attrs = m.attrs[:0]
	for {
		rest := bytes.TrimLeft(raw, xmlSpace)
		if len(rest) == 0 {
			return true
		}
		name, value, found := bytes.Cut(rest, []byte("="))
		name, value = bytes.TrimRight(name, xmlSpace), bytes.TrimLeft(value, xmlSpace)
		if !found || len(rest) == len(raw) || !isXMLName(name) || len(value) < 2 || value[0] != '"' && value[0] != '\'' {
			return false
		}
		end := bytes.IndexByte(value[1:], value[0])
		if end < 0 || bytes.IndexByte(value[1:1+end], '<') >= 0 {
			return false
		}
		if !bytes.HasPrefix(name, []byte("xmlns")) {
			m.attrs = append(m.attrs, markupAttr{localName(name), value[1 : 1+end]})
		}
		raw = value[end+2:]
	}
}

// attr returns an attribute's value as it stands in the file, nil if there is
// none.
func (m *markup) attr(name string) []byte {
	for i := range m.attrs {
		if string(m.attrs[i].name) == name {
			return m.attrs[i].value
		}
	}
	return nil
}

// value returns an attribute's value, empty if there is none.
func (m *markup) value(name string) (string, error) {
	raw := m.attr(name)
	text, err := appendUnescaped(nil, raw)
	if err == nil && !utf8.Valid(text) {
		err = &geo.Error{Code: geo.ErrTextEncoding, Value: stream.Quote(raw)}
	}
	return string(text), err
}

// isTrue reads an attribute that is a truth value.
func (m *markup) isTrue(name string) bool {
	value := string(m.attr(name))
	return value == "1" || value == "true"
}

// appendText adds the text found, its references resolved. It need not be UTF-8.
func (m *markup) appendText(to []byte) ([]byte, error) {
	if len(to)+len(m.text) > m.limit {
		return to, &geo.Error{Code: ErrTooLong, Want: strconv.Itoa(m.limit)}
	}
	if m.plain {
		return append(to, m.text...), nil
	}
	return appendUnescaped(to, m.text)
}

// appendUnescaped adds a text with references to characters resolved and line
// ends made one kind. There are no other entities than XML's five.
func appendUnescaped(to, raw []byte) ([]byte, error) {
	for {
		at := bytes.IndexAny(raw, "&\r")
		if at < 0 {
			return append(to, raw...), nil
		}
		to = append(to, raw[:at]...)
		if raw[at] == '\r' {
			to = append(to, '\n')
			raw = bytes.TrimPrefix(raw[at+1:], []byte("\n"))
			continue
		}
		name, rest, found := bytes.Cut(raw[at+1:], []byte(";"))
		r, known := reference(string(name[:min(len(name), 16)]))
		if !found || !known {
			return to, &geo.Error{Code: ErrXML, Value: stream.Quote(raw[at:])}
		}
		to, raw = utf8.AppendRune(to, r), rest
	}
}

// reference resolves what stands between "&" and ";".
func reference(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, numeric := strings.CutPrefix(name, "#")
	base := 10
	if hex, found := strings.CutPrefix(digits, "x"); found {
		digits, base = hex, 16
	}
	code, err := strconv.ParseUint(digits, base, 21)
	r := rune(code)
	return r, numeric && err == nil && isXMLChar(r)
}

// isXMLChar holds for characters that XML 1.0 may have.
func isXMLChar(r rune) bool {
	switch {
	case r < 0x20:
		return r == '\t' || r == '\n' || r == '\r'
	case r >= 0xd800 && r < 0xe000:
		return false
	default:
		return r <= utf8.MaxRune && r != 0xfffe && r != 0xffff
	}
}
