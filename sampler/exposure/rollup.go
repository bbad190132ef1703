package exposure

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"

	"sitedraw/geo"
)

// Group is the exposure of sites that share something: a unit, a township, a road
// chief, a category.
type Group struct {
	Name     string
	Sites    int
	Expected Figure // main picks among them
	Once     Figure // P(at least one main pick among them) in one round
}

// By returns what sites are grouped by; a site with an empty text is in no group.
type By func(s *geo.Site) string

// ByUnit groups sites by the unit that answers for them.
func ByUnit(s *geo.Site) string { return s.Unit }

// ByCategory groups sites by category.
func ByCategory(s *geo.Site) string { return s.Category }

// ByTownship groups sites by the first nine digits of their area.
func ByTownship(s *geo.Site) string {
	if s.Area == "" {
		return ""
	}
	return geo.AreaCode(s.Area).Township()
}

// ByChief groups sites by the road chief who answers for them, whose name people's
// fields hold beside the frame. A site has no chief if none is among the contacts.
func ByChief(contacts []geo.Contact) By {
	chiefs := make(map[string]string, len(contacts))
	for i := range contacts {
		chiefs[contacts[i].ID] = contacts[i].Chief
	}
	return func(s *geo.Site) string { return chiefs[s.ID] }
}

// RollUp returns the exposure of each group, in order of names. P(at least one) is
// exact for groups of one site and where the design gives it: simple draws with or
// without strata, and stages of such. If a group needs it, the plan is replayed
// whole, as far as the options say.
func (r *Report) RollUp(ctx context.Context, by By, o Options) ([]Group, error) {
	u := r.newRollUp(by)
	u.exact()
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(u.open, true) {
		return u.groups, nil
	}
	u.hits = make([]uint32, len(u.groups))
	whole := partOf(r.Plan, slices.Repeat([]bool{true}, len(r.Steps)))
	done, err := untilClose(ctx, r.newReplays(o, whole, u.tally), o, u.worst)
	if err != nil {
		return nil, err
	}
	for g, open := range u.open {
		if open {
			count := float64(u.hits[g])
			u.groups[g].Once = newFigure(count/float64(done), wilson(count, float64(done)), Replayed)
		}
	}
	return u.groups, nil
}

// rollUp is the state of one RollUp.
type rollUp struct {
	*Report
	groups []Group
	of     []int32 // group of each site, −1 if none
	open   []bool  // groups whose Once takes replays
	hits   []uint32
	lost   []float64 // by group: what rounding took from the sum of the expected numbers
}

func (r *Report) newRollUp(by By) *rollUp {
	u := &rollUp{Report: r, of: make([]int32, r.Frame.Len())}
	sites := r.Frame.Sites()
	numbers := map[string]int32{}
	for i := range sites {
		name := by(&sites[i])
		if _, known := numbers[name]; !known && name != "" {
			numbers[name] = 0
			u.groups = append(u.groups, Group{Name: name, Expected: exactly(0)})
		}
	}
	slices.SortFunc(u.groups, func(a, b Group) int { return cmp.Compare(a.Name, b.Name) })
	for g := range u.groups {
		numbers[u.groups[g].Name] = int32(g)
	}
	u.lost = make([]float64, len(u.groups))
	for i := range sites {
		u.of[i] = -1
		if name := by(&sites[i]); name != "" {
			u.of[i] = numbers[name]
			u.count(int32(i))
		}
	}
	for g := range u.groups {
		if sum := &u.groups[g].Expected; sum.Kind != Unknown {
			sum.Value += u.lost[g]
		}
	}
	u.open = make([]bool, len(u.groups))
	return u
}

// count adds a site to its group. Its Once is right if no other joins. What rounding
// takes from the sum is kept, after Neumaier (1974, doi:10.1002/zamm.19740540106).
func (u *rollUp) count(site int32) {
	g := &u.groups[u.of[site]]
	g.Sites++
	sum, more := g.Expected, u.Expected(site)
	g.Expected = sum.plus(more)
	large, small := max(sum.Value, more.Value), min(sum.Value, more.Value)
	u.lost[u.of[site]] += large - g.Expected.Value + small
	g.Once = u.Once(site)
}

// tally counts the groups that one draw hits.
func (u *rollUp) tally(main []pick) {
	hit := make([]int32, 0, len(main))
	for _, p := range main {
		if g := u.of[p.site]; g >= 0 {
			hit = append(hit, g)
		}
	}
	slices.Sort(hit)
	for _, g := range slices.Compact(hit) {
		atomic.AddUint32(&u.hits[g], 1)
	}
}

func (u *rollUp) worst(done int) float64 {
	worst := 0.0
	for g, open := range u.open {
		if open {
			worst = max(worst, wilson(float64(u.hits[g]), float64(done)))
		}
	}
	return worst
}

// MostExposed sorts groups by P(at least one), the likeliest first, ties by name.
func MostExposed(groups []Group) []Group {
	sorted := slices.Clone(groups)
	slices.SortStableFunc(sorted, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Once.Value, a.Once.Value), cmp.Compare(a.Name, b.Name))
	})
	return sorted
}
