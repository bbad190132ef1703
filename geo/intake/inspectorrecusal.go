package intake

import (
	"slices"
	"strings"

	"sitedraw/geo"
)

// What somebody may be recused from.
const (
	recusalUnit = iota
	recusalArea
	recusalSite
)

// recusalKinds are the words for what somebody is recused from, the Chinese and the
// English first.
var recusalKinds = [...][]string{
	recusalUnit: {"单位", "unit", "责任单位", "部门"},
	recusalArea: {"区划", "area", "乡镇", "township", "街道", "镇", "乡", "村", "village"},
	recusalSite: {"点位", "site"},
}

// mostReason is the longest reason in bytes.
const mostReason = 1024

// checkReason returns an error for a reason that is too long.
func checkReason(reason string) error {
	if len(reason) > mostReason {
		return geo.CheckTextLength(reason, mostReason)
	}
	return nil
}

// recusalForms are how recusals are written.
const recusalForms = "单位:…(…), 区划:…(…), 点位:…(…), unit:…(…), area:…(…), site:…(…)"

// recusals reads what somebody must not inspect.
func (r *inspectorReader) recusals(c *cell) (list []Recusal, err error) {
	if c.kind == dateCell {
		return nil, &geo.Error{Code: ErrCellDate, Value: c.text}
	}
	items, err := c.items(recusalSeparators)
	for _, item := range items {
		one, err := r.recusal(item)
		if err != nil {
			return nil, err
		}
		list = addOnce(list, one)
	}
	return list, err
}

// recusal reads one: a kind, a colon, what it is and why.
func (r *inspectorReader) recusal(item string) (one Recusal, err error) {
	at := strings.IndexAny(item, ":：")
	if at < 0 {
		return one, &geo.Error{Code: ErrRecusal, Value: item, Want: recusalForms}
	}
	word := strings.ToLower(strings.TrimSpace(item[:at]))
	kind := slices.IndexFunc(recusalKinds[:], func(words []string) bool { return slices.Contains(words, word) })
	what, reason := withReason(strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(item[at:], ":"), "：")))
	if err := checkReason(reason); err != nil {
		return one, err
	}
	switch {
	case kind < 0 || what == "":
		return one, &geo.Error{Code: ErrRecusal, Value: item, Want: recusalForms}
	case reason == "":
		return one, &geo.Error{Code: ErrRecusalReason, Value: item, Want: word + ":" + what + "(…)"}
	}
	one.Reason = reason
	switch kind {
	case recusalUnit:
		one.Unit = what
		return one, geo.CheckIdentifier(what)
	case recusalSite:
		one.Site, err = filledCell(&cell{text: what}, FieldID)
		return one, err
	}
	one.Area, err = r.area(what)
	return one, err
}
