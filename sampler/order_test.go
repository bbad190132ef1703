package sampler

import (
	"encoding/binary"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestOrderingIsSorting compares the lazy order with a full sort, ranks that tie
// included, walked in parts and again from the start.
func TestOrderingIsSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ranks := rapid.SliceOfN(rapid.Uint64Range(0, rapid.SampledFrom([]uint64{0, 3, 1 << 62}).Draw(t, "top")), 0, 300).Draw(t, "ranks")
		ticket := func(site int32) Ticket {
			var k Ticket
			binary.BigEndian.PutUint32(k[:], uint32(site)*2654435761)
			return k
		}
		entries := make([]entry, len(ranks))
		for i, rank := range ranks {
			entries[i] = entry{rank: rank, site: int32(i)}
		}
		want := slices.Clone(entries)
		slices.SortFunc(want, func(a, b entry) int {
			if a.rank != b.rank {
				if a.rank < b.rank {
					return -1
				}
				return 1
			}
			x, y := ticket(a.site), ticket(b.site)
			return x.Compare(y)
		})
		o := newOrdering(entries, ticket)
		for _, upto := range []int{len(ranks) / 7, len(ranks) / 2, len(ranks)} {
			for k := range upto {
				if site, ok := o.at(k); !ok || site != want[k].site {
					t.Fatalf("at(%d) = %d, %v, want %d", k, site, ok, want[k].site)
				}
			}
		}
		if _, ok := o.at(len(ranks)); ok {
			t.Fatalf("at(%d) is past the end, want none", len(ranks))
		}
	})
}
