package drill

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// value is a JSON value and the path that leads to it, such as calendar.skip[2]. Raw
// is nil, a bool, a string, a json.Number, a []any or a []member.
type value struct {
	path string
	raw  any
}

// member is a member of an object, which keeps their order.
type member struct {
	name string
	raw  any
}

// maxDepth is how deeply values may nest; a drill needs 3.
const maxDepth = 8

// parseValue reads one JSON value. A member that stands twice is refused: nobody
// knows which was meant.
func parseValue(text string) (value, error) {
	if !utf8.ValidString(text) { // the decoder would mend it
		return value{}, &geo.Error{Code: geo.ErrTextEncoding}
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	raw, err := decode(d, 0)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return value{raw: raw}, nil
		}
	}
	if known, is := errors.AsType[*geo.Error](err); is {
		return value{}, known
	}
	at := min(int(d.InputOffset()), len(text))
	return value{}, &geo.Error{
		Code: sampler.ErrJSON, Value: excerpt(text[at:]) + " @" + strconv.Itoa(at+1), Err: err,
	}
}

func decode(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	opening, is := token.(json.Delim)
	if !is {
		return token, nil
	}
	if depth >= maxDepth {
		return nil, &geo.Error{Code: sampler.ErrJSONDeep, Want: strconv.Itoa(maxDepth)}
	}
	if opening == '{' {
		return decodeMembers(d, depth)
	}
	items := []any{}
	for d.More() {
		item, err := decode(d, depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err = d.Token()
	return items, err
}

func decodeMembers(d *json.Decoder, depth int) (any, error) {
	members := []member{}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string) // the decoder refuses all other names
		if seen[name] {
			return nil, &geo.Error{Code: sampler.ErrMemberTwice, Value: excerpt(name)}
		}
		seen[name] = true
		raw, err := decode(d, depth+1)
		if err != nil {
			return nil, err
		}
		members = append(members, member{name, raw})
	}
	_, err := d.Token()
	return members, err
}

// wrong is an error at the value.
func (v value) wrong(code geo.Code, got, want string) error {
	return wrong(code, v.path, excerpt(got), want)
}

// excerpt keeps an error readable when the wrong value is huge.
func excerpt(s string) string {
	const most = 60
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// kind refuses the value, since it is of another kind than the one shown.
func (v value) kind(want string) error {
	var got string
	switch raw := v.raw.(type) {
	case []member:
		got = "{…}"
	case []any:
		got = "[…]"
	default:
		text, err := json.Marshal(raw)
		if err != nil {
			return err
		}
		got = string(text)
	}
	return v.wrong(sampler.ErrJSONKind, got, want)
}

// members calls read for each member of an object by its name, but for null, which
// counts as absent. A name that known lacks is refused, with the nearest.
func (v value) members(known []string, read func(name string, m value) error) error {
	members, is := v.raw.([]member)
	if !is {
		return v.kind("{…: …}")
	}
	for _, m := range members {
		if !slices.Contains(known, m.name) {
			return v.wrong(sampler.ErrMember, m.name, geo.Nearest(m.name, known))
		}
		if m.raw == nil {
			continue
		}
		path := m.name
		if v.path != "" {
			path = v.path + "." + m.name
		}
		if err := read(m.name, value{path, m.raw}); err != nil {
			return err
		}
	}
	return nil
}

// text reads a text, which may be empty.
func (v value) text(into *string) error {
	s, is := v.raw.(string)
	if !is {
		return v.kind(`"…"`)
	}
	*into = s
	return geo.InColumn(geo.CheckText(s), v.path)
}

// whole reads a whole number within bounds, which belong to it.
func (v value) whole(into *int, least, most int) error {
	number, is := v.raw.(json.Number)
	if !is {
		return v.kind("0 … 9")
	}
	if strings.ContainsAny(string(number), ".eE") {
		return v.wrong(sampler.ErrWholeNumber, string(number), "")
	}
	n, err := strconv.Atoi(string(number))
	if err != nil || n < least || n > most {
		return v.wrong(sampler.ErrNumberRange, string(number), strconv.Itoa(least)+" … "+strconv.Itoa(most))
	}
	*into = n
	return nil
}

// texts reads a list of texts.
func (v value) texts(into *[]string) error {
	items, is := v.raw.([]any)
	if !is {
		return v.kind("[…, …]")
	}
	for i, raw := range items {
		var s string
		if err := (value{v.path + "[" + strconv.Itoa(i+1) + "]", raw}).text(&s); err != nil {
			return err
		}
		*into = append(*into, s)
	}
	return nil
}
