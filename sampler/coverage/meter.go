package coverage

import (
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Round is one that was held.
type Round struct {
	Number int64 // each once, ascending
	Record *sampler.Record
	Frame  *sampler.Frame // of its day; nil: picks that today's frame lacks count for no group
}

// Tally is how often something was drawn. The zero value is never.
type Tally struct {
	Picks       int   // main picks
	Rounds      int   // rounds with such
	First, Last int64 // numbers of the first and the last of them
}

func (t *Tally) add(round int64) {
	t.Picks++
	if t.Rounds > 0 && t.Last == round {
		return
	}
	if t.Rounds == 0 {
		t.First = round
	}
	t.Rounds++
	t.Last = round
}

// Meter holds what rounds drew against a frame. Goroutines may share it.
type Meter struct {
	Frame *sampler.Frame
	Gone  []string // main picks that the frame lacks, sorted, each once

	sites  []Tally
	rounds []drawn
}

// drawn are the main picks of one round.
type drawn struct {
	number int64
	sites  []int32     // in the frame
	gone   []*geo.Site // of the round's own frame
}

// New counts the main picks of rounds, which stand in the order of their numbers. The
// cost is that of finding each pick in the frame.
func New(f *sampler.Frame, rounds []Round) *Meter {
	m := &Meter{Frame: f, sites: make([]Tally, f.Len()), rounds: make([]drawn, len(rounds))}
	for i := range rounds {
		m.rounds[i].number = rounds[i].Number
		m.add(&m.rounds[i], &rounds[i])
	}
	slices.Sort(m.Gone)
	m.Gone = slices.Compact(m.Gone)
	return m
}

func (m *Meter) add(d *drawn, round *Round) {
	for i := range round.Record.Picks {
		p := &round.Record.Picks[i]
		if p.Role != sampler.Main {
			continue
		}
		if number, found := m.Frame.Number(p.ID); found {
			d.sites = append(d.sites, number)
			m.sites[number].add(d.number)
			continue
		}
		m.Gone = append(m.Gone, p.ID)
		if round.Frame == nil {
			continue
		}
		if site, found := round.Frame.Site(p.ID); found {
			d.gone = append(d.gone, site)
		}
	}
}

// Rounds is how many rounds were held.
func (m *Meter) Rounds() int { return len(m.rounds) }

// Site tells how often a site was drawn, by its place in Frame.Sites.
func (m *Meter) Site(number int32) Tally { return m.sites[number] }

// Never lists the sites that were never drawn, as places in Frame.Sites, ascending.
func (m *Meter) Never() []int32 {
	var list []int32
	for i := range m.sites {
		if m.sites[i].Picks == 0 {
			list = append(list, int32(i))
		}
	}
	return list
}

// Group is what was drawn of sites that share a township, a unit or the like.
type Group struct {
	Name    string // the code of a township has nine digits
	Sites   int    // in the frame
	Reached int    // of them, drawn at least once

	Tally // of all of them, and of those that are gone
}

// Groups tells how often the groups of a key that the frame has were drawn, in order of
// their names. Sites without the key are in no group. The empty key is the sites
// themselves, each by its id.
func (m *Meter) Groups(by sampler.By) []Group {
	t := m.targets(by)
	groups := make([]Group, len(t.names))
	for g, name := range t.names {
		groups[g].Name = name
	}
	for i, g := range t.of {
		if g < 0 {
			continue
		}
		groups[g].Sites++
		if m.sites[i].Picks > 0 {
			groups[g].Reached++
		}
	}
	for i := range m.rounds {
		d := &m.rounds[i]
		for _, site := range d.sites {
			if g := t.of[site]; g >= 0 {
				groups[g].add(d.number)
			}
		}
		for _, site := range d.gone {
			if g, known := slices.BinarySearch(t.names, nameOf(by, site)); known {
				groups[g].add(d.number)
			}
		}
	}
	return groups
}

// nameOf is the group of a site, empty if it is in none.
func nameOf(by sampler.By, s *geo.Site) string {
	if by == "" {
		return s.ID
	}
	return by.Key(s)
}
