package vroom

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// faults keeps the first thing that is wrong; what is read after it is of no
// account.
type faults struct{ first *geo.Error }

func (f *faults) add(err *geo.Error) {
	if f.first == nil {
		f.first = err
	}
}

// object is a JSON object of the problem.
type object struct {
	*faults

	path    string
	members map[string]json.RawMessage
}

// shown is how much of a wrong value an error quotes.
const shown = 60

func quoted(raw []byte) string {
	text := strings.ToValidUTF8(string(raw[:min(len(raw), shown)]), "")
	if len(raw) > shown {
		text += "…"
	}
	return text
}

// within is the path of a member.
func (o object) within(member string) string {
	if o.path == "" {
		return member
	}
	return o.path + "." + member
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// fail notes what is wrong with a member.
func (o object) fail(code geo.Code, member, want string) {
	o.add(&geo.Error{Code: code, At: geo.Place{Column: o.within(member)}, Value: quoted(o.members[member]), Want: want})
}

func (o object) has(member string) bool { return o.members[member] != nil }

// require notes a member that is missing.
func (o object) require(member string) {
	if !o.has(member) {
		o.add(&geo.Error{Code: ErrMissing, At: geo.Place{Column: o.path}, Value: member})
	}
}

// read decodes a member if there is one; null is of no type.
func (o object) read(member string, into any, want string) {
	raw, given := o.members[member]
	if given && (string(raw) == "null" || json.Unmarshal(raw, into) != nil) {
		o.fail(ErrValue, member, want)
	}
}

// What VROOM's numbers can be.
const (
	mostNumber = math.MaxUint32
	numbers    = "0 … 4294967295"
)

// number is a member of 0 … most; 0 if there is none.
func (o object) number(member string, most int64) int64 {
	n, ok := number(o.members[member])
	if o.has(member) && (!ok || n > most) {
		o.fail(ErrValue, member, "0 … "+strconv.FormatInt(most, 10))
	}
	return n
}

func number(raw json.RawMessage) (int64, bool) {
	n, err := strconv.ParseUint(string(raw), 10, 32)
	return int64(n), err == nil
}

// id is that of a job, vehicle or break.
func (o object) id() uint64 {
	o.require("id")
	n, err := strconv.ParseUint(string(o.members["id"]), 10, 64)
	if o.has("id") && err != nil {
		o.fail(ErrValue, "id", "0 … 18446744073709551615")
	}
	return n
}

func (o object) text(member string) string {
	var text string
	o.read(member, &text, "\"…\"")
	return text
}

// numbers is a list of them; nil if there is none.
func (o object) numbers(member string) []int64 {
	return o.row(o.within(member), o.list(member))
}

// list is a member that is one; nil if it is not there.
func (o object) list(member string) []json.RawMessage {
	var list []json.RawMessage
	o.read(member, &list, "[…]")
	return list
}

// row reads the numbers of a list.
func (f *faults) row(path string, list []json.RawMessage) []int64 {
	if list == nil {
		return nil
	}
	row := make([]int64, len(list))
	for i, raw := range list {
		n, ok := number(raw)
		if !ok {
			f.add(&geo.Error{Code: ErrValue, At: geo.Place{Column: indexed(path, i)}, Value: quoted(raw), Want: numbers})
			return row
		}
		row[i] = n
	}
	return row
}

// objects is a list of objects.
func (o object) objects(member string) []object {
	var all []object
	for i, raw := range o.list(member) {
		all = append(all, o.object(indexed(o.within(member), i), raw))
	}
	return all
}

// object reads what has to be one.
func (f *faults) object(path string, raw json.RawMessage) object {
	o := object{faults: f, path: path}
	if string(raw) == "null" || json.Unmarshal(raw, &o.members) != nil {
		f.add(&geo.Error{Code: ErrValue, At: geo.Place{Column: path}, Value: quoted(raw), Want: "{…}"})
	}
	return o
}

// refuse notes members that would be passed over to the plan's harm.
func (o object) refuse(members ...string) {
	for _, member := range members {
		if o.has(member) {
			o.fail(ErrUnsupported, member, "")
		}
	}
}

// refuseFilled is refuse for lists, which may be empty.
func (o object) refuseFilled(members ...string) {
	for _, member := range members {
		if len(o.list(member)) > 0 {
			o.fail(ErrUnsupported, member, "[]")
		}
	}
}
