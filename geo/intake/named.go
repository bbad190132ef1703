package intake

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// NameAreas gives areas to the sites whose township or village a table gives by
// name (Merged.Named), in place. Names are looked up among the register's sites
// that stand for areas; a site that stands for one itself gets the code of its
// township. It returns how many got one, and an error for each name that means no
// area or several, with file, line and heading. A register that knows no area
// cannot name any: then nothing is done and nothing refused. A context that ends
// gives its error.
func (m *Merged) NameAreas(ctx context.Context, categories *geo.Categories) (found int, rejects []*geo.Error, err error) {
	levels := categories.AreaLevels()
	var areas []geo.NamedArea
	for _, s := range areaSites(m.Sites, levels) {
		areas = append(areas, geo.NamedArea{Code: geo.AreaCode(s.Area), Name: s.Name})
	}
	if len(areas) == 0 {
		return 0, nil, nil
	}
	look := areaLookup{names: geo.NewAreaNames(areas), known: map[[2]string]areaAnswer{}}
	for i := range m.Named {
		if err := ended(ctx, i); err != nil {
			return found, nil, err
		}
		n := &m.Named[i]
		at, there := m.find(n.ID)
		if !there || m.Sites[at].Area != "" {
			continue
		}
		answer := look.find(n.Town, n.Village)
		if answer.err != nil {
			rejects = append(rejects, n.reject(answer.err))
			continue
		}
		site := &m.Sites[at]
		site.Area = string(answer.code)
		if _, stands := levels[site.Category]; stands {
			site.Area = answer.code.Township() + "000"
		}
		found++
	}
	slices.SortStableFunc(rejects, func(a, b *geo.Error) int {
		return cmp.Or(strings.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line))
	})
	return found, rejects, nil
}

// Drop takes out the sites of the rejects that NameAreas returned.
func (m *Merged) Drop(rejects []*geo.Error) {
	type place struct {
		file string
		line int
	}
	bad := map[place]bool{}
	for _, e := range rejects {
		bad[place{e.At.File, e.At.Line}] = true
	}
	gone := map[string]bool{}
	for _, n := range m.Named {
		if bad[place{n.File, n.Line}] {
			gone[n.ID] = true
		}
	}
	m.Sites = slices.DeleteFunc(slices.Clone(m.Sites), func(s geo.Site) bool { return gone[s.ID] })
	m.People = slices.DeleteFunc(slices.Clone(m.People), func(c geo.Contact) bool { return gone[c.ID] })
}

// find returns the place of a site in m.Sites, which are sorted by id.
func (m *Merged) find(id string) (int, bool) {
	return slices.BinarySearchFunc(m.Sites, id, func(s geo.Site, id string) int { return strings.Compare(s.ID, id) })
}

// areaLookup remembers answers: a list names a township a thousand times.
type areaLookup struct {
	names *geo.AreaNames
	known map[[2]string]areaAnswer
}

type areaAnswer struct {
	code geo.AreaCode
	err  error
}

func (l *areaLookup) find(town, village string) areaAnswer {
	key := [2]string{town, village}
	answer, known := l.known[key]
	if !known {
		answer.code, answer.err = l.names.Find(town, village)
		l.known[key] = answer
	}
	return answer
}

// reject puts an error of geo.AreaNames where the name stands.
func (n *Named) reject(err error) *geo.Error {
	e := stream.InFile(n.File, err)
	e.At.Line = n.Line
	if e.At.Column == FieldVillage.String() {
		e.At.Column = n.VillageHeading
	} else {
		e.At.Column = n.TownHeading
	}
	return e
}
