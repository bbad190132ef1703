package intake

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// csvSheet reads a table of text. UTF-8 and GB18030 are told apart at the first
// row beyond ASCII and decoded row by row, after the separators: no byte of a
// letter in GB18030 is one of theirs.
type csvSheet struct {
	x       *reading
	in      *bufio.Reader // also under csv, which takes no other buffer
	csv     *csv.Reader
	charset string // empty until a row says more than ASCII
	gb      gbDecoder
	line    int // where the last row begins
	blank   int // rows left out
	cells   []cell
}

// newCSVSheet finds the separator, and UTF-16 by its mark. The encoding goes into
// Result.Charset as far as the rows read show it.
func newCSVSheet(x *reading) (sheet, error) {
	s := &csvSheet{x: x, in: x.in.Reader}
	x.result.Charset = charsetUTF8
	head, err := x.in.Peek(windowBytes)
	if order, marked := utf16Order(head); marked {
		s.charset, x.result.Charset = charsetUTF16, charsetUTF16
		s.in = bufio.NewReaderSize(transform.NewReader(x.in, unicode.UTF16(order, unicode.UseBOM).NewDecoder()), stream.BufferBytes)
		head, err = s.in.Peek(windowBytes)
	}
	if err != nil && len(head) == 0 && !errors.Is(err, io.EOF) {
		return nil, stream.Fault(err)
	}
	s.csv = csv.NewReader(s.in)
	s.csv.Comma = cmp.Or(findSeparator(head), rune(separators[0]))
	s.csv.FieldsPerRecord = -1
	s.csv.ReuseRecord = true
	return s, nil
}

// next implements sheet. Rows that are not in the file's encoding are a rowError.
func (s *csvSheet) next() (sheetRow, error) {
	for {
		record, err := s.record()
		if err != nil {
			return sheetRow{}, err
		}
		if err := s.decode(record); err != nil {
			return sheetRow{}, badRow(err, s.line)
		}
		if s.take(record) {
			return sheetRow{number: s.line, cells: s.cells}, nil
		}
		if s.blank++; s.blank > s.x.Limits.Elements {
			return sheetRow{}, &geo.Error{Code: ErrTooMany, Want: strconv.Itoa(s.x.Limits.Elements)}
		}
	}
}

// badRow makes a rowError of an error with one of our codes.
func badRow(err error, line int) error { return &rowError{stream.InFile("", stream.AtLine(err, line))} }

// record reads a row within the limit of bytes.
func (s *csvSheet) record() ([]string, error) {
	s.x.in.Refill()
	record, err := s.csv.Read()
	switch err {
	case nil:
		s.line, _ = s.csv.FieldPos(0)
		return record, nil
	case io.EOF:
		return nil, err
	default:
		return nil, s.recordError(err)
	}
}

func (s *csvSheet) recordError(err error) error {
	if wrong, is := errors.AsType[*csv.ParseError](err); is {
		return &geo.Error{Code: ErrQuote, At: geo.Place{Line: wrong.StartLine}, Value: strconv.Itoa(wrong.Column)}
	}
	return stream.AtLine(stream.Fault(err), s.line+1)
}

// decode makes UTF-8 of a row.
func (s *csvSheet) decode(record []string) error {
	if s.charset == "" {
		if allASCII(record) {
			return nil
		}
		s.decide(record)
	}
	switch s.charset {
	case charsetGB18030:
		return s.gb.decode(record)
	case charsetUTF16:
		return checkUTF16(record)
	default:
		return checkUTF8(record)
	}
}

func allASCII(record []string) bool {
	for _, c := range record {
		if !isASCII(c) {
			return false
		}
	}
	return true
}

// decide finds the encoding from the current row and whole lines of what follows.
func (s *csvSheet) decide(record []string) {
	ahead, err := s.in.Peek(windowBytes)
	if err == nil {
		ahead = ahead[:bytes.LastIndexByte(ahead, '\n')+1]
	}
	s.charset = guessCharset(append([]byte(strings.Join(record, ",")+"\n"), ahead...))
	s.x.result.Charset = s.charset
	s.gb.decoder = simplifiedchinese.GB18030.NewDecoder()
}

// take makes cells of a record, and reports whether there is any text in them.
func (s *csvSheet) take(record []string) bool {
	s.cells = s.cells[:0]
	filled := false
	for _, text := range record {
		filled = filled || strings.TrimSpace(text) != ""
		s.cells = append(s.cells, cell{text: withoutApostrophe(text)})
	}
	return filled
}

// withoutApostrophe undoes what server/report does to texts that a spreadsheet
// would take for a formula: those begin, any apostrophes in front left aside,
// with = + - @, also in full width, or with a tab or carriage return.
func withoutApostrophe(text string) string {
	if text == "" || text[0] != '\'' {
		return text
	}
	bare := strings.TrimLeft(text, "'")
	for _, first := range []string{"=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"} {
		if strings.HasPrefix(bare, first) {
			return text[1:]
		}
	}
	return text
}
