package sampler

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"

	"sitedraw/geo"
)

// TicketScope says whose tickets a TicketMap holds.
type TicketScope struct {
	Seed       string
	Scope      string   // the name of draw-v1 §5, such as a step's id
	Categories []string // none: all
}

// TicketMap is the tickets of one scope laid over the map: the sites of least
// ticket in any window, found without sorting the tickets of all in it. Drawing n
// sites so is the simple draw (draw-v1 §6.1) among the scope's sites in the window.
// It holds 8.5 bytes a site beside the index, never changes, and may be asked by many
// goroutines.
type TicketMap struct {
	frame  *Frame
	key    Key
	ranked *geo.Ranked
}

// NewTicketMap draws the tickets of a scope. The index is geo.NewSiteIndex of the
// frame's sites. The errors are CheckSeed's, and that of a cancelled context.
func (f *Frame) NewTicketMap(ctx context.Context, index *geo.Index, s TicketScope) (*TicketMap, error) {
	if err := CheckSeed(s.Seed); err != nil {
		return nil, err
	}
	m := &TicketMap{frame: f, key: NewKey(s.Seed, s.Scope)}
	ranks := slices.Repeat([]uint64{geo.NoRank}, f.Len())
	parts := runtime.GOMAXPROCS(0)
	var group sync.WaitGroup
	sites := f.ticketed(s.Categories)
	for part := range parts {
		group.Go(func() { m.rank(ctx, sites[len(sites)*part/parts:len(sites)*(part+1)/parts], ranks) })
	}
	group.Wait()
	m.ranked = index.Ranked(ranks)
	return m, ctx.Err()
}

// ticketed returns the sites of categories, of all if there are none.
func (f *Frame) ticketed(categories []string) []int32 {
	if len(categories) > 0 {
		return f.inCategories(slices.Compact(slices.Sorted(slices.Values(categories))))
	}
	all := make([]int32, f.Len())
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// rank sets the ranks of some sites: a ticket's first eight bytes. The greatest of
// them gives way to NoRank; where ranks are equal, tickets decide.
func (m *TicketMap) rank(ctx context.Context, sites []int32, ranks []uint64) {
	var buf ticketBuffer
	buf.open(m.key)
	for i, site := range sites {
		if i%ticketBatch == 0 && ctx.Err() != nil {
			return
		}
		ranks[site] = min(buf.ticket(m.frame.sites[site].ID).head(), math.MaxUint64-1)
	}
}

// Ticketed is a site with its ticket.
type Ticketed struct {
	ID     string
	Ticket Ticket
}

// Least returns the n sites of least ticket that at least one of the windows
// covers, boundaries included, in ascending order; fewer if there are not so many.
// A box over the antimeridian is two windows. Unlocated sites are in no window.
func (m *TicketMap) Least(n int, windows ...geo.Window) []Ticketed {
	var least []Ticketed
	for _, p := range m.ranked.Least(n, windows...) { // with all whose first eight bytes are the last's
		least = append(least, m.ticketed(p.Number))
	}
	slices.SortFunc(least, func(a, b Ticketed) int { return a.Ticket.Compare(b.Ticket) })
	return least[:min(max(n, 0), len(least))]
}

func (m *TicketMap) ticketed(site int32) Ticketed {
	id := m.frame.sites[site].ID
	return Ticketed{ID: id, Ticket: m.key.Ticket(id)}
}
