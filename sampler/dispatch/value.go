package dispatch

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// value is a JSON value and the path that leads to it, such as teams[2].hours. Raw
// is nil, a bool, a string, a json.Number, a []any or an *object.
type value struct {
	path string
	raw  any
}

// object keeps the members of a JSON object in their order.
type object struct {
	names  []string
	values []any
}

// maxDepth is how deeply values may nest; a teams file needs 6.
const maxDepth = 16

// parseValue reads one JSON value. A member that stands twice is refused: nobody
// knows which was meant.
func parseValue(source []byte) (value, error) {
	d := json.NewDecoder(bytes.NewReader(source))
	d.UseNumber()
	raw, err := decode(d, 0)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return value{raw: raw}, nil
		}
		if err == nil {
			err = &geo.Error{Code: ErrTeamsFile, At: lineAt(source, d.InputOffset())}
		}
	}
	if known, is := errors.AsType[*geo.Error](err); is {
		return value{}, known
	}
	return value{}, &geo.Error{Code: ErrTeamsFile, At: lineAt(source, d.InputOffset()), Err: err}
}

func lineAt(source []byte, offset int64) geo.Place {
	return geo.Place{Line: 1 + bytes.Count(source[:min(offset, int64(len(source)))], []byte("\n"))}
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
	if opening == '[' {
		list := []any{}
		for d.More() {
			item, err := decode(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err = d.Token()
		return list, err
	}
	return decodeObject(d, depth)
}

func decodeObject(d *json.Decoder, depth int) (any, error) {
	o := &object{}
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
		member, err := decode(d, depth+1)
		if err != nil {
			return nil, err
		}
		o.names, o.values = append(o.names, name), append(o.values, member)
	}
	_, err := d.Token()
	return o, err
}

// wrong is an error at the value.
func (v value) wrong(code geo.Code, got, want string) error {
	return &geo.Error{Code: code, At: geo.Place{Column: v.path}, Value: excerpt(got), Want: want}
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
	text, err := json.Marshal(v.raw)
	if o, is := v.raw.(*object); is || err != nil {
		text = []byte("{" + strings.Join(o.names, ", ") + "}")
	}
	return v.wrong(sampler.ErrJSONKind, string(text), want)
}

// form shows how an object begins that has these members.
func form(members []string) string {
	if len(members) == 0 {
		return "{…: …}"
	}
	return "{" + members[0] + ": …}"
}

// members calls read for each member of an object by its name. A name that known
// lacks is refused, with the nearest.
func (v value) members(known []string, read func(name string, m value) error) error {
	o, is := v.raw.(*object)
	if !is {
		return v.kind(form(known))
	}
	for i, name := range o.names {
		if known != nil && !slices.Contains(known, name) {
			return v.wrong(sampler.ErrMember, name, geo.Nearest(name, known))
		}
		path := name
		if v.path != "" {
			path = v.path + "." + name
		}
		if err := read(name, value{path, o.values[i]}); err != nil {
			return err
		}
	}
	return nil
}

// items calls read for each item of a list; places count from 1, as people do.
func (v value) items(read func(item value) error) error {
	list, is := v.raw.([]any)
	if !is {
		return v.kind("[…, …]")
	}
	for i, raw := range list {
		if err := read(value{v.path + "[" + strconv.Itoa(i+1) + "]", raw}); err != nil {
			return err
		}
	}
	return nil
}

// text reads a text that is not empty.
func (v value) text(into *string) error {
	s, is := v.raw.(string)
	if number, bare := v.raw.(json.Number); bare {
		return v.kind(strconv.Quote(string(number)))
	}
	if !is {
		return v.kind(`"…"`)
	}
	*into = s
	return geo.InColumn(geo.CheckTextLength(s, maxText), v.path)
}

// maxText is the longest text in bytes: what an itinerary takes.
const maxText = 4096

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
	return v.items(func(item value) error {
		var s string
		err := item.text(&s)
		*into = append(*into, s)
		return err
	})
}
