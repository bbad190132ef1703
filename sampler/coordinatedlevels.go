package sampler

import (
	"cmp"
	"slices"

	"sitedraw/geo"
)

// covering is what a round that covers knows of the rounds before, and of itself so
// far (rounds-v1 §3).
type covering struct {
	sites    standings
	groups   standings
	grouping grouping // by reach; of nothing if sites are what is to be reached
}

// standings are the levels of sites or groups, by order number.
type standings struct {
	level  []int64
	fresh  []bool // came since the round before and did not stand for the draw yet
	joined []join
}

// join is at which level one that is new came in.
type join struct {
	number int32
	level  int64
}

func newCovering(f *Frame, c *Coordination) (*covering, error) {
	k := &covering{grouping: grouping{of: make([]int32, f.Len()), names: []string{""}}}
	if c.Reach != "" {
		k.grouping = f.groupBy(c.Reach)
	}
	var err error
	if k.sites, err = newStandings(&c.Sites, f.Len(), f.find); err != nil {
		return nil, inside("sites", err)
	}
	find := func(name string) (int32, bool) {
		i, found := slices.BinarySearch(k.grouping.names, name)
		return int32(i), found
	}
	if k.groups, err = newStandings(&c.Groups, len(k.grouping.names), find); err != nil {
		return nil, inside("groups", err)
	}
	return k, nil
}

// newStandings numbers the names of levels; find gives the number of a name.
func newStandings(l *Levels, size int, find func(string) (int32, bool)) (standings, error) {
	s := standings{level: make([]int64, size), fresh: make([]bool, size)}
	var unknown []string
	number := func(name string, note func(int32)) {
		if i, found := find(name); found {
			note(i)
		} else {
			unknown = append(unknown, name)
		}
	}
	for _, d := range l.Drawn {
		number(d.Name, func(i int32) { s.level[i] = d.Times })
	}
	if unknown != nil {
		return s, &geo.Error{Code: ErrCoordinationName, At: geo.Place{Column: "drawn"}, Names: unknown}
	}
	for _, name := range l.New {
		number(name, func(i int32) { s.fresh[i] = true })
	}
	if unknown != nil {
		return s, &geo.Error{Code: ErrCoordinationName, At: geo.Place{Column: "new"}, Names: unknown}
	}
	return s, nil
}

// join lets those that are new come in at the least level of the others that stand
// for a draw, so that they are neither passed over nor drawn again and again until
// they have caught up. Who was drawn oftener before he left keeps his level; if all
// are new, they come in level with the one that was drawn oftenest.
func (s *standings) join(numbers []int32) {
	least, greatest, known := int64(0), int64(0), false
	for _, i := range numbers {
		greatest = max(greatest, s.level[i])
		if !s.fresh[i] && (!known || s.level[i] < least) {
			least, known = s.level[i], true
		}
	}
	base := greatest
	if known {
		base = least
	}
	for _, i := range numbers {
		if s.fresh[i] {
			s.fresh[i] = false
			s.level[i] = max(s.level[i], base)
			s.joined = append(s.joined, join{number: i, level: s.level[i]})
		}
	}
}

// told returns the coordination with the levels at which new ones came in.
func (k *covering) told(f *Frame, c *Coordination) *Coordination {
	out := &Coordination{Mode: Cover, Reach: c.Reach}
	out.Sites = k.sites.told(&c.Sites, func(i int32) string { return f.sites[i].ID })
	out.Groups = k.groups.told(&c.Groups, func(i int32) string { return k.grouping.names[i] })
	return out
}

func (s *standings) told(l *Levels, name func(int32) string) Levels {
	slices.SortFunc(s.joined, func(a, b join) int { return cmp.Compare(a.number, b.number) }) // as names are
	out := Levels{Drawn: slices.Clone(l.Drawn), New: slices.Clone(l.New)}
	for _, j := range s.joined {
		out.Joined = append(out.Joined, Drawn{Name: name(j.number), Times: j.level})
	}
	return out
}
