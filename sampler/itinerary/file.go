package itinerary

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// MaxBytes is the longest itinerary in bytes; ways of some millions of positions
// fit.
const MaxBytes = 1 << 27

// Append appends the itinerary, as New or Parse returned it, in canonical form.
func Append(b []byte, it *Itinerary) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(it) //nolint:errchkjson // texts, whole numbers and lists of them do not fail
	return appendPlain(b, bytes.TrimSuffix(out.Bytes(), []byte("\n")))
}

// appendPlain puts the two separators of lines that encoding/json escapes, and
// RFC 8785 does not, as they are.
func appendPlain(b, text []byte) []byte {
	for {
		at := bytes.IndexByte(text, '\\')
		if at < 0 {
			return append(b, text...)
		}
		b = append(b, text[:at]...)
		switch rest := text[at:]; {
		case bytes.HasPrefix(rest, []byte(`\u2028`)):
			b, text = append(b, "\u2028"...), rest[6:]
		case bytes.HasPrefix(rest, []byte(`\u2029`)):
			b, text = append(b, "\u2029"...), rest[6:]
		default:
			b, text = append(b, rest[:2]...), rest[2:]
		}
	}
}

// Digest returns the SHA-256 of the itinerary's canonical bytes.
func (it *Itinerary) Digest() sampler.Digest { return sha256.Sum256(Append(nil, it)) }

// Read reads an itinerary to the end. It refuses every byte that is not canonical,
// so an itinerary that is read back has the digest of the bytes read.
func Read(r io.Reader) (*Itinerary, error) {
	var text bytes.Buffer
	n, err := io.Copy(&text, io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if n > MaxBytes {
		return nil, &geo.Error{Code: sampler.ErrJSONLong, Want: strconv.Itoa(MaxBytes)}
	}
	return Parse(text.Bytes())
}

// Parse reads an itinerary from its bytes.
func Parse(text []byte) (*Itinerary, error) {
	var it Itinerary
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&it); err != nil {
		return nil, decodeError(text, err)
	}
	if it.Spec != Spec {
		return nil, &geo.Error{Code: ErrSpec, At: geo.Place{Column: "spec"}, Value: excerpt(it.Spec, 0), Want: Spec}
	}
	checked, err := New(it)
	if err != nil {
		return nil, err
	}
	if again := Append(nil, checked); !bytes.Equal(again, text) {
		return nil, notCanonical(string(text), string(again))
	}
	return checked, nil
}

// decodeError is what encoding/json found, as an error of this program.
func decodeError(text []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at := int(max(syntax.Offset-1, 0))
		return &geo.Error{Code: sampler.ErrJSON, Value: excerpt(string(text), at) + " @" + strconv.Itoa(at+1), Err: err}
	case errors.As(err, &kind):
		code := sampler.ErrJSONKind
		if strings.HasPrefix(kind.Value, "number ") {
			code = sampler.ErrWholeNumber
		}
		return &geo.Error{Code: code, At: geo.Place{Column: kind.Field}, Value: excerpt(kind.Value, 0), Want: kindOf(kind.Type)}
	}
	if quoted, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		name, _ := strconv.Unquote(quoted)
		return &geo.Error{Code: sampler.ErrMember, Value: excerpt(name, 0)}
	}
	return &geo.Error{Code: sampler.ErrJSON, Value: excerpt(string(text), len(text)), Err: err}
}

// kindOf shows how a value begins that is right.
func kindOf(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[Position]():
		return "[1172103000,282849000]"
	case t.Kind() == reflect.String:
		return `"…"`
	case t.Kind() == reflect.Bool:
		return "true, false"
	case t.Kind() == reflect.Slice:
		return "[]"
	case t.Kind() == reflect.Int64:
		return "0 … 9"
	default:
		return "{}"
	}
}

// notCanonical names the first place that is written in another form.
func notCanonical(got, canonical string) error {
	at := 0
	for at < len(got) && at < len(canonical) && got[at] == canonical[at] {
		at++
	}
	return &geo.Error{
		Code: sampler.ErrCanonical, At: geo.Place{Column: "@" + strconv.Itoa(at+1)},
		Value: excerpt(got, at), Want: excerpt(canonical, at),
	}
}

// excerpt is a bit of a text, from a byte on.
func excerpt(s string, at int) string {
	at = min(at, len(s))
	return strings.ToValidUTF8(s[at:min(at+24, len(s))], "�")
}
