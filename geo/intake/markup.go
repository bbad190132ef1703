package intake

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// mark is what a step through XML finds.
type mark uint8

const (
	openMark mark = iota // a start tag; an empty element yields a shutMark too
	shutMark
	textMark
)

// markup steps through the XML of a workbook's part, in less than half the time
// of encoding/xml. It knows elements by their local names, so that both kinds of
// OOXML read alike, and refuses what is not well-formed, document types and other
// encodings than UTF-8; texts and values are checked only where they are asked
// for. What a step finds is good until the next.
type markup struct {
	in    *bufio.Reader
	limit int // bytes of a tag or text

	mark  mark
	name  []byte // of a tag, without prefix
	text  []byte // as it stands in the file; see appendText
	plain bool   // text is of a CDATA section
	attrs []markupAttr
	depth int // of the element a tag belongs to, the outermost being 1, or a text stands in

	atTag bool // "<" has been read
	empty bool // the element just opened is shut already
	shut  bool // the element of the last mark is left with the next step
	done  bool // the outermost element is shut
	open  []byte
	ends  []int // of the names in open
	long  []byte
	tag   []byte
}

type markupAttr struct{ name, value []byte }

// markupDepth is how deep elements may be nested; Excel's are some ten deep.
const markupDepth = 64

func newMarkup(r io.Reader, limit int) *markup {
	m := &markup{in: bufio.NewReaderSize(r, stream.BufferBytes), limit: limit}
	if head, err := m.in.Peek(3); err == nil && string(head) == "\ufeff" {
		_, _ = m.in.Discard(3)
	}
	return m
}

// next moves to the next mark; io.EOF, bare, follows the last.
func (m *markup) next() error {
	if m.shut {
		m.leave()
	}
	if m.empty {
		m.empty, m.shut, m.mark = false, true, shutMark
		return nil
	}
	for {
		if !m.atTag {
			text, err := m.upTo('<')
			if err != nil {
				return m.ended(text, err)
			}
			m.atTag = true
			if m.depth > 0 && len(text) > 0 {
				m.mark, m.text, m.plain = textMark, text, false
				return nil
			}
			if len(bytes.TrimSpace(text)) > 0 {
				return m.malformed(text)
			}
		}
		m.atTag = false
		if found, err := m.readTag(); err != nil || found {
			return err
		}
	}
}

// leave forgets the innermost open element.
func (m *markup) leave() {
	m.shut = false
	m.depth--
	m.open = m.open[:m.nameStart()]
	m.ends = m.ends[:len(m.ends)-1]
	m.done = m.depth == 0
}

// nameStart is where the name of the innermost open element stands.
func (m *markup) nameStart() int {
	if n := len(m.ends); n > 1 {
		return m.ends[n-2]
	}
	return 0
}

// ended tells the end of the part from a break in it.
func (m *markup) ended(rest []byte, err error) error {
	switch {
	case err != io.EOF: //nolint:errorlint // bare, it ends the part; inside an error it is a cause
		return err
	case !m.done:
		return &geo.Error{Code: ErrTruncated}
	case len(bytes.TrimSpace(rest)) > 0:
		return m.malformed(rest)
	default:
		return io.EOF
	}
}

// upTo reads up to and over a byte, and returns what stands before it.
func (m *markup) upTo(end byte) ([]byte, error) {
	got, err := m.in.ReadSlice(end)
	if err == nil {
		return got[:len(got)-1], nil
	}
	m.long = m.long[:0]
	for err == bufio.ErrBufferFull { //nolint:errorlint // documented as returned bare
		if m.long = append(m.long, got...); len(m.long) > m.limit {
			return nil, &geo.Error{Code: ErrTooLong, Want: strconv.Itoa(m.limit)}
		}
		got, err = m.in.ReadSlice(end)
	}
	m.long = append(m.long, got...)
	if err == nil {
		return m.long[:len(m.long)-1], nil
	}
	return m.long, err
}

