package intake

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// The encodings of tables of text, as Result.Charset has them. ASCII is UTF-8.
const (
	charsetUTF8    = "utf-8"
	charsetGB18030 = "gb18030"
	charsetUTF16   = "utf-16"
)

// windowBytes is how much of a table is looked at, from its first letter beyond
// ASCII on, to find the encoding. The buffer holds more.
const windowBytes = stream.BufferBytes / 2

// utf16Order tells by the byte order mark whether and how a file is UTF-16, as
// Excel's "Unicode text" is.
func utf16Order(head []byte) (order unicode.Endianness, marked bool) {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return unicode.BigEndian, true
	}
	return false, false
}

// guessCharset tells UTF-8 from GB18030 by whole lines: it is GB18030 if more of
// them are no UTF-8 than are with a letter of three bytes, which lines of GB18030
// hardly ever are. One of two bytes says nothing: 一 in GB18030 is one in UTF-8.
func guessCharset(text []byte) string {
	other, sure := 0, 0
	for line := range bytes.Lines(text) {
		switch {
		case isASCII(line):
		case !utf8.Valid(line):
			other++
		case bytes.ContainsFunc(line, isLong):
			sure++
		}
	}
	if other > sure {
		return charsetGB18030
	}
	return charsetUTF8
}

// isLong holds for letters that are three bytes or more in UTF-8.
func isLong(r rune) bool { return r >= 0x800 }

func isASCII[T string | []byte](text T) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// checkUTF8 returns an error for the first cell that is not UTF-8, as rows of
// another file's encoding are that somebody pasted in.
func checkUTF8(cells []string) error {
	for i, c := range cells {
		if !utf8.ValidString(c) {
			return wrongCharset(i, c, charsetUTF8)
		}
	}
	return nil
}

// checkUTF16 returns an error for the first cell with letters that no decoding
// brings back.
func checkUTF16(cells []string) error {
	for i, c := range cells {
		if strings.ContainsRune(c, utf8.RuneError) {
			return wrongCharset(i, c, charsetUTF16)
		}
	}
	return nil
}

// gbDecoder makes texts of the cells of a row in GB18030, all in one string.
type gbDecoder struct {
	decoder transform.Transformer
	raw     []byte // one cell
	text    []byte
	ends    []int // of the cells in text
}

// decode replaces cells by what they mean. Those of a row that is none in GB18030
// stay as they are.
func (d *gbDecoder) decode(cells []string) error {
	d.text, d.ends = d.text[:0], d.ends[:0]
	for i, c := range cells {
		if err := d.add(c); err != nil {
			return wrongCharset(i, c, charsetGB18030)
		}
		d.ends = append(d.ends, len(d.text))
	}
	if i := firstUTF8(cells); i >= 0 {
		return wrongCharset(i, cells[i], charsetGB18030)
	}
	all, start := string(d.text), 0
	for i, end := range d.ends {
		cells[i], start = all[start:end], end
	}
	return nil
}

// add decodes one cell. A byte becomes three at most, where it is wrong.
func (d *gbDecoder) add(c string) error {
	start := len(d.text)
	if isASCII(c) {
		d.text = append(d.text, c...)
		return nil
	}
	d.raw = append(d.raw[:0], c...)
	d.text = slices.Grow(d.text, 3*len(c)+utf8.UTFMax)
	d.text = d.text[:cap(d.text)]
	written, _, err := d.decoder.Transform(d.text[start:], d.raw, true)
	if err != nil || bytes.ContainsRune(d.text[start:start+written], utf8.RuneError) {
		return geo.ErrTextEncoding
	}
	d.text = d.text[:start+written]
	return nil
}

// firstUTF8 returns the first cell beyond ASCII of a row that passes for GB18030
// but is UTF-8, −1 if the row is none: one with four letters or more of three
// bytes each, which none of three million random texts in GB18030 was.
func firstUTF8(cells []string) int {
	first, letters := -1, 0
	for i, c := range cells {
		if isASCII(c) {
			continue
		}
		if !utf8.ValidString(c) {
			return -1
		}
		if first < 0 {
			first = i
		}
		for _, r := range c {
			if isLong(r) {
				letters++
			}
		}
	}
	if letters < 4 {
		return -1
	}
	return first
}

// wrongCharset is the error for a cell that is not in the encoding of its file.
// Where it is in the other one it is shown as a person reads it.
func wrongCharset(column int, text, charset string) error {
	shown := stream.Quote([]byte(text))
	if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(text); err == nil && charset == charsetUTF8 &&
		!strings.ContainsRune(decoded, utf8.RuneError) {
		shown = stream.Quote([]byte(decoded))
	}
	return &geo.Error{Code: ErrCharset, At: geo.Place{Column: columnName(column)}, Value: shown, Want: charset}
}
