package transparency

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
)

// Canonical form (RFC 8785) of leaves and proofs, as draw-v1 has it: members in
// the order of their names, no spaces, no escapes but those JSON needs. Texts
// hold no control characters, so only " and \ are escaped.

// member is a member of an object, its value in canonical form. Without a value
// it is left out.
type member struct {
	name  string
	value []byte
}

func text(name, value string) member { return member{name, appendText(nil, value)} }

func number(name string, value int64) member {
	return member{name, strconv.AppendInt(nil, value, 10)}
}

func texts(name string, values []string) member {
	b := []byte{'['}
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, v)
	}
	return member{name, append(b, ']')}
}

// timeLayout is RFC 3339 in UTC with whole seconds.
const timeLayout = "2006-01-02T15:04:05Z"

func moment(name string, t time.Time) member { return text(name, t.UTC().Format(timeLayout)) }

// textIfAny leaves the empty text out.
func textIfAny(name, value string) member {
	if value == "" {
		return member{name: name}
	}
	return text(name, value)
}

// digestIfAny leaves the zero digest out.
func digestIfAny(name string, d Digest) member {
	if d == (Digest{}) {
		return member{name: name}
	}
	return text(name, d.String())
}

func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

// appendObject puts the members in order of their names.
func appendObject(b []byte, members []member) []byte {
	slices.SortFunc(members, func(m, o member) int { return strings.Compare(m.name, o.name) })
	b = append(b, '{')
	begun := len(b)
	for _, m := range members {
		if m.value == nil {
			continue
		}
		if len(b) > begun {
			b = append(b, ',')
		}
		b = append(appendText(b, m.name), ':')
		b = append(b, m.value...)
	}
	return append(b, '}')
}

// sameBytes returns ErrCanonical with the first place where got is not what its
// content is written as.
func sameBytes(got, canonical string) error {
	if got == canonical {
		return nil
	}
	at := 0
	for at < len(got) && at < len(canonical) && got[at] == canonical[at] {
		at++
	}
	return &geo.Error{
		Code: ErrCanonical, At: geo.Place{Column: "@" + strconv.Itoa(at+1)},
		Value: excerpt(got, at), Want: excerpt(canonical, at),
	}
}

// excerpt keeps an error readable when what is wrong is long.
func excerpt(s string, at int) string {
	return strings.ToValidUTF8(s[at:min(at+24, len(s))], "�")
}