// readTag reads what begins with "<"; false for what says nothing: comments and
// instructions.
func (m *markup) readTag() (bool, error) {
	tag, err := m.inTag(m.upTo('>'))
	if err != nil {
		return false, err
	}
	switch {
	case len(tag) == 0:
		return false, m.malformed(tag)
	case tag[0] == '?':
		tag, err = m.within(tag, "?", "?")
		return false, firstError(err, checkDeclaration(tag))
	case bytes.HasPrefix(tag, []byte("!--")):
		_, err = m.within(tag, "!--", "--")
		return false, err
	case bytes.HasPrefix(tag, []byte("![CDATA[")) && m.depth > 0:
		m.text, err = m.within(tag, "![CDATA[", "]]")
		m.mark, m.plain = textMark, true
		return true, err
	case tag[0] == '!':
		return false, &geo.Error{Code: ErrXMLDoctype}
	case tag[0] == '/':
		return true, m.shutTag(bytes.TrimRight(tag[1:], xmlSpace))
	default:
		return true, m.openTag(tag)
	}
}

// inTag makes the end of the part an end too early.
func (m *markup) inTag(tag []byte, err error) ([]byte, error) {
	if err == io.EOF { //nolint:errorlint // bare, it ends the part; inside an error it is a cause
		return nil, &geo.Error{Code: ErrTruncated}
	}
	return tag, err
}

// within reads on until ending stands before a ">", and returns what stands
// between beginning and ending.
func (m *markup) within(tag []byte, beginning, ending string) ([]byte, error) {
	m.tag = append(m.tag[:0], tag...)
	for len(m.tag) < len(beginning)+len(ending) || !bytes.HasSuffix(m.tag, []byte(ending)) {
		if err := m.readOn(); err != nil {
			return nil, err
		}
	}
	return m.tag[len(beginning) : len(m.tag)-len(ending)], nil
}

// readOn adds what follows a ">" that does not end the tag, up to the next.
func (m *markup) readOn() error {
	more, err := m.inTag(m.upTo('>'))
	if err != nil {
		return err
	}
	if m.tag = append(append(m.tag, '>'), more...); len(m.tag) > m.limit {
		return &geo.Error{Code: ErrTooLong, Want: strconv.Itoa(m.limit)}
	}
	return nil
}

// checkDeclaration refuses other encodings than UTF-8.
func checkDeclaration(instruction []byte) error {
	text := string(instruction)
	if !strings.HasPrefix(text, "xml ") {
		return nil
	}
	_, value, found := strings.Cut(text, "encoding=")
	if !found || len(value) < 2 {
		return nil
	}
	name, _, _ := strings.Cut(value[1:], value[:1])
	if strings.EqualFold(name, "utf-8") || strings.EqualFold(name, "us-ascii") {
		return nil
	}
	return &geo.Error{Code: geo.ErrTextEncoding, Value: stream.Quote([]byte(name))}
}

// openTag takes a start tag apart.
func (m *markup) openTag(tag []byte) error {
	if quote := openQuote(0, tag); quote != 0 {
		m.tag = append(m.tag[:0], tag...)
		for quote != 0 {
			start := len(m.tag)
			if err := m.readOn(); err != nil {
				return err
			}
			quote = openQuote(quote, m.tag[start:])
		}
		tag = m.tag
	}
	tag, m.empty = bytes.CutSuffix(tag, []byte("/"))
	end := bytes.IndexAny(tag, xmlSpace)
	if end < 0 {
		end = len(tag)
	}
	if m.done || !isXMLName(tag[:end]) || !m.readAttributes(tag[end:]) {
		return m.malformed(tag)
	}
	if m.depth++; m.depth > markupDepth {
		return &geo.Error{Code: ErrXMLDepth, Want: strconv.Itoa(markupDepth)}
	}
	m.open = append(m.open, tag[:end]...)
	m.ends = append(m.ends, len(m.open))
	m.mark, m.name = openMark, localName(tag[:end])
	return nil
}

// shutTag leaves the innermost element, of which the tag must be.
func (m *markup) shutTag(name []byte) error {
	if m.depth == 0 || !bytes.Equal(m.open[m.nameStart():], name) {
		return m.malformed(name)
	}
	m.mark, m.name, m.shut = shutMark, localName(name), true
	return nil
}

func (m *markup) malformed(at []byte) error {
	return &geo.Error{Code: ErrXML, Value: stream.Quote(at)}
}

func firstError(first, second error) error {
	if first != nil {
		return first
	}
	return second
}
