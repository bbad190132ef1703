package crew

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// MaxBytes is the longest file of teams or inspectors in bytes.
const MaxBytes = 1 << 26

// written is an assignment as canonical JSON (RFC 8785): members in the order of their
// names.
type written struct {
	Attempt    int           `json:"attempt"`
	Before     string        `json:"before,omitempty"`
	Date       string        `json:"date"`
	Difference int           `json:"difference"`
	Idle       []string      `json:"idle,omitempty"`
	Inspectors string        `json:"inspectors"`
	Lot        int           `json:"lot"`
	Record     string        `json:"record"`
	Repeats    int           `json:"repeats"`
	Ring       []string      `json:"ring,omitempty"`
	Rules      writtenRules  `json:"rules"`
	Spec       string        `json:"spec"`
	Teams      []writtenTeam `json:"teams"`
}

type writtenRules struct {
	Lead string `json:"lead,omitempty"`
	Most int    `json:"most,omitempty"`
	Size int    `json:"size"`
	Way  Way    `json:"way"`
}

type writtenTeam struct {
	Members []string `json:"members"`
	Sites   []string `json:"sites,omitempty"`
}

// Append appends the assignment, as [Assign] or [Parse] returned it, in canonical form.
func Append(b []byte, a *Assignment) []byte {
	w := written{
		Attempt: a.Attempt, Date: a.Date, Difference: a.Difference, Idle: a.Idle, Inspectors: a.Inspectors.String(), Lot: a.Lot,
		Record: a.Record.String(), Repeats: a.Repeats, Ring: a.Ring, Rules: writtenOrder(a.Rules), Spec: Spec,
		Teams: make([]writtenTeam, len(a.Teams)),
	}
	if a.Before != (sampler.Digest{}) {
		w.Before = a.Before.String()
	}
	for i := range a.Teams {
		w.Teams[i] = writtenTeam(a.Teams[i])
	}
	return appendJSON(b, w)
}

// writtenOrder puts the rules' members in the order of their JSON names.
func writtenOrder(r Rules) writtenRules {
	return writtenRules{Lead: r.Lead, Most: r.Most, Size: r.Size, Way: r.Way}
}

// Digest returns the SHA-256 of the assignment's canonical bytes.
func (a *Assignment) Digest() sampler.Digest { return digestOf(Append(nil, a)) }

// Parse reads an assignment. It refuses every byte that is not canonical, so what is
// read back has the digest of the bytes read. Whether the lot says so is for [Check].
func Parse(text []byte) (*Assignment, error) {
	var w written
	if err := decode(text, &w); err != nil {
		return nil, err
	}
	if w.Spec != Spec {
		return nil, &geo.Error{Code: ErrSpec, At: geo.Place{Column: "spec"}, Value: excerpt(w.Spec, 0), Want: Spec}
	}
	a := &Assignment{
		Attempt: w.Attempt, Date: w.Date, Difference: w.Difference, Idle: w.Idle, Lot: w.Lot, Repeats: w.Repeats, Ring: w.Ring,
		Rules: Rules{Size: w.Rules.Size, Most: w.Rules.Most, Lead: w.Rules.Lead, Way: w.Rules.Way},
	}
	for i := range w.Teams {
		a.Teams = append(a.Teams, Team(w.Teams[i]))
	}
	for _, d := range []struct {
		member, text string
		into         *sampler.Digest
	}{{"before", w.Before, &a.Before}, {"inspectors", w.Inspectors, &a.Inspectors}, {"record", w.Record, &a.Record}} {
		if d.member == "before" && d.text == "" {
			continue
		}
		if n, err := hex.Decode(d.into[:], []byte(d.text[:min(len(d.text), 2*len(d.into))])); err != nil || n != len(d.into) {
			return nil, &geo.Error{Code: sampler.ErrHex, At: geo.Place{Column: d.member}, Value: excerpt(d.text, 0), Want: "64"}
		}
	}
	if err := a.check(); err != nil {
		return nil, err
	}
	return a, canonical(text, Append(nil, a))
}

// decode reads JSON of known members; what follows it is for canonical to refuse.
func decode(text []byte, into any) error {
	if len(text) > MaxBytes {
		return &geo.Error{Code: sampler.ErrJSONLong, Want: strconv.Itoa(MaxBytes)}
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		return nil
	}
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
	case t.Kind() == reflect.String:
		return `"…"`
	case t.Kind() == reflect.Slice:
		return "[]"
	case t.Kind() == reflect.Int:
		return "0 … 9"
	default:
		return "{}"
	}
}

// canonical names the first place at which a text is written in another form.
func canonical(text, again []byte) error {
	if bytes.Equal(text, again) {
		return nil
	}
	at := 0
	for at < len(text) && at < len(again) && text[at] == again[at] {
		at++
	}
	return &geo.Error{
		Code: sampler.ErrCanonical, At: geo.Place{Column: "@" + strconv.Itoa(at+1)},
		Value: excerpt(string(text), at), Want: excerpt(string(again), at),
	}
}

// excerpt is a bit of a text, from a byte on.
func excerpt(s string, at int) string {
	at = min(at, len(s))
	return strings.ToValidUTF8(s[at:min(at+24, len(s))], "�")
}

// appendJSON appends a value of texts, whole numbers and lists of them. The two
// separators of lines that encoding/json escapes, and RFC 8785 does not, stay as they are.
func appendJSON(b []byte, v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(v) //nolint:errchkjson // such values do not fail
	text := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
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

func digestOf(b []byte) sampler.Digest { return sha256.Sum256(b) }

func asError(err error) (*geo.Error, bool) { return errors.AsType[*geo.Error](err) }
