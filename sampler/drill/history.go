package drill

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Round is a round that was made and not withdrawn: the register's version that it
// was drawn from, and its record.
type Round struct {
	Frame  *sampler.Frame
	Record *sampler.Record
}

// Memory is what the rounds of a drill leave for the next one that covers. The zero
// value remembers no round. It belongs to one goroutine.
type Memory struct {
	rounds int
	sites  ledger
	groups map[sampler.By]*ledger
}

// ledger has the levels of sites, or of groups by one key, and which of them stood
// for the draw when last looked at (rounds-v1 §3).
type ledger struct {
	level map[string]int64
	stood map[string]int // the last round, from 1, that found the name in its frame and let it stand
}

// Clone is a memory of the same rounds that goes its own way.
func (m *Memory) Clone() *Memory {
	c := &Memory{rounds: m.rounds, sites: m.sites.clone(), groups: make(map[sampler.By]*ledger, len(m.groups))}
	for by, l := range m.groups {
		group := l.clone()
		c.groups[by] = &group
	}
	return c
}

func (l *ledger) clone() ledger { return ledger{maps.Clone(l.level), maps.Clone(l.stood)} }

// Add notes the next round, in the order in which they were made. The cost is that
// of looking at every site of the frame once.
func (m *Memory) Add(f *sampler.Frame, r *sampler.Record) {
	m.rounds++
	c := cmp.Or(r.Coordination, &sampler.Coordination{})
	m.sites.present(m.rounds, slices.Values(idsOf(f)), &c.Sites)
	for i := range r.Picks {
		if p := &r.Picks[i]; p.Role == sampler.Main {
			m.sites.level[p.ID]++
		}
	}
	for _, by := range sampler.Reaches() {
		levels := &sampler.Levels{}
		if by == c.Reach {
			levels = &c.Groups
		}
		m.addGroups(by, Round{f, r}, levels)
	}
}

// addGroups notes the round for the groups of one key.
func (m *Memory) addGroups(by sampler.By, round Round, levels *sampler.Levels) {
	if m.groups == nil {
		m.groups = map[sampler.By]*ledger{}
	}
	if m.groups[by] == nil {
		m.groups[by] = &ledger{}
	}
	g := m.groups[by]
	g.present(m.rounds, maps.Keys(groupsOf(round.Frame, by)), levels)
	for i := range round.Record.Picks {
		p := &round.Record.Picks[i]
		if site, found := round.Frame.Site(p.ID); found && p.Role == sampler.Main {
			g.level[by.Key(site)]++
		}
	}
}

// present notes who was there. Those that were new stand from now on if the draw
// let them come in, at the level that it says.
func (l *ledger) present(round int, names iter.Seq[string], took *sampler.Levels) {
	if l.level == nil {
		l.level, l.stood = map[string]int64{}, map[string]int{}
	}
	for name := range names {
		l.stood[name] = round
	}
	for _, name := range took.New {
		delete(l.stood, name)
	}
	for _, d := range took.Joined {
		l.stood[d.Name] = round
		if d.Times > 0 {
			l.level[d.Name] = d.Times
		}
	}
}

// Cover returns what the next round of a cover takes over, from the frame that it
// is drawn from: levels of the sites, and of the groups that are to be reached.
func (m *Memory) Cover(f *sampler.Frame, reach sampler.By) *sampler.Coordination {
	c := &sampler.Coordination{Mode: sampler.Cover, Reach: reach}
	if m.rounds == 0 {
		return c
	}
	c.Sites = m.sites.levels(m.rounds, idsOf(f))
	if reach != "" {
		c.Groups = m.groups[reach].levels(m.rounds, slices.Sorted(maps.Keys(groupsOf(f, reach))))
	}
	return c
}

// levels tells of names in ascending order how far they came and which are new.
func (l *ledger) levels(rounds int, names []string) (out sampler.Levels) {
	for _, name := range names {
		if times := l.level[name]; times > 0 {
			out.Drawn = append(out.Drawn, sampler.Drawn{Name: name, Times: times})
		}
		if l.stood[name] != rounds {
			out.New = append(out.New, name)
		}
	}
	return out
}

// idsOf lists the ids of a frame's sites, ascending.
func idsOf(f *sampler.Frame) []string {
	ids := make([]string, f.Len())
	for i := range f.Sites() {
		ids[i] = f.Sites()[i].ID
	}
	return ids
}

// groupsOf lists the groups that a frame's sites are in.
func groupsOf(f *sampler.Frame, by sampler.By) map[string]bool {
	groups := map[string]bool{}
	for i := range f.Sites() {
		groups[by.Key(&f.Sites()[i])] = true
	}
	return groups
}

// Recheck returns what a round that looks again takes over: of the sites that
// failed, those that the frame still has and a step of the plan asks for. The
// others are returned as gone. Both are in ascending order, each once.
func Recheck(f *sampler.Frame, p *sampler.Plan, failed []string) (c *sampler.Coordination, gone []string) {
	c = &sampler.Coordination{Mode: sampler.Again}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(failed))) {
		if site, found := f.Site(id); found && inSomeStep(p, site) {
			c.Recheck = append(c.Recheck, id)
		} else {
			gone = append(gone, id)
		}
	}
	return c, gone
}

func inSomeStep(p *sampler.Plan, site *geo.Site) bool {
	return slices.ContainsFunc(p.Steps, func(s sampler.Step) bool { return s.Admits(site) })
}

// Weigh returns what a weighted rehearsal takes over: a site weighs one more than
// its losses, or open problems, at most sampler.MaxWeight. Sites without any, and
// those that the frame does not have, are left out.
func Weigh(f *sampler.Frame, losses map[string]int64) *sampler.Coordination {
	c := &sampler.Coordination{Mode: sampler.Weighted}
	for _, id := range slices.Sorted(maps.Keys(losses)) {
		if _, found := f.Site(id); found && losses[id] > 0 {
			weight := 1 + min(losses[id], sampler.MaxWeight-1)
			c.Weights = append(c.Weights, sampler.Weight{ID: id, Weight: weight})
		}
	}
	return c
}

// Check says whether a round's coordination follows from the rounds before: nil, or
// the first thing that differs, as a value for a person. It does not compute the
// picks again, which is sampler.Verify's. What is looked at again and what weighs
// more follows from results, not from rounds: of those modes nothing is said here,
// see CheckFrom.
func Check(round Round, before *Memory) *sampler.Difference {
	c := round.Record.Coordination
	if c == nil || c.Mode != sampler.Cover {
		return nil
	}
	return CheckFrom(round.Record, before.Cover(round.Frame, c.Reach))
}

// CheckFrom says whether a round took over what it should have: what Cover, Recheck
// or Weigh returned, or nothing (nil) if it is a round by itself.
func CheckFrom(r *sampler.Record, expected *sampler.Coordination) *sampler.Difference {
	return sampler.CompareHistory(expected, r.Coordination)
}
