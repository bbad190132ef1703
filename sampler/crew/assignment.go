package crew

import (
	"slices"

	"sitedraw/sampler"
)

// Assignment is who inspects what. It names what it was made from by digests, so that
// somebody who has these can compute it again.
type Assignment struct {
	Record     sampler.Digest // of the round's record
	Lot        int
	Date       string         // 2006-01-02
	Inspectors sampler.Digest // of the inspectors ([InspectorsDigest])
	Before     sampler.Digest // of the visits of the round before ([VisitsDigest]); zero: there are none
	Rules      Rules          // with their defaults filled in
	Ring       []string       // Cross: townships, nine digits, each inspected by the one before it; otherwise empty
	Attempt    int            // which attempt was taken, 1 … 64
	Teams      []Team         // by number: the first is team 1
	Idle       []string       // ids of those who are there and in no team, sorted
	Difference int            // most sites of a team less fewest
	Repeats    int            // pairs of an inspector and a site whose place he was at in the round before
}

// Team is who inspects together.
type Team struct {
	Members []string // ids as they were drawn; where a lead is needed he comes first
	Sites   []string // ids, sorted; may be empty
}

// Visits returns who is at which places by this assignment: what the next round is
// given as Before. Sites that are not among those given are left out.
func (a *Assignment) Visits(sites []Site) []Visit {
	at := make(map[string]*Site, len(sites))
	for i := range sites {
		at[sites[i].ID] = &sites[i]
	}
	var list []Visit
	for _, team := range a.Teams {
		for _, id := range team.Sites {
			if s := at[id]; s != nil {
				for _, member := range team.Members {
					list = append(list, Visit{Inspector: member, Place: s.Place()})
				}
			}
		}
	}
	return settledVisits(list)
}

// VisitsDigest returns the SHA-256 of the visits in canonical form, zero for none.
func VisitsDigest(list []Visit) sampler.Digest {
	if len(list) == 0 {
		return sampler.Digest{}
	}
	return digestOf(appendVisits(nil, settledVisits(list)))
}

// TeamOf returns the index of the team that an inspector is in, or −1.
func (a *Assignment) TeamOf(inspector string) int {
	return slices.IndexFunc(a.Teams, func(t Team) bool { return slices.Contains(t.Members, inspector) })
}
