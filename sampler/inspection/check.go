package inspection

import (
	"sitedraw/geo"
	"sitedraw/sampler"
)

// Check returns everything that is wrong with findings of the roster's record, each
// with the line it was read from, in the order of the findings: the first thing that is
// wrong with each. Frame is the record's; sheets may be nil, and items then be anything.
func (r *Roster) Check(frame *sampler.Frame, sheets *Sheets, findings []Finding) (faults []*geo.Error) {
	counts := map[string]bool{}
	for _, site := range r.Sites() {
		counts[site] = true
	}
	for i := range findings {
		f := &findings[i]
		fault := r.checkSite(f, counts)
		if fault == nil {
			fault = f.check()
		}
		if fault == nil {
			fault = checkItem(frame, sheets, f)
		}
		if fault != nil {
			faults = append(faults, fault)
		}
	}
	return faults
}

// checkSite looks whether results of the site count.
func (r *Roster) checkSite(f *Finding, counts map[string]bool) *geo.Error {
	switch {
	case !r.drawn[f.Site]:
		return f.wrong(ErrNotDrawn, "site", f.Site, "")
	case r.gone[f.Site] != "":
		return f.wrong(ErrReplaced, "site", f.Site, r.gone[f.Site])
	case !counts[f.Site]:
		return f.wrong(ErrNotOpened, "site", f.Site, "")
	default:
		return nil
	}
}

// checkItem looks whether the item is one of the sheet of the site's category.
func checkItem(frame *sampler.Frame, sheets *Sheets, f *Finding) *geo.Error {
	if f.Item == "" {
		return nil
	}
	if err := geo.CheckIdentifier(f.Item); err != nil {
		return f.located(geo.InColumn(err, "item"))
	}
	site, found := frame.Site(f.Site)
	if sheets == nil || !found {
		return nil
	}
	id, err := sheets.Item(site.Category, f.Item)
	if err == nil && id != f.Item { // its words; an id is what is kept
		err = &geo.Error{Code: ErrItem, At: geo.Place{Column: "item"}, Value: f.Item, Names: []string{id}}
	}
	return f.located(err)
}
