package inspection

import (
	"errors"

	"sitedraw/geo"
)

// mostNamed is how many items of a sheet an error names.
const mostNamed = 10

// Sheets are the check sheets of the categories. The zero value has none, so that any
// item is right.
type Sheets struct {
	of map[string][]geo.Check // by category, in the order of the sheet
}

// NewSheets sorts checks, as geo.ParseChecks returns them, by category.
func NewSheets(checks []geo.Check) *Sheets {
	s := &Sheets{of: map[string][]geo.Check{}}
	for i := range checks {
		c := checks[i].Category
		s.of[c] = append(s.of[c], checks[i])
	}
	return s
}

// Item returns the id of an item of a category's sheet, which people write as its id or
// as its Chinese or English words. Where a category has no sheet an item is what is
// written. The empty text is the site as a whole. The error is ErrItem.
func (s *Sheets) Item(category, written string) (string, error) {
	sheet := s.of[category]
	if written == "" || len(sheet) == 0 {
		return written, nil
	}
	for i := range sheet {
		if c := &sheet[i]; c.ID == written || c.Item.ZH == written || c.Item.EN == written {
			return c.ID, nil
		}
	}
	wrong := &geo.Error{Code: ErrItem, At: geo.Place{Column: "item"}, Value: written}
	for i := range sheet[:min(mostNamed, len(sheet))] {
		wrong.Names = append(wrong.Names, sheet[i].Item.ZH+" ("+sheet[i].ID+")")
	}
	return "", wrong
}

// Resolve puts the ids of items where people wrote their words, in place, and returns
// what is wrong: an error for each item that no sheet has. Category says which a site
// is of.
func (s *Sheets) Resolve(findings []Finding, category func(site string) string) (faults []*geo.Error) {
	for i := range findings {
		f := &findings[i]
		id, err := s.Item(category(f.Site), f.Item)
		if err != nil {
			faults = append(faults, f.located(err))
			continue
		}
		f.Item = id
	}
	return faults
}

// located puts an error at the finding; nil for none.
func (f *Finding) located(err error) *geo.Error {
	wrong, is := errors.AsType[*geo.Error](err)
	if !is {
		return nil
	}
	at := *wrong
	at.At.Line = f.Line
	if at.Names == nil {
		at.Names = []string{f.Site}
	}
	return &at
}
