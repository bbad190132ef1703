package report

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"sitedraw/geo"
	"sitedraw/geo/intake"
)

// Encoding is how a CSV file writes letters. The zero value is UTF-8 with a byte
// order mark, by which spreadsheets know it.
type Encoding uint8

// The encodings. GB18030 is what older Chinese programs read; it has no mark.
const (
	UTF8 Encoding = iota
	GB18030
)

// RegisterCSV writes the register as RFC 4180. Texts that a spreadsheet would
// take for formulas are written as CSV does, and read back by geo/intake. A row
// longer than geo/intake reads is ErrCellLong; what in GB18030 would be taken for
// something else is ErrLetter.
func RegisterCSV(w io.Writer, r Register, e Encoding) error {
	out := &registerWriter{out: bufio.NewWriter(w), encoding: e}
	if e == UTF8 {
		if _, err := out.out.WriteString("\ufeff"); err != nil {
			return err
		}
	}
	columns := r.columns()
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = heading(c.field, r.Texts)
	}
	if _, err := out.row(cells); err != nil {
		return err
	}
	err := r.rows(func(row *registerRow) error {
		for i, c := range columns {
			cells[i] = c.value(row).csv()
		}
		length, err := out.row(cells)
		switch {
		case errors.Is(err, ErrLetter):
			return &geo.Error{Code: ErrNotKept, Value: row.site.ID, Err: err}
		case length > intake.DefaultTokenBytes:
			return row.tooLong("", length, intake.DefaultTokenBytes)
		}
		return err
	})
	if err != nil {
		return err
	}
	if out.wide && e == GB18030 && !intake.KeepsGB18030(out.head) {
		return notInGB18030()
	}
	return out.out.Flush()
}

// registerWriter writes rows of CSV in an encoding.
type registerWriter struct {
	out      *bufio.Writer
	encoding Encoding
	wide     bool   // a row beyond ASCII was written
	head     []byte // the first row and those from the first beyond ASCII on
}

// headBytes is how much of a file a reader looks at to tell its encoding.
const headBytes = 64 << 10

// row writes a row and returns its length.
func (w *registerWriter) row(cells []string) (int, error) {
	var b bytes.Buffer
	table := csv.NewWriter(&b)
	table.UseCRLF = true
	_ = table.Write(cells) // into memory
	table.Flush()
	line := b.Bytes()
	if ascii := isASCII(line); w.encoding == GB18030 {
		var err error
		if line, err = inGB18030(line); err != nil {
			return 0, err
		}
		w.wide = w.wide || !ascii
		if (w.wide || w.head == nil) && len(w.head) < headBytes {
			w.head = append(w.head, line...)
		}
	}
	return w.out.Write(line)
}

// inGB18030 encodes a row. It must be decoded as it was, and must not pass for
// UTF-8 with letters of three bytes, for which a reader takes it.
func inGB18030(line []byte) ([]byte, error) {
	encoded, err := simplifiedchinese.GB18030.NewEncoder().Bytes(line)
	if err != nil || bytes.ContainsRune(line, utf8.RuneError) {
		return nil, notInGB18030()
	}
	back, err := simplifiedchinese.GB18030.NewDecoder().Bytes(encoded)
	threeBytes := func(r rune) bool { return r >= 0x800 }
	if err != nil || !bytes.Equal(back, line) || utf8.Valid(encoded) && bytes.ContainsFunc(encoded, threeBytes) {
		return nil, notInGB18030()
	}
	return encoded, nil
}

func notInGB18030() error { return &geo.Error{Code: ErrLetter, Want: "GB18030"} }

func isASCII(b []byte) bool {
	return !slices.ContainsFunc(b, func(c byte) bool { return c >= utf8.RuneSelf })
}
