package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// decodeFile reads a file of data that offices may write themselves: one JSON
// value whose members are all known. The error is an *Error of the code, with the
// line, the member and what stands there as far as they are known.
func decodeFile(data []byte, into any, code Code) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		if _, end := decoder.Token(); errors.Is(end, io.EOF) {
			return nil
		}
		err = &json.SyntaxError{Offset: decoder.InputOffset()} // something follows
	}
	wrong, at := &Error{Code: code, Err: err}, int64(len(data))
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = max(syntax.Offset-1, 0)
		wrong.Value = firstLine(data[min(at, int64(len(data))):])
	} else if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		at = kind.Offset
		wrong.At.Column, wrong.Value = shorten(kind.Field), shorten(kind.Value)
	} else if quoted, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		at = decoder.InputOffset()
		wrong.Value, _ = strconv.Unquote(quoted)
		wrong.Value = shorten(wrong.Value)
	}
	wrong.At.Line = 1 + bytes.Count(data[:min(at, int64(len(data)))], []byte("\n"))
	return wrong
}

// firstLine is the text up to the end of its line, shortened.
func firstLine(text []byte) string {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return shorten(string(line))
}
