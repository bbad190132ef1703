package intake

import (
	"slices"
	"strings"

	"sitedraw/geo"
)

// Mode is what becomes of a register when a list is imported again. The zero
// value is none.
type Mode string

// The modes.
const (
	Replace Mode = "replace" // the list is all there is
	Update  Mode = "update"  // what the list says of a site counts; all others stay
	Add     Mode = "add"     // sites of new ids are added; all others stay as they are
)

// Modes returns all modes.
func Modes() []Mode { return []Mode{Replace, Update, Add} }

// Into returns what becomes of a register's sites, sorted by id, if this is
// imported into it; neither is changed. Under Update, members that the list
// leaves empty stay as they were.
func (m *Merged) Into(register []geo.Site, mode Mode) *Merged {
	into := *m
	if mode != Update && mode != Add {
		into.Sites = slices.Clone(m.Sites)
		return &into
	}
	into.Sites = make([]geo.Site, 0, max(len(register), len(m.Sites)))
	old, fresh := register, m.Sites
	for len(old) > 0 || len(fresh) > 0 {
		switch {
		case len(fresh) == 0 || len(old) > 0 && old[0].ID < fresh[0].ID:
			into.Sites = append(into.Sites, old[0])
			old = old[1:]
		case len(old) == 0 || fresh[0].ID < old[0].ID:
			into.Sites = append(into.Sites, fresh[0])
			fresh = fresh[1:]
		default:
			site := old[0]
			if mode == Update {
				site = updated(site, fresh[0])
			}
			into.Sites = append(into.Sites, site)
			old, fresh = old[1:], fresh[1:]
		}
	}
	return &into
}

// Strangers returns an error for each site that has no category and is not in the
// register, whose sites are sorted by id: it updates nothing, and is not enough to
// be added.
func Strangers(results []*Result, register []geo.Site) (rejects []*geo.Error) {
	for _, r := range results {
		for i := range r.Sites {
			s := &r.Sites[i]
			_, known := slices.BinarySearchFunc(register, s.ID, func(s geo.Site, id string) int { return strings.Compare(s.ID, id) })
			if s.Category == "" && !known {
				rejects = append(rejects, &geo.Error{Code: ErrStranger, Value: s.ID,
					At: geo.Place{File: r.File, Line: r.lineOf(i), Column: FieldID.String()}})
			}
		}
	}
	return rejects
}

// updated returns a site with what a newer list says of it.
func updated(site, by geo.Site) geo.Site {
	for _, m := range []struct{ old, fresh *string }{
		{&site.Name, &by.Name}, {&site.Category, &by.Category}, {&site.Area, &by.Area}, {&site.Unit, &by.Unit},
		{&site.PartOf, &by.PartOf},
	} {
		if *m.fresh != "" {
			*m.old = *m.fresh
		}
	}
	if by.Geometry != nil {
		site.Geometry, site.Mark, site.Marked = by.Geometry, by.Mark, by.Marked
	}
	if by.Size != 0 {
		site.Size = by.Size
	}
	if len(by.Tags) > 0 {
		site.Tags = by.Tags
	}
	return site
}

// Contacts returns what becomes of a register's contacts. A list that says
// nothing of people leaves them as they are, whatever the mode; unless it is
// Replace, so does what the list does not say.
func (m *Merged) Contacts(register []geo.Contact, mode Mode) []geo.Contact {
	if len(m.People) == 0 {
		return register
	}
	if mode == Replace {
		return m.People
	}
	list := slices.Concat(register, m.People)
	if mode == Add {
		list = slices.Concat(m.People, register)
	}
	return joinPeople(list)
}

// joinPeople makes one of several contacts of a site: where both say something,
// the later.
func joinPeople(list []geo.Contact) []geo.Contact {
	slices.SortStableFunc(list, func(a, b geo.Contact) int { return strings.Compare(a.ID, b.ID) })
	var joined []geo.Contact
	for _, c := range list {
		if n := len(joined); n > 0 && joined[n-1].ID == c.ID {
			joined[n-1].Take(c)
			continue
		}
		joined = append(joined, c)
	}
	return joined
}
