package intake

import (
	"context"
	"slices"
	"strings"

	"sitedraw/geo"
)

// Merged is the register that several files make together.
type Merged struct {
	Sites  []geo.Site    // sorted by id
	Same   []Same        // sites that a list and an extract have, sorted by Kept
	People []geo.Contact // sorted by id; of two of one id, what the later file says counts
	Named  []Named       // sites whose area is said by name, sorted by id
	Roads  []geo.Line    // of OSM extracts
}

// Merge joins what was read from several files. A site that a list calls by its
// own id and by another file's (Result.Same) enters once: it keeps id, name and
// area of the list, takes the other's geometry if that is located, and has the
// tags of both. Any other id in two files is an error, geo.ErrDuplicateID, with
// the first file in Names.
//
// The order of the files does not matter, but for which of them an error names
// first. A context that ends gives its error.
func Merge(ctx context.Context, results ...*Result) (*Merged, error) {
	m := &Merged{}
	m.gather(results)
	if len(results) == 1 && len(results[0].Same) == 0 {
		m.Sites = results[0].Sites // sorted, each id once
		return m, nil
	}
	owner := map[string]string{} // file by id
	at := map[string]int{}       // position in m.Sites by id
	for _, r := range results {
		for i, s := range r.Sites {
			if err := ended(ctx, i); err != nil {
				return nil, err
			}
			if file, twice := owner[s.ID]; twice {
				return nil, &geo.Error{Code: geo.ErrDuplicateID, Kind: geo.Conflict,
					At: geo.Place{File: r.File, Line: r.lineOf(i), Column: "id"}, Value: s.ID, Names: []string{file}}
			}
			owner[s.ID], at[s.ID] = r.File, len(m.Sites)
			m.Sites = append(m.Sites, s)
		}
	}
	if err := m.unify(results, at); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return m, geo.SortSites(m.Sites)
}

// lineOf is the row of a site in its file, 0 if it is not known.
func (r *Result) lineOf(site int) int {
	if site >= len(r.Lines) {
		return 0
	}
	return int(r.Lines[site])
}

// gather collects what is not about sites as such.
func (m *Merged) gather(results []*Result) {
	for _, r := range results {
		m.People = append(m.People, r.People...)
		m.Named = append(m.Named, r.Named...)
		m.Roads = append(m.Roads, r.Roads...)
	}
	m.People = joinPeople(m.People)
	slices.SortStableFunc(m.Named, func(a, b Named) int { return strings.Compare(a.ID, b.ID) })
}

// unify joins the pairs of Result.Same of which both sites are there. A site that
// was left out as a double of another means that one.
func (m *Merged) unify(results []*Result, at map[string]int) error {
	double := map[string]string{}
	for _, r := range results {
		for _, same := range r.Doubles {
			double[same.Gone] = same.Kept
		}
	}
	kept := map[string]string{} // by id that is gone
	for _, r := range results {
		for _, same := range r.Same {
			if !has(at, same.Gone) {
				same.Gone = double[same.Gone]
			}
			if !has(at, same.Kept) || !has(at, same.Gone) {
				continue
			}
			if other, twice := kept[same.Gone]; twice {
				return &geo.Error{Code: ErrSameTwice, Kind: geo.Conflict, At: geo.Place{File: r.File},
					Value: same.Gone, Names: []string{other, same.Kept}}
			}
			kept[same.Gone] = same.Kept
			m.Sites[at[same.Kept]] = joined(m.Sites[at[same.Kept]], m.Sites[at[same.Gone]])
			m.Same = append(m.Same, same)
		}
	}
	m.Sites = slices.DeleteFunc(m.Sites, func(s geo.Site) bool { return kept[s.ID] != "" })
	for i := range m.Sites {
		if whole, moved := kept[m.Sites[i].PartOf]; moved {
			m.Sites[i].PartOf = whole
		}
	}
	slices.SortFunc(m.Same, func(a, b Same) int { return strings.Compare(a.Kept, b.Kept) })
	return nil
}

func has(at map[string]int, id string) bool {
	_, found := at[id]
	return found
}

func joined(kept, gone geo.Site) geo.Site {
	if _, located := gone.Position(); located {
		kept.Geometry, kept.Marked, kept.Mark = gone.Geometry, gone.Marked, gone.Mark
	}
	kept.Tags = sortTags(slices.Concat(kept.Tags, gone.Tags))
	if kept.Name == "" {
		kept.Name = gone.Name
	}
	return kept
}
