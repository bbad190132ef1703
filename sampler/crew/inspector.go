package crew

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Inspector is somebody who can be in a team. The zero value is nobody.
type Inspector struct {
	ID             string       // identifier, unique in a job
	Name           string       // for people; decides nothing and may be empty
	Unit           string       // where he works, or empty
	Township       geo.AreaCode // 12 digits of where he lives or works, or empty; one that names a county is of no township
	Qualifications []string     // sorted, no duplicates
	Recusals       []Recusal
	Absences       []Absence
}

// Recusal is what somebody must not inspect beside his own township and unit, and
// why: exactly one of Site, Unit and Area is given.
type Recusal struct {
	Site   string // id of a site
	Unit   string // responsible unit
	Area   string // 12 digits; a township's or county's code holds all areas within
	Reason string // never empty
}

// Absence is a span of days on which somebody cannot inspect; both ends belong to it.
type Absence struct {
	From, To string // dates, 2006-01-02
	Reason   string // may be empty
}

// dateLayout is how dates are written.
const dateLayout = "2006-01-02"

// MostInspectors is how many inspectors a job can have.
const MostInspectors = 2_000

// NewInspectors returns the inspectors in the order of their ids, qualifications
// sorted, or what is wrong: a *geo.Error whose column is the path to it. Among its
// codes are ErrTwice, ErrRecusal, ErrReason, ErrDate, ErrDateOrder and geo's for
// texts and area codes.
func NewInspectors(list []Inspector) ([]Inspector, error) {
	if len(list) > MostInspectors {
		return nil, &geo.Error{Code: ErrInspectors, Value: strconv.Itoa(len(list)), Want: strconv.Itoa(MostInspectors)}
	}
	sorted := slices.Clone(list)
	for i := range sorted {
		if err := sorted[i].settle(); err != nil {
			return nil, inside("["+strconv.Itoa(i+1)+"]", err)
		}
	}
	slices.SortFunc(sorted, func(a, b Inspector) int { return cmp.Compare(a.ID, b.ID) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i].ID == sorted[i-1].ID {
			return nil, &geo.Error{Code: ErrTwice, Value: sorted[i].ID}
		}
	}
	return sorted, nil
}

// settle checks an inspector and brings his qualifications in order.
func (p *Inspector) settle() error {
	if err := inside("id", geo.CheckIdentifier(p.ID)); err != nil {
		return err
	}
	if err := optional("name", p.Name); err != nil {
		return err
	}
	if err := optional("unit", p.Unit); err != nil {
		return err
	}
	if p.Township != "" {
		if _, err := geo.ParseAreaCode(string(p.Township)); err != nil {
			return inside("township", err)
		}
	}
	p.Qualifications = slices.Clone(p.Qualifications)
	slices.Sort(p.Qualifications)
	p.Qualifications = slices.Compact(p.Qualifications)
	for i, q := range p.Qualifications {
		if err := geo.CheckIdentifier(q); err != nil {
			return inside("qualifications["+strconv.Itoa(i+1)+"]", err)
		}
	}
	for i := range p.Recusals {
		if err := p.Recusals[i].check(); err != nil {
			return inside("recusals["+strconv.Itoa(i+1)+"]", err)
		}
	}
	for i := range p.Absences {
		if err := p.Absences[i].check(); err != nil {
			return inside("absences["+strconv.Itoa(i+1)+"]", err)
		}
	}
	return nil
}

func (r *Recusal) check() error {
	given := 0
	for _, what := range []struct{ member, value string }{{"site", r.Site}, {"unit", r.Unit}, {"area", r.Area}} {
		if what.value == "" {
			continue
		}
		given++
		if err := inside(what.member, geo.CheckIdentifier(what.value)); err != nil {
			return err
		}
	}
	if given != 1 {
		return &geo.Error{Code: ErrRecusal}
	}
	if r.Area != "" {
		if _, err := geo.ParseAreaCode(r.Area); err != nil {
			return inside("area", err)
		}
	}
	if strings.TrimSpace(r.Reason) == "" {
		return &geo.Error{Code: ErrReason, Value: r.Site + r.Unit + r.Area}
	}
	return inside("reason", geo.CheckTextLength(r.Reason, maxReason))
}

// maxReason is the longest reason in bytes.
const maxReason = 1024

func (a *Absence) check() error {
	if err := checkDate("from", a.From); err != nil {
		return err
	}
	if err := checkDate("to", a.To); err != nil {
		return err
	}
	if a.To < a.From {
		return &geo.Error{Code: ErrDateOrder, At: geo.Place{Column: "to"}, Value: a.To, Want: a.From}
	}
	if a.Reason == "" {
		return nil
	}
	return inside("reason", geo.CheckTextLength(a.Reason, maxReason))
}

// covers reports whether the date, first and last day included, is in the span.
func (a *Absence) covers(date string) bool { return a.From <= date && date <= a.To }

// checkDate wants a date of the years 1000 … 9999, so that dates sort as texts.
func checkDate(member, value string) error {
	if t, err := time.Parse(dateLayout, value); err != nil || t.Year() < 1000 {
		return &geo.Error{Code: ErrDate, At: geo.Place{Column: member}, Value: value, Want: "2026-11-27"}
	}
	return nil
}

// optional checks a member that may be empty.
func optional(member, value string) error {
	if value == "" {
		return nil
	}
	return inside(member, geo.CheckIdentifier(value))
}

// inside returns err with a member's name put before its column.
func inside(member string, err error) error {
	if err == nil {
		return nil
	}
	column := ""
	if e, is := asError(err); is {
		column = e.At.Column
	}
	located := geo.InColumn(err, member)
	if e, is := asError(located); is && column != "" {
		if !strings.HasPrefix(column, "[") {
			column = "." + column
		}
		e.At.Column = member + column
	}
	return located
}

// InspectorsDigest returns the SHA-256 of the inspectors in canonical form, as an
// assignment names it.
func InspectorsDigest(list []Inspector) sampler.Digest { return digestOf(AppendInspectors(nil, list)) }
