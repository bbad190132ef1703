package intake

import (
	"bytes"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

func hasText(c cell) bool { return strings.TrimSpace(c.text) != "" }

// cellType keeps the types of cells from being made anew for each.
func cellType(t []byte) string {
	switch string(t) {
	case "", "n":
		return "n"
	case "s":
		return "s"
	case "inlineStr", "str":
		return "str"
	default:
		return string(t)
	}
}

// read makes a cell of what was gathered. A formula that shares another's text
// shows its value in its stead.
func (s *worksheet) read() (cell, error) {
	value := s.value.text
	if s.formed {
		if len(s.formula) > 0 {
			value = s.formula
		}
		text, err := cellString(value)
		return cell{text: "=" + text, kind: formulaCell}, err
	}
	switch s.kind {
	case "str":
		text, err := cellString(value)
		return cell{text: text}, err
	case "s":
		return s.sharedString(value)
	case "n":
		return s.number(value)
	}
	text := string(bytes.TrimSpace(value))
	switch {
	case text == "":
		return cell{}, nil
	case s.kind == "b" && (text == "0" || text == "false"):
		return cell{text: "FALSE", kind: boolCell}, nil
	case s.kind == "b" && (text == "1" || text == "true"):
		return cell{text: "TRUE", kind: boolCell}, nil
	case s.kind == "e":
		return cell{text: text, kind: errorCell}, utf8Error(text)
	case s.kind == "d":
		return cell{text: text, kind: dateCell}, utf8Error(text)
	default:
		return cell{}, &geo.Error{Code: ErrCellValue, Value: stream.Quote(value)}
	}
}

func utf8Error(text string) error {
	_, err := cellString([]byte(text))
	return err
}

func (s *worksheet) sharedString(value []byte) (cell, error) {
	index, err := strconv.Atoi(string(bytes.TrimSpace(value)))
	switch {
	case len(value) == 0:
		return cell{}, nil
	case err != nil || index < 0 || index >= len(s.strings):
		return cell{}, &geo.Error{Code: ErrCellIndex, Value: stream.Quote(value), Want: strconv.Itoa(len(s.strings))}
	}
	return cell{text: s.strings[index]}, nil
}

// number reads a number, which by its style may be a date.
func (s *worksheet) number(value []byte) (cell, error) {
	value = bytes.TrimSpace(value)
	if len(value) == 0 {
		return cell{}, nil
	}
	f, ok := parseNumber(string(value))
	if !ok {
		return cell{}, &geo.Error{Code: ErrCellValue, Value: stream.Quote(value)}
	}
	date, err := s.isDate()
	if err != nil || !date {
		return cell{text: numberText(f), kind: numberCell}, err
	}
	text, ok := dateText(f, s.from1904)
	if !ok {
		return cell{}, &geo.Error{Code: ErrCellValue, Value: stream.Quote(value)}
	}
	return cell{text: text, kind: dateCell}, nil
}

// isDate looks the cell's style up. A workbook may have no styles at all.
func (s *worksheet) isDate() (bool, error) {
	style := 0
	if len(s.style) > 0 {
		var err error
		if style, err = strconv.Atoi(string(s.style)); err != nil || style < 0 {
			return false, &geo.Error{Code: ErrCellIndex, Value: stream.Quote(s.style), Want: strconv.Itoa(len(s.dates))}
		}
	}
	if style < len(s.dates) {
		return s.dates[style], nil
	}
	if style == 0 {
		return false, nil
	}
	return false, &geo.Error{Code: ErrCellIndex, Value: stream.Quote(s.style), Want: strconv.Itoa(len(s.dates))}
}
