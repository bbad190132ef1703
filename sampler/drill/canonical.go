package drill

import "strconv"

// Canonical form (RFC 8785) as draw-v1 has it: members in the order of their names,
// no spaces, no escapes but those JSON needs. Texts hold no control characters, so
// only " and \ are escaped.

// object writes the members of one object; the caller gives them in order. The zero
// value has none.
type object struct{ b []byte }

// raw writes a member whose value is in canonical form already.
func (o *object) raw(name string, value []byte) {
	if len(o.b) > 0 {
		o.b = append(o.b, ',')
	}
	o.b = append(appendText(o.b, name), ':')
	o.b = append(o.b, value...)
}

// text writes a member unless it is empty.
func (o *object) text(name, value string) {
	if value != "" {
		o.raw(name, appendText(nil, value))
	}
}

// texts writes a list unless it is empty.
func (o *object) texts(name string, values []string) {
	if len(values) == 0 {
		return
	}
	b := []byte{'['}
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, v)
	}
	o.raw(name, append(b, ']'))
}

// unless writes a number unless it is 0, which means that there is none, or its
// default.
func (o *object) unless(name string, value, usual int) {
	if value != 0 && value != usual {
		o.raw(name, strconv.AppendInt(nil, int64(value), 10))
	}
}

func (o *object) appendTo(b []byte) []byte {
	b = append(b, '{')
	b = append(b, o.b...)
	return append(b, '}')
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
